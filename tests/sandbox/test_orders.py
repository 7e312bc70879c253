"""Orders as the platform tells them, and the stock they take and give back."""

import pytest

from integrations.sandbox.core.states import DAY, HOUR
from tests.sandbox.stranger import OTHER_SHOP, SHOP, START

LIST, DETAIL = "order/get_order_list", "order/get_order_detail"
ALL_FIELDS = (
    "buyer_user_id,buyer_username,estimated_shipping_fee,recipient_address,actual_shipping_fee,"
    "note,item_list,pay_time,dropshipper,split_up,buyer_cancel_reason,cancel_by,cancel_reason,"
    "fulfillment_flag,pickup_done_time,package_list,shipping_carrier,payment_method,total_amount,"
    "invoice_data,return_request_due_date,edt,payment_info"
)


def window(**more):
    return {
        "time_range_field": "update_time",
        "time_from": START - DAY,
        "time_to": START + DAY,
        "page_size": 100,
        **more,
    }


def listed(shop, **more):
    return [row["order_sn"] for row in shop.ok("GET", LIST, **window(**more))["order_list"]]


def test_stock_is_taken_at_creation_also_unpaid(shop):
    sn = shop.order(quantity=3, pay=False)

    assert shop.stock() == 37
    assert shop.status(sn) == "UNPAID"
    shop.act(sn, "pay")
    assert shop.stock() == 37
    assert shop.status(sn) == "READY_TO_SHIP"


def test_more_than_there_is_is_refused_whole(shop):
    lines = [{"sku": "KOPI-LTG-GB-5KG", "quantity": 8}, {"sku": "KOPI-LTG-1KG", "quantity": 41}]

    answer = shop.refused("POST", "orders", shop=str(SHOP), lines=lines)

    assert answer == (409, "out_of_stock")
    assert (shop.stock("KOPI-LTG-GB-5KG"), shop.stock()) == (8, 40)
    assert shop.truth()["orders"] == []


def test_two_lines_of_one_model_are_summed(shop):
    lines = [{"sku": "KOPI-LTG-GB-5KG", "quantity": 5}, {"sku": "KOPI-LTG-GB-5KG", "quantity": 4}]
    assert shop.refused("POST", "orders", shop=str(SHOP), lines=lines)[0] == 409

    lines[1]["quantity"] = 3
    sn = shop.control("POST", "orders", shop=str(SHOP), lines=lines)["order_sn"]

    assert shop.stock("KOPI-LTG-GB-5KG") == 0
    assert [
        row["model_quantity_purchased"] for row in shop.detail(sn, "item_list")["item_list"]
    ] == [5, 3]


def test_order_numbers_carry_the_day_of_the_shop(shop):
    first, second = shop.order(), shop.order()

    assert first != second
    assert all(len(sn) == 14 for sn in (first, second))
    assert first[:6] == "260921"  # START in WIB


def test_the_list_holds_numbers_only_and_states_on_request(shop):
    sn = shop.order()

    plain = shop.ok("GET", LIST, **window())["order_list"]
    more = shop.ok("GET", LIST, **window(response_optional_fields="order_status"))["order_list"]

    assert plain == [{"order_sn": sn, "booking_sn": ""}]
    assert more == [{"order_sn": sn, "booking_sn": "", "order_status": "READY_TO_SHIP"}]


def test_the_list_pages_with_a_cursor(shop):
    made = [shop.order() for _ in range(5)]

    seen, cursor, pages = [], "", 0
    while True:
        page = shop.ok("GET", LIST, **window(page_size=2, cursor=cursor))
        seen += [row["order_sn"] for row in page["order_list"]]
        pages, cursor = pages + 1, page["next_cursor"]
        if not page["more"]:
            break

    assert seen == made[::-1]
    assert pages == 3
    assert cursor == ""


