"""The sync engine against Pasar Tiruan: import of orders, listings drained, notifications answered.

``python -m tests.bench.engine OUTPUT`` with ``DATABASE_URL`` of an empty database. Sizes come from
``ENGINE_ORDERS`` and ``ENGINE_LISTINGS``, parts from ``ENGINE_PARTS``; a part that is left out
keeps the numbers it had in the file. The marketplace is a process of its own; what is measured is
this one: time, its CPU and its statements.
"""

from __future__ import annotations

import gc
import hashlib
import hmac
import json
import math
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import django

django.setup()

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import setup_test_environment
from django.utils import timezone

from integrations.channels.transport import Secret
from integrations.sandbox.limits import BURST, RATE
from integrations.sync import desired, linking, pull, push, services
from integrations.sync.duties import DUTIES
from integrations.sync.models import (
    ChannelAccount,
    ChannelApp,
    ChannelOrder,
    Cursor,
    Desired,
    Listing,
)
from integrations.sync.secrets import owner_of_app, seal
from shop.partner.models import StockRecord
from shop.stock import services as stock
from tests.connectors.shopee.pasar_tiruan import PasarTiruan, running
from tests.factories_orders import make_origin
from tests.factories_stock import make_cooperative, make_item, make_offer
from tests.factories_sync import ShiftedClock

SHOP, SHOP_ID = "bench", 7001
APP = {
    "dialect": "shopee",
    "partner_id": 2009001,
    "partner_key": "shpk-pasar-tiruan-kunci-latihan-lapak-koperasi-01",
    "name": "Lapak Koperasi",
}
CALLBACK = "http://testserver/api/webhooks/shopee/"
BUDGET = timedelta(minutes=30)
NOTIFICATIONS = 200
COOPERATIVES = (1, 50, 500)
# The marketplace's own limit is out of the way where ours is not what is measured.
WIDE_OPEN = {"rate": 100_000, "burst": 100_000}


class Statements:
    """Counts what this process asks of the database."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        self.count += 1
        return execute(sql, params, many, context)


def seed(folder: Path, listings: int) -> Path:
    """A marketplace with one shop that has so many listings."""
    items = [
        {"seller_sku": f"B-{n}", "name": f"Barang {n}", "price": 50_000, "stock": 1}
        for n in range(listings)
    ]
    for item in items:
        item["weight_grams"] = 500
    shop = {"dialect": "shopee", "shop_id": SHOP_ID, "username": SHOP, "name": SHOP, "items": items}
    facts = {"apps": [APP], "buyers": [{"username": "pembeli0"}], "shops": [shop]}
    (folder / "seed.json").write_text(json.dumps(facts))
    state = folder / "sandbox.sqlite3"
    command = [sys.executable, "-m", "integrations.sandbox", "seed", str(folder / "seed.json")]
    subprocess.run([*command, "--state", str(state), "--empty"], check=True, capture_output=True)
    return state


def link(market: PasarTiruan, listings: int) -> ChannelAccount:
    """A cooperative with the same goods, linked as by the desk and switched on."""
    cooperative = make_cooperative()
    make_origin(cooperative)
    for number in range(listings):
        item = make_item(on_hand=10_000_000, cooperative=cooperative, name=f"Barang {number}")
        record = make_offer(item=item, units_per_sale=1, price=50_000)
        StockRecord.objects.filter(pk=record.pk).update(partner_sku=f"B-{number}")
    app = ChannelApp.objects.create(
        channel="shopee",
        app_id=str(APP["partner_id"]),
        secret=seal(
            Secret(str(APP["partner_key"])), owner_of_app("shopee", str(APP["partner_id"]))
        ),
        api_base=market.urls["shopee"],
        callback_url=CALLBACK,
    )
    consent = services.start_linking(
        cooperative_id=cooperative.pk, app_id=app.pk, redirect="http://testserver/kerja/toko/"
    )
    code = market.post("shopee/code", shop=SHOP, partner_id=APP["partner_id"])["code"]
    run = services.finish_linking(
        state=consent.state,
        code=code,
        shop_id=str(SHOP_ID),
        cooperative_ids=frozenset({cooperative.pk}),
    )
    assert run.account_id is not None
    services.read_listings(account_id=run.account_id, clock=timezone.now, budget=BUDGET)
    services.accept_certain(account_id=run.account_id)
    services.dry_run(account_id=run.account_id)
    services.switch_on(account_id=run.account_id)
    return ChannelAccount.objects.get(pk=run.account_id)


def calls(market: PasarTiruan, ending: str = "") -> list[dict[str, Any]]:
    """The marketplace's log of our calls."""
    log = market.get("calls", shop=SHOP, limit="1000000")["calls"]
    return [call for call in log if call["path"].endswith(ending)]


