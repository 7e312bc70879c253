"""The connector against Pasar Tiruan over real HTTP. Neither side knows the other's code."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from integrations.channels.errors import AuthExpired, ChannelError, RateLimited, Unavailable
from integrations.channels.transport import Secret
from integrations.channels.words import (
    App,
    CancelReason,
    ChannelOrder,
    Credentials,
    HintKind,
    Listing,
    OrderRef,
    OrderState,
    PriceLevel,
    Rupiah,
    Settlement,
    ShipChoice,
    ShipMethod,
    StockLevel,
)
from integrations.connectors.tiktok_shop import TikTokShopConnector
from tests.connectors.shopee.pasar_tiruan import Listener, PasarTiruan, running

HOUR = 3600


@pytest.fixture(scope="module")
def process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PasarTiruan]:
    with running(tmp_path_factory.mktemp("sandbox") / "sandbox.sqlite3") as pasar:
        yield pasar


class Shop:
    """The demo's shop on TikTok, its keys and a connector for it."""

    def __init__(self, pasar: PasarTiruan) -> None:
        self.pasar = pasar
        self.keys: dict[str, Any] = pasar.get("credentials")["tiktok_shop"]
        self.id = str(self.keys["shop_id"])
        self.app = App(
            app_id=self.keys["app_key"],
            secret=Secret(self.keys["app_secret"]),
            api_base=self.keys["base_url"],
            service_id=str(self.keys["service_id"]),
        )
        token = f"{self.keys['shop_cipher']} {self.keys['access_token']}"
        self.connector = self.build(
            Credentials(external_shop_id=self.id, access_token=Secret(token))
        )

    def build(self, credentials: Credentials | None) -> TikTokShopConnector:
        return TikTokShopConnector(credentials, self.pasar.transport, self.pasar.now, app=self.app)

    def listings(self) -> list[Listing]:
        page = self.connector.list_listings()
        assert page.next_cursor is None
        return [item for item in page.items if isinstance(item, Listing)]

    def order(self, sku: str, quantity: int = 1, *, pay: bool = True) -> str:
        lines = [{"sku": sku, "quantity": quantity}]
        placed = self.pasar.post("orders", shop=self.id, lines=lines, pay=pay)
        return str(placed["order_sn"])

    def read(self) -> list[ChannelOrder]:
        now = self.pasar.now()
        page = self.connector.read_orders(now - timedelta(days=20), now)
        return [item for item in page.items if isinstance(item, ChannelOrder)]

    def only(self) -> ChannelOrder:
        [order] = self.read()
        return order

    def ref(self) -> OrderRef:
        order = self.only()
        parcel = order.parcels[0].external_parcel_id if order.parcels else ""
        return OrderRef(
            external_order_id=order.external_order_id,
            external_parcel_id=parcel,
            raw_state=order.raw_state,
        )

    def wait(self, seconds: int) -> None:
        self.pasar.post("clock", advance=seconds)


@pytest.fixture
def shop(process: PasarTiruan) -> Shop:
    process.post("reset", seed=7)
    process.post("settings", rate=10_000, burst=10_000)
    return Shop(process)


def test_consent_exchange_and_refresh(shop: Shop):
    nobody = shop.build(None)
    shop.pasar.post("tiktok_shop/app", redirect_url="https://lapak.example.id/kembali/")
    page = nobody.authorize_url("", "state-7")
    answer = requests.post(page, data={"shop_id": shop.id}, allow_redirects=False, timeout=3)
    query = parse_qs(urlsplit(answer.headers["Location"]).query)
    assert query["state"] == ["state-7"]

    grant = nobody.exchange(query["code"][0], "")
    assert grant.external_shop_id == shop.id
    own = Credentials(external_shop_id=shop.id, access_token=grant.tokens.access)
    assert shop.build(own).shop_info().region == "ID"
    again = nobody.refresh(grant.tokens.refresh.reveal(), shop.id)
    own = Credentials(external_shop_id=shop.id, access_token=again.tokens.access)
    assert shop.build(own).shop_info().external_shop_id == shop.id
    assert again.tokens.access_expires_at > shop.pasar.now() + timedelta(days=6)


