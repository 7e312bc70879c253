"""The TikTok Shop dialect, called as a stranger would who has read the fact sheet."""

import hashlib
import hmac
import json
from typing import Any

import pytest
from werkzeug.test import Client, TestResponse

from integrations.sandbox.core.states import DAY, HOUR
from integrations.sandbox.dialects.tiktok_shop.signature import (
    call_signature,
    is_same,
    push_signature,
)
from integrations.sandbox.market import open_market
from integrations.sandbox.pushes import Sender, deliver_next
from integrations.sandbox.web.site import Site
from tests.sandbox.conftest import Receiver

START = 1_790_000_000
SHOP = "74940501"


class Seller:
    """A client with keys; the third signing of this platform in the project."""

    def __init__(self) -> None:
        self.market = open_market(state=":memory:")
        self.market.store.move_clock(set_to=START, freeze=True)
        self.site = Client(Site(market=self.market))
        dialect = self.market.dialect("tiktok_shop")
        self.host = Client(dialect.wsgi_app(market=self.market))
        self.keys: dict[str, str] = self.site.get("/control/credentials").json["tiktok_shop"]

    def send(
        self, method: str, path: str, body: Any = None, *, cipher: bool = True, **query: Any
    ) -> TestResponse:
        told = {"app_key": self.keys["app_key"], "timestamp": str(self.market.store.now())}
        if cipher:
            told["shop_cipher"] = self.keys["shop_cipher"]
        told |= {name: str(value) for name, value in query.items() if name != "sign"}
        raw = b"" if body is None else json.dumps(body).encode()
        secret = self.keys["app_secret"]
        middle = "".join(name + told[name] for name in sorted(told)).encode()
        message = secret.encode() + path.encode() + middle + raw + secret.encode()
        told["sign"] = query.get("sign") or hmac.new(secret.encode(), message, "sha256").hexdigest()
        return self.host.open(
            path,
            method=method,
            query_string=told,
            data=raw,
            content_type="application/json",
            headers={"x-tts-access-token": self.keys["access_token"]},
        )

    def ask(self, method: str, path: str, body: Any = None, **query: Any) -> dict[str, Any]:
        answer = self.send(method, path, body, **query).json
        assert answer["code"] == 0, answer
        return answer["data"]

    def refused(self, method: str, path: str, body: Any = None, **query: Any) -> int:
        return int(self.send(method, path, body, **query).json["code"])

    def control(self, path: str, **data: Any) -> dict[str, Any]:
        return self.site.post(f"/control/{path}", json=data).json

    def buy(self, sku: str, quantity: int, **how: Any) -> str:
        lines = [{"sku": sku, "quantity": quantity}]
        return self.control("orders", shop=SHOP, lines=lines, **how)["order_sn"]

    def orders(self) -> list[dict[str, Any]]:
        query = {"sort_field": "update_time", "page_size": 50}
        return self.ask("POST", "/order/202309/orders/search", {}, **query)["orders"]

    def products(self) -> dict[str, dict[str, Any]]:
        found = self.ask("POST", "/product/202502/products/search", {"status": "ALL"})
        return {
            sku["seller_sku"]: (each, sku) for each in found["products"] for sku in each["skus"]
        }


@pytest.fixture
def seller():
    seller = Seller()
    yield seller
    seller.market.store.close()


# Signatures


def test_the_vectors_of_the_fact_sheet():
    guide = call_signature(
        secret="e59af819cc",
        path="/authorization/202309/shops",
        query={"app_key": "29a39d", "timestamp": "1623812664", "sign": "x", "access_token": "y"},
        body=b"",
    )
    own = call_signature(
        secret="koperasi-secret-01",
        path="/order/202309/orders/search",
        query={
            "app_key": "68xu9ks5p4i8",
            "timestamp": "1789012345",
            "shop_cipher": "ROW_xkMbgAAAeVAQra0eZWebFQq5aIK",
            "page_size": "20",
            "sort_field": "update_time",
        },
        body=b'{"update_time_ge":1788900000,"update_time_lt":1789012345}',
    )
    push = push_signature(
        app_key="29a39d",
        secret="e59af819cc",
        body=b'{"type":1,"tts_notification_id":"7327112393057371910",'
        b'"shop_id":"7494049642642441621","timestamp":1644412885,"data":{"order_id":'
        b'"576486316948490001","order_status":"UNPAID","is_on_hold_order":false,'
        b'"update_time":1644412885}}',
    )
    assert guide == "b596b73e0cc6de07ac26f036364178ab16b0a907af13d43f0a0cd2345f582dc8"
    assert own == "c8eebc3653ce7eff361174f2c0c4e87d7f71f6eddae6d300dd3cc4dfb796622e"
    assert push == "e21e909414e500178230da539adfc1faddd443124f93a8f67a060568a49620be"
    assert not is_same(given=push.upper(), expected=push)


