"""Which approved template tells which event, in which language, with which words filled in."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from .words import WORDS


class Event(models.TextChoices):
    """What buyers are told. The codes are those of the mails (``shop.order.mails``)."""

    RECEIVED = "received", _("order received")
    PAID = "paid", _("payment received")
    PACKED = "packed", _("parcel packed")
    SHIPPED = "shipped", _("parcel on its way")
    PROMISED = "promised", _("parcel promised for another day")
    READY = "ready", _("parcel ready to collect")
    DELIVERED = "delivered", _("parcel arrived")
    CANCELLED = "cancelled", _("order cancelled")
    REFUND_SENT = "refund_sent", _("money on its way back")


class Language(models.TextChoices):
    """Languages of the shop; the code of a template at WhatsApp is the same."""

    INDONESIAN = "id", _("Indonesian")
    ENGLISH = "en", _("English")


class NoticeTemplate(models.Model):
    """Kept by head office. Without one for an event nothing is sent about it."""

    event = models.CharField(_("event"), max_length=16, choices=Event.choices)
    language = models.CharField(
        _("language"), max_length=5, choices=Language.choices, default=Language.INDONESIAN
    )
    name = models.SlugField(
        _("name of the template"),
        max_length=100,
        help_text=_("As it was approved in WhatsApp Manager, for example pesanan_dikirim."),
    )
    parameters = models.CharField(
        _("words to fill in"),
        max_length=200,
        blank=True,
        help_text=_(
            "What stands for {{1}}, {{2}} and so on, with commas. Known are: number, total, "
            "cooperative, courier, tracking, date, place, buyer."
        ),
    )
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("WhatsApp template")
        verbose_name_plural = _("WhatsApp templates")
        ordering = ["event", "language"]
        constraints = [
            models.UniqueConstraint(fields=["event", "language"], name="notice_template_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_event_display()} ({self.language}): {self.name}"

    @property
    def words(self) -> list[str]:
        """Names of the words, in the order of their places."""
        return [word for part in self.parameters.split(",") if (word := part.strip())]

    def clean(self) -> None:
        """Only words that can be filled in."""
        unknown = [word for word in self.words if word not in WORDS]
        if unknown:
            text = _("Not known: %(words)s. Known are: %(known)s.")
            told = {"words": ", ".join(unknown), "known": ", ".join(WORDS)}
            raise ValidationError({"parameters": text % told})
