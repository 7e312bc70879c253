"""The connector against Pasar Tiruan over HTTP: two readings of the same facts must agree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from integrations.channels.errors import (
    AuthExpired,
    AuthRevoked,
    BadSignature,
    Conflict,
    NotFound,
    RateLimited,
    Rejected,
    Unavailable,
)
from integrations.channels.transport import Secret
from integrations.channels.words import (
    CancelReason,
    ChannelOrder,
    Credentials,
    Grant,
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
from integrations.connectors.shopee import ShopeeConnector
from tests.connectors.shopee.pasar_tiruan import Listener, PasarTiruan, running

SHOP = "kopilintong.official"
OTHER = "pesisir.belawan"
BIJI, HALUS, KILO = "KOPI-LTG-250-BIJI", "KOPI-LTG-250-HALUS", "KOPI-LTG-1KG"


@pytest.fixture(scope="module")
def process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PasarTiruan]:
    with running(tmp_path_factory.mktemp("sandbox") / "sandbox.sqlite3") as pasar:
        yield pasar


@pytest.fixture
def pasar(process: PasarTiruan) -> PasarTiruan:
    """The marketplace as on its first day, too fast to be in anybody's way."""
    process.post("reset", seed=7)
    process.post("settings", rate=10_000, burst=10_000)
    process.shopee = process.get("credentials")["shopee"]
    return process


@pytest.fixture
def connector(pasar: PasarTiruan) -> ShopeeConnector:
    return pasar.connector()


def shelf(connector: ShopeeConnector) -> dict[str, Listing]:
    """Every listing of the shop by SKU, all pages."""
    found: dict[str, Listing] = {}
    cursor: str | None = None
    while True:
        page = connector.list_listings(cursor)
        found |= {item.seller_sku: item for item in page.items}
        if page.next_cursor is None:
            return found
        cursor = page.next_cursor


def truth(pasar: PasarTiruan) -> dict[str, dict[str, int]]:
    """The sandbox's own numbers by SKU."""
    [shop] = pasar.get("state", shop=SHOP)["shops"]
    return {
        variant["seller_sku"]: variant for item in shop["items"] for variant in item["variants"]
    }


def level(listing: Listing, quantity: int) -> StockLevel:
    return StockLevel(
        external_listing_id=listing.external_listing_id,
        external_variant_id=listing.external_variant_id,
        quantity=quantity,
    )


def buy(pasar: PasarTiruan, *skus: str, pay: bool = True, quantity: int = 1) -> OrderRef:
    lines = [{"sku": sku, "quantity": quantity} for sku in skus]
    order = pasar.post("orders", shop=SHOP, lines=lines, pay=pay)
    return OrderRef(external_order_id=order["order_sn"])


def read(connector: ShopeeConnector, ref: OrderRef) -> ChannelOrder:
    [order] = connector.fetch_orders([ref])
    assert isinstance(order, ChannelOrder), order
    return order


# Consent and tokens


def holding(grant: Grant) -> Credentials:
    """What an account signs with once it has stored its grant."""
    return Credentials(external_shop_id=grant.external_shop_id, access_token=grant.tokens.access)


def press_allow(address: str, shop_id: str) -> dict[str, str]:
    """Be the seller on the consent page; returns what comes back to the redirect."""
    page = requests.get(address, timeout=5)
    assert page.status_code == 200, page.text
    answer = requests.post(address, data={"shop_id": shop_id}, allow_redirects=False, timeout=5)
    assert answer.status_code == 302, answer.text
    back = urlsplit(answer.headers["Location"])
    assert back.netloc == "lapak.example.id"
    return {name: values[0] for name, values in parse_qs(back.query).items()}


@pytest.mark.parametrize("has_new_page", [False, True], ids=["classic page", "new page"])
def test_a_shop_is_linked_from_the_consent_page_on(pasar: PasarTiruan, has_new_page: bool):
    app = pasar.app()
    if has_new_page:
        app = replace(app, auth_base=app.api_base)
    anonymous = ShopeeConnector(None, pasar.transport, pasar.now, app=app)
    address = anonymous.authorize_url("https://lapak.example.id/kanal/kembali/?akun=9", "st-1")

    back = press_allow(address, "68410002")
    grant = anonymous.exchange(back["code"], back["shop_id"])

    assert back["state"] == "st-1"
    assert back["akun"] == "9"
    assert grant.external_shop_id == "68410002"
    linked = pasar.connector(holding(grant))
    assert linked.shop_info().name == "Pesisir Belawan"
    with pytest.raises(AuthRevoked):
        anonymous.exchange(back["code"], back["shop_id"])


