"""What the networks tell about what was sent."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Reached(models.IntegerChoices):
    """How far a message came. Reports come in any order: only a larger number counts."""

    SENT = 10, _("sent")
    FAILED = 15, _("did not arrive")
    DELIVERED = 20, _("arrived on the phone")
    READ = 30, _("read")


class MessageStatus(models.Model):
    """The furthest state of one message. It says which row of the outbox, never whose phone.

    ``wamid`` is a digest of the network's number, which has the phone number inside.
    """

    wamid = models.CharField(max_length=160, unique=True)
    mark = models.CharField(max_length=80, blank=True, db_index=True)
    reached = models.PositiveSmallIntegerField(choices=Reached.choices, default=Reached.SENT)
    error_code = models.CharField(max_length=20, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("state of a message")
        verbose_name_plural = _("states of messages")

    def __str__(self) -> str:
        return f"{self.mark or self.wamid}: {self.get_reached_display()}"
