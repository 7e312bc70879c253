"""Each stock service on its own: counters, history, replays, refusals, signals."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from shop.stock import services, signals
from shop.stock.models import Kind, StockItem, StockMovement
from shop.stock.services import Demand
from tests.factories_stock import make_item

pytestmark = pytest.mark.django_db


@pytest.fixture
def heard() -> Iterator[list[tuple[str, Any]]]:
    """Every signal stock sends, in order."""
    events: list[tuple[str, Any]] = []

    def availability(sender: Any, item_ids: tuple[int, ...], **kwargs: Any) -> None:
        events.append(("availability", item_ids))

    def received(sender: Any, item_id: int, **kwargs: Any) -> None:
        events.append(("received", item_id))

    signals.availability_changed.connect(availability)
    signals.stock_received.connect(received)
    yield events
    signals.availability_changed.disconnect(availability)
    signals.stock_received.disconnect(received)


def counters(item: StockItem) -> tuple[int, int]:
    item.refresh_from_db()
    return item.on_hand, item.allocated


def last(item: StockItem) -> StockMovement:
    return StockMovement.objects.filter(item=item).latest("id")


def test_receive_grows_the_store_and_tells(heard: list[tuple[str, Any]]) -> None:
    item = make_item()
    heard.clear()
    assert services.receive(item_id=item.pk, quantity=500, ref="note:1", reason="Pak Togar")
    assert counters(item) == (500, 0)
    movement = last(item)
    assert (movement.kind, movement.quantity, movement.reason) == (
        Kind.RECEIVE,
        500,
        "Pak Togar",
    )
    assert (movement.on_hand_after, movement.allocated_after) == (500, 0)
    assert heard == [("availability", (item.pk,)), ("received", item.pk)]


def test_reserve_promises_without_taking(heard: list[tuple[str, Any]]) -> None:
    item = make_item(on_hand=10)
    heard.clear()
    assert services.reserve(item_id=item.pk, quantity=4, ref="shop:LK-1:1")
    assert counters(item) == (10, 4)
    assert (last(item).on_hand_after, last(item).allocated_after) == (10, 4)
    assert heard == [("availability", (item.pk,))]


def test_reserve_more_than_free_changes_nothing(heard: list[tuple[str, Any]]) -> None:
    item = make_item(on_hand=10)
    services.reserve(item_id=item.pk, quantity=7, ref="shop:LK-1:1")
    heard.clear()
    with pytest.raises(services.NotEnough) as caught:
        services.reserve(item_id=item.pk, quantity=4, ref="shop:LK-2:1")
    assert caught.value.shorts == (services.Short(item_id=item.pk, wanted=4, free=3),)
    assert counters(item) == (10, 7)
    assert StockMovement.objects.filter(ref="shop:LK-2:1").count() == 0
    assert heard == []


def test_refusal_leaves_the_callers_transaction_usable() -> None:
    item = make_item(on_hand=1)
    with transaction.atomic():
        with pytest.raises(services.NotEnough):
            services.reserve(item_id=item.pk, quantity=2, ref="shop:LK-1:1")
        services.reserve(item_id=item.pk, quantity=1, ref="shop:LK-1:1")
        assert services.reserve(item_id=item.pk, quantity=1, ref="shop:LK-1:1") is False
    assert counters(item) == (1, 1)


def test_the_same_ref_again_changes_nothing(heard: list[tuple[str, Any]]) -> None:
    item = make_item(on_hand=10)
    services.reserve(item_id=item.pk, quantity=4, ref="shop:LK-1:1")
    heard.clear()
    assert services.reserve(item_id=item.pk, quantity=4, ref="shop:LK-1:1") is False
    assert counters(item) == (10, 4)
    assert heard == []


def test_the_same_ref_with_another_quantity_raises() -> None:
    item = make_item(on_hand=10)
    services.reserve(item_id=item.pk, quantity=4, ref="shop:LK-1:1")
    with pytest.raises(services.RefConflict):
        services.reserve(item_id=item.pk, quantity=5, ref="shop:LK-1:1")
    assert counters(item) == (10, 4)


def test_one_ref_serves_two_items() -> None:
    first, second = make_item(on_hand=5), make_item(on_hand=5)
    services.reserve(item_id=first.pk, quantity=1, ref="shop:LK-1:1")
    assert services.reserve(item_id=second.pk, quantity=2, ref="shop:LK-1:1")
    assert (counters(first), counters(second)) == ((5, 1), (5, 2))


def test_an_integrity_error_of_a_receiver_is_not_taken_for_a_replay() -> None:
    item = make_item(on_hand=5)

    def broken(sender: Any, **kwargs: Any) -> None:
        raise IntegrityError("somebody else's constraint")

    signals.availability_changed.connect(broken)
    try:
        with pytest.raises(IntegrityError, match="somebody else"):
            services.reserve(item_id=item.pk, quantity=1, ref="shop:LK-1:1")
    finally:
        signals.availability_changed.disconnect(broken)
    assert counters(item) == (5, 0)


def test_release_gives_back_once(heard: list[tuple[str, Any]]) -> None:
    item = make_item(on_hand=10)
    services.reserve(item_id=item.pk, quantity=4, ref="shop:LK-1:1")
    heard.clear()
    assert services.release(item_id=item.pk, quantity=4, ref="shop:LK-1:1#cancel")
    assert services.release(item_id=item.pk, quantity=4, ref="shop:LK-1:1#cancel") is False
    assert counters(item) == (10, 0)
    assert heard == [("availability", (item.pk,)), ("received", item.pk)]


def test_nobody_releases_what_another_reservation_holds() -> None:
    item = make_item(on_hand=10)
    services.reserve(item_id=item.pk, quantity=4, ref="shop:LK-1:1")
    services.reserve(item_id=item.pk, quantity=6, ref="shop:LK-2:1")
    services.release(item_id=item.pk, quantity=3, ref="shop:LK-1:1#cancel")
    with pytest.raises(services.NotReserved) as caught:
        services.release(item_id=item.pk, quantity=2, ref="shop:LK-1:1#lapse")
    assert (caught.value.wanted, caught.value.held) == (2, 1)
    assert counters(item) == (10, 7)


def test_release_without_any_reservation_says_what_is_held() -> None:
    item = make_item(on_hand=10)
    with pytest.raises(services.NotReserved) as caught:
        services.release(item_id=item.pk, quantity=2, ref="shop:LK-1:1#cancel")
    assert caught.value.held == 0
    assert counters(item) == (10, 0)


def test_ship_takes_from_store_and_promise_and_free_stays(heard: list[tuple[str, Any]]) -> None:
    item = make_item(on_hand=10)
    services.reserve(item_id=item.pk, quantity=4, ref="shop:LK-1:1")
    heard.clear()
    assert services.ship(item_id=item.pk, quantity=3, ref="shop:LK-1:1#ship-1")
    assert services.ship(item_id=item.pk, quantity=3, ref="shop:LK-1:1#ship-1") is False
    assert counters(item) == (7, 1)
    assert heard == []


def test_ship_more_than_reserved_is_refused() -> None:
    item = make_item(on_hand=10)
    services.reserve(item_id=item.pk, quantity=4, ref="shop:LK-1:1")
    with pytest.raises(services.NotReserved):
        services.ship(item_id=item.pk, quantity=5, ref="shop:LK-1:1#ship")
    assert counters(item) == (10, 4)


def test_take_back_makes_goods_free_again(heard: list[tuple[str, Any]]) -> None:
    item = make_item(on_hand=10)
    services.reserve(item_id=item.pk, quantity=4, ref="shop:LK-1:1")
    services.ship(item_id=item.pk, quantity=4, ref="shop:LK-1:1#ship")
    heard.clear()
    assert services.take_back(item_id=item.pk, quantity=2, ref="shop:LK-1:1#return")
    assert counters(item) == (8, 0)
    assert heard == [("availability", (item.pk,)), ("received", item.pk)]


@pytest.mark.parametrize(("difference", "left"), [(-3, 7), (5, 15)])
def test_adjust_corrects_both_ways(difference: int, left: int) -> None:
    item = make_item(on_hand=10)
    services.adjust(
        item_id=item.pk, difference=difference, ref="desk:1", reason="Pecah", actor=None
    )
    assert counters(item) == (left, 0)
    assert last(item).quantity == difference


def test_adjust_below_what_is_promised_is_refused() -> None:
    item = make_item(on_hand=10)
    services.reserve(item_id=item.pk, quantity=8, ref="shop:LK-1:1")
    with pytest.raises(services.BelowAllocated) as caught:
        services.adjust(item_id=item.pk, difference=-3, ref="desk:1", reason="Pecah", actor=None)
    assert caught.value.allocated == 8
    assert counters(item) == (10, 8)


def test_reserve_many_sums_per_item_and_takes_all_or_nothing() -> None:
    coffee, sugar = make_item(on_hand=30_000), make_item(on_hand=1_000)
    bags = Demand(item_id=coffee.pk, quantity=10_000, ref="shop:LK-1:1")
    sack = Demand(item_id=coffee.pk, quantity=25_000, ref="shop:LK-1:2")
    spoon = Demand(item_id=sugar.pk, quantity=500, ref="shop:LK-1:3")
    with pytest.raises(services.NotEnough) as caught:
        services.reserve_many(demands=[spoon, sack, bags])
    assert caught.value.shorts == (services.Short(item_id=coffee.pk, wanted=35_000, free=30_000),)
    assert (counters(coffee), counters(sugar)) == ((30_000, 0), (1_000, 0))

    services.receive(item_id=coffee.pk, quantity=5_000, ref="note:2")
    assert services.reserve_many(demands=[spoon, sack, bags])
    assert (counters(coffee), counters(sugar)) == ((35_000, 35_000), (1_000, 500))
    rows = StockMovement.objects.filter(item=coffee, kind=Kind.RESERVE).order_by("id")
    assert [(row.ref, row.allocated_after) for row in rows] == [
        ("shop:LK-1:1", 10_000),
        ("shop:LK-1:2", 35_000),
    ]


def test_reserve_many_names_every_short_item() -> None:
    first, second = make_item(on_hand=1), make_item()
    with pytest.raises(services.NotEnough) as caught:
        services.reserve_many(
            demands=[
                Demand(item_id=second.pk, quantity=1, ref="shop:LK-1:2"),
                Demand(item_id=first.pk, quantity=2, ref="shop:LK-1:1"),
            ]
        )
    assert [(short.item_id, short.free) for short in caught.value.shorts] == [
        (first.pk, 1),
        (second.pk, 0),
    ]


def test_reserve_many_again_changes_nothing_and_adds_only_what_is_new(
    heard: list[tuple[str, Any]],
) -> None:
    item, other = make_item(on_hand=10), make_item(on_hand=10)
    first = Demand(item_id=item.pk, quantity=2, ref="shop:LK-1:1")
    second = Demand(item_id=other.pk, quantity=3, ref="shop:LK-1:2")
    services.reserve_many(demands=[first])
    heard.clear()
    assert services.reserve_many(demands=[first, second])
    assert services.reserve_many(demands=[first, second]) is False
    assert (counters(item), counters(other)) == ((10, 2), (10, 3))
    assert heard == [("availability", (other.pk,))]


def test_reserve_many_again_is_no_shortage_when_the_first_time_took_everything() -> None:
    item, other = make_item(on_hand=10), make_item(on_hand=1)
    all_of_it = Demand(item_id=item.pk, quantity=10, ref="shop:LK-1:1")
    services.reserve_many(demands=[all_of_it])
    assert services.reserve_many(demands=[all_of_it]) is False
    assert services.reserve_many(
        demands=[all_of_it, Demand(item_id=other.pk, quantity=1, ref="shop:LK-1:2")]
    )
    with pytest.raises(services.NotEnough) as caught:
        services.reserve_many(
            demands=[all_of_it, Demand(item_id=other.pk, quantity=1, ref="shop:LK-1:3")]
        )
    assert [short.item_id for short in caught.value.shorts] == [other.pk]
    with pytest.raises(services.RefConflict):
        services.reserve_many(demands=[Demand(item_id=item.pk, quantity=9, ref="shop:LK-1:1")])
    assert (counters(item), counters(other)) == ((10, 10), (1, 1))


def test_reserve_many_refuses_a_ref_used_for_another_quantity() -> None:
    item = make_item(on_hand=10)
    services.reserve_many(demands=[Demand(item_id=item.pk, quantity=2, ref="shop:LK-1:1")])
    with pytest.raises(services.RefConflict):
        services.reserve_many(
            demands=[
                Demand(item_id=item.pk, quantity=3, ref="shop:LK-1:1"),
                Demand(item_id=item.pk, quantity=1, ref="shop:LK-1:2"),
            ]
        )
    assert counters(item) == (10, 2)


def test_reserve_many_refuses_two_demands_with_one_ref() -> None:
    item = make_item(on_hand=10)
    demand = Demand(item_id=item.pk, quantity=2, ref="shop:LK-1:1")
    with pytest.raises(ValueError, match="same ref"):
        services.reserve_many(demands=[demand, demand])


def test_reserve_many_of_nothing_is_nothing() -> None:
    assert services.reserve_many(demands=[]) is False


@pytest.mark.parametrize(
    ("free", "quantity", "step", "granted"),
    [(10, 10, 1, 10), (10, 12, 1, 10), (2_600, 3_000, 1_000, 2_000), (999, 3_000, 1_000, 0)],
)
def test_reserve_up_to_takes_whole_packs(free: int, quantity: int, step: int, granted: int) -> None:
    item = make_item(on_hand=free)
    got = services.reserve_up_to(item_id=item.pk, quantity=quantity, step=step, ref="shopee:9:1")
    assert got == granted
    assert counters(item) == (free, granted)


def test_reserve_up_to_again_returns_the_first_answer() -> None:
    item = make_item(on_hand=5)
    services.reserve_up_to(item_id=item.pk, quantity=8, step=1, ref="shopee:9:1")
    services.receive(item_id=item.pk, quantity=50, ref="note:2")
    assert services.reserve_up_to(item_id=item.pk, quantity=8, step=1, ref="shopee:9:1") == 5
    assert counters(item) == (55, 5)


@pytest.mark.parametrize("quantity", [0, -1])
def test_quantities_are_above_zero(quantity: int) -> None:
    item = make_item(on_hand=5)
    for service in (services.receive, services.reserve, services.release, services.ship):
        with pytest.raises(ValueError, match="above zero"):
            service(item_id=item.pk, quantity=quantity, ref="shop:LK-1:1")
    assert counters(item) == (5, 0)


@pytest.mark.parametrize("ref", ["", "#cancel", "x" * 121])
def test_refs_that_tell_nothing_apart_are_refused(ref: str) -> None:
    item = make_item(on_hand=5)
    with pytest.raises(ValueError, match="ref"):
        services.reserve(item_id=item.pk, quantity=1, ref=ref)


def test_an_unknown_item_is_not_a_shortage() -> None:
    for call in (
        lambda: services.reserve(item_id=10**9, quantity=1, ref="shop:LK-1:1"),
        lambda: services.receive(item_id=10**9, quantity=1, ref="note:1"),
        lambda: services.reserve_up_to(item_id=10**9, quantity=1, step=1, ref="shop:LK-1:1"),
        lambda: services.count(item_id=10**9, counted=1, counted_at=timezone.now(), ref="count:1"),
        lambda: services.reserve_many(
            demands=[Demand(item_id=10**9, quantity=1, ref="shop:LK-1:1")]
        ),
    ):
        with pytest.raises(StockItem.DoesNotExist):
            call()
    assert StockMovement.objects.count() == 0


def test_the_database_itself_keeps_the_promise() -> None:
    item = make_item(on_hand=5)
    for wrong in ({"allocated": 6}, {"allocated": -1}, {"on_hand": -1}):
        with pytest.raises(IntegrityError), transaction.atomic():
            StockItem.objects.filter(pk=item.pk).update(**wrong)