def test_stock_and_prices_are_absolute(shop: Shop):
    first, second = shop.listings()[:2]
    levels = [
        StockLevel(
            external_listing_id=each.external_listing_id,
            external_variant_id=each.external_variant_id,
            quantity=quantity,
            location_id=(each.location_ids or ("",))[0],
            empty_location_ids=each.location_ids[1:],
        )
        for each, quantity in ((first, 5), (second, 0))
    ]
    unknown = StockLevel(
        external_listing_id=first.external_listing_id, external_variant_id="1", quantity=1
    )

    outcomes = shop.connector.push_stock([*levels, unknown])
    price = PriceLevel(
        external_listing_id=first.external_listing_id,
        external_variant_id=first.external_variant_id,
        price=Rupiah(int(first.price or 0) + 1_000),
    )
    priced = shop.connector.push_price([price])

    assert [outcome.error for outcome in outcomes[:2]] == [None, None]
    assert outcomes[2].error is not None
    assert [outcome.error for outcome in priced] == [None]
    after = {each.external_variant_id: each for each in shop.listings()}
    assert after[first.external_variant_id].quantity == 5
    assert after[second.external_variant_id].quantity == 0
    assert after[first.external_variant_id].price == price.price


def test_an_unpaid_order_of_three_units_is_one_line(shop: Shop):
    sku = shop.listings()[0].seller_sku
    shop.order(sku, 3, pay=False)

    order = shop.only()

    assert order.state is OrderState.UNPAID
    assert [(line.seller_sku, line.quantity) for line in order.lines] == [(sku, 3)]
    [fetched] = shop.connector.fetch_orders([order.ref])
    assert fetched == order


def test_ship_track_and_print(shop: Shop):
    shop.order(shop.listings()[0].seller_sku)
    shop.wait(2 * HOUR)
    assert shop.only().state is OrderState.READY
    options = shop.connector.ship_options(shop.ref())
    slot = options.pickup_slots[0]
    choice = ShipChoice(method=ShipMethod.PICKUP, address_id=slot.address_id, slot_id=slot.slot_id)

    shop.connector.ship(shop.ref(), choice)
    shop.wait(60)
    assert shop.only().state is OrderState.PROCESSED
    assert shop.connector.request_label(shop.ref()).is_ok
    shop.wait(60)
    label = shop.connector.fetch_label(shop.ref())

    assert label is not None
    assert label.content.startswith(b"%PDF")
    assert shop.connector.tracking(shop.ref()).tracking_number


def test_cancelling_by_the_seller(shop: Shop):
    shop.order(shop.listings()[0].seller_sku)
    shop.wait(2 * HOUR)

    outcome = shop.connector.cancel(shop.ref(), CancelReason.OUT_OF_STOCK)

    assert outcome.error is None
    assert shop.only().state is OrderState.CANCELLED


@pytest.mark.parametrize("accept", [True, False])
def test_a_buyers_wish_is_answered(shop: Shop, accept: bool):
    sn = shop.order(shop.listings()[0].seller_sku)
    shop.wait(2 * HOUR)
    shop.pasar.post(f"orders/{sn}/request-cancel")
    assert shop.only().state is OrderState.CANCEL_REQUESTED

    outcome = shop.connector.answer_cancellation(shop.ref(), accept)

    assert outcome.error is None
    assert shop.only().state is (OrderState.CANCELLED if accept else OrderState.READY)


def test_a_finished_order_is_on_a_statement(shop: Shop):
    sn = shop.order(shop.listings()[0].seller_sku)
    shop.pasar.post(f"orders/{sn}/ship")
    shop.wait(6 * 24 * HOUR)
    assert shop.only().state is OrderState.COMPLETED
    now = shop.pasar.now()

    page = shop.connector.read_settlements(now - timedelta(days=20), now + timedelta(days=2))

    settled = [item for item in page.items if isinstance(item, Settlement)]
    assert len(settled) == len(page.items) == 1
    order_id = shop.only().external_order_id
    assert {line.external_order_id for line in settled[0].lines} == {order_id}


def test_a_notification_is_proven_and_names_the_order(shop: Shop):
    listener = Listener()
    shop.pasar.post("tiktok_shop/app", push_url=listener.url)
    shop.order(shop.listings()[0].seller_sku, pay=False)

    [(headers, body)] = listener.wait_for(1)
    listener.close()

    [hint] = shop.build(None).verify_webhook(headers, body, listener.url).hints
    assert hint.kind is HintKind.ORDER
    assert hint.external_id == shop.only().external_order_id
    assert hint.external_shop_id == shop.id


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("http_429", RateLimited),
        ("rate_limited", RateLimited),
        ("http_500", Unavailable),
        ("half_json", Unavailable),
        ("html", Unavailable),
        ("token_expired", AuthExpired),
    ],
)
def test_faults_are_the_errors_they_are(shop: Shop, kind: str, error: type[ChannelError]):
    shop.pasar.fault(kind, "*/orders/search")

    with pytest.raises(error):
        shop.read()
    assert shop.read() == []
