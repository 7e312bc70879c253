"""The one table of how parcels move, and the two ways to move along it.

Every row says where a parcel may go, what has to hold, and what happens with it: stock, mail
and the timeline change in the same transaction as the state. A second call for the same move
changes nothing.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shop.audit import services as audit
from shop.audit.models import Action
from shop.transactions import retries_contention

from . import discounts, effects, mails
from .decisions import ask, refresh
from .errors import NotAllowed
from .locking import Locked, lock
from .models import CancelState, Order, Parcel, ParcelEvent, ParcelState, PaymentState
from .signals import order_moved

S = ParcelState
Guard = Callable[["Locked", Parcel, "Call"], None]
Effect = Callable[["Locked", Parcel, "Call"], None]

REVIVE = "revive"
LAPSE = "lapse"
BUYER = "buyer"
COURIER = "courier"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """Who moves a parcel, and what they know about it.

    ``passes_on`` marks a state that is left again at once: its news would be old when it is read.
    """

    actor: Any = None
    source: str = ""
    note: str = ""
    tracking_number: str = ""
    tells_buyer: bool = True
    passes_on: bool = False

    def reports_for(self, order: Order) -> bool:
        """True when a channel tells what has already happened to its own order."""
        return self.source == order.source and not order.is_ours


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One allowed move: what must hold, and what happens."""

    guards: tuple[Guard, ...] = ()
    effects: tuple[Effect, ...] = ()
    stamps: tuple[str, ...] = ()
    clears: tuple[str, ...] = ()


def not_on_hold(locked: Locked, parcel: Parcel, call: Call) -> None:
    """A held parcel is neither packed nor sent. What a channel reports has happened anyway."""
    if parcel.on_hold and not call.reports_for(locked.order):
        reason = parcel.hold_reason or _("it is held")
        raise NotAllowed("on_hold", _("Do not send: %(reason)s.") % {"reason": reason})


def money_is_safe(locked: Locked, parcel: Parcel, call: Call) -> None:
    """Goods are prepared only for an order that is paid or paid at the door."""
    unpaid = {PaymentState.AWAITING, PaymentState.HELD, PaymentState.REFUNDED}
    if locked.order.payment_state in unpaid and not call.reports_for(locked.order):
        raise NotAllowed("unpaid", _("This order has not been paid yet."))


def goods_are_there(locked: Locked, parcel: Parcel, call: Call) -> None:
    """Everything in the parcel is reserved. A channel may report what we thought was missing."""
    if not call.reports_for(locked.order):
        effects.require_complete(locked, parcel)


def nobody_asks_to_cancel(locked: Locked, parcel: Parcel, call: Call) -> None:
    """A wish to cancel is answered before the parcel goes on. A courier who has it has it."""
    if parcel.cancel_due and call.source != COURIER:
        raise NotAllowed("asks_to_cancel", _("The buyer asks to cancel. Answer first."))


def nobody_complains(locked: Locked, parcel: Parcel, call: Call) -> None:
    """A parcel whose buyer waits for an answer is not done. A channel decides about its own."""
    if parcel.has_open_complaint and not call.reports_for(locked.order):
        raise NotAllowed("complaint", _("The buyer has reported a problem with this parcel."))


def only_reported(locked: Locked, parcel: Parcel, call: Call) -> None:
    """Only the channel can say so of its own order."""
    if not call.reports_for(locked.order):
        raise NotAllowed("only_channel", _("This parcel has already left."))


def only_revived(locked: Locked, parcel: Parcel, call: Call) -> None:
    """A cancelled parcel comes back only when the money for a lapsed order arrives, or when its
    channel says that the order lives again."""
    if call.source != REVIVE and not call.reports_for(locked.order):
        raise NotAllowed("cancelled", _("This parcel has been cancelled."))


def ship_goods(locked: Locked, parcel: Parcel, call: Call) -> None:
    """Consume the stock that was reserved for the parcel."""
    effects.ship(locked, parcel)


def release_goods(locked: Locked, parcel: Parcel, call: Call) -> None:
    """Give the reserved stock back. A parcel that came back may be cancelled once more: every time
    counts, each under a ref of its own."""
    if call.source == LAPSE:
        effects.give_back(locked, parcel, what=LAPSE)
        return
    times = parcel.events.filter(to_state=S.CANCELLED).count()
    effects.give_back(locked, parcel, what="cancel" if times < 2 else f"cancel{times}")


def settle_wish(locked: Locked, parcel: Parcel, call: Call) -> None:
    """What has happened to the parcel answers a buyer who asked to cancel it."""
    if not parcel.cancel_due:
        return
    parcel.cancel_due = None
    Parcel.objects.filter(pk=parcel.pk).update(cancel_due=None)
    is_cancelled = parcel.state == S.CANCELLED
    words = "" if is_cancelled else _("The courier had it already.")
    wish = parcel.cancel_requests.filter(state=CancelState.ASKED).first()
    if wish is None:
        return
    wish.state = CancelState.ACCEPTED if is_cancelled else CancelState.REFUSED
    wish.answer, wish.answered_at, wish.answered_by = words, timezone.now(), call.actor
    wish.save(update_fields=["state", "answer", "answered_at", "answered_by"])
    if not is_cancelled:
        mails.cancel_answered(order=locked.order, parcel=parcel, wish=wish)


