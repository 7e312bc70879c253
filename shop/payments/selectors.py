"""Reading payments: what an order owes, what waits for staff, what to tell the buyer."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal
from typing import TypeVar

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from shop.order.mails import HowToPay
from shop.order.models import Order, Parcel

from .models import PaymentProof, PaymentRequest, RequestState
from .providers import registry
from .providers.base import OrderLike, ParcelLike

Row = TypeVar("Row", bound=Model)


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
