"""The user of shop, website and desk, and what a user may do for a cooperative."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from oscar.apps.customer.abstract_models import AbstractUser


class User(AbstractUser):
    """Logs in with an e-mail address. Customers and staff share this table."""

    phone = models.CharField(
        _("phone number"),
        max_length=16,
        blank=True,
        help_text=_("International form, for example +6281234567890."),
    )

    def __str__(self) -> str:
        return self.get_full_name() or self.email


class Role(models.TextChoices):
    """What a staff member does for the cooperative (design.md section 9)."""

    MANAGER = "manager", _("Manager")
    CATALOGUE = "catalogue", _("Catalogue keeper")
    PACKER = "packer", _("Packer")
    TREASURER = "treasurer", _("Treasurer")
    SUPERVISOR = "supervisor", _("Supervisor (read only)")
    EDITOR = "editor", _("News editor")


class StaffRole(models.Model):
    """One user's role in one cooperative; the tenant of every desk request comes from here."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="staff_roles")
    cooperative = models.ForeignKey(
        "partner.Partner", on_delete=models.CASCADE, related_name="staff_roles"
    )
    role = models.CharField(_("role"), max_length=16, choices=Role.choices)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("staff role")
        verbose_name_plural = _("staff roles")
        constraints = [
            models.UniqueConstraint(fields=["user", "cooperative", "role"], name="staff_role_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()}"


class Invitation(models.Model):
    """An offer of one role in one cooperative, by mail; taken once, or it ends.

    ``nonce`` is part of the link: inviting the same address again ends the link before.
    """

    cooperative = models.ForeignKey(
        "partner.Partner", on_delete=models.CASCADE, related_name="invitations"
    )
    email = models.EmailField(_("e-mail address"), help_text=_("In lower case."))
    role = models.CharField(_("role"), max_length=16, choices=Role.choices)
    nonce = models.CharField(max_length=32)
    invited_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True, blank=True)
    taken_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.UniqueConstraint(
                fields=["cooperative", "email"],
                condition=models.Q(taken_at__isnull=True, withdrawn_at__isnull=True),
                name="invitation_open_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cooperative_id} · {self.get_role_display()}"
