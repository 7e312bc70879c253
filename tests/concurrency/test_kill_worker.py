"""kill -9 at any moment: nothing is lost, nothing is done twice, both sides agree in the end.

Orders come in at the marketplace and in the shop, goods are received and counted, notifications
get lost, and one ``sync_worker`` after the other dies without a word in the middle of its work.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest
from django.db import connections
from django.db.models import F

from integrations.sync.models import ChannelAccount, ChannelOrder, Desired, Inbox
from shop.demo.shopper import Buyer, CannotBuy
from shop.order.models import Line, Order
from shop.outbox.models import Message
from shop.stock import services as stock_services
from tests.live import goods
from tests.live.market import Refused
from tests.live.seeding import ROOT
from tests.live.stack import Stack, prepared_stack, until, until_equal
from tests.live.staff import Staff

pytestmark = pytest.mark.processes

SEED = 90210
KILLS = 24
# A worker lives this long, in seconds: long enough to be in the middle of something.
SHORTEST_LIFE, LONGEST_LIFE = 0.3, 1.6
# Leases of work that died with its worker end by then.
QUIET = 180.0
SKUS = ("KKL-LS-0250", "KKL-LS-1000", "KKL-SK-0250", "KKL-NG-SDG", "KKL-LN-0200")
# Sold in the shop and at the marketplace until nothing is left: shortages must be kept as well.
SCARCE = "KKL-LN-0200"


class Nursery:
    """Workers that are born in a moment and die in one."""

    def __init__(self, stack: Stack) -> None:
        said = (stack.folder / "workers.log").open("ab")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.concurrency.nursery"],
            cwd=ROOT,
            env=stack.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=said,
            text=True,
        )
        self.alive: list[int] = []
        assert self._line() == "ready"

    def _line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def bear(self) -> int:
        """One more worker."""
        assert self.process.stdin is not None
        self.process.stdin.write("one more\n")
        self.process.stdin.flush()
        self.alive.append(int(self._line()))
        return self.alive[-1]

    def kill(self) -> None:
        """The oldest worker, without a word."""
        os.kill(self.alive.pop(0), signal.SIGKILL)

    def close(self) -> None:
        """All of them."""
        while self.alive:
            with suppress(ProcessLookupError):
                self.kill()
        self.process.kill()
        self.process.wait()


@pytest.fixture(scope="module")
def stack(request: pytest.FixtureRequest, django_db_blocker: Any) -> Iterator[Stack]:
    """Shop and marketplace; the workers are the test's own."""
    failed = request.session.testsfailed
    with django_db_blocker.unblock(), prepared_stack("kill") as stack:
        stack.start_part("sandbox")
        stack.start_part("web")
        stack.wait_for_web()
        stack.run("manage.py", "link_sandbox")
        yield stack
        if request.session.testsfailed > failed:
            print(stack.words())


@pytest.fixture
def nursery(stack: Stack) -> Iterator[Nursery]:
    nursery = Nursery(stack)
    yield nursery
    nursery.close()


class Traffic:
    """Three people who do something again and again; what they were told is kept."""

    def __init__(self, stack: Stack, seed: int) -> None:
        self.stack = stack
        self.stopping = threading.Event()
        self.bought_there: list[str] = []
        self.bought_here: list[str] = []
        self.changes = 0
        self.problems: list[str] = []
        self.threads = [
            threading.Thread(target=self._repeat, args=(what, pause, random.Random(seed + number)))
            for number, (what, pause) in enumerate(
                ((self._buy_there, 0.25), (self._buy_here, 0.4), (self._change_stock, 0.6))
            )
        ]
        for thread in self.threads:
            thread.start()

    def _repeat(
        self, what: Callable[[random.Random], None], pause: float, chance: random.Random
    ) -> None:
        try:
            while not self.stopping.wait(chance.uniform(0.2, 1.8) * pause):
                what(chance)
        except Exception as error:
            self.problems.append(f"{what.__name__}: {error!r}")
        finally:
            connections.close_all()

    def _buy_there(self, chance: random.Random) -> None:
        try:
            order_sn = self.stack.market.order(chance.choice(SKUS), chance.randint(1, 2))
        except Refused:
            return
        self.bought_there.append(order_sn)
        if chance.random() < 0.15:
            with suppress(Refused):
                self.stack.market.act(order_sn, "cancel")

    def _buy_here(self, chance: random.Random) -> None:
        shopper, sku = self.stack.shopper(), chance.choice(SKUS)
        try:
            shopper.add(goods.slug(sku), sku)
            placed = shopper.check_out(buyer=Buyer(name="Pembeli Uji"), pay="cod")
        except CannotBuy:
            return
        self.bought_here.append(placed.number)

    def _change_stock(self, chance: random.Random) -> None:
        self.changes += 1
        item = goods.item(chance.choice([sku for sku in SKUS if sku != SCARCE]))
        pack = 1000 if item.base_unit == "g" else 1
        stock_services.receive(
            item_id=item.pk, quantity=pack * chance.randint(1, 3), ref=f"panen:{self.changes}"
        )

    def stop(self) -> None:
        """Everybody goes home."""
        self.stopping.set()
        for thread in self.threads:
            thread.join(60)
        assert self.problems == []


