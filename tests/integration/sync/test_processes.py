"""Real processes against Pasar Tiruan: one renewal, one pace, and kill -9 at every step."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from integrations.sync import services, worker
from integrations.sync.models import (
    ChannelAccount,
    ChannelOrder,
    Credential,
    Cursor,
    Desired,
    Heartbeat,
)
from shop.order.models import Order
from shop.outbox.models import Message
from shop.stock.selectors import audit
from tests.concurrency.rivals import Rival, race
from tests.connectors.shopee.pasar_tiruan import PasarTiruan, running
from tests.factories_orders import make_paid_order
from tests.integration.sync import roles
from tests.integration.sync.sandbox_scene import KILO, QUARTERS, SHOP, RealScene, link

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PasarTiruan]:
    folder: Path = tmp_path_factory.mktemp("pasar")
    with running(folder / "sandbox.sqlite3") as pasar:
        yield pasar


@pytest.fixture
def real(started: PasarTiruan, transactional_db: None) -> RealScene:
    started.post("reset", seed=1)
    started.post("settings", rate=10, burst=20)
    return link(started)


def test_five_processes_renew_once(real: RealScene) -> None:
    version = Credential.objects.get().version
    real.pasar.post("shopee/expire_tokens", shop=SHOP)
    names = race(roles.shop_name, [{"account_id": real.account.pk}] * 5)
    assert names == ["Kopi Lintong Official"] * 5
    assert Credential.objects.get().version == version + 1
    assert ChannelAccount.objects.get().state == "connected"


def test_four_processes_are_never_told_to_slow_down(real: RealScene) -> None:
    before = real.pasar.get("calls", shop=SHOP, limit="1")["calls"][-1]["id"]
    started_at = time.monotonic()
    sent = race(roles.push_for, [{"account_id": real.account.pk, "seconds": 4.0}] * 4)
    span = time.monotonic() - started_at
    log = real.pasar.get("calls", shop=SHOP, after=str(before), limit="5000")["calls"]
    assert [call for call in log if call["error"]] == []
    assert len(log) <= 10 * span + 20
    assert sum(sent) > 0


SEAMS = [
    # Where the process dies, and whether that is before or after the named step.
    ("integrations.sync.pull.barrier", False),
    ("integrations.sync.push._send", False),
    ("integrations.sync.push._send", True),
    ("integrations.sync.push.settle", False),
    ("integrations.sync.orders.take_over", False),
    ("integrations.sync.orders._import", True),
    ("integrations.sync.progress.follow", False),
    ("integrations.sync.orders.take_over", True),
    ("integrations.sync.pull._move", False),
    ("integrations.sync.pull._finish", False),
]


@pytest.mark.parametrize(("seam", "after"), SEAMS)
def test_killed_at_any_step_nothing_is_lost(
    real: RealScene, tmp_path: Path, seam: str, after: bool
) -> None:
    order_sn = real.buy(QUARTERS[1], 4)
    make_paid_order((real.records[QUARTERS[0]], 3))
    make_paid_order((real.records[KILO], 2))
    time.sleep(2.2)
    Cursor.objects.filter(stream="orders").update(next_run_at=timezone.now())
    die_at(seam, after, tmp_path)
    recover(real)
    assert Order.objects.filter(external_number=order_sn).count() == 1
    assert ChannelOrder.objects.exclude(import_state="done").count() == 0
    assert [real.shown(sku) for sku in QUARTERS] == [73, 73, 73]
    assert real.shown(KILO) == 38
    assert audit() == []


@pytest.mark.parametrize(
    ("seam", "after"),
    [
        ("integrations.sync.delivery._fresh", True),
        ("integrations.sync.delivery._write", False),
        ("integrations.sync.delivery._write", True),
        ("integrations.sync.delivery._note", False),
    ],
)
def test_killed_while_shipping_arranges_once(
    real: RealScene, tmp_path: Path, seam: str, after: bool
) -> None:
    order_sn = real.buy(KILO, 1)
    real.work(1)
    services.request_shipment(parcel_id=real.parcel(order_sn).pk)
    Message.objects.update(not_before=timezone.now())
    die_at(seam, after, tmp_path)
    assert Message.objects.get(kind="channel.ship").state == "sending"
    recover(real, rounds=5)
    # Polling leaves the newest two seconds to its next window, and clocks are known to two more.
    time.sleep(4.5)
    recover(real, rounds=1)
    message = Message.objects.get(kind="channel.ship")
    assert message.state == "sent"
    assert real.calls("ship_order") == 1
    assert real.parcel(order_sn).state == "packed"


def test_the_command_works_without_a_broker_and_stops_cleanly(
    real: RealScene, database_url: str
) -> None:
    """A sale is at the marketplace within two seconds; SIGTERM ends with everything tidied up."""
    environment = {
        **os.environ,
        "DATABASE_URL": database_url,
        "DJANGO_SETTINGS_MODULE": "shop.settings.test",
    }
    process = subprocess.Popen(
        [sys.executable, "manage.py", "sync_worker"],
        cwd=settings.BASE_DIR,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_until(Heartbeat.objects.exists, 60)
        wait_until(lambda: Cursor.objects.filter(stream="orders", lease_until=None).exists(), 20)
        time.sleep(1)
        make_paid_order((real.records[KILO], 5))
        wait_until(lambda: real.shown(KILO) == 35, 20)
        process.terminate()
        assert process.wait(timeout=30) == 0
    finally:
        process.kill()
    assert Heartbeat.objects.count() == 0
    assert Desired.objects.exclude(lease_token="").count() == 0
    assert Cursor.objects.exclude(lease_token="").count() == 0


def wait_until(condition: Callable[[], bool], seconds: float) -> None:
    patience = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < patience, "it never became true"
        time.sleep(0.05)


def die_at(seam: str, after: bool, tmp_path: Path) -> None:
    """A worker process of its own, gone at the seam."""
    sign = tmp_path / "died"
    rival = Rival(roles.work_until_killed, {"seam": seam, "after": after, "sign": str(sign)})
    try:
        rival.let_go()
        patience = time.monotonic() + 60
        while rival.process.is_alive() and time.monotonic() < patience:
            time.sleep(0.05)
        assert sign.exists(), f"{seam} was never reached"
        assert rival.process.exitcode == -9
    finally:
        rival.kill()


def recover(real: RealScene, rounds: int = 4) -> None:
    """Another worker goes on once the dead one's leases have ended.

    Its clock runs ahead of the machine's, which the marketplace counts calls by: it counts none.
    """
    real.pasar.post("settings", rate=0)
    real.clock.advance(seconds=130)
    for _ in range(rounds):
        worker.run_due(clock=real.clock)
        real.clock.advance(seconds=35)