def test_a_page_does_not_shift_when_orders_arrive_meanwhile(shop):
    made = [shop.order() for _ in range(4)]
    first = shop.ok("GET", LIST, **window(page_size=2))
    shop.wait(1)
    shop.order()

    second = shop.ok("GET", LIST, **window(page_size=2, cursor=first["next_cursor"]))

    seen = [row["order_sn"] for row in first["order_list"] + second["order_list"]]
    assert seen == made[::-1]


def test_the_list_filters_by_time_field_and_status(shop):
    old = shop.order()
    shop.wait(HOUR)
    new = shop.order(pay=False)
    shop.act(old, "cancel")

    assert listed(shop, time_range_field="create_time", time_to=START) == [old]
    assert listed(shop, time_from=START + 1) == [new, old]
    assert listed(shop, order_status="UNPAID") == [new]
    assert listed(shop, order_status="TO_RETURN") == []


def test_the_list_is_the_shops_own(shop):
    lines = [{"sku": "TERI-MDN-500", "quantity": 1}]
    shop.control("POST", "orders", shop=str(OTHER_SHOP), lines=lines)

    assert listed(shop) == []


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"time_from": START - 15 * DAY, "time_to": START}, ""),
        ({"time_from": START - 15 * DAY - 1, "time_to": START}, "order.order_list_invalid_time"),
        ({"time_from": START, "time_to": START - 1}, "order.order_list_invalid_time"),
        ({"time_range_field": "pay_time"}, "error_param"),
        ({"page_size": 101}, "error_param"),
        ({"page_size": 0}, "error_param"),
        ({"cursor": "zzz"}, "error_param"),
        ({"order_status": "NEW"}, "error_param"),
    ],
)
def test_list_parameters(shop, change, error):
    assert shop.get(LIST, **window(**change))["error"] == error


def test_detail_without_wishes_is_short(shop):
    sn = shop.order(message="Tolong dibungkus rapi")

    detail = shop.detail(sn)

    assert set(detail) == {
        *("order_sn", "region", "currency", "cod", "order_status", "message_to_seller"),
        *("create_time", "update_time", "days_to_ship", "ship_by_date", "booking_sn"),
    }
    assert detail["message_to_seller"] == "Tolong dibungkus rapi"
    assert (detail["days_to_ship"], detail["ship_by_date"]) == (2, START + 2 * DAY)


def test_detail_with_every_wish(shop):
    sn = shop.order("KOPI-LTG-250-HALUS", 2)

    detail = shop.detail(sn, ALL_FIELDS)

    assert set(ALL_FIELDS.split(",")) <= set(detail)
    line = detail["item_list"][0]
    assert line["model_id"] == shop.variant("KOPI-LTG-250-HALUS")["variant_id"]
    assert (line["item_sku"], line["model_sku"]) == ("KOPI-LTG-250", "KOPI-LTG-250-HALUS")
    assert (line["model_quantity_purchased"], line["active_qty"], line["cancelled_qty"]) == (
        2,
        2,
        0,
    )
    assert (line["model_original_price"], line["model_discounted_price"]) == (54000.0, 54000.0)
    assert detail["total_amount"] == 2 * 54000 + 12000
    assert detail["pay_time"] == START
    assert detail["package_list"][0]["logistics_status"] == "LOGISTICS_READY"
    assert detail["package_list"][0]["item_list"][0]["model_quantity"] == 2


def test_an_item_without_models_has_model_zero(shop):
    line = shop.detail(shop.order(), "item_list")["item_list"][0]

    assert (line["model_id"], line["model_sku"], line["item_sku"]) == (0, "", "KOPI-LTG-1KG")


def test_a_promotion_price_is_the_discounted_price_and_its_stock_goes_first(shop):
    place = {"shop": str(SHOP), "sku": "KOPI-LTG-1KG"}
    shop.control("POST", "promotions", **place, reserved=3, price=150_000)

    line = shop.detail(shop.order(quantity=2), "item_list")["item_list"][0]

    assert (line["model_original_price"], line["model_discounted_price"]) == (185000.0, 150000.0)
    assert line["promotion_id"] > 2**53
    assert shop.variant("KOPI-LTG-1KG")["reserved"] == 1


