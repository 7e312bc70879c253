"""The demo's other channels: registered at Pasar Tiruan, and linked with keys as a person would."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import requests
from django.utils import timezone

from integrations.sandbox.market import Market, open_market
from integrations.sandbox.server import Running
from integrations.sync import services
from integrations.sync.calls import app_words
from integrations.sync.models import ChannelApp, ChannelOrder, Cursor, Listing
from integrations.sync.pull import poll_soon, pull_account
from shop.demo.loading import practice
from tests.factories_stock import make_cooperative

pytestmark = pytest.mark.django_db(transaction=True)
BUDGET = timedelta(seconds=20)


@pytest.fixture
def market(settings: Any) -> Iterator[Market]:
    running = Running(market=open_market(state=":memory:", demo=False))
    running.start()
    settings.SANDBOX_PORT = int(running.market.urls["pages"].rpartition(":")[2])
    yield running.market
    running.stop()


def control(market: Market, path: str, **data: object) -> Any:
    answer = requests.post(f"{market.urls['pages']}/control/{path}", json=data, timeout=10)
    answer.raise_for_status()
    return answer.json()


def test_every_channel_is_registered_once_and_its_shop_is_open(market: Market) -> None:
    for _ in range(2):
        assert practice.open_channels() == ["tiktok_shop", "lazada", "blibli", "woocommerce"]
    apps = {app.channel: app_words(app) for app in ChannelApp.objects.all()}
    assert set(apps) == {"tiktok_shop", "lazada", "blibli", "woocommerce"}
    assert all(app.secret for app in apps.values())
    assert apps["tiktok_shop"].service_id
    assert apps["blibli"].callback_url.endswith("/api/webhooks/blibli/")
    with market.store.transaction() as tx:
        shops = {row["dialect"] for row in tx.all("SELECT dialect FROM shop")}
    assert shops == set(apps)


@pytest.mark.parametrize(
    ("channel", "names", "sku"),
    [
        ("blibli", ("seller_key", "username", "store_code"), ""),
        ("woocommerce", ("site", "consumer_key", "consumer_secret"), "KHS-MH-0500"),
    ],
)
def test_a_shop_is_linked_with_the_keys_its_owner_sees(
    market: Market, channel: str, names: tuple[str, ...], sku: str
) -> None:
    practice.open_channels()
    app = ChannelApp.objects.get(channel=channel)
    ChannelApp.objects.filter(pk=app.pk).update(api_base=market.urls[channel])
    found = requests.get(f"{market.urls['pages']}/control/credentials", timeout=10).json()[channel]
    run = services.link_with_keys(
        cooperative_id=make_cooperative().pk,
        app_id=app.pk,
        values={name: found[name] for name in names},
    )
    assert run.account is not None
    services.read_listings(account_id=run.account.pk, clock=timezone.now, budget=BUDGET)
    codes = set(Listing.objects.values_list("seller_sku", flat=True))
    assert len(codes) >= 3

    lines = [{"sku": sku or min(codes), "quantity": 2}]
    control(market, "orders", shop=found["shop_id"], lines=lines)
    Cursor.objects.filter(stream="orders").update(position=timezone.now())  # no days to catch up
    control(market, "clock", advance=10)  # the newest moments are left to the next reading
    for _ in range(2):  # the first one learns what time it is there
        poll_soon(account_id=run.account.pk, now=timezone.now())
        pull_account(account_id=run.account.pk, clock=timezone.now, budget=BUDGET)
    order = ChannelOrder.objects.get(account=run.account)
    assert (order.state, order.import_state, order.lines.get().quantity) == ("ready", "done", 2)
