"""Payouts of completed orders, and what was kept of each."""

import pytest

from integrations.sandbox.core.states import DAY
from tests.sandbox.stranger import START

LIST, BATCH = "payment/get_escrow_list", "payment/get_escrow_detail_batch"


def window(**more):
    return {
        "release_time_from": START - DAY,
        "release_time_to": START + DAY,
        "page_size": 100,
        "page_no": 1,
        **more,
    }


def completed(shop, **more):
    sn = shop.order(**more)
    for step in ("ship", "deliver", "receive"):
        shop.act(sn, step)
    return sn


def test_a_completed_order_pays_its_goods_less_the_fees(shop):
    sn = completed(shop, quantity=2)
    shop.order()
    [line] = shop.detail(sn, "item_list")["item_list"]
    goods = line["model_discounted_price"] * 2

    page = shop.ok("GET", LIST, **window())
    [row] = page["escrow_list"]
    [found] = shop.ok("POST", BATCH, order_sn_list=[sn])
    income = found["escrow_detail"]["order_income"]

    assert (row["order_sn"], row["escrow_release_time"], page["more"]) == (sn, START, False)
    kept = income["commission_fee"] + income["service_fee"]
    kept += income["seller_order_processing_fee"]
    assert kept > 0
    assert row["payout_amount"] == income["escrow_amount"] == goods - kept
    assert income["buyer_total_amount"] - income["buyer_paid_shipping_fee"] == goods
    assert shop.ok("GET", "payment/get_escrow_detail", order_sn=sn) == found["escrow_detail"]


def test_the_list_pages_by_number(shop):
    made = [completed(shop) for _ in range(3)]
    first = shop.ok("GET", LIST, **window(page_size=2))
    second = shop.ok("GET", LIST, **window(page_size=2, page_no=2))
    assert (first["more"], second["more"]) == (True, False)
    seen = [row["order_sn"] for row in first["escrow_list"] + second["escrow_list"]]
    assert seen == made


def test_unknown_numbers_are_left_out_and_too_many_refused(shop):
    sn = completed(shop)
    told = shop.ok("POST", BATCH, order_sn_list=[sn, "X", sn])
    assert [each["escrow_detail"]["order_sn"] for each in told] == [sn]
    assert shop.post(BATCH, order_sn_list=["X"] * 51)["error"] == "exceed_max_limit"
    assert shop.get("payment/get_escrow_detail", order_sn="X")["error"] == "error_not_found"


@pytest.mark.parametrize(
    "wrong",
    [
        {"release_time_to": START - 2 * DAY},
        {"release_time_to": START + 15 * DAY},
        {"page_size": 101},
        {"page_no": 0},
    ],
)
def test_a_bad_window_is_a_parameter_error(shop, wrong):
    assert shop.get(LIST, **window(**wrong))["error"] == "error_param"


@pytest.mark.parametrize("numbers", [None, [], "X", [1]])
def test_a_bad_list_of_numbers_is_a_parameter_error(shop, numbers):
    assert shop.post(BATCH, order_sn_list=numbers)["error"] == "error_param"
