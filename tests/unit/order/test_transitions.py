"""The table of moves: every step, every refusal, every effect exactly once."""

import itertools

import pytest

from shop.order import services
from shop.order.errors import NotAllowed
from shop.order.models import Order, Parcel, ParcelEvent, ParcelState
from shop.order.signals import order_moved
from shop.order.transitions import TABLE, move, walk, way
from shop.outbox.models import Message
from shop.stock.models import StockItem, StockMovement
from shop.stock.selectors import audit
from tests.factories_orders import (
    incoming,
    incoming_line,
    make_order,
    make_paid_order,
    make_shelf,
    only_parcel,
    sent,
)

pytestmark = pytest.mark.django_db


def numbers(record):
    item = StockItem.objects.get(pk=record.stock_item_id)
    return item.on_hand, item.allocated


def mails():
    return [message.dedup_key.split(":")[2] for message in Message.objects.order_by("pk")]


def test_the_whole_straight_way_ships_stock_once_and_tells_the_buyer():
    record = make_shelf(on_hand=5_000)
    parcel = only_parcel(make_paid_order((record, 1), **sent(record)))

    for state in ("packed", "shipped", "delivered", "completed"):
        assert move(parcel_id=parcel.pk, to=state, source="desk", tracking_number="JX1")
        assert not move(parcel_id=parcel.pk, to=state, source="desk")

    parcel.refresh_from_db()
    assert parcel.tracking_number == "JX1"
    assert parcel.packed_at
    assert parcel.shipped_at
    assert parcel.delivered_at
    assert numbers(record) == (4_000, 0)
    assert StockMovement.objects.filter(kind="ship").count() == 1
    assert mails() == ["paid", "packed", "shipped", "delivered"]
    assert parcel.order.status == "completed"
    assert parcel.order.lines.get().shipped == 1
    assert [event.to_state for event in parcel.events.all()] == [
        "packed",
        "shipped",
        "delivered",
        "completed",
    ]
    assert audit() == []


def test_who_collects_hears_when_it_is_packed_and_not_that_it_is_on_its_way():
    parcel = only_parcel(make_paid_order((make_shelf(), 1)))

    walk(parcel_id=parcel.pk, to="shipped")

    assert mails() == ["paid", "ready"]


def test_walking_takes_every_step():
    record = make_shelf(on_hand=5_000)
    parcel = only_parcel(make_paid_order((record, 1)))

    assert walk(parcel_id=parcel.pk, to="completed", source="desk")

    assert numbers(record) == (4_000, 0)
    assert ParcelEvent.objects.filter(parcel=parcel).count() == 4


def test_late_news_changes_nothing():
    parcel = only_parcel(make_paid_order((make_shelf(), 1)))
    walk(parcel_id=parcel.pk, to="delivered")

    assert not walk(parcel_id=parcel.pk, to="shipped", tracking_number="JX9")

    parcel.refresh_from_db()
    assert (parcel.state, parcel.tracking_number) == ("delivered", "JX9")


@pytest.mark.parametrize(
    ("start", "to", "steps"),
    [
        ("to_pack", "shipped", ["packed", "shipped"]),
        ("to_pack", "cancelled", ["cancelled"]),
        ("to_pack", "returned", ["packed", "shipped", "return_requested", "returned"]),
        ("shipped", "completed", ["delivered", "completed"]),
        ("return_requested", "completed", ["completed"]),
        ("packed", "delivered", ["shipped", "delivered"]),
    ],
)
def test_the_shortest_way(start, to, steps):
    assert way(start, to) == steps


@pytest.mark.parametrize(
    ("start", "to"), [("cancelled", "shipped"), ("returned", "completed"), ("returned", "to_pack")]
)
def test_there_is_no_way_back_from_an_end(start, to):
    with pytest.raises(NotAllowed):
        way(start, to)


def test_every_pair_outside_the_table_is_refused():
    parcel = only_parcel(make_paid_order((make_shelf(on_hand=100_000), 1)))
    pairs = [
        (start, to)
        for start, to in itertools.permutations(ParcelState.values, 2)
        if (start, to) not in TABLE
    ]

    for start, to in pairs:
        Parcel.objects.filter(pk=parcel.pk).update(state=start)
        with pytest.raises(NotAllowed) as refusal:
            move(parcel_id=parcel.pk, to=to, source="desk")
        assert refusal.value.code == "no_way"
    assert len(pairs) == 8 * 7 - len(TABLE)
    assert ParcelEvent.objects.count() == 0


def test_an_unpaid_order_is_not_packed():
    parcel = only_parcel(make_order((make_shelf(), 1)))

    with pytest.raises(NotAllowed) as refusal:
        move(parcel_id=parcel.pk, to="packed", source="desk")

    assert refusal.value.code == "unpaid"


def test_an_order_paid_at_the_door_is():
    parcel = only_parcel(make_order((make_shelf(), 1), pays_cash_on_delivery=True))

    assert move(parcel_id=parcel.pk, to="packed", source="desk")


