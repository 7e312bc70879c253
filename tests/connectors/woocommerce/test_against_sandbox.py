"""The connector against Pasar Tiruan over real HTTP. Neither was written from the other."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
import requests

from integrations.channels.errors import (
    AuthRevoked,
    ChannelError,
    Conflict,
    NotFound,
    RateLimited,
    Unavailable,
)
from integrations.channels.transport import Secret
from integrations.channels.words import (
    App,
    CancelReason,
    Credentials,
    HintKind,
    Listing,
    ListingState,
    ListingVisibility,
    OrderRef,
    OrderState,
    PriceLevel,
    Rupiah,
    ShipChoice,
    ShipMethod,
    StockLevel,
)
from integrations.connectors.woocommerce import WooCommerceConnector
from integrations.connectors.woocommerce import client as woo
from integrations.connectors.woocommerce.client import sign
from integrations.sandbox.market import reset
from integrations.sandbox.server import Running
from tests.connectors.shopee.pasar_tiruan import over_http

SECRET = "rahasia-hook-uji"
APP = App(app_id="woocommerce", secret=Secret(SECRET))
BY_COURIER = ShipChoice(
    method=ShipMethod.OWN_COURIER, tracking_number="JNE0123", courier_code="JNE"
)


class Pasar:
    """A running marketplace, and the connector of its WooCommerce shop."""

    def __init__(self, running: Running) -> None:
        self.market = running.market
        self.session = requests.Session()
        self.base = self.market.urls["pages"]
        self.control("settings", rate=10_000, burst=10_000)
        self.keys = self.session.get(f"{self.base}/control/credentials").json()["woocommerce"]
        self.shop = str(self.keys["shop_id"])

    def control(self, path: str, **data: object) -> dict[str, Any]:
        answer: dict[str, Any] = self.session.post(f"{self.base}/control/{path}", json=data).json()
        return answer

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.market.store.now(), UTC)

    def connector(self) -> WooCommerceConnector:
        nobody = WooCommerceConnector(None, over_http(self.session), self.now, app=APP)
        grant = nobody.grant_from_keys(
            {
                "site": self.keys["base_url"],
                "consumer_key": self.keys["consumer_key"],
                "consumer_secret": self.keys["consumer_secret"],
            }
        )
        return WooCommerceConnector(
            Credentials(external_shop_id=grant.external_shop_id, access_token=grant.tokens.access),
            over_http(self.session),
            self.now,
            app=APP,
            base_url=grant.base_url,
        )

    def buy(self, sku: str, quantity: int = 1, *, pay: bool = True, cod: bool = False) -> str:
        lines = [{"sku": sku, "quantity": quantity}]
        return str(
            self.control("orders", shop=self.shop, lines=lines, pay=pay, cod=cod)["order_sn"]
        )

    def orders(self) -> list[Any]:
        now, found, cursor = self.now(), [], None
        while True:
            window = (now - timedelta(days=1), now + timedelta(seconds=2))
            page = self.connector().read_orders(*window, cursor)
            found += page.items
            cursor = page.next_cursor
            if cursor is None:
                return found

    def shelf(self) -> dict[str, Listing]:
        items = self.connector().list_listings().items
        assert all(isinstance(item, Listing) for item in items)
        return {item.seller_sku: item for item in items if isinstance(item, Listing)}

    def call(self, method: str, path: str, data: object) -> dict[str, Any]:
        """What the shop's owner does by hand, with the same keys."""
        url = f"{self.keys['base_url']}/wp-json/wc/v3/{path}"
        told = [
            ("oauth_consumer_key", self.keys["consumer_key"]),
            ("oauth_nonce", f"uji-{path}-{method}"),
            ("oauth_signature_method", "HMAC-SHA256"),
            ("oauth_timestamp", str(int(self.now().timestamp()))),
        ]
        proof = sign(method, url, told, self.keys["consumer_secret"])
        query = [*told, ("oauth_signature", proof)]
        answer = self.session.request(method, url, params=query, json=data)
        assert answer.ok, answer.text
        found: dict[str, Any] = answer.json()
        return found


