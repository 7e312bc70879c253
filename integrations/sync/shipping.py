"""Shipping, cancelling and answering at a channel: asked for here, done once by the outbox.

A row waits for a minute so that it can be undone. None of these can be repeated at the far side:
before each one the order is read again, and after a lost answer it is read instead of sent again.
"""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from integrations.channels.orders import CancelReason, OrderState
from integrations.channels.shipping import ShipChoice, ShipMethod, ShipOptions
from integrations.channels.transport import Clock
from integrations.channels.words import OrderRef
from integrations.sync import bells
from integrations.sync.calls import Line, call
from integrations.sync.errors_catalogue import Code, Entry, explain
from integrations.sync.facts import ChannelParcelView, ShipmentView, ShipState
from integrations.sync.health import channel_label
from integrations.sync.models import ChannelOrder
from shop.order.models import Parcel, ParcelState
from shop.outbox import services as outbox
from shop.outbox.models import Message, State

if TYPE_CHECKING:
    from shop.accounts.models import User

SHIP = "channel.ship"
CANCEL = "channel.cancel"
ANSWER = "channel.answer_cancel"
LABEL = "channel.label"
UNDO_FOR = timedelta(seconds=60)

# The courier has been told (or more) while the order is in one of these.
GONE_OUT = frozenset(
    {
        OrderState.PROCESSED,
        OrderState.SHIPPED,
        OrderState.DELIVERED,
        OrderState.COMPLETED,
        OrderState.RETURN_REQUESTED,
        OrderState.RETURNED,
    }
)
# Why a shipment cannot be arranged in these.
NOT_NOW: dict[OrderState, Code] = {
    OrderState.CANCEL_REQUESTED: Code.BUYER_WANTS_TO_CANCEL,
    OrderState.CANCELLED: Code.ORDER_CANCELLED,
    OrderState.UNPAID: Code.NOT_PAID_YET,
    OrderState.UNKNOWN: Code.UNKNOWN_STATE,
}


class AlreadyArranged(Exception):
    """The shipment was arranged before, here or in the channel's own app. ``view`` says when."""

    def __init__(self, view: ShipmentView) -> None:
        super().__init__(f"parcel {view.parcel_id}")
        self.view = view


class CannotShip(Exception):
    """The order must not be sent now. ``entry`` says why and what to do."""

    def __init__(self, code: Code) -> None:
        super().__init__(code.value)
        self.code = code

    @property
    def entry(self) -> Entry:
        """Cause, remedy, who and button."""
        return explain(self.code)


class NotAChannelParcel(Exception):
    """The parcel's order did not come from a channel."""


class NothingToAnswer(Exception):
    """The buyer does not ask to cancel (any more), or somebody has answered."""


def ship_options(*, parcel_id: int, clock: Clock = timezone.now) -> ShipOptions:
    """How the parcel can be handed over. Calls the network; raises ``ChannelError``."""
    order = channel_order_of(parcel_id)
    options: ShipOptions = call(
        account=order.account,
        operation="ship_options",
        do=lambda connector: connector.ship_options(ref_of(order)),
        line=Line(clock=clock),
        subject=order.external_order_id,
    )
    return options


def request_shipment(
    *, parcel_id: int, actor: User | None = None, choice: ShipChoice | None = None
) -> Message:
    """Ask for the shipment; it is arranged in a minute. A second press returns the same row.

    Without a choice the way the channel recommends is taken. Raises ``AlreadyArranged``,
    ``CannotShip`` and ``NotAChannelParcel``.
    """
    with transaction.atomic():
        order = channel_order_of(parcel_id)
        state = OrderState(order.state)
        if state in GONE_OUT:
            raise AlreadyArranged(shipment(parcel_id=parcel_id))
        if state in NOT_NOW:
            raise CannotShip(NOT_NOW[state])
        wanted = None if choice is None else {**asdict(choice), "method": choice.method.value}
        return _enqueue(SHIP, order, parcel_id, actor, {"choice": wanted}, UNDO_FOR)


