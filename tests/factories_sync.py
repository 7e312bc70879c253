"""A cooperative's shop on the fake marketplace, linked the way a person links it."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from integrations.channels.transport import Secret
from integrations.channels.words import TokenPair
from integrations.sync import desired, linking, listings, pull, push, services, tokens
from integrations.sync.models import (
    ChannelAccount,
    ChannelApp,
    ChannelOrder,
    Desired,
    LinkRun,
    Listing,
)
from integrations.sync.secrets import owner_of_app, seal
from shop.order.models import Order, Parcel
from shop.partner.models import StockRecord
from shop.stock.models import StockItem
from tests.factories_orders import make_shelf
from tests.fakes.marketplace import FakeMarketplace, Key

_numbers = itertools.count(1)
APP_SECRET = "rahasia-aplikasi-uji"
BUDGET = timedelta(seconds=30)


class ShiftedClock:
    """The real time, moved by hand: rows are stamped by the real one."""

    def __init__(self) -> None:
        self.shift = timedelta(0)

    def __call__(self) -> datetime:
        return timezone.now() + self.shift

    def advance(self, **kwargs: float) -> None:
        """Move on by a timedelta's arguments."""
        self.shift += timedelta(**kwargs)


@dataclass(kw_only=True)
class Scene:
    """One pack of coffee, for sale here and at the marketplace."""

    clock: ShiftedClock
    market: FakeMarketplace
    app: ChannelApp
    account: ChannelAccount
    record: StockRecord
    key: Key

    @property
    def item(self) -> StockItem:
        """What lies in the store now."""
        assert self.record.stock_item_id is not None
        return StockItem.objects.get(pk=self.record.stock_item_id)

    @property
    def listing(self) -> Listing:
        """The listing of the pack."""
        return Listing.objects.get(account=self.account, external_listing_id=self.key[0])

    @property
    def stock(self) -> Desired:
        """What we want the channel to show of it."""
        return Desired.objects.get(listing=self.listing, aspect="stock")

    @property
    def shown(self) -> int:
        """What a buyer of the marketplace sees."""
        return self.market.quantity(self.key)

    def pull(self) -> pull.Pulled:
        """Poll, a moment later, whether it is time or not."""
        self.clock.advance(seconds=3)
        pull.poll_soon(account_id=self.account.pk, now=self.clock())
        return pull.pull_account(account_id=self.account.pk, clock=self.clock, budget=BUDGET)

    def push(self, aspect: str = "stock") -> push.Pushed:
        """Push what is due."""
        return push.push_account(
            account_id=self.account.pk, clock=self.clock, budget=BUDGET, aspect=aspect
        )

    def order(self, order_id: str) -> Order:
        """Our order for one of theirs."""
        found = self.channel_order(order_id).order
        assert found is not None
        return found

    def channel_order(self, order_id: str) -> ChannelOrder:
        """The row of one of their orders."""
        return ChannelOrder.objects.get(account=self.account, external_order_id=order_id)

    def parcel(self, order_id: str) -> Parcel:
        """The parcel of one of their orders."""
        return Parcel.objects.get(order=self.order(order_id))


def make_app(channel: str = "fake") -> ChannelApp:
    """Our registration with the marketplace."""
    app_id = f"app-{next(_numbers)}"
    return ChannelApp.objects.create(
        channel=channel,
        app_id=app_id,
        secret=seal(Secret(APP_SECRET), owner_of_app(channel, app_id)),
        callback_url="https://toko.example/api/webhooks/fake/",
    )


def make_account(
    *, record: StockRecord, market: FakeMarketplace, clock: ShiftedClock, app: ChannelApp
) -> ChannelAccount:
    """An account with the marketplace's present tokens; nothing is matched or switched on."""
    run = LinkRun(cooperative_id=record.partner_id, app=app)
    account = ChannelAccount.objects.create(
        cooperative_id=run.cooperative_id,
        app=app,
        channel=app.channel,
        external_shop_id=market.shop_id,
        label=f"Toko {market.shop_id}",
        linked_at=clock(),
    )
    tokens.store(
        account=account,
        tokens=TokenPair(
            access=Secret(market.access_token),
            refresh=Secret(market.refresh_token),
            access_expires_at=clock() + timedelta(hours=4),
            refresh_expires_at=clock() + timedelta(days=30),
        ),
    )
    linking.ensure_cursors(account, clock())
    return account


def make_scene(
    market: FakeMarketplace,
    clock: ShiftedClock,
    *,
    packs: int = 10,
    quantity: int | None = None,
    is_on: bool = True,
    channel: str = "fake",
) -> Scene:
    """``packs`` here, ``quantity`` (or as many) there; matched by code and switched on."""
    record = make_shelf(on_hand=packs * 1000)
    app = make_app(channel)
    key = market.list_item(
        seller_sku=record.partner_sku,
        quantity=packs if quantity is None else quantity,
        price=int(record.price),
    )
    account = make_account(record=record, market=market, clock=clock, app=app)
    listings.read_listings(account_id=account.pk, clock=clock, budget=BUDGET)
    services.accept_certain(account_id=account.pk)
    scene = Scene(clock=clock, market=market, app=app, account=account, record=record, key=key)
    if is_on:
        services.switch_on(account_id=account.pk)
        scene.pull()
        scene.push()
        account.refresh_from_db()
    return scene


def add_pack(scene: Scene, *, packs: int = 10, quantity: int | None = None) -> tuple:
    """One more pack of the same cooperative, matched and pushed. Returns record and key."""
    from tests.factories_stock import make_item, make_offer

    item = make_item(on_hand=packs * 1000, cooperative=scene.record.partner)
    record = make_offer(item=item)
    key = scene.market.list_item(
        seller_sku=record.partner_sku, quantity=packs if quantity is None else quantity
    )
    listings.read_listings(account_id=scene.account.pk, clock=scene.clock, budget=BUDGET)
    services.accept_certain(account_id=scene.account.pk)
    desired.mark_account(scene.account.pk)
    scene.push()
    return record, key
