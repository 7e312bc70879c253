"""A shop on a site of its own (WooCommerce), through the whole engine and over real HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from integrations import registry
from integrations.channels.errors import Unavailable
from integrations.channels.orders import OrderState
from integrations.channels.transport import Secret
from integrations.connectors.woocommerce import WooCommerceConnector
from integrations.sandbox.core import orders as far_orders
from integrations.sandbox.core import selectors as far
from integrations.sandbox.core.records import Wanted
from integrations.sandbox.market import open_market, reset
from integrations.sandbox.server import Running
from integrations.sync import health, listings, services, worker
from integrations.sync.errors_catalogue import Code, code_of, explain
from integrations.sync.facts import Colour
from integrations.sync.models import AccountState, ChannelAccount, ChannelApp, ChannelOrder
from integrations.sync.secrets import owner_of_app, seal
from shop.order import services as orders
from shop.order.models import Parcel, ParcelState
from shop.outbox import services as outbox
from shop.outbox.models import Message
from shop.partner.models import Partner, StockRecord
from tests.factories_desk import client_of, make_staff, worker_beats
from tests.factories_orders import make_shelf
from tests.factories_sync import Scene, ShiftedClock

pytestmark = pytest.mark.django_db(transaction=True)
SKU = "KHS-MK-0250"


@dataclass(kw_only=True)
class Site:
    """The shop's side and ours."""

    running: Running
    keys: dict[str, Any]
    app: ChannelApp
    cooperative_id: int
    clock: ShiftedClock

    def link(self, **changes: str) -> ChannelAccount:
        """Staff copy the keys; the goods match by their code; on."""
        told = {
            "site": self.keys["site"],
            "consumer_key": self.keys["consumer_key"],
            "consumer_secret": self.keys["consumer_secret"],
        }
        run = services.link_with_keys(
            cooperative_id=self.cooperative_id,
            app_id=self.app.pk,
            values={**told, **changes},
            clock=self.clock,
        )
        assert run.account is not None
        account_id = run.account.pk
        listings.read_listings(
            account_id=account_id, clock=self.clock, budget=timedelta(seconds=30)
        )
        assert services.accept_certain(account_id=account_id) == 1
        services.switch_on(account_id=account_id)
        self.work()
        return ChannelAccount.objects.get(pk=account_id)

    def work(self) -> None:
        """Let the engine go round, each time a while later."""
        for _ in range(3):
            self.clock.advance(seconds=20)
            worker.run_due(clock=self.clock)

    def buy(self, *, pay: bool) -> str:
        """A buyer of the site orders two."""
        with self.running.market.moment() as tx:
            shop_id = int(self.keys["shop_id"])
            variant = far.find_variant(tx=tx, shop_id=shop_id, sku=SKU)
            buyer = tx.the("SELECT id FROM buyer ORDER BY id LIMIT 1")["id"]
            lines = [Wanted(variant_id=variant, quantity=2)]
            return far_orders.place(tx=tx, shop_id=shop_id, buyer_id=buyer, lines=lines, pay=pay)

    def control(self, action: str, **data: Any) -> None:
        """Something happens to the site."""
        market = self.running.market
        market.dialect("woocommerce").control(market=market, action=action, data=data)

    def card(self, account: ChannelAccount) -> Any:
        """What the desk says about the shop."""
        account.refresh_from_db()
        [found] = health.cards([account], now=self.clock())
        return found


@pytest.fixture(scope="module")
def running() -> Iterator[Running]:
    running = Running(market=open_market(state=":memory:"))
    running.start()
    yield running
    running.stop()


