"""What goes over the wire, call by call."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from integrations.channels.errors import (
    AuthExpired,
    BadPayload,
    Conflict,
    NotFound,
    RateLimited,
    Rejected,
    Unavailable,
)
from integrations.channels.transport import Request, Response, Secret
from integrations.channels.words import (
    App,
    CancelReason,
    OrderRef,
    PriceLevel,
    Rupiah,
    StockLevel,
)
from integrations.connectors.shopee import ShopeeConnector
from tests.connectors.shopee.case import CASE, KOPI, KOPI_250, KOPI_1000, MADU
from tests.contract.case import NOW
from tests.contract.exchange import ScriptedTransport

ORDER = OrderRef(external_order_id="2511240KOPI001")
SECRET = Secret("shpk-contract-partner-key-001")


def play(**answers: object) -> tuple[ShopeeConnector, ScriptedTransport]:
    """A connector whose operations (with __ for /) get the answers named, or built."""
    transport = ScriptedTransport(
        {
            operation.replace("__", "/"): [
                CASE.answer(answer) if isinstance(answer, str) else answer for answer in found
            ]
            for operation, found in answers.items()
        }
    )
    return CASE.connector(transport), transport


def good(response: object) -> Response:
    body = {"request_id": "r", "error": "", "message": "", "response": response}
    return Response(status=200, body=json.dumps(body).encode())


def bodies(transport: ScriptedTransport) -> list[dict[str, object]]:
    return [json.loads(request.body) for request in transport.requests]


def stock(item: str, model: str, quantity: int, location: str = "") -> StockLevel:
    return StockLevel(
        external_listing_id=item,
        external_variant_id=model,
        quantity=quantity,
        location_id=location,
    )


# Consent


def test_production_uses_the_new_consent_page():
    connector = ShopeeConnector(None, None, lambda: NOW, app=App(app_id="2001887", secret=SECRET))

    address = urlsplit(connector.authorize_url("https://lapak.example.id/kembali/", "s-1"))

    assert f"{address.scheme}://{address.netloc}{address.path}" == "https://open.shopee.com/auth"
    assert parse_qs(address.query) == {
        "partner_id": ["2001887"],
        "auth_type": ["seller"],
        "redirect_uri": ["https://lapak.example.id/kembali/"],
        "response_type": ["code"],
        "state": ["s-1"],
    }


def test_another_host_gets_the_classic_page_with_the_state_in_the_way_back():
    app = App(app_id="2001887", secret=SECRET, api_base="http://127.0.0.1:8901")
    connector = ShopeeConnector(None, None, lambda: NOW, app=app)

    address = urlsplit(connector.authorize_url("https://lapak.example.id/kembali/?a=1", "s-1"))

    query = parse_qs(address.query)
    assert address.netloc == "127.0.0.1:8901"
    assert address.path == "/api/v2/shop/auth_partner"
    assert query["redirect"] == ["https://lapak.example.id/kembali/?a=1&state=s-1"]
    assert query["timestamp"] == [str(int(NOW.timestamp()))]
    assert len(query["sign"][0]) == 64


def test_a_consent_host_may_be_set():
    app = App(app_id="1", secret=SECRET, auth_base="https://open.sandbox.test-stable.shopee.sg")
    connector = ShopeeConnector(None, None, lambda: NOW, app=app)

    assert connector.authorize_url("https://x.id/", "s").startswith(
        "https://open.sandbox.test-stable.shopee.sg/auth?"
    )


def test_exchange_sends_numbers_and_counts_life_from_before_the_call():
    connector, transport = play(auth__token__get=["token_get"])

    grant = connector.exchange("code-1", "226785001")

    assert bodies(transport) == [{"partner_id": 2001887, "code": "code-1", "shop_id": 226785001}]
    assert "access_token" not in dict(transport.requests[0].query)
    assert grant.tokens.access_expires_at == NOW + timedelta(seconds=14399)
    assert grant.tokens.refresh_expires_at == NOW + timedelta(days=30)
    assert grant.other_shop_ids == ("226785002",)


def test_a_seller_who_returns_without_a_shop_is_refused_before_any_call():
    connector, transport = play()

    with pytest.raises(Rejected):
        connector.exchange("code-1", "")
    assert transport.requests == []


def test_refresh_uses_the_accounts_own_shop():
    connector, transport = play(auth__access_token__get=["access_token_get"])

    connector.refresh("refresh-1")

    assert bodies(transport) == [
        {"partner_id": 2001887, "refresh_token": "refresh-1", "shop_id": 226785001}
    ]


def test_the_consents_end_is_told():
    connector, _ = CASE.play("shop_info")

    info = connector.shop_info()

    assert (info.name, info.region, info.is_open) == ("kopilintong.official", "ID", True)
    assert info.authorized_until == datetime.fromtimestamp(1786813744, UTC)


# Stock and price


def test_one_call_per_item_and_models_together():
    connector, transport = CASE.play("push_stock")

    connector.push_stock(CASE.stock_levels)

    assert bodies(transport) == [
        {
            "item_id": 29000000001,
            "stock_list": [
                {"model_id": 190000000011, "seller_stock": [{"stock": 26}]},
                {"model_id": 190000000012, "seller_stock": [{"stock": 1}]},
            ],
        },
        {
            "item_id": 29000000002,
            "stock_list": [{"model_id": 0, "seller_stock": [{"stock": 12}]}],
        },
    ]


def test_a_model_in_two_warehouses_is_one_entry():
    connector, transport = play(product__update_stock=[CASE.accept_all])

    outcomes = connector.push_stock([stock(KOPI, "1", 3, "IDA"), stock(KOPI, "1", 4, "IDB")])

    assert [outcome.is_ok for outcome in outcomes] == [True, True]
    assert bodies(transport)[0]["stock_list"] == [
        {
            "model_id": 1,
            "seller_stock": [
                {"location_id": "IDA", "stock": 3},
                {"location_id": "IDB", "stock": 4},
            ],
        }
    ]


def test_the_same_model_twice_needs_two_calls():
    connector, transport = play(product__update_stock=[CASE.accept_all] * 2)

    outcomes = connector.push_stock([stock(KOPI, "1", 3), stock(KOPI, "1", 4)])

    assert [outcome.is_ok for outcome in outcomes] == [True, True]
    assert [body["stock_list"][0]["seller_stock"][0]["stock"] for body in bodies(transport)] == [
        3,
        4,
    ]


def test_an_item_called_with_its_zero_model_is_the_item():
    connector, _ = play(product__update_stock=["update_stock.single"])

    [outcome] = connector.push_stock([stock(MADU, "0", 12)])

    assert outcome.is_ok


def test_when_all_fail_each_keeps_its_own_reason():
    connector, _ = play(product__update_stock=["update_stock.all_failed"])

    outcomes = connector.push_stock([stock(KOPI, KOPI_250, 1), stock(KOPI, KOPI_1000, 1)])

    assert [outcome.error.message for outcome in outcomes] == [
        "Model is in a running promotion",
        "Repeat model_id",
    ]
    assert {type(outcome.error) for outcome in outcomes} == {Rejected}


def test_a_refused_call_still_names_its_reasons():
    connector, _ = play(product__update_stock=["update_stock.refused"])

    [outcome] = connector.push_stock([stock(MADU, "", 1)])

    assert isinstance(outcome.error, Rejected)
    assert outcome.error.fields == {"0": "The stock should not be lower than the reserved stock."}


def test_a_model_that_was_locked_is_tried_again_and_stops_nobody():
    connector, _ = play(product__update_stock=["update_stock.locked", "update_stock.single"])

    locked, other, next_item = connector.push_stock(
        [stock(KOPI, KOPI_250, 1), stock(KOPI, KOPI_1000, 1), stock(MADU, "", 12)]
    )

    assert isinstance(locked.error, Unavailable)
    assert other.is_ok
    assert next_item.is_ok


def test_a_model_the_answer_does_not_mention_is_unknown():
    connector, _ = play(
        product__update_stock=[good({"success_list": [{"model_id": 1}], "failure_list": []})]
    )

    told, untold = connector.push_stock([stock(KOPI, "1", 1), stock(KOPI, "2", 1)])

    assert told.is_ok
    assert isinstance(untold.error, Unavailable)
    assert untold.is_sent


def test_an_item_that_is_gone_spoils_no_other():
    connector, _ = play(product__update_stock=["error.not_found", "update_stock.single"])

    gone, kept = connector.push_stock([stock(KOPI, "1", 1), stock(MADU, "", 1)])

    assert isinstance(gone.error, NotFound)
    assert kept.is_ok


def test_an_expired_token_stops_the_rest():
    connector, transport = play(product__update_stock=["update_stock.single", "error.token"])

    first, second, third = connector.push_stock(
        [stock(MADU, "", 1), stock(KOPI, "1", 1), stock("29000000003", "", 1)]
    )

    assert first.is_ok
    assert isinstance(second.error, AuthExpired)
    assert second.is_sent
    assert isinstance(third.error, AuthExpired)
    assert not third.is_sent
    assert len(transport.requests) == 2


def test_what_our_own_pace_held_back_was_not_sent():
    connector, _ = play(
        product__update_stock=["update_stock.single", RateLimited("our own pace", retry_after=4)]
    )

    sent, held, behind = connector.push_stock(
        [stock(MADU, "", 1), stock(KOPI, "1", 1), stock("29000000003", "", 1)]
    )

    assert sent.is_ok
    assert [type(outcome.error) for outcome in (held, behind)] == [RateLimited, RateLimited]
    assert [outcome.is_sent for outcome in (sent, held, behind)] == [True, False, False]


def test_an_id_that_is_no_number_is_refused_in_its_place():
    connector, transport = play(product__update_stock=["update_stock.single"])

    bad, kept = connector.push_stock([stock("L1", "", 1), stock(MADU, "", 1)])

    assert isinstance(bad.error, Rejected)
    assert not bad.is_sent
    assert kept.is_ok
    assert len(transport.requests) == 1


def test_an_answer_without_a_response_is_broken_not_good():
    body = b'{"error": "", "message": ""}'
    connector, _ = play(product__update_stock=[Response(status=200, body=body)])

    [outcome] = connector.push_stock([stock(MADU, "", 1)])

    assert isinstance(outcome.error, BadPayload)
    assert outcome.error.path == "$.response"


def test_prices_go_as_whole_numbers():
    connector, transport = play(product__update_price=["update_price.single"])

    connector.push_price([PriceLevel(external_listing_id=MADU, price=Rupiah(66_000))])

    assert transport.requests[0].body == (
        b'{"item_id":29000000002,"price_list":[{"model_id":0,"original_price":66000}]}'
    )


# Listings


def test_the_shelf_is_asked_for_page_by_page():
    connector, transport = CASE.play("list_listings")

    page = connector.list_listings()

    query = transport.requests[0].query
    assert ("offset", "0") in query
    assert ("page_size", "15") in query
    assert [value for name, value in query if name == "item_status"] == [
        "NORMAL",
        "UNLIST",
        "REVIEWING",
        "BANNED",
    ]
    assert page.next_cursor == "15"
    assert transport.counts() == {
        "product/get_item_list": 1,
        "product/get_item_base_info": 1,
        "product/get_model_list": 1,
    }


def test_an_item_that_vanishes_while_it_is_read_stays_in_its_place():
    connector, _ = play(
        product__get_item_list=["item_list.first"],
        product__get_item_base_info=["item_base_info.first"],
        product__get_model_list=["error.not_found"],
    )

    gone, honey = connector.list_listings().items

    assert isinstance(gone, NotFound)
    assert honey.external_listing_id == MADU


def test_a_page_whose_items_have_all_vanished_is_empty_and_leads_on():
    connector, _ = play(
        product__get_item_list=["item_list.first"],
        product__get_item_base_info=["error.not_found"],
    )

    page = connector.list_listings()

    assert page.items == ()
    assert page.next_cursor == "15"


# Orders


def test_the_window_is_whole_seconds_and_never_wider_than_fifteen_days():
    connector, transport = CASE.play("read_nothing")
    since = NOW + timedelta(microseconds=400_000)

    connector.read_orders(since, since + timedelta(days=15))

    query = dict(transport.requests[0].query)
    assert query["time_range_field"] == "update_time"
    assert query["time_from"] == str(int(NOW.timestamp()))
    assert int(query["time_to"]) - int(query["time_from"]) == 15 * 86400


def test_the_cursor_is_handed_back():
    connector, transport = play(order__get_order_list=["order_list.empty"])

    connector.read_orders(NOW - timedelta(hours=1), NOW, "50")

    assert dict(transport.requests[0].query)["cursor"] == "50"


def test_more_without_a_cursor_is_broken_rather_than_endless():
    connector, _ = play(
        order__get_order_list=[good({"more": True, "next_cursor": "", "order_list": []})]
    )

    with pytest.raises(BadPayload, match="next_cursor"):
        connector.read_orders(NOW - timedelta(hours=1), NOW)


def test_a_nameless_row_is_broken_and_the_rest_is_read():
    rows = [{"order_status": "UNPAID"}, {"order_sn": "2511240KOPI001"}]
    connector, _ = play(
        order__get_order_list=[good({"more": False, "next_cursor": "", "order_list": rows})],
        order__get_order_detail=["order_detail.one_missing"],
    )

    read, broken = connector.read_orders(NOW - timedelta(hours=1), NOW).items

    assert read.external_order_id == "2511240KOPI001"
    assert broken.path == "$.response.order_list[0].order_sn"


def test_details_are_asked_for_fifty_at_a_time():
    refs = [OrderRef(external_order_id=f"N{number:03d}") for number in range(101)]
    connector, transport = play(order__get_order_detail=[good({"order_list": []})] * 3)

    answers = connector.fetch_orders(refs)

    asked = [dict(request.query)["order_sn_list"].split(",") for request in transport.requests]
    assert [len(numbers) for numbers in asked] == [50, 50, 1]
    assert [type(answer) for answer in answers] == [NotFound] * 101


def test_one_unknown_number_does_not_hide_the_others():
    known = CASE.answer("order_detail.one_missing")

    def answer(request: Request) -> Response:
        numbers = dict(request.query)["order_sn_list"].split(",")
        if any(number.startswith("X") for number in numbers):
            return CASE.answer("order_detail.not_found")
        return known

    connector, _ = play(order__get_order_detail=[answer] * 20)
    refs = [ORDER, *(OrderRef(external_order_id=f"X{n}") for n in range(2))]

    found, first, second = connector.fetch_orders(refs)

    assert found.external_order_id == ORDER.external_order_id
    assert isinstance(first, NotFound)
    assert isinstance(second, NotFound)


def test_throttling_while_reading_details_fails_the_page():
    connector, _ = play(
        order__get_order_list=["order_list.two"], order__get_order_detail=["error.rate_limit"]
    )

    with pytest.raises(RateLimited):
        connector.read_orders(NOW - timedelta(hours=1), NOW)


def test_an_order_without_a_number_answers_for_the_missing_one():
    connector, _ = play(
        order__get_order_detail=[good({"order_list": [{"order_status": "UNPAID"}]})]
    )

    [answer] = connector.fetch_orders([ORDER])

    assert isinstance(answer, BadPayload)


# Cancelling, shipping, labels


def test_out_of_stock_without_lines_means_every_line():
    connector, transport = play(
        order__get_order_detail=["order_detail.one_missing"], order__cancel_order=["cancel_order"]
    )

    assert connector.cancel(ORDER, CancelReason.OUT_OF_STOCK).is_ok

    assert json.loads(transport.requests[1].body)["item_list"] == [
        {"item_id": 29000000001, "model_id": 190000000011},
        {"item_id": 29000000002, "model_id": 0},
    ]


def test_out_of_stock_of_an_order_that_is_gone_is_an_outcome():
    connector, transport = play(order__get_order_detail=[good({"order_list": []})])

    outcome = connector.cancel(ORDER, CancelReason.OUT_OF_STOCK)

    assert isinstance(outcome.error, NotFound)
    assert transport.counts() == {"order/get_order_detail": 1}


@pytest.mark.parametrize(("accept", "word"), [(True, "ACCEPT"), (False, "REJECT")])
def test_the_answer_to_a_buyer_is_one_word(accept: bool, word: str):
    connector, transport = play(order__handle_buyer_cancellation=["handle_buyer_cancellation"])

    connector.answer_cancellation(ORDER, accept)

    assert bodies(transport) == [{"order_sn": "2511240KOPI001", "operation": word}]


def test_after_a_failed_pickup_the_courier_is_asked_again():
    connector, transport = play(logistics__update_shipping_order=["ship_order"])
    again = OrderRef(external_order_id="A", raw_state="RETRY_SHIP")

    connector.ship(again, CASE.ship_choice)

    assert bodies(transport) == [
        {"order_sn": "A", "pickup": {"address_id": 3828, "pickup_time_id": "1764039600"}}
    ]


def test_no_label_is_asked_for_before_the_tracking_number():
    connector, transport = play(logistics__get_tracking_number=["tracking_number.pending"])

    outcome = connector.request_label(ORDER)

    assert isinstance(outcome.error, Unavailable)
    assert not outcome.is_sent
    assert transport.counts() == {"logistics/get_tracking_number": 1}


@pytest.mark.parametrize(
    "recording", ["create_shipping_document.refused", "create_shipping_document.all_failed"]
)
def test_a_refused_label_says_why_whether_the_call_succeeds_or_not(recording: str):
    connector, _ = play(
        logistics__get_tracking_number=["tracking_number"],
        logistics__create_shipping_document=[recording],
    )

    outcome = connector.request_label(ORDER)

    assert isinstance(outcome.error, Conflict)
    assert outcome.error.code == "logistics.package_can_not_print"


def test_a_failed_label_is_not_waited_for():
    connector, _ = play(logistics__get_shipping_document_result=["shipping_document_result.failed"])

    with pytest.raises(Rejected):
        connector.fetch_label(ORDER)


def test_an_error_page_is_no_label():
    for recording in ("error.html_200", "error.http_502"):
        connector, _ = play(
            logistics__get_shipping_document_result=["shipping_document_result.ready"],
            logistics__download_shipping_document=[recording],
        )
        with pytest.raises(Unavailable):
            connector.fetch_label(ORDER)


def test_a_file_with_an_error_status_is_no_label():
    broken = replace(CASE.answer("download_shipping_document"), status=502)
    connector, _ = play(
        logistics__get_shipping_document_result=["shipping_document_result.ready"],
        logistics__download_shipping_document=[broken],
    )

    with pytest.raises(Unavailable):
        connector.fetch_label(ORDER)


def test_a_success_without_a_file_is_no_label():
    connector, _ = play(
        logistics__get_shipping_document_result=["shipping_document_result.ready"],
        logistics__download_shipping_document=[good({})],
    )

    with pytest.raises(BadPayload):
        connector.fetch_label(ORDER)


# Payouts


def test_payouts_are_read_page_by_page():
    rows = [
        {"order_sn": f"N{n}", "payout_amount": 1, "escrow_release_time": 1764500000}
        for n in range(20)
    ]
    connector, transport = play(
        payment__get_escrow_list=[good({"escrow_list": rows})],
        payment__get_escrow_detail_batch=[good([])],
    )

    page = connector.read_settlements(NOW - timedelta(days=7), NOW, "3")

    query = dict(transport.requests[0].query)
    assert (query["page_no"], query["page_size"]) == ("3", "20")
    assert page.next_cursor == "4"
    assert [type(item) for item in page.items] == [NotFound] * 20
    assert transport.requests[1].is_write is False


def test_no_payouts_is_one_call_and_a_last_page():
    connector, transport = play(payment__get_escrow_list=[good({"escrow_list": []})])

    page = connector.read_settlements(NOW - timedelta(days=7), NOW)

    assert page.items == ()
    assert page.next_cursor is None
    assert len(transport.requests) == 1
