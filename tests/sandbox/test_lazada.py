"""The Lazada dialect, called as an outside program would, written from the fact sheet."""

from __future__ import annotations

import base64
import hashlib
import hmac
import io
import json
from collections.abc import Iterator
from typing import Any

import pytest
from werkzeug.test import Client

from integrations.sandbox.core import orders, seeding, selectors, shipping
from integrations.sandbox.core.records import Wanted
from integrations.sandbox.core.states import DAY, HOUR
from integrations.sandbox.dialects.lazada import signature
from integrations.sandbox.market import Market, open_market, seed
from integrations.sandbox.pushes import Sender, deliver_next
from tests.sandbox.conftest import Receiver

KEY, SECRET, SHOP = "100100", "lz-pasar-tiruan-kunci-latihan-01", 68430001
START = 1_790_000_000


class Lazada:
    """A client with the demo's keys, and the marketplace it calls."""

    def __init__(self, market: Market) -> None:
        self.market = market
        self.host = Client(market.dialect("lazada").wsgi_app(market=market))
        self.access = ""

    def call(self, path: str, method: str = "GET", **parameters: Any) -> dict[str, Any]:
        files = parameters.pop("files", {})
        token = parameters.pop("token", self.access)
        named = {
            "app_key": KEY,
            "timestamp": str(self.market.store.now() * 1000),
            "sign_method": "sha256",
            **({"access_token": token} if token else {}),
            **{
                name: value if isinstance(value, str) else json.dumps(value)
                for name, value in parameters.items()
            },
        }
        text = path + "".join(name + named[name] for name in sorted(named))
        named.setdefault("sign", hmac.new(SECRET.encode(), text.encode(), "sha256").hexdigest())
        named["sign"] = named["sign"].upper()
        where = {"query_string": named} if method == "GET" else {"data": {**named, **files}}
        answer = self.host.open("/rest" + path, method=method, **where)
        assert answer.status_code == 200
        found: dict[str, Any] = json.loads(answer.data)
        return found

    def post(self, path: str, **parameters: Any) -> dict[str, Any]:
        return self.call(path, "POST", **parameters)

    def control(self, action: str, **data: Any) -> dict[str, Any]:
        return self.market.dialect("lazada").control(
            market=self.market, action=action, data={"shop": str(SHOP), **data}
        )

    def order(self, quantity: int = 2, *, pay: bool = True) -> tuple[str, int]:
        """An order of one SKU: its number in the core and its id here."""
        with self.market.moment() as tx:
            variant = selectors.find_variant(tx=tx, shop_id=SHOP, sku="KPB-TR-0250")
            buyer = tx.the("SELECT id FROM buyer ORDER BY id LIMIT 1")["id"]
            lines = [Wanted(variant_id=variant, quantity=quantity)]
            sn = orders.place(tx=tx, shop_id=SHOP, buyer_id=buyer, lines=lines, pay=pay)
        [found] = self.call("/orders/get", update_after="2020-01-01T00:00:00+07:00")["data"][
            "orders"
        ][:1]
        return sn, found["order_id"]

    def items(self, order_id: int) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.call("/order/items/get", order_id=order_id)["data"]
        return found

    def sku(self, name: str) -> dict[str, Any]:
        products = self.call("/products/get", filter="all")["data"]["products"]
        return next(
            {"ItemId": product["item_id"], **sku}
            for product in products
            for sku in product["skus"]
            if sku["SellerSku"] == name
        )

    def pack(self, order_id: int) -> dict[str, Any]:
        named = [item["order_item_id"] for item in self.items(order_id)]
        wanted = [{"order_id": order_id, "order_item_list": named}]
        request = {"pack_order_list": wanted, "delivery_type": "dropship"}
        answer = self.post("/order/fulfill/pack", packReq=request)
        item: dict[str, Any] = answer["result"]["data"]["pack_order_list"][0]["order_item_list"][0]
        return item


@pytest.fixture
def lazada() -> Iterator[Lazada]:
    market = open_market(state=":memory:", demo=False)
    market.store.move_clock(set_to=START, freeze=True)
    seed(market=market, data=seeding.load(path=seeding.DEMO_FILE))
    client = Lazada(market)
    client.access = client.control("link")["access_token"]
    yield client
    market.store.close()


