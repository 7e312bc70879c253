"""Putting goods up at Pasar Tiruan's WooCommerce and TikTok Shop, whatever call breaks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import pytest
import requests

from catalog.models import Product
from integrations.channels.transport import Secret
from integrations.sandbox.market import open_market
from integrations.sandbox.server import Running
from integrations.sync import duties, publishing
from integrations.sync import publishing_categories as shelves
from integrations.sync.models import ChannelAccount, ChannelApp, Listing
from integrations.sync.publishing import Stage
from integrations.sync.secrets import owner_of_app, seal
from tests.factories_orders import make_shelf
from tests.factories_sync import Scene, ShiftedClock, make_account
from tests.integration.sync.publishing_scene import make_goods

TITLE = "Kopi Mandheling dari petani Tapanuli"
WOO, TIKTOK = "woocommerce", "tiktok_shop"
LAST_CALL = {WOO: "*/variations/batch", TIKTOK: "/product/202309/products"}
FIRST_CALL = {WOO: "*/wc/v3/products", TIKTOK: "/product/202309/products"}


@dataclass(kw_only=True)
class Stand:
    """A linked shop at Pasar Tiruan, and goods of ours in two packs."""

    base: str
    account: ChannelAccount
    product_id: int
    clock: ShiftedClock

    def fault(self, kind: str, path: str) -> None:
        told = {"kind": kind, "path": path, "count": 1}
        assert requests.post(f"{self.base}/control/faults", json=told, timeout=9).ok

    def press(self) -> publishing.Asked:
        return publishing.publish(account=self.account, product_ids=[self.product_id])

    def work(self, rounds: int = 3) -> None:
        for _round in range(rounds):
            self.clock.advance(minutes=2)
            duties.BY_NAME["publishing"].run(None, self.clock)

    @property
    def items(self) -> list[dict[str, Any]]:
        """What stands at the marketplace under the goods' name."""
        state = requests.get(f"{self.base}/control/state", timeout=9).json()
        found = [row for shop in state["shops"] for row in shop["items"]]
        return [row for row in found if row["name"] == TITLE and row["status"] != "deleted"]

    @property
    def stage(self) -> Stage:
        [offer] = publishing.offers(self.account, [self.product_id])
        return offer.stage


@dataclass
class Keys:
    """What ``make_account`` asks a marketplace for."""

    shop_id: str
    access_token: str
    refresh_token: str = ""


@pytest.fixture(params=[WOO, TIKTOK])
def stand(
    request: pytest.FixtureRequest, transactional_db: None, settings: Any, tmp_path: Path
) -> Iterator[Stand]:
    settings.MEDIA_ROOT = tmp_path
    running = Running(market=open_market(state=":memory:"))
    running.market.limiter.configure(rate=0, burst=0)
    running.start()
    yield linked(request.param, running.market.urls["pages"])
    running.stop()


def linked(channel: str, base: str) -> Stand:
    keys = requests.get(f"{base}/control/credentials", timeout=9).json()[channel]
    clock, record = ShiftedClock(), make_shelf()
    if channel == WOO:
        app_id, secret = "woocommerce", "rahasia-hook"
        access = f"{keys['consumer_key']} {keys['consumer_secret']}"
    else:
        app_id, secret = keys["app_key"], keys["app_secret"]
        access = f"{keys['shop_cipher']} {keys['access_token']}"
    app = ChannelApp.objects.create(
        channel=channel,
        app_id=app_id,
        secret=seal(Secret(secret), owner_of_app(channel, app_id)),
        api_base=keys["base_url"],
    )
    refresh = f"{keys.get('shop_cipher', '')} {keys.get('refresh_token', '')}".strip()
    market = cast(Any, Keys(str(keys["shop_id"]), access, refresh))
    account = make_account(record=record, market=market, clock=clock, app=app)
    ChannelAccount.objects.filter(pk=account.pk).update(state="connected", push_stock=True)
    account.refresh_from_db()
    scene = Scene(clock=clock, market=market, app=app, account=account, record=record, key=("", ""))
    product, _records = make_goods(scene, 2)
    Product.objects.filter(pk=product.pk).update(title=TITLE)
    shelves.read_categories(account=account)
    leaf = shelves.search(shelves.tree_of(account), "Kopi & Teh")[0].category_id
    asked = shelves.read_attributes(account=account, category_id=leaf)
    answers = {
        each.attribute_id: [each.values[0].value_id, each.values[0].name]
        for each in asked
        if each.is_mandatory
    }
    publishing.choose(account=account, product_id=product.pk, category_id=leaf, answers=answers)
    return Stand(base=base, account=account, product_id=product.pk, clock=clock)


def once(stand: Stand) -> None:
    [item] = stand.items
    assert len(item["variants"]) == 2
    rows = Listing.objects.filter(account=stand.account, title=TITLE)
    assert rows.exclude(external_variant_id="").exclude(stockrecord=None).count() == 2
    assert stand.stage is Stage.UP


def test_goods_are_put_up_with_both_packs_matched(stand: Stand) -> None:
    assert stand.press().sent == 1
    stand.work(1)
    once(stand)


@pytest.mark.parametrize("kind", ["half_json", "outage"])
def test_a_last_call_that_fails_puts_nothing_up_twice(stand: Stand, kind: str) -> None:
    stand.fault(kind, LAST_CALL[stand.account.channel])
    stand.press()
    stand.work()
    once(stand)


def test_a_first_call_whose_answer_is_lost_is_found_again(stand: Stand) -> None:
    stand.fault("half_json", FIRST_CALL[stand.account.channel])
    stand.press()
    stand.work()
    once(stand)