def undo_shipment(*, parcel_id: int) -> bool:
    """Take the request back while its minute lasts; False when it is too late."""
    message = _latest(SHIP, parcel_id)
    return message is not None and outbox.cancel(message_id=message.pk)


def cancel_with_reason(
    *, parcel_id: int, reason: CancelReason, actor: User | None = None
) -> Message:
    """Cancel the order at the channel, in a minute. Our order follows when the channel agrees."""
    with transaction.atomic():
        order = channel_order_of(parcel_id)
        return _enqueue(CANCEL, order, parcel_id, actor, {"reason": reason.value}, UNDO_FOR)


def undo_cancel(*, parcel_id: int) -> bool:
    """Take the cancellation back while its minute lasts; False when it is too late."""
    message = _latest(CANCEL, parcel_id)
    return message is not None and outbox.cancel(message_id=message.pk)


def answer_cancellation(*, parcel_id: int, accept: bool, actor: User | None = None) -> Message:
    """Answer the buyer who asks to cancel, at once. Raises ``NothingToAnswer``.

    The first answer counts: a second one finds nothing to answer.
    """
    decision = "accepted" if accept else "refused"
    with transaction.atomic():
        order = channel_order_of(parcel_id)
        first = ChannelOrder.objects.filter(
            pk=order.pk, state=OrderState.CANCEL_REQUESTED.value, decision=""
        ).update(decision=decision, needs_decision=False, updated_at=timezone.now())
        if not first:
            raise NothingToAnswer(order.external_order_id)
        return _enqueue(ANSWER, order, parcel_id, actor, {"accept": accept}, timedelta(0))


def is_cancelling(*, parcel_id: int) -> bool:
    """Whether we are about to tell the channel that the parcel's order is cancelled."""
    messages = (_latest(CANCEL, parcel_id), _latest(ANSWER, parcel_id))
    under_way = {State.QUEUED, State.SENDING, State.UNKNOWN, State.PARKED}
    return any(message is not None and message.state in under_way for message in messages)


def want_label(order: ChannelOrder, parcel_id: int) -> Message:
    """Fetch tracking number and label as soon as the channel has them, once."""
    return _enqueue(LABEL, order, parcel_id, None, {}, timedelta(0))


def follow_ours(*, parcel_id: int, to_state: str) -> Message | None:
    """Staff moved a channel's parcel here: tell the channel, unless it is the one who told us.

    ``to_state`` is ``cancelled`` (the whole order, once no parcel of it is left) or ``shipped``.
    Joins the transaction of the move. Returns None when there is nothing to tell.
    """
    order = ChannelOrder.objects.filter(order__parcels=parcel_id).select_related("account").first()
    if order is None:
        return None
    state = OrderState(order.state)
    if to_state == ParcelState.SHIPPED:
        if state in GONE_OUT or state is OrderState.CANCELLED:
            return None
        return _enqueue(SHIP, order, parcel_id, None, {"choice": None}, timedelta(0))
    if state is OrderState.CANCELLED or _has_live_parcel(order):
        return None
    if state is OrderState.CANCEL_REQUESTED:
        return _enqueue(ANSWER, order, parcel_id, None, {"accept": True}, timedelta(0))
    more = {"reason": CancelReason.OUT_OF_STOCK.value}
    return _enqueue(CANCEL, order, parcel_id, None, more, timedelta(0))


def _has_live_parcel(order: ChannelOrder) -> bool:
    parcels = Parcel.objects.filter(order=order.order)
    return parcels.exclude(state=ParcelState.CANCELLED).exists()