def test_a_refresh_token_works_once_and_the_old_access_token_for_five_minutes(
    pasar: PasarTiruan, connector: ShopeeConnector
):
    first = connector.refresh(pasar.shopee["refresh_token"])

    with pytest.raises(AuthRevoked):
        connector.refresh(pasar.shopee["refresh_token"])
    assert connector.shop_info().region == "ID"
    pasar.post("clock", advance=301)
    with pytest.raises(AuthExpired):
        connector.shop_info()
    renewed = pasar.connector(holding(first))
    assert renewed.shop_info().external_shop_id == str(pasar.shopee["shop_id"])


def test_an_access_token_ends_when_the_grant_says(pasar: PasarTiruan, connector: ShopeeConnector):
    grant = connector.refresh(pasar.shopee["refresh_token"])
    renewed = pasar.connector(holding(grant))
    left = grant.tokens.access_expires_at - pasar.now()

    pasar.post("clock", advance=int(left.total_seconds()) - 30)
    assert renewed.shop_info().is_open
    pasar.post("clock", advance=60)
    with pytest.raises(AuthExpired):
        renewed.shop_info()


def test_a_withdrawn_consent_needs_a_person(pasar: PasarTiruan, connector: ShopeeConnector):
    pasar.post("shopee/unlink", shop=SHOP)

    with pytest.raises(AuthRevoked):
        connector.shop_info()
    with pytest.raises(AuthRevoked):
        connector.refresh(pasar.shopee["refresh_token"])


def test_a_wrong_key_needs_a_person(pasar: PasarTiruan):
    app = replace(pasar.app(), secret=Secret("kunci-salah"))
    forged = ShopeeConnector(pasar.credentials(), pasar.transport, pasar.now, app=app)

    with pytest.raises(AuthRevoked) as caught:
        forged.shop_info()
    assert caught.value.code == "error_sign"


def test_a_clock_that_is_wrong_is_not_the_sellers_fault(pasar: PasarTiruan):
    late = ShopeeConnector(
        pasar.credentials(),
        pasar.transport,
        lambda: pasar.now() - timedelta(minutes=10),
        app=pasar.app(),
    )

    with pytest.raises(Unavailable):
        late.shop_info()


# Listings, stock and price


def test_every_listing_is_read_as_it_stands(pasar: PasarTiruan, connector: ShopeeConnector):
    found, real = shelf(connector), truth(pasar)

    assert set(found) == set(real)
    for sku, listing in found.items():
        assert listing.quantity == real[sku]["stock"], sku
        assert listing.price == real[sku]["price"], sku
        assert listing.state is ListingState.LIVE
        assert listing.is_stock_writable
    assert found[KILO].external_variant_id == ""
    assert found[BIJI].external_listing_id == found[HALUS].external_listing_id
    assert found[BIJI].external_variant_id != found[HALUS].external_variant_id


def test_many_listings_are_read_page_by_page(pasar: PasarTiruan, connector: ShopeeConnector):
    items = [
        {"seller_sku": f"BARANG-{n:02d}", "name": f"Barang uji nomor {n:02d}", "price": 1000 + n}
        | {"stock": n}
        for n in range(33)
    ]
    pasar.post("seed", shops=[{"username": SHOP, "items": items}])

    found = shelf(connector)

    assert len(found) == len(truth(pasar))
    assert {found[f"BARANG-{n:02d}"].quantity for n in range(33)} == set(range(33))


def test_stock_is_set_in_one_batch_over_several_items(
    pasar: PasarTiruan, connector: ShopeeConnector
):
    found = shelf(connector)

    outcomes = connector.push_stock(
        [level(found[BIJI], 11), level(found[KILO], 0), level(found[HALUS], 7)]
    )

    assert [outcome.error for outcome in outcomes] == [None, None, None]
    real = truth(pasar)
    assert [real[sku]["stock"] for sku in (BIJI, KILO, HALUS)] == [11, 0, 7]
    assert shelf(connector)[HALUS].quantity == 7


