"""Shipping, cancelling and answering through the outbox: once, undoable, never blindly again."""

from __future__ import annotations

import zipfile
from datetime import timedelta

import pytest

from integrations.channels.orders import CancelReason, OrderState
from integrations.channels.shipping import ShipChoice, ShipMethod
from integrations.sync import selectors, services
from integrations.sync.facts import ShipState
from integrations.sync.models import ChannelOrder
from shop.order import services as orders
from shop.outbox import services as outbox
from shop.outbox.models import Message
from tests.factories_sync import Scene
from tests.fakes.marketplace import Fault

pytestmark = pytest.mark.django_db(transaction=True)
PICKUP = ShipChoice(method=ShipMethod.PICKUP, address_id="1", slot_id="pagi")


def deliver(scene: Scene, minutes: float = 0) -> int:
    """Let the outbox work on the channels' messages, some minutes from now."""
    if minutes:
        Message.objects.filter(state__in=["queued", "unknown"]).update(
            not_before=scene.clock() - timedelta(seconds=1)
        )
    return outbox.deliver_due(clock=scene.clock, budget=timedelta(seconds=20))


def sold(scene: Scene, quantity: int = 2) -> tuple[str, int]:
    """A paid order and its parcel."""
    order_id = scene.market.buy(scene.key, quantity=quantity)
    scene.pull()
    return order_id, scene.parcel(order_id).pk


def test_a_shipment_waits_a_minute_and_is_arranged_once(scene: Scene) -> None:
    order_id, parcel_id = sold(scene)
    first = services.request_shipment(parcel_id=parcel_id, choice=PICKUP)
    assert services.request_shipment(parcel_id=parcel_id, choice=PICKUP).pk == first.pk
    assert first.not_before > scene.clock() - timedelta(seconds=10) + timedelta(seconds=60)
    assert selectors.shipment(parcel_id).state is ShipState.WAITING
    assert deliver(scene) == 0
    deliver(scene, minutes=1)
    assert scene.market.orders[order_id].state is OrderState.PROCESSED
    view = selectors.shipment(parcel_id)
    assert (view.state, view.tracking_number) == (ShipState.ARRANGED, f"RESI-{order_id}")
    assert view.elsewhere_at is None
    scene.pull()
    parcel = scene.parcel(order_id)
    assert (parcel.state, parcel.tracking_number) == ("packed", f"RESI-{order_id}")
    assert scene.item.allocated == 2000, "the goods leave the books with the courier"


def test_the_label_is_fetched_when_the_channel_has_it(scene: Scene) -> None:
    order_id, parcel_id = sold(scene)
    services.request_shipment(parcel_id=parcel_id)
    deliver(scene, minutes=1)
    scene.pull()
    deliver(scene, minutes=1)
    parcel = scene.parcel(order_id)
    assert parcel.label.read().startswith(b"%PDF")
    assert order_id not in parcel.label.name
    assert Message.objects.filter(kind="channel.label").count() == 1


def test_without_a_choice_the_recommended_way_is_taken(scene: Scene) -> None:
    order_id, parcel_id = sold(scene)
    services.request_shipment(parcel_id=parcel_id)
    deliver(scene, minutes=1)
    assert scene.market.orders[order_id].state is OrderState.PROCESSED


def test_undone_in_time_and_asked_for_again(scene: Scene) -> None:
    order_id, parcel_id = sold(scene)
    services.request_shipment(parcel_id=parcel_id, choice=PICKUP)
    assert services.undo_shipment(parcel_id=parcel_id) is True
    assert services.undo_shipment(parcel_id=parcel_id) is False
    assert selectors.shipment(parcel_id).state is ShipState.NOT_ASKED
    deliver(scene, minutes=1)
    assert scene.market.orders[order_id].state is OrderState.READY
    services.request_shipment(parcel_id=parcel_id, choice=PICKUP)
    deliver(scene, minutes=1)
    assert scene.market.orders[order_id].state is OrderState.PROCESSED
    assert services.undo_shipment(parcel_id=parcel_id) is False


def test_a_lost_answer_is_looked_up_and_never_sent_twice(scene: Scene) -> None:
    order_id, parcel_id = sold(scene)
    services.request_shipment(parcel_id=parcel_id, choice=PICKUP)
    scene.market.fail("ship", Fault.DOWN_AFTER)
    deliver(scene, minutes=1)
    message = Message.objects.get(kind="channel.ship")
    assert (message.state, message.error_code) == ("unknown", "outcome_unknown")
    assert selectors.shipment(parcel_id).state is ShipState.UNKNOWN
    deliver(scene, minutes=1)
    message.refresh_from_db()
    assert message.state == "sent"
    assert scene.market.calls.count("ship") == 1
    assert scene.market.orders[order_id].state is OrderState.PROCESSED


