"""The fake that the engine is tested with keeps the promises of a real connector."""

from __future__ import annotations

from datetime import timedelta

import pytest

from integrations.channels.capabilities import capabilities
from integrations.channels.errors import (
    AuthExpired,
    AuthRevoked,
    BadPayload,
    BadSignature,
    Conflict,
    NotFound,
    RateLimited,
    Rejected,
    Unavailable,
)
from integrations.channels.transport import Secret
from integrations.channels.words import (
    App,
    CancelReason,
    Credentials,
    ListingState,
    ListingVisibility,
    OrderRef,
    OrderState,
    ShipChoice,
    ShipMethod,
    StockLevel,
)
from tests.fakes.connector import FakeConnector, connector_to, signature
from tests.fakes.marketplace import FakeClock, FakeMarketplace, Fault, Key, SoldOut

APP = App(app_id="1", secret=Secret("fake-app-secret"))


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def market(clock: FakeClock) -> FakeMarketplace:
    return FakeMarketplace(clock=clock)


def connect(market: FakeMarketplace) -> FakeConnector:
    credentials = Credentials(
        external_shop_id=market.shop_id, access_token=Secret(market.access_token)
    )
    return connector_to(market)(credentials, None, market.clock, app=APP)


def level(key: Key, quantity: int) -> StockLevel:
    return StockLevel(external_listing_id=key[0], external_variant_id=key[1], quantity=quantity)


def everything(market: FakeMarketplace) -> list[object]:
    now = market.clock()
    return list(
        connect(market).read_orders(now - timedelta(days=1), now + timedelta(hours=1)).items
    )


def test_it_can_do_what_a_shop_connector_can(market: FakeMarketplace):
    assert capabilities(connect(market)) == {
        "Authorizes",
        "CancelsOrders",
        "ManagesListings",
        "PushesPrice",
        "PushesStock",
        "ReadsOrders",
        "ReadsSettlements",
        "ReceivesWebhooks",
        "Ships",
    }


def test_a_purchase_takes_stock_and_a_cancellation_gives_it_back(market: FakeMarketplace):
    coffee = market.list_item(seller_sku="KOPI", quantity=5)
    order_id = market.buy(coffee, quantity=3, is_paid=False)
    assert market.quantity(coffee) == 2
    with pytest.raises(SoldOut):
        market.buy(coffee, quantity=3)

    market.cancel_as_buyer(order_id)
    market.cancel_as_buyer(order_id)

    assert market.quantity(coffee) == 5


def test_a_refusal_spoils_no_other(market: FakeMarketplace):
    coffee = market.list_item(seller_sku="KOPI", quantity=5)
    honey = market.list_item(seller_sku="MADU", quantity=5)
    market.refuse(coffee, "reserved for a campaign")

    outcomes = connect(market).push_stock(
        [level(coffee, 1), level(honey, 2), level(("L404", ""), 3)]
    )

    assert [type(outcome.error) for outcome in outcomes] == [Rejected, type(None), NotFound]
    assert (market.quantity(coffee), market.quantity(honey)) == (5, 2)


@pytest.mark.parametrize(
    ("fault", "error", "left"),
    [
        (Fault.RATE_LIMITED, RateLimited, 5),
        (Fault.DOWN_BEFORE, Unavailable, 5),
        (Fault.DOWN_AFTER, Unavailable, 2),
        (Fault.TOKEN_EXPIRED, AuthExpired, 5),
        (Fault.REVOKED, AuthRevoked, 5),
    ],
)
def test_faults_happen_once_before_or_after(
    market: FakeMarketplace, fault: Fault, error: type[Exception], left: int
):
    coffee = market.list_item(seller_sku="KOPI", quantity=5)
    market.fail("push_stock", fault)
    connector = connect(market)

    [first] = connector.push_stock([level(coffee, 2)])
    assert type(first.error) is error
    assert market.quantity(coffee) == left

    [second] = connector.push_stock([level(coffee, 3)])
    assert second.is_ok
    assert market.quantity(coffee) == 3


def test_orders_show_up_late_in_the_list_but_not_in_a_fetch(
    market: FakeMarketplace, clock: FakeClock
):
    coffee = market.list_item(seller_sku="KOPI", quantity=5)
    market.order_lag = timedelta(seconds=2)
    order_id = market.buy(coffee)

    assert everything(market) == []
    [fetched] = connect(market).fetch_orders([OrderRef(external_order_id=order_id)])
    assert fetched.external_order_id == order_id
    clock.advance(seconds=2)
    assert everything(market) == [fetched]


def test_orders_may_come_twice_and_in_pages(market: FakeMarketplace):
    coffee = market.list_item(seller_sku="KOPI", quantity=5)
    market.repeat_orders = True
    market.page_size = 1
    order_id = market.buy(coffee)
    now = market.clock()

    first = connect(market).read_orders(now, now)
    second = connect(market).read_orders(now, now, first.next_cursor)

    assert [item.external_order_id for item in (*first.items, *second.items)] == [order_id] * 2
    assert second.next_cursor is None


