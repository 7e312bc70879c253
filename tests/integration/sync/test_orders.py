"""Every order of the channel exactly once, stock at first sight, states in any order."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta

import pytest

from integrations import registry
from integrations.channels.orders import OrderState
from integrations.sync import orders, pull, selectors, services
from integrations.sync.models import ChannelOrder, Cursor
from integrations.sync.orders import Taken
from shop.order.models import Line, Order, Parcel
from shop.stock.models import StockMovement
from tests.factories_sync import BUDGET, Scene, add_pack
from tests.fakes.marketplace import Fault
from tests.seams import run_before

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_unpaid_order_holds_stock_at_first_sight(scene: Scene) -> None:
    order_id = scene.market.buy(scene.key, quantity=3, is_paid=False)
    assert scene.pull().new == 1
    order = scene.order(order_id)
    assert (order.source, order.payment_state, order.status) == ("fake", "awaiting", "awaiting")
    assert order.lapses_at is None
    line = order.lines.get()
    assert (line.reserved, line.shortage, line.units_per_sale) == (3, 0, 1000)
    assert scene.item.free == 7000


def test_the_same_order_again_changes_nothing(scene: Scene) -> None:
    scene.market.buy(scene.key, quantity=3)
    scene.pull()
    movements = StockMovement.objects.count()
    again = scene.pull()
    assert (again.new, again.changed) == (0, 0)
    assert StockMovement.objects.count() == movements
    assert Order.objects.count() == 1


def test_orders_shown_twice_in_one_page_are_taken_once(scene: Scene) -> None:
    scene.market.repeat_orders = True
    scene.market.buy(scene.key, quantity=1)
    scene.market.buy(scene.key, quantity=1)
    assert scene.pull().new == 2
    assert Order.objects.count() == 2


def test_an_order_that_jumps_skips_no_stock_effect(scene: Scene) -> None:
    order_id = scene.market.buy(scene.key, quantity=2)
    scene.market.move(order_id, OrderState.COMPLETED)
    scene.pull()
    assert scene.parcel(order_id).state == "completed"
    assert (scene.item.on_hand, scene.item.allocated) == (8000, 0)


def test_payment_arrives_with_the_state(scene: Scene) -> None:
    order_id = scene.market.buy(scene.key, is_paid=False)
    scene.pull()
    scene.market.pay(order_id)
    scene.pull()
    order = scene.order(order_id)
    assert (order.payment_state, order.status) == ("paid", "to_pack")


def test_a_cancellation_gives_the_goods_back_once(scene: Scene) -> None:
    order_id = scene.market.buy(scene.key, quantity=4)
    scene.pull()
    assert scene.item.free == 6000
    scene.market.cancel_as_buyer(order_id)
    scene.pull()
    scene.pull()
    assert scene.item.free == 10_000
    assert scene.parcel(order_id).state == "cancelled"
    assert StockMovement.objects.filter(kind="release").count() == 1
    scene.push()
    assert scene.shown == 10


def test_an_order_first_seen_cancelled_leaves_stock_as_it_was(scene: Scene) -> None:
    order_id = scene.market.buy(scene.key, quantity=4)
    scene.market.cancel_as_buyer(order_id)
    assert scene.pull().new == 1
    assert scene.item.free == 10_000
    assert scene.order(order_id).status == "cancelled"
    assert scene.order(order_id).needs_decision is False


def test_older_news_never_overwrite_newer_ones(scene: Scene) -> None:
    order_id = scene.market.buy(scene.key, quantity=1)
    old = scene.market.orders[order_id]
    scene.clock.advance(seconds=5)
    scene.market.move(order_id, OrderState.SHIPPED)
    scene.pull()
    taken = orders.take(account=scene.account, incoming=old, now=scene.clock())
    assert taken is Taken.STALE
    assert scene.parcel(order_id).state == "shipped"


def test_news_of_the_same_second_never_move_backwards(scene: Scene) -> None:
    order_id = scene.market.buy(scene.key, quantity=1)
    ready = scene.market.orders[order_id]
    shipped = replace(ready, state=OrderState.SHIPPED, raw_state="shipped")
    assert orders.take(account=scene.account, incoming=shipped, now=scene.clock()) is Taken.NEW
    assert orders.take(account=scene.account, incoming=ready, now=scene.clock()) is Taken.STALE
    assert scene.parcel(order_id).state == "shipped"


@pytest.mark.parametrize("seed", range(8))
def test_news_in_any_order_and_number_end_in_the_same_place(scene: Scene, seed: int) -> None:
    """D2 and D7: every state of an order's life, shuffled and repeated."""
    chance = random.Random(seed)
    order_id = scene.market.buy(scene.key, quantity=2, is_paid=False)
    life = [scene.market.orders[order_id]]
    for state in (OrderState.READY, OrderState.PROCESSED, OrderState.SHIPPED, OrderState.DELIVERED):
        scene.clock.advance(seconds=60)
        scene.market.move(order_id, state)
        life.append(scene.market.orders[order_id])
    news = life * 2
    chance.shuffle(news)
    for each in news:
        orders.take(account=scene.account, incoming=each, now=scene.clock())
    assert scene.parcel(order_id).state == "delivered"
    assert (scene.item.on_hand, scene.item.allocated) == (8000, 0)
    assert Order.objects.count() == 1