def test_campaign_stock_is_refused_and_the_rest_goes_through(
    pasar: PasarTiruan, connector: ShopeeConnector
):
    pasar.post("promotions", shop=SHOP, sku=BIJI, reserved=20, price=45_000)
    found = shelf(connector)

    refused, kept = connector.push_stock([level(found[BIJI], 5), level(found[HALUS], 5)])

    assert found[BIJI].reserved == 20
    assert isinstance(refused.error, Rejected)
    assert kept.is_ok
    assert truth(pasar)[BIJI]["stock"] == 60
    assert truth(pasar)[HALUS]["stock"] == 5


def test_a_single_refusal_keeps_its_reason(pasar: PasarTiruan, connector: ShopeeConnector):
    pasar.post("promotions", shop=SHOP, sku=KILO, reserved=20, price=150_000)

    [outcome] = connector.push_stock([level(shelf(connector)[KILO], 3)])

    assert isinstance(outcome.error, Rejected)
    assert outcome.error.fields
    assert truth(pasar)[KILO]["stock"] == 40


def test_an_item_that_is_not_there_is_not_found(connector: ShopeeConnector):
    [outcome] = connector.push_stock([StockLevel(external_listing_id="99999", quantity=1)])

    assert isinstance(outcome.error, NotFound)


def test_a_model_that_is_not_there_spoils_no_other(pasar: PasarTiruan, connector: ShopeeConnector):
    biji = shelf(connector)[BIJI]
    ghost = StockLevel(
        external_listing_id=biji.external_listing_id, external_variant_id="424242", quantity=1
    )

    missing, kept = connector.push_stock([ghost, level(biji, 9)])

    assert not missing.is_ok
    assert kept.is_ok
    assert truth(pasar)[BIJI]["stock"] == 9


def test_prices_are_set(pasar: PasarTiruan, connector: ShopeeConnector):
    found = shelf(connector)

    outcomes = connector.push_price(
        [
            PriceLevel(
                external_listing_id=found[sku].external_listing_id,
                external_variant_id=found[sku].external_variant_id,
                price=Rupiah(price),
            )
            for sku, price in ((BIJI, 53_000), (KILO, 190_000))
        ]
    )

    assert [outcome.error for outcome in outcomes] == [None, None]
    assert truth(pasar)[BIJI]["price"] == 53_000
    assert shelf(connector)[KILO].price == 190_000


def test_a_listing_is_hidden_and_shown(connector: ShopeeConnector):
    kilo = shelf(connector)[KILO].external_listing_id

    [hidden] = connector.set_visible(
        [ListingVisibility(external_listing_id=kilo, is_visible=False)]
    )
    assert hidden.is_ok
    assert shelf(connector)[KILO].state is ListingState.DRAFT
    [shown, missing] = connector.set_visible(
        [
            ListingVisibility(external_listing_id=kilo, is_visible=True),
            ListingVisibility(external_listing_id="99999", is_visible=True),
        ]
    )

    assert shown.is_ok
    assert not missing.is_ok
    assert shelf(connector)[KILO].state is ListingState.LIVE


# Orders


def test_an_order_is_read_with_its_lines(pasar: PasarTiruan, connector: ShopeeConnector):
    ref = buy(pasar, BIJI, KILO, pay=False, quantity=2)
    unpaid = read(connector, ref)
    pasar.post(f"orders/{ref.external_order_id}/pay")

    paid = read(connector, ref)

    found = shelf(connector)
    assert (unpaid.state, unpaid.paid_at) == (OrderState.UNPAID, None)
    assert (paid.state, paid.raw_state) == (OrderState.READY, "READY_TO_SHIP")
    assert paid.paid_at is not None
    assert paid.ship_by is not None
    lines = {line.seller_sku: line for line in paid.lines}
    assert set(lines) == {BIJI, KILO}
    assert lines[KILO].external_listing_id == found[KILO].external_listing_id
    assert lines[KILO].external_variant_id == ""
    assert lines[BIJI].external_variant_id == found[BIJI].external_variant_id
    assert (lines[BIJI].quantity, lines[BIJI].unit_price) == (2, 52_000)
    assert [line.external_line_id for line in paid.lines] == [
        line.external_line_id for line in unpaid.lines
    ]
    assert len(paid.parcels) == 1
    assert found[BIJI].quantity == 58