def test_an_answer_lost_before_anything_happened_is_sent_again(scene: Scene) -> None:
    order_id, parcel_id = sold(scene)
    services.request_shipment(parcel_id=parcel_id, choice=PICKUP)
    scene.market.fail("ship", Fault.DOWN_BEFORE)
    for _ in range(3):
        deliver(scene, minutes=1)
    assert scene.market.calls.count("ship") == 2
    assert scene.market.orders[order_id].state is OrderState.PROCESSED


def test_shipped_in_the_channels_own_app(scene: Scene) -> None:
    """AS-13: our parcel follows, the goods leave once, and our own button does nothing."""
    order_id, parcel_id = sold(scene)
    scene.clock.advance(seconds=5)
    scene.market.move(order_id, OrderState.PROCESSED)
    scene.clock.advance(seconds=5)
    scene.market.move(order_id, OrderState.SHIPPED)
    scene.pull()
    assert scene.parcel(order_id).state == "shipped"
    assert (scene.item.on_hand, scene.item.allocated) == (8000, 0)
    with pytest.raises(services.AlreadyArranged) as caught:
        services.request_shipment(parcel_id=parcel_id)
    assert caught.value.view.elsewhere_at is not None
    deliver(scene, minutes=1)
    assert scene.parcel(order_id).tracking_number == f"RESI-{order_id}"
    assert scene.market.calls.count("ship") == 0


def test_arranged_elsewhere_while_our_minute_runs(scene: Scene) -> None:
    order_id, parcel_id = sold(scene)
    services.request_shipment(parcel_id=parcel_id, choice=PICKUP)
    scene.clock.advance(seconds=5)
    scene.market.move(order_id, OrderState.PROCESSED)
    deliver(scene, minutes=1)
    assert Message.objects.get(kind="channel.ship").state == "sent"
    assert scene.market.calls.count("ship") == 0


def test_a_buyer_who_asks_to_cancel_stops_the_shipment(scene: Scene) -> None:
    order_id, parcel_id = sold(scene)
    services.request_shipment(parcel_id=parcel_id, choice=PICKUP)
    scene.clock.advance(seconds=5)
    scene.market.ask_to_cancel(order_id)
    deliver(scene, minutes=1)
    message = Message.objects.get(kind="channel.ship")
    assert (message.state, message.error_code) == ("parked", "buyer_wants_to_cancel")
    view = selectors.shipment(parcel_id)
    assert view.state is ShipState.FAILED
    assert view.entry is not None
    assert scene.parcel(order_id).on_hold is True
    [cause] = selectors.parked([scene.account.cooperative_id])
    assert (cause.code, cause.items[0].parcel_id) == ("buyer_wants_to_cancel", parcel_id)


@pytest.mark.parametrize(("accept", "after"), [(True, "cancelled"), (False, "to_pack")])
def test_the_answer_to_a_wish_to_cancel(scene: Scene, accept: bool, after: str) -> None:
    """AS-06."""
    order_id, parcel_id = sold(scene)
    scene.clock.advance(seconds=5)
    scene.market.ask_to_cancel(order_id)
    scene.pull()
    services.answer_cancellation(parcel_id=parcel_id, accept=accept)
    with pytest.raises(services.NothingToAnswer):
        services.answer_cancellation(parcel_id=parcel_id, accept=not accept)
    scene.clock.advance(seconds=5)
    deliver(scene)
    scene.pull()
    assert scene.parcel(order_id).state == after
    assert scene.parcel(order_id).on_hold is False
    assert scene.item.free == (10_000 if accept else 8_000)
    assert scene.item.movements.filter(kind="release").count() == int(accept)


def test_no_answer_and_the_channel_cancels_by_itself(scene: Scene) -> None:
    order_id, _parcel_id = sold(scene)
    scene.clock.advance(seconds=5)
    scene.market.ask_to_cancel(order_id)
    scene.pull()
    scene.clock.advance(seconds=5)
    scene.market.cancel_as_buyer(order_id)
    scene.pull()
    assert scene.parcel(order_id).state == "cancelled"
    assert scene.item.free == 10_000
    assert selectors.cancel_wishes([scene.account.cooperative_id]) == []


def test_cancelled_here_is_cancelled_there(scene: Scene) -> None:
    order_id, _parcel_id = sold(scene)
    orders.cancel_order(order_id=scene.order(order_id).pk, reason="habis")
    deliver(scene)
    assert scene.market.orders[order_id].state is OrderState.CANCELLED
    assert Message.objects.filter(kind="channel.cancel").count() == 1
    scene.pull()
    assert scene.item.free == 10_000
    assert Message.objects.filter(kind="channel.cancel").count() == 1