def test_a_shortage_is_imported_and_asks_for_a_decision(scene: Scene) -> None:
    """Half of AS-02: the shop was faster than a marketplace buyer."""
    from tests.factories_orders import make_paid_order

    make_paid_order((scene.record, 9))
    order_id = scene.market.buy(scene.key, quantity=3)
    scene.pull()
    order = scene.order(order_id)
    line = order.lines.get()
    assert (line.reserved, line.shortage) == (1, 2)
    assert order.needs_decision is True
    assert order.decision_due is not None
    assert scene.item.free == 0


def test_one_broken_order_stops_nobody_and_is_seen(scene: Scene) -> None:
    """D8: 3 of 100 cannot be read."""
    from shop.stock import services as stock

    stock.receive(item_id=scene.item.pk, quantity=200_000, ref="setor:besar")
    scene.push()
    ids = [scene.market.buy(scene.key) for _ in range(100)]
    for order_id in ids[10:13]:
        scene.market.break_order(order_id)
    pulled = scene.pull()
    assert (pulled.new, pulled.broken) == (97, 3)
    assert Order.objects.count() == 97
    stuck = ChannelOrder.objects.exclude(import_state="done")
    assert {row.external_order_id for row in stuck} == set(ids[10:13])
    assert {row.error_code for row in stuck} == {"bad_payload"}


def test_a_broken_order_is_tried_again_then_waits_for_a_person(scene: Scene) -> None:
    order_id = scene.market.buy(scene.key)
    scene.market.break_order(order_id)
    scene.pull()
    for _ in range(orders.ATTEMPTS_UNTIL_PARKED):
        scene.clock.advance(minutes=10)
        pull.retry_unfinished(account_id=scene.account.pk, clock=scene.clock)
    row = scene.channel_order(order_id)
    assert row.import_state == "parked"
    [cause] = selectors.parked([scene.account.cooperative_id])
    assert (cause.code, cause.count, cause.items[0].title) == ("bad_payload", 1, order_id)
    assert selectors.parked([scene.account.cooperative_id + 1]) == []
    scene.market.broken_orders.clear()
    mine = [scene.account.cooperative_id]
    assert services.retry(kind="order", row_id=row.pk, cooperative_ids=mine)
    scene.clock.advance(seconds=1)
    pull.retry_unfinished(account_id=scene.account.pk, clock=scene.clock)
    assert scene.channel_order(order_id).import_state == "done"
    assert scene.item.allocated == 1000


def test_a_bug_of_ours_parks_that_order_alone(scene: Scene, monkeypatch) -> None:
    fine = scene.market.buy(scene.key)
    poisoned = scene.market.buy(scene.key)
    also_fine = scene.market.buy(scene.key)
    real = orders.order_words.join_lines

    def join_lines(lines, order):
        if order.external_number == poisoned:
            raise ZeroDivisionError("a bug")
        real(lines, order)

    # Their goods are reserved by then.
    monkeypatch.setattr(orders.order_words, "join_lines", join_lines)
    pulled = scene.pull()
    assert (pulled.new, pulled.broken) == (2, 1)
    assert scene.order(also_fine).lines.get().reserved == 1
    assert scene.order(fine).lines.get().reserved == 1
    row = scene.channel_order(poisoned)
    assert (row.import_state, row.error_code) == ("retrying", "order_not_taken_over")
    assert "ZeroDivisionError" in row.error_text
    assert row.order is None
    assert scene.item.allocated == 2000, "what was half done is undone"
    monkeypatch.setattr(orders.order_words, "join_lines", real)
    scene.clock.advance(minutes=10)
    pull.retry_unfinished(account_id=scene.account.pk, clock=scene.clock)
    assert scene.order(poisoned).lines.get().reserved == 1


