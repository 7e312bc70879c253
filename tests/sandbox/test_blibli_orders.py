"""Blibli's orders: rows per item, packages, handing over, labels, cancelling, money, messages."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from integrations.sandbox.core import orders, selectors, shipping
from integrations.sandbox.pushes import Sender, deliver_next
from tests.sandbox.blibli_client import KEY, OLD, SHOP, START, Blibli, marketplace, signed
from tests.sandbox.conftest import Receiver

REASONS = "/seller/v1/orders/items/cancellations/reasons"


@pytest.fixture
def blibli() -> Iterator[Blibli]:
    with marketplace() as client:
        client.control("quotas", on=False)
        yield client


def truth(blibli: Blibli, sn: str) -> dict:
    with blibli.market.moment() as tx:
        return selectors.order_truth(tx=tx, order=orders.get(tx=tx, order_sn=sn))


def stock(blibli: Blibli, sku: str) -> int:
    with blibli.market.moment() as tx:
        variant = selectors.find_variant(tx=tx, shop_id=SHOP, sku=sku)
        return int(tx.the("SELECT stock FROM variant WHERE id = ?", variant)["stock"])


def cancel(blibli: Blibli, item: dict, reason: str = "Stok habis") -> int:
    path = f"/seller/v1/orders/items/{item['order']['itemId']}/cancellations"
    return blibli.call("POST", path, {"reason": reason}).status_code


def test_the_list_begins_with_payment(blibli: Blibli):
    sn = blibli.buy("KTS-BP-05", pay=False)
    assert blibli.packages() == []

    with blibli.market.moment() as tx:
        orders.pay(tx=tx, order_sn=sn)
    [item] = blibli.items()
    assert (item["order"]["itemStatus"], item["order"]["quantity"]) == ("FP", 2)
    assert item["order"]["statusFPUpdatedTimestamp"] == START * 1000
    assert item["product"]["sellerSku"] == "KTS-BP-05"
    assert item["product"]["price"] == 81_000
    assert item["packageId"] is None


def test_the_list_is_cut_by_time_state_and_id(blibli: Blibli):
    blibli.buy("KTS-BP-05")
    blibli.market.store.move_clock(advance=100)
    blibli.buy("KTS-BM-01")
    first, second = blibli.items()

    later = {"start": (START + 1) * 1000, "end": (START + 200) * 1000}
    [found] = blibli.packages(statusFPDateRange=later)
    assert found["orderItems"] == [second]
    assert blibli.packages(orderItemStatuses=["D"]) == []
    [found] = blibli.packages(orderItemIds=[first["order"]["itemId"]])
    assert found["orderItems"] == [first]
    assert blibli.packages(orderIds=["1"]) == []


def test_pages_are_of_packages(blibli: Blibli):
    for _ in range(3):
        blibli.buy("KTS-BM-01", quantity=1)
    path = "/seller/v1/orders/packages/filter"
    answer = blibli.post(path, {"paging": {"page": 1, "size": 2}})

    assert len(answer["content"]) == 1
    assert answer["paging"] == {"pageNumber": 1, "pageSize": 2, "totalPage": 2, "totalRecord": 3}
    assert blibli.post(path, {"paging": {"size": 51}})["errorCode"] == "ERR-PA400054"


def test_a_package_is_packed_labelled_and_leaves(blibli: Blibli):
    sn = blibli.buy("KTS-BP-05", "KTS-BM-01")
    first, second = blibli.items()
    combined = blibli.get(f"{OLD}/order/getCombineShipping", orderItemNo=first["order"]["itemId"])
    assert len(combined["value"]["combineShipping"]) == 2

    package = blibli.pack(first, second)
    assert blibli.statuses() == ["BP", "BP"]
    label = blibli.get(f"/seller/v1/orders/{package}/shippingLabel")
    assert base64.b64decode(label["content"]["shippingLabel"]).startswith(b"%PDF")
    assert (
        blibli.call("POST", f"/seller/v1/orders/regular/{package}/fulfill", {}).status_code == 204
    )
    assert blibli.statuses() == ["FR", "FR"]
    assert truth(blibli, sn)["state"] == "processed"
    assert truth(blibli, sn)["parcel"]["tracking_number"].startswith("BLI")
    again = blibli.call("POST", f"/seller/v1/orders/regular/{package}/fulfill", {})
    assert again.json["errorCode"] == "ERR-PA400012"


def test_an_own_courier_tells_its_number(blibli: Blibli):
    sn = blibli.buy("KTS-BP-05")
    package = blibli.pack(*blibli.items())
    path = f"/seller/v1/orders/regular/{package}/fulfill"
    blibli.call("POST", path, {"awbNo": "JNE-77"})

    assert truth(blibli, sn)["parcel"]["tracking_number"] == "JNE-77"
    assert blibli.items()[0]["logistic"]["awbNumber"] == "JNE-77"


def test_an_order_in_two_packages_leaves_with_the_second(blibli: Blibli):
    sn = blibli.buy("KTS-BP-05", "KTS-BM-01")
    first, second = blibli.items()
    packages = [blibli.pack(first), blibli.pack(second)]
    assert len(blibli.packages()) == 2

    blibli.call("POST", f"/seller/v1/orders/regular/{packages[0]}/fulfill", {})
    assert sorted(blibli.statuses()) == ["BP", "FR"]
    assert truth(blibli, sn)["state"] == "ready_to_ship"
    blibli.call("POST", f"/seller/v1/orders/regular/{packages[1]}/fulfill", {})
    assert truth(blibli, sn)["state"] == "processed"


def test_what_cannot_be_packed_is_refused(blibli: Blibli):
    blibli.buy("KTS-BP-05")
    blibli.buy("KTS-BM-01")
    first, second = blibli.items()
    ids = [each["order"]["itemId"] for each in (first, second)]
    path = f"{OLD}/order/createPackage"

    assert blibli.post(path, {"orderItemIds": ids})["errorCode"] == "ERR-PA400054"
    assert blibli.post(path, {"orderItemIds": []})["errorCode"] == "ERR-PA400054"
    assert blibli.post(path, {"orderItemIds": ["25999999999"]})["errorCode"] == "ERR-PA404012"
    blibli.pack(first)
    assert blibli.post(path, {"orderItemIds": ids[:1]})["errorCode"] == "ERR-PA400012"
    assert blibli.call("GET", "/seller/v1/orders/1/shippingLabel").status_code == 404


def test_details_have_the_recipient_and_later_the_money(blibli: Blibli):
    sn = blibli.buy("KTS-BP-05")
    [item] = blibli.items()
    path = f"/seller/v1/orders/items/{item['order']['itemId']}"
    detail = blibli.get(path)["content"]
    assert detail["recipient"]["name"] == "Rina Wulandari"
    assert detail["financeSettlement"] is None

    blibli.call("POST", f"/seller/v1/orders/regular/{blibli.pack(item)}/fulfill", {})
    with blibli.market.moment() as tx:
        shipping.pick_up(tx=tx, order_sn=sn)
        shipping.deliver(tx=tx, order_sn=sn)
        orders.confirm_received(tx=tx, order_sn=sn)
    assert blibli.statuses() == ["D"]
    money = blibli.get(path)["content"]["financeSettlement"]
    parts = money["itemPrice"] + money["commission"] + money["handlingFee"]
    assert parts == money["totalPayment"] == 152_280


def test_an_items_details_may_be_asked_five_times_in_half_an_hour(blibli: Blibli):
    blibli.control("quotas", on=True)
    blibli.buy("KTS-BP-05")
    [item] = blibli.items()
    path = f"/seller/v1/orders/items/{item['order']['itemId']}"

    assert [blibli.call("GET", path).status_code for _ in range(6)] == [200] * 5 + [429]


def test_the_seller_cancels_item_by_item_and_stock_comes_back_once(blibli: Blibli):
    before = stock(blibli, "KTS-BP-05"), stock(blibli, "KTS-BM-01")
    sn = blibli.buy("KTS-BP-05", "KTS-BM-01")
    first, second = blibli.items()

    assert cancel(blibli, first) == 204
    assert sorted(blibli.statuses()) == ["CX", "FP"]
    assert cancel(blibli, first) == 400
    assert cancel(blibli, second, "Permintaan pembeli") == 204
    assert truth(blibli, sn)["state"] == "cancelled"
    assert (stock(blibli, "KTS-BP-05"), stock(blibli, "KTS-BM-01")) == before


def test_the_rest_of_a_partly_cancelled_order_leaves(blibli: Blibli):
    before = stock(blibli, "KTS-BP-05")
    sn = blibli.buy("KTS-BP-05", "KTS-BM-01")
    first, second = blibli.items()
    cancel(blibli, first)

    blibli.call("POST", f"/seller/v1/orders/regular/{blibli.pack(second)}/fulfill", {})
    assert truth(blibli, sn)["state"] == "processed"
    assert sorted(blibli.statuses()) == ["CX", "FR"]
    assert stock(blibli, "KTS-BP-05") == before


def test_only_the_reasons_of_the_list_are_taken(blibli: Blibli):
    blibli.buy("KTS-BP-05")
    [item] = blibli.items()

    assert "Stok habis" in blibli.get(REASONS)["content"]
    assert cancel(blibli, item, "stok habis") == 400
    blibli.call("POST", f"/seller/v1/orders/regular/{blibli.pack(item)}/fulfill", {})
    assert cancel(blibli, item) == 400


def test_a_buyers_wish_changes_no_state_and_is_refused_by_sending(blibli: Blibli):
    sn = blibli.buy("KTS-BP-05")
    with blibli.market.moment() as tx:
        orders.request_cancel(tx=tx, order_sn=sn, reason="Salah pilih")
    assert blibli.statuses() == ["FP"]

    package = blibli.pack(*blibli.items())
    assert (
        blibli.call("POST", f"/seller/v1/orders/regular/{package}/fulfill", {}).status_code == 204
    )
    assert truth(blibli, sn)["state"] == "processed"


def delivered(blibli: Blibli) -> None:
    sender = Sender()
    while deliver_next(market=blibli.market, sender=sender):
        pass
    sender.close()


def test_every_item_is_told_and_signed_with_the_key_of_the_integrator(
    blibli: Blibli, receiver: Receiver
):
    blibli.control("push", url=receiver.url)
    blibli.buy("KTS-BP-05", "KTS-BM-01")
    delivered(blibli)

    # Waiting for payment, then paid: once for each item.
    assert len(receiver.messages) == 4
    told = [json.loads(body) for _, body in receiver.messages]
    assert [each["orderStatus"] for each in told] == ["FP"] * 4
    headers, (_, body) = receiver.headers[-1], receiver.messages[-1]
    at = int(headers["requestTime"])
    expected = signed(KEY, "POST", urlsplit(receiver.url).path, body, at)
    assert headers["Signature"] == expected
    assert told[-1]["storeCode"] == "KTS-60044"


def test_what_nobody_takes_is_lost(blibli: Blibli, receiver: Receiver):
    receiver.status = 500
    blibli.control("push", url=receiver.url)
    blibli.buy("KTS-BM-01")
    delivered(blibli)
    blibli.market.store.move_clock(advance=86_400)
    delivered(blibli)

    with blibli.market.moment() as tx:
        states = {row["state"] for row in tx.all("SELECT state FROM push")}
    assert states <= {"lost"}
