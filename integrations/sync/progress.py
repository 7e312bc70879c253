"""Letting our order follow the channel's: payment, parcels, wishes to cancel, cancellations."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta

from django.utils.translation import gettext as _

from integrations import registry
from integrations.channels.capabilities import capabilities
from integrations.channels.orders import OrderState
from integrations.channels.words import ChannelOrder as Incoming
from integrations.sync import shipping
from integrations.sync.errors_catalogue import Code
from integrations.sync.models import ChannelOrder, ChannelOrderLine, ImportState
from integrations.sync.order_words import payment_state
from shop.order import services as orders
from shop.order.errors import NotAllowed
from shop.order.models import Parcel, ParcelState, PaymentState

logger = logging.getLogger(__name__)

# Where a parcel of ours stands when the channel says this. Arranging a shipment is not sending it:
# the goods leave the books when the courier has them, so that a late cancellation gives them back.
STATION: dict[OrderState, ParcelState] = {
    OrderState.PROCESSED: ParcelState.PACKED,
    OrderState.SHIPPED: ParcelState.SHIPPED,
    OrderState.DELIVERED: ParcelState.DELIVERED,
    OrderState.COMPLETED: ParcelState.COMPLETED,
    OrderState.RETURN_REQUESTED: ParcelState.RETURN_REQUESTED,
    OrderState.RETURNED: ParcelState.RETURNED,
    OrderState.CANCELLED: ParcelState.CANCELLED,
}
# No channel tells until when it waits for the answer; after a day they decide by themselves.
ANSWER_WITHIN = timedelta(hours=24)

Step = Callable[[ChannelOrder, Incoming], None]


def follow(*, row: ChannelOrder, incoming: Incoming) -> None:
    """Bring our order to where the channel's is, by the shortest way. Joins the transaction.

    What our books do not allow (goods delivered that were cancelled here, say) is kept on the row
    for a person instead of undoing the rest.
    """
    try:
        for step in STEPS[incoming.state]:
            step(row, incoming)
    except NotAllowed as refusal:
        logger.warning(
            "channel=%s account=%s order=%s cannot follow to %s: %s",
            row.account.channel,
            row.account_id,
            row.external_order_id,
            incoming.raw_state,
            refusal,
        )
        keep(row, Code.CONFLICT, refusal.text)


def pay(row: ChannelOrder, incoming: Incoming) -> None:
    """The channel has the money, or the courier has brought it."""
    order = row.order
    if order is None:
        return
    wanted = payment_state(incoming)
    if order.payment_state == PaymentState.AWAITING and wanted == PaymentState.PAID:
        orders.mark_paid(order_id=order.pk)
    if order.payment_state == PaymentState.COD and incoming.state is OrderState.COMPLETED:
        orders.mark_paid(order_id=order.pk)


def walk(row: ChannelOrder, incoming: Incoming) -> None:
    """Every parcel that is not cancelled goes to where the channel says the order is."""
    station = STATION.get(incoming.state)
    if station is None:
        return
    for parcel in live_parcels(row):
        orders.walk(
            parcel_id=parcel.pk,
            to=station,
            source=row.account.channel,
            tracking_number=row.tracking_number,
            note=incoming.cancel_reason if incoming.state is OrderState.CANCELLED else "",
        )


def cancel_parts(row: ChannelOrder, incoming: Incoming) -> None:
    """Packs that the channel has cancelled while the rest of the order goes on."""
    if not any(line.cancelled_quantity for line in incoming.lines):
        return
    lines = ChannelOrderLine.objects.filter(
        channel_order=row, cancelled_quantity__gt=0, order_line__stock_item__isnull=False
    ).select_related("order_line")
    for line in lines.order_by("order_line__stock_item_id", "pk"):
        ours = line.order_line
        if ours is not None and line.cancelled_quantity > ours.cancelled:
            orders.cancel_line(
                line_id=ours.pk,
                quantity=line.cancelled_quantity - ours.cancelled,
                reason=incoming.cancel_reason or _("cancelled at the channel"),
                source=row.account.channel,
            )


def note_arranged(row: ChannelOrder, incoming: Incoming) -> None:
    """The courier has been told, whoever did it: from now on there is a label to fetch."""
    if row.arranged_at is None:
        ChannelOrder.objects.filter(pk=row.pk, arranged_at=None).update(
            arranged_at=incoming.updated_at
        )
        row.arranged_at = incoming.updated_at
    if "Ships" not in capabilities(registry.get(row.account.channel)):
        return
    for parcel in live_parcels(row)[:1]:
        if not parcel.label:
            shipping.want_label(row, parcel.pk)


def come_back(row: ChannelOrder, incoming: Incoming) -> None:
    """The channel goes on with an order that is cancelled here: its goods are reserved again, or a
    person decides about what is missing. Cancellations that we are telling the channel just now
    are not meant; goods that had left before stay where they are, and somebody is told."""
    parcels = list(Parcel.objects.filter(order=row.order).order_by("pk"))
    if not parcels or any(parcel.state != ParcelState.CANCELLED for parcel in parcels):
        return
    if any(shipping.is_cancelling(parcel_id=parcel.pk) for parcel in parcels):
        return
    if row.order_id is None or not orders.come_back(
        order_id=row.order_id, source=row.account.channel
    ):
        keep(row, Code.CAME_BACK, incoming.raw_state)


def hold(row: ChannelOrder, incoming: Incoming) -> None:
    """The buyer asks to cancel: nothing is packed or sent until somebody has answered."""
    if row.is_held:
        return
    for parcel in live_parcels(row):
        orders.hold_parcel(
            parcel_id=parcel.pk,
            reason=_("the buyer asks to cancel"),
            source=row.account.channel,
        )
    soon = incoming.updated_at + ANSWER_WITHIN
    ChannelOrder.objects.filter(pk=row.pk).update(
        is_held=True,
        needs_decision=True,
        decision="",
        answer_by=min(soon, row.ship_by or soon),
    )


def release(row: ChannelOrder, incoming: Incoming) -> None:
    """The wish was answered, withdrawn, or carried out."""
    if not row.is_held:
        return
    for parcel in Parcel.objects.filter(order=row.order, on_hold=True).order_by("pk"):
        orders.unhold_parcel(parcel_id=parcel.pk, source=row.account.channel)
    ChannelOrder.objects.filter(pk=row.pk).update(
        is_held=False, needs_decision=False, answer_by=None
    )
    row.is_held = False


def tell_unknown(row: ChannelOrder, incoming: Incoming) -> None:
    """A word nobody knows changes nothing, but somebody is told."""
    keep(row, Code.UNKNOWN_STATE, incoming.raw_state)


def keep(row: ChannelOrder, code: Code, text: str) -> None:
    """Leave the reason on the row for a person; the next news of the order takes it away."""
    ChannelOrder.objects.filter(pk=row.pk).update(
        import_state=ImportState.PARKED, error_code=code.value, error_text=text[:500]
    )


def live_parcels(row: ChannelOrder) -> list[Parcel]:
    """The order's parcels that are not cancelled."""
    parcels = Parcel.objects.filter(order=row.order).exclude(state=ParcelState.CANCELLED)
    return list(parcels.order_by("pk"))


STEPS: dict[OrderState, tuple[Step, ...]] = {
    OrderState.UNPAID: (release, cancel_parts),
    OrderState.READY: (pay, release, come_back, cancel_parts),
    OrderState.PROCESSED: (pay, release, come_back, cancel_parts, walk, note_arranged),
    OrderState.SHIPPED: (pay, release, come_back, cancel_parts, walk, note_arranged),
    OrderState.DELIVERED: (pay, release, come_back, walk),
    OrderState.COMPLETED: (pay, release, come_back, walk),
    OrderState.CANCEL_REQUESTED: (pay, hold),
    OrderState.CANCELLED: (release, walk),
    OrderState.RETURN_REQUESTED: (pay, release, walk),
    OrderState.RETURNED: (pay, release, walk),
    OrderState.UNKNOWN: (tell_unknown,),
}
