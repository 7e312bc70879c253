"""Orders in the Lazada dialect: units, parcels, cancelling, statements."""

from __future__ import annotations

import base64

import pytest

from integrations.sandbox.core import orders, shipping
from integrations.sandbox.core.states import HOUR
from tests.sandbox.lazada_client import Lazada


def test_one_item_per_unit_and_no_status_of_the_order(lazada: Lazada):
    _, order_id = lazada.order(3, pay=False)

    order = lazada.call("/order/get", order_id=order_id)["data"]
    items = lazada.items(order_id)
    assert order["statuses"] == ["unpaid"]
    assert (order["price"], order["items_count"]) == ("153000.00", 3)
    assert len({item["order_item_id"] for item in items}) == 3
    assert {(item["sku"], item["status"]) for item in items} == {("KPB-TR-0250", "unpaid")}
    assert "*" in order["address_shipping"]["phone"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"offset": "5001"}, "14"),
        ({"update_after": "2026-09-07"}, "17"),
        ({"limit": "101"}, "19"),
        ({"status": "menunggu"}, "36"),
        ({"sort_direction": "UP"}, "74"),
        ({"sort_by": "price"}, "75"),
        ({"update_after": ""}, "MissingParameter"),
    ],
)
def test_the_codes_of_the_order_list(lazada: Lazada, change: dict[str, str], code: str):
    asked = {"update_after": "2020-01-01T00:00:00+07:00", **change}

    assert lazada.call("/orders/get", **asked)["code"] == code


def test_pages_and_windows_of_the_list(lazada: Lazada):
    for _ in range(3):
        lazada.order(1)
        lazada.market.store.move_clock(advance=60)
    asked = {"update_after": "2020-01-01T00:00:00+07:00", "sort_by": "updated_at"}

    page = lazada.call("/orders/get", **asked, limit="2", offset="2", sort_direction="ASC")["data"]
    assert (page["count"], page["countTotal"]) == (1, 3)
    asked["update_after"] = "2030-01-01T00:00:00+07:00"
    assert lazada.call("/orders/get", **asked)["data"]["orders"] == []


def test_pack_ready_label_and_the_courier(lazada: Lazada):
    sn, order_id = lazada.order(2)
    assert lazada.items(order_id)[0]["status"] == "pending"
    packed = lazada.pack(order_id)
    assert packed["tracking_number"].startswith("LXAD-")
    assert lazada.pack(order_id)["tracking_number"] == packed["tracking_number"]
    assert lazada.items(order_id)[0]["status"] == "packed"
    packages = [{"package_id": packed["package_id"]}]
    ready = lazada.post("/order/package/rts", readyToShipReq={"packages": packages})
    assert ready["result"]["data"]["packages"][0]["item_err_code"] == "0"
    assert lazada.items(order_id)[1]["status"] == "ready_to_ship"
    asked = {"doc_type": "PDF", "packages": packages}
    label = lazada.post("/order/package/document/get", getDocumentReq=asked)
    assert base64.b64decode(label["result"]["data"]["file"]).startswith(b"%PDF")
    with lazada.market.moment() as tx:
        shipping.pick_up(tx=tx, order_sn=sn)
        shipping.deliver(tx=tx, order_sn=sn)
    assert lazada.items(order_id)[0]["status"] == "delivered"
    late = lazada.pack(order_id)
    assert (late["item_err_code"], late["retry"]) == ("STATUS_ERROR", False)


def test_an_empty_shelf_is_emptied_by_the_platform(lazada: Lazada):
    _, order_id = lazada.order(2)
    named = [item["order_item_id"] for item in lazada.items(order_id)]
    options = lazada.call("/order/reverse/cancel/validate", order_id=order_id)["data"]
    assert "15" in {row["reason_id"] for row in options["reason_options"]}
    asked = {"order_id": order_id, "reason_id": "15", "order_item_id_list": named}

    part = {**asked, "order_item_id_list": named[:1]}
    assert lazada.post("/order/reverse/cancel/create", **part)["code"] == "ITEM_NOT_ALLOWED"
    assert lazada.post("/order/reverse/cancel/create", **asked)["code"] == "0"
    assert lazada.items(order_id)[0]["status"] == "canceled"
    assert lazada.sku("KPB-TR-0250")["Available"] == 0
    assert lazada.post("/order/reverse/cancel/create", **asked)["code"] == "ORDER_STATUS_ERROR"


def test_a_buyers_wish_is_refused_by_packing_on(lazada: Lazada):
    sn, order_id = lazada.order(1)
    lazada.market.store.move_clock(advance=2 * HOUR)
    with lazada.market.moment() as tx:
        orders.request_cancel(tx=tx, order_sn=sn, reason="CHANGE_OF_MIND")
    assert lazada.items(order_id)[0]["need_cancel_confirm"] is True

    assert lazada.pack(order_id)["item_err_code"] == "0"
    item = lazada.items(order_id)[0]
    assert (item["need_cancel_confirm"], item["status"]) == (False, "packed")


def test_a_finished_order_is_paid_out_with_its_fees(lazada: Lazada):
    sn, _ = lazada.order(2)
    with lazada.market.moment() as tx:
        shipping.ship_in_seller_app(tx=tx, order_sn=sn)
        shipping.deliver(tx=tx, order_sn=sn)
        orders.confirm_received(tx=tx, order_sn=sn)
    asked = {"start_time": "2026-09-01", "end_time": "2026-09-30"}

    rows = lazada.call("/finance/transaction/details/get", **asked)["data"]
    assert [(row["fee_type"], row["amount"]) for row in rows] == [
        ("13", "51000.00"),
        ("16", "-2040.00"),
        ("3", "-1020.00"),
    ] * 2
    too_long = {"start_time": "2026-01-01", "end_time": "2026-09-30"}
    refused = lazada.call("/finance/transaction/details/get", **too_long)
    assert refused["code"] == "IllegalParameter"
    [payout] = lazada.call("/finance/payout/status/get", created_after="2026-09-01")["data"]
    assert (payout["payout"], payout["paid"]) == ("95880.00 IDR", "1")