@pytest.fixture
def pasar(running: Running) -> Pasar:
    """The demo as on its first day: stopping the ports takes longer than a test."""
    reset(market=running.market)
    return Pasar(running)


def level(listing: Listing, quantity: int) -> StockLevel:
    return StockLevel(
        external_listing_id=listing.external_listing_id,
        external_variant_id=listing.external_variant_id,
        seller_sku=listing.seller_sku,
        quantity=quantity,
    )


def test_keys_open_the_shop_until_they_are_withdrawn(pasar: Pasar):
    connector = pasar.connector()
    host = pasar.keys["base_url"].removeprefix("http://")
    assert connector.shop_info().external_shop_id == host

    pasar.control("woocommerce/revoke", shop=pasar.shop)
    with pytest.raises(AuthRevoked):
        connector.shop_info()
    with pytest.raises(AuthRevoked):
        pasar.connector().fetch_orders([OrderRef(external_order_id="1")])


def test_numbers_go_out_and_one_bad_id_spoils_no_other(pasar: Pasar):
    shelf = pasar.shelf()
    whole, part = shelf["KHS-MK-0250"], shelf["KHS-MH-0500"]
    assert part.external_variant_id
    gone = StockLevel(external_listing_id="999999999", quantity=1)

    pushed = pasar.connector().push_stock([level(whole, 7), level(part, 0), gone])
    assert [outcome.is_ok for outcome in pushed] == [True, True, False]
    assert isinstance(pushed[2].error, NotFound)
    price = PriceLevel(external_listing_id=whole.external_listing_id, price=Rupiah(99_000))
    assert pasar.connector().push_price([price])[0].is_ok

    after = pasar.shelf()
    assert (after["KHS-MK-0250"].quantity, after["KHS-MH-0500"].quantity) == (7, 0)
    assert after["KHS-MK-0250"].price == 99_000


def test_a_product_is_hidden_and_shown(pasar: Pasar):
    listing = pasar.shelf()["KHS-MK-0250"]
    for is_visible, state in ((False, ListingState.DRAFT), (True, ListingState.LIVE)):
        change = ListingVisibility(
            external_listing_id=listing.external_listing_id, is_visible=is_visible
        )
        assert pasar.connector().set_visible([change])[0].is_ok
        assert pasar.shelf()["KHS-MK-0250"].state is state


def test_orders_are_read_paid_or_not_and_sent_with_a_number(pasar: Pasar):
    pasar.buy("KHS-MH-0500", 3)
    pasar.buy("KHS-MK-0250", 1, pay=False)
    found = {order.lines[0].quantity: order for order in pasar.orders()}
    assert found[1].state is OrderState.UNPAID
    order = found[3]
    assert order.state is OrderState.READY
    assert order.lines[0].external_variant_id == pasar.shelf()["KHS-MH-0500"].external_variant_id
    assert order.lines[0].unit_price == 135_000
    assert order.total == 3 * 135_000 + (order.shipping_paid or 0)
    assert order.recipient.name

    connector = pasar.connector()
    assert connector.tracking(order.ref).tracking_number == ""
    assert connector.ship(order.ref, BY_COURIER).tracking_number == "JNE0123"
    [after] = connector.fetch_orders([order.ref])
    assert after.state is OrderState.COMPLETED
    assert [parcel.tracking_number for parcel in after.parcels] == ["JNE0123"]
    with pytest.raises(Conflict):
        connector.ship(order.ref, BY_COURIER)
    assert isinstance(connector.cancel(order.ref, CancelReason.BUYER_ASKED).error, Conflict)


def test_the_seller_cancels(pasar: Pasar):
    pasar.buy("KHS-MK-0250")
    [order] = pasar.orders()

    assert pasar.connector().cancel(order.ref, CancelReason.OUT_OF_STOCK).is_ok
    [after] = pasar.connector().fetch_orders([order.ref])
    assert after.state is OrderState.CANCELLED


def test_a_buyer_who_does_not_pay_loses_the_order(pasar: Pasar):
    sn = pasar.buy("KHS-MK-0250", pay=False)
    pasar.control(f"orders/{sn}/cancel", reason="Berubah pikiran")

    [order] = pasar.orders()
    assert order.state is OrderState.CANCELLED


