"""Twenty guests press the button at once, over HTTP, for the last five packs.

The shop runs as it does in production: granian, several worker processes, one database. Exactly
five orders come out; everybody else is told kindly and keeps the rest of the basket.
"""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import requests

from shop.order.models import Line, Order
from shop.payments.models import PaymentRequest
from shop.stock.models import StockItem
from shop.stock.selectors import audit
from tests.factories_storefront import KEBAYORAN, make_account, make_places, make_product

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]

GUESTS, PACKS = 20, 5
ROOT = Path(__file__).resolve().parent.parent.parent
START_SECONDS = 60


@dataclass(slots=True)
class Guest:
    """A browser: keeps cookies, sends what forms hold."""

    base: str
    number: int
    session: requests.Session = field(default_factory=requests.Session)

    def post(self, path: str, data: dict[str, object]) -> requests.Response:
        headers = {"Origin": self.base, "Sec-Fetch-Site": "same-origin"}
        return self.session.post(
            self.base + path, data=data, headers=headers, timeout=60, allow_redirects=False
        )

    def fill_basket(self, *product_ids: int) -> None:
        for product_id in product_ids:
            answer = self.post("/keranjang/tambah/", {"product": product_id, "quantity": 1})
            assert answer.status_code == 303, answer.text[:500]

    def ready_to_press(self) -> dict[str, object]:
        """Fill the page in up to the last button; returns the form."""
        page = self.session.get(f"{self.base}/checkout/", timeout=60)
        answer = self.post("/checkout/", {**self.form(page.text), "action": "update"})
        assert answer.status_code == 200
        return {**self.form(answer.text), "action": "place"}

    def form(self, text: str) -> dict[str, object]:
        data: dict[str, list[str]] = {}
        for tag in re.findall(r"<input[^>]*>", text):
            name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
            if name and not ('type="radio"' in tag and " checked" not in tag):
                data.setdefault(name[1], []).append(value[1] if value else "")
        contact = {
            "name": f"Tamu {self.number}",
            "phone": f"0812000000{self.number:02}",
            "region": KEBAYORAN,
            "street": "Jl. Uji 1",
        }
        return {**data, **contact}


@pytest.fixture
def shop(database_url: str) -> Iterator[str]:
    """The address of a running shop on this test's database."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--workers", "2"]
    command += ["--blocking-threads", "8", "--host", "127.0.0.1", "--port", str(port)]
    environment = {
        **os.environ,
        "DATABASE_URL": database_url,
        "DJANGO_SETTINGS_MODULE": "shop.settings.test",
        "LOG_LEVEL": "ERROR",
    }
    server = subprocess.Popen(
        [*command, "shop.wsgi:application"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    base = f"http://127.0.0.1:{port}"
    try:
        wait_until_up(base)
        yield base
    finally:
        server.terminate()
        server.wait(timeout=20)


def wait_until_up(base: str) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        try:
            if requests.get(f"{base}/robots.txt", timeout=5).ok:
                return
        except requests.ConnectionError:
            time.sleep(0.2)
    raise AssertionError("the shop did not start")


@pytest.fixture
def goods() -> tuple[int, int]:
    """Something of which five packs are left, and something of which there is plenty."""
    make_places()
    make_account()
    scarce = make_product("Madu terakhir", packs=PACKS, price=135_000)
    plenty = make_product("Kopi banyak", packs=500, price=95_000, cooperative=scarce.partner)
    return scarce.pk, plenty.pk


def test_twenty_guests_get_exactly_the_last_five(goods: tuple[int, int], shop: str) -> None:
    guests = [Guest(shop, number) for number in range(GUESTS)]
    for guest in guests:
        guest.fill_basket(*goods)
    forms = [guest.ready_to_press() for guest in guests]
    barrier = threading.Barrier(GUESTS)

    def press(place: int) -> requests.Response:
        barrier.wait()
        return guests[place].post("/checkout/", forms[place])

    with ThreadPoolExecutor(GUESTS) as crowd:
        answers = list(crowd.map(press, range(GUESTS)))

    assert Counter(answer.status_code for answer in answers) == {303: PACKS, 409: GUESTS - PACKS}
    kind = "Maaf, Madu terakhir baru saja habis."
    refused = [place for place, answer in enumerate(answers) if answer.status_code == 409]
    for place in refused:
        assert kind in answers[place].text
        assert f'value="Tamu {place}"' in answers[place].text
        basket = guests[place].session.get(f"{shop}/keranjang/", timeout=60).text
        assert "Kopi banyak" in basket

    scarce_id, plenty_id = goods
    assert Order.objects.count() == PACKS
    assert Line.objects.filter(product_id=scarce_id).count() == PACKS
    item = StockItem.objects.get(stockrecords__product=scarce_id)
    assert (item.on_hand, item.allocated) == (PACKS * 1_000, PACKS * 1_000)
    rest = StockItem.objects.get(stockrecords__product=plenty_id)
    assert rest.allocated == PACKS * 1_000
    assert len(set(PaymentRequest.objects.values_list("amount", flat=True))) == PACKS
    assert audit() == []


def test_those_who_were_late_can_order_the_rest_at_once(goods: tuple[int, int], shop: str) -> None:
    scarce_id, plenty_id = goods
    guest = Guest(shop, 1)
    guest.fill_basket(scarce_id, plenty_id)
    form = guest.ready_to_press()
    for rival in range(PACKS):
        buyer = Guest(shop, 10 + rival)
        buyer.fill_basket(scarce_id)
        assert buyer.post("/checkout/", buyer.ready_to_press()).status_code == 303
    refused = guest.post("/checkout/", form)
    assert refused.status_code == 409
    tidied = guest.post("/checkout/", {**guest.form(refused.text), "action": "tidy"})
    placed = guest.post("/checkout/", {**guest.form(tidied.text), "action": "place"})
    assert placed.status_code == 303
    assert Line.objects.filter(product_id=plenty_id).count() == 1