def drain(market: PasarTiruan, account: ChannelAccount) -> dict[str, Any]:
    """Every number goes out at the channel's pace; a second round changes nothing."""
    before, all_before = len(calls(market, "update_stock")), len(calls(market))
    seconds, statements = _push_all(account)
    sent, all_calls = calls(market, "update_stock")[before:], len(calls(market)) - all_before
    floor = max(0.0, (len(sent) - BURST) / RATE)
    refused = sum(call["status"] == 429 for call in calls(market))
    listings = Listing.objects.filter(account=account).values_list("pk", flat=True)
    items = StockRecord.objects.filter(channel_listings__in=listings).values_list(
        "stock_item_id", flat=True
    )
    desired.mark_items(list(items))
    again = len(calls(market, "update_stock"))
    _push_all(account)
    return {
        "listings": len(listings),
        "calls": len(sent),
        "seconds": round(seconds, 2),
        "floor": round(floor, 2),
        "times_floor": round(seconds / floor, 3) if floor else None,
        # The same by the calls that were made, whatever else the machine was doing.
        "times_floor_by_calls": round((all_calls - BURST) / RATE / floor, 3) if floor else None,
        "refused_429": refused,
        "calls_for_unchanged": len(calls(market, "update_stock")) - again,
        "sql_per_listing": round(statements / max(1, len(listings)), 2),
    }


def _push_all(account: ChannelAccount) -> tuple[float, int]:
    """Until nothing is due; seconds and statements."""
    counted, began = Statements(), time.perf_counter()
    due = Desired.objects.filter(desired.waiting(), account=account, aspect="stock")
    with connection.execute_wrapper(counted):
        while due.exists():
            push.push_account(account_id=account.pk, clock=timezone.now, budget=BUDGET)
            # Out of turn: the governor said when the next call may go.
            time.sleep(0.02)
    return time.perf_counter() - began, counted.count


