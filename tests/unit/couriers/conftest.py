"""Pasar Tiruan's couriers, and a parcel they can fetch."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import requests
from django.test import Client
from django.utils import timezone

from integrations.sandbox.market import open_market
from integrations.sandbox.server import Running
from shop.couriers import calls, services
from shop.couriers.models import Booking
from shop.order.models import Parcel
from shop.outbox.delivery import deliver_due
from tests.factories_orders import make_paid_order, make_shelf

SECRET = "rahasia-latihan-pasar-tiruan"
HOOK = "/api/kurir/biteship/"


class Road:
    """The couriers, and the person behind them."""

    def __init__(self, running: Running) -> None:
        self.pages = running.market.urls["pages"]

    def act(self, action: str, order: str = "", *, answers: int = 200, **data: Any) -> Any:
        url = f"{self.pages}/control/biteship/{action}"
        answer = requests.post(url, json={"order": order, **data}, timeout=5)
        assert answer.status_code == answers, answer.text
        return answer.json()

    def fault(self, kind: str, **more: Any) -> None:
        told = {"kind": kind, "dialect": "biteship", "count": 1, **more}
        answer = requests.post(f"{self.pages}/control/faults", json=told, timeout=5)
        assert answer.status_code == 201, answer.text

    def notices(self) -> list[bytes]:
        """Every message written so far, oldest first."""
        rows = requests.get(f"{self.pages}/control/pushes", timeout=5).json()["pushes"]
        return [row["body"].encode() for row in rows if row["dialect"] == "biteship"]

    def calls(self, method: str, path: str) -> int:
        rows = requests.get(f"{self.pages}/control/calls", timeout=5).json()["calls"]
        return sum((row["method"], row["path"]) == (method, path) for row in rows)


@pytest.fixture
def road(tmp_path: Any, settings: Any) -> Iterator[Road]:
    running = Running(market=open_market(state=tmp_path / "s.sqlite3"))
    settings.BITESHIP_BASE_URL = running.market.urls["biteship"]
    settings.BITESHIP_KEY = "biteship_test.latihan-pasar-tiruan-lapak-koperasi"
    settings.BITESHIP_WEBHOOK_SECRET = SECRET
    settings.BITESHIP_LIVE_RATES = True
    running.start()
    found = Road(running)
    # Nobody listens there: every message is handed over by the test itself.
    found.act("account", webhook_url="http://127.0.0.1:9/")
    yield found
    running.stop()


def parcel_to_send(**changes: Any) -> Parcel:
    """A paid parcel of a cooperative with an address."""
    shelf = make_shelf()
    shelf.product.weight_grams = 500
    shelf.product.save()
    cooperative = shelf.partner
    cooperative.origin_line, cooperative.postal_code = "Jl. Sisingamangaraja 5", "22475"
    cooperative.whatsapp = "+6281211112222"
    cooperative.save()
    order = make_paid_order((shelf, 2), **changes)
    parcel = order.parcels.get()
    # As if the buyer had not chosen to fetch it.
    parcel.quote = {**parcel.quote, "code": "reguler"}
    parcel.save(update_fields=["quote"])
    return parcel


def booked(parcel: Parcel) -> Booking:
    """A courier asked for, and the answer taken in."""
    booking = services.book(parcel_id=parcel.pk, courier="jne", service="reg")
    work()
    booking.refresh_from_db()
    return booking


def work(minutes: int = 0) -> int:
    """Let the worker do what is due so many minutes from now."""
    now = timezone.now() + timedelta(minutes=minutes)
    kinds = [calls.BOOK, calls.CANCEL, calls.CHECK]
    return deliver_due(clock=lambda: now, budget=timedelta(seconds=60), kinds=kinds)


def tell(body: bytes, secret: str = SECRET) -> int:
    """A courier knocks."""
    headers = {"X-Lapak-Kurir": secret} if secret else {}
    answer = Client().post(HOOK, data=body, content_type="application/json", headers=headers)
    return answer.status_code
