"""Ordering from a harvest that is to come: the quota holds, and the goods go to who was first."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from shop.order import services
from shop.order.errors import CannotPlace, NotAllowed
from shop.order.harvests import receive_harvest
from shop.order.models import Line, Order, Parcel
from shop.partner.models import StockRecord
from shop.stock import services as stock
from shop.stock.errors import BelowAllocated
from shop.stock.harvests import HarvestOpen, NoHarvest, change_harvest, open_harvest
from shop.stock.models import StockItem, StockMovement
from shop.stock.selectors import audit
from tests.factories_orders import make_basket, make_request, make_shelf, only_parcel

pytestmark = pytest.mark.django_db


def day(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def make_harvest(quota: int = 5_000, *, on_hand: int = 0, closes: int = 10):
    """A record whose goods wait for a harvest in twenty days."""
    record = make_shelf(on_hand=on_hand)
    harvest = open_harvest(
        goods_id=record.stock_item_id, quota=quota, harvest_date=day(20), closes_on=day(closes)
    )
    return StockRecord.objects.get(pk=record.pk), harvest


def order_now(record: StockRecord, packs: int = 1) -> Order:
    """An order whose buyer was told about the harvest."""
    basket = make_basket((record, packs))
    coming = StockRecord.objects.get(pk=record.pk).harvest
    basket.lines.update(promised_on=coming.harvest_date if coming else None)
    return services.place(new=make_request(basket))


def numbers(item_id: int) -> tuple[int, int]:
    item = StockItem.objects.get(pk=item_id)
    return item.on_hand, item.allocated


def test_an_order_takes_from_the_quota_and_carries_the_promised_day():
    record, harvest = make_harvest()
    order = order_now(record, 2)
    line = order.lines.get()
    assert (line.stock_item_id, line.promised_on, line.reserved) == (harvest.pk, day(20), 2)
    assert numbers(harvest.pk) == (5_000, 2_000)
    assert numbers(record.stock_item_id) == (0, 0)
    assert only_parcel(order).ready_on == day(20)
    assert audit() == []


def test_ready_goods_are_sold_first_and_never_mixed_with_the_harvest():
    record, harvest = make_harvest(on_hand=3_000)
    assert (record.harvest, record.orderable_packs) == (None, 3)
    line = order_now(record, 3).lines.get()
    assert (line.stock_item_id, line.promised_on) == (record.stock_item_id, None)
    after = StockRecord.objects.get(pk=record.pk)
    assert (after.harvest, after.orderable_packs, after.sellable_packs) == (harvest, 5, 0)


def test_nothing_is_sold_beyond_the_quota():
    record, harvest = make_harvest(quota=2_000)
    order_now(record, 2)
    with pytest.raises(CannotPlace) as refused:
        order_now(record, 1)
    assert list(refused.value.codes) == ["sold_out"]
    assert numbers(harvest.pk) == (2_000, 2_000)


def test_a_buyer_who_saw_ready_goods_is_asked_before_it_becomes_a_pre_order():
    record, harvest = make_harvest(on_hand=1_000)
    basket = make_basket((record, 1))
    order_now(record, 1)
    with pytest.raises(CannotPlace) as refused:
        services.place(new=make_request(basket))
    assert list(refused.value.codes) == ["preorder_changed"]
    assert numbers(harvest.pk) == (5_000, 0)


def test_after_the_closing_day_nobody_can_order():
    record, harvest = make_harvest()
    StockItem.objects.filter(pk=harvest.pk).update(closes_on=day(-1))
    late = StockRecord.objects.get(pk=record.pk)
    assert (late.harvest, late.orderable_packs) == (None, 0)


def test_a_cancelled_and_a_lapsed_order_give_the_quota_back_once():
    record, harvest = make_harvest()
    cancelled, lapsed = order_now(record, 2), order_now(record, 1)
    services.cancel_order(order_id=cancelled.pk, reason="uji")
    services.cancel_order(order_id=cancelled.pk, reason="uji")
    later = timezone.now() + timedelta(days=2)
    services.lapse_due(clock=lambda: later, budget=10)
    assert numbers(harvest.pk) == (5_000, 0)
    services.mark_paid(order_id=lapsed.pk)
    assert numbers(harvest.pk) == (5_000, 1_000)
    assert audit() == []


def test_a_waiting_line_cannot_be_packed():
    record, _harvest = make_harvest()
    order = order_now(record)
    services.mark_paid(order_id=order.pk)
    with pytest.raises(NotAllowed) as refused:
        services.move(parcel_id=only_parcel(order).pk, to="packed", source="desk")
    assert refused.value.code == "harvest"


def test_a_full_harvest_turns_every_promise_into_reserved_stock():
    record, harvest = make_harvest()
    orders = [order_now(record, 2), order_now(record, 1)]
    done = receive_harvest(harvest_id=harvest.pk, quantity=4_000)
    assert (done.waiting, done.short) == (2, 0)
    for order in orders:
        line = order.lines.get()
        assert (line.stock_item_id, line.shortage) == (record.stock_item_id, 0)
        assert line.reserved == line.quantity
    assert numbers(harvest.pk) == (0, 0)
    assert numbers(record.stock_item_id) == (4_000, 3_000)
    assert audit() == []
    services.mark_paid(order_id=orders[0].pk)
    parcel = only_parcel(orders[0])
    services.walk(parcel_id=parcel.pk, to="shipped", source="desk")
    assert numbers(record.stock_item_id) == (2_000, 1_000)


def test_a_poor_harvest_serves_the_first_and_asks_about_the_rest():
    record, harvest = make_harvest()
    first, second = order_now(record, 2), order_now(record, 3)
    done = receive_harvest(harvest_id=harvest.pk, quantity=3_000)
    assert (done.waiting, done.short) == (2, 1)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.needs_decision, second.needs_decision) == (False, True)
    assert [(line.reserved, line.shortage) for line in Line.objects.order_by("pk")] == [
        (2, 0),
        (1, 2),
    ]
    stock.receive(item_id=record.stock_item_id, quantity=2_000, ref="susulan")
    second.refresh_from_db()
    assert second.needs_decision is False
    assert audit() == []


def test_a_failed_harvest_asks_about_everybody():
    record, harvest = make_harvest()
    order = order_now(record, 2)
    done = receive_harvest(harvest_id=harvest.pk, quantity=0)
    order.refresh_from_db()
    assert (done.short, order.needs_decision) == (1, True)
    assert numbers(record.stock_item_id) == (0, 0)


def test_receiving_twice_changes_nothing():
    record, harvest = make_harvest()
    order_now(record)
    receive_harvest(harvest_id=harvest.pk, quantity=5_000)
    before = StockMovement.objects.count()
    assert receive_harvest(harvest_id=harvest.pk, quantity=5_000).is_new is False
    assert StockMovement.objects.count() == before
    with pytest.raises(NoHarvest):
        change_harvest(harvest_id=harvest.pk, quota=9_000, closes_on=day(1), ref="lagi")


def test_money_after_the_harvest_revives_a_lapsed_order_from_the_store():
    record, harvest = make_harvest()
    order = order_now(record, 2)
    later = timezone.now() + timedelta(days=2)
    services.lapse_due(clock=lambda: later, budget=10)
    receive_harvest(harvest_id=harvest.pk, quantity=5_000)
    assert str(services.mark_paid(order_id=order.pk)) == "revived"
    assert numbers(record.stock_item_id) == (5_000, 2_000)
    assert Parcel.objects.get(order=order).state == "to_pack"


def test_the_quota_can_change_but_never_below_what_is_sold():
    record, harvest = make_harvest()
    order_now(record, 3)
    change_harvest(harvest_id=harvest.pk, quota=4_000, closes_on=day(12), ref="satu")
    assert StockRecord.objects.get(pk=record.pk).orderable_packs == 1
    with pytest.raises(BelowAllocated):
        change_harvest(harvest_id=harvest.pk, quota=2_000, closes_on=day(12), ref="dua")
    assert numbers(harvest.pk) == (4_000, 3_000)


def test_one_harvest_at_a_time_and_the_same_again_is_the_same():
    record, harvest = make_harvest()
    facts = {"goods_id": record.stock_item_id, "harvest_date": day(20), "closes_on": day(10)}
    assert open_harvest(quota=5_000, **facts) == harvest
    with pytest.raises(HarvestOpen):
        open_harvest(quota=7_000, **facts)
    receive_harvest(harvest_id=harvest.pk, quantity=0)
    assert open_harvest(quota=5_000, **facts).pk != harvest.pk
