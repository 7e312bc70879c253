"""What a buyer owes and how it was paid; Oscar's source and transaction tables stay."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class BankAccount(models.Model):
    """An account that receives transfers: the operator's, or one cooperative's own."""

    cooperative = models.ForeignKey(
        "partner.Partner",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="receiving_accounts",
    )
    bank = models.CharField(_("bank"), max_length=60)
    number = models.CharField(_("account number"), max_length=40)
    holder = models.CharField(_("account holder"), max_length=120)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("bank account")
        verbose_name_plural = _("bank accounts")
        constraints = [
            models.UniqueConstraint(fields=["bank", "number"], name="bank_account_once"),
        ]

    def __str__(self) -> str:
        return f"{self.bank} {self.number}"


class RequestState(models.TextChoices):
    """States every payment method shares (payments/manual_cod.md)."""

    AWAITING = "awaiting", _("awaiting")
    PAID = "paid", _("paid")
    EXPIRED = "expired", _("expired")
    CANCELLED = "cancelled", _("cancelled")
    REFUND_DUE = "refund_due", _("refund due")
    REFUNDED = "refunded", _("refunded")
    REVERSED = "reversed", _("reversed")


class PaymentRequest(models.Model):
    """One amount asked from the buyer through one provider, in whole rupiah."""

    order = models.ForeignKey(
        "order.Order", on_delete=models.PROTECT, related_name="payment_requests"
    )
    provider = models.CharField(max_length=32)
    amount = models.PositiveBigIntegerField(help_text="rupiah, unique code included")
    unique_code = models.PositiveSmallIntegerField(default=0)
    account = models.ForeignKey(
        BankAccount, null=True, blank=True, on_delete=models.PROTECT, related_name="requests"
    )
    state = models.CharField(
        max_length=12, choices=RequestState.choices, default=RequestState.AWAITING
    )
    holds_amount = models.BooleanField(
        default=False, help_text="the amount is taken on its account until the grace ends"
    )
    expires_at = models.DateTimeField(null=True, blank=True)
    paid_at = models.DateTimeField(null=True, blank=True)
    paid_amount = models.PositiveBigIntegerField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    reference = models.CharField(max_length=120, blank=True)
    note = models.CharField(max_length=255, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("payment request")
        verbose_name_plural = _("payment requests")
        constraints = [
            models.UniqueConstraint(
                fields=["account", "amount"],
                condition=Q(holds_amount=True),
                name="open_amount_once_per_account",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.provider} {self.amount} ({self.state})"


class PaymentProof(models.Model):
    """A picture the buyer says proves the transfer. It never marks anything paid by itself."""

    request = models.ForeignKey(PaymentRequest, on_delete=models.CASCADE, related_name="proofs")
    file = models.FileField(upload_to="proofs/")
    note = models.CharField(max_length=255, blank=True)
    rejected_at = models.DateTimeField(null=True, blank=True)
    rejected_reason = models.CharField(max_length=255, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.request_id} {self.created_at:%Y-%m-%d}"


class ProviderEvent(models.Model):
    """An outside message about money, stored raw before anything acts on it."""

    provider = models.CharField(max_length=32)
    event_key = models.CharField(max_length=160)
    body = models.JSONField(default=dict)
    handled_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["provider", "event_key"], name="provider_event_once"),
        ]

    def __str__(self) -> str:
        return f"{self.provider} {self.event_key}"


from oscar.apps.payment.models import *  # noqa: E402,F403
