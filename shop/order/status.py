"""One word for an order, derived from its payment and its parcels."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .models import ParcelState, PaymentState

AWAITING = "awaiting"
HELD = "held"
PARTLY_SHIPPED = "partly_shipped"

# The five tabs that buyers and staff know, in their order.
UNPAID = pgettext_lazy("order tab", "Unpaid")
PACKING = pgettext_lazy("order tab", "Packing")
ON_THE_WAY = pgettext_lazy("order tab", "On the way")
DONE = pgettext_lazy("order tab", "Done")
CANCELLED = pgettext_lazy("order tab", "Cancelled")

BUYERS_WORD = {
    AWAITING: UNPAID,
    HELD: PACKING,
    ParcelState.TO_PACK: PACKING,
    ParcelState.PACKED: PACKING,
    PARTLY_SHIPPED: ON_THE_WAY,
    ParcelState.SHIPPED: ON_THE_WAY,
    ParcelState.DELIVERED: ON_THE_WAY,
    ParcelState.COMPLETED: DONE,
    ParcelState.RETURN_REQUESTED: ON_THE_WAY,
    ParcelState.RETURNED: CANCELLED,
    ParcelState.CANCELLED: CANCELLED,
}
# What is said besides the tab where the tab alone would mislead.
EXPLANATION = {
    HELD: _("Money received, goods sold out"),
    PARTLY_SHIPPED: _("Partly sent"),
    ParcelState.RETURN_REQUESTED: _("Return requested"),
    ParcelState.RETURNED: _("Returned"),
}
# How far a parcel has come; the order is as far as the parcel that is furthest behind.
PROGRESS = (
    ParcelState.TO_PACK,
    ParcelState.PACKED,
    ParcelState.SHIPPED,
    ParcelState.DELIVERED,
    ParcelState.RETURN_REQUESTED,
    ParcelState.COMPLETED,
    ParcelState.RETURNED,
)
LEFT_THE_STORE = frozenset(PROGRESS[2:])


def derive(*, payment_state: str, parcel_states: Iterable[str]) -> str:
    """The status of an order with these parcels; cancelled parcels count only when all are."""
    live = [state for state in parcel_states if state != ParcelState.CANCELLED]
    if payment_state == PaymentState.HELD:
        return HELD
    if not live:
        return ParcelState.CANCELLED.value
    if payment_state == PaymentState.AWAITING and not LEFT_THE_STORE.intersection(live):
        return AWAITING
    slowest = min(live, key=PROGRESS.index)
    if slowest in LEFT_THE_STORE or not LEFT_THE_STORE.intersection(live):
        return str(slowest)
    return PARTLY_SHIPPED


def buyers_word(status: str) -> str:
    """The tab a status belongs to: Belum bayar, Dikemas, Dikirim, Selesai, Dibatalkan."""
    return str(BUYERS_WORD[status])


def explanation(status: str) -> str:
    """A sentence for statuses that their tab does not explain; empty for the others."""
    return str(EXPLANATION.get(status, ""))