def test_what_is_not_in_order_is_refused_in_the_platforms_words(seller: Seller):
    shops = "/authorization/202309/shops"
    assert seller.refused("GET", shops, cipher=False, sign="0" * 64) == 106001
    assert seller.refused("GET", shops, cipher=False, timestamp=START - 301) == 36009004
    assert seller.refused("POST", "/order/202309/orders/search", {}, cipher=False) == 106013
    assert seller.refused("GET", "/nothing/202309/here") == 36009009
    assert seller.refused("POST", shops, {}) == 36009010
    assert seller.refused("GET", "/authorization/209901/shops") == 36009014
    seller.control("tiktok_shop/expire_tokens")
    assert seller.refused("GET", shops, cipher=False) == 105002


# Consent and tokens


def test_a_seller_agrees_and_the_code_works_once(seller: Seller):
    seller.control("tiktok_shop/app", redirect_url="https://lapak.example.id/kembali/")
    page = f"/open/authorize?service_id={seller.keys['service_id']}&state=s-1"
    assert "Tenun Ulos Tokopedia" in seller.host.get(page).text
    back = seller.host.post(page, data={"shop_id": SHOP})
    query = dict(part.split("=") for part in back.location.split("?")[1].split("&"))
    assert query["state"] == "s-1"

    ask = {name: seller.keys[name] for name in ("app_key", "app_secret")}
    ask |= {"auth_code": query["code"], "grant_type": "authorized_code"}
    first = seller.host.get("/api/v2/token/get", query_string=ask).json
    again = seller.host.get("/api/v2/token/get", query_string=ask).json
    assert first["code"] == 0
    assert first["data"]["access_token_expire_in"] == START + 7 * DAY
    assert again["code"] == 36009004

    ask |= {"refresh_token": first["data"]["refresh_token"], "grant_type": "refresh_token"}
    renewed = seller.host.get("/api/v2/token/refresh", query_string=ask).json["data"]
    seller.keys |= {"access_token": renewed["access_token"]}
    [shop] = seller.ask("GET", "/authorization/202309/shops", cipher=False)["shops"]
    assert (shop["id"], shop["cipher"]) == (SHOP, seller.keys["shop_cipher"])


def test_a_shop_that_puts_the_app_out_is_closed(seller: Seller):
    seller.control("tiktok_shop/unlink", shop=SHOP)
    assert seller.refused("GET", "/authorization/202309/shops", cipher=False) == 105002


# Products


def test_stock_is_absolute_and_one_bad_sku_spoils_no_other(seller: Seller):
    product, small = seller.products()["KTU-TP-090"]
    _, large = seller.products()["KTU-TP-150"]
    [room] = seller.ask("GET", "/logistics/202309/warehouses")["warehouses"]
    path = f"/product/202309/products/{product['id']}/inventory/update"
    rooms = [{"warehouse_id": room["id"], "quantity": 0}]
    wrong = [{"warehouse_id": "1", "quantity": 5}]
    answer = seller.ask(
        "POST",
        path,
        {
            "skus": [
                {"id": small["id"], "inventory": rooms},
                {"id": large["id"], "inventory": wrong},
            ]
        },
    )
    assert [(each["code"], each["detail"]["sku_id"]) for each in answer["errors"]] == [
        (12052097, large["id"])
    ]
    assert seller.products()["KTU-TP-090"][1]["inventory"][0]["quantity"] == 0
    assert seller.products()["KTU-TP-150"][1]["inventory"][0]["quantity"] == 9
    too_many = [{"id": small["id"], "inventory": [{**rooms[0], "quantity": 100_000}]}]
    assert seller.ask("POST", path, {"skus": too_many})["errors"][0]["code"] == 12052055
    assert seller.refused("POST", path.replace(product["id"], "1"), {"skus": too_many}) == 12052260


def test_prices_and_visibility(seller: Seller):
    product, sku = seller.products()["KTU-UL-MRH"]
    path = f"/product/202309/products/{product['id']}/prices/update"
    price = {"amount": "900000", "currency": "IDR"}
    assert seller.ask("POST", path, {"skus": [{"id": sku["id"], "price": price}]}) == {}
    seller.ask("POST", "/product/202309/products/deactivate", {"product_ids": [product["id"]]})
    after, changed = seller.products()["KTU-UL-MRH"]
    assert (after["status"], changed["price"]["sale_price"]) == ("SELLER_DEACTIVATED", "900000")


def test_inventory_tells_what_is_free_and_what_is_sold(seller: Seller):
    seller.buy("KTU-UL-MRH", 2)
    _, sku = seller.products()["KTU-UL-MRH"]
    found = seller.ask("POST", "/product/202309/inventory/search", {"sku_ids": [sku["id"]]})
    [counts] = found["inventory"][0]["skus"]
    assert (counts["total_available_quantity"], counts["total_committed_quantity"]) == (4, 2)


