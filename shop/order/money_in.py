"""What the arrival of money, or its absence, does to an order.

Money is never lost: it pays the order, revives it while there are goods, or is held until a
person decides. The provider side (amounts, proofs) is shop.payments.
"""

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum

from django.db import transaction
from django.db.models import DateTimeField, F
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from shop.stock import services as stock
from shop.transactions import retries_contention

from . import dates, effects, mails
from .decisions import ask, refresh
from .errors import NotAllowed
from .locking import Locked, lock
from .models import Order, Parcel, ParcelState, PaymentState
from .transitions import LAPSE, REVIVE, Call, apply

Clock = Callable[[], datetime]
RETURNABLE = frozenset(
    {PaymentState.PAID, PaymentState.HELD, PaymentState.REFUNDED_PARTLY, PaymentState.COD}
)


class Outcome(StrEnum):
    """What money that arrived did."""

    PAID = "paid"
    ALREADY = "already"
    REVIVED = "revived"
    HELD = "held"


@retries_contention
def mark_paid(*, order_id: int) -> Outcome:
    """The whole amount of the order is there.

    An open order becomes paid, once. A lapsed one revives at its frozen prices if everything is
    in stock, otherwise the money is held; for a cancelled order it is always held. A channel
    keeps its buyers' money itself: its orders are paid when it says so, whatever happened.
    """
    with transaction.atomic():
        locked = lock(order_id=order_id)
        order = locked.order
        if order.payment_state not in {PaymentState.AWAITING, PaymentState.COD}:
            return Outcome.ALREADY
        if order.lapsed_at is not None:
            return Outcome.REVIVED if _revive(locked) else _hold(locked)
        if _is_cancelled(locked) and order.is_ours:
            return _hold(locked)
        _pay(locked)
    return Outcome.PAID


@retries_contention
def hold_money(*, order_id: int) -> bool:
    """Money came that does not fit (wrong amount, too late): keep it and ask a person.

    The goods stay reserved for an order that has not lapsed. False when it is held already.
    """
    with transaction.atomic():
        locked = lock(order_id=order_id)
        if locked.order.payment_state != PaymentState.AWAITING:
            return False
        _hold(locked)
    return True


@retries_contention
def revive(*, order_id: int) -> bool:
    """Try again to reserve everything for a lapsed order whose money is held (or came).

    False when something is still missing; then nothing changed. Raises ``NotAllowed`` for an
    order that did not lapse.
    """
    with transaction.atomic():
        locked = lock(order_id=order_id)
        if locked.order.lapsed_at is None:
            raise NotAllowed("not_lapsed", _("Only an order that ended unpaid can come back."))
        return _revive(locked)


@retries_contention
def accept_money(*, order_id: int) -> bool:
    """A person takes held money as payment of an order whose goods are still reserved.

    False when no money is held, or the goods are gone (``revive`` is the way then).
    """
    with transaction.atomic():
        locked = lock(order_id=order_id)
        order = locked.order
        is_open = order.lapsed_at is None and not _is_cancelled(locked)
        if order.payment_state != PaymentState.HELD or not is_open:
            return False
        _pay(locked)
    return True


@retries_contention
def mark_refunded(*, order_id: int, amount: int) -> bool:
    """So many rupiah went back to the buyer. False when the order held no money."""
    if amount <= 0:
        raise ValueError("a refund is more than nothing")
    with transaction.atomic():
        locked = lock(order_id=order_id)
        order = locked.order
        if order.payment_state not in RETURNABLE:
            return False
        total = order.refunded_amount + amount
        whole_order = total >= int(order.total_incl_tax)
        state = PaymentState.REFUNDED if whole_order else PaymentState.REFUNDED_PARTLY
        Order.objects.filter(pk=order.pk).update(refunded_amount=F("refunded_amount") + amount)
        order.refunded_amount = total
        _set_payment(order, state)
        refresh(locked)
        mails.refund_sent(order=order, amount=amount)
    return True


@retries_contention
def reverse(*, order_id: int, until: datetime) -> bool:
    """The money of a paid order was taken back from us: it waits for payment again.

    Nothing of it is packed or sent meanwhile, and goods still here stay reserved ``until`` then.
    False when the order is not paid.
    """
    with transaction.atomic():
        locked = lock(order_id=order_id)
        order = locked.order
        if order.payment_state not in RETURNABLE - {PaymentState.COD}:
            return False
        _set_payment(order, PaymentState.AWAITING)
        Order.objects.filter(pk=order.pk).update(lapses_at=until)
        order.lapses_at = until
        refresh(locked)
        mails.reversed_by_bank(order=order)
    return True


