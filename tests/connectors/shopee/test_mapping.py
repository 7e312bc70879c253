"""Recorded answers against the exact facts they hold."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from integrations.channels.errors import BadPayload, Rejected
from integrations.channels.payload import Payload
from integrations.channels.words import (
    CancelReason,
    ChannelParcel,
    LineRef,
    Listing,
    ListingState,
    OrderRef,
    OrderState,
    PickupSlot,
    Rupiah,
    SettlementKind,
    ShipChoice,
    ShipMethod,
)
from integrations.connectors.shopee import fulfilment, mapping
from tests.connectors.shopee.case import CASE, KOPI, KOPI_250
from tests.contract.case import NOW

ORDER = OrderRef(external_order_id="2511240KOPI001")


def orders(recording: str) -> list[Payload]:
    answer = Payload.parse(CASE.answer(recording).body)
    return list(answer.field("response").field("order_list").items())


def at(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def test_a_paid_order_is_read_whole():
    order = mapping.order_from(orders("order_detail.two")[0])

    assert order.external_order_id == "2511240KOPI001"
    assert (order.state, order.raw_state) == (OrderState.READY, "READY_TO_SHIP")
    assert order.created_at == at(1763989000)
    assert order.updated_at == at(1764000000)
    assert order.paid_at == at(1763990000)
    assert order.ship_by == at(1764162800)
    assert (order.total, order.currency, order.is_cod) == (Rupiah(251_000), "IDR", False)
    assert order.buyer_note == "tolong digiling halus"
    assert order.courier == "SPX Standard"
    assert order.parcels == (
        ChannelParcel(
            external_parcel_id="OFG2511240KO",
            raw_state="LOGISTICS_READY",
            courier="SPX Standard",
        ),
    )


def test_lines_say_what_was_bought_and_for_how_much():
    coffee, honey = mapping.order_from(orders("order_detail.two")[0]).lines

    assert (coffee.external_listing_id, coffee.external_variant_id) == (KOPI, KOPI_250)
    assert (coffee.external_line_id, coffee.seller_sku) == ("7400000001", "KOPI-LINTONG-250")
    assert (coffee.quantity, coffee.unit_list_price, coffee.unit_price) == (2, 95_000, 90_000)
    assert coffee.seller_discount == 10_000
    assert (honey.external_variant_id, honey.seller_sku) == ("", "MADU-500")
    assert honey.seller_discount == 0


def test_an_unpaid_order_has_no_payment_and_no_deadline():
    order = mapping.order_from(orders("order_detail.two")[1])

    assert order.state is OrderState.UNPAID
    assert order.paid_at is None
    assert order.ship_by is None
    assert order.parcels == ()


def test_masked_buyers_are_marked():
    masked = mapping.order_from(orders("order_detail.two")[0]).recipient
    plain = mapping.order_from(orders("order_detail.bundle")[0]).recipient

    assert masked.is_masked
    assert (masked.province, masked.postal_code) == ("SUMATERA UTARA", "22312")
    assert not plain.is_masked
    assert plain.phone == "6281260001234"


def test_one_model_on_several_lines_keeps_them_apart():
    order = mapping.order_from(orders("order_detail.bundle")[0])

    assert [line.external_line_id for line in order.lines] == [
        "29000000001-190000000011-77",
        "29000000001-190000000011-0",
        "29000000001-190000000011-0#2",
    ]
    assert sum(line.quantity for line in order.lines) == 5


def test_a_bundle_price_is_not_zero_but_not_final():
    bundle, plain, _ = mapping.order_from(orders("order_detail.bundle")[0]).lines

    assert (bundle.unit_price, bundle.is_price_final) == (95_000, False)
    assert (plain.unit_price, plain.is_price_final) == (90_000, True)


def test_a_wish_to_cancel_says_whose_and_why():
    order = mapping.order_from(orders("order_detail.bundle")[0])

    assert order.state is OrderState.CANCEL_REQUESTED
    assert (order.cancelled_by, order.cancel_reason) == ("buyer", "Ingin mengubah alamat")
    assert order.is_cod


@pytest.mark.parametrize(
    ("raw", "state"),
    [
        ("UNPAID", OrderState.UNPAID),
        ("READY_TO_SHIP", OrderState.READY),
        ("PROCESSED", OrderState.PROCESSED),
        ("RETRY_SHIP", OrderState.PROCESSED),
        ("SHIPPED", OrderState.SHIPPED),
        ("TO_CONFIRM_RECEIVE", OrderState.DELIVERED),
        ("COMPLETED", OrderState.COMPLETED),
        ("IN_CANCEL", OrderState.CANCEL_REQUESTED),
        ("CANCELLED", OrderState.CANCELLED),
        ("TO_RETURN", OrderState.RETURN_REQUESTED),
        ("INVOICE_PENDING", OrderState.UNKNOWN),
        ("ready_to_ship", OrderState.UNKNOWN),
    ],
)
def test_every_state_has_its_neutral_word(raw: str, state: OrderState):
    value = {**orders("order_detail.two")[0].value, "order_status": raw}

    order = mapping.order_from(Payload(value))

    assert (order.state, order.raw_state) == (state, raw)


@pytest.mark.parametrize(
    ("change", "path", "reason"),
    [
        ({"update_time": None}, "$.update_time", "missing"),
        ({"item_list": []}, "$", "an order has at least one line"),
        ({"item_list": None}, "$.item_list", "missing"),
        ({"total_amount": "1500.5"}, "$.total_amount", "not a whole number of rupiah: 1500.5"),
        ({"create_time": "kemarin"}, "$.create_time", "not a whole number"),
        ({"cod": "no"}, "$.cod", "not true or false"),
    ],
)
def test_what_is_broken_is_named(change: dict[str, object], path: str, reason: str):
    with pytest.raises(BadPayload) as caught:
        mapping.order_from(Payload({**orders("order_detail.two")[0].value, **change}))

    assert (caught.value.path, caught.value.reason) == (path, reason)
    assert caught.value.ref == "2511240KOPI001"
    assert "sitiaminah88" not in caught.value.raw


def test_something_that_is_no_order_at_all_is_broken_too():
    with pytest.raises(BadPayload) as caught:
        mapping.order_from(Payload("x", "$.response.order_list[0]"))

    assert (caught.value.path, caught.value.ref) == ("$.response.order_list[0]", "")


# Listings


def test_models_and_plain_items_are_listings():
    connector, _ = CASE.play("list_listings")

    small, large, honey = connector.list_listings().items

    assert isinstance(small, Listing)
    assert (small.external_variant_id, small.seller_sku) == (KOPI_250, "KOPI-LINTONG-250")
    assert (small.price, small.quantity, small.reserved) == (Rupiah(95_000), 26, 2)
    assert (small.title, small.variant_name) == ("Kopi Arabika Lintong", "250 g")
    assert small.state is ListingState.LIVE
    assert (large.state, large.raw_state) == (ListingState.SUSPENDED, "MODEL_UNAVAILABLE")
    assert (honey.external_variant_id, honey.seller_sku, honey.quantity) == ("", "MADU-500", 12)
    assert honey.image_url.startswith("https://")
    assert honey.updated_at == at(1763900000)


def test_hidden_banned_and_platform_stock_are_told_apart():
    connector, _ = CASE.play("list_listings_broken")

    hidden, broken, banned = connector.list_listings("15").items

    assert hidden.state is ListingState.DRAFT
    assert broken.path == "$.response.item_list[1].price_info[0].original_price"
    assert banned.state is ListingState.SUSPENDED
    assert not banned.is_stock_writable
    assert hidden.is_stock_writable


# Shipping and cancelling


def test_pickup_times_are_offered():
    connector, _ = CASE.play("ship_options")

    options = connector.ship_options(ORDER)

    assert options.methods == (ShipMethod.PICKUP, ShipMethod.DROPOFF)
    assert options.pickup_slots[0] == PickupSlot(
        address_id="3828",
        address="Jl. Siborongborong KM 4",
        slot_id="1764039600",
        starts_at=at(1764039600),
        label="09:00 - 12:00",
        is_recommended=True,
    )
    assert len(options.pickup_slots) == 2
    assert options.needs == (
        (ShipMethod.PICKUP, ("address_id", "pickup_time_id")),
        (ShipMethod.DROPOFF, ()),
    )


@pytest.mark.parametrize(
    ("choice", "way"),
    [
        (
            ShipChoice(method=ShipMethod.PICKUP, address_id="3828", slot_id="1764039600"),
            {"pickup": {"address_id": 3828, "pickup_time_id": "1764039600"}},
        ),
        (ShipChoice(method=ShipMethod.DROPOFF), {"dropoff": {}}),
        (
            ShipChoice(method=ShipMethod.DROPOFF, branch_id="9", sender_name="Rina"),
            {"dropoff": {"branch_id": 9, "sender_real_name": "Rina"}},
        ),
        (
            ShipChoice(method=ShipMethod.OWN_COURIER, tracking_number="JNE1"),
            {"non_integrated": {"tracking_number": "JNE1"}},
        ),
    ],
)
def test_exactly_one_way_is_sent_even_when_empty(choice: ShipChoice, way: dict[str, object]):
    parcel = OrderRef(external_order_id="A", external_parcel_id="OFG1")

    assert fulfilment.ship_body(parcel, choice) == {
        "order_sn": "A",
        "package_number": "OFG1",
        **way,
    }
    assert "package_number" not in fulfilment.ship_body(ORDER, choice)


def test_only_an_empty_shelf_is_told_item_by_item():
    lines = [
        LineRef(external_listing_id="1", external_variant_id="2"),
        LineRef(external_listing_id="1", external_variant_id="2"),
        LineRef(external_listing_id="3"),
    ]

    empty = fulfilment.cancel_body(ORDER, CancelReason.OUT_OF_STOCK, lines)
    asked = fulfilment.cancel_body(ORDER, CancelReason.BUYER_ASKED, lines)

    assert empty["item_list"] == [{"item_id": 1, "model_id": 2}, {"item_id": 3, "model_id": 0}]
    assert asked == {"order_sn": "2511240KOPI001", "cancel_reason": "CUSTOMER_REQUEST"}


@pytest.mark.parametrize("value", ["", "L1", "-1", "1.0", "١٢"])
def test_an_id_that_is_no_number_cannot_be_sent(value: str):
    with pytest.raises(Rejected) as caught:
        mapping.number(value, "external_listing_id")
    assert list(caught.value.fields) == ["external_listing_id"]


# Money


def test_a_payout_is_explained_line_by_line():
    connector, _ = CASE.play("read_settlements")

    paid, broken = connector.read_settlements(NOW - timedelta(days=7), NOW).items

    amounts = {line.raw_kind: (line.kind, int(line.amount)) for line in paid.lines}
    assert paid.statement_id == "2511240KOPI001"
    assert paid.released_at == at(1764500000)
    assert paid.total == 221_610
    assert amounts == {
        "buyer_total_amount": (SettlementKind.SALE, 245_000),
        "voucher_from_shopee": (SettlementKind.PLATFORM_SUBSIDY, 5_000),
        "buyer_paid_shipping_fee": (SettlementKind.SHIPPING, 6_000),
        "shopee_shipping_rebate": (SettlementKind.SHIPPING, 8_000),
        "actual_shipping_fee": (SettlementKind.SHIPPING, -14_000),
        "commission_fee": (SettlementKind.COMMISSION, -15_925),
        "service_fee": (SettlementKind.SERVICE_FEE, -9_800),
        "seller_order_processing_fee": (SettlementKind.SERVICE_FEE, -1_250),
        "withholding_tax": (SettlementKind.TAX, -1_225),
        "order_ams_commission_fee": (SettlementKind.AFFILIATE_FEE, -1_190),
        "": (SettlementKind.OTHER, 1_000),
    }
    assert (broken.ref, broken.path) == (
        "2511240KOPI002",
        "$.response[1].escrow_detail.order_income.buyer_total_amount",
    )
