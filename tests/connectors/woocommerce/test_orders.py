"""Orders: pages, trash, money, states, handing over and cancelling."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from integrations.channels.errors import BadPayload, Conflict, NotFound
from integrations.channels.words import (
    CancelReason,
    ChannelOrder,
    OrderRef,
    OrderState,
    ShipChoice,
    ShipMethod,
)
from tests.connectors.woocommerce.case import CASE
from tests.connectors.woocommerce.playing import json_answer, order, play
from tests.contract.case import NOW

WINDOW = (NOW - timedelta(hours=1), NOW)
REF = OrderRef(external_order_id="727")
EMPTY = "orders.empty"


def read(*rows: dict) -> list:
    """What a list with these orders becomes."""
    pages = {"X_WP_TotalPages": "1"}
    connector, _ = play({"orders": (json_answer(list(rows), **pages),), "orders/trash": (EMPTY,)})
    return list(connector.read_orders(*WINDOW).items)


def test_a_page_goes_on_from_the_last_moment_and_not_by_number():
    connector, transport = play({"orders": ("orders.two", "orders.last"), "orders/trash": (EMPTY,)})

    first = connector.read_orders(*WINDOW)
    second = connector.read_orders(*WINDOW, first.next_cursor)

    asked = [dict(request.query) for request in transport.requests]
    assert [each["page"] for each in asked] == ["1", "1", "1"]
    assert asked[0]["modified_after"] == "2025-11-24T14:59:59"
    # The last order is of 15:25:00, and its second is read again: the filter leaves its own out.
    assert asked[1]["modified_after"] == "2025-11-24T15:24:59"
    assert {each["modified_before"] for each in asked} == {"2025-11-24T16:00:01"}
    assert {each["dates_are_gmt"] for each in asked} == {"true"}
    assert second.next_cursor is None


def test_more_orders_of_one_second_than_a_page_holds_are_read_by_number():
    same = [order(id=n, date_modified_gmt="2025-11-24T15:00:00") for n in (1, 2)]
    more = {"X_WP_TotalPages": "3"}
    connector, transport = play({"orders": (json_answer(same, **more), json_answer(same, **more))})

    first = connector.read_orders(*WINDOW)
    connector.read_orders(*WINDOW, first.next_cursor)

    asked = [dict(request.query) for request in transport.requests]
    assert [each["page"] for each in asked] == ["1", "2"]
    assert asked[0]["modified_after"] == asked[1]["modified_after"] == "2025-11-24T14:59:59"


@pytest.mark.parametrize(
    ("times", "onwards"),
    [
        (("2025-11-24T15:00:00", "kemarin"), "live|2025-11-24T14:59:59|1"),
        ((None, "kemarin"), "live|2025-11-24T13:59:59|2"),
    ],
)
def test_an_order_without_a_time_does_not_hold_up_the_list(times, onwards: str):
    rows = [order(id=n, date_modified_gmt=told) for n, told in enumerate(times, 1)]
    connector, _ = play({"orders": (json_answer(rows, X_WP_TotalPages="3"),)})

    page = connector.read_orders(NOW - timedelta(hours=2), NOW)
    assert page.next_cursor == onwards
    assert isinstance(page.items[-1], BadPayload)


def test_without_the_header_a_page_that_is_not_full_is_the_last():
    connector, transport = play({"orders": (json_answer([order()]),), "orders/trash": (EMPTY,)})

    assert connector.read_orders(*WINDOW).next_cursor is None
    assert len(transport.requests) == 2


def test_the_trash_is_read_after_the_list():
    connector, transport = play({"orders": ("orders.last",), "orders/trash": ("orders.trash",)})

    items = connector.read_orders(*WINDOW).items

    assert [item.external_order_id for item in items] == ["727", "728", "731"]
    assert items[-1].state is OrderState.CANCELLED
    assert dict(transport.requests[-1].query)["status"] == "trash"


def test_a_basket_that_is_stored_as_a_draft_is_no_order():
    connector, _ = play({"orders": ("orders.draft",), "orders/trash": (EMPTY,)})
    assert [item.external_order_id for item in connector.read_orders(*WINDOW).items] == ["727"]

    draft = json_answer(order(status="checkout-draft"))
    connector, _ = play({"order": (draft,)})
    assert isinstance(connector.fetch_orders([REF])[0], NotFound)


@pytest.mark.parametrize(
    ("status", "was_completed", "state"),
    [
        ("pending", False, OrderState.UNPAID),
        ("on-hold", False, OrderState.UNPAID),
        ("failed", False, OrderState.UNPAID),
        ("processing", False, OrderState.READY),
        ("completed", True, OrderState.COMPLETED),
        ("cancelled", False, OrderState.CANCELLED),
        ("refunded", False, OrderState.CANCELLED),
        ("refunded", True, OrderState.RETURN_REQUESTED),
        ("trash", False, OrderState.CANCELLED),
        ("trash", True, OrderState.COMPLETED),
        ("wc-dikirim", False, OrderState.UNKNOWN),
    ],
)
def test_every_state(status: str, was_completed: bool, state: OrderState):
    ended = "2025-11-24T15:00:00" if was_completed else None
    [found] = read(order(status=status, date_completed_gmt=ended))

    assert (found.state, found.raw_state) == (state, status)


def test_lines_say_what_was_bought_and_paid():
    [found] = read(order())
    whole, ground = found.lines

    assert (whole.external_listing_id, whole.external_variant_id) == ("501", "")
    assert (ground.external_listing_id, ground.external_variant_id) == ("510", "511")
    assert (ground.quantity, ground.unit_list_price, ground.seller_discount) == (3, 52_000, 10_000)
    assert found.total == 370_000 + 146_000 + 12_000
    assert found.shipping_paid == 12_000
    assert found.recipient.province == "Sumatera Utara"
    assert found.recipient.address == "Jalan Sisingamangaraja 12, RT 03"


def paid(found: ChannelOrder) -> list[int]:
    """What each line costs the buyer."""
    return [line.unit_list_price * line.quantity - line.seller_discount for line in found.lines]


def changed(*totals: str) -> dict:
    """The order with a line for each total, before any coupon 30,000."""
    template = order()["line_items"][0]
    rows = [
        {**template, "id": n, "quantity": 1, "subtotal": "30000.00", "total": total}
        for n, total in enumerate(totals, 1)
    ]
    return order(line_items=rows)


def test_a_coupon_split_into_fractions_adds_up_to_the_rupiah():
    [found] = read(changed("26666.67", "26666.67", "26666.66"))

    assert sum(paid(found)) == 80_000
    assert sorted(paid(found)) == [26_666, 26_667, 26_667]
    assert all(line.seller_discount >= 0 for line in found.lines)


def test_tax_belongs_to_what_is_paid():
    row = order()["line_items"][0] | {
        "quantity": 2,
        "subtotal": "180180.18",
        "subtotal_tax": "19819.82",
        "total": "180180.18",
        "total_tax": "19819.82",
    }
    [found] = read(order(line_items=[row]))

    assert (found.lines[0].unit_list_price, found.lines[0].unit_price) == (100_000, 100_000)
    assert found.lines[0].seller_discount == 0


@pytest.mark.parametrize("totals", [("26666.60",), ("1.5", "2")])
def test_a_sum_that_is_no_whole_rupiah_is_not_guessed(totals: tuple[str, ...]):
    [found] = read(changed(*totals))

    assert isinstance(found, BadPayload)
    assert (found.ref, found.path) == ("727", "$[0].line_items")


@pytest.mark.parametrize(
    ("recording", "number", "courier"),
    [("order.completed", "JNE0123456789", "JNE"), ("order.plugin", "SC-777", "SiCepat")],
)
def test_the_tracking_number_is_found_wherever_it_stands(recording, number, courier):
    connector, _ = play({"order": (recording, recording)})

    shipment = connector.tracking(REF)
    [found] = connector.fetch_orders([REF])
    assert (shipment.tracking_number, shipment.courier) == (number, courier)
    assert [parcel.tracking_number for parcel in found.parcels] == [number]


def test_completing_tells_the_number_of_the_courier():
    connector, transport = play({"order": ("order.one",), "order/complete": ("order.completed",)})
    choice = ShipChoice(
        method=ShipMethod.OWN_COURIER, tracking_number="JNE0123456789", courier_code="JNE"
    )

    assert connector.ship(REF, choice).tracking_number == "JNE0123456789"
    request = transport.requests[-1]
    assert request.method == "PUT"
    assert json.loads(request.body) == {
        "status": "completed",
        "meta_data": [
            {"key": "_tracking_number", "value": "JNE0123456789"},
            {"key": "_tracking_provider", "value": "JNE"},
        ],
    }


def test_own_delivery_has_no_number():
    connector, transport = play({"order": ("order.one",), "order/complete": ("order.completed",)})

    connector.ship(REF, ShipChoice(method=ShipMethod.DROPOFF))
    assert json.loads(transport.requests[-1].body) == {"status": "completed"}


@pytest.mark.parametrize("recording", ["order.completed", "order.cancelled", "order.pending"])
def test_only_a_paid_order_that_waits_is_completed(recording: str):
    connector, transport = play({"order": (recording,)})

    with pytest.raises(Conflict):
        connector.ship(REF, ShipChoice(method=ShipMethod.DROPOFF))
    assert [request.is_write for request in transport.requests] == [False]


@pytest.mark.parametrize(
    ("recording", "is_ok"), [("order.pending", True), ("order.completed", False)]
)
def test_only_what_has_not_gone_out_is_cancelled(recording: str, is_ok: bool):
    connector, transport = play({"order": (recording,), "order/cancel": ("order.cancelled",)})

    outcome = connector.cancel(REF, CancelReason.OUT_OF_STOCK)
    assert outcome.is_ok is is_ok
    assert len(transport.requests) == 1 + is_ok


def test_an_order_that_no_shop_can_have_costs_no_call():
    connector, transport = play({})

    [found] = connector.fetch_orders([OrderRef(external_order_id="../users")])
    assert isinstance(found, NotFound)
    assert transport.requests == []


def test_cash_on_delivery_is_told():
    [found] = read(order(payment_method="cod", date_paid_gmt=None))
    assert found.is_cod
    assert found.state is OrderState.READY


def test_the_recorded_order_is_what_the_case_says():
    assert CASE.unchanged_order == read(order())[0].external_order_id
