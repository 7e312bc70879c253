"""Who may cancel when, who has to be asked, and that the stock comes back once."""

import pytest

from integrations.sandbox.core.states import DAY, HOUR
from tests.sandbox.stranger import OTHER_SHOP, START


def test_the_seller_cancels_before_shipment(shop):
    sn = shop.order(quantity=2)

    answer = shop.post("order/cancel_order", order_sn=sn, cancel_reason="CUSTOMER_REQUEST")

    assert (answer["error"], answer["response"]) == ("", {"update_time": START})
    assert shop.stock() == 40
    assert shop.detail(sn, "cancel_by")["cancel_by"] == "seller"
    again = shop.post("order/cancel_order", order_sn=sn, cancel_reason="CUSTOMER_REQUEST")
    assert again["error"] == "order_finalized"
    assert shop.stock() == 40


def test_out_of_stock_names_its_items(shop):
    sn = shop.order("KOPI-LTG-250-BIJI")
    line = shop.detail(sn, "item_list")["item_list"][0]

    def cancel(**more):
        body = {"order_sn": sn, "cancel_reason": "OUT_OF_STOCK", **more}
        return shop.post("order/cancel_order", **body)["error"]

    assert cancel() == "error_param"
    assert cancel(item_list=[{"item_id": 1, "model_id": 2}]) == "error_param"
    wanted = {"item_id": line["item_id"], "model_id": line["model_id"]}
    assert cancel(item_list=[wanted]) == ""


@pytest.mark.parametrize(
    "more",
    [
        {"cancel_reason": "UNDELIVERABLE_AREA"},
        {"cancel_reason": "COD_NOT_SUPPORTED"},
        {},
        {"cancel_reason": "CUSTOMER_REQUEST", "partial_cancel_item_list": [{"item_id": 1}]},
    ],
)
def test_bad_cancellations(shop, more):
    sn = shop.order()

    assert shop.post("order/cancel_order", order_sn=sn, **more)["error"] == "error_param"
    assert shop.status(sn) == "READY_TO_SHIP"


def test_nothing_is_cancelled_once_it_is_on_its_way(shop):
    sn = shop.order()
    shop.act(sn, "ship")

    answer = shop.post("order/cancel_order", order_sn=sn, cancel_reason="CUSTOMER_REQUEST")

    assert answer["error"] == "error_state"
    assert shop.refused("POST", f"orders/{sn}/cancel") == (409, "wrong_state")
    assert shop.status(sn) == "SHIPPED"


def test_an_order_of_another_shop_is_not_found(shop):
    lines = [{"sku": "TERI-MDN-500"}]
    sn = shop.control("POST", "orders", shop=str(OTHER_SHOP), lines=lines)["order_sn"]

    for name, more in (
        ("order/cancel_order", {"cancel_reason": "CUSTOMER_REQUEST"}),
        ("order/handle_buyer_cancellation", {"operation": "ACCEPT"}),
        ("logistics/ship_order", {"dropoff": {}}),
    ):
        assert shop.post(name, order_sn=sn, **more)["error"] == "error_not_found"
    assert shop.truth(OTHER_SHOP)["orders"][0]["state"] == "ready_to_ship"


def test_the_buyer_cancels_freely_for_an_hour_and_then_has_to_ask(shop):
    quick, late = shop.order(), shop.order()
    shop.wait(HOUR - 1)
    assert shop.act(quick, "cancel")["state"] == "cancelled"
    shop.wait(1)

    assert shop.act(late, "cancel", reason="Salah alamat")["state"] == "in_cancel"

    detail = shop.detail(late, "buyer_cancel_reason,item_list")
    assert (detail["order_status"], detail["buyer_cancel_reason"]) == ("IN_CANCEL", "Salah alamat")
    assert detail["item_list"][0]["cancel_requested_qty"] == 1


@pytest.mark.parametrize(
    ("operation", "status", "stock"), [("ACCEPT", "CANCELLED", 40), ("REJECT", "PROCESSED", 39)]
)
def test_the_seller_answers_the_buyers_request(shop, operation, status, stock):
    sn = shop.order()
    shop.act(sn, "arrange")
    shop.act(sn, "request-cancel")

    answer = shop.post("order/handle_buyer_cancellation", order_sn=sn, operation=operation)

    assert answer["error"] == ""
    assert (shop.status(sn), shop.stock()) == (status, stock)
    again = shop.post("order/handle_buyer_cancellation", order_sn=sn, operation=operation)
    assert again["error"] == ("order_finalized" if operation == "ACCEPT" else "error_state")


def test_a_request_nobody_answers_is_granted_after_a_day(shop):
    sn = shop.order()
    shop.act(sn, "request-cancel")

    shop.wait_long(DAY)

    assert shop.detail(sn, "cancel_by")["order_status"] == "CANCELLED"
    assert shop.stock() == 40


def test_the_courier_does_not_take_a_parcel_the_buyer_wants_cancelled(shop):
    sn = shop.order()
    shop.act(sn, "arrange")
    shop.act(sn, "request-cancel")

    shop.wait_long(10 * HOUR)

    assert shop.status(sn) == "IN_CANCEL"
    assert shop.refused("POST", f"orders/{sn}/pickup") == (409, "wrong_state")