@pytest.fixture
def site(running: Running, transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Site:
    """The demo site as on its first day, and staff who are about to link it."""
    # The pace of small hosts would make these tests stand still most of the time.
    limits = replace(WooCommerceConnector.limits, rate_per_second=1000, burst=1000)
    monkeypatch.setattr(WooCommerceConnector, "limits", limits)
    reset(market=running.market)
    running.market.limiter.configure(rate=0, burst=0)
    address = running.market.urls["woocommerce"]
    with running.market.moment() as tx:
        dialect = running.market.dialect("woocommerce")
        keys = dialect.credentials(tx=tx, base_url=address)
    app = ChannelApp.objects.create(
        channel="woocommerce",
        app_id="woocommerce",
        secret=seal(Secret("rahasia-uji"), owner_of_app("woocommerce", "woocommerce")),
        api_base=address,
    )
    record = make_shelf(on_hand=20_000)
    StockRecord.objects.filter(pk=record.pk).update(partner_sku=SKU)
    return Site(
        running=running,
        keys=keys,
        app=app,
        cooperative_id=record.partner_id,
        clock=ShiftedClock(),
    )


def shown(site: Site) -> int:
    """The number buyers of the site see, as the site tells it."""
    account = ChannelAccount.objects.get()
    listings.read_listings(account_id=account.pk, clock=site.clock, budget=timedelta(seconds=30))
    listing = account.listings.get(seller_sku=SKU)
    assert listing.remote_quantity is not None
    return int(listing.remote_quantity)


def test_a_sale_there_ends_in_the_right_number_also_when_it_is_paid_later(site: Site) -> None:
    site.link()
    assert shown(site) == 20

    sn = site.buy(pay=False)
    site.work()
    assert shown(site) == 18, "held for a buyer who has not paid yet"
    with site.running.market.moment() as tx:
        far_orders.pay(tx=tx, order_sn=sn)
    site.work()
    # The site has taken the units out by itself once it was paid; our number puts that right.
    assert shown(site) == 18


def test_a_parcel_leaves_with_the_number_that_staff_wrote_down(site: Site) -> None:
    site.link()
    site.buy(pay=True)
    site.work()
    order = ChannelOrder.objects.get()
    parcel = Parcel.objects.get(order=order.order)
    Parcel.objects.filter(pk=parcel.pk).update(tracking_number="JNE-0001", courier="JNE")

    services.request_shipment(parcel_id=parcel.pk)
    Message.objects.filter(kind="channel.ship").update(
        not_before=site.clock() - timedelta(seconds=1)
    )
    outbox.deliver_due(clock=site.clock, budget=timedelta(seconds=20))
    site.work()

    order.refresh_from_db()
    parcel.refresh_from_db()
    assert (order.state, order.tracking_number) == ("completed", "JNE-0001")
    assert (parcel.state, parcel.tracking_number) == ("completed", "JNE-0001")
    assert not Message.objects.exclude(state="sent").exists()


def test_the_desk_asks_for_the_number_before_the_buyer_is_told(site: Site) -> None:
    site.link()
    site.buy(pay=True)
    site.work()
    worker_beats()
    parcel = Parcel.objects.get(order__source="woocommerce")
    cooperative = Partner.objects.get(pk=site.cooperative_id)
    staff = client_of(make_staff(cooperative))
    ask = reverse("desk:hand_over", args=[parcel.pk])
    press = staff.post(reverse("desk:ship", args=[parcel.pk]), {"yakin": "1"})
    assert press["Location"] == ask
    assert 'name="resi"' in staff.get(ask).content.decode()

    empty = staff.post(ask, {"cara": "own|", "resi": " "})
    assert empty["Location"] == ask
    assert not Message.objects.filter(kind="channel.ship").exists()
    staff.post(ask, {"cara": "own|", "resi": "SICEPAT-9"})
    choice = Message.objects.get(kind="channel.ship").payload["choice"]
    assert (choice["method"], choice["tracking_number"]) == ("own_courier", "SICEPAT-9")


def test_a_cancellation_of_ours_that_is_under_way_is_not_taken_for_a_return(scene: Scene) -> None:
    order_id = scene.market.buy(scene.key, quantity=2, is_paid=False)
    scene.pull()
    parcel = scene.parcel(order_id)
    orders.walk(parcel_id=parcel.pk, to=ParcelState.CANCELLED, source="desk")
    assert Message.objects.filter(kind="channel.cancel", state="queued").exists()

    scene.market.move(order_id, OrderState.READY)
    scene.pull()
    assert scene.channel_order(order_id).error_code == ""


def test_a_channel_without_labels_is_asked_for_none(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registry.get("fake"), "makes_labels", False, raising=False)
    order_id = scene.market.buy(scene.key)
    scene.pull()
    parcel = scene.parcel(order_id)
    services.request_shipment(parcel_id=parcel.pk)
    for _ in range(2):
        Message.objects.filter(state="queued").update(
            not_before=scene.clock() - timedelta(seconds=1)
        )
        outbox.deliver_due(clock=scene.clock, budget=timedelta(seconds=20))
        scene.pull()

    parcel.refresh_from_db()
    assert (parcel.tracking_number, bool(parcel.label)) == (f"RESI-{order_id}", False)
    assert Message.objects.get(kind="channel.label").state == "sent"
    assert "request_label" not in scene.market.calls


def test_an_address_that_head_office_did_not_register_is_not_called_when_private(
    site: Site,
) -> None:
    ChannelApp.objects.update(api_base="")
    for address in (site.keys["site"], "https://127.0.0.1", "https://localhost"):
        with pytest.raises(Unavailable) as caught:
            site.link(site=address)
        assert code_of(caught.value) is Code.SITE_REFUSED, address
    assert not ChannelAccount.objects.exists()
    with site.running.market.moment() as tx:
        assert tx.the("SELECT count(*) FROM call WHERE dialect = 'woocommerce'")[0] == 0


def test_keys_that_are_withdrawn_ask_for_new_ones_and_go_on(site: Site) -> None:
    account = site.link()
    site.control("revoke")
    site.work()
    found = site.card(account)
    assert (account.state, found.code) == (AccountState.NEEDS_REAUTH, "keys_refused")
    assert found.colour is Colour.RED

    with site.running.market.moment() as tx:
        dialect = site.running.market.dialect("woocommerce")
        site.keys = dialect.credentials(tx=tx, base_url=site.keys["site"])
    site.buy(pay=True)
    services.link_with_keys(
        cooperative_id=site.cooperative_id,
        app_id=site.app.pk,
        values={
            "site": site.keys["site"],
            "consumer_key": site.keys["consumer_key"],
            "consumer_secret": site.keys["consumer_secret"],
        },
        account_id=account.pk,
        clock=site.clock,
    )
    site.work()
    assert ChannelOrder.objects.count() == 1
    assert shown(site) == 18


@pytest.mark.parametrize(
    ("habit", "code"),
    [("plain", "site_no_api"), ("rest_off", "site_api_off"), ("notices", "site_unreadable")],
)
def test_a_site_that_must_be_mended_says_so_and_goes_on_when_it_is(
    site: Site, habit: str, code: str
) -> None:
    account = site.link()
    site.control("site", **{habit: True})
    for _ in range(3):
        site.work()
    found = site.card(account)
    assert (found.colour, found.code) == (Colour.RED, code)
    assert found.sentence == f"{explain(code).title}."

    site.control("site", **{habit: False})
    site.clock.advance(minutes=2)
    site.work()
    assert site.card(account).colour is not Colour.RED