def test_a_held_parcel_is_not_sent_until_it_is_let_go():
    parcel = only_parcel(make_paid_order((make_shelf(), 1)))
    assert services.hold_parcel(parcel_id=parcel.pk, reason="Minta batal", source="desk")
    assert not services.hold_parcel(parcel_id=parcel.pk, reason="x")

    with pytest.raises(NotAllowed) as refusal:
        walk(parcel_id=parcel.pk, to="shipped", source="desk")

    assert refusal.value.code == "on_hold"
    assert "Minta batal" in refusal.value.text
    assert services.unhold_parcel(parcel_id=parcel.pk)
    assert not services.unhold_parcel(parcel_id=parcel.pk)
    assert walk(parcel_id=parcel.pk, to="shipped", source="desk")


def test_opening_a_packed_parcel_again():
    parcel = only_parcel(make_paid_order((make_shelf(), 1)))
    move(parcel_id=parcel.pk, to="packed")

    assert move(parcel_id=parcel.pk, to="to_pack")

    parcel.refresh_from_db()
    assert parcel.packed_at is None


def test_cancelling_gives_stock_back_once():
    record = make_shelf(on_hand=5_000)
    parcel = only_parcel(make_paid_order((record, 2)))

    assert move(parcel_id=parcel.pk, to="cancelled", note="rusak")
    assert not move(parcel_id=parcel.pk, to="cancelled")

    assert numbers(record) == (5_000, 0)
    line = parcel.order.lines.get()
    assert (line.reserved, line.cancelled) == (0, 2)
    assert mails() == ["paid", "cancelled"]
    assert Order.objects.get().status == "cancelled"


def test_a_cancelled_parcel_does_not_come_back_by_hand():
    parcel = only_parcel(make_paid_order((make_shelf(), 1)))
    move(parcel_id=parcel.pk, to="cancelled")

    with pytest.raises(NotAllowed) as refusal:
        move(parcel_id=parcel.pk, to="to_pack", source="desk")

    assert refusal.value.code == "cancelled"


def test_a_return_brings_no_stock_back_until_a_person_says_so():
    record = make_shelf(on_hand=5_000)
    order = make_paid_order((record, 2))
    walk(parcel_id=only_parcel(order).pk, to="returned")
    assert numbers(record) == (3_000, 0)
    line = order.lines.get()

    services.take_back(line_id=line.pk, quantity=1, reason="utuh")

    assert numbers(record) == (4_000, 0)
    with pytest.raises(NotAllowed):
        services.take_back(line_id=line.pk, quantity=2)
    assert numbers(record) == (4_000, 0)
    assert audit() == []


def test_a_channel_that_reports_is_believed_and_a_person_is_not():
    record = make_shelf(on_hand=1_000)
    order = services.import_order(
        incoming=incoming(record.partner, [incoming_line(record, 3)], payment_state="awaiting")
    )
    parcel = only_parcel(order)

    with pytest.raises(NotAllowed):
        walk(parcel_id=parcel.pk, to="shipped", source="desk")
    assert walk(parcel_id=parcel.pk, to="shipped", source="shopee", tracking_number="SPX1")

    line = order.lines.get()
    assert (line.reserved, line.shortage, line.shipped) == (0, 0, 3)
    assert numbers(record) == (0, 0)
    assert mails() == []
    order.refresh_from_db()
    assert (order.status, order.needs_decision) == ("shipped", False)


def test_a_channel_may_cancel_what_has_left_and_stock_stays_out():
    record = make_shelf(on_hand=5_000)
    order = services.import_order(incoming=incoming(record.partner, [incoming_line(record, 2)]))
    parcel = only_parcel(order)
    walk(parcel_id=parcel.pk, to="shipped", source="shopee")

    with pytest.raises(NotAllowed) as refusal:
        move(parcel_id=parcel.pk, to="cancelled", source="desk")
    assert refusal.value.code == "only_channel"
    assert move(parcel_id=parcel.pk, to="cancelled", source="shopee")

    assert numbers(record) == (3_000, 0)


def test_one_channel_cannot_report_for_another():
    record = make_shelf()
    order = services.import_order(
        incoming=incoming(record.partner, [incoming_line(record)], payment_state="awaiting")
    )

    with pytest.raises(NotAllowed):
        walk(parcel_id=only_parcel(order).pk, to="shipped", source="lazada")


def test_others_hear_of_every_move_in_its_transaction():
    heard = []

    def listen(sender, parcel_id, from_state, to_state, **kwargs):
        heard.append((from_state, to_state))

    order_moved.connect(listen)
    try:
        walk(parcel_id=only_parcel(make_paid_order((make_shelf(), 1))).pk, to="shipped")
    finally:
        order_moved.disconnect(listen)

    assert heard == [("", "to_pack"), ("to_pack", "packed"), ("packed", "shipped")]


def test_a_listener_that_fails_undoes_the_move():
    record = make_shelf(on_hand=5_000)
    parcel = only_parcel(make_paid_order((record, 2)))
    walk(parcel_id=parcel.pk, to="packed")

    def fail(sender, **kwargs):
        raise RuntimeError("no")

    order_moved.connect(fail)
    try:
        with pytest.raises(RuntimeError):
            move(parcel_id=parcel.pk, to="shipped")
    finally:
        order_moved.disconnect(fail)

    parcel.refresh_from_db()
    assert parcel.state == "packed"
    assert numbers(record) == (5_000, 2_000)
    assert mails() == ["paid", "ready"]
