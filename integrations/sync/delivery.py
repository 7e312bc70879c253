"""How the outbox ships, cancels, answers and fetches labels at a channel.

Before each of these the order is read again: it may have moved on, or somebody may have done it in
the channel's own app. A lost answer is unknown, and is cleared up by reading the order.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any, NoReturn
from uuid import uuid4

from django.core.files.base import ContentFile
from django.utils import timezone

from integrations import registry
from integrations.channels.capabilities import makes_labels
from integrations.channels.errors import (
    AuthExpired,
    AuthRevoked,
    BadPayload,
    ChannelError,
    Conflict,
    RateLimited,
    Unavailable,
)
from integrations.channels.orders import CancelReason, OrderState
from integrations.channels.shipping import (
    ShipChoice,
    Shipment,
    ShipMethod,
    ShipOptions,
    ShippingLabel,
)
from integrations.channels.words import LineRef, OrderRef, Outcome
from integrations.sync import pull, shipping
from integrations.sync.calls import Line, call
from integrations.sync.errors_catalogue import Code, code_of, text_of
from integrations.sync.models import (
    AccountState,
    ChannelAccount,
    ChannelOrder,
    ChannelOrderLine,
)
from integrations.sync.secrets import CannotOpen
from shop.order.models import Parcel
from shop.outbox.models import Message
from shop.outbox.registry import (
    NotSent,
    OutcomeUnknown,
    Refused,
    Retry,
    Sent,
    register,
)

WAIT_FOR_PERMISSION = timedelta(minutes=10)
WAIT_FOR_CHANNEL = timedelta(seconds=20)
WAIT_FOR_LABEL = timedelta(seconds=15)
FETCH_AGAIN = timedelta(seconds=1)
SUFFIX = {"application/pdf": ".pdf", "application/zip": ".zip", "text/html": ".html"}


def register_handlers() -> None:
    """Tell the outbox who delivers the channels' kinds."""
    register(shipping.SHIP, ship, look_up=look_up_ship)
    register(shipping.CANCEL, cancel, look_up=look_up_cancel)
    register(shipping.ANSWER, answer, look_up=look_up_answer)
    register(shipping.LABEL, fetch_label, look_up=look_up_label)


# Shipping


def ship(message: Message) -> Sent:
    """Arrange the shipment, unless it is arranged already or must not be any more."""
    order = _fresh(message)
    state = OrderState(order.state)
    if state in shipping.GONE_OUT:
        return Sent(external_id=order.tracking_number)
    if state in shipping.NOT_NOW:
        raise _refused(shipping.NOT_NOW[state])
    choice = shipping.choice_from(message.payload.get("choice")) or _recommended(order, message)
    shipments: list[Shipment] = []
    moved: Conflict | None = None
    for reference in shipping.refs_of(order):
        try:
            shipments.append(_write(order, "ship", _ship_one(reference, choice)))
        except Conflict as error:
            # Of several parcels this one may have been arranged before; the others still wait.
            moved = error
    if not shipments and moved is not None:
        return _arranged_meanwhile(message, moved)
    number = next(filter(None, (each.tracking_number for each in shipments)), "")
    _note(order, number)
    return Sent(external_id=number or shipments[0].external_parcel_id)


def _ship_one(reference: OrderRef, choice: ShipChoice) -> Callable[[Any], Shipment]:
    return lambda connector: connector.ship(reference, choice)


def _recommended(order: ChannelOrder, message: Message) -> ShipChoice:
    """With our own courier's number where there is one and the channel wants no more than that;
    else the counter where that needs no choice, else the pickup the channel suggests."""
    options: ShipOptions = _read(
        order, "ship_options", lambda connector: connector.ship_options(shipping.ref_of(order))
    )
    needs = dict(options.needs)
    own = _own_courier(message)
    if own is not None and needs.get(ShipMethod.OWN_COURIER) == ("tracking_number",):
        return own
    if ShipMethod.DROPOFF in options.methods and not needs.get(ShipMethod.DROPOFF):
        return ShipChoice(method=ShipMethod.DROPOFF)
    slots = sorted(options.pickup_slots, key=lambda slot: not slot.is_recommended)
    if ShipMethod.PICKUP in options.methods and slots:
        return ShipChoice(
            method=ShipMethod.PICKUP, address_id=slots[0].address_id, slot_id=slots[0].slot_id
        )
    if ShipMethod.DROPOFF in options.methods and options.branches:
        return ShipChoice(method=ShipMethod.DROPOFF, branch_id=options.branches[0].branch_id)
    raise _refused(Code.NO_WAY_TO_SHIP)


def _own_courier(message: Message) -> ShipChoice | None:
    """The tracking number that staff wrote down, or that a courier booked here has given."""
    parcel = Parcel.objects.filter(pk=message.payload["parcel_id"]).first()
    if parcel is None or not parcel.tracking_number:
        return None
    return ShipChoice(
        method=ShipMethod.OWN_COURIER,
        tracking_number=parcel.tracking_number,
        courier_code=parcel.courier,
    )