# Orders


def test_an_order_has_one_element_per_unit_and_holds_stock_unpaid(seller: Seller):
    seller.buy("KTU-TP-090", 3, pay=False)
    [order] = seller.orders()
    assert order["status"] == "UNPAID"
    assert len(order["id"]) == 18
    assert [unit["seller_sku"] for unit in order["line_items"]] == ["KTU-TP-090"] * 3
    assert len({unit["id"] for unit in order["line_items"]}) == 3
    assert order["payment"]["total_amount"] == str(3 * 120_000 + 12_000)
    assert "recipient_address" not in order
    assert order["commerce_platform"] in ("TOKOPEDIA", "TIKTOK_SHOP")
    assert seller.products()["KTU-TP-090"][1]["inventory"][0]["quantity"] == 12
    assert seller.ask("GET", "/order/202507/orders", ids=f"{order['id']},1")["orders"] == [order]


def test_pages_of_orders_never_shift(seller: Seller):
    for _ in range(5):
        seller.buy("KTU-TP-090", 1)
    path, query = "/order/202309/orders/search", {"sort_field": "update_time", "page_size": 2}
    seen, token = [], ""
    while True:
        more = {"page_token": token} if token else {}
        page = seller.ask("POST", path, {}, sort_order="ASC", **query, **more)
        seen += [order["id"] for order in page["orders"]]
        token = page["next_page_token"]
        if not token:
            break
    assert len(seen) == len(set(seen)) == 5


def test_a_parcel_goes_out_with_a_label_and_is_settled(seller: Seller):
    order_sn = seller.buy("KTU-UL-MRH", 1)
    [order] = seller.orders()
    package = f"/fulfillment/202309/packages/{order['packages'][0]['id']}"
    document = {"document_type": "SHIPPING_LABEL"}
    assert order["recipient_address"]["name"].endswith("***")
    assert seller.refused("GET", f"{package}/shipping_documents", **document) == 11034037
    slot = seller.ask("GET", f"{package}/handover_time_slots")["pickup_slots"][0]
    times = {name: slot[name] for name in ("start_time", "end_time")}
    seller.ask("POST", f"{package}/ship", {"handover_method": "PICKUP", "pickup_slot": times})
    assert seller.refused("POST", f"{package}/ship", {"handover_method": "PICKUP"}) == 11006021

    seller.control("clock", advance=2)
    assert seller.orders()[0]["tracking_number"]
    assert seller.refused("GET", f"{package}/shipping_documents", **document) == 11034037
    seller.control("clock", advance=2)
    label = seller.ask("GET", f"{package}/shipping_documents", **document)
    file = seller.host.get(label["doc_url"])
    assert file.data.startswith(b"%PDF")
    assert b"Tokopedia & Shop" in file.data
    assert label["tracking_number"] == seller.orders()[0]["tracking_number"] != ""
    assert seller.orders()[0]["status"] == "AWAITING_COLLECTION"

    for action in ("pickup", "deliver", "receive"):
        seller.control(f"orders/{order_sn}/{action}")
    seller.control("clock", advance=2 * DAY)
    seller.keys |= seller.site.get("/control/credentials").json["tiktok_shop"]
    assert seller.host.get(label["doc_url"]).status_code == 404
    query = {"sort_field": "statement_time"}
    [statement] = seller.ask("GET", "/finance/202309/statements", **query)["statements"]
    path = f"/finance/202501/statements/{statement['id']}/statement_transactions"
    [line] = seller.ask("GET", path)["transactions"]
    assert line["order_id"] == order["id"]
    assert statement["settlement_amount"] == line["settlement_amount"] == "800700"


def test_cancelling_both_ways(seller: Seller):
    first = seller.buy("KTU-UL-MRH", 1)
    second = seller.buy("KTU-UL-MRH", 1)
    cancel = "/return_refund/202602/cancellations"
    [newer, older] = seller.orders()
    reason = "seller_cancel_reason_out_of_stock"
    done = {"order_id": older["id"], "cancel_reason": reason}
    assert seller.ask("POST", cancel, done)["cancel_status"] == "CANCELLATION_REQUEST_SUCCESS"
    assert seller.refused("POST", cancel, done) == 11006021
    assert seller.control(f"orders/{first}/pay")["error"]

    seller.control(f"orders/{second}/request-cancel", reason="Salah warna")
    wished = next(order for order in seller.orders() if order["id"] == newer["id"])
    assert (wished["status"], wished["is_buyer_request_cancel"]) == ("AWAITING_SHIPMENT", True)
    package = f"/fulfillment/202309/packages/{newer['packages'][0]['id']}/ship"
    assert seller.refused("POST", package, {"handover_method": "DROP_OFF"}) == 21021010
    found = seller.ask("POST", f"{cancel}/search", {"order_ids": [newer["id"]]})
    [wish] = found["cancellations"]
    assert wish["cancel_status"] == "CANCELLATION_REQUEST_PENDING"
    answer = f"/return_refund/202309/cancellations/{wish['cancel_id']}"
    seller.ask("POST", f"{answer}/reject", {"reject_reason": "sudah dikemas"})
    assert seller.refused("POST", f"{answer}/approve", {}) == 11006021
    seller.control(f"orders/{second}/request-cancel", reason="Salah warna")
    seller.ask("POST", f"{answer}/approve", {})
    assert {order["status"] for order in seller.orders()} == {"CANCELLED"}
    assert seller.products()["KTU-UL-MRH"][1]["inventory"][0]["quantity"] == 6


