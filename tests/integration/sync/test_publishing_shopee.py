"""Putting goods up at Pasar Tiruan's Shopee through the outbox, with every call that can break."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import pytest

from integrations.channels.transport import Secret
from integrations.sandbox.market import open_market
from integrations.sandbox.wire import Server
from integrations.sync import duties, publishing
from integrations.sync import publishing_categories as shelves
from integrations.sync.models import ChannelAccount, ChannelApp, Listing, ListingState
from integrations.sync.publishing import Stage
from integrations.sync.secrets import owner_of_app, seal
from shop.outbox.models import Message, State
from tests.factories_orders import make_shelf
from tests.factories_sync import Scene, ShiftedClock, make_account
from tests.integration.sync.publishing_scene import make_goods
from tests.sandbox.stranger import PARTNER_ID, PARTNER_KEY, SHOP, Stranger

TITLE = "Kopi Mandheling"


@dataclass(kw_only=True)
class Stand:
    """A linked shop at Pasar Tiruan, and goods of ours in two packs."""

    there: Stranger
    account: ChannelAccount
    product_id: int
    clock: ShiftedClock

    def press(self) -> publishing.Asked:
        return publishing.publish(account=self.account, product_ids=[self.product_id])

    def work(self, rounds: int = 3) -> None:
        for _round in range(rounds):
            self.clock.advance(minutes=2)
            duties.BY_NAME["publishing"].run(None, self.clock)

    @property
    def items(self) -> list[dict[str, Any]]:
        """What stands at the marketplace under the goods' name."""
        return [row for row in self.there.truth()["items"] if row["name"] == TITLE]

    @property
    def stage(self) -> Stage:
        [offer] = publishing.offers(self.account, [self.product_id])
        return offer.stage

    @property
    def states(self) -> list[str]:
        """How its listings stand, as we know them."""
        rows = Listing.objects.filter(account=self.account, title=TITLE)
        return list(rows.exclude(external_variant_id="").values_list("state", flat=True))


@pytest.fixture
def stand(transactional_db: None, settings: Any, tmp_path: Path) -> Iterator[Stand]:
    settings.MEDIA_ROOT = tmp_path
    market = open_market(state=":memory:")
    market.limiter.configure(rate=0, burst=0)
    there = Stranger(market=market)
    there.sign_in()
    app = market.dialect("shopee").wsgi_app(market=market)
    server = Server(host="127.0.0.1", port=0, app=app, now=market.store.now)
    server.start()
    try:
        yield linked(there, f"http://127.0.0.1:{server.port}")
    finally:
        market.stopping.set()
        server.stop()
        market.store.close()


def linked(there: Stranger, url: str) -> Stand:
    clock, record = ShiftedClock(), make_shelf()
    app = ChannelApp.objects.create(
        channel="shopee",
        app_id=str(PARTNER_ID),
        secret=seal(Secret(PARTNER_KEY), owner_of_app("shopee", str(PARTNER_ID))),
        api_base=url,
    )
    market = cast(Any, Keys(there.access_token, there.refresh_token))
    account = make_account(record=record, market=market, clock=clock, app=app)
    ChannelAccount.objects.filter(pk=account.pk).update(state="connected", push_stock=True)
    account.refresh_from_db()
    scene = Scene(clock=clock, market=market, app=app, account=account, record=record, key=("", ""))
    product, _records = make_goods(scene, 2)
    shelves.read_categories(account=account)
    leaf = shelves.search(shelves.tree_of(account), "Kopi & Teh")[0].category_id
    asked = shelves.read_attributes(account=account, category_id=leaf)
    answers = {
        each.attribute_id: [each.values[0].value_id, each.values[0].name]
        for each in asked
        if each.is_mandatory
    }
    publishing.choose(account=account, product_id=product.pk, category_id=leaf, answers=answers)
    return Stand(there=there, account=account, product_id=product.pk, clock=clock)


@dataclass
class Keys:
    """What ``make_account`` asks a marketplace for."""

    access_token: str
    refresh_token: str
    shop_id: str = str(SHOP)


@pytest.mark.parametrize("path", ["init_tier_variation", "unlist_item"])
def test_a_token_refused_halfway_puts_nothing_up_twice(stand: Stand, path: str) -> None:
    stand.there.fault("token_expired", path=f"/api/v2/product/{path}", count=1)
    assert stand.press().sent == 1

    stand.work()

    assert [len(item["variants"]) for item in stand.items] == [2]
    assert stand.states == [ListingState.LIVE] * 2
    assert (stand.stage, stand.items[0]["status"]) == (Stage.UP, "normal")


def test_goods_whose_showing_was_lost_are_shown_before_they_count_as_up(stand: Stand) -> None:
    stand.there.fault("outage", path="/api/v2/product/unlist_item", count=1)
    stand.press()
    stand.work(1)
    assert Message.objects.get(kind=publishing.PUBLISH).state == State.UNKNOWN
    assert stand.items[0]["status"] == "unlisted"

    stand.work()

    assert [item["status"] for item in stand.items] == ["normal"]
    assert stand.states == [ListingState.LIVE] * 2
    assert stand.stage is Stage.UP