def _arranged_meanwhile(message: Message, error: Conflict) -> Sent:
    order = _fresh(message)
    if OrderState(order.state) in shipping.GONE_OUT:
        return Sent(external_id=order.tracking_number)
    raise _refused(Code.CONFLICT, text_of(error)) from error


def _note(order: ChannelOrder, tracking_number: str) -> None:
    """Arranged: keep it now, the order's own news follow with the next reading."""
    columns: dict[str, Any] = {"arranged_at": timezone.now()}
    if tracking_number:
        columns["tracking_number"] = tracking_number
    ChannelOrder.objects.filter(pk=order.pk, arranged_at=None).update(**columns)
    pull.poll_soon(account_id=order.account_id, now=timezone.now())


def look_up_ship(message: Message) -> Sent | NotSent:
    """Whether the shipment has been arranged, by what the channel says of the order."""
    order = _fresh(message)
    if OrderState(order.state) in shipping.GONE_OUT:
        return Sent(external_id=order.tracking_number)
    return NotSent()


# Cancelling and answering


def cancel(message: Message) -> Sent:
    """Cancel at the channel, unless it is cancelled already."""
    order = _fresh(message)
    if OrderState(order.state) is OrderState.CANCELLED:
        return Sent()
    if OrderState(order.state) in shipping.GONE_OUT - {OrderState.PROCESSED}:
        raise _refused(Code.CONFLICT, order.raw_state)
    reason = CancelReason(message.payload["reason"])
    lines = _short_lines(order) if reason is CancelReason.OUT_OF_STOCK else ()
    _require_ok(
        message,
        _write(
            order,
            "cancel",
            lambda connector: connector.cancel(shipping.ref_of(order), reason, lines),
        ),
    )
    pull.poll_soon(account_id=order.account_id, now=timezone.now())
    return Sent()


def _short_lines(order: ChannelOrder) -> tuple[LineRef, ...]:
    """What is out of stock; without a line that is known to be short, all of it."""
    lines = ChannelOrderLine.objects.filter(channel_order=order).select_related("order_line")
    short = [line for line in lines if line.order_line is not None and line.order_line.shortage]
    return tuple(
        LineRef(
            external_listing_id=line.external_listing_id,
            external_variant_id=line.external_variant_id,
            quantity=line.order_line.shortage if line.order_line else line.quantity,
        )
        for line in short
    )


def look_up_cancel(message: Message) -> Sent | NotSent:
    """Whether the order is cancelled by now."""
    order = _fresh(message)
    return Sent() if OrderState(order.state) is OrderState.CANCELLED else NotSent()


def answer(message: Message) -> Sent:
    """Tell the buyer yes or no, unless there is nothing to answer any more."""
    order = _fresh(message)
    if OrderState(order.state) is not OrderState.CANCEL_REQUESTED:
        return Sent()
    accept = bool(message.payload["accept"])
    _require_ok(
        message,
        _write(
            order,
            "answer_cancellation",
            lambda connector: connector.answer_cancellation(shipping.ref_of(order), accept),
        ),
    )
    pull.poll_soon(account_id=order.account_id, now=timezone.now())
    return Sent()


def look_up_answer(message: Message) -> Sent | NotSent:
    """Whether the wish is still open."""
    order = _fresh(message)
    is_open = OrderState(order.state) is OrderState.CANCEL_REQUESTED
    return NotSent() if is_open else Sent()


def _require_ok(message: Message, outcome: Outcome) -> None:
    """Conflict: it has moved on meanwhile; read again and let the next try decide."""
    if outcome.error is None:
        return
    if isinstance(outcome.error, Conflict):
        _fresh(message)
        raise Retry(FETCH_AGAIN, Code.CONFLICT.value, text_of(outcome.error))
    translate(outcome.error, is_write=True)


# Labels


def fetch_label(message: Message) -> Sent:
    """Keep tracking number and label of an arranged shipment. May be repeated at will."""
    order = _order(message)
    parcel = Parcel.objects.filter(pk=message.payload["parcel_id"]).first()
    if parcel is None or OrderState(order.state) is OrderState.CANCELLED:
        return Sent()
    references = shipping.refs_of(order)
    numbers = [_number_of(order, reference) for reference in references]
    if not all(numbers):
        raise Retry(WAIT_FOR_LABEL, Code.LABEL_NOT_MADE.value, "no tracking number yet")
    _keep_tracking(order, parcel, numbers)
    if not makes_labels(registry.get(order.account.channel)):
        return Sent(external_id=numbers[0])
    labels = [_label_of(order, reference) for reference in references]
    _keep_label(parcel, labels[0] if len(labels) == 1 else _packed(numbers, labels))
    return Sent(external_id=numbers[0])


def _number_of(order: ChannelOrder, reference: OrderRef) -> str:
    shipment = _read(order, "tracking", lambda connector: connector.tracking(reference))
    return str(shipment.tracking_number)


