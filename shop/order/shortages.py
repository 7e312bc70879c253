"""Goods that are missing: filled when they come, grown when a count finds less, decided upon."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Case, Value, When
from django.utils.translation import gettext as _

from shop.stock.results import Cut
from shop.transactions import retries_contention

from . import effects
from .cancelling import IN_THE_STORE, cancel_line, cancel_order, split_parcel
from .decisions import ask, refresh
from .errors import NotAllowed
from .locking import Locked, hold, lock
from .missing import IS_SHORT, there_for, with_earlier
from .models import Line, Order, Parcel, ParcelLine, PaymentState
from .money_in import accept_money, revive
from .promising import forget_passed, promise, require_day
from .taking import take_from

if TYPE_CHECKING:
    from shop.accounts.models import User


class Decision(StrEnum):
    """What a person may decide about an order that needs it."""

    WAIT = "wait"
    """Keep everything and wait for goods; a receipt fills it."""
    TAKE = "take"
    """End an order that nobody has paid yet; its goods go to this one."""
    SPLIT = "split"
    """Send what is there now, the rest later in a parcel of its own."""
    CANCEL_MISSING = "cancel_missing"
    """Cancel what is missing, send the rest."""
    CANCEL_ORDER = "cancel_order"
    """Cancel everything that has not left."""
    REVIVE = "revive"
    """Held money: take the goods now, all of them."""
    ACCEPT = "accept"
    """Held money of another amount than asked: take it as payment, the order goes on."""
    REFUND = "refund"
    """Held or surplus money goes back; shop.payments records when it has."""


def fill(item_id: int) -> None:
    """Give free stock of an item to the lines that wait for it, the oldest order first.

    An order for which somebody took the goods of another one comes before all others. Runs
    inside the transaction of the receipt. A line that a large pack keeps waiting does not keep
    smaller ones waiting behind it: what it cannot use would be sold to new buyers.
    """
    waiting = (
        Line.objects.filter(stock_item_id=item_id, shortage__gt=0)
        .order_by(
            Case(When(order__decision=Decision.TAKE, then=Value(0)), default=Value(1)),
            "order__date_placed",
            "pk",
        )
        .values_list("pk", "order_id")
    )
    for line_id, order_id in list(waiting):
        locked = hold(order_id=order_id)
        line = locked.lines[line_id]
        packs = effects.reserve_what_is_there(line, line.shortage, what=effects.unique("fill"))
        if packs:
            effects.change(line, reserved=packs, shortage=-packs)
            refresh(locked)
    bring_back(item_id)


def bring_back(item_id: int) -> None:
    """Revive lapsed orders whose buyers paid late and chose to wait for these goods."""
    waiting = (
        Order.objects.filter(
            payment_state=PaymentState.HELD,
            lapsed_at__isnull=False,
            decision=Decision.WAIT,
            lines__stock_item_id=item_id,
        )
        .order_by("date_placed", "pk")
        .values_list("pk", flat=True)
    )
    for order_id in dict.fromkeys(waiting):
        revive(order_id=order_id)


def cut(item_id: int, cuts: Iterable[Cut]) -> None:
    """A count found less than was promised: these reservations became shortages."""
    for each in cuts:
        line = _line_of(item_id, each.ref)
        if line is None:
            continue
        locked = hold(order_id=line.order_id)
        current = locked.lines[line.pk]
        packs = min(current.reserved, -(-each.quantity // current.units_per_sale))
        effects.change(current, reserved=-packs, shortage=packs)
        ask(locked)


@retries_contention
def decide_shortage(
    *,
    order_id: int,
    decision: str,
    actor: "User | None" = None,
    donor_id: int = 0,
    promised_on: date | None = None,
) -> Order:
    """Carry out what a person decided and stop asking.

    ``donor_id`` is the unpaid order that was shown, for ``TAKE``; where it does not fill
    everything, a person is asked again about the rest. ``promised_on`` is the day by which goods
    that are waited for leave: kept on their parcels and told to the buyer; waiting without one
    forgets a day that has passed. Raises ``NotAllowed``
    when the order does not need a decision (somebody was faster, or goods came meanwhile) or when
    this one is not possible for it.
    """
    if promised_on is not None:
        require_day(promised_on)
    with transaction.atomic():
        locked = lock(order_id=order_id)
        if not locked.order.needs_decision:
            raise NotAllowed("settled", _("This has been settled already."))
        chosen = Decision(decision)
        Order.objects.filter(pk=order_id).update(
            decision=chosen, needs_decision=False, decision_due=None
        )
        if chosen is Decision.TAKE:
            take_from(locked, donor_id, actor)
            ask(lock(order_id=order_id))
        else:
            HOW[chosen](locked, actor)
        if promised_on is not None and chosen in {Decision.WAIT, Decision.SPLIT}:
            _promise(order_id, promised_on, actor)
        elif chosen is Decision.WAIT:
            forget_passed(order_id=order_id)
        after = lock(order_id=order_id)
        refresh(after)
    return after.order


def _line_of(item_id: int, ref: str) -> Line | None:
    """The order line a reservation is for; None when it is not an order's."""
    _source, _colon, rest = ref.partition("#")[0].partition(":")
    number, _colon, line_id = rest.rpartition(":")
    if not line_id.isdecimal():
        return None
    return Line.objects.filter(pk=int(line_id), order__number=number, stock_item_id=item_id).first()


