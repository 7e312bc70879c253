"""The marks on a parcel in a list: what stands in its way, or how far it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from desk import words
from integrations.channels.orders import OrderState
from integrations.sync.models import ChannelOrder
from shop.order import dates
from shop.order.missing import missing_of
from shop.order.models import Line, Parcel, ParcelState, PaymentState
from shop.shipping.defaults import PICKUP

S = ParcelState


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Word, icon and colour ("" is calm); colour never speaks alone."""

    text: str
    icon: str
    style: str = ""


def of(parcel: Parcel, now: datetime) -> tuple[Mark, ...]:
    """The one mark that matters most."""
    for judge in (_troubled, _of_state, _unpaid, _pickup, _labelled):
        found = judge(parcel, now)
        if found is not None:
            return (found,)
    return ()


def channel_order(parcel: Parcel) -> ChannelOrder | None:
    """The channel's side of the order; None for our own. Wants ``select_related``."""
    return getattr(parcel.order, "channel_order", None)


def missing(parcel: Parcel) -> int:
    """Packs of this parcel that are not there."""
    return sum(packs for _line, packs in missing_lines(parcel))


def missing_lines(parcel: Parcel) -> list[tuple[Line, int]]:
    """The lines of this parcel of which packs are not there, and how many."""
    rows = [(row.line, missing_of(row)) for row in parcel.parcel_lines.all()]
    return [(line, packs) for line, packs in rows if packs]


def has_unknown(parcel: Parcel) -> bool:
    """Whether something in it is an article nobody has matched."""
    return any(row.line.stock_item_id is None for row in parcel.parcel_lines.all())


def wants_cancel(parcel: Parcel) -> bool:
    """Whether the buyer asks to cancel and nobody has answered, here or at a channel."""
    if parcel.cancel_due is not None:
        return True
    order = channel_order(parcel)
    return order is not None and order.state == OrderState.CANCEL_REQUESTED and not order.decision


def answer_by(parcel: Parcel) -> datetime | None:
    """By when a wish to cancel has to be answered."""
    order = channel_order(parcel)
    return parcel.cancel_due or (order.answer_by if order is not None else None)


def _troubled(parcel: Parcel, now: datetime) -> Mark | None:
    if parcel.state not in {S.TO_PACK, S.PACKED}:
        return None
    if wants_cancel(parcel):
        due = answer_by(parcel)
        by = f", {words.when(due, now)}" if due else ""
        return Mark(text=_("Asks to cancel") + by, icon="stop", style="bad")
    if parcel.on_hold:
        return Mark(text=_("On hold"), icon="stop", style="bad")
    count = missing(parcel)
    if count:
        return Mark(text=_("%(count)s short") % {"count": count}, icon="warning", style="bad")
    if has_unknown(parcel):
        return Mark(text=_("Unknown goods"), icon="warning", style="bad")
    if parcel.order.payment_state == PaymentState.HELD:
        return Mark(text=_("Money on hold"), icon="warning", style="bad")
    return None


STATES: dict[str, tuple[str, str]] = {
    S.SHIPPED: ("truck", ""),
    S.DELIVERED: ("check", "good"),
    S.COMPLETED: ("check", "good"),
    S.CANCELLED: ("cross", ""),
    S.RETURN_REQUESTED: ("warning", "warn"),
    S.RETURNED: ("undo", ""),
}


def _of_state(parcel: Parcel, now: datetime) -> Mark | None:
    """Parcels that have left the store say where they are."""
    found = STATES.get(parcel.state)
    if found is None:
        return None
    icon, style = found
    return Mark(text=state_word(parcel.state), icon=icon, style=style)


def state_word(state: str) -> str:
    """A parcel's state in staff's words."""
    return {
        S.TO_PACK: _("To be packed"),
        S.PACKED: _("Packed"),
        S.SHIPPED: _("On its way"),
        S.DELIVERED: _("Arrived"),
        S.COMPLETED: _("Done"),
        S.CANCELLED: _("Cancelled"),
        S.RETURN_REQUESTED: _("Return asked for"),
        S.RETURNED: _("Returned"),
    }.get(ParcelState(state), state)


def _unpaid(parcel: Parcel, now: datetime) -> Mark | None:
    order = parcel.order
    if order.payment_state != PaymentState.AWAITING:
        return None
    if order.lapses_at is None:
        return Mark(text=_("Waits for money"), icon="clock")
    until = words.when(order.lapses_at, now)
    return Mark(text=_("Money by %(time)s") % {"time": until}, icon="clock")


def _pickup(parcel: Parcel, now: datetime) -> Mark | None:
    if parcel.quote.get("code") != PICKUP:
        return None
    day = dates.pickup_words(parcel.quote).partition(",")[0]
    return Mark(
        text=" ".join(part for part in (_("Fetched by buyer"), day) if part), icon="channels"
    )


def _labelled(parcel: Parcel, now: datetime) -> Mark:
    order = channel_order(parcel)
    if order is not None and order.arranged_at is not None:
        return Mark(text=_("Hand to courier"), icon="truck", style="good")
    if parcel.state == S.PACKED:
        return Mark(text=_("Packed"), icon="check", style="good")
    if parcel.label:
        return Mark(text=_("Label ready"), icon="check", style="good")
    if words.is_own(parcel.order.source):
        return Mark(text=_("To be packed"), icon="orders")
    return Mark(text=_("No label yet"), icon="warning", style="warn")
