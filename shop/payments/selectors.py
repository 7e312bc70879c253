"""Reading payments: what an order owes, what waits for staff, what to tell the buyer."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from shop.order.mails import HowToPay
from shop.order.models import Order, Parcel
from shop.order.selectors import HAS_MONEY
from shop.partner.models import Partner

from .models import BankAccount, PaymentProof, PaymentRequest, QrisCode, RequestState
from .providers import registry
from .providers.base import OrderLike, ParcelLike

Row = TypeVar("Row", bound=Model)
# Money of these requests pays the order, as far as it did not go back.
STANDS = (RequestState.PAID, RequestState.REFUND_DUE, RequestState.REFUNDED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Paid:
    """What a buyer paid for an order, in rupiah: ``total + code + more = came``.

    ``code`` makes a transfer recognisable and is paid on top of the order's total. ``more`` is
    what came beyond both, or below zero what was missing when a person accepted it.
    """

    total: int
    code: int
    more: int

    @property
    def came(self) -> int:
        """Rupiah that came for the order."""
        return self.total + self.code + self.more


def paid_for(order: Order) -> Paid | None:
    """What was paid for an order; None before anything was.

    Money that a person still decides about, that was taken back from us, or that came twice and
    went back is not what the order was paid with.
    """
    asked = PaymentRequest.objects.filter(order=order, paid_amount__gt=0).order_by("pk")
    total = whole(order.total_incl_tax)
    rows = [row for row in asked if row.state in STANDS]
    came = sum(row.paid_amount - row.refunded_amount for row in rows) + order.refunded_amount
    if not rows and order.payment_state in HAS_MONEY:
        # More came by the request that had paid; a person decides about the rest only.
        rows = [row for row in asked if row.state == RequestState.HELD][:1]
        came = sum(row.amount for row in rows)
    if not rows or came <= 0:
        return None
    code = rows[0].unique_code
    return Paid(total=total, code=code, more=came - total - code)


def order_like_of(order: Order) -> OrderLike:
    """What a placed order looks like to a provider, from its frozen lines and quotes.

    Parcels of one cooperative are taken together: its limit is about its own money.
    """
    amounts: dict[int, Decimal] = {}
    for line in order.lines.all():
        amounts.setdefault(line.partner_id, Decimal(0))
        amounts[line.partner_id] += line.line_price_incl_tax + line.shipping_paid
    allows: dict[int, bool] = dict.fromkeys(amounts, True)
    for parcel in order.parcels.all():
        allows[parcel.cooperative_id] &= bool(parcel.quote.get("allows_cod"))
    return OrderLike(
        total=whole(order.total_incl_tax),
        phone=order.contact_phone,
        region=order.shipping_address.region_code if order.shipping_address else "",
        parcels=tuple(
            ParcelLike(
                cooperative_id=cooperative_id,
                amount=whole(amount),
                allows_cod=allows[cooperative_id],
            )
            for cooperative_id, amount in sorted(amounts.items())
        ),
    )


def whole(amount: Decimal) -> int:
    """Whole rupiah. Raises ValueError for a fraction."""
    if amount != int(amount):
        raise ValueError(f"An amount in whole rupiah is needed, not {amount}.")
    return int(amount)


def current_request(*, order_id: int) -> PaymentRequest | None:
    """The newest request of an order: the one its page shows."""
    return (
        PaymentRequest.objects.filter(order_id=order_id)
        .select_related("account", "qris")
        .order_by("-pk")
        .first()
    )


def how_to_pay(request: PaymentRequest) -> HowToPay | None:
    """What the buyer has to do, in the active language; None when nothing is asked now."""
    if request.state != RequestState.AWAITING:
        return None
    return registry.get(request.provider).how_to_pay(request)


def held(*, cooperative_ids: Collection[int] | None = None) -> QuerySet[PaymentRequest]:
    """Money that came and pays nothing yet: a person must accept or return it, oldest first.

    None means head office, which sees all. A cooperative sees what came to its own accounts.
    """
    rows = PaymentRequest.objects.filter(state=RequestState.HELD)
    return seen_by(rows, "", cooperative_ids).select_related("order", "account").order_by("pk")


def refunds_due(*, cooperative_ids: Collection[int] | None = None) -> QuerySet[PaymentRequest]:
    """Money that was promised back and has not been sent yet, oldest first."""
    rows = PaymentRequest.objects.filter(state=RequestState.REFUND_DUE)
    return seen_by(rows, "", cooperative_ids).select_related("order", "account").order_by("pk")


def proofs_waiting(*, cooperative_ids: Collection[int] | None = None) -> QuerySet[PaymentProof]:
    """Proofs nobody looked at, of payments that are still open, oldest first."""
    rows = PaymentProof.objects.filter(
        rejected_at__isnull=True,
        request__state__in=[RequestState.AWAITING, RequestState.EXPIRED],
    )
    return (
        seen_by(rows, "request__", cooperative_ids)
        .select_related("request__order", "request__account")
        .order_by("pk")
    )


def seen_by(
    rows: QuerySet[Row], prefix: str, cooperative_ids: Collection[int] | None
) -> QuerySet[Row]:
    """Only what these cooperatives may see: transfers to their own accounts, payments by their own
    QRIS, and cash at the door when the whole order is theirs."""
    if cooperative_ids is None:
        return rows
    ids = list(cooperative_ids)
    parcels = Parcel.objects.filter(order=OuterRef(f"{prefix}order"))
    own_account = Q(**{f"{prefix}account__cooperative_id__in": ids})
    own_account |= Q(**{f"{prefix}qris__cooperative_id__in": ids})
    own_cash = (
        Q(**{f"{prefix}provider": "cod"})
        & Exists(parcels.filter(cooperative_id__in=ids))
        & ~Exists(parcels.exclude(cooperative_id__in=ids))
    )
    return rows.filter(own_account | own_cash)


def can_be_paid(cooperative: Partner) -> bool:
    """Whether the checkout can offer any way to pay for goods of this cooperative alone.

    An order may still be too large for cash or for QRIS; this says that something is set up.
    """
    if cooperative.cod_limit or registry.get("midtrans").is_set_up():
        return True
    receives = Q(cooperative=None) | Q(cooperative=cooperative)
    return (
        BankAccount.objects.filter(receives, is_active=True).exists()
        or QrisCode.objects.filter(receives, is_active=True).exists()
    )
