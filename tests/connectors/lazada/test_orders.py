"""Units become lines, and orders travel: windows, parcels, cancelling, statements."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl

import pytest

from integrations.channels.errors import (
    BadPayload,
    ChannelError,
    Conflict,
    Rejected,
    Unavailable,
)
from integrations.channels.payload import Payload
from integrations.channels.transport import Response
from integrations.channels.words import (
    CancelReason,
    OrderState,
    Rupiah,
    SettlementKind,
)
from integrations.connectors.lazada import mapping
from tests.connectors.lazada.case import CREATE, ITEMS, UNITS, VALIDATE
from tests.connectors.lazada.playing import DROPOFF, ORDER, json_answer, orders, play
from tests.contract.case import NOW

# Orders


def test_units_become_lines_that_count_what_was_cancelled():
    first, second = orders(heads="orders.two", units="items.two")

    [line] = first.lines
    assert (line.external_line_id, line.quantity) == ("2604229000000011", 2)
    assert (line.external_listing_id, line.external_variant_id) == ("2900001", "190000011")
    assert (line.unit_list_price, line.unit_price) == (97000, 95000)
    assert (line.seller_discount, line.platform_discount) == (0, 4000)
    assert first.total == Rupiah(194000 - 4000 + 9000)
    assert first.created_at == datetime(2025, 11, 24, 15, 0, tzinfo=UTC)
    assert [(each.seller_sku, each.quantity, each.cancelled_quantity) for each in second.lines] == [
        ("KOPI-250", 2, 1),
        ("MADU-500", 1, 0),
    ]
    assert second.state is OrderState.READY
    assert second.raw_state == "canceled,pending"
    assert second.is_cod
    assert second.recipient.is_masked
    assert not first.recipient.is_masked


def _units(*words: str, **more: object) -> list[Payload]:
    return [Payload({"status": word, **more}) for word in words]


@pytest.mark.parametrize(
    ("words", "state"),
    [
        (("unpaid", "unpaid"), OrderState.UNPAID),
        (("pending", "packed"), OrderState.READY),
        (("repacked",), OrderState.READY),
        (("ready_to_ship", "shipped"), OrderState.PROCESSED),
        (("shipped", "delivered"), OrderState.SHIPPED),
        (("delivered", "canceled"), OrderState.DELIVERED),
        (("delivered", "returned"), OrderState.DELIVERED),
        (("failed",), OrderState.RETURN_REQUESTED),
        (("returned", "canceled"), OrderState.RETURNED),
        (("canceled", "canceled"), OrderState.CANCELLED),
        (("delivered", "damaged_by_3pl"), OrderState.UNKNOWN),
    ],
)
def test_the_order_is_as_far_as_its_slowest_unit(words: tuple[str, ...], state: OrderState):
    assert mapping.state_of(_units(*words))[0] is state


@pytest.mark.parametrize("flag", [True, 1, "true", "1"])
def test_a_wish_to_cancel_is_seen_however_it_is_written(flag: object):
    units = _units("pending", need_cancel_confirm=flag)
    assert mapping.state_of(units)[0] is OrderState.CANCEL_REQUESTED
    assert mapping.state_of(_units("canceled", need_cancel_confirm=flag))[0] is OrderState.CANCELLED


@pytest.mark.parametrize(
    "text",
    [
        "2025-11-24 22:30:00 +0700",
        "2025-11-24T22:30:00+07:00",
        "2025-11-24 22:30:00",
        "1763998200",
        "1763998200000",
    ],
)
def test_times_in_every_shape(text: str):
    assert mapping.moment(Payload(text)) == datetime(2025, 11, 24, 15, 30, tzinfo=UTC)


def test_deep_offsets_are_avoided_by_starting_the_window_anew():
    head = {"order_id": 1, "updated_at": "2025-11-24 22:30:00 +0700"}
    page = {"code": "0", "data": {"countTotal": 9000, "orders": [head]}}
    items = {"code": "0", "data": []}
    connector, _ = play({"orders/get": (json_answer(page),), ITEMS: (json_answer(items),)})

    start = "2025-11-24T20:00:00+07:00"
    cursor = connector.read_orders(NOW - timedelta(hours=3), NOW, f"{start}|4950").next_cursor
    assert cursor == "2025-11-24T22:29:59+07:00|0"


def test_more_orders_in_one_second_than_can_be_read_is_no_endless_loop():
    head = {"order_id": 1, "updated_at": "2025-11-24 22:30:00 +0700"}
    page = {"code": "0", "data": {"countTotal": 9000, "orders": [head]}}
    connector, _ = play({"orders/get": (json_answer(page),), ITEMS: (json_answer({"data": []}),)})

    with pytest.raises(BadPayload):
        connector.read_orders(NOW - timedelta(hours=3), NOW, "2025-11-24T22:29:59+07:00|4950")


# Parcels


def test_arranging_again_goes_on_after_the_packing():
    connector, transport = play(
        {UNITS: ("units.packed",), "order/package/rts": ("rts",)},
    )
    shipment = connector.ship(ORDER, DROPOFF)
    assert (shipment.external_parcel_id, shipment.tracking_number) == ("FP0001", "LXAD-10001")
    assert transport.counts() == {UNITS: 1, "order/package/rts": 1}


@pytest.mark.parametrize(
    ("answers", "kind"),
    [
        ({UNITS: ("units.shipped",)}, Conflict),
        ({UNITS: ("units.pending",), "order/fulfill/pack": ("pack.partial",)}, Conflict),
        ({UNITS: ("units.packed",), "order/package/rts": ("rts.retry",)}, Unavailable),
    ],
)
def test_what_cannot_be_arranged_says_so(answers, kind: type[ChannelError]):
    connector, _ = play(answers)
    with pytest.raises(kind):
        connector.ship(ORDER, DROPOFF)


def test_a_label_without_a_file_is_fetched_without_our_keys():
    file = Response(status=200, body=b"%PDF-1.4 x")
    connector, transport = play(
        {
            UNITS: ("units.ready",),
            "order/package/document/get": ("document.url",),
            "label/file": (file,),
        }
    )
    assert connector.fetch_label(ORDER).content == b"%PDF-1.4 x"
    assert transport.requests[-1].full_url == (
        "https://files.lazada.example/label.pdf?Expires=1&key=a%2Bb"
    )


# Cancelling


@pytest.mark.parametrize(
    ("reason", "reason_id"),
    [(CancelReason.OUT_OF_STOCK, "15"), (CancelReason.BUYER_ASKED, "10000036")],
)
def test_only_an_empty_shelf_takes_the_reason_that_empties_it(reason, reason_id: str):
    connector, transport = play(
        {UNITS: ("units.pending",), VALIDATE: ("validate",), CREATE: ("cancel",)}
    )
    assert connector.cancel(ORDER, reason).is_ok
    form = dict(parse_qsl(transport.requests[-1].body.decode()))
    assert form["reason_id"] == reason_id
    assert form["order_item_id_list"] == "[2604229000000012,2604229000000011]"


def test_no_harmless_reason_is_a_refusal_and_nothing_is_cancelled():
    connector, transport = play({UNITS: ("units.pending",), VALIDATE: ("validate.only_stock",)})
    outcome = connector.cancel(ORDER, CancelReason.BUYER_ASKED)
    assert isinstance(outcome.error, Rejected)
    assert CREATE not in transport.counts()


def test_accepting_a_wish_cancels_only_what_the_buyer_named():
    connector, transport = play(
        {UNITS: ("units.wish",), VALIDATE: ("validate",), CREATE: ("cancel",)}
    )
    assert connector.answer_cancellation(ORDER, True).is_ok
    form = dict(parse_qsl(transport.requests[-1].body.decode()))
    assert form["order_item_id_list"] == "[2604229000000012]"


# Money


def test_a_week_is_read_whole_and_only_what_is_paid_counts():
    connector, transport = play({"finance/transaction/details/get": ("transactions",)})
    page = connector.read_settlements(NOW - timedelta(days=7), NOW)
    paid, _, other = page.items

    assert paid.total == Rupiah(180_808)
    assert [line.kind for line in paid.lines] == [
        SettlementKind.SALE,
        SettlementKind.COMMISSION,
        SettlementKind.PAYMENT_FEE,
    ]
    assert paid.statement_id == "260422900000001:2025-10-27"
    assert [line.kind for line in other.lines] == [SettlementKind.SHIPPING]
    assert page.next_cursor == "2025-11-03"
    told = dict(transport.requests[0].query)
    assert (told["start_time"], told["end_time"]) == ("2025-10-27", "2025-11-02")