def test_a_broken_order_stands_in_its_place(market: FakeMarketplace):
    coffee = market.list_item(seller_sku="KOPI", quantity=5)
    broken, sound = market.buy(coffee), market.buy(coffee)
    market.break_order(broken)

    first, second = everything(market)

    assert isinstance(first, BadPayload)
    assert first.ref == broken
    assert second.external_order_id == sound


def test_its_clock_may_be_wrong(market: FakeMarketplace, clock: FakeClock):
    coffee = market.list_item(seller_sku="KOPI", quantity=5)
    market.clock_skew = timedelta(minutes=5)

    order_id = market.buy(coffee)

    assert market.orders[order_id].updated_at == clock() + timedelta(minutes=5)


def test_tokens_expire_and_rotate_once(market: FakeMarketplace):
    old = connect(market)
    market.expire_token()
    with pytest.raises(AuthExpired):
        old.shop_info()

    grant = old.refresh("fake-refresh-0")
    with pytest.raises(AuthRevoked):
        old.refresh("fake-refresh-0")

    assert grant.tokens.access.reveal() == market.access_token
    assert connect(market).shop_info().name == "Toko Uji"


def test_a_lost_refresh_has_rotated_all_the_same(market: FakeMarketplace):
    market.fail("refresh", Fault.DOWN_AFTER)

    with pytest.raises(Unavailable):
        connect(market).refresh("fake-refresh-0")
    with pytest.raises(AuthRevoked):
        connect(market).refresh("fake-refresh-0")


def test_shipping_and_cancelling_need_the_right_state(market: FakeMarketplace):
    coffee = market.list_item(seller_sku="KOPI", quantity=5)
    ref = OrderRef(external_order_id=market.buy(coffee))
    choice = ShipChoice(method=ShipMethod.DROPOFF)
    connector = connect(market)

    assert connector.tracking(ref).tracking_number == ""
    assert connector.ship(ref, choice).tracking_number == f"RESI-{ref.external_order_id}"
    with pytest.raises(Conflict):
        connector.ship(ref, choice)
    market.move(ref.external_order_id, OrderState.SHIPPED)
    refused = connector.cancel(ref, CancelReason.OUT_OF_STOCK)

    assert isinstance(refused.error, Conflict)


@pytest.fixture
def asked(market: FakeMarketplace) -> OrderRef:
    coffee = market.list_item(seller_sku="KOPI", quantity=5)
    order_id = market.buy(coffee, quantity=2)
    market.ask_to_cancel(order_id)
    return OrderRef(external_order_id=order_id)


@pytest.mark.parametrize(
    ("accept", "state", "left"), [(True, OrderState.CANCELLED, 5), (False, OrderState.READY, 3)]
)
def test_a_wish_to_cancel_is_answered(
    market: FakeMarketplace, asked: OrderRef, accept: bool, state: OrderState, left: int
):
    assert connect(market).answer_cancellation(asked, accept).is_ok

    assert market.orders[asked.external_order_id].state is state
    assert [shelf.quantity for shelf in market.shelves.values()] == [left]


def test_every_change_is_pushed_and_signed(market: FakeMarketplace):
    coffee = market.list_item(seller_sku="KOPI", quantity=5)
    order_id = market.buy(coffee)
    connector = connect(market)

    keys = set()
    for body in market.pushes:
        headers = {"X-Fake-Signature": signature(APP, body)}
        delivery = connector.verify_webhook(headers, body, "")
        keys.add(delivery.delivery_key)
        assert delivery.hints[0].external_id == order_id
    with pytest.raises(BadSignature):
        connector.verify_webhook({}, market.pushes[0], "")

    assert len(keys) == len(market.pushes) == 2


def test_a_hidden_listing_is_a_draft(market: FakeMarketplace):
    coffee = market.list_item(seller_sku="KOPI", quantity=5)
    hide = [
        ListingVisibility(external_listing_id=listing_id, is_visible=False)
        for listing_id in (coffee[0], "L404")
    ]

    hidden, missing = connect(market).set_visible(hide)

    assert hidden.is_ok
    assert isinstance(missing.error, NotFound)
    [listing] = connect(market).list_listings().items
    assert listing.state is ListingState.DRAFT


def test_payouts_add_up(market: FakeMarketplace):
    coffee = market.list_item(seller_sku="KOPI", quantity=5, price=90_000)
    order_id = market.buy(coffee, quantity=2)
    paid = market.pay_out(order_id, fee=9_000)
    now = market.clock()

    assert connect(market).read_settlements(now, now).items == (paid,)
    assert paid.total == 171_000
