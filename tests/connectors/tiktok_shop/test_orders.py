"""Orders, packages, cancelling and statements as TikTok tells them."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from integrations.channels.errors import Conflict, NotFound, Rejected
from integrations.channels.payload import Payload
from integrations.channels.words import (
    CancelReason,
    ChannelOrder,
    LineRef,
    OrderRef,
    OrderState,
    SettlementKind,
    ShipChoice,
    ShipMethod,
)
from integrations.connectors.tiktok_shop import mapping
from tests.connectors.tiktok_shop.case import CASE, KOPI, KOPI_250, ORDER, PACKAGE
from tests.contract.case import NOW
from tests.contract.exchange import ScriptedTransport

WHOLE = OrderRef(external_order_id=ORDER)


def play(**answers: str) -> tuple[Any, ScriptedTransport]:
    """A connector whose operations (with __ for /) get the recordings named."""
    transport = ScriptedTransport(
        {name.replace("__", "/"): [CASE.answer(answer)] for name, answer in answers.items()}
    )
    return CASE.connector(transport), transport


def raw(change: Callable[[dict[str, Any]], object] = lambda order: None) -> Payload:
    order = json.loads(CASE.answer("orders.one").body)["data"]["orders"][0]
    change(order)
    return Payload(order)


def read(**fields: Any) -> ChannelOrder:
    return mapping.order_from(raw(lambda order: order.update(fields)))


def test_units_become_lines_by_sku_and_price():
    kopi, madu = read().lines

    assert kopi.external_line_id == f"{KOPI_250}:90000"
    assert (kopi.quantity, kopi.unit_price, kopi.unit_list_price) == (2, 90_000, 95_000)
    assert kopi.seller_discount == 10_000
    assert (madu.quantity, madu.unit_price) == (1, 65_000)


def test_the_order_of_the_units_changes_no_line_id():
    turned = mapping.order_from(raw(lambda order: order["line_items"].reverse()))

    assert {line.external_line_id: line.quantity for line in turned.lines} == {
        line.external_line_id: line.quantity for line in read().lines
    }


def test_units_of_one_sku_at_two_prices_are_two_lines_and_gifts_are_their_own():
    def change(order: dict[str, Any]) -> None:
        first, _, last = order["line_items"]
        first["sale_price"] = "85000.00"
        order["line_items"].append({**last, "id": "x", "is_gift": True, "sale_price": "0"})

    lines = mapping.order_from(raw(change)).lines

    assert {line.external_line_id: line.quantity for line in lines} == {
        f"{KOPI_250}:85000": 1,
        "1729382256910100021:65000": 1,
        f"{KOPI_250}:90000": 1,
        f"{KOPI_250}:0:gift": 1,
    }


def test_cancelled_units_are_counted_on_their_line():
    order = mapping.order_from(
        raw(lambda order: order["line_items"][0].update(display_status="CANCELLED"))
    )

    assert [(line.quantity, line.cancelled_quantity) for line in order.lines] == [(2, 1), (1, 0)]


@pytest.mark.parametrize(
    ("word", "state"),
    [
        ("UNPAID", OrderState.UNPAID),
        ("ON_HOLD", OrderState.UNPAID),
        ("AWAITING_SHIPMENT", OrderState.READY),
        ("PARTIALLY_SHIPPING", OrderState.READY),
        ("AWAITING_COLLECTION", OrderState.PROCESSED),
        ("IN_TRANSIT", OrderState.SHIPPED),
        ("DELIVERED", OrderState.DELIVERED),
        ("COMPLETED", OrderState.COMPLETED),
        ("CANCELLED", OrderState.CANCELLED),
        ("CANCEL", OrderState.CANCELLED),
        ("MENUNGGU", OrderState.UNKNOWN),
    ],
)
def test_every_state(word: str, state: OrderState):
    assert read(status=word).state is state


@pytest.mark.parametrize(
    ("word", "state"),
    [
        ("AWAITING_COLLECTION", OrderState.CANCEL_REQUESTED),
        ("IN_TRANSIT", OrderState.SHIPPED),
        ("CANCELLED", OrderState.CANCELLED),
    ],
)
def test_a_buyers_wish_counts_only_while_it_can_be_granted(word: str, state: OrderState):
    assert read(status=word, is_buyer_request_cancel=True).state is state


def test_an_order_without_recipient_and_with_amounts_in_decimals():
    order = read(recipient_address=None, paid_time=0)

    assert order.recipient.name == ""
    assert order.paid_at is None
    assert (order.total, order.shipping_paid) == (257_000, 12_000)


def test_a_recipient_behind_stars_is_marked():
    def change(order: dict[str, Any]) -> None:
        order["recipient_address"]["phone_number"] = "(+62)8**34"

    recipient = mapping.order_from(raw(change)).recipient

    assert recipient.is_masked
    assert (recipient.province, recipient.city) == ("Sumatera Utara", "Kota Medan")


def test_the_shop_front_stays_in_the_payload():
    assert json.loads(read().payload)["commerce_platform"] == "TOKOPEDIA"


def test_the_window_ends_inside_here_and_outside_there():
    connector, transport = play(orders__search="orders.empty")

    connector.read_orders(NOW - timedelta(hours=1), NOW, "token-2")

    assert json.loads(transport.requests[0].body) == {
        "update_time_ge": 1763996400,
        "update_time_lt": 1764000001,
    }
    assert dict(transport.requests[0].query)["page_token"] == "token-2"


def test_shipping_finds_the_only_package():
    connector, transport = play(orders__get="orders.one", packages__ship="ship")

    shipment = connector.ship(WHOLE, ShipChoice(method=ShipMethod.DROPOFF))

    assert shipment.external_parcel_id == PACKAGE
    assert transport.requests[1].url.endswith(f"/fulfillment/202309/packages/{PACKAGE}/ship")
    assert json.loads(transport.requests[1].body) == {"handover_method": "DROP_OFF"}


def test_a_split_order_wants_its_package_named():
    connector, transport = play(orders__get="orders.split")

    with pytest.raises(Rejected, match="name one: 1153132168123859003, 1153132168123859004"):
        connector.ship(
            OrderRef(external_order_id="576486316948490005"), ShipChoice(method=ShipMethod.DROPOFF)
        )
    assert len(transport.requests) == 1


def test_each_package_has_its_own_tracking_number():
    ref = OrderRef(external_order_id="576486316948490005")
    first, _ = play(orders__get="orders.split")
    second, _ = play(orders__get="orders.split")
    gone, _ = play(orders__get="orders.split")

    sent = first.tracking(replace(ref, external_parcel_id="1153132168123859003"))
    waiting = second.tracking(replace(ref, external_parcel_id="1153132168123859004"))

    assert (sent.tracking_number, waiting.tracking_number) == ("JX3001", "")
    with pytest.raises(NotFound):
        gone.tracking(replace(ref, external_parcel_id="1153132168123859009"))


def test_pickup_slots_that_are_taken_are_not_offered():
    connector, _ = CASE.play("ship_options")

    options = connector.ship_options(WHOLE)

    assert options.methods == (ShipMethod.PICKUP, ShipMethod.DROPOFF)
    assert [slot.slot_id for slot in options.pickup_slots] == ["1764036000-1764043200"]
    assert options.pickup_slots[0].label == "25-11-2025 09:00–11:00 WIB"


def test_the_pickup_time_is_sent_as_numbers():
    connector, transport = CASE.play("ship")

    connector.ship(CASE.order_refs[0], CASE.ship_choice)

    assert json.loads(transport.requests[0].body) == {
        "handover_method": "PICKUP",
        "pickup_slot": {"start_time": 1764036000, "end_time": 1764043200},
    }


def test_a_courier_of_ones_own():
    ref = OrderRef(external_order_id="576486316948490006", external_parcel_id=PACKAGE)
    asking, _ = play(orders__get="orders.own_courier")
    shipping, transport = play(packages__ship="ship")
    choice = ShipChoice(
        method=ShipMethod.OWN_COURIER, tracking_number="SPX1", courier_code="7117858858072016686"
    )

    assert asking.ship_options(ref).methods == (ShipMethod.OWN_COURIER,)
    shipping.ship(ref, choice)

    assert json.loads(transport.requests[0].body) == {
        "self_shipment": {"tracking_number": "SPX1", "shipping_provider_id": "7117858858072016686"}
    }
    with pytest.raises(Rejected):
        shipping.ship(ref, replace(choice, courier_code=""))


def test_the_label_is_fetched_without_any_key():
    connector, transport = CASE.play("label")

    connector.fetch_label(CASE.order_refs[0])

    download = transport.requests[1]
    assert download.full_url == "https://label.example/wsos/label.pdf?expire=1764086400&sig=abc"
    assert download.headers == {}


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        ("UNPAID", "seller_cancel_unpaid_reason_out_of_stock"),
        ("AWAITING_SHIPMENT", "seller_cancel_reason_out_of_stock"),
    ],
)
def test_the_reason_depends_on_whether_it_is_paid(state: str, reason: str):
    connector, transport = CASE.play("cancel")

    connector.cancel(replace(WHOLE, raw_state=state), CancelReason.OUT_OF_STOCK)

    body = {"order_id": ORDER, "cancel_reason": reason}
    assert json.loads(transport.requests[0].body) == body


def test_some_units_are_cancelled_by_sku():
    connector, transport = CASE.play("cancel")
    line = LineRef(external_listing_id=KOPI, external_variant_id=KOPI_250, quantity=2)

    assert connector.cancel(WHOLE, CancelReason.OUT_OF_STOCK, [line]).is_ok
    assert json.loads(transport.requests[0].body)["skus"] == [{"sku_id": KOPI_250, "quantity": 2}]
    nameless = connector.cancel(
        WHOLE, CancelReason.OUT_OF_STOCK, [replace(line, external_variant_id="")]
    )
    assert isinstance(nameless.error, Rejected)


def test_the_wish_that_waits_is_answered_and_twice_with_the_same_key():
    first, sent = CASE.play("accept_cancellation")
    again, resent = CASE.play("accept_cancellation")

    first.answer_cancellation(WHOLE, True)
    again.answer_cancellation(WHOLE, True)

    assert sent.requests[1].url.endswith("/cancellations/4035318504086604802/approve")
    keys = [dict(each.requests[1].query)["idempotency_key"] for each in (sent, resent)]
    assert keys[0] == keys[1]


def test_no_wish_is_a_conflict():
    connector, _ = play(cancellations__search="cancellations.none")

    assert isinstance(connector.answer_cancellation(WHOLE, True).error, Conflict)


def test_a_statement_names_every_fee_and_keeps_the_rest():
    connector, _ = CASE.play("read_settlements")

    statement, broken = connector.read_settlements(NOW - timedelta(days=7), NOW).items

    assert [
        (line.external_order_id[-1:], line.kind, line.amount, line.raw_kind)
        for line in statement.lines
    ] == [
        ("1", SettlementKind.SALE, 180_000, "revenue_amount"),
        ("1", SettlementKind.SHIPPING, -1_000, "shipping_cost_amount"),
        ("1", SettlementKind.COMMISSION, -9_000, "platform_commission_amount"),
        ("1", SettlementKind.AFFILIATE_FEE, -4_500, "affiliate_commission_amount"),
        ("1", SettlementKind.PAYMENT_FEE, -3_600, "transaction_fee_amount"),
        ("1", SettlementKind.SERVICE_FEE, -1_000, "sfp_service_fee_amount"),
        ("1", SettlementKind.TAX, -200, "vat_amount"),
        ("2", SettlementKind.SALE, 65_000, "revenue_amount"),
        ("2", SettlementKind.SERVICE_FEE, -6_000, "fee_tax_amount"),
        ("2", SettlementKind.OTHER, 1_000, ""),
        ("", SettlementKind.OTHER, -2_000, ""),
    ]
    assert broken.path == "$.data.statements[1].settlement_amount"