def test_unknown_goods_are_imported_and_matched_in_one_tap(scene: Scene) -> None:
    """AS-16."""
    stranger = scene.market.list_item(seller_sku="TIDAK-ADA", quantity=5)
    order_id = scene.market.buy(stranger, quantity=2)
    known = scene.market.buy(scene.key, quantity=1)
    scene.pull()
    line = scene.order(order_id).lines.get()
    assert (line.stock_item, line.reserved, line.shortage) == (None, 0, 0)
    assert scene.order(order_id).needs_decision is True
    assert scene.order(known).lines.get().reserved == 1
    [cause] = selectors.parked([scene.account.cooperative_id])
    assert (cause.code, cause.items[0].text) == ("unknown_goods", "TIDAK-ADA")

    from integrations.sync import listings

    listings.read_listings(account_id=scene.account.pk, clock=scene.clock, budget=BUDGET)
    from integrations.sync.models import Listing

    listing = Listing.objects.get(external_listing_id=stranger[0])
    services.match_listing(listing_id=listing.pk, stockrecord_id=scene.record.pk)
    line.refresh_from_db()
    assert line.reserved == 2
    assert selectors.parked([scene.account.cooperative_id]) == []

    later = scene.market.buy(stranger, quantity=1)
    scene.pull()
    assert scene.order(later).lines.get().reserved == 1


def test_a_match_across_cooperatives_is_refused(scene: Scene) -> None:
    from tests.factories_orders import make_shelf

    other = make_shelf()
    with pytest.raises(services.NotOurs):
        services.match_listing(listing_id=scene.listing.pk, stockrecord_id=other.pk)
    assert scene.listing.stockrecord_id == scene.record.pk


def test_a_wish_to_cancel_holds_the_parcel_until_it_is_answered(scene: Scene) -> None:
    order_id = scene.market.buy(scene.key, quantity=2)
    scene.pull()
    scene.clock.advance(seconds=5)
    scene.market.ask_to_cancel(order_id)
    scene.pull()
    assert scene.parcel(order_id).on_hold is True
    [wish] = selectors.cancel_wishes([scene.account.cooperative_id])
    assert (wish.external_order_id, wish.answer_by is not None) == (order_id, True)
    scene.clock.advance(seconds=5)
    scene.market.move(order_id, OrderState.READY)
    scene.pull()
    assert scene.parcel(order_id).on_hold is False
    assert selectors.cancel_wishes([scene.account.cooperative_id]) == []
    assert scene.item.allocated == 2000


def test_cancelled_on_the_way_gives_no_stock_back_until_a_person_says_so(scene: Scene) -> None:
    order_id = scene.market.buy(scene.key, quantity=2)
    scene.market.move(order_id, OrderState.SHIPPED)
    scene.pull()
    scene.clock.advance(seconds=5)
    scene.market.cancel_as_buyer(order_id)
    scene.pull()
    assert scene.parcel(order_id).state == "cancelled"
    assert (scene.item.on_hand, scene.item.allocated) == (8000, 0)


def test_a_state_nobody_knows_changes_nothing_and_tells_somebody(scene: Scene) -> None:
    order_id = scene.market.buy(scene.key, quantity=2)
    scene.pull()
    scene.clock.advance(seconds=5)
    known = scene.market.orders[order_id]
    scene.market._store(
        replace(known, state=OrderState.UNKNOWN, raw_state="TELEPORTED", updated_at=scene.clock())
    )
    scene.pull()
    row = scene.channel_order(order_id)
    assert (row.import_state, row.error_code, row.state) == ("parked", "unknown_state", "ready")
    assert row.error_text == "TELEPORTED"
    assert scene.parcel(order_id).state == "to_pack"


