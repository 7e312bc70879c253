"""The Lazada dialect, called as an outside program would: signatures, tokens, goods, messages."""

from __future__ import annotations

import hashlib
import hmac
import io
import json

import pytest

from integrations.sandbox.core.states import DAY
from integrations.sandbox.dialects.lazada import signature
from integrations.sandbox.pushes import Sender, deliver_next
from tests.sandbox.conftest import Receiver
from tests.sandbox.lazada_client import KEY, SECRET, SHOP, START, Lazada


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
