"""The connector against Pasar Tiruan over real HTTP. Neither was written from the other."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import requests

from integrations.channels.errors import (
    AuthRevoked,
    ChannelError,
    NotFound,
    RateLimited,
    Rejected,
    Unavailable,
)
from integrations.channels.notifications import HintKind
from integrations.channels.settlements import SettlementKind
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
from integrations.connectors.blibli import BlibliConnector
from integrations.sandbox.market import open_market
from integrations.sandbox.server import Running
from tests.connectors.shopee.pasar_tiruan import over_http
from tests.sandbox.conftest import Receiver

PICKUP = ShipChoice(method=ShipMethod.PICKUP, address_id="gudang")


class Pasar:
    """A running marketplace, and the connector of its Blibli store."""

    def __init__(self, running: Running) -> None:
        self.market = running.market
        self.session = requests.Session()
        self.base = self.market.urls["pages"]
        self.control("settings", rate=10_000, burst=10_000)
        self.read_keys()

    def read_keys(self) -> None:
        self.keys = self.session.get(f"{self.base}/control/credentials").json()["blibli"]

    def control(self, path: str, **data: object) -> dict:
        return self.session.post(f"{self.base}/control/{path}", json=data).json()

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.market.store.now(), UTC)

    def app(self) -> App:
        secret = Secret(self.keys["client_key"])
        return App(app_id=self.keys["client_id"], secret=secret)

    def connector(self) -> BlibliConnector:
        names = ("seller_key", "username", "store_code", "signature_key")
        keys = {name: self.keys[name] for name in names}
        grant = BlibliConnector(None, None, self.now, app=self.app()).grant_from_keys(keys)
        return BlibliConnector(
            Credentials(external_shop_id=grant.external_shop_id, access_token=grant.tokens.access),
            over_http(self.session),
            self.now,
            app=self.app(),
            base_url=self.keys["base_url"],
        )

    def buy(self, *skus: str, quantity: int = 1, pay: bool = True) -> str:
        lines = [{"sku": sku, "quantity": quantity} for sku in skus]
        return self.control("orders", shop=self.keys["shop_id"], lines=lines, pay=pay)["order_sn"]

    def orders(self):
        now = self.now()
        page = self.connector().read_orders(now - timedelta(hours=1), now + timedelta(seconds=2))
        return list(page.items)


@pytest.fixture
def pasar() -> Iterator[Pasar]:
    running = Running(market=open_market(state=":memory:"))
    running.start()
    yield Pasar(running)
    running.stop()


def _shelf(pasar: Pasar) -> list[Listing]:
    found, cursor = [], None
    while True:
        page = pasar.connector().list_listings(cursor)
        found += page.items
        cursor = page.next_cursor
        if cursor is None:
            break
    assert all(isinstance(item, Listing) for item in found)
    return found


def _level(listing: Listing, quantity: int) -> StockLevel:
    return StockLevel(
        external_listing_id=listing.external_listing_id,
        external_variant_id=listing.external_variant_id,
        seller_sku=listing.seller_sku,
        quantity=quantity,
        location_id=listing.location_ids[0],
    )


def test_keys_work_with_and_without_a_signature_until_they_are_withdrawn(pasar: Pasar):
    assert pasar.connector().shop_info().external_shop_id == pasar.keys["store_code"]

    pasar.control("blibli/signature", key="kunci-tanda-tangan")
    with pytest.raises(AuthRevoked):
        pasar.connector().shop_info()
    pasar.read_keys()
    assert pasar.connector().shop_info().name

    pasar.control("blibli/revoke")
    with pytest.raises(AuthRevoked):
        pasar.connector().shop_info()


def test_numbers_go_out_and_one_bad_sku_spoils_no_other(pasar: Pasar):
    first, second, *_ = _shelf(pasar)
    assert first.price > 0
    wrong = StockLevel(external_listing_id="KTS-1-1", external_variant_id="KTS-1-1-1", quantity=1)
    pushed = pasar.connector().push_stock([_level(first, 7), wrong, _level(second, 0)])
    assert [type(outcome.error) for outcome in pushed] == [type(None), NotFound, type(None)]
    nowhere = StockLevel(
        external_listing_id=first.external_listing_id,
        external_variant_id=first.external_variant_id,
        quantity=1,
        location_id="PP-0",
    )
    assert isinstance(pasar.connector().push_stock([nowhere])[0].error, Rejected)

    now = {item.external_variant_id: item for item in _shelf(pasar)}
    assert now[first.external_variant_id].quantity == 7
    assert now[second.external_variant_id].quantity == 0


def test_a_price_and_a_switch_hold_once_the_queue_has_worked(pasar: Pasar):
    first, *_ = _shelf(pasar)
    level = PriceLevel(
        external_listing_id=first.external_listing_id,
        external_variant_id=first.external_variant_id,
        price=Rupiah(first.price + 1000),
    )
    hidden = ListingVisibility(external_listing_id=first.external_listing_id, is_visible=False)
    assert pasar.connector().push_price([level])[0].is_ok
    assert pasar.connector().set_visible([hidden])[0].is_ok
    pasar.control("clock", advance=60)

    now = {item.external_variant_id: item for item in _shelf(pasar)}
    assert now[first.external_variant_id].price == first.price + 1000
    assert now[first.external_variant_id].state is ListingState.DRAFT


def test_an_order_is_packed_and_goes_out(pasar: Pasar):
    first, second, *_ = _shelf(pasar)
    pasar.buy(first.seller_sku, second.seller_sku, quantity=2)
    pasar.buy(first.seller_sku, pay=False)  # nobody has paid: no list shows it
    [order] = pasar.orders()
    assert order.state is OrderState.READY
    assert [line.external_variant_id for line in order.lines] == [
        first.external_variant_id,
        second.external_variant_id,
    ]
    assert {line.quantity for line in order.lines} == {2}

    connector = pasar.connector()
    assert connector.fetch_orders([order.ref])[0].recipient.city
    options = connector.ship_options(order.ref)
    assert options.methods == (ShipMethod.PICKUP,)
    assert connector.fetch_label(order.ref) is None
    parcel = connector.ship(order.ref, PICKUP).external_parcel_id
    [after] = connector.fetch_orders([order.ref])
    assert (after.state, len(after.parcels)) == (OrderState.SHIPPED, 1)
    assert after.parcels[0].external_parcel_id == parcel
    assert connector.tracking(order.ref).tracking_number == after.parcels[0].tracking_number != ""
    assert connector.request_label(order.ref).is_ok
    assert connector.fetch_label(order.ref).content.startswith(b"%PDF")
    with pytest.raises(ChannelError):
        connector.ship(order.ref, PICKUP)


@pytest.mark.parametrize("reason", [CancelReason.OUT_OF_STOCK, CancelReason.BUYER_ASKED])
def test_the_seller_cancels(pasar: Pasar, reason: CancelReason):
    first, second, *_ = _shelf(pasar)
    pasar.buy(first.seller_sku, second.seller_sku)
    [order] = pasar.orders()
    assert pasar.connector().cancel(order.ref, reason).is_ok
    [after] = pasar.connector().fetch_orders([order.ref])
    assert after.state is OrderState.CANCELLED
    assert [line.cancelled_quantity for line in after.lines] == [1, 1]
    again = pasar.connector().cancel(order.ref, reason)
    assert type(again.error).__name__ == "Conflict"


def test_a_buyer_who_cancels_is_seen(pasar: Pasar):
    first, *_ = _shelf(pasar)
    order_sn = pasar.buy(first.seller_sku)
    pasar.control(f"orders/{order_sn}/cancel")
    [order] = pasar.orders()
    assert order.state is OrderState.CANCELLED


def test_what_was_delivered_is_paid_out(pasar: Pasar):
    first, *_ = _shelf(pasar)
    order_sn = pasar.buy(first.seller_sku)
    for step in ("ship", "deliver", "receive"):
        pasar.control(f"orders/{order_sn}/{step}")
    now = pasar.now()
    page = pasar.connector().read_settlements(now - timedelta(days=7), now + timedelta(seconds=2))
    [paid] = page.items

    kinds = {line.kind: int(line.amount) for line in paid.lines}
    assert kinds[SettlementKind.SALE] == first.price
    assert kinds[SettlementKind.COMMISSION] < 0
    assert SettlementKind.OTHER not in kinds


def test_a_notification_is_proven_and_names_the_order(pasar: Pasar):
    first, *_ = _shelf(pasar)
    receiver = Receiver()
    pasar.control("blibli/push", url=receiver.url)
    pasar.buy(first.seller_sku)
    [order] = pasar.orders()
    with pasar.market.store.transaction() as tx:
        row = tx.one("SELECT * FROM push WHERE dialect = 'blibli' ORDER BY id DESC")
        if row is None:  # the marketplace's thread has not turned the event into a message yet
            from integrations.sandbox.pushes import queue_events

            queue_events(tx=tx, dialects=pasar.market.dialects)
            row = tx.the("SELECT * FROM push WHERE dialect = 'blibli' ORDER BY id DESC")
        sent = pasar.market.dialect("blibli").delivery(
            tx=tx, app_id=row["app_id"], body=row["body"].encode(), spoilt=False
        )
    receiver.close()
    headers = {"Content-Type": "application/json", **sent.headers}
    delivery = pasar.connector().verify_webhook(headers, row["body"].encode(), receiver.url)

    [hint] = delivery.hints
    assert (hint.kind, hint.external_id) == (HintKind.ORDER, order.external_order_id)
    assert hint.external_shop_id == pasar.keys["store_code"]


def test_an_unknown_order_is_an_error_in_its_place(pasar: Pasar):
    [missing] = pasar.connector().fetch_orders([OrderRef(external_order_id="12999999999")])
    assert isinstance(missing, NotFound)


def test_a_quota_is_told_as_one(pasar: Pasar):
    first, *_ = _shelf(pasar)
    pushed = [pasar.connector().push_stock([_level(first, 7)])[0] for _ in range(61)]
    assert [outcome.is_ok for outcome in pushed].count(True) == 60
    assert isinstance(pushed[-1].error, RateLimited)


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("http_429", RateLimited),
        ("rate_limited", RateLimited),
        ("quota", RateLimited),
        ("http_500", Unavailable),
        ("html", Unavailable),
        ("half_json", Unavailable),
        ("outage", Unavailable),
        ("token_expired", AuthRevoked),
    ],
)
def test_faults_end_in_their_class(pasar: Pasar, kind: str, error: type[ChannelError]):
    pasar.control("faults", kind=kind, count=1, shop=pasar.keys["shop_id"])
    with pytest.raises(error):
        pasar.connector().shop_info()
    assert pasar.connector().shop_info().name