def import_orders(market: PasarTiruan, account: ChannelAccount, wanted: int) -> dict[str, Any]:
    """Orders of one line each, read through the real models; memory after each tenth.

    Windows overlap by seconds here, not by minutes: what was read before would be read ten times.
    """
    pull.OVERLAP = timedelta(seconds=5)
    tenth, kept, parts = max(1, wanted // 10), [], []
    clock = ShiftedClock()
    for _tenth in range(10):
        for number in range(tenth):
            line = {"sku": f"B-{number % 40}", "quantity": 1}
            market.post("orders", shop=SHOP, lines=[line])
        parts.append(_timed_pull(account, clock))
        kept.append(_resident_mib())
    taken = sum(each["orders"] for each in parts)
    return {
        "orders": taken,
        "per_second": round(taken / sum(each["seconds"] for each in parts), 1),
        "cpu_ms": round(1000 * sum(each["cpu"] for each in parts) / taken, 2),
        "sql_per_order": round(sum(each["sql"] for each in parts) / taken, 1),
        "mib_after_a_tenth": kept[0],
        "mib_after_half": kept[4],
        "mib_at_the_end": kept[9],
        "kib_more_per_1000_orders": round(1024 * (kept[9] - kept[4]) / (5 * tenth / 1000), 1),
    }


def _resident_mib() -> float:
    """What the process holds now, after the garbage is gone."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return round(pages * resource.getpagesize() / 1024 / 1024, 1)


def many_cooperatives(account: ChannelAccount) -> dict[str, Any]:
    """One look of the worker at all duties, with so many linked shops that have nothing to do."""
    found: dict[str, Any] = {}
    linked = 1
    for wanted in COOPERATIVES:
        _link_idle(account, wanted - linked)
        linked = wanted
        took = []
        for _round in range(20):
            counted, cpu = Statements(), time.process_time()
            with connection.execute_wrapper(counted):
                for duty in DUTIES:
                    duty.find(timezone.now())
            took.append(1000 * (time.process_time() - cpu))
        found[f"sql_of_a_look_at_{wanted}"] = counted.count
        found[f"cpu_ms_of_a_look_at_{wanted}"] = round(statistics.median(took), 2)
    return found


def _link_idle(account: ChannelAccount, more: int) -> None:
    """Shops of other cooperatives at the same channel, read a moment ago."""
    for _number in range(more):
        cooperative = make_cooperative()
        idle = ChannelAccount.objects.create(
            cooperative=cooperative,
            app_id=account.app_id,
            channel=account.channel,
            external_shop_id=f"idle-{cooperative.pk}",
            label="Idle",
            linked_at=timezone.now(),
            push_stock=True,
        )
        linking.ensure_cursors(idle, timezone.now())
        Cursor.objects.filter(account=idle).update(next_run_at=timezone.now() + BUDGET)


def restock(market: PasarTiruan, account: ChannelAccount) -> None:
    """The shelves there are filled although the drain is not measured."""
    market.post("settings", **WIDE_OPEN)
    _push_all(account)


def _timed_pull(account: ChannelAccount, clock: ShiftedClock) -> dict[str, Any]:
    before = ChannelOrder.objects.count()
    clock.advance(seconds=5)
    pull.poll_soon(account_id=account.pk, now=clock())
    counted, began, cpu = Statements(), time.perf_counter(), time.process_time()
    with connection.execute_wrapper(counted):
        pull.pull_account(account_id=account.pk, clock=clock, budget=BUDGET)
    return {
        "orders": ChannelOrder.objects.count() - before,
        "seconds": time.perf_counter() - began,
        "cpu": time.process_time() - cpu,
        "sql": counted.count,
    }


def answer_notifications() -> dict[str, Any]:
    """Signed notifications, one after the other: until the answer is given, in milliseconds."""
    client, took = Client(), []
    for number in range(NOTIFICATIONS):
        told = {"code": 3, "shop_id": SHOP_ID, "timestamp": int(time.time()), "data": {}}
        told["data"] = {"ordersn": f"250101BENCH{number:05}", "status": "READY_TO_SHIP"}
        body = json.dumps(told).encode()
        signed = CALLBACK.encode() + b"|" + body
        proof = hmac.new(str(APP["partner_key"]).encode(), signed, hashlib.sha256).hexdigest()
        began = time.perf_counter()
        answer = client.post(
            "/api/webhooks/shopee/",
            body,
            content_type="application/json",
            headers={"Authorization": proof},
        )
        took.append(1000 * (time.perf_counter() - began))
        assert answer.status_code == 200, answer.content
    return {"notifications": len(took), **percentiles(took)}


def sell(market: PasarTiruan, account: ChannelAccount, times: int = 100) -> dict[str, Any]:
    """A sale here until buyers there see the right number, the worker awake, in milliseconds."""
    record = StockRecord.objects.get(partner_sku="B-0")
    assert record.stock_item_id is not None
    took = []
    for number in range(times):
        began = time.perf_counter()
        stock.reserve(item_id=record.stock_item_id, quantity=1, ref=f"bench:{number}:1")
        while Desired.objects.filter(desired.waiting(), account=account, aspect="stock").exists():
            push.push_account(account_id=account.pk, clock=timezone.now, budget=BUDGET)
        took.append(1000 * (time.perf_counter() - began))
        # A sale every quarter of a second: below the pace of the channel.
        time.sleep(max(0.0, 0.25 - (time.perf_counter() - began)))
    return {"sales": times, **percentiles(took)}


def percentiles(took: list[float]) -> dict[str, float]:
    """p50, p95 and p99 in milliseconds, nearest rank."""
    ranked = sorted(took)
    return {
        f"p{at}": round(ranked[math.ceil(len(ranked) * at / 100) - 1], 1) for at in (50, 95, 99)
    }


def main() -> None:
    """Each part, written as soon as it is known."""
    output, results = Path(sys.argv[1]), {"engine": connection.vendor}
    orders = int(os.environ.get("ENGINE_ORDERS") or 5_000)
    listings = int(os.environ.get("ENGINE_LISTINGS") or 2_000)
    wanted = (
        os.environ.get("ENGINE_PARTS") or "drain,sale,import,notifications,cooperatives"
    ).split(",")
    if output.is_file():
        results = {**json.loads(output.read_text()), **results}
    setup_test_environment()
    call_command("migrate", verbosity=0)
    with tempfile.TemporaryDirectory() as name, running(seed(Path(name), listings)) as market:
        account = link(market, listings)
        # The first look goes back days; from then on a push reads only what came since.
        _timed_pull(account, ShiftedClock())
        parts: dict[str, Callable[[], dict[str, Any]]] = {
            "drain": lambda: drain(market, account),
            "sale": lambda: sell(market, account),
            "import": lambda: import_orders(market, account, orders),
            "notifications": answer_notifications,
            "cooperatives": lambda: many_cooperatives(account),
        }
        for part, measure in parts.items():
            if part not in wanted:
                continue
            if part == "import" and "drain" not in wanted:
                restock(market, account)
            market.post("settings", **(WIDE_OPEN if part == "import" else {}))
            results[part] = measure()
            print(f"{part}: {results[part]}", flush=True)
            output.write_text(json.dumps(results, indent=1))


if __name__ == "__main__":
    main()
