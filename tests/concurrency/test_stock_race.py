"""Many processes, few goods: what is sold is what was there."""

import contextlib
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from django.utils import timezone

from shop.stock import services
from shop.stock.models import StockItem, StockMovement
from shop.stock.selectors import audit, on_hand_at, open_reservations
from shop.transactions import retries_contention
from tests.concurrency import roles
from tests.concurrency.rivals import race
from tests.factories_stock import make_item

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]


def counters(item: StockItem) -> tuple[int, int]:
    item.refresh_from_db()
    return item.on_hand, item.allocated


def test_ten_thousand_attempts_on_two_thousand_units() -> None:
    item = make_item(on_hand=2_000)
    tasks = [{"item_id": item.pk, "name": f"P{n}", "attempts": 1_250} for n in range(8)]
    answers = race(roles.buy_one_by_one, tasks)

    sold = [ref for answer in answers for ref in answer["sold"]]
    assert len(sold) == len(set(sold)) == 2_000
    assert sum(answer["refused"] for answer in answers) == 8_000
    assert counters(item) == (2_000, 2_000)
    assert StockMovement.objects.filter(item=item, kind="reserve").count() == 2_000
    assert audit() == []

    assert not any(services.reserve(item_id=item.pk, quantity=1, ref=ref) for ref in sold)
    assert counters(item) == (2_000, 2_000)


def test_fifty_carts_that_share_items_in_any_order() -> None:
    first, second = make_item(on_hand=20), make_item(on_hand=10)
    tasks = [
        {"first_id": first.pk, "second_id": second.pk, "name": f"P{n}", "threads": 10}
        for n in range(5)
    ]
    answers = race(roles.carts, tasks)
    assert sum(answer.get("sold", 0) for answer in answers) == 10
    assert sum(answer.get("refused", 0) for answer in answers) == 40
    assert (counters(first), counters(second)) == ((20, 20), (10, 10))
    assert audit() == []


def test_one_ref_from_everybody_at_once_counts_once() -> None:
    item = make_item(on_hand=100)
    tasks = [{"item_id": item.pk, "ref": "shopee:240901:1"}] * 8
    assert sorted(race(roles.same_ref, tasks)) == [False] * 7 + [True]
    assert counters(item) == (100, 3)


def test_a_busy_day_of_everything_at_once_adds_up() -> None:
    items = [make_item(on_hand=40) for _ in range(3)]
    tasks = [
        {"item_ids": [item.pk for item in items], "name": f"P{n}", "seed": n, "steps": 150}
        for n in range(5)
    ]
    answers = race(roles.a_busy_day, tasks)
    expected = {"NotEnough", "NotReserved", "BelowAllocated"}
    assert {name for answer in answers for name in answer} <= expected
    assert audit() == []
    for item in items:
        held = sum(each.quantity for each in open_reservations(item.pk))
        on_hand, allocated = counters(item)
        assert 0 <= held == allocated <= on_hand


def test_taking_what_is_there_takes_all_of_it_and_is_never_refused() -> None:
    item = make_item(on_hand=200)
    tasks = [{"item_id": item.pk, "name": f"P{n}", "attempts": 20} for n in range(6)]
    assert sum(race(roles.take_what_is_there, tasks)) == 200
    assert counters(item) == (200, 200)


def test_a_count_is_exact_while_goods_come_in() -> None:
    item = make_item(on_hand=1_000)
    seen_at = timezone.now()
    tasks = [
        {"item_id": item.pk, "name": f"P{n}", "seen_at": seen_at.isoformat(), "counts": counts}
        for n, counts in enumerate([[], [], [], list(range(900, 960)), list(range(800, 860))])
    ]
    came_in = sum(race(roles.receive_or_count, tasks))
    last = StockMovement.objects.filter(item=item, kind="count").latest("id")
    assert on_hand_at(item.pk, seen_at) == last.counted
    assert counters(item) == (last.counted + came_in, 0)
    assert audit() == []


def on_own_connection(work: Callable[[], object]) -> Callable[[], object]:
    """A thread of a test must not leave its connection behind."""

    def run() -> object:
        try:
            return work()
        finally:
            connection.close()

    return run


def test_two_that_hold_what_the_other_wants_both_get_through() -> None:
    first, second = make_item(on_hand=10), make_item(on_hand=10)
    meeting = threading.Barrier(2)

    def shopper(name: str, item_ids: tuple[int, int]) -> Callable[[], object]:
        @retries_contention
        def buy() -> None:
            with transaction.atomic():
                services.reserve(item_id=item_ids[0], quantity=1, ref=f"shop:{name}:1")
                # SQLite lets only one in at a time; there the meeting is called off.
                with contextlib.suppress(threading.BrokenBarrierError):
                    meeting.wait(timeout=1)
                services.reserve(item_id=item_ids[1], quantity=1, ref=f"shop:{name}:2")

        return on_own_connection(buy)

    with ThreadPoolExecutor(2) as pool:
        done = [
            pool.submit(shopper("A", (first.pk, second.pk))),
            pool.submit(shopper("B", (second.pk, first.pk))),
        ]
        for each in done:
            each.result(timeout=60)
    assert (counters(first), counters(second)) == ((10, 2), (10, 2))


def test_a_lock_held_longer_than_the_timeout_is_waited_for_again() -> None:
    item = make_item(on_hand=10)
    holding = threading.Event()

    def hold() -> None:
        with transaction.atomic():
            services.reserve(item_id=item.pk, quantity=1, ref="shop:A:1")
            holding.set()
            time.sleep(3.6)

    with ThreadPoolExecutor(1) as pool:
        holder = pool.submit(on_own_connection(hold))
        assert holding.wait(timeout=10)
        assert services.reserve(item_id=item.pk, quantity=1, ref="shop:B:1")
        holder.result(timeout=10)
    assert counters(item) == (10, 2)