def test_masked_and_unmasked_buyers_are_told_apart(pasar: PasarTiruan, connector: ShopeeConnector):
    ref = buy(pasar, BIJI)
    pasar.post("shopee/app", ip_declared=False)
    masked = read(connector, ref).recipient
    pasar.post("shopee/app", ip_declared=True)
    plain = read(connector, ref)

    assert masked.is_masked
    assert not plain.recipient.is_masked
    assert plain.recipient.name == "Rina Wulandari"
    assert "Rina" not in plain.payload


def test_all_orders_are_read_page_by_page(pasar: PasarTiruan, connector: ShopeeConnector):
    wanted = {buy(pasar, KILO).external_order_id for _ in range(3)}
    wanted |= {buy(pasar, BIJI).external_order_id for _ in range(57)}
    since = pasar.now() - timedelta(hours=1)
    until = pasar.now() + timedelta(seconds=1)

    first = connector.read_orders(since, until)
    second = connector.read_orders(since, until, first.next_cursor)

    assert (len(first.items), len(second.items)) == (50, 10)
    assert second.next_cursor is None
    assert {order.external_order_id for order in (*first.items, *second.items)} == wanted


def test_the_longest_window_is_taken(pasar: PasarTiruan, connector: ShopeeConnector):
    ref = buy(pasar, KILO)
    until = pasar.now() + timedelta(seconds=1)

    page = connector.read_orders(until - timedelta(days=15), until)

    assert [order.external_order_id for order in page.items] == [ref.external_order_id]


def test_an_order_that_does_not_exist_is_not_found(pasar: PasarTiruan, connector: ShopeeConnector):
    known = buy(pasar, KILO)
    ghost = OrderRef(external_order_id="2611240GHOST00")

    alone = connector.fetch_orders([ghost])
    mixed = connector.fetch_orders([ghost, known])

    assert isinstance(alone[0], NotFound)
    assert isinstance(mixed[0], NotFound)
    assert mixed[1].external_order_id == known.external_order_id


# Shipping


def ship(pasar: PasarTiruan, connector: ShopeeConnector, ref: OrderRef) -> None:
    options = connector.ship_options(ref)
    assert set(options.methods) == {ShipMethod.PICKUP, ShipMethod.DROPOFF}
    slot = next(slot for slot in options.pickup_slots if slot.is_recommended)
    assert slot.starts_at > pasar.now()
    choice = ShipChoice(method=ShipMethod.PICKUP, address_id=slot.address_id, slot_id=slot.slot_id)
    connector.ship(ref, choice)


def test_a_parcel_travels_from_the_store_to_the_buyer(
    pasar: PasarTiruan, connector: ShopeeConnector
):
    ref = buy(pasar, KILO)
    sn = ref.external_order_id

    ship(pasar, connector, ref)
    assert read(connector, ref).state is OrderState.PROCESSED
    assert connector.tracking(ref).tracking_number == ""
    early = connector.request_label(ref)
    assert (type(early.error), early.is_sent) == (Unavailable, False)

    pasar.post("clock", advance=5)
    assert connector.tracking(ref).tracking_number
    assert connector.request_label(ref).is_ok
    assert connector.fetch_label(ref) is None
    pasar.post("clock", advance=5)
    label = connector.fetch_label(ref)
    assert label.content.startswith(b"%PDF")

    pasar.post(f"orders/{sn}/pickup")
    assert read(connector, ref).state is OrderState.SHIPPED
    pasar.post(f"orders/{sn}/deliver")
    assert read(connector, ref).state is OrderState.DELIVERED
    pasar.post(f"orders/{sn}/receive")
    assert read(connector, ref).state is OrderState.COMPLETED


def test_a_parcel_is_dropped_off_with_nothing_to_choose(
    pasar: PasarTiruan, connector: ShopeeConnector
):
    ref = buy(pasar, KILO)

    connector.ship(ref, ShipChoice(method=ShipMethod.DROPOFF))

    assert read(connector, ref).state is OrderState.PROCESSED


def test_arranging_twice_is_a_conflict(pasar: PasarTiruan, connector: ShopeeConnector):
    ref = buy(pasar, KILO)
    ship(pasar, connector, ref)

    with pytest.raises(Conflict):
        connector.ship(ref, ShipChoice(method=ShipMethod.DROPOFF))