def test_cancelled_there_is_not_told_back(scene: Scene) -> None:
    order_id, _parcel_id = sold(scene)
    scene.clock.advance(seconds=5)
    scene.market.cancel_as_buyer(order_id)
    scene.pull()
    assert scene.parcel(order_id).state == "cancelled"
    assert Message.objects.filter(kind="channel.cancel").count() == 0


def test_a_cancellation_with_a_reason_can_be_undone_for_a_minute(scene: Scene) -> None:
    order_id, parcel_id = sold(scene)
    services.cancel_with_reason(parcel_id=parcel_id, reason=CancelReason.OUT_OF_STOCK)
    assert services.undo_cancel(parcel_id=parcel_id) is True
    deliver(scene, minutes=1)
    assert scene.market.orders[order_id].state is OrderState.READY
    services.cancel_with_reason(parcel_id=parcel_id, reason=CancelReason.OUT_OF_STOCK)
    scene.clock.advance(seconds=5)
    deliver(scene, minutes=1)
    scene.pull()
    assert scene.parcel(order_id).state == "cancelled"
    assert scene.item.free == 10_000


def test_what_waits_for_permission_is_sent_afterwards(scene: Scene) -> None:
    order_id, parcel_id = sold(scene)
    services.request_shipment(parcel_id=parcel_id, choice=PICKUP)
    type(scene.account).objects.filter(pk=scene.account.pk).update(state="needs_reauth")
    deliver(scene, minutes=1)
    message = Message.objects.get(kind="channel.ship")
    assert (message.state, message.attempts) == ("queued", 0)
    type(scene.account).objects.filter(pk=scene.account.pk).update(state="connected")
    deliver(scene, minutes=1)
    assert scene.market.orders[order_id].state is OrderState.PROCESSED


def test_a_parcel_of_our_own_shop_is_none_of_the_channels(scene: Scene) -> None:
    from shop.order.models import Parcel
    from tests.factories_orders import make_paid_order

    order = make_paid_order((scene.record, 1))
    with pytest.raises(services.NotAChannelParcel):
        services.request_shipment(parcel_id=Parcel.objects.get(order=order).pk)
    assert ChannelOrder.objects.count() == 0


def test_every_parcel_of_a_split_order_is_kept_and_shown(scene: Scene) -> None:
    order_id, parcel_id = sold(scene)
    scene.market.split(order_id, "P-1", "P-2")
    scene.pull()

    row = ChannelOrder.objects.get(external_order_id=order_id)
    assert [each["id"] for each in row.parcels] == ["P-1", "P-2"]
    shown = selectors.shipment(parcel_id).parcels
    assert [(each.external_parcel_id, each.tracking_number) for each in shown] == [
        ("P-1", ""),
        ("P-2", ""),
    ]


def test_every_parcel_of_a_split_order_is_arranged_once(scene: Scene) -> None:
    order_id, parcel_id = sold(scene)
    scene.market.split(order_id, "P-1", "P-2")
    scene.market.arrange(order_id, "P-1")  # in the channel's own app
    scene.pull()
    services.request_shipment(parcel_id=parcel_id, choice=PICKUP)
    deliver(scene, minutes=1)
    scene.pull()

    assert scene.market.orders[order_id].state is OrderState.PROCESSED
    numbers = [each.tracking_number for each in selectors.shipment(parcel_id).parcels]
    assert numbers == ["RESI-P-1", "RESI-P-2"]
    assert scene.parcel(order_id).tracking_number == "RESI-P-1"


def test_the_labels_of_all_parcels_are_kept_in_one_file(scene: Scene) -> None:
    order_id, parcel_id = sold(scene)
    scene.market.split(order_id, "P-1", "P-2")
    scene.pull()
    services.request_shipment(parcel_id=parcel_id)
    deliver(scene, minutes=1)
    scene.pull()
    deliver(scene, minutes=1)

    label = scene.parcel(order_id).label
    assert label.name.endswith(".zip")
    with zipfile.ZipFile(label) as archive:
        assert archive.namelist() == ["1-RESI-P-1.pdf", "2-RESI-P-2.pdf"]
        assert archive.read("2-RESI-P-2.pdf").startswith(b"%PDF")


def test_parcels_that_are_all_arranged_are_nothing_to_arrange(scene: Scene) -> None:
    order_id, parcel_id = sold(scene)
    scene.market.split(order_id, "P-1", "P-2")
    scene.pull()
    services.request_shipment(parcel_id=parcel_id, choice=PICKUP)
    scene.market.fail("ship", Fault.DOWN_AFTER)
    deliver(scene, minutes=1)
    deliver(scene, minutes=1)
    scene.pull()

    assert [each["tracking_number"] for each in ChannelOrder.objects.get().parcels] == [
        "RESI-P-1",
        "RESI-P-2",
    ]
    assert scene.market.calls.count("ship") == 3  # the lost answer, its repetition, the second
