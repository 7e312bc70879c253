"""Arranging shipment, tracking numbers, labels, and the courier."""

import pytest

from integrations.sandbox.core.states import DAY, HOUR
from tests.sandbox.stranger import SHOP

KIND = "THERMAL_AIR_WAYBILL"


def parameter(shop, sn):
    return shop.ok("GET", "logistics/get_shipping_parameter", order_sn=sn)


def pickup(shop, sn):
    address = parameter(shop, sn)["pickup"]["address_list"][0]
    slot = address["time_slot_list"][0]["pickup_time_id"]
    return {"address_id": address["address_id"], "pickup_time_id": slot}


def tracking(shop, sn):
    return shop.ok("GET", "logistics/get_tracking_number", order_sn=sn)["tracking_number"]


def arranged(shop):
    sn = shop.order()
    shop.ok("POST", "logistics/ship_order", order_sn=sn, dropoff={})
    shop.wait(2)
    return sn


def test_what_shipping_needs(shop):
    sn = shop.order()

    needed = parameter(shop, sn)

    assert needed["info_needed"] == {"pickup": ["address_id", "pickup_time_id"], "dropoff": []}
    slots = needed["pickup"]["address_list"][0]["time_slot_list"]
    assert len(slots) == 3
    assert slots[0]["flags"] == ["recommended"]
    assert all(slot["date"] > shop.market.store.now() for slot in slots)


def test_pickup(shop):
    sn = shop.order()

    answer = shop.post("logistics/ship_order", order_sn=sn, pickup=pickup(shop, sn))

    assert (answer["error"], answer["response"]) == ("", {})
    assert shop.status(sn) == "PROCESSED"


def test_the_tracking_number_comes_later(shop):
    sn = shop.order()
    assert (
        shop.get("logistics/get_tracking_number", order_sn=sn)["error"]
        == "logistics.error_order_state"
    )
    shop.ok("POST", "logistics/ship_order", order_sn=sn, dropoff={})

    assert tracking(shop, sn) == ""
    shop.wait(2)

    number = tracking(shop, sn)
    assert number.startswith("SPXID0")
    assert tracking(shop, sn) == number
    assert tracking(shop, arranged(shop)) != number


@pytest.mark.parametrize(
    "wish",
    [
        {},
        {"dropoff": {}, "pickup": {}},
        {"dropoff": None},
        {"non_integrated": {"tracking_number": "JP123"}},
        {"pickup": {}},
        {"pickup": {"address_id": 1, "pickup_time_id": "1"}},
        {"dropoff": {}, "package_number": "OFG0"},
        {"dropoff": {}, "package_number": 5},
    ],
)
def test_bad_wishes_arrange_nothing(shop, wish):
    sn = shop.order()

    answer = shop.post("logistics/ship_order", order_sn=sn, **wish)

    assert answer["error"] == "logistics.error_param"
    assert shop.status(sn) == "READY_TO_SHIP"


def test_a_slot_that_was_never_offered(shop):
    sn = shop.order()
    wish = {**pickup(shop, sn), "pickup_time_id": "1"}

    assert shop.post("logistics/ship_order", order_sn=sn, pickup=wish)["error"] != ""


def test_shipping_twice_or_what_is_over(shop):
    unpaid, gone, done = shop.order(pay=False), shop.order(), arranged(shop)
    shop.act(gone, "cancel")

    errors = [
        shop.post("logistics/ship_order", order_sn=sn, dropoff={})["error"]
        for sn in (unpaid, done, gone)
    ]

    assert errors == [
        "logistics.error_order_state",
        "logistics.error_order_state",
        "order_finalized",
    ]
    assert (
        shop.get("logistics/get_shipping_parameter", order_sn=done)["error"]
        == "logistics.error_order_state"
    )


def test_many_at_once_in_part(shop):
    good, unpaid = shop.order(), shop.order(pay=False)
    packages = [
        {"package_number": shop.detail(sn, "package_list")["package_list"][0]["package_number"]}
        for sn in (good, unpaid)
    ]

    answer = shop.ok("POST", "logistics/mass_ship_order", package_list=[*packages, {}], dropoff={})

    assert answer["success_list"] == [packages[0]]
    assert len(answer["fail_list"]) == 2
    assert shop.status(good) == "PROCESSED"
    none = shop.post("logistics/mass_ship_order", package_list=packages, dropoff={})
    assert none["error"] == "common.batch_api_all_failed"
    many = shop.post("logistics/mass_ship_order", package_list=packages * 26, dropoff={})
    assert many["error"] == "logistics.error_param"


def test_a_failed_pickup_is_arranged_again(shop):
    sn = arranged(shop)
    number = tracking(shop, sn)
    shop.act(sn, "fail-pickup")
    assert shop.status(sn) == "RETRY_SHIP"
    assert [
        row["order_sn"]
        for row in shop.ok("GET", "order/get_shipment_list", page_size=9)["order_list"]
    ] == [sn]

    wrong = shop.post("logistics/update_shipping_order", order_sn=sn, pickup={"address_id": 1})
    shop.ok("POST", "logistics/update_shipping_order", order_sn=sn, pickup=pickup(shop, sn))

    assert wrong["error"] == "logistics.error_param"
    assert (shop.status(sn), tracking(shop, sn)) == ("PROCESSED", number)