def _label_of(order: ChannelOrder, reference: OrderRef) -> ShippingLabel:
    outcome = _read(order, "request_label", lambda connector: connector.request_label(reference))
    if outcome.error is not None and not isinstance(outcome.error, Conflict):
        translate(outcome.error, is_write=False)
    label: ShippingLabel | None = _read(
        order, "fetch_label", lambda connector: connector.fetch_label(reference)
    )
    if label is None:
        raise Retry(WAIT_FOR_LABEL, Code.LABEL_NOT_MADE.value, "the label is being made")
    return label


def _packed(numbers: Sequence[str], labels: Sequence[ShippingLabel]) -> ShippingLabel:
    """The labels of several parcels as one file, each named by its tracking number."""
    found = io.BytesIO()
    with zipfile.ZipFile(found, "w") as archive:
        for place, (number, label) in enumerate(zip(numbers, labels, strict=True), start=1):
            name = "".join(letter for letter in number if letter.isalnum() or letter in "-_")
            archive.writestr(f"{place}-{name}{_suffix(label)}", label.content)
    return ShippingLabel(content_type="application/zip", content=found.getvalue())


def _keep_tracking(order: ChannelOrder, parcel: Parcel, numbers: Sequence[str]) -> None:
    columns: dict[str, Any] = {"tracking_number": numbers[0][:80]}
    if len(order.parcels) == len(numbers):
        columns["parcels"] = [
            {**each, "tracking_number": number[:80]}
            for each, number in zip(order.parcels, numbers, strict=True)
        ]
    # News that came in between are newer than what we have read here.
    ChannelOrder.objects.filter(pk=order.pk, updated_at=order.updated_at).update(**columns)
    Parcel.objects.filter(pk=parcel.pk, tracking_number="").update(tracking_number=numbers[0][:80])


def _keep_label(parcel: Parcel, label: ShippingLabel) -> None:
    """Under a name nobody guesses: it shows the buyer's address."""
    name = f"{uuid4().hex}{_suffix(label)}"
    parcel.label.save(name, ContentFile(label.content), save=False)
    Parcel.objects.filter(pk=parcel.pk).update(label=parcel.label.name)


def _suffix(label: ShippingLabel) -> str:
    return SUFFIX.get(label.content_type.partition(";")[0].strip(), ".bin")


def look_up_label(message: Message) -> NotSent:
    """Reading can be repeated."""
    return NotSent()


# Calls


def _order(message: Message) -> ChannelOrder:
    order = ChannelOrder.objects.select_related("account__app").get(
        pk=message.payload["channel_order_id"]
    )
    ready_account(order.account)
    return order


def ready_account(account: ChannelAccount) -> None:
    """Wait (``Retry``) while the account may not be called."""
    if account.state != AccountState.CONNECTED:
        raise Retry(
            WAIT_FOR_PERMISSION, Code.ACCOUNT_NOT_CONNECTED.value, account.state, counts=False
        )
    if account.retry_at is not None and account.retry_at > timezone.now():
        wait = account.retry_at - timezone.now()
        raise Retry(wait, Code.UNAVAILABLE.value, account.error_text, counts=False)


def _fresh(message: Message) -> ChannelOrder:
    """The order as the channel has it now, taken over on the way."""
    order = _order(message)
    try:
        pull.fetch(
            account=order.account,
            order_ids=[order.external_order_id],
            line=Line(clock=timezone.now),
        )
    except (ChannelError, CannotOpen) as error:
        translate(error, is_write=False)
    return _order(message)


def _read(order: ChannelOrder, operation: str, do: Callable[[Any], Any]) -> Any:
    return _call(order, operation, do, is_write=False)


def _write(order: ChannelOrder, operation: str, do: Callable[[Any], Any]) -> Any:
    return _call(order, operation, do, is_write=True)


def _call(order: ChannelOrder, operation: str, do: Callable[[Any], Any], *, is_write: bool) -> Any:
    try:
        return call(
            account=order.account,
            operation=operation,
            do=do,
            line=Line(clock=timezone.now),
            subject=order.external_order_id,
        )
    except Conflict:
        raise
    except (ChannelError, CannotOpen) as error:
        translate(error, is_write=is_write)


def translate(error: Exception, *, is_write: bool) -> NoReturn:
    """A channel's error in the outbox's words."""
    code, text = code_of(error).value, text_of(error)
    if isinstance(error, RateLimited):
        wait = timedelta(seconds=error.retry_after or 1.0)
        raise Retry(wait, code, text, counts=False) from error
    if isinstance(error, (AuthExpired, AuthRevoked, CannotOpen)):
        wait = FETCH_AGAIN if isinstance(error, AuthExpired) else WAIT_FOR_PERMISSION
        raise Retry(wait, code, text, counts=False) from error
    if is_write and isinstance(error, (Unavailable, BadPayload)):
        raise OutcomeUnknown(Code.OUTCOME_UNKNOWN.value, text) from error
    if isinstance(error, Unavailable):
        raise Retry(WAIT_FOR_CHANNEL, code, text, counts=False) from error
    raise Refused(code, text) from error


def _refused(code: Code, text: str = "") -> Refused:
    return Refused(code.value, text)