def mail_packed(locked: Locked, parcel: Parcel, call: Call) -> None:
    """Tell the buyer the box is closed; who fetches the parcel reads that it is there."""
    if not call.tells_buyer:
        return
    if parcel.is_collected:
        mails.ready_to_collect(order=locked.order, parcel=parcel)
    elif not call.passes_on:
        mails.packed(order=locked.order, parcel=parcel)


def mail_shipped(locked: Locked, parcel: Parcel, call: Call) -> None:
    """Tell the buyer the parcel is on its way, and what is still to come; who fetched it knows."""
    if not call.tells_buyer or parcel.is_collected:
        return
    if any(each.state in {S.TO_PACK, S.PACKED} for each in locked.parcels):
        mails.partly_shipped(order=locked.order, parcel=parcel)
    else:
        mails.shipped(order=locked.order, parcel=parcel)


def mail_delivered(locked: Locked, parcel: Parcel, call: Call) -> None:
    """Tell the buyer the courier says so; not to who fetched it or has just said it."""
    if call.tells_buyer and call.source != BUYER and not parcel.is_collected:
        mails.delivered(order=locked.order, parcel=parcel)


def mail_cancelled(locked: Locked, parcel: Parcel, call: Call) -> None:
    """Tell the buyer this parcel, or with it the whole order, will not come."""
    if not call.tells_buyer:
        return
    if all(each.state == S.CANCELLED for each in locked.parcels):
        mails.order_cancelled(order=locked.order, reason=call.note)
    else:
        mails.parcel_cancelled(order=locked.order, parcel=parcel)


def give_uses_back(locked: Locked, parcel: Parcel, call: Call) -> None:
    """With its last parcel an order is over: its voucher may be used by others."""
    if locked.order.is_ours and all(each.state == S.CANCELLED for each in locked.parcels):
        discounts.give_back(locked.order)


def take_uses_again(locked: Locked, parcel: Parcel, call: Call) -> None:
    """The order lives again and so does what it was priced with."""
    if locked.order.is_ours:
        discounts.take_again(locked.order)


READY = (not_on_hold, money_is_safe, nobody_asks_to_cancel, goods_are_there)
CANCEL = Step(effects=(release_goods, give_uses_back, settle_wish, mail_cancelled))
PLAIN = Step()

TABLE: dict[tuple[str, str], Step] = {
    (S.TO_PACK, S.PACKED): Step(guards=READY, effects=(mail_packed,), stamps=("packed_at",)),
    # The lid comes off again: something was forgotten.
    (S.PACKED, S.TO_PACK): Step(clears=("packed_at",)),
    (S.PACKED, S.SHIPPED): Step(
        guards=READY, effects=(ship_goods, settle_wish, mail_shipped), stamps=("shipped_at",)
    ),
    (S.SHIPPED, S.DELIVERED): Step(effects=(mail_delivered,), stamps=("delivered_at",)),
    (S.DELIVERED, S.COMPLETED): Step(guards=(nobody_complains,)),
    (S.TO_PACK, S.CANCELLED): CANCEL,
    (S.PACKED, S.CANCELLED): CANCEL,
    # A channel may cancel what the courier already has. The goods stay shipped until a person
    # says that they came back and are fit to sell (``services.take_back``).
    (S.SHIPPED, S.CANCELLED): Step(guards=(only_reported,)),
    (S.CANCELLED, S.TO_PACK): Step(
        guards=(only_revived,), effects=(take_uses_again,), clears=("packed_at",)
    ),
    (S.SHIPPED, S.RETURN_REQUESTED): PLAIN,
    (S.DELIVERED, S.RETURN_REQUESTED): PLAIN,
    (S.COMPLETED, S.RETURN_REQUESTED): PLAIN,
    # The return was refused or taken back.
    (S.RETURN_REQUESTED, S.DELIVERED): PLAIN,
    (S.RETURN_REQUESTED, S.COMPLETED): PLAIN,
    (S.RETURN_REQUESTED, S.RETURNED): PLAIN,
}

# The way of a parcel to which nothing happens, and how far along it every state is.
STRAIGHT = (S.TO_PACK, S.PACKED, S.SHIPPED, S.DELIVERED, S.COMPLETED)


@retries_contention
def move(
    *,
    parcel_id: int,
    to: str,
    actor: Any = None,
    source: str = "",
    note: str = "",
    tracking_number: str = "",
) -> bool:
    """Move a parcel one step of the table; False when it is there already.

    Raises ``NotAllowed`` when the table has no such step or a guard refuses. ``source`` is
    where the news comes from (desk, shop, or a channel's code: a channel reporting on its own
    order is believed).
    """
    call = Call(actor=actor, source=source, note=note, tracking_number=tracking_number)
    with transaction.atomic():
        locked = lock(order_id=_order_of(parcel_id))
        parcel = locked.parcel(parcel_id)
        if parcel.state == to:
            _keep_tracking(parcel, call)
            return False
        apply(locked, parcel, to, call)
        settle(locked, parcel)
    return True


