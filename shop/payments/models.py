"""What a buyer owes and how it was paid; Oscar's source and transaction tables stay."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from . import qris


def validate_qris(payload: str) -> None:
    """Refuse a text that is no QRIS, or whose check digits are wrong."""
    try:
        qris.merchant(payload)
    except qris.BadQris as error:
        raise ValidationError(str(error)) from error


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


class QrisCode(models.Model):
    """A static QRIS of the operator or of one cooperative, as the text inside the picture."""

    cooperative = models.OneToOneField(
        "partner.Partner",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="qris_code",
        verbose_name=_("cooperative"),
        help_text=_("Empty: the operator's own."),
    )
    payload = models.TextField(
        _("text of the QR code"),
        max_length=512,
        validators=[validate_qris],
        help_text=_("Read the printed code with a QR app that shows text, and paste what it says."),
    )
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("QRIS code")
        verbose_name_plural = _("QRIS codes")
        constraints = [
            models.UniqueConstraint(fields=["payload"], name="qris_payload_once"),
            models.UniqueConstraint(
                fields=["is_active"],
                condition=Q(cooperative__isnull=True, is_active=True),
                name="qris_of_the_operator_once",
            ),
        ]

    def __str__(self) -> str:
        return qris.merchant(self.payload).name if self.payload else ""


class CodRule(models.Model):
    """What a cooperative wants for payment at the door beyond its limit (``Partner.cod_limit``)."""

    cooperative = models.OneToOneField(
        "partner.Partner",
        on_delete=models.CASCADE,
        related_name="cod_rule",
        verbose_name=_("cooperative"),
    )
    least = models.PositiveBigIntegerField(_("smallest amount, rupiah"), default=0)
    regions = models.JSONField(
        _("regions"),
        default=list,
        blank=True,
        help_text=_('Codes of provinces or regencies, as in ["12", "31.74"]. Empty: everywhere.'),
    )

    class Meta:
        verbose_name = _("rule for payment at the door")
        verbose_name_plural = _("rules for payment at the door")

    def __str__(self) -> str:
        return str(self.cooperative)


class CodBlock(models.Model):
    """A phone number that may not pay at the door, set by a person."""

    phone = models.CharField(_("phone number"), max_length=16, unique=True)
    reason = models.CharField(_("reason"), max_length=255, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("number without payment at the door")
        verbose_name_plural = _("numbers without payment at the door")

    def __str__(self) -> str:
        return self.phone


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
    qris = models.ForeignKey(
        QrisCode, null=True, blank=True, on_delete=models.PROTECT, related_name="requests"
    )
    external_id = models.CharField(
        max_length=50, blank=True, help_text="our name for this payment at the provider"
    )
    pay_url = models.CharField(
        max_length=500, blank=True, help_text="the provider's page where the buyer pays"
    )
    paid_with = models.CharField(
        max_length=40, blank=True, help_text="what the buyer chose at the provider"
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
    refunded_amount = models.PositiveBigIntegerField(
        default=0, help_text="rupiah of it that went back in all"
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
                fields=["qris", "amount"],
                condition=Q(holds_amount=True),
                name="open_amount_once_per_qris",
            ),
            models.UniqueConstraint(
                fields=["provider", "external_id"],
                condition=~Q(external_id=""),
                name="external_payment_once",
            ),
            models.CheckConstraint(
                condition=Q(refunded_amount__lte=models.F("paid_amount")),
                name="refunded_le_paid",
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
