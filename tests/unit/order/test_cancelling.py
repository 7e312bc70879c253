"""Cancelling, splitting and deciding: quantities, money due back, and who is told."""

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from shop.order import services
from shop.order.errors import NotAllowed
from shop.order.models import Line, Order, Parcel, ParcelLine
from shop.order.selectors import progress, refund_due, share_of
from shop.outbox.models import Message
from shop.stock.models import StockItem
from shop.stock.selectors import audit
from tests.factories_orders import (
    incoming,
    incoming_line,
    make_order,
    make_paid_order,
    make_shelf,
    only_parcel,
)

pytestmark = pytest.mark.django_db


def numbers(record):
    item = StockItem.objects.get(pk=record.stock_item_id)
    return item.on_hand, item.allocated


def parts(line):
    line.refresh_from_db()
    return line.reserved, line.shortage, line.shipped, line.cancelled


def due(order):
    order = Order.objects.get(pk=order.pk)
    return refund_due(order=order, lines=order.lines.all(), parcels=order.parcels.all())


def mails():
    return [message.dedup_key.split(":")[2] for message in Message.objects.order_by("pk")]


def test_cancelling_an_order_twice_is_cancelling_it_once():
    record = make_shelf(on_hand=5_000)
    order = make_paid_order((record, 2))

    assert services.cancel_order(order_id=order.pk, reason="habis")
    assert not services.cancel_order(order_id=order.pk, reason="habis")

    order.refresh_from_db()
    assert order.status == "cancelled"
    assert numbers(record) == (5_000, 0)
    assert mails() == ["paid", "cancelled"]
    assert due(order) == 190_000
    assert order.needs_decision


def test_nothing_is_due_back_for_an_order_nobody_paid():
    order = make_order((make_shelf(), 2))
    services.cancel_order(order_id=order.pk, reason="")

    order.refresh_from_db()
    assert due(order) == 0
    assert not order.needs_decision


def test_a_channel_gives_its_money_back_itself():
    record = make_shelf()
    order = services.import_order(incoming=incoming(record.partner, [incoming_line(record)]))
    services.cancel_order(order_id=order.pk, reason="", source="shopee")

    assert due(order) == 0


def test_what_has_left_cannot_be_cancelled():
    order = make_paid_order((make_shelf(), 1))
    services.walk(parcel_id=only_parcel(order).pk, to="shipped")

    with pytest.raises(NotAllowed) as refusal:
        services.cancel_order(order_id=order.pk, reason="")

    assert refusal.value.code == "has_left"


def test_one_cooperative_cancels_and_the_other_half_lives():
    coffee, cloth = make_shelf(price=95_000), make_shelf(price=425_000)
    order = make_paid_order((coffee, 1), (cloth, 1))
    first, second = order.parcels.order_by("sequence")

    services.move(parcel_id=first.pk, to="cancelled", source="desk")

    order.refresh_from_db()
    assert order.status == "to_pack"
    assert due(order) == 95_000
    assert order.needs_decision
    assert mails() == ["paid", "parcel_cancelled"]

    services.mark_refunded(order_id=order.pk, amount=95_000)
    order.refresh_from_db()
    assert (order.payment_state, order.needs_decision, due(order)) == ("refunded_partly", False, 0)

    services.walk(parcel_id=second.pk, to="shipped")
    assert Order.objects.get().status == "shipped"


def test_shipping_comes_back_for_a_parcel_that_is_not_sent():
    record = make_shelf(price=95_000)
    choice = services.ParcelChoice(cooperative_id=record.partner_id, option_code="reguler")
    order = make_paid_order((record, 1), choices=(choice,), seen_total=121_000)

    services.cancel_order(order_id=order.pk, reason="")

    assert due(order) == 121_000


def test_cancelling_part_of_a_line():
    record = make_shelf(on_hand=5_000, price=95_000)
    order = make_paid_order((record, 3))
    line = order.lines.get()

    services.cancel_line(line_id=line.pk, quantity=1, reason="satu rusak")

    assert parts(line) == (2, 0, 0, 1)
    assert ParcelLine.objects.get().quantity == 2
    assert due(order) == 95_000
    assert numbers(record) == (5_000, 2_000)
    with pytest.raises(NotAllowed):
        services.cancel_line(line_id=line.pk, quantity=3, reason="")
    assert only_parcel(order).events.get().note == f"-1 × {line.title}: satu rusak"