def shipment(*, parcel_id: int) -> ShipmentView:
    """How far the parcel's shipment has got with its channel."""
    order = channel_order_of(parcel_id)
    message = _latest(SHIP, parcel_id)
    state = _ship_state(order, message)
    ours = message is not None and message.state == State.SENT
    return ShipmentView(
        parcel_id=parcel_id,
        state=state,
        channel_label=channel_label(order.account.channel),
        message_id=message.pk if message else None,
        not_before=message.not_before if state is ShipState.WAITING and message else None,
        arranged_at=order.arranged_at,
        elsewhere_at=None if ours else order.arranged_at,
        tracking_number=order.tracking_number,
        parcels=_split(order),
        code=message.error_code if state is ShipState.FAILED and message else "",
        text=message.error_text if state is ShipState.FAILED and message else "",
    )


def _split(order: ChannelOrder) -> tuple[ChannelParcelView, ...]:
    if len(order.parcels) < 2:
        return ()
    return tuple(
        ChannelParcelView(
            external_parcel_id=each["id"],
            courier=each["courier"],
            tracking_number=each["tracking_number"],
        )
        for each in order.parcels
    )


_SHIP_STATES: dict[str, ShipState] = {
    State.QUEUED: ShipState.WAITING,
    State.SENDING: ShipState.SENDING,
    State.SENT: ShipState.ARRANGED,
    State.UNKNOWN: ShipState.UNKNOWN,
    State.PARKED: ShipState.FAILED,
    State.CANCELLED: ShipState.NOT_ASKED,
}


def _ship_state(order: ChannelOrder, message: Message | None) -> ShipState:
    if OrderState(order.state) in GONE_OUT or order.arranged_at is not None:
        return ShipState.ARRANGED
    return ShipState.NOT_ASKED if message is None else _SHIP_STATES[message.state]


def channel_order_of(parcel_id: int) -> ChannelOrder:
    """The channel order behind a parcel; raises ``NotAChannelParcel``."""
    order = (
        ChannelOrder.objects.filter(order__parcels=parcel_id)
        .select_related("account__app", "order")
        .first()
    )
    if order is None:
        raise NotAChannelParcel(f"parcel {parcel_id}")
    return order


def ref_of(order: ChannelOrder) -> OrderRef:
    """What to name the order by at its channel."""
    return OrderRef(
        external_order_id=order.external_order_id,
        external_parcel_id=order.external_parcel_id,
        raw_state=order.raw_state,
        updated_at=order.external_updated_at,
    )


def refs_of(order: ChannelOrder) -> tuple[OrderRef, ...]:
    """What to name its parcels by, each on its own where the channel has split the order."""
    whole = ref_of(order)
    if len(order.parcels) < 2:
        return (whole,)
    return tuple(replace(whole, external_parcel_id=each["id"]) for each in order.parcels)


def choice_from(payload: dict[str, Any] | None) -> ShipChoice | None:
    """A stored choice; None: whatever the channel recommends."""
    if payload is None:
        return None
    return ShipChoice(**{**payload, "method": ShipMethod(payload["method"])})


def _enqueue(
    kind: str,
    order: ChannelOrder,
    parcel_id: int,
    actor: User | None,
    more: dict[str, Any],
    wait: timedelta,
) -> Message:
    """A row for the outbox; what was undone before does not stand in the way of a new request."""
    undone = Message.objects.filter(
        kind=kind, dedup_key__startswith=f"parcel:{parcel_id}:", state=State.CANCELLED
    ).count()
    bells.ring_shipping()
    return outbox.enqueue(
        kind=kind,
        dedup_key=f"parcel:{parcel_id}:{undone}",
        payload={
            "account_id": order.account_id,
            "channel_order_id": order.pk,
            "external_order_id": order.external_order_id,
            "order_id": order.order_id,
            "parcel_id": parcel_id,
            "actor_id": getattr(actor, "pk", None),
            **more,
        },
        lane=f"account:{order.account_id}",
        cooperative_id=order.account.cooperative_id,
        not_before=timezone.now() + wait,
    )


def _latest(kind: str, parcel_id: int) -> Message | None:
    return (
        Message.objects.filter(kind=kind, dedup_key__startswith=f"parcel:{parcel_id}:")
        .order_by("-pk")
        .first()
    )