def _promise(order_id: int, day: date, actor: "User | None") -> None:
    """The day goes on every parcel that is still here and lacks something."""
    rows = with_earlier(ParcelLine.objects.filter(parcel__order=order_id)).filter(IS_SHORT)
    here = rows.filter(parcel__state__in=IN_THE_STORE).values_list("parcel_id", flat=True)
    for parcel_id in sorted(set(here)):
        promise(parcel_id=parcel_id, day=day, actor=actor, source="decision")


def _wait(locked: Locked, actor: "User | None") -> None:
    if locked.order.payment_state == PaymentState.HELD and locked.order.lapsed_at is None:
        raise NotAllowed("money", _("Decide about the money first."))


def _split(locked: Locked, actor: "User | None") -> None:
    """Move what is missing in each parcel that is still here into a parcel of its own."""
    for parcel in locked.parcels:
        missing = _missing(locked, parcel)
        if missing:
            split_parcel(parcel_id=parcel.pk, quantities=missing, actor=actor, source="decision")


def _cancel_missing(locked: Locked, actor: "User | None") -> None:
    for line in locked.lines.values():
        if line.shortage:
            cancel_line(
                line_id=line.pk,
                quantity=line.shortage,
                reason=_("out of stock"),
                actor=actor,
                source="decision",
            )


def _cancel_order(locked: Locked, actor: "User | None") -> None:
    cancel_order(order_id=locked.order.pk, reason=_("out of stock"), actor=actor, source="decision")


def _revive(locked: Locked, actor: "User | None") -> None:
    if not revive(order_id=locked.order.pk):
        raise NotAllowed("short", _("The goods for this order are still not there."))


def _accept(locked: Locked, actor: "User | None") -> None:
    if not accept_money(order_id=locked.order.pk):
        raise NotAllowed("no_money", _("There is no money to accept for this order."))


def _refund(locked: Locked, actor: "User | None") -> None:
    """Nothing moves here: the payment room sends the money back and says so."""


HOW = {
    Decision.WAIT: _wait,
    Decision.SPLIT: _split,
    Decision.CANCEL_MISSING: _cancel_missing,
    Decision.CANCEL_ORDER: _cancel_order,
    Decision.REVIVE: _revive,
    Decision.ACCEPT: _accept,
    Decision.REFUND: _refund,
}


def _missing(locked: Locked, parcel: Parcel) -> dict[int, int]:
    """{line id: packs} of a parcel that are short; empty when it has left or is complete."""
    if parcel.state not in IN_THE_STORE:
        return {}
    short = {}
    for row, line in locked.contents(parcel):
        there = there_for(locked, parcel, line)
        if packs := min(line.shortage, max(0, row.quantity - there)):
            short[row.line_id] = packs
    everything = sum(row.quantity for row, _line in locked.contents(parcel))
    return {} if sum(short.values()) == everything else short