def test_the_courier_does_its_rounds_by_the_clock(shop):
    sn = arranged(shop)

    states = []
    for seconds in (8 * HOUR, 2 * DAY, 2 * DAY):
        shop.wait_long(seconds)
        states.append(shop.status(sn))

    assert states == ["SHIPPED", "TO_CONFIRM_RECEIVE", "COMPLETED"]


def test_staff_ship_in_the_sellers_app(shop):
    sn = shop.order()

    shop.act(sn, "ship")

    detail = shop.detail(sn, "package_list")
    assert detail["order_status"] == "SHIPPED"
    assert detail["package_list"][0]["logistics_status"] == "LOGISTICS_PICKUP_DONE"
    assert tracking(shop, sn).startswith("SPXID0")
    again = shop.post("logistics/ship_order", order_sn=sn, dropoff={})
    assert again["error"] == "logistics.error_order_state"


def test_a_label_is_asked_for_awaited_and_fetched(shop):
    sn = arranged(shop)
    order_list = [{"order_sn": sn, "shipping_document_type": KIND}]

    made = shop.ok("POST", "logistics/create_shipping_document", order_list=order_list)
    early = shop.ok("POST", "logistics/get_shipping_document_result", order_list=order_list)
    refused = shop.send(
        "POST",
        "logistics/download_shipping_document",
        body={"shipping_document_type": KIND, "order_list": [{"order_sn": sn}]},
    ).get_json()
    shop.wait(2)
    ready = shop.ok("POST", "logistics/get_shipping_document_result", order_list=order_list)
    file = shop.send(
        "POST",
        "logistics/download_shipping_document",
        body={"shipping_document_type": KIND, "order_list": [{"order_sn": sn}]},
    )

    assert made["result_list"][0]["order_sn"] == sn
    assert "fail_error" not in made["result_list"][0]
    assert early["result_list"][0]["status"] == "PROCESSING"
    assert refused["error"] == "logistics.package_can_not_print"
    assert ready["result_list"][0]["status"] == "READY"
    assert file.mimetype == "application/pdf"
    assert file.data.startswith(b"%PDF-1.4")
    assert file.data.endswith(b"%%EOF\n")
    for text in (sn, tracking(shop, sn), "Rina Wulandari", "Kopi Lintong Official"):
        assert text.encode() in file.data


def test_a_label_needs_a_tracking_number(shop):
    early, good = shop.order(), arranged(shop)
    shop.ok("POST", "logistics/ship_order", order_sn=early, dropoff={})

    answer = shop.ok(
        "POST",
        "logistics/create_shipping_document",
        order_list=[{"order_sn": sn, "shipping_document_type": KIND} for sn in (early, good)],
    )

    errors = [row.get("fail_error", "") for row in answer["result_list"]]
    assert errors == ["logistics.package_can_not_print", ""]


@pytest.mark.parametrize(
    ("more", "error"),
    [
        ({"shipping_document_type": "POSTER"}, "logistics.error_param"),
        ({"tracking_number": "SPXID0"}, "logistics.error_param"),
        ({"package_number": "OFG0"}, "error_not_found"),
        ({"order_sn": "260101XXXXXXXX"}, "error_not_found"),
    ],
)
def test_bad_label_wishes(shop, more, error):
    wish = {"order_sn": arranged(shop), "shipping_document_type": KIND, **more}

    answer = shop.post("logistics/create_shipping_document", order_list=[wish])

    assert answer["error"] == "common.batch_api_all_failed"
    assert answer["response"]["result_list"][0]["fail_error"] == error


def test_a_result_nobody_asked_for(shop):
    wish = [{"order_sn": arranged(shop), "shipping_document_type": KIND}]

    answer = shop.post("logistics/get_shipping_document_result", order_list=wish)

    assert answer["response"]["result_list"][0]["fail_error"] == "logistics.package_can_not_print"


def test_a_label_with_strange_letters_is_still_a_file(shop):
    item = {"seller_sku": "X", "name": "Kopi (Lintong) \\ 珈琲 50 %", "price": 5000, "stock": 5}
    shops = [{"username": "kopilintong.official", "items": [item]}]
    shop.control("POST", "seed", shops=shops)
    sn = shop.order("X")
    shop.ok("POST", "logistics/ship_order", order_sn=sn, dropoff={})
    shop.wait(2)
    order_list = [{"order_sn": sn, "shipping_document_type": KIND}]
    shop.ok("POST", "logistics/create_shipping_document", order_list=order_list)
    shop.wait(2)

    body = {"shipping_document_type": KIND, "order_list": [{"order_sn": sn}]}
    file = shop.send("POST", "logistics/download_shipping_document", body=body)

    assert b"Kopi \\(Lintong\\) \\\\ ?? 50 %" in file.data


def test_a_cancelled_parcel_says_so(shop):
    sn = arranged(shop)
    shop.post("order/cancel_order", order_sn=sn, cancel_reason="CUSTOMER_REQUEST")

    package = shop.detail(sn, "package_list")["package_list"][0]

    assert package["logistics_status"] == "LOGISTICS_REQUEST_CANCELED"
    assert shop.truth(SHOP)["orders"][0]["due_at"] is None
