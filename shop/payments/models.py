"""What a buyer owes and how it was paid; Oscar's source and transaction tables stay."""

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


def private_storage() -> Storage:
    """Where proofs lie: never under the public media address."""
    return storages["private"]


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
    """States every payment method shares.

    ``held``: money came that does not simply pay the order (wrong amount, order gone); a person
    decides whether it is accepted or returned.
    """

    AWAITING = "awaiting", _("awaiting")
    PAID = "paid", _("paid")
    HELD = "held", _("money held, needs a decision")
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
    paid_amount = models.PositiveBigIntegerField(
        default=0, help_text="rupiah that came in so far; the sum of the receipts"
    )
    refund_amount = models.PositiveBigIntegerField(
        default=0, help_text="rupiah of it that goes or went back to the buyer"
    )
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
            models.UniqueConstraint(
                fields=["order", "provider"],
                condition=Q(state="awaiting"),
                name="open_request_once_per_provider",
            ),
        ]
        indexes = [
            models.Index(
                fields=["expires_at"],
                name="payment_expiry_due",
                condition=Q(state="awaiting") | Q(holds_amount=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.provider} {self.amount} ({self.state})"


class Receipt(models.Model):
    """One sum that arrived for a request, as staff or a provider reported it. Append-only."""

    request = models.ForeignKey(PaymentRequest, on_delete=models.PROTECT, related_name="receipts")
    amount = models.PositiveBigIntegerField(help_text="rupiah")
    reference = models.CharField(max_length=120, blank=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            # A second press of the button is the same sum under the same reference.
            models.UniqueConstraint(fields=["request", "amount", "reference"], name="receipt_once"),
            models.CheckConstraint(condition=Q(amount__gte=1), name="receipt_amount_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.amount} {self.reference}"


class PaymentProof(models.Model):
    """A picture the buyer says proves the transfer. It never marks anything paid by itself."""

    request = models.ForeignKey(PaymentRequest, on_delete=models.CASCADE, related_name="proofs")
    file = models.FileField(upload_to="proofs/", storage=private_storage)
    note = models.CharField(max_length=255, blank=True)
    rejected_at = models.DateTimeField(null=True, blank=True)
    rejected_reason = models.CharField(max_length=255, blank=True)
    rejected_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
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
