"""Cancelling, shipping and labels, call by call."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from integrations.channels.errors import (
    BadPayload,
    Conflict,
    NotFound,
    Rejected,
    Unavailable,
)
from integrations.channels.words import (
    CancelReason,
    OrderRef,
)
from tests.connectors.shopee.case import CASE
from tests.connectors.shopee.recordings import ORDER, bodies, good, play


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
