"""``manage.py demo_check``: buy once on each side and measure when the other side shows it.

Only what a buyer can see is used: Pasar Tiruan's control API, and the pages of the shop. Time runs
from the press of the button until the number stands on the other side. Exit code 1
when a number is wrong or later than ``--limit`` seconds, 2 when nothing could be measured.
"""

from __future__ import annotations

import os
import time
from argparse import ArgumentParser
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import requests
from django.core.management.base import BaseCommand, CommandError

from shop.demo.shopper import Buyer, CannotBuy, Page, Shopper, placed

LIMIT = 2.0
PATIENCE = 60.0
PAUSE = 0.05
TIMEOUT = 20
SHOP = "kopilintong.official"
SLUG = "kopi-arabika-lintong-sangrai-sedang"
SKU = "KKL-LS-0250"
# Draws on the same sack: its number follows from the first one's, rounded down.
OTHER_SKU = "KKL-LS-1000"
WAYS = ("cod", "manual_transfer")


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """How long one direction took; ``shown`` is the number at the end, ``wanted`` the right one."""

    seconds: float
    wanted: int
    shown: int


class Command(BaseCommand):
    help = "Ukur berapa cepat penjualan di satu sisi terlihat di sisi lain (make run harus jalan)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        port, sandbox = os.environ.get("PORT", "8000"), os.environ.get("SANDBOX_PORT", "8900")
        parser.add_argument("--site", default=f"http://127.0.0.1:{port}", help="alamat toko")
        parser.add_argument("--limit", type=float, default=LIMIT, help="paling lama, dalam detik")
        parser.add_argument("--market", default=f"http://127.0.0.1:{sandbox}")

    def handle(self, *args: Any, **options: Any) -> None:
        """Both directions, then the verdict."""
        shopper, market = Shopper(options["site"]), Market(options["market"])
        try:
            before = settled(shopper, market)
            self.stdout.write(f"{SKU}: {before} di toko dan di Pasar Tiruan.")
            there = self.sell_there(shopper, market, before)
            here = self.sell_here(shopper, market, before - 1)
            others = market.number(OTHER_SKU), shopper.packs(SLUG, OTHER_SKU)
        except (requests.RequestException, CannotBuy, KeyError) as error:
            raise CommandError(
                f"Tidak dapat diukur: {error}. Jalankan `make run` dulu.", returncode=2
            ) from error
        self.say_verdict(there, here, others, limit=options["limit"])

    def sell_there(self, shopper: Shopper, market: Market, before: int) -> Measured:
        """A marketplace buyer pays; the product page must show one less."""
        started = time.monotonic()
        order = market.buy(SKU)
        found = measure(started, lambda: shopper.packs(SLUG, SKU), before - 1)
        self.say(f"Terjual di Pasar Tiruan ({order}), terlihat di toko", found)
        return found

    def sell_here(self, shopper: Shopper, market: Market, before: int) -> Measured:
        """A guest orders in the shop; the marketplace must show one less."""
        buyer = Buyer(name="Pembeli demo-check", note="Dibuat oleh make demo-check")
        page, way = checkout_of(shopper, buyer)
        started = time.monotonic()
        order = placed(shopper.place(page, buyer, way))
        found = measure(started, lambda: market.number(SKU), before - 1)
        self.say(f"Terjual di toko ({order.number}), terlihat di Pasar Tiruan", found)
        return found

    def say(self, what: str, found: Measured) -> None:
        """One line for one direction."""
        seconds = f"{found.seconds:.2f}".replace(".", ",")
        line = f"{what}: {found.shown} setelah {seconds} detik"
        wrong = "" if found.shown == found.wanted else f", seharusnya {found.wanted}"
        self.stdout.write(line + wrong)

    def say_verdict(
        self, there: Measured, here: Measured, others: tuple[int, int], *, limit: float
    ) -> None:
        """Right and quick enough, or what is not."""
        problems = []
        if there.shown != there.wanted or here.shown != here.wanted or others[0] != others[1]:
            problems.append("ada angka yang salah")
        if max(there.seconds, here.seconds) > limit:
            problems.append(f"lebih lambat dari {limit:.0f} detik")
        if others[0] != others[1]:
            self.stdout.write(f"{OTHER_SKU}: {others[1]} di toko, {others[0]} di Pasar Tiruan")
        if problems:
            raise CommandError(f"Belum lulus: {' dan '.join(problems)}.", returncode=1)
        self.stdout.write(f"Lulus: angka benar di kedua sisi, masing-masing < {limit:.0f} detik.")


class Market:
    """The little of Pasar Tiruan's control API that a buyer needs."""

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")
        self.session = requests.Session()
        self.session.trust_env = False

    def buy(self, sku: str) -> str:
        """One paid piece; returns the order's number."""
        data = {"shop": SHOP, "lines": [{"sku": sku, "quantity": 1}]}
        answer = self.session.post(f"{self.url}/control/orders", json=data, timeout=TIMEOUT)
        answer.raise_for_status()
        return str(answer.json()["order_sn"])

    def number(self, sku: str) -> int:
        """What buyers can buy now."""
        answer = self.session.get(
            f"{self.url}/control/state", params={"shop": SHOP}, timeout=TIMEOUT
        )
        answer.raise_for_status()
        items = answer.json()["shops"][0]["items"]
        numbers = {row["seller_sku"]: row["stock"] for item in items for row in item["variants"]}
        return int(numbers[sku])


def checkout_of(shopper: Shopper, buyer: Buyer) -> tuple[Page, str]:
    """A basket with one pack, one press before the order; the way to pay that is offered."""
    shopper.add(SLUG, SKU)
    page = shopper.address(buyer, WAYS[0])
    offered = {each.value for each in page.all("pay")}
    way = next((way for way in WAYS if way in offered), None)
    if way is None:
        raise CannotBuy(f"cara bayar: {sorted(offered)}")
    return page, way


def settled(shopper: Shopper, market: Market) -> int:
    """The number both sides agree on before anything is bought."""
    deadline = time.monotonic() + PATIENCE
    while (here := shopper.packs(SLUG, SKU)) != (there := market.number(SKU)):
        if time.monotonic() > deadline:
            raise CannotBuy(f"angka awal berbeda: toko {here}, Pasar Tiruan {there}")
        time.sleep(PAUSE)
    return here


def measure(started: float, look: Callable[[], int], wanted: int) -> Measured:
    """Look again and again until the number is right, or until patience ends.

    ``started`` is the moment the buyer pressed the button, on ``time.monotonic``.
    """
    while (shown := look()) != wanted and time.monotonic() - started < PATIENCE:
        time.sleep(PAUSE)
    return Measured(seconds=time.monotonic() - started, wanted=wanted, shown=shown)
