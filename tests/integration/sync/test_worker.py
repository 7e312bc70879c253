"""The loop: in order of care, one failure stops nobody, quick without a broker."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connections
from django.utils import timezone

from integrations.sync import duties, pull, worker
from integrations.sync.models import Cursor, Heartbeat
from integrations.sync.worker import Worker, run_due
from shop.stock import services as stock
from tests.factories_orders import make_order, make_paid_order
from tests.factories_sync import Scene, ShiftedClock, make_scene
from tests.fakes.connector import connector_to
from tests.fakes.marketplace import FakeMarketplace

pytestmark = pytest.mark.django_db(transaction=True)


def wait_until(condition, seconds: float = 10.0) -> float:
    """Seconds until it became true; fails when it does not in time."""
    started = time.monotonic()
    while time.monotonic() - started < seconds:
        if condition():
            return time.monotonic() - started
        time.sleep(0.02)
    raise AssertionError("it never became true")


@pytest.fixture
def running(scene: Scene):
    """A worker of this process, in threads."""
    loop = Worker()
    thread = threading.Thread(target=loop.run)
    thread.start()
    yield loop
    loop.stop()
    thread.join(timeout=30)
    assert not thread.is_alive()
    connections.close_all()


def test_duties_stand_in_the_order_of_care() -> None:
    names = [duty.name for duty in duties.DUTIES]
    assert names[:7] == [
        "inbox",
        "orders",
        "unfinished_orders",
        "shipping",
        "stock",
        "outbox",
        "prices",
    ]
    assert len(set(names)) == len(names)


def test_one_round_does_everything_that_is_due(scene: Scene) -> None:
    order_id = scene.market.buy(scene.key, quantity=2)
    scene.clock.advance(seconds=30)
    assert run_due(clock=scene.clock) > 0
    assert scene.order(order_id).lines.get().reserved == 2
    run_due(clock=scene.clock)
    assert scene.shown == 8


def test_unpaid_orders_of_the_shop_lapse_and_channels_get_the_goods_back(scene: Scene) -> None:
    order = make_order((scene.record, 4))
    run_due(clock=scene.clock)
    assert scene.shown == 6
    scene.clock.advance(days=2)
    run_due(clock=scene.clock)
    run_due(clock=scene.clock)
    order.refresh_from_db()
    assert order.lapsed_at is not None
    assert scene.shown == 10


def test_a_duty_that_breaks_stops_no_other(scene: Scene) -> None:
    def broken(argument, clock):
        raise ZeroDivisionError("a bug")

    bad = replace(duties.BY_NAME["orders"], run=broken)
    make_paid_order((scene.record, 1))
    scene.clock.advance(seconds=30)
    assert run_due(clock=scene.clock, duties=[bad, duties.BY_NAME["stock"]]) == 2
    assert scene.shown == 9


def test_a_sale_reaches_the_channel_within_two_seconds_without_a_broker(
    scene: Scene, running: Worker
) -> None:
    wait_until(lambda: Heartbeat.objects.exists())
    time.sleep(0.5)
    make_paid_order((scene.record, 3))
    assert wait_until(lambda: scene.shown == 7) < 2.0


def test_the_worker_beats_and_takes_its_beat_away(scene: Scene, running: Worker) -> None:
    wait_until(lambda: Heartbeat.objects.exists())
    running.stop()
    wait_until(lambda: not Heartbeat.objects.exists())


def test_a_slow_account_delays_no_other(
    market: FakeMarketplace, clock: ShiftedClock, monkeypatch, transactional_db: None
) -> None:
    """D9: one cooperative's channel hangs and drowns in changes, the other's sale is imported."""
    from integrations import registry

    slow = make_scene(market, clock)
    calm_market = FakeMarketplace(clock=clock, shop_id="calm")
    monkeypatch.setitem(registry.CONNECTORS, "calm", connector_to(calm_market))
    calm = make_scene(calm_market, clock, channel="calm")
    clock.shift = timedelta(0)
    release = threading.Event()
    real_call = FakeMarketplace.call

    def hanging(self, operation, token):
        if self is market:
            release.wait(timeout=20)
        return real_call(self, operation, token)

    monkeypatch.setattr(FakeMarketplace, "call", hanging)
    loop = Worker()
    thread = threading.Thread(target=loop.run)
    thread.start()
    try:
        for number in range(20):
            stock.receive(item_id=slow.item.pk, quantity=1000, ref=f"setor:{number}")
        Cursor.objects.update(next_run_at=timezone.now())
        order_id = calm_market.buy(calm.key, quantity=2)
        time.sleep(2.1)
        pull.poll_soon(account_id=calm.account.pk, now=timezone.now())
        wait_until(lambda: calm.item.allocated == 2000, 15)
        wait_until(lambda: calm.stock.synced_generation == calm.stock.generation, 10)
        assert calm.order(order_id).source == "calm"
        assert slow.shown == 10
    finally:
        release.set()
        loop.stop()
        thread.join(timeout=40)
        connections.close_all()
    assert not thread.is_alive()


def test_a_beat_is_one_row_however_often(scene: Scene) -> None:
    now = timezone.now()
    for second in range(3):
        worker.beat(worker="a:1", started_at=now, now=now + timedelta(seconds=second))
    assert Heartbeat.objects.get().beat_at == now + timedelta(seconds=2)
