"""Pasar Tiruan's networks on a port, and a clock at ten in the morning."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from integrations.sandbox import faults
from integrations.sandbox.dialects.social import controls
from integrations.sandbox.market import Market, open_market
from integrations.sandbox.wire import Server
from shop.outbox.delivery import deliver_due

SECRET = "rahasia-aplikasi-latihan-lapak"
HOOK = "/api/webhooks/meta/"


class Clock:
    """A clock that moves when told."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def wait(self, **span: float) -> None:
        self.now += timedelta(**span)


class Networks:
    """The networks, and the switches behind them."""

    def __init__(self, market: Market, clock: Clock) -> None:
        self.market, self.clock = market, clock

    def act(self, action: str, **data: Any) -> dict[str, Any]:
        return controls.run(market=self.market, action=action, data=data)

    def fault(self, kind: str, *, count: int | None = 1, **more: Any) -> None:
        told = {"kind": kind, "dialect": "social", **more}
        with self.market.store.transaction() as tx:
            faults.add(tx=tx, data=told if count is None else {**told, "count": count})

    def sent(self) -> list[str]:
        """What lies on buyers' phones."""
        return [row["text"] for row in self.act("messages")["messages"]]

    def posts(self, network: str = "") -> list[dict[str, Any]]:
        return list(self.act("posts", network=network)["posts"])

    def calls(self) -> int:
        with self.market.store.transaction() as tx:
            return int(tx.the("SELECT count(*) FROM call")[0])

    def knock(self) -> list[int]:
        """Every webhook queued so far, delivered now; the answers."""
        service = self.market.services["social"]
        self.act("messages")
        with self.market.store.transaction() as tx:
            tx.run("UPDATE social_app SET webhook_url = 'http://127.0.0.1:9/'")
            rows = tx.all("SELECT * FROM push WHERE state = 'waiting' ORDER BY id")
            out = []
            for row in rows:
                body = row["body"].encode()
                spoilt = bool(row["bad_signature"])
                sent = service.delivery(tx=tx, app_id=row["app_id"], body=body, spoilt=spoilt)
                assert sent is not None
                out.append((body, dict(sent.headers)))
            tx.run("UPDATE push SET state = 'delivered'")
        return [
            Client().post(HOOK, body, content_type="application/json", headers=headers).status_code
            for body, headers in out
        ]

    def work(self, kind: str, **span: float) -> int:
        """Let the worker do what is due so much later."""
        self.clock.wait(**span)
        return deliver_due(clock=self.clock, budget=timedelta(minutes=1), kinds=[kind])


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr("django.utils.timezone.now", clock)
    return clock


@pytest.fixture
def networks(settings: Any, clock: Clock) -> Iterator[Networks]:
    market = open_market(state=":memory:")
    app = market.services["social"].wsgi_app(market=market)
    server = Server(host="127.0.0.1", port=0, app=app, now=market.store.now)
    server.start()
    url = f"http://127.0.0.1:{server.port}"
    settings.META_GRAPH_BASE_URL = settings.WHATSAPP_BASE_URL = settings.TELEGRAM_BASE_URL = url
    settings.META_APP_SECRET, settings.META_VERIFY_TOKEN = SECRET, "kata-uji"
    settings.WHATSAPP_PHONE_ID = "108900000000001"
    settings.WHATSAPP_TOKEN = "EAAlatihan-whatsapp-lapak"
    yield Networks(market, clock)
    market.stopping.set()
    server.stop()
    market.store.close()
