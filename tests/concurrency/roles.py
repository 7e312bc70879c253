"""What a rival process does after the word; each role answers with plain data."""

from __future__ import annotations

import os
import random
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from shop.order.models import Order
from shop.outbox import registry
from shop.outbox import services as outbox
from shop.outbox.models import Message
from shop.outbox.registry import NotSent, Sent
from shop.payments import far
from shop.payments import services as payments
from shop.payments.providers.base import FarState, FarStatus
from shop.stock import services as stock
from shop.stock.services import Demand


def buy_one_by_one(*, item_id: int, name: str, attempts: int) -> dict[str, Any]:
    """Reserve one unit again and again, each under a ref of its own."""
    sold: list[str] = []
    refused = 0
    for number in range(attempts):
        ref = f"shop:{name}-{number}:1"
        try:
            stock.reserve(item_id=item_id, quantity=1, ref=ref)
        except stock.NotEnough:
            refused += 1
        else:
            sold.append(ref)
    return {"sold": sold, "refused": refused}


def same_ref(*, item_id: int, ref: str) -> bool:
    """Reserve under a ref that the rivals use too."""
    return stock.reserve(item_id=item_id, quantity=3, ref=ref)


def take_what_is_there(*, item_id: int, name: str, attempts: int) -> int:
    """Reserve up to a few units again and again; how many it got in all."""
    return sum(
        stock.reserve_up_to(item_id=item_id, quantity=3, step=1, ref=f"shopee:{name}-{number}:1")
        for number in range(attempts)
    )


def receive_or_count(*, item_id: int, name: str, seen_at: str, counts: list[int]) -> int:
    """Goods come in one by one, or somebody's counts of an earlier moment arrive."""
    for number, counted in enumerate(counts):
        stock.count(
            item_id=item_id,
            counted=counted,
            counted_at=datetime.fromisoformat(seen_at),
            ref=f"count:{name}-{number}",
        )
    for number in range(0 if counts else 120):
        stock.receive(item_id=item_id, quantity=1, ref=f"note:{name}-{number}")
    return 0 if counts else 120


def carts(*, first_id: int, second_id: int, name: str, threads: int) -> dict[str, int]:
    """As many carts at once as threads: three lines that share items, in any order."""

    def fill_cart(number: int) -> str:
        demands = [
            Demand(item_id=first_id, quantity=1, ref=f"shop:{name}-{number}:1"),
            Demand(item_id=second_id, quantity=1, ref=f"shop:{name}-{number}:2"),
            Demand(item_id=first_id, quantity=1, ref=f"shop:{name}-{number}:3"),
        ]
        random.shuffle(demands)
        try:
            stock.reserve_many(demands=demands)
        except stock.NotEnough:
            return "refused"
        finally:
            connection.close()
        return "sold"

    with ThreadPoolExecutor(threads) as pool:
        return dict(Counter(pool.map(fill_cart, range(threads))))


def a_busy_day(*, item_ids: list[int], name: str, seed: int, steps: int) -> dict[str, int]:
    """Everything that can happen to stock, at random; answers how often it was refused."""
    chance = random.Random(seed)
    held: list[tuple[int, str, int]] = []
    refused: Counter[str] = Counter()
    for number in range(steps):
        try:
            _one_event(chance, held, item_ids, f"{name}-{number}")
        except stock.StockError as error:
            refused[type(error).__name__] += 1
    return dict(refused)


def _one_event(
    chance: random.Random, held: list[tuple[int, str, int]], item_ids: list[int], name: str
) -> None:
    what = chance.choice(["receive", "reserve", "reserve", "cart", "end", "end", "count", "adjust"])
    item_id, quantity = chance.choice(item_ids), chance.randint(1, 9)
    if what == "receive":
        stock.receive(item_id=item_id, quantity=quantity, ref=f"note:{name}")
    elif what == "reserve":
        ref = f"shop:{name}:1"
        got = stock.reserve_up_to(item_id=item_id, quantity=quantity, step=1, ref=ref)
        if got:
            held.append((item_id, ref, got))
    elif what == "cart":
        demands = [
            Demand(item_id=each, quantity=quantity, ref=f"shop:{name}:{each}")
            for each in chance.sample(item_ids, 2)
        ]
        stock.reserve_many(demands=demands)
        held.extend((demand.item_id, demand.ref, demand.quantity) for demand in demands)
    elif what == "end" and held:
        ended_id, ref, got = held.pop(chance.randrange(len(held)))
        end = chance.choice([stock.ship, stock.release])
        end(item_id=ended_id, quantity=got, ref=f"{ref}#end")
    elif what == "count":
        stock.count(
            item_id=item_id,
            counted=chance.randint(0, 40),
            counted_at=timezone.now() - timedelta(milliseconds=chance.randint(0, 500)),
            ref=f"count:{name}",
        )
    elif what == "adjust":
        stock.adjust(
            item_id=item_id,
            difference=chance.choice([-3, -2, 2, 3]),
            ref=f"desk:{name}",
            reason="",
            actor=None,
        )


def deliver(*, letterbox: str) -> int:
    """Work through the outbox; every delivery is one line in the letterbox."""

    def post(message: Message) -> Sent:
        write_line(letterbox, message.dedup_key)
        return Sent()

    registry.HANDLERS["post"] = registry.Handler(deliver=post)
    now = datetime.now(UTC)
    return outbox.deliver_due(clock=lambda: now, budget=timedelta(minutes=5), kinds=["post"])


def die_in_the_call(*, letterbox: str, arrives: bool, sign: str) -> None:
    """Begin a delivery and never come back; the parent kills this process."""

    def post(message: Message) -> Sent:
        if arrives:
            write_line(letterbox, message.dedup_key)
        write_line(sign, "calling")
        time.sleep(600)
        return Sent()

    registry.HANDLERS["post"] = registry.Handler(deliver=post, look_up=lambda message: NotSent())
    outbox.deliver_due(clock=lambda: datetime.now(UTC), budget=timedelta(minutes=5), kinds=["post"])


def write_line(path: str, line: str) -> None:
    """One whole line, also when others write to the same file."""
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(descriptor, f"{line}\n".encode())
    os.close(descriptor)


def ask_for_money(*, order_ids: list[int]) -> list[int]:
    """Start a bank transfer for each order; the amounts."""
    return [
        payments.start(
            order=Order.objects.get(pk=order_id), provider="manual_transfer", clock=timezone.now
        ).amount
        for order_id in order_ids
    ]


def confirm(*, request_id: int, amount: int) -> str:
    """Press the button."""
    return payments.confirm(request_id=request_id, amount=amount, actor=None).value


def hear(*, body: str, key: str) -> bool:
    """One worker of the web server gets the same notification as the others."""
    from django.test import override_settings

    with override_settings(MIDTRANS_SERVER_KEY=key):
        return payments.receive(provider="midtrans", headers={}, body=body.encode())


def believe(*, request_id: int, amount: int, state: str) -> None:
    """One worker has asked the provider and believes the answer."""
    status = FarStatus(
        state=FarState(state), amount=amount, reference="trx-1", paid_with="qris", refunded=0
    )
    far.believe(request_id=request_id, status=status)
