"""The goods of a scene at two marketplaces, for the tests of shares."""

from __future__ import annotations

import pytest

from integrations import registry
from integrations.sync import escrow, listings, push, services
from integrations.sync.models import ChannelAccount, Listing
from integrations.sync.order_words import holder_of
from shop.stock import grants
from shop.stock.models import StockItem
from shop.stock.selectors import audit
from tests.factories_sync import BUDGET, Scene, make_account, make_app
from tests.fakes.connector import connector_to
from tests.fakes.marketplace import FakeMarketplace


class Two:
    """The goods of a scene, for sale at a second marketplace as well."""

    def __init__(self, scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
        self.scene = scene
        self.other = FakeMarketplace(clock=scene.clock, shop_id="777002")
        monkeypatch.setitem(registry.CONNECTORS, "fake2", connector_to(self.other))
        self.other_key = self.other.list_item(seller_sku=scene.record.partner_sku, quantity=10)
        self.account = make_account(
            record=scene.record, market=self.other, clock=scene.clock, app=make_app("fake2")
        )
        listings.read_listings(account_id=self.account.pk, clock=scene.clock, budget=BUDGET)
        services.accept_certain(account_id=self.account.pk)
        services.switch_on(account_id=self.account.pk)
        self.push()

    def push(self) -> None:
        """Both accounts, as often as it takes until only waiting is left."""
        for account in (self.scene.account, self.account):
            push.push_account(account_id=account.pk, clock=self.scene.clock, budget=BUDGET)

    def settle(self, rounds: int = 4) -> None:
        """Time passes, and what is due is done."""
        for _round in range(rounds):
            self.push()
            self.scene.clock.advance(seconds=escrow.IN_FLIGHT.total_seconds() + 1)
        self.push()

    @property
    def item(self) -> StockItem:
        return self.scene.item

    def listing_of(self, account: ChannelAccount) -> Listing:
        return Listing.objects.get(account=account)

    def granted(self, account: ChannelAccount) -> int:
        found = grants.of_item(self.item.pk).get(holder_of(self.listing_of(account).pk))
        return found.quantity if found else 0

    @property
    def shown(self) -> tuple[int, int]:
        return self.scene.shown, self.other.quantity(self.other_key)


def switch_on(two: Two) -> None:
    grants.set_escrow(item_id=two.item.pk, is_on=True)
    two.settle()


def covered(two: Two) -> None:
    """Neither place shows more than was granted to it."""
    for account, shown in zip((two.scene.account, two.account), two.shown, strict=True):
        assert shown * 1000 <= two.granted(account), (two.shown, account)
    assert audit() == []
