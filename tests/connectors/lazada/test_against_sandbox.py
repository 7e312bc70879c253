"""The connector against Pasar Tiruan over real HTTP. Neither was written from the other."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from integrations.channels.errors import (
    AuthExpired,
    AuthRevoked,
    ChannelError,
    RateLimited,
    Rejected,
    Unavailable,
)
from integrations.channels.transport import Secret
from integrations.channels.words import (
    App,
    CancelReason,
    Credentials,
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
from integrations.connectors.lazada import LazadaConnector
from integrations.sandbox.market import open_market
from integrations.sandbox.server import Running
from tests.connectors.shopee.pasar_tiruan import over_http

DROPOFF = ShipChoice(method=ShipMethod.DROPOFF)


class Pasar:
    """A running marketplace, and the connector of its Lazada shop."""

    def __init__(self, running: Running) -> None:
        self.market = running.market
        self.session = requests.Session()
        self.base = self.market.urls["pages"]
        self.control("settings", rate=10_000, burst=10_000)
        self.keys = self.session.get(f"{self.base}/control/credentials").json()["lazada"]
        self.shop_id = str(self.keys["shop_id"])

    def control(self, path: str, **data: object) -> dict:
        return self.session.post(f"{self.base}/control/{path}", json=data).json()

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.market.store.now(), UTC)

    def connector(self, access: str = "") -> LazadaConnector:
        token = Secret(access or self.keys["access_token"])
        return LazadaConnector(
            Credentials(external_shop_id=self.shop_id, access_token=token),
            over_http(self.session),
            self.now,
            app=App(app_id=str(self.keys["app_key"]), secret=Secret(self.keys["app_secret"])),
            base_url=self.market.urls["lazada"],
        )

    def buy(self, sku: str, quantity: int = 1, *, pay: bool = True) -> str:
        lines = [{"sku": sku, "quantity": quantity}]
        return self.control("orders", shop=self.shop_id, lines=lines, pay=pay)["order_sn"]

    def orders(self):
        now = self.now()
        page = self.connector().read_orders(now - timedelta(days=1), now + timedelta(seconds=2))
        return list(page.items)


@pytest.fixture
def pasar() -> Iterator[Pasar]:
    running = Running(market=open_market(state=":memory:"))
    running.start()
    yield Pasar(running)
    running.stop()


def _shelf(pasar: Pasar) -> list[Listing]:
    items = pasar.connector().list_listings().items
    assert all(isinstance(item, Listing) for item in items)
    return list(items)


def _level(listing: Listing, quantity: int) -> StockLevel:
    return StockLevel(
        external_listing_id=listing.external_listing_id,
        external_variant_id=listing.external_variant_id,
        seller_sku=listing.seller_sku,
        quantity=quantity,
    )


def test_consent_gives_tokens_that_work(pasar: Pasar):
    page = pasar.connector().authorize_url("https://lapak.example.id/kembali/", "s-1")
    assert pasar.session.get(page).status_code == 200
    answer = pasar.session.post(page, data={"shop_id": pasar.shop_id}, allow_redirects=False)
    back = parse_qs(urlsplit(answer.headers["Location"]).query)
    assert back["state"] == ["s-1"]

    grant = pasar.connector().exchange(back["code"][0], "")
    assert grant.external_shop_id == pasar.shop_id
    info = pasar.connector(grant.tokens.access.reveal()).shop_info()
    assert (info.external_shop_id, info.is_open) == (pasar.shop_id, True)
    with pytest.raises(AuthRevoked):
        pasar.connector().exchange(back["code"][0], "")

    renewed = pasar.connector().refresh(grant.tokens.refresh.reveal())
    ends = renewed.tokens.refresh_expires_at - grant.tokens.refresh_expires_at
    assert abs(ends) <= timedelta(seconds=2)


def test_numbers_go_out_and_one_bad_sku_spoils_no_other_for_long(pasar: Pasar):
    first, second, *_ = _shelf(pasar)
    pushed = pasar.connector().push_stock([_level(first, 7), _level(second, 0)])
    assert [outcome.error for outcome in pushed] == [None, None]
    wrong = StockLevel(external_listing_id="1", external_variant_id="2", quantity=1)
    partly = pasar.connector().push_stock([_level(first, 8), wrong])
    assert [type(outcome.error) for outcome in partly] == [Unavailable, Rejected]
    price = PriceLevel(
        external_listing_id=first.external_listing_id,
        external_variant_id=first.external_variant_id,
        price=Rupiah(first.price + 1000),
    )
    assert pasar.connector().push_price([price])[0].is_ok

    now = {item.external_variant_id: item for item in _shelf(pasar)}
    assert now[first.external_variant_id].price == first.price + 1000
    assert now[second.external_variant_id].quantity == 0


def test_sellable_stays_sellable_while_units_are_sold_and_not_shipped(pasar: Pasar):
    first, *_ = _shelf(pasar)
    pasar.connector().push_stock([_level(first, 9)])
    pasar.buy(first.seller_sku, 2)
    pasar.connector().push_stock([_level(first, 7)])
    assert _shelf(pasar)[0].quantity == 7


def test_a_listing_is_hidden_and_shown(pasar: Pasar):
    first, *_ = _shelf(pasar)
    for is_visible, state in ((False, ListingState.DRAFT), (True, ListingState.LIVE)):
        change = ListingVisibility(
            external_listing_id=first.external_listing_id, is_visible=is_visible
        )
        assert pasar.connector().set_visible([change])[0].is_ok
        assert _shelf(pasar)[0].state is state


def test_units_become_lines_and_a_parcel_goes_out(pasar: Pasar):
    first, *_ = _shelf(pasar)
    pasar.buy(first.seller_sku, 3)
    pasar.buy(first.seller_sku, 1, pay=False)
    states = {order.lines[0].quantity: order for order in pasar.orders()}
    assert states[1].state is OrderState.UNPAID
    order = states[3]
    assert order.state is OrderState.READY
    assert [line.external_variant_id for line in order.lines] == [first.external_variant_id]

    connector = pasar.connector()
    assert connector.fetch_label(order.ref) is None
    assert connector.ship(order.ref, DROPOFF).external_parcel_id
    assert connector.fetch_orders([order.ref])[0].state is OrderState.PROCESSED
    pasar.control("clock", advance=60)
    assert connector.tracking(order.ref).tracking_number
    assert connector.request_label(order.ref).is_ok
    assert connector.fetch_label(order.ref).content.startswith(b"%PDF")
    with pytest.raises(ChannelError):
        connector.ship(order.ref, DROPOFF)


def test_the_seller_cancels(pasar: Pasar):
    first, *_ = _shelf(pasar)
    pasar.buy(first.seller_sku)
    [order] = pasar.orders()
    assert pasar.connector().cancel(order.ref, CancelReason.OUT_OF_STOCK).is_ok
    [after] = pasar.connector().fetch_orders([order.ref])
    assert after.state is OrderState.CANCELLED
    assert after.lines[0].cancelled_quantity == 1


def test_a_buyers_wish_is_seen_and_accepted(pasar: Pasar):
    first, *_ = _shelf(pasar)
    order_sn = pasar.buy(first.seller_sku)
    pasar.control(f"orders/{order_sn}/request-cancel", reason="Salah pilih")
    [order] = pasar.orders()
    assert order.state is OrderState.CANCEL_REQUESTED
    assert pasar.connector().answer_cancellation(order.ref, True).is_ok
    assert pasar.connector().fetch_orders([order.ref])[0].state is OrderState.CANCELLED


def test_an_unknown_order_is_an_error_in_its_place(pasar: Pasar):
    [missing] = pasar.connector().fetch_orders([OrderRef(external_order_id="260000000999999")])
    assert type(missing).__name__ == "NotFound"


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("http_429", RateLimited),
        ("rate_limited", RateLimited),
        ("http_500", Unavailable),
        ("html", Unavailable),
        ("half_json", Unavailable),
        ("token_expired", AuthExpired),
    ],
)
def test_faults_end_in_their_class(pasar: Pasar, kind: str, error: type[ChannelError]):
    pasar.control("faults", kind=kind, count=1)
    with pytest.raises(error):
        pasar.connector().shop_info()
    assert pasar.connector().shop_info().name