def test_what_was_arranged_in_the_sellers_own_app_is_seen(
    pasar: PasarTiruan, connector: ShopeeConnector
):
    ref = buy(pasar, KILO)
    pasar.post(f"orders/{ref.external_order_id}/ship")

    assert read(connector, ref).state in {OrderState.PROCESSED, OrderState.SHIPPED}
    with pytest.raises(Conflict):
        connector.ship(ref, ShipChoice(method=ShipMethod.DROPOFF))


def test_a_courier_who_did_not_come_is_asked_again(pasar: PasarTiruan, connector: ShopeeConnector):
    ref = buy(pasar, KILO)
    ship(pasar, connector, ref)
    pasar.post(f"orders/{ref.external_order_id}/fail-pickup")

    waiting = read(connector, ref)
    ship(pasar, connector, waiting.ref)
    arranged = read(connector, ref)

    assert (waiting.state, waiting.raw_state) == (OrderState.PROCESSED, "RETRY_SHIP")
    assert (arranged.state, arranged.raw_state) == (OrderState.PROCESSED, "PROCESSED")


# Cancelling


def test_an_empty_shelf_cancels_and_gives_the_units_back(
    pasar: PasarTiruan, connector: ShopeeConnector
):
    ref = buy(pasar, BIJI, KILO, quantity=3)
    assert truth(pasar)[KILO]["stock"] == 37

    outcome = connector.cancel(ref, CancelReason.OUT_OF_STOCK)

    order = read(connector, ref)
    assert outcome.error is None
    assert (order.state, order.cancelled_by) == (OrderState.CANCELLED, "seller")
    assert [line.cancelled_quantity for line in order.lines] == [3, 3]
    assert truth(pasar)[KILO]["stock"] == 40


def test_a_shipped_order_is_not_cancelled(pasar: PasarTiruan, connector: ShopeeConnector):
    ref = buy(pasar, KILO)
    ship(pasar, connector, ref)
    pasar.post(f"orders/{ref.external_order_id}/pickup")

    outcome = connector.cancel(ref, CancelReason.BUYER_ASKED)

    assert isinstance(outcome.error, Conflict)


@pytest.mark.parametrize(
    ("accept", "state"), [(True, OrderState.CANCELLED), (False, OrderState.READY)]
)
def test_a_buyer_who_asks_gets_an_answer(
    pasar: PasarTiruan, connector: ShopeeConnector, accept: bool, state: OrderState
):
    ref = buy(pasar, KILO)
    pasar.post("clock", advance=2 * 3600)  # past the hour in which a buyer cancels freely
    pasar.post(f"orders/{ref.external_order_id}/request-cancel", reason="Salah alamat")
    asked = read(connector, ref)

    outcome = connector.answer_cancellation(ref, accept)
    again = connector.answer_cancellation(ref, accept)

    assert asked.state is OrderState.CANCEL_REQUESTED
    assert asked.cancel_reason == "Salah alamat"
    assert outcome.error is None
    assert isinstance(again.error, Conflict)
    assert read(connector, ref).state is state


# What goes wrong


@pytest.mark.parametrize(
    ("kind", "params", "error"),
    [
        ("http_429", {"retry_after": 3}, RateLimited),
        ("rate_limited", {}, RateLimited),
        ("quota", {}, RateLimited),
        ("http_500", {}, Unavailable),
        ("html", {}, Unavailable),
        ("half_json", {}, Unavailable),
        ("outage", {}, Unavailable),
        ("outage", {"mode": "503"}, Unavailable),
        ("token_expired", {}, AuthExpired),
        ("timeout_after", {"seconds": 0.1}, Unavailable),
    ],
)
def test_every_fault_has_its_error(
    pasar: PasarTiruan,
    connector: ShopeeConnector,
    kind: str,
    params: dict[str, object],
    error: type[Exception],
):
    kilo = shelf(connector)[KILO]
    pasar.fault(kind, "/api/v2/product/update_stock", **params)

    [outcome] = connector.push_stock([level(kilo, 5)])

    assert type(outcome.error) is error
    is_applied = kind in {"half_json", "timeout_after"}
    assert truth(pasar)[KILO]["stock"] == (5 if is_applied else 40)
    if kind == "http_429":
        assert outcome.error.retry_after == 3.0


