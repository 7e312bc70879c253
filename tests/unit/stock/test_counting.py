"""Counts with a time: late, old, below what is promised."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from shop.stock import services, signals
from shop.stock.models import Kind, StockItem, StockMovement
from shop.stock.selectors import audit, history, on_hand_at, open_reservations
from shop.stock.services import CountResult, Cut
from tests.factories_stock import make_item

pytestmark = pytest.mark.django_db


@pytest.fixture
def heard() -> Iterator[list[tuple[str, Any]]]:
    """What a count tells, in order."""
    events: list[tuple[str, Any]] = []

    def cut(sender: Any, item_id: int, cuts: tuple[Cut, ...], **kwargs: Any) -> None:
        events.append(("cut", cuts))

    def available(sender: Any, item_ids: tuple[int, ...], **kwargs: Any) -> None:
        events.append(("availability", item_ids))

    def received(sender: Any, item_id: int, **kwargs: Any) -> None:
        events.append(("received", item_id))

    signals.reservations_cut.connect(cut)
    signals.availability_changed.connect(available)
    signals.stock_received.connect(received)
    yield events
    signals.reservations_cut.disconnect(cut)
    signals.availability_changed.disconnect(available)
    signals.stock_received.disconnect(received)


def counters(item: StockItem) -> tuple[int, int]:
    item.refresh_from_db()
    return item.on_hand, item.allocated


def back_in_time(item: StockItem, hours: int) -> None:
    """Let everything written so far have happened that many hours ago."""
    moment = timezone.now() - timedelta(hours=hours)
    StockMovement.objects.filter(item=item).update(happened_at=moment)


def ago(hours: float) -> datetime:
    return timezone.now() - timedelta(hours=hours)


def test_a_count_sets_the_number_and_keeps_what_was_seen() -> None:
    item = make_item(on_hand=50)
    back_in_time(item, 5)
    moment = ago(1)
    result = services.count(
        item_id=item.pk, counted=44, counted_at=moment, ref="count:a", reason="Tumpah"
    )
    assert result == CountResult(difference=-6)
    assert counters(item) == (44, 0)
    row = StockMovement.objects.latest("id")
    assert (row.kind, row.quantity, row.counted, row.happened_at) == (Kind.COUNT, -6, 44, moment)
    assert (row.on_hand_after, row.allocated_after) == (44, 0)


def test_sales_between_counting_and_sending_are_respected() -> None:
    item = make_item(on_hand=50)
    services.reserve(item_id=item.pk, quantity=10, ref="shop:LK-1:1")
    back_in_time(item, 5)
    counted_at = ago(1)
    services.ship(item_id=item.pk, quantity=4, ref="shop:LK-1:1#ship")
    services.reserve(item_id=item.pk, quantity=3, ref="shop:LK-2:1")
    services.receive(item_id=item.pk, quantity=20, ref="note:2")
    result = services.count(item_id=item.pk, counted=48, counted_at=counted_at, ref="count:a")
    assert result.difference == -2
    assert counters(item) == (50 - 4 + 20 - 2, 10 - 4 + 3)


def test_a_count_that_agrees_is_written_down_and_tells_nobody(
    heard: list[tuple[str, Any]],
) -> None:
    item = make_item(on_hand=50)
    heard.clear()
    assert services.count(
        item_id=item.pk, counted=50, counted_at=timezone.now(), ref="count:a"
    ) == CountResult(difference=0)
    assert heard == []
    assert StockMovement.objects.filter(kind=Kind.COUNT, quantity=0, counted=50).count() == 1


def test_an_older_count_that_arrives_later_changes_no_number() -> None:
    item = make_item(on_hand=50)
    back_in_time(item, 5)
    services.count(item_id=item.pk, counted=44, counted_at=ago(1), ref="count:late")
    result = services.count(item_id=item.pk, counted=30, counted_at=ago(2), ref="count:early")
    assert result == CountResult(difference=0)
    assert counters(item) == (44, 0)
    assert StockMovement.objects.get(ref="count:early").counted == 30


def test_two_counts_of_the_same_moment_believe_the_second() -> None:
    item = make_item(on_hand=50)
    back_in_time(item, 5)
    moment = ago(1)
    services.count(item_id=item.pk, counted=44, counted_at=moment, ref="count:a")
    assert services.count(
        item_id=item.pk, counted=46, counted_at=moment, ref="count:b"
    ) == CountResult(difference=2)
    assert counters(item) == (46, 0)


def test_the_same_count_sent_twice_answers_the_same() -> None:
    item = make_item(on_hand=10)
    services.reserve(item_id=item.pk, quantity=8, ref="shop:LK-1:1")
    moment = timezone.now()
    first = services.count(item_id=item.pk, counted=5, counted_at=moment, ref="count:a")
    assert first == CountResult(difference=-5, cuts=(Cut(ref="shop:LK-1:1", quantity=3),))
    services.receive(item_id=item.pk, quantity=100, ref="note:2")
    assert services.count(item_id=item.pk, counted=5, counted_at=moment, ref="count:a") == first
    assert counters(item) == (105, 5)


@pytest.mark.parametrize("change", [{"counted": 6}, {"counted_at": ago(1)}])
def test_the_same_ref_for_another_count_raises(change: dict[str, Any]) -> None:
    item = make_item(on_hand=10)
    back_in_time(item, 5)
    told = {"item_id": item.pk, "counted": 5, "counted_at": ago(0.5), "ref": "count:a"}
    services.count(**told)
    with pytest.raises(services.RefConflict):
        services.count(**{**told, **change})
    assert counters(item) == (5, 0)


def test_counting_below_the_promise_cuts_the_newest_reservations(
    heard: list[tuple[str, Any]],
) -> None:
    item = make_item(on_hand=10)
    for number, quantity in ((1, 4), (2, 3), (3, 2)):
        services.reserve(item_id=item.pk, quantity=quantity, ref=f"shop:LK-{number}:1")
    heard.clear()
    result = services.count(item_id=item.pk, counted=5, counted_at=timezone.now(), ref="count:a")
    cuts = (Cut(ref="shop:LK-3:1", quantity=2), Cut(ref="shop:LK-2:1", quantity=2))
    assert result == CountResult(difference=-5, cuts=cuts)
    assert counters(item) == (5, 5)
    assert heard == [("cut", cuts), ("availability", (item.pk,))]
    assert [(r.ref, r.quantity) for r in open_reservations(item.pk)] == [
        ("shop:LK-2:1", 1),
        ("shop:LK-1:1", 4),
    ]
    assert audit() == []


def test_every_step_of_a_cut_keeps_a_possible_history() -> None:
    item = make_item(on_hand=10)
    services.reserve(item_id=item.pk, quantity=10, ref="shop:LK-1:1")
    services.count(item_id=item.pk, counted=4, counted_at=timezone.now(), ref="count:a")
    after = [(row.on_hand_after, row.allocated_after) for row in history(item_id=item.pk)]
    assert after == [(4, 4), (10, 4), (10, 10), (10, 0)]


def test_cuts_never_break_a_pack(heard: list[tuple[str, Any]]) -> None:
    item = make_item(on_hand=3_000)
    services.reserve(item_id=item.pk, quantity=3_000, ref="shop:LK-1:1", step=1_000)
    heard.clear()
    result = services.count(
        item_id=item.pk, counted=2_700, counted_at=timezone.now(), ref="count:a"
    )
    assert result.cuts == (Cut(ref="shop:LK-1:1", quantity=1_000),)
    assert counters(item) == (2_700, 2_000)
    assert ("received", item.pk) in heard


def test_a_cut_reservation_can_still_be_shipped_and_cancelled_for_the_rest() -> None:
    item = make_item(on_hand=10)
    services.reserve(item_id=item.pk, quantity=8, ref="shop:LK-1:1")
    services.count(item_id=item.pk, counted=5, counted_at=timezone.now(), ref="count:a")
    services.ship(item_id=item.pk, quantity=2, ref="shop:LK-1:1#ship")
    with pytest.raises(services.NotReserved):
        services.release(item_id=item.pk, quantity=4, ref="shop:LK-1:1#cancel")
    services.release(item_id=item.pk, quantity=3, ref="shop:LK-1:1#cancel")
    assert counters(item) == (3, 0)


def test_counting_nothing_cuts_everything() -> None:
    item = make_item(on_hand=10)
    for number in range(3):
        services.reserve(item_id=item.pk, quantity=3, ref=f"shop:LK-{number}:1")
    result = services.count(item_id=item.pk, counted=0, counted_at=timezone.now(), ref="count:a")
    assert sum(cut.quantity for cut in result.cuts) == 9
    assert counters(item) == (0, 0)


def test_a_count_that_contradicts_later_shipments_leaves_nothing_not_less() -> None:
    item = make_item(on_hand=10)
    services.reserve(item_id=item.pk, quantity=7, ref="shop:LK-1:1")
    back_in_time(item, 5)
    counted_at = ago(1)
    services.ship(item_id=item.pk, quantity=5, ref="shop:LK-1:1#ship")
    result = services.count(item_id=item.pk, counted=2, counted_at=counted_at, ref="count:a")
    assert result == CountResult(difference=-5, cuts=(Cut(ref="shop:LK-1:1", quantity=2),))
    assert counters(item) == (0, 0)


def test_a_count_cannot_come_from_the_future() -> None:
    item = make_item(on_hand=10)
    with pytest.raises(services.CountInFuture):
        services.count(
            item_id=item.pk,
            counted=5,
            counted_at=timezone.now() + timedelta(minutes=5),
            ref="count:a",
        )
    assert counters(item) == (10, 0)


def test_a_moment_without_a_zone_is_refused() -> None:
    item = make_item(on_hand=10)
    with pytest.raises(ValueError, match="time zone"):
        services.count(
            item_id=item.pk, counted=5, counted_at=datetime(2026, 10, 10, 9, 15), ref="count:a"
        )


def test_nobody_counts_less_than_nothing() -> None:
    item = make_item(on_hand=10)
    with pytest.raises(ValueError, match="less than nothing"):
        services.count(item_id=item.pk, counted=-1, counted_at=timezone.now(), ref="count:a")


def test_a_receipt_older_than_a_count_changes_no_number(heard: list[tuple[str, Any]]) -> None:
    item = make_item(on_hand=10)
    back_in_time(item, 5)
    services.count(item_id=item.pk, counted=30, counted_at=ago(1), ref="count:a")
    heard.clear()
    told = {"item_id": item.pk, "quantity": 20, "ref": "note:offline", "happened_at": ago(2)}
    assert services.receive(**told)
    assert services.receive(**told) is False
    assert counters(item) == (30, 0)
    assert heard == []
    assert on_hand_at(item.pk, ago(1.5)) == 30
    assert on_hand_at(item.pk, timezone.now()) == 30
    assert audit() == []


def test_a_receipt_with_a_time_after_the_count_counts() -> None:
    item = make_item(on_hand=10)
    back_in_time(item, 5)
    services.count(item_id=item.pk, counted=30, counted_at=ago(2), ref="count:a")
    services.receive(item_id=item.pk, quantity=20, ref="note:2", happened_at=ago(1))
    assert counters(item) == (50, 0)


def test_what_lay_there_at_a_moment() -> None:
    item = make_item(on_hand=50)
    services.reserve(item_id=item.pk, quantity=10, ref="shop:LK-1:1")
    back_in_time(item, 5)
    services.ship(item_id=item.pk, quantity=10, ref="shop:LK-1:1#ship")
    assert on_hand_at(item.pk, ago(6)) == 0
    assert on_hand_at(item.pk, ago(1)) == 50
    assert on_hand_at(item.pk, timezone.now()) == 40


def test_history_goes_on_below_the_last_row_and_filters() -> None:
    item = make_item(on_hand=50)
    for number in range(4):
        services.reserve(item_id=item.pk, quantity=1, ref=f"shop:LK-{number}:1")
    first = history(item_id=item.pk, limit=2)
    second = history(item_id=item.pk, limit=2, before_id=first[-1].pk)
    assert [row.ref for row in first + second] == [f"shop:LK-{n}:1" for n in (3, 2, 1, 0)]
    assert [row.kind for row in history(item_id=item.pk, kinds=[Kind.RECEIVE])] == ["receive"]