def test_the_vectors_of_the_sheet():
    first = {
        "access_token": "test",
        "app_key": "123456",
        "order_id": "1234",
        "sign_method": "sha256",
        "timestamp": "1517820392000",
    }
    assert signature.sign_call(app_secret="helloworld", path="/order/get", parameters=first) == (
        "4190D32361CFB9581350222F345CB77F3B19F0E31D162316848A2C1FFD5FAB4A"
    )
    second = {
        "access_token": "50000601c30atpedfgu3LVvik87Ixlsvle3mSoB7701ceb156fPunYZ43GBg",
        "app_key": "100100",
        "sign_method": "sha256",
        "timestamp": "1789012345000",
        "update_after": "2026-09-07T00:00:00+07:00",
        "limit": "100",
        "offset": "0",
        "sort_by": "updated_at",
        "sort_direction": "ASC",
    }
    sign = signature.sign_call(app_secret="lz-koperasi-01", path="/orders/get", parameters=second)
    assert sign == "D8398F6C33589A595F08B53072DFE84570DE23610A5D18E92270B7A9A67CE2FB"
    body = (
        b'{"seller_id":"1234567","message_type":0,"data":{"order_status":"unpaid",'
        b'"status_update_time":1603698638,"trade_order_id":"260422900198363",'
        b'"trade_order_line_id":"260422900298363"},"timestamp":1603766859530,"site":"lazada_vn"}'
    )
    push = signature.sign_push(app_key="100100", app_secret="lz-koperasi-01", body=body)
    assert push == "7a6c0c80762866ad9fa25e74c5689118c578b1c6bedafaae10115178f5b8a921"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"sign": "0" * 64}, "IncompleteSignature"),
        ({"timestamp": str((START + 7201) * 1000)}, "InvalidTimestamp"),
        ({"app_key": "1"}, "InvalidAppKey"),
        ({"token": "falsch"}, "IllegalAccessToken"),
        ({"token": ""}, "MissingParameter"),
        ({"sign_method": "md5"}, "IllegalParameter"),
    ],
)
def test_calls_that_are_not_genuine_are_refused(lazada: Lazada, change: dict[str, str], code: str):
    assert lazada.call("/seller/get", **change)["code"] == code


def test_the_shop_tells_its_name(lazada: Lazada):
    data = lazada.call("/seller/get")["data"]

    assert (data["seller_id"], data["name"]) == (str(SHOP), "Pesisir Belawan di Lazada")


def test_consent_code_pair_and_a_refresh_period_that_runs_down(lazada: Lazada):
    back = "https://lapak.example.id/kembali/?kanal=lazada"
    query = {"client_id": KEY, "response_type": "code", "redirect_uri": back, "state": "s1"}
    assert lazada.host.get("/oauth/authorize", query_string=query).status_code == 200
    answer = lazada.host.post("/oauth/authorize", query_string=query, data={"shop_id": SHOP})
    assert answer.headers["Location"].startswith(back + "&code=0_")
    assert answer.headers["Location"].endswith("state=s1")
    code = answer.headers["Location"].split("code=")[1].split("&")[0]

    pair = lazada.post("/auth/token/create", code=code, token="")
    assert lazada.post("/auth/token/create", code=code, token="")["code"] == "InvalidCode"
    assert pair["country_user_info"][0]["seller_id"] == str(SHOP)
    assert (pair["expires_in"], pair["refresh_expires_in"]) == (30 * DAY, 180 * DAY)
    lazada.market.store.move_clock(advance=10 * DAY)
    new = lazada.post("/auth/token/refresh", refresh_token=pair["refresh_token"], token="")
    assert new["refresh_expires_in"] == 170 * DAY
    assert lazada.call("/seller/get", token=pair["access_token"])["code"] == "IllegalAccessToken"
    again = lazada.post("/auth/token/refresh", refresh_token=pair["refresh_token"], token="")
    assert again["code"] == "IllegalRefreshToken"
    lazada.market.store.move_clock(advance=170 * DAY)
    over = lazada.post("/auth/token/refresh", refresh_token=new["refresh_token"], token="")
    assert over["code"] == "IllegalRefreshToken"


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


def test_total_and_sellable_are_two_numbers(lazada: Lazada):
    lazada.order(2, pay=False)
    lazada.order(3)
    before = lazada.sku("KPB-TR-0250")
    assert (before["quantity"], before["Available"]) == (40, 35)

    names = {"ItemId": before["ItemId"], "SkuId": before["SkuId"]}
    total = {"Request": {"Product": {"Skus": {"Sku": [{**names, "Quantity": "20"}]}}}}
    assert lazada.post("/product/price_quantity/update", payload=total)["code"] == "0"
    assert lazada.sku("KPB-TR-0250")["Available"] == 15
    xml = (
        f"<Request><Product><Skus><Sku><ItemId>{before['ItemId']}</ItemId>"
        f"<SkuId>{before['SkuId']}</SkuId><SellableQuantity>9</SellableQuantity>"
        "</Sku></Skus></Product></Request>"
    )
    assert lazada.post("/product/stock/sellable/update", payload=xml)["code"] == "0"
    after = lazada.sku("KPB-TR-0250")
    assert (after["quantity"], after["Available"]) == (14, 9)
    assert after["multiWarehouseInventories"][0]["withholdQuantity"] == 2
    assert after["multiWarehouseInventories"][0]["occupyQuantity"] == 3
    less = {"Request": {"Product": {"Skus": {"Sku": [{**names, "SellableQuantity": "-4"}]}}}}
    lazada.post("/product/stock/sellable/adjust", payload=less)
    assert lazada.sku("KPB-TR-0250")["Available"] == 5
    total["Request"]["Product"]["Skus"]["Sku"][0]["Quantity"] = "4"
    assert lazada.post("/product/price_quantity/update", payload=total)["code"] == "501"