def test_orders_over_before_the_shop_was_linked_touch_no_stock(scene: Scene) -> None:
    scene.clock.shift -= timedelta(days=2)
    order_id = scene.market.buy(scene.key, quantity=2)
    scene.market.move(order_id, OrderState.COMPLETED)
    open_id = scene.market.buy(scene.key, quantity=1)
    scene.clock.shift += timedelta(days=2)
    Cursor.objects.filter(account=scene.account).update(position=scene.clock() - timedelta(days=3))
    scene.pull()
    assert scene.channel_order(order_id).order is None
    assert scene.order(open_id).lines.get().reserved == 1
    assert scene.item.on_hand == 10_000


def test_the_cursor_stays_when_the_last_page_fails(scene: Scene) -> None:
    scene.market.page_size = 2
    for _ in range(3):
        scene.market.buy(scene.key)
    before = Cursor.objects.get(account=scene.account, stream="orders").position
    with run_before(
        "integrations.sync.orders.take_all",
        lambda: scene.market.fail("read_orders", Fault.DOWN_BEFORE),
    ):
        pulled = scene.pull()
    assert pulled.is_complete is False
    cursor = Cursor.objects.get(account=scene.account, stream="orders")
    assert (cursor.position, cursor.failures, cursor.error_code) == (before, 1, "unavailable")
    assert Order.objects.count() == 2
    scene.clock.advance(minutes=1)
    scene.pull()
    assert Order.objects.count() == 3


def test_two_workers_take_the_same_order_once(scene: Scene) -> None:
    """The seam: a rival takes the order over between our look and our insert."""
    order_id = scene.market.buy(scene.key, quantity=2)
    incoming = scene.market.orders[order_id]

    def rival() -> None:
        orders.take(account=scene.account, incoming=incoming, now=scene.clock())

    with run_before("integrations.sync.orders.take_over", rival):
        orders.take_over(account=scene.account, incoming=incoming, now=scene.clock())
    assert Order.objects.count() == 1
    assert scene.item.allocated == 2000


def test_late_visibility_is_bridged_by_the_overlap(scene: Scene) -> None:
    scene.market.order_lag = timedelta(seconds=90)
    order_id = scene.market.buy(scene.key)
    scene.pull()
    assert ChannelOrder.objects.count() == 0
    scene.clock.advance(seconds=120)
    scene.pull()
    assert scene.order(order_id).lines.get().reserved == 1


@pytest.mark.parametrize("minutes", [-5, 5])
def test_a_clock_that_differs_by_minutes_loses_no_order(scene: Scene, minutes: int) -> None:
    scene.market.clock_skew = timedelta(minutes=minutes)
    order_id = scene.market.buy(scene.key)
    for _ in range(4):
        scene.pull()
        scene.clock.advance(minutes=3)
    assert scene.order(order_id).lines.get().reserved == 1


def test_several_lines_and_a_partial_cancellation(scene: Scene) -> None:
    other, key = add_pack(scene, packs=5)
    order_id = scene.market.buy(scene.key, quantity=2)
    base = scene.market.orders[order_id]
    second = replace(
        base.lines[0],
        external_line_id="2",
        external_listing_id=key[0],
        seller_sku=other.partner_sku,
        quantity=3,
    )
    scene.clock.advance(seconds=1)
    scene.market._store(replace(base, lines=(base.lines[0], second), updated_at=scene.clock()))
    scene.pull()
    assert [line.reserved for line in Line.objects.order_by("pk")] == [2, 3]
    scene.clock.advance(seconds=5)
    partly = replace(second, cancelled_quantity=2)
    scene.market._store(replace(base, lines=(base.lines[0], partly), updated_at=scene.clock()))
    scene.pull()
    assert [line.reserved for line in Line.objects.order_by("pk")] == [2, 1]
    assert Parcel.objects.get().state == "to_pack"


def test_a_channel_with_a_small_quota_is_polled_less_often(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    for poll_every, seconds in ((timedelta(0), 15), (timedelta(minutes=1), 60)):
        limits = replace(registry.get("fake").limits, poll_every=poll_every)
        monkeypatch.setattr(registry.get("fake"), "limits", limits)
        scene.pull()
        cursor = Cursor.objects.get(stream="orders")
        assert pull.rest_of("fake") == timedelta(seconds=seconds)
        assert cursor.next_run_at - cursor.last_success_at >= timedelta(seconds=seconds)