def test_the_address_is_masked_until_paid_and_after_the_end(shop):
    sn = shop.order(pay=False)

    def address():
        return shop.detail(sn, "recipient_address")["recipient_address"]

    assert address()["name"] == "****"
    shop.act(sn, "pay")
    assert address()["name"] == "Rina Wulandari"
    assert address()["full_address"].startswith("Jalan Tebet Barat Dalam VII No. 12, Tebet")
    shop.act(sn, "cancel")
    assert (address()["name"], address()["phone"], address()["full_address"]) == ("****",) * 3
    assert address()["city"] == "Kota Jakarta Selatan"


def test_an_app_without_declared_addresses_sees_no_buyer(shop):
    sn = shop.order()
    shop.control("POST", "shopee/app", ip_declared=False)

    assert shop.detail(sn, "recipient_address")["recipient_address"]["phone"] == "****"


def test_detail_takes_fifty_and_leaves_unknown_ones_out(shop):
    sn = shop.order()

    found = shop.ok("GET", DETAIL, order_sn_list=f"{sn},260101XXXXXXXX")["order_list"]

    assert [row["order_sn"] for row in found] == [sn]
    assert shop.get(DETAIL, order_sn_list="260101XXXXXXXX")["error"] == "error_not_found"
    many = ",".join(f"2601010000{number:04d}" for number in range(51))
    assert shop.get(DETAIL, order_sn_list=many)["error"] == "error_param"


def test_cash_on_delivery_is_ready_without_payment(shop):
    sn = shop.order(cod=True, pay=False)

    detail = shop.detail(sn, "pay_time,payment_method")
    assert (detail["cod"], detail["order_status"], detail["pay_time"]) == (
        True,
        "READY_TO_SHIP",
        None,
    )


def test_an_unpaid_order_lapses_after_a_day_and_gives_its_stock_back(shop):
    sn = shop.order(quantity=4, pay=False)

    shop.wait_long(DAY - 1)
    assert (shop.status(sn), shop.stock()) == ("UNPAID", 36)
    shop.wait(1)

    detail = shop.detail(sn, "cancel_by,cancel_reason,item_list,package_list")
    assert (detail["order_status"], shop.stock()) == ("CANCELLED", 40)
    assert (detail["cancel_by"], detail["cancel_reason"]) == ("system", "BUYER_DID_NOT_PAY")
    assert detail["item_list"][0]["cancelled_qty"] == 4
    assert detail["package_list"][0]["logistics_status"] == "LOGISTICS_INVALID"


def test_an_order_nobody_ships_is_cancelled(shop):
    sn = shop.order()

    shop.wait_long(3 * DAY - 1)
    assert shop.status(sn) == "READY_TO_SHIP"
    shop.wait(1)

    assert shop.status(sn) == "CANCELLED"
    assert shop.stock() == 40


def test_a_jump_of_weeks_leaves_a_true_history(shop):
    sn = shop.order()
    shop.act(sn, "arrange")

    shop.wait_long(20 * DAY)

    detail = shop.detail(sn, "pickup_done_time")
    assert detail["order_status"] == "COMPLETED"
    assert detail["pickup_done_time"] == START + 8 * HOUR
    assert detail["update_time"] == START + 8 * HOUR + 4 * DAY


def test_what_is_left_to_arrange(shop):
    made = [shop.order() for _ in range(3)]
    shop.act(made[1], "arrange")

    first = shop.ok("GET", "order/get_shipment_list", page_size=1)
    second = shop.ok("GET", "order/get_shipment_list", page_size=1, cursor=first["next_cursor"])

    assert (first["more"], second["more"]) == (True, False)
    found = [row["order_sn"] for row in first["order_list"] + second["order_list"]]
    assert found == [made[0], made[2]]