def test_the_quota_lasts_until_midnight_in_utc_plus_8(
    pasar: PasarTiruan, connector: ShopeeConnector
):
    pasar.fault("quota", "/api/v2/shop/get_shop_info")

    with pytest.raises(RateLimited) as caught:
        connector.shop_info()

    end = pasar.now() + timedelta(seconds=caught.value.retry_after)
    assert (end + timedelta(hours=8, minutes=1)).hour == 0


def test_one_unlucky_element_is_tried_again(pasar: PasarTiruan, connector: ShopeeConnector):
    found = shelf(connector)
    pasar.fault("partial", "/api/v2/product/update_stock")

    outcomes = connector.push_stock([level(found[BIJI], 5), level(found[HALUS], 5)])

    assert sorted(type(outcome.error).__name__ for outcome in outcomes) == [
        "NoneType",
        "Unavailable",
    ]
    assert sorted(truth(pasar)[sku]["stock"] for sku in (BIJI, HALUS)) in ([5, 35], [5, 60])


def test_too_many_calls_are_throttled_and_the_rest_is_not_sent(
    pasar: PasarTiruan, connector: ShopeeConnector
):
    found = shelf(connector)
    pasar.post("settings", rate=0.01, burst=1)

    outcomes = connector.push_stock(
        [level(found[KILO], 5), level(found[BIJI], 5), level(found["KOPI-LTG-GB-5KG"], 5)]
    )

    assert [type(outcome.error) for outcome in outcomes] == [type(None), RateLimited, RateLimited]
    assert [outcome.is_sent for outcome in outcomes] == [True, True, False]


def test_our_pace_stays_below_the_marketplaces(pasar: PasarTiruan, connector: ShopeeConnector):
    """The burst of a full page of listings with models fits into what the sandbox allows."""
    models = [{"seller_sku": "", "name": word, "price": 1000, "stock": 1} for word in "AB"]
    items = [
        {"name": f"Barang bervarian {n:02d}", "tiers": ["Isi"]}
        | {"models": [model | {"seller_sku": f"V{n}-{model['name']}"} for model in models]}
        for n in range(15)
    ]
    pasar.post("seed", shops=[{"username": SHOP, "items": items}])
    limits = connector.limits
    pasar.post("settings", rate=limits.rate_per_second, burst=limits.burst)

    page = connector.list_listings()

    assert page.next_cursor is not None


# Pushes


@pytest.fixture
def listener() -> Iterator[Listener]:
    receiver = Listener()
    yield receiver
    receiver.close()


def test_pushes_are_proven_and_hint_at_the_order(pasar: PasarTiruan, listener: Listener):
    pasar.post("shopee/push", url=listener.url)
    ref = buy(pasar, KILO)
    anonymous = pasar.anonymous()

    test, *pushes = listener.wait_for(3)

    assert anonymous.verify_webhook(*test, listener.url).hints == ()
    hints = [
        hint
        for headers, body in pushes
        for hint in anonymous.verify_webhook(headers, body, listener.url).hints
    ]
    assert {hint.external_id for hint in hints} == {ref.external_order_id}
    assert {hint.external_shop_id for hint in hints} == {str(pasar.shopee["shop_id"])}
    assert HintKind.ORDER in {hint.kind for hint in hints}
    with pytest.raises(BadSignature):
        anonymous.verify_webhook(*test, listener.url + "?x=1")


def test_a_badly_signed_push_is_refused(pasar: PasarTiruan, listener: Listener):
    pasar.post("shopee/push", url=listener.url)
    pasar.post("faults", kind="push_bad_signature", count=20)
    buy(pasar, KILO)
    anonymous = pasar.anonymous()

    _, (headers, body) = listener.wait_for(2)

    with pytest.raises(BadSignature):
        anonymous.verify_webhook(headers, body, listener.url)


def test_a_doubled_push_is_one_delivery(pasar: PasarTiruan, listener: Listener):
    pasar.post("shopee/push", url=listener.url)
    pasar.post("faults", kind="push_doubled", count=20)
    buy(pasar, KILO, pay=False)
    anonymous = pasar.anonymous()

    _, *pushes = listener.wait_for(3)

    keys = {
        anonymous.verify_webhook(headers, body, listener.url).delivery_key
        for headers, body in pushes
    }
    assert len(keys) < len(pushes)