def test_a_trashed_order_is_found_all_the_same(pasar: Pasar):
    pasar.buy("KHS-MK-0250")
    [order] = pasar.orders()
    pasar.call("DELETE", f"orders/{order.external_order_id}", None)

    [after] = pasar.orders()
    assert (after.raw_state, after.state) == ("trash", OrderState.CANCELLED)
    assert pasar.connector().fetch_orders([order.ref])[0].state is OrderState.CANCELLED


def test_pages_hold_every_order_once_or_twice_and_miss_none(pasar: Pasar):
    bought = 0
    pasar.connector().push_stock([level(pasar.shelf()["KHS-MK-0250"], 200)])
    for _ in range(3):
        for _ in range(20):
            pasar.buy("KHS-MK-0250")
            bought += 1
        pasar.control("clock", advance=1)

    ids = [order.external_order_id for order in pasar.orders()]
    assert len(set(ids)) == bought == 60


def test_an_unknown_order_is_an_error_in_its_place(pasar: Pasar):
    [missing] = pasar.connector().fetch_orders([OrderRef(external_order_id="999999999")])
    assert isinstance(missing, NotFound)


@pytest.mark.parametrize(
    ("habit", "code"),
    [
        ({"plain": True}, woo.SITE_NO_API),
        ({"rest_off": True}, woo.SITE_API_OFF),
        ({"notices": True}, woo.SITE_UNREADABLE),
    ],
)
def test_bad_habits_of_real_sites_are_told_apart(pasar: Pasar, habit: dict[str, Any], code: str):
    connector = pasar.connector()
    pasar.control("woocommerce/site", shop=pasar.shop, **habit)
    with pytest.raises(Unavailable) as caught:
        connector.shop_info()
    assert caught.value.code == code

    pasar.control("woocommerce/site", shop=pasar.shop, **dict.fromkeys(habit, False))
    assert connector.shop_info().name


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("http_429", RateLimited),
        ("rate_limited", RateLimited),
        ("quota", Unavailable),
        ("http_500", Unavailable),
        ("html", Unavailable),
        ("half_json", Unavailable),
        ("outage", Unavailable),
        ("token_expired", AuthRevoked),
    ],
)
def test_faults_end_in_their_class(pasar: Pasar, kind: str, error: type[ChannelError]):
    connector = pasar.connector()
    pasar.control("faults", kind=kind, count=1, shop=pasar.shop)
    with pytest.raises(error):
        connector.shop_info()
    assert connector.shop_info().name


class Hooks:
    """Where the shop's notifications arrive."""

    def __init__(self) -> None:
        self.came: list[tuple[dict[str, str], bytes]] = []
        self.arrived = threading.Event()
        hooks = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                hooks.came.append((dict(self.headers), body))
                hooks.arrived.set()
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/api/webhooks/woocommerce/"
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def wait(self, count: int) -> None:
        """Until so many have come."""
        for _ in range(100):
            if len(self.came) >= count:
                return
            self.arrived.wait(0.1)
            self.arrived.clear()
        raise AssertionError(f"{len(self.came)} of {count} notifications came")


def test_notifications_are_proven_and_lead_to_the_order(pasar: Pasar):
    hooks = Hooks()
    hook = {
        "name": "Lapak",
        "topic": "order.created",
        "delivery_url": hooks.url,
        "secret": SECRET,
    }
    pasar.call("POST", "webhooks", hook)
    hooks.wait(1)
    pasar.buy("KHS-MK-0250")
    hooks.wait(2)

    read = [
        pasar.connector().verify_webhook(headers, body, hooks.url)
        for headers, body in hooks.came[:2]
    ]
    assert read[0].hints == ()
    [hint] = read[1].hints
    [order] = pasar.orders()
    assert (hint.kind, hint.external_id) == (HintKind.ORDER, order.external_order_id)
    assert hint.external_shop_id == pasar.connector().shop_info().external_shop_id
    hooks.server.shutdown()
    hooks.server.server_close()
