"""What is special about Lazada: signatures, error table, units, batches, parcels, statements."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, parse_qsl

import pytest

from integrations.channels.errors import (
    AuthExpired,
    AuthRevoked,
    BadPayload,
    ChannelError,
    Conflict,
    RateLimited,
    Rejected,
    Unavailable,
)
from integrations.channels.payload import Payload
from integrations.channels.transport import Response
from integrations.channels.words import (
    CancelReason,
    ChannelOrder,
    Hint,
    HintKind,
    OrderRef,
    OrderState,
    Rupiah,
    SettlementKind,
    ShipChoice,
    ShipMethod,
    StockLevel,
)
from integrations.connectors.lazada import LazadaConnector, mapping
from integrations.connectors.lazada.client import ERRORS, classify, sign
from tests.connectors.lazada.case import CASE, CREATE, ITEMS, UNITS, VALIDATE, skus_in
from tests.contract.case import NOW
from tests.contract.exchange import ScriptedTransport

ORDER = OrderRef(external_order_id="260422900000001")
DROPOFF = ShipChoice(method=ShipMethod.DROPOFF)


def _play(answers: dict[str, tuple[object, ...]]) -> tuple[LazadaConnector, ScriptedTransport]:
    transport = ScriptedTransport(
        {
            operation: [CASE.answer(each) if isinstance(each, str) else each for each in found]
            for operation, found in answers.items()
        }
    )
    return CASE.connector(transport), transport


def _answer(body: object) -> Response:
    return Response(status=200, body=json.dumps(body).encode())


def _orders(**answers: str) -> list[ChannelOrder]:
    connector, _ = _play({"orders/get": (answers["heads"],), ITEMS: (answers["units"],)})
    return list(connector.read_orders(NOW - timedelta(hours=1), NOW).items)


# Signature


def test_the_vector_of_the_official_guide():
    parameters = (
        ("access_token", "test"),
        ("app_key", "123456"),
        ("order_id", "1234"),
        ("sign_method", "sha256"),
        ("timestamp", "1517820392000"),
    )
    expected = "4190D32361CFB9581350222F345CB77F3B19F0E31D162316848A2C1FFD5FAB4A"
    assert sign("helloworld", "/order/get", parameters) == expected
    assert sign("helloworld", "/order/get", (*parameters[::-1], ("sign", "x"))) == expected


def test_the_vector_with_an_offset_in_a_time():
    parameters = (
        ("access_token", "50000601c30atpedfgu3LVvik87Ixlsvle3mSoB7701ceb156fPunYZ43GBg"),
        ("app_key", "100100"),
        ("sign_method", "sha256"),
        ("timestamp", "1789012345000"),
        ("update_after", "2026-09-07T00:00:00+07:00"),
        ("limit", "100"),
        ("offset", "0"),
        ("sort_by", "updated_at"),
        ("sort_direction", "ASC"),
    )
    assert sign("lz-koperasi-01", "/orders/get", parameters) == (
        "D8398F6C33589A595F08B53072DFE84570DE23610A5D18E92270B7A9A67CE2FB"
    )


def test_a_call_is_signed_over_what_it_sends_and_the_plus_is_encoded():
    connector, transport = _play({"orders/get": ("orders.empty",)})
    connector.read_orders(NOW - timedelta(hours=1), NOW)
    [request] = transport.requests

    sent = parse_qsl(request.full_url.partition("?")[2])
    told = dict(sent)
    assert request.url == "https://api.lazada.co.id/rest/orders/get"
    assert told["update_after"] == "2025-11-24T21:59:59+07:00"
    assert "%2B07%3A00" in request.full_url
    assert told["timestamp"] == str(int(NOW.timestamp() * 1000))
    assert told["sign"] == sign("lz-koperasi-01", "/orders/get", sent)


def test_a_write_is_a_signed_form():
    connector, transport = _play({"product/stock/sellable/update": ("stock.ok",)})
    connector.push_stock(CASE.stock_levels[:1])
    [request] = transport.requests

    sent = parse_qsl(request.body.decode())
    assert request.query == ()
    assert dict(sent)["sign"] == sign("lz-koperasi-01", "/product/stock/sellable/update", sent)


def test_tokens_come_from_the_consent_host_and_keep_the_end_of_the_consent():
    connector, transport = _play({"auth/token/refresh": ("token_refresh",)})
    grant = connector.refresh("old")

    assert transport.requests[0].url == "https://auth.lazada.com/rest/auth/token/refresh"
    assert "access_token" not in parse_qs(transport.requests[0].body.decode())
    assert grant.tokens.refresh_expires_at == NOW + timedelta(seconds=1987200)
    assert grant.external_shop_id == "1002003001"


def test_a_sandbox_is_one_host_for_everything():
    connector = LazadaConnector(
        None, lambda _: None, lambda: NOW, app=CASE.app, base_url="http://127.0.0.1:7003/rest/"
    )
    address = connector.authorize_url("https://x.example/", "s")
    assert address.startswith("http://127.0.0.1:7003/oauth/authorize?response_type=code&")


# Errors


@pytest.mark.parametrize("code", sorted(ERRORS))
def test_every_code_of_the_table_is_its_class(code: str):
    body = json.dumps({"type": "ISP", "code": code, "message": "m", "request_id": "r"}).encode()
    error = classify(200, {}, body)
    assert type(error) is ERRORS[code]
    assert (error.code, error.request_id) == (code, "r")


@pytest.mark.parametrize("code", ["14", "17", "19", "36", "74", "75", "204", "212", "501", "4135"])
def test_business_numbers_are_refusals(code: str):
    body = json.dumps({"type": "ISP", "code": code, "message": f"E{code}: no"}).encode()
    assert type(classify(200, {}, body)) is Rejected


def test_an_unknown_code_of_the_platform_itself_passes():
    body = json.dumps({"type": "SYSTEM", "code": "Whatever", "message": "oops"}).encode()
    assert type(classify(200, {}, body)) is Unavailable


def test_the_ban_says_how_long():
    answer = CASE.answer("error.call_limit")
    error = classify(answer.status, answer.headers, answer.body)
    assert isinstance(error, RateLimited)
    assert error.retry_after == 3.0


@pytest.mark.parametrize(
    ("code", "kind"), [("1000003", Rejected), ("901", RateLimited), ("", Rejected)]
)
def test_the_second_envelope_is_judged(code: str, kind: type[ChannelError]):
    result = {"success": False, "error_code": code, "error_msg": "no"}
    answer = _answer({"code": "0", "result": result})
    assert type(classify(200, {}, answer.body)) is kind


# Orders


def test_units_become_lines_that_count_what_was_cancelled():
    first, second = _orders(heads="orders.two", units="items.two")

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
    connector, _ = _play({"orders/get": (_answer(page),), ITEMS: (_answer(items),)})

    start = "2025-11-24T20:00:00+07:00"
    cursor = connector.read_orders(NOW - timedelta(hours=3), NOW, f"{start}|4950").next_cursor
    assert cursor == "2025-11-24T22:29:59+07:00|0"


def test_more_orders_in_one_second_than_can_be_read_is_no_endless_loop():
    head = {"order_id": 1, "updated_at": "2025-11-24 22:30:00 +0700"}
    page = {"code": "0", "data": {"countTotal": 9000, "orders": [head]}}
    connector, _ = _play({"orders/get": (_answer(page),), ITEMS: (_answer({"data": []}),)})

    with pytest.raises(BadPayload):
        connector.read_orders(NOW - timedelta(hours=3), NOW, "2025-11-24T22:29:59+07:00|4950")


# Listings and numbers


def test_listings_show_sellable_units_and_warehouses_where_there_are_several():
    connector, _ = _play({"products/get": ("products.first",)})
    kopi, big, madu = connector.list_listings().items

    assert (kopi.quantity, kopi.reserved, kopi.location_ids) == (26, 4, ())
    assert (big.quantity, big.location_ids) == (4, ("dropshipping", "ACEH-2"))
    assert (kopi.variant_name, madu.variant_name) == ("250 g", "")
    assert madu.state.value == "draft"


def test_stock_is_the_sellable_number_and_empties_further_warehouses():
    connector, transport = _play({"product/stock/sellable/update": ("stock.ok",)})
    connector.push_stock(
        [
            StockLevel(external_listing_id="1", external_variant_id="2", quantity=5),
            StockLevel(
                external_listing_id="1",
                external_variant_id="3",
                quantity=7,
                location_id="dropshipping",
                empty_location_ids=("ACEH-2",),
            ),
        ]
    )
    plain, roomy = skus_in(transport.requests[0])
    assert plain == {"ItemId": "1", "SkuId": "2", "SellableQuantity": 5}
    assert roomy["MultiWarehouseInventories"] == {
        "MultiWarehouseInventory": [
            {"WarehouseCode": "dropshipping", "SellableQuantity": 7},
            {"WarehouseCode": "ACEH-2", "SellableQuantity": 0},
        ]
    }


def test_retry_in_an_element_means_later():
    connector, _ = _play({"product/stock/sellable/update": ("stock.retry",)})
    outcomes = connector.push_stock(CASE.stock_levels[:2])
    assert [type(each.error) for each in outcomes] == [Unavailable, type(None)]


def test_an_error_with_details_refuses_only_whom_it_names():
    levels = [
        StockLevel(external_listing_id="1", external_variant_id=sku, seller_sku=name, quantity=1)
        for sku, name in (("11", "KOPI-250"), ("12", "KOPI-1000"))
    ]
    connector, transport = _play({"product/stock/sellable/update": ("stock.detail",)})
    outcomes = connector.push_stock(levels)
    assert [type(each.error) for each in outcomes] == [Unavailable, Rejected]
    assert len(transport.requests) == 1


def test_a_refusal_that_names_nobody_is_narrowed_down():
    def judge(request):
        bad = any(sku["SkuId"] == "502" for sku in skus_in(request))
        return CASE.answer("stock.whole" if bad else "stock.ok")

    transport = ScriptedTransport({"*": [judge] * 20})
    outcomes = CASE.connector(transport).push_stock(CASE.many_levels(8))
    assert [each.is_ok for each in outcomes] == [True, True, False, *[True] * 5]
    assert len(transport.requests) == 7


def test_one_sku_twice_goes_into_two_calls():
    connector, transport = _play({"product/stock/sellable/update": ("stock.ok", "stock.ok")})
    assert all(each.is_ok for each in connector.push_stock([CASE.stock_levels[0]] * 2))
    assert len(transport.requests) == 2


def test_a_sku_without_any_name_is_refused_before_the_call():
    connector, transport = _play({})
    [outcome] = connector.push_stock([StockLevel(external_listing_id="1", quantity=1)])
    assert isinstance(outcome.error, Rejected)
    assert not outcome.is_sent
    assert transport.requests == []


# Parcels


def test_arranging_again_goes_on_after_the_packing():
    connector, transport = _play(
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
    connector, _ = _play(answers)
    with pytest.raises(kind):
        connector.ship(ORDER, DROPOFF)


def test_a_label_without_a_file_is_fetched_without_our_keys():
    file = Response(status=200, body=b"%PDF-1.4 x")
    connector, transport = _play(
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
    connector, transport = _play(
        {UNITS: ("units.pending",), VALIDATE: ("validate",), CREATE: ("cancel",)}
    )
    assert connector.cancel(ORDER, reason).is_ok
    form = dict(parse_qsl(transport.requests[-1].body.decode()))
    assert form["reason_id"] == reason_id
    assert form["order_item_id_list"] == "[2604229000000012,2604229000000011]"


def test_no_harmless_reason_is_a_refusal_and_nothing_is_cancelled():
    connector, transport = _play({UNITS: ("units.pending",), VALIDATE: ("validate.only_stock",)})
    outcome = connector.cancel(ORDER, CancelReason.BUYER_ASKED)
    assert isinstance(outcome.error, Rejected)
    assert CREATE not in transport.counts()


def test_accepting_a_wish_cancels_only_what_the_buyer_named():
    connector, transport = _play(
        {UNITS: ("units.wish",), VALIDATE: ("validate",), CREATE: ("cancel",)}
    )
    assert connector.answer_cancellation(ORDER, True).is_ok
    form = dict(parse_qsl(transport.requests[-1].body.decode()))
    assert form["order_item_id_list"] == "[2604229000000012]"


# Money


def test_a_week_is_read_whole_and_only_what_is_paid_counts():
    connector, transport = _play({"finance/transaction/details/get": ("transactions",)})
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


# Notifications


def test_the_vector_of_a_push_and_its_hint():
    headers, body, url = CASE.webhook("order")
    assert headers["Authorization"] == (
        "7a6c0c80762866ad9fa25e74c5689118c578b1c6bedafaae10115178f5b8a921"
    )
    connector, _ = _play({})
    assert connector.verify_webhook(headers, body, url).hints == (
        Hint(
            kind=HintKind.ORDER,
            external_shop_id="1234567",
            external_id="260422900198363",
            raw_kind="0",
        ),
    )


def test_every_documented_event_has_a_kind():
    expected = {"reverse": HintKind.RETURN, "ending": HintKind.AUTHORIZATION_ENDING}
    connector, _ = _play({})
    for name, kind in (expected | {"unknown_type": HintKind.OTHER}).items():
        [hint] = connector.verify_webhook(*CASE.webhook(name)).hints
        assert (hint.kind, hint.external_shop_id) == (kind, "1002003001")


def test_a_call_without_a_shop_asks_for_a_person():
    connector = LazadaConnector(None, lambda _: None, lambda: NOW, app=CASE.app)
    with pytest.raises(AuthRevoked):
        connector.shop_info()


def test_a_stale_token_stops_hiding_listings():
    connector, transport = _play({"product/item/get": ("error.token", "error.token")})
    outcomes = connector.set_visible(CASE.visibilities)
    assert [type(each.error) for each in outcomes] == [AuthExpired, AuthExpired]
    assert [each.is_sent for each in outcomes] == [True, False]
    assert len(transport.requests) == 1
