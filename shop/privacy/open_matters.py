"""What has to come to its end before somebody can be forgotten, in words and in one condition."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shop.accounts.models import StaffRole, User
from shop.complaints.models import Answer, Complaint, ComplaintState
from shop.couriers.models import OPEN as OPEN_BOOKINGS
from shop.couriers.models import Booking
from shop.order.models import Order, Parcel, ParcelState, PaymentState
from shop.payments.models import PaymentRequest, RequestState
from shop.personal import Words

FINISHED = (ParcelState.COMPLETED, ParcelState.CANCELLED, ParcelState.RETURNED)
MONEY_WAITS = (RequestState.HELD, RequestState.REFUND_DUE)
# Most matters shown on a page; the first ones to end make room for the next.
MOST = 20

WORDS: dict[str, Words] = {
    "unpaid": _("waits for payment"),
    "money": _("money waits to be given back or decided about"),
    "complaint": _("a complaint is not settled"),
    "courier": _("a courier is on the way"),
    "decision": _("the cooperative has to decide something"),
    "parcel": _("not everything has arrived or been confirmed"),
    "staff": _("you work for a cooperative with this account"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """Something open: a word of ``WORDS`` and where it is settled. ``number`` names the order."""

    code: str
    number: str = ""
    url: str = ""

    @property
    def text(self) -> Words:
        """In words."""
        return WORDS[self.code]


def conditions() -> dict[str, Any]:
    """Word → condition on an order that it is open for this reason, the plainest first."""
    parcels = Parcel.objects.filter(order=OuterRef("pk")).exclude(state__in=FINISHED)
    complaints = Complaint.objects.filter(parcel__order=OuterRef("pk"))
    complaints = complaints.filter(
        Q(state=ComplaintState.OPEN) | Q(answer=Answer.RESEND, resent_at=None)
    )
    pickups = Booking.objects.filter(parcel__order=OuterRef("pk"), state__in=OPEN_BOOKINGS)
    asked = PaymentRequest.objects.filter(order=OuterRef("pk"), state__in=MONEY_WAITS)
    return {
        "unpaid": Q(payment_state=PaymentState.AWAITING, lapsed_at=None) & Exists(parcels),
        "money": Q(payment_state=PaymentState.HELD) | Exists(asked),
        "complaint": Exists(complaints),
        "courier": Exists(pickups),
        "decision": Q(needs_decision=True),
        "parcel": Exists(parcels),
    }


def is_closed() -> Q:
    """The condition that nothing of an order is open."""
    closed = Q()
    for condition in conditions().values():
        closed &= ~Q(condition)
    return closed


def of_orders(order_ids: Iterable[int]) -> list[Matter]:
    """What is open of these orders: for each the first reason, the newest orders first."""
    rows = Order.objects.filter(pk__in=list(order_ids), erased_at=None)
    return _found(rows)


def of_account(user: User) -> list[Matter]:
    """What keeps an account from being erased now."""
    found = []
    if user.is_staff or user.is_superuser or StaffRole.objects.filter(user=user).exists():
        found.append(Matter(code="staff"))
    return [*found, *_found(Order.objects.filter(user=user, erased_at=None))]


def _found(rows: Any) -> list[Matter]:
    reasons = {f"is_{code}": Exists(_same(condition)) for code, condition in conditions().items()}
    some_open = rows.filter(~is_closed()).annotate(**reasons).order_by("-pk")[:MOST]
    return [
        Matter(
            code=next(code for code in WORDS if getattr(order, f"is_{code}", False)),
            number=order.number,
            url=reverse("storefront:order", args=[order.token]),
        )
        for order in some_open
    ]


def _same(condition: Any) -> Any:
    """The order itself, if the condition holds for it."""
    return Order.objects.filter(pk=OuterRef("pk")).filter(condition)
