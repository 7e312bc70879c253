"""Listings, orders and payouts, call by call."""

from __future__ import annotations

from datetime import timedelta

import pytest

from integrations.channels.errors import (
    BadPayload,
    NotFound,
    RateLimited,
)
from integrations.channels.transport import Request, Response
from integrations.channels.words import (
    OrderRef,
)
from tests.connectors.shopee.case import CASE, MADU
from tests.connectors.shopee.recordings import ORDER, good, play
from tests.contract.case import NOW

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
