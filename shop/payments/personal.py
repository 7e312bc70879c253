"""What money says about who paid."""

from django.db.models import CharField, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext_lazy as _

from shop.personal import Holding, Kept, Person, Rule, Why

from .models import PaymentRequest, ProviderEvent


def _notices(person: Person) -> QuerySet:
    """What providers told about payments of the person's orders."""
    asked = PaymentRequest.objects.filter(order_id__in=person.order_ids).exclude(external_id="")
    names = list(asked.values_list("external_id", flat=True))
    return ProviderEvent.objects.filter(body__order_id__in=names)


def _empty_notices(keys: list[int]) -> int:
    return ProviderEvent.objects.filter(pk__in=keys).update(body={})


HOLDINGS = (
    Holding(
        model="payment.PaymentRequest",
        title=_("Payments"),
        why=Why.MONEY,
        kept=Kept.WITH_ORDER,
        fields=("reference", "note", "pay_url"),
        order="order_id",
        shows=(
            "order__number",
            "provider",
            "amount",
            "paid_amount",
            "refunded_amount",
            "paid_at",
            "reference",
            "note",
        ),
        becomes={"reference": "", "note": "", "pay_url": ""},
    ),
    Holding(
        model="payment.Receipt",
        title=_("Money that came in"),
        why=Why.MONEY,
        kept=Kept.WITH_ORDER,
        fields=("reference",),
        order="request__order_id",
        shows=("request__order__number", "amount", "reference", "created_at"),
        # Two equal sums stay two rows.
        becomes={"reference": Concat(Value("#"), Cast("pk", CharField()))},
    ),
    Holding(
        model="payment.PaymentProof",
        title=_("Proofs of payment"),
        why=Why.MONEY,
        kept=Kept.WITH_ORDER,
        fields=("file", "note", "rejected_reason"),
        order="request__order_id",
        shows=("request__order__number", "file", "note", "created_at"),
        deletes=True,
    ),
    Holding(
        model="payment.ProviderEvent",
        title=_("Messages of payment providers"),
        why=Why.MONEY,
        kept=Kept.WEBHOOKS,
        fields=("body",),
        rows=_notices,
        becomes={"body": {}},
    ),
    Holding(
        model="payment.CodBlock",
        title=_("No payment at the door"),
        why=Why.SAFETY,
        kept=Kept.WITH_ACCOUNT,
        fields=("phone", "reason"),
        stays="set by a person after misuse; head office lifts it when asked",
    ),
    Holding(
        model="payment.Source",
        title=_("Sources of money"),
        why=Why.NOTHING,
        kept=Kept.EMPTY,
        fields=("reference", "label"),
        order="order_id",
        becomes={"reference": "", "label": ""},
    ),
    Holding(
        model="payment.Transaction",
        title=_("Movements of money"),
        why=Why.NOTHING,
        kept=Kept.EMPTY,
        fields=("reference",),
        order="source__order_id",
        becomes={"reference": ""},
    ),
    Holding(
        model="payment.Bankcard",
        title=_("Bank cards"),
        why=Why.NOTHING,
        kept=Kept.EMPTY,
        fields=("name", "number"),
        user="user_id",
        deletes=True,
    ),
)
HARMLESS = {
    "payment.Bankcard.partner_reference": "not written",
    "payment.BankAccount.*": "a cooperative's own account, shown to every buyer",
    "payment.QrisCode.payload": "a cooperative's own QRIS, shown to every buyer",
    "payment.SourceType.*": "names of ways to pay",
    "payment.PaymentRequest.external_id": "our own number of the payment at the provider",
}
RULES = (
    Rule(
        code="messages_of_providers",
        setting="WEBHOOK_BODY_DAYS",
        about="bodies of payment providers' messages",
        due=lambda before: ProviderEvent.objects.filter(created_at__lt=before).exclude(body={}),
        act=_empty_notices,
    ),
)