def test_a_refused_sku_spoils_no_other(lazada: Lazada):
    good = lazada.sku("KPB-TR-0500")
    skus = [
        {"SkuId": "1", "ItemId": good["ItemId"], "Quantity": "1"},
        {"SkuId": good["SkuId"], "ItemId": good["ItemId"], "Quantity": "7", "Price": "99000"},
    ]
    body = {"Request": {"Product": {"Skus": {"Sku": skus}}}}

    answer = lazada.post("/product/price_quantity/update", payload=body)

    assert (answer["code"], [row["sku_id"] for row in answer["detail"]]) == ("206", ["1"])
    after = lazada.sku("KPB-TR-0500")
    assert (after["quantity"], after["price"]) == (7, 99_000.0)
    skus *= 26
    assert lazada.post("/product/price_quantity/update", payload=body)["code"] == "204"


def test_hiding_showing_and_creating(lazada: Lazada):
    sku = lazada.sku("KPB-KG-0200")
    assert lazada.post("/product/deactivate", item_id=str(sku["ItemId"]))["code"] == "0"
    assert lazada.sku("KPB-KG-0200")["Status"] == "inactive"
    shown = {"ItemId": sku["ItemId"], "Skus": {"Sku": [{"SkuId": sku["SkuId"]}]}}
    shown["Skus"]["Sku"][0]["Status"] = "active"
    lazada.post("/product/update", payload={"Request": {"Product": shown}})
    assert lazada.sku("KPB-KG-0200")["Status"] == "active"
    new = {
        "PrimaryCategory": "10002019",
        "Attributes": {"name": "Terasi Bakar Asli", "description": "Enak"},
        "Skus": {"Sku": [{"SellerSku": "KPB-TS-0200", "quantity": "5", "price": "20000"}]},
    }
    made = lazada.post("/product/create", payload={"Request": {"Product": new}})
    assert made["data"]["sku_list"][0]["seller_sku"] == "KPB-TS-0200"
    assert lazada.sku("KPB-TS-0200")["quantity"] == 5
    again = lazada.post("/product/create", payload={"Request": {"Product": new}})
    assert again["code"] == "4105"
    picture = {"image": (io.BytesIO(b"\x89PNG rest"), "a.png")}
    assert lazada.post("/image/upload", files=picture)["data"]["image"]["url"]


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


def test_messages_are_signed_and_come_per_order_line(lazada: Lazada, receiver: Receiver):
    lazada.control("push", url=receiver.url)
    receiver.answer = b"ok"
    lazada.order(2, pay=False)
    sender = Sender()
    while deliver_next(market=lazada.market, sender=sender):
        pass
    sender.close()

    assert len(receiver.messages) == 2
    for given, body in receiver.messages:
        expected = hmac.new(SECRET.encode(), KEY.encode() + body, hashlib.sha256).hexdigest()
        assert given == expected
    told = [json.loads(body) for _, body in receiver.messages]
    assert {(each["message_type"], each["data"]["order_status"]) for each in told} == {
        (0, "unpaid")
    }
    assert len({each["data"]["trade_order_line_id"] for each in told}) == 2


def test_a_throttled_client_is_told_how_long(lazada: Lazada):
    lazada.market.limiter.configure(rate=0.001, burst=1)

    lazada.call("/seller/get")
    refused = lazada.call("/seller/get")
    assert refused["code"] == "ApiCallLimit"
    assert "this ban will last 1 seconds" in refused["message"]


def test_credentials_name_everything_a_stranger_needs(lazada: Lazada):
    with lazada.market.moment() as tx:
        found = lazada.market.dialect("lazada").credentials(tx=tx, base_url="http://x:1")

    assert found["base_url"] == "http://x:1/rest"
    assert found["app_secret"] == SECRET
    assert lazada.call("/seller/get", token=found["access_token"])["code"] == "0"