@given(
    price=st.integers(0, 10**7),
    quantity=st.integers(1, 30),
    data=st.data(),
)
def test_giving_back_pack_by_pack_is_giving_back_all(price, quantity, data):
    line = Line(quantity=quantity, list_price=price)
    given_back, shares = 0, []
    while given_back < quantity:
        packs = data.draw(st.integers(1, quantity - given_back))
        shares.append(share_of(line=line, packs=packs, before=given_back))
        given_back += packs

    assert sum(shares) == price
    assert min(shares) >= 0
    with pytest.raises(ValueError, match="packs"):
        share_of(line=line, packs=1, before=quantity)


def test_money_goods_and_the_sellers_part_are_three_facts():
    """One of three jars came broken: its money goes back, nothing else moves (D12)."""
    record = make_shelf(on_hand=3_000, price=40_000)
    order = make_paid_order((record, 3))
    services.walk(parcel_id=only_parcel(order).pk, to="delivered")
    line = order.lines.get()

    back = share_of(line=line, packs=1)
    services.mark_refunded(order_id=order.pk, amount=back)

    line.refresh_from_db()
    order.refresh_from_db()
    assert (back, order.refunded_amount) == (40_000, 40_000)
    assert (order.payment_state, order.status) == ("refunded_partly", "delivered")
    assert (line.list_price, line.price, line.shipped, line.taken_back) == (120_000, 120_000, 3, 0)
    assert numbers(record) == (0, 0)


def test_cancelling_the_last_pack_cancels_the_parcel_and_keeps_its_record():
    record = make_shelf(on_hand=5_000)
    order = make_paid_order((record, 1))

    services.cancel_line(line_id=order.lines.get().pk, quantity=1, reason="")

    assert only_parcel(order).state == "cancelled"
    assert ParcelLine.objects.get().quantity == 1
    assert numbers(record) == (5_000, 0)


def test_two_of_three_sacks_now_and_one_later():
    record = make_shelf(on_hand=3_000)
    order = make_paid_order((record, 3))
    line = order.lines.get()
    ready = timezone.localdate()

    second = services.split_parcel(
        parcel_id=only_parcel(order).pk, quantities={line.pk: 1}, ready_on=ready
    )
    first = order.parcels.get(sequence=1)
    services.walk(parcel_id=first.pk, to="shipped", tracking_number="A")

    order.refresh_from_db()
    assert order.status == "partly_shipped"
    assert (progress(order_id=order.pk).shipped, progress(order_id=order.pk).total) == (2, 3)
    assert parts(line) == (1, 0, 2, 0)
    assert numbers(record) == (1_000, 1_000)
    assert (second.sequence, second.ready_on, second.shipping_cost) == (2, ready, 0)

    services.walk(parcel_id=second.pk, to="shipped", tracking_number="B")
    order.refresh_from_db()
    assert order.status == "shipped"
    assert parts(line) == (0, 0, 3, 0)
    assert numbers(record) == (0, 0)
    assert audit() == []


@pytest.mark.parametrize("packs", [0, 3, 4, -1])
def test_a_split_leaves_something_on_both_sides(packs):
    order = make_paid_order((make_shelf(), 3))
    line = order.lines.get()

    with pytest.raises(NotAllowed):
        services.split_parcel(parcel_id=only_parcel(order).pk, quantities={line.pk: packs})

    assert Parcel.objects.count() == 1


def test_what_has_left_is_not_split():
    order = make_paid_order((make_shelf(), 3))
    services.walk(parcel_id=only_parcel(order).pk, to="shipped")

    with pytest.raises(NotAllowed) as refusal:
        services.split_parcel(parcel_id=only_parcel(order).pk, quantities={order.lines.get().pk: 1})

    assert refusal.value.code == "has_left"


@pytest.fixture
def short_order():
    """Three ordered on a channel, two there."""
    record = make_shelf(on_hand=2_000)
    order = services.import_order(incoming=incoming(record.partner, [incoming_line(record, 3)]))
    return record, order