def lapse_due(*, clock: Clock, budget: int) -> int:
    """Let up to ``budget`` unpaid orders lapse whose time has come; returns how many did.

    Each is a transaction of its own: one that fails stays due and does not stop the others.
    """
    due = Order.objects.filter(
        payment_state=PaymentState.AWAITING, lapsed_at=None, lapses_at__lte=clock()
    )
    ids = list(due.order_by("lapses_at").values_list("pk", flat=True)[:budget])
    return sum(_lapse(order_id=order_id, now=clock()) for order_id in ids)


@retries_contention
def _lapse(*, order_id: int, now: datetime) -> bool:
    with transaction.atomic():
        locked = lock(order_id=order_id)
        order = locked.order
        lapsed = Order.objects.filter(
            pk=order_id,
            payment_state=PaymentState.AWAITING,
            lapsed_at=None,
            lapses_at__lte=now,
        ).update(lapsed_at=now)
        if not lapsed:
            return False
        order.lapsed_at = now
        call = Call(source=LAPSE, tells_buyer=False)
        for parcel in locked.parcels:
            if parcel.state in {ParcelState.TO_PACK, ParcelState.PACKED}:
                apply(locked, parcel, ParcelState.CANCELLED, call)
        mails.lapsed(order=order)
        refresh(locked)
    return True


def _pay(locked: Locked) -> None:
    """The order is paid: tell the buyer, and count the days to pack from now.

    Money for an order paid at the door comes after the goods: nothing to tell or to count.
    """
    was_cash = locked.order.payment_state == PaymentState.COD
    _set_payment(locked.order, PaymentState.PAID)
    if not was_cash:
        _promise_again(locked)
        mails.payment_confirmed(order=locked.order)
    refresh(locked)


def _revive(locked: Locked) -> bool:
    lapsed = _lapsed_parcels(locked)
    # Where nobody knows any more who ordered and where it goes, a person decides about the money.
    if not lapsed or locked.order.erased_at is not None:
        return False
    try:
        with transaction.atomic():
            effects.reserve_again(locked, lapsed)
    except stock.NotEnough:
        return False
    call = Call(source=REVIVE, tells_buyer=False)
    for parcel in lapsed:
        apply(locked, parcel, ParcelState.TO_PACK, call)
    Order.objects.filter(pk=locked.order.pk).update(lapsed_at=None, decision="")
    locked.order.lapsed_at = None
    locked.order.decision = ""
    _pay(locked)
    return True


def _lapsed_parcels(locked: Locked) -> list[Parcel]:
    """The parcels that were cancelled because nobody paid, not those a person cancelled."""
    ids = set(
        Parcel.objects.filter(
            order=locked.order, events__source=LAPSE, events__to_state=ParcelState.CANCELLED
        ).values_list("pk", flat=True)
    )
    return [
        parcel
        for parcel in locked.parcels
        if parcel.pk in ids and parcel.state == ParcelState.CANCELLED
    ]


def _hold(locked: Locked) -> Outcome:
    _set_payment(locked.order, PaymentState.HELD)
    mails.money_held(order=locked.order)
    ask(locked)
    return Outcome.HELD


def _is_cancelled(locked: Locked) -> bool:
    return all(parcel.state == ParcelState.CANCELLED for parcel in locked.parcels)


def _set_payment(order: Order, state: str) -> None:
    changed = Order.objects.filter(pk=order.pk, payment_state=order.payment_state).update(
        payment_state=state
    )
    if not changed:
        raise effects.OutOfStep(f"payment of order {order.pk}")
    order.payment_state = state


def _promise_again(locked: Locked) -> None:
    """The days to pack count from the money, not from the order."""
    if locked.order.source != Order.SHOP:
        return
    today = timezone.localdate()
    for parcel in locked.parcels:
        if parcel.state != ParcelState.TO_PACK or parcel.promised_on:
            continue
        ready = max(today, parcel.ready_on or today)
        parcel.ship_by = dates.ship_by(partner=parcel.cooperative, ready=ready)
        Parcel.objects.filter(pk=parcel.pk).update(ship_by=parcel.ship_by)


def extend_hold(*, order_id: int, until: datetime) -> bool:
    """Keep an unpaid order longer, because its payment may still come; never shorter."""
    changed = Order.objects.filter(
        pk=order_id, payment_state=PaymentState.AWAITING, lapsed_at=None, lapses_at__lt=until
    ).update(lapses_at=until)
    return changed == 1


def note_paying(*, order_id: int) -> None:
    """A proof or a part of the money is here: the goods of this order are not given to another."""
    since = Coalesce("paying_since", timezone.now(), output_field=DateTimeField())
    # Always a write: it holds the row until the proof itself is there.
    Order.objects.filter(pk=order_id).update(paying_since=since)


def note_not_paying(*, order_id: int) -> None:
    """What was sent as a proof proves nothing."""
    Order.objects.filter(pk=order_id).exclude(paying_since=None).update(paying_since=None)