# Pushes, faults, state


def test_pushes_are_signed_and_end_orders_with_their_own_word(seller: Seller, receiver: Receiver):
    seller.control("tiktok_shop/app", push_url=receiver.url)
    order_sn = seller.buy("KTU-UL-MRH", 1, pay=False)
    seller.control(f"orders/{order_sn}/cancel")
    sender = Sender()
    while deliver_next(market=seller.market, sender=sender):
        pass
    sender.close()
    told = [json.loads(body) for _, body in receiver.messages]
    assert [(each["type"], each["data"].get("order_status")) for each in told] == [
        (1, "UNPAID"),
        (1, "CANCEL"),
        (11, None),
    ]
    assert len({each["tts_notification_id"] for each in told}) == 3
    given, body = receiver.messages[0]
    message = seller.keys["app_key"].encode() + body
    secret = seller.keys["app_secret"].encode()
    assert given == hmac.new(secret, message, hashlib.sha256).hexdigest()


def test_a_push_nobody_takes_is_tried_four_times_more(seller: Seller, receiver: Receiver):
    receiver.status = 500
    seller.ask(
        "PUT",
        "/event/202309/webhooks",
        {"event_type": "ORDER_STATUS_CHANGE", "address": receiver.url},
        cipher=False,
    )
    seller.buy("KTU-UL-MRH", 1, pay=False)
    sender = Sender()
    for seconds in (0, 120, 1800, 3 * HOUR, 12 * HOUR, DAY):
        seller.control("clock", advance=seconds)
        while deliver_next(market=seller.market, sender=sender):
            pass
    sender.close()
    unpaid = [body for _, body in receiver.messages if b'"UNPAID"' in body]
    assert len(unpaid) == 5


def test_a_fault_of_one_shop_strikes_that_shop_alone(seller: Seller):
    seller.control("seed", shops=[{"dialect": "tiktok_shop", "username": "lain.tokopedia"}])
    path = "/authorization/202309/shops"
    seller.control("faults", kind="http_500", shop="lain.tokopedia")
    assert seller.send("GET", path, cipher=False).status_code == 200

    seller.control("faults", kind="http_500", shop=SHOP, count=1)
    assert seller.send("GET", path, cipher=False).status_code == 500
    assert seller.send("GET", path, cipher=False).status_code == 200

    called = seller.site.get(f"/control/calls?shop={SHOP}").json["calls"]
    assert [call["fault"] for call in called] == ["", "http_500", ""]


@pytest.mark.parametrize(
    ("kind", "code"), [("token_expired", 105002), ("quota", 36009002), ("error", 36009003)]
)
def test_faults_speak_the_platforms_words(seller: Seller, kind: str, code: int):
    seller.control("faults", kind=kind, count=1)
    assert seller.refused("GET", "/authorization/202309/shops", cipher=False) == code
    assert seller.ask("GET", "/authorization/202309/shops", cipher=False)["shops"]


def test_too_many_calls_are_http_429(seller: Seller):
    seller.control("settings", rate=1, burst=2, shop=SHOP)
    path = "/authorization/202309/shops"
    answers = [seller.send("GET", path, cipher=False) for _ in range(4)]
    assert [answer.status_code for answer in answers][:2] == [200, 200]
    assert answers[3].status_code == 429
    assert answers[3].json["code"] == 36009002


def test_the_state_survives_a_restart(tmp_path):
    path = tmp_path / "sandbox.sqlite3"
    market = open_market(state=path)
    keys = Client(Site(market=market)).get("/control/credentials").json["tiktok_shop"]
    market.store.close()
    market = open_market(state=path)
    again = Client(Site(market=market)).get("/control/credentials").json["tiktok_shop"]
    with market.store.transaction() as tx:
        found = tx.one("SELECT 1 FROM tiktok_token WHERE access = ?", keys["access_token"])
    market.store.close()
    assert found is not None
    assert again["shop_cipher"] == keys["shop_cipher"]