def test_a_short_parcel_is_not_sent_by_hand(short_order):
    _record, order = short_order

    with pytest.raises(NotAllowed) as refusal:
        services.walk(parcel_id=only_parcel(order).pk, to="shipped", source="desk")

    assert refusal.value.code == "short"
    assert order.lines.get().title in refusal.value.text


def test_deciding_to_send_what_is_there(short_order):
    _record, order = short_order

    services.decide_shortage(order_id=order.pk, decision="split")

    now, later = order.parcels.order_by("sequence")
    assert [row.quantity for row in ParcelLine.objects.order_by("parcel__sequence")] == [2, 1]
    assert services.walk(parcel_id=now.pk, to="shipped", source="desk")
    with pytest.raises(NotAllowed):
        services.walk(parcel_id=later.pk, to="shipped", source="desk")
    order.refresh_from_db()
    assert (order.needs_decision, order.decision) == (False, "split")
    assert parts(order.lines.get()) == (0, 1, 2, 0)


def test_deciding_to_cancel_what_is_missing(short_order):
    record, order = short_order

    services.decide_shortage(order_id=order.pk, decision="cancel_missing")

    assert parts(order.lines.get()) == (2, 0, 0, 1)
    assert ParcelLine.objects.get().quantity == 2
    assert services.walk(parcel_id=only_parcel(order).pk, to="shipped", source="desk")
    assert numbers(record) == (0, 0)


def test_deciding_to_cancel_everything(short_order):
    record, order = short_order

    services.decide_shortage(order_id=order.pk, decision="cancel_order")

    order.refresh_from_db()
    assert (order.status, order.needs_decision) == ("cancelled", False)
    assert parts(order.lines.get()) == (0, 0, 0, 3)
    assert numbers(record) == (2_000, 0)
    assert audit() == []


@pytest.mark.parametrize("decision", ["revive", "accept"])
def test_a_decision_that_does_not_fit_is_refused_and_asks_on(short_order, decision):
    _record, order = short_order

    with pytest.raises(NotAllowed):
        services.decide_shortage(order_id=order.pk, decision=decision)

    order.refresh_from_db()
    assert order.needs_decision


def test_releasing_one_parcel_feeds_the_other_of_the_same_order():
    record = make_shelf(on_hand=2_000)
    order = services.import_order(
        incoming=incoming(record.partner, [incoming_line(record, 2), incoming_line(record, 2)])
    )
    full, short = order.lines.order_by("-reserved")
    services.split_parcel(parcel_id=only_parcel(order).pk, quantities={short.pk: 2})

    services.move(parcel_id=order.parcels.get(sequence=1).pk, to="cancelled", source="desk")

    assert parts(full) == (0, 0, 0, 2)
    assert parts(short) == (2, 0, 0, 0)
    order.refresh_from_db()
    assert not order.needs_decision
    assert audit() == []


def test_cancelling_both_parcels_leaves_nothing_reserved():
    record = make_shelf(on_hand=3_000)
    order = services.import_order(
        incoming=incoming(record.partner, [incoming_line(record, 2), incoming_line(record, 2)])
    )
    _full, short = order.lines.order_by("-reserved")
    services.split_parcel(parcel_id=only_parcel(order).pk, quantities={short.pk: 2})

    services.cancel_order(order_id=order.pk, reason="")

    assert numbers(record) == (3_000, 0)
    assert [parts(line) for line in order.lines.all()] == [(0, 0, 0, 2), (0, 0, 0, 2)]
    assert audit() == []


def test_a_decision_is_due_before_the_next_parcel_not_before_one_that_has_left():
    gone, cut = make_shelf(), make_shelf()
    order = make_paid_order((gone, 1), (cut, 2))
    first, second = order.parcels.order_by("sequence")
    services.walk(parcel_id=first.pk, to="shipped")
    Parcel.objects.filter(pk=first.pk).update(ship_by=timezone.now() - timedelta(days=3))
    soon = timezone.now() + timedelta(hours=5)
    Parcel.objects.filter(pk=second.pk).update(ship_by=soon)

    services.cancel_line(line_id=order.lines.get(stockrecord=cut).pk, quantity=1, reason="rusak")

    order.refresh_from_db()
    assert order.decision_due == soon
