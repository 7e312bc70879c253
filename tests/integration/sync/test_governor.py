"""The pace of an account, shared by everybody."""

from __future__ import annotations

import threading
import time
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from integrations.channels.transport import Request
from integrations.channels.words import Limits
from integrations.sync import calls, governor, pull
from integrations.sync.calls import Line
from integrations.sync.governor import Pace
from integrations.sync.models import RateBucket
from tests.factories_sync import Scene

pytestmark = pytest.mark.django_db(transaction=True)
LIMITS = Limits(
    stock_batch=50,
    order_detail_batch=50,
    max_window=timedelta(days=15),
    rate_per_second=10,
    burst=20,
)


def test_a_burst_then_the_rate(scene: Scene) -> None:
    pace, now = Pace(interval=0.1, burst=5), timezone.now()
    waits = [governor.acquire(account_id=scene.account.pk, pace=pace, now=now) for _ in range(7)]
    assert waits[:5] == [0.0] * 5
    assert waits[5] == pytest.approx(0.1)
    assert waits[6] == pytest.approx(0.1), "a refused call books nothing"
    later = now + timedelta(seconds=0.1)
    assert governor.acquire(account_id=scene.account.pk, pace=pace, now=later) == 0.0


def test_waiting_asks_twice_and_writes_nothing(scene: Scene) -> None:
    """Whoever waits asks again and again: an UPDATE that changes nothing, and the row."""
    pace, now = Pace(interval=0.1, burst=1), timezone.now() + timedelta(minutes=1)
    assert governor.acquire(account_id=scene.account.pk, pace=pace, now=now) == 0.0
    with CaptureQueriesContext(connection) as captured:
        assert governor.acquire(account_id=scene.account.pk, pace=pace, now=now) > 0
    assert len(captured) == 2, [each["sql"] for each in captured]


def test_a_clock_that_was_set_back_stops_nobody(scene: Scene) -> None:
    pace, now = Pace(interval=0.1, burst=5), timezone.now() + timedelta(hours=1)
    assert governor.acquire(account_id=scene.account.pk, pace=pace, now=now) == 0.0
    earlier = now - timedelta(minutes=5)
    waits = [governor.acquire(account_id=scene.account.pk, pace=pace, now=earlier) for _ in "12345"]
    assert waits == [0.0] * 5
    assert governor.acquire(account_id=scene.account.pk, pace=pace, now=earlier) > 0


def test_bulk_work_leaves_half_of_the_burst_to_orders(scene: Scene) -> None:
    now = timezone.now() + timedelta(minutes=1)
    bulk = governor.pace_of(LIMITS, is_bulk=True)
    care = governor.pace_of(LIMITS, is_bulk=False)
    assert (bulk.burst, care.burst) == (8, 16)
    booked = 0
    while not governor.acquire(account_id=scene.account.pk, pace=bulk, now=now):
        booked += 1
    assert booked == 8
    for _ in range(8):
        assert governor.acquire(account_id=scene.account.pk, pace=care, now=now) == 0.0
    assert governor.acquire(account_id=scene.account.pk, pace=care, now=now) > 0


def test_a_penalty_holds_for_all_and_is_never_shortened(scene: Scene) -> None:
    now, pk = timezone.now(), scene.account.pk
    pace = Pace(interval=0.1, burst=5)
    governor.penalise(account_id=pk, seconds=7, now=now)
    governor.penalise(account_id=pk, seconds=1, now=now)
    assert governor.acquire(account_id=pk, pace=pace, now=now) == pytest.approx(7)
    later = now + timedelta(seconds=7)
    assert governor.acquire(account_id=pk, pace=pace, now=later) == 0.0


def test_many_threads_never_go_faster_than_allowed(scene: Scene) -> None:
    pace = Pace(interval=0.02, burst=4)
    pk = scene.account.pk
    until = time.monotonic() + 1.5
    moments: list[float] = []

    def work() -> None:
        try:
            while time.monotonic() < until:
                # The moment the governor decides by: the thread may be woken much later.
                now = timezone.now()
                if not governor.acquire(account_id=pk, pace=pace, now=now):
                    moments.append(now.timestamp())
                else:
                    time.sleep(0.005)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    moments.sort()
    span = moments[-1] - moments[0]
    assert len(moments) <= span / 0.02 + 4 + 1
    assert len(moments) > 4, "and it is used after the first burst"


def test_one_account_never_slows_another(scene: Scene) -> None:
    from tests.factories_sync import make_account

    other = make_account(
        record=scene.record,
        market=type(scene.market)(clock=scene.clock, shop_id="other"),
        clock=scene.clock,
        app=scene.app,
    )
    governor.penalise(account_id=scene.account.pk, seconds=60, now=timezone.now())
    pace = Pace(interval=0.1, burst=5)
    assert governor.acquire(account_id=other.pk, pace=pace, now=timezone.now()) == 0.0


def test_a_long_wait_is_not_waited_out(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr(calls.time, "sleep", slept.append)
    governor.penalise(account_id=scene.account.pk, seconds=60, now=timezone.now())
    account = pull.account_of(scene.account.pk)
    with pytest.raises(governor.OutOfTurn) as caught:
        calls.wait_for_turn(
            account=account,
            limits=LIMITS,
            line=Line(clock=timezone.now),
            request=Request(method="GET", url="http://127.0.0.1/x", operation="x"),
        )
    assert slept == []
    assert caught.value.retry_after == pytest.approx(60, abs=2)
    assert RateBucket.objects.get().penalty_until is not None