@retries_contention
def walk(
    *,
    parcel_id: int,
    to: str,
    actor: Any = None,
    source: str = "",
    note: str = "",
    tracking_number: str = "",
) -> bool:
    """Move a parcel to a state several steps ahead, taking every step on the shortest way.

    So an order that jumps on a channel skips no stock effect. False when it is there or has
    gone beyond: late news changes nothing. Raises ``NotAllowed`` when there is no way.
    """
    call = Call(actor=actor, source=source, note=note, tracking_number=tracking_number)
    with transaction.atomic():
        locked = lock(order_id=_order_of(parcel_id))
        parcel = locked.parcel(parcel_id)
        if parcel.state == to or _is_beyond(parcel.state, to):
            _keep_tracking(parcel, call)
            return False
        for state in way(parcel.state, to):
            apply(locked, parcel, state, replace(call, passes_on=state != to))
        settle(locked, parcel)
    return True


def settle(locked: Locked, parcel: Parcel) -> None:
    """Store what the move means for the order; a cancelled parcel may leave money to return."""
    if parcel.state == S.CANCELLED:
        ask(locked)
    else:
        refresh(locked)


def apply(locked: Locked, parcel: Parcel, to: str, call: Call) -> None:
    """Take one step with the order held; the caller refreshes the order's status afterwards."""
    came_from = parcel.state
    step = TABLE.get((came_from, to))
    if step is None:
        raise NotAllowed(
            "no_way",
            _("A parcel that is %(from)s cannot become %(to)s.")
            % {"from": S(came_from).label, "to": S(to).label},
        )
    for guard in step.guards:
        guard(locked, parcel, call)
    facts = _facts(step, to, call)
    if not Parcel.objects.filter(pk=parcel.pk, state=came_from).update(**facts):
        raise effects.OutOfStep(f"parcel {parcel.pk}")
    for name, value in facts.items():
        setattr(parcel, name, value)
    _write_event(parcel, came_from, to, call)
    for effect in step.effects:
        effect(locked, parcel, call)
    order_moved.send(sender=Parcel, parcel_id=parcel.pk, from_state=came_from, to_state=to)


def way(start: str, to: str) -> list[str]:
    """The states to pass from ``start`` to ``to``, the last included; the shortest list.

    Nothing is opened, cancelled or returned on the way to something else.
    """
    waiting: deque[list[str]] = deque([[start]])
    seen = {start}
    while waiting:
        path = waiting.popleft()
        for came_from, following in TABLE:
            if came_from != path[-1] or following in seen:
                continue
            if following == to:
                return [*path[1:], following]
            if _may_pass(path[-1], following, to):
                seen.add(following)
                waiting.append([*path, following])
    raise NotAllowed(
        "no_way",
        _("A parcel that is %(from)s cannot become %(to)s.")
        % {"from": S(start).label, "to": S(to).label},
    )


def _may_pass(start: str, following: str, to: str) -> bool:
    if following == S.RETURN_REQUESTED:
        return to == S.RETURNED
    if start not in STRAIGHT or following not in STRAIGHT:
        return False
    return STRAIGHT.index(S(following)) > STRAIGHT.index(S(start))


def _is_beyond(state: str, to: str) -> bool:
    return state in STRAIGHT and to in STRAIGHT and STRAIGHT.index(S(state)) > STRAIGHT.index(S(to))


def _order_of(parcel_id: int) -> int:
    return Parcel.objects.values_list("order_id", flat=True).get(pk=parcel_id)


def _facts(step: Step, to: str, call: Call) -> dict[str, Any]:
    now: datetime = timezone.now()
    facts: dict[str, Any] = {"state": to}
    facts |= dict.fromkeys(step.stamps, now)
    facts |= dict.fromkeys(step.clears, None)
    if call.tracking_number:
        facts["tracking_number"] = call.tracking_number
    return facts


def _keep_tracking(parcel: Parcel, call: Call) -> None:
    """A number that arrives after the parcel moved is still worth keeping."""
    if call.tracking_number and not parcel.tracking_number:
        Parcel.objects.filter(pk=parcel.pk, tracking_number="").update(
            tracking_number=call.tracking_number
        )
        parcel.tracking_number = call.tracking_number


def _write_event(parcel: Parcel, came_from: str, to: str, call: Call) -> None:
    ParcelEvent.objects.create(
        parcel=parcel,
        from_state=came_from,
        to_state=to,
        actor=call.actor,
        source=call.source,
        note=call.note[: ParcelEvent._meta.get_field("note").max_length],
    )
    if call.actor is not None:
        change = audit.Change(
            action=Action.PARCEL,
            cooperative_id=parcel.cooperative_id,
            target=parcel.number,
            before={"state": came_from},
            after={"state": to},
        )
        audit.note(change, actor=call.actor)
