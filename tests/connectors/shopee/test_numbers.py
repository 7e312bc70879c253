"""Stock and prices, call by call."""

from __future__ import annotations

from integrations.channels.errors import (
    AuthExpired,
    BadPayload,
    NotFound,
    RateLimited,
    Rejected,
    Unavailable,
)
from integrations.channels.transport import Response
from integrations.channels.words import (
    PriceLevel,
    Rupiah,
)
from tests.connectors.shopee.case import CASE, KOPI, KOPI_250, KOPI_1000, MADU
from tests.connectors.shopee.recordings import bodies, good, play, stock


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