def unsettled() -> list[str]:
    """What still waits: orders, numbers, notifications, messages."""
    found = [
        f"order {row.external_order_id} {row.import_state} {row.error_text}"
        for row in ChannelOrder.objects.exclude(import_state="done")
    ]
    found += [
        f"notification {row.pk} {row.state} {row.error_text}"
        for row in Inbox.objects.exclude(state="done")
    ]
    found += [
        f"{row.aspect} of {row.listing_id} {row.state} {row.error_code} {row.error_text}"
        for row in Desired.objects.filter(synced_generation__lt=F("generation"))
    ]
    waiting = Message.objects.filter(state__in=["queued", "sending", "unknown"])
    found += [f"message {row.kind} {row.state} {row.error_text}" for row in waiting]
    return found


def test_workers_die_and_nothing_is_lost(stack: Stack, nursery: Nursery) -> None:
    chance = random.Random(SEED)
    goods.set_packs(SCARCE, 12)
    for kind in ("push_lost", "push_doubled"):
        stack.market.fault(kind, path="push/*", probability=0.2)
    nursery.bear()
    nursery.bear()
    traffic = Traffic(stack, SEED)
    try:
        for _kill in range(KILLS):
            time.sleep(chance.uniform(SHORTEST_LIFE, LONGEST_LIFE))
            nursery.kill()
            nursery.bear()
    finally:
        traffic.stop()
    stack.market.mend()
    theirs = stack.market.orders()

    def left_over() -> list[str]:
        rows = ChannelOrder.objects.filter(external_order_id__in=theirs, order__isnull=False)
        missing = set(theirs) - set(rows.values_list("external_order_id", flat=True))
        return [f"order {order_sn} is missing" for order_sn in sorted(missing)] + unsettled()

    until_equal(left_over, [], seconds=QUIET, what="all work is done")

    assert len(traffic.bought_there) >= 20
    assert len(traffic.bought_here) >= 5
    assert set(traffic.bought_there) <= set(theirs)
    assert_each_order_once(traffic)
    assert_same_states(theirs)
    assert_same_numbers(stack)
    assert goods.audit() == []
    assert "add up" in stack.run("manage.py", "stock_audit")


def assert_each_order_once(traffic: Traffic) -> None:
    for order_sn in traffic.bought_there:
        assert Order.objects.filter(external_number=order_sn).count() == 1, order_sn
    for number in traffic.bought_here:
        assert Order.objects.filter(number=number).count() == 1, number
    for line in Line.objects.filter(stock_item__isnull=False):
        parts = line.reserved + line.shortage + line.shipped + line.cancelled
        assert parts == line.quantity, line
    short = Order.objects.filter(lines__shortage__gt=0)
    assert not short.filter(needs_decision=False).exists()


def assert_same_states(theirs: dict[str, dict[str, Any]]) -> None:
    for order_sn, order in theirs.items():
        row = ChannelOrder.objects.get(external_order_id=order_sn)
        is_cancelled = order["state"] == "cancelled"
        assert (row.state == "cancelled") == is_cancelled, (order_sn, row.state, order["state"])
        if is_cancelled:
            assert not Line.objects.filter(order=row.order, reserved__gt=0).exists(), order_sn


def assert_same_numbers(stack: Stack) -> None:
    def differing() -> dict[str, tuple[int, int]]:
        shown = stack.market.numbers()
        return {
            sku: (goods.packs(sku), shown[sku]) for sku in SKUS if goods.packs(sku) != shown[sku]
        }

    until(lambda: not differing(), seconds=60, what=f"equal numbers, {differing()}")


def test_a_marketplace_that_is_away_does_not_stop_the_shop(stack: Stack, nursery: Nursery) -> None:
    nursery.bear()
    account = ChannelAccount.objects.get(external_shop_id="68410001")
    stack.market.post("outage", on=True, mode="close")
    goods.set_packs(SKUS[0], 20)
    until(
        lambda: ChannelAccount.objects.get(pk=account.pk).failures >= 3,
        seconds=60,
        what="the outage is noticed",
    )
    shopper = stack.shopper()
    shopper.add(goods.slug(SKUS[0]), SKUS[0])
    placed = shopper.check_out(buyer=Buyer(name="Pembeli Uji"), pay="cod")

    assert Order.objects.filter(number=placed.number).count() == 1
    assert goods.packs(SKUS[0]) == 19
    words = Staff(stack.site).home.words
    assert "Shopee tidak menjawab sejak" in words
    assert "tidak perlu" in words.lower()

    stack.market.post("outage", on=False)
    until(lambda: stack.market.number(SKUS[0]) == 19, seconds=120, what="the backlog is sent")
    assert ChannelAccount.objects.get(pk=account.pk).degraded_since is None
    assert goods.audit() == []
