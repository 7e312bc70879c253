"""The Blibli dialect, called as an outside program would: keys, signatures, goods, quotas."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from werkzeug.test import Client

from integrations.sandbox.core.states import DAY
from integrations.sandbox.dialects.blibli import signature
from integrations.sandbox.market import open_market
from integrations.sandbox.web.site import Site
from tests.sandbox.blibli_client import LOGIN, OLD, SHOP, STORE, Blibli, marketplace

LIST = "/seller/v1/products/filter"
UPDATE = f"{OLD}/product/updateProduct"


@pytest.fixture
def blibli() -> Iterator[Blibli]:
    with marketplace() as client:
        yield client


def test_the_vectors_of_the_sheet():
    at = 1_589_275_732_000
    legacy = "/v2/proxy/mta/api/businesspartner/v1/order/orderDetail"
    path = signature.api_path(legacy)
    assert path == "/mtaapi/api/businesspartner/v1/order/orderDetail"
    assert signature.jakarta(at) == "Tue May 12 16:28:52 WIB 2020"
    first = signature.sign(key="12345678", method="GET", path=path, body=b"", milliseconds=at)
    assert first == "vZjhidhGHmk2ZNg6C48u5U35hqCPYOifc/6uov++em8="
    second = signature.sign(
        key="12345678",
        method="POST",
        path="/seller/v1/orders/regular/123456/fulfill",
        body=b'{"awbNo":"123456"}',
        milliseconds=at,
    )
    assert second == "825bemhMoxOGv4E/yKEUeBem44XMeDe1Z6oQr1bQ534="


@pytest.mark.parametrize(
    ("header", "value", "code"),
    [
        ("Authorization", "Basic c2FsYWg6c2FsYWg=", "ERR-PA401000"),
        ("Authorization", "Bearer x", "ERR-PA401000"),
        ("Authorization", "Basic !!", "ERR-PA401000"),
        ("Api-Seller-Key", "0" * 64, "ERR-PA401001"),
        ("Api-Seller-Key", "", "ERR-PA401001"),
    ],
)
def test_calls_that_are_not_genuine_are_refused(blibli: Blibli, header: str, value: str, code: str):
    blibli.headers = {header: value}
    answer = blibli.call("POST", LIST, {})

    assert (answer.status_code, answer.json["errorCode"]) == (401, code)
    assert answer.json["success"] is False


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("requestId", ""),
        ("storeId", "1"),
        ("storeCode", "LAIN-1"),
        ("username", "orang@lain.id"),
    ],
)
def test_a_call_says_for_whom_it_is(blibli: Blibli, name: str, value: str):
    blibli.query = {name: value}
    answer = blibli.call("POST", LIST, {})

    assert (answer.status_code, answer.json["errorCode"]) == (400, "ERR-PA400054")


def test_a_signature_is_mandatory_once_a_key_is_set(blibli: Blibli):
    blibli.control("signature", key="12345678")
    assert blibli.call("POST", LIST, {}).status_code == 401

    blibli.signature_key = "12345678"
    assert blibli.call("POST", LIST, {}).status_code == 200
    assert "value" in blibli.get(f"{OLD}/feed/list")
    blibli.signature_key = "87654321"
    assert blibli.call("POST", LIST, {}).status_code == 401


def test_the_legacy_host_is_the_same_under_its_own_path(blibli: Blibli):
    old = "/v2/proxy/mta/api/businesspartner/v1/feed/list"
    answer = blibli.call("GET", old, businessPartnerCode=STORE, storeCode="")

    assert answer.status_code == 200


def test_the_seller_makes_and_withdraws_keys_on_a_page(blibli: Blibli):
    old = blibli.seller_key
    page = "/seller-center/api"
    assert old in blibli.host.get(page).text

    answer = blibli.host.post(page, data={"shop_id": SHOP, "action": "key"})
    assert answer.status_code == 303
    assert old not in blibli.host.get(page).text
    assert blibli.call("POST", LIST, {}).status_code == 401
    blibli.host.post(page, data={"shop_id": SHOP, "action": "revoke"})
    assert "belum ada" in blibli.host.get(page).text


def test_credentials_are_all_a_stranger_needs_and_survive_a_restart(tmp_path):
    state = tmp_path / "pasar.sqlite3"
    market = open_market(state=state)
    keys = Client(Site(market=market)).get("/control/credentials").json["blibli"]
    market.store.close()

    market = open_market(state=state)
    again = Client(Site(market=market)).get("/control/credentials").json["blibli"]
    client = Blibli(market)
    client.seller_key = keys["seller_key"]
    assert again == keys
    assert (keys["store_code"], keys["username"]) == (STORE, LOGIN)
    assert len(keys["seller_key"]) == 64
    assert client.call("POST", LIST, {}).status_code == 200
    market.store.close()


def test_products_choices_and_the_pickup_point(blibli: Blibli):
    rows = blibli.products()
    choices = blibli.choices()
    places = blibli.post("/seller/v1/stores/pickup-points/filter", {})["content"]

    assert len(rows) == 3
    assert rows[0]["counter"]["variant"] == 3
    assert set(choices) >= {"KTS-BP-05", "KTS-BP-25", "KTS-BM-01"}
    rice = choices["KTS-BP-05"]
    assert rice["blibliSku"].startswith(f"{STORE}-")
    assert rice["blibliSku"].count("-") == 3
    assert rice["pickupPoint"]["code"] == places[0]["code"]
    assert rice["stock"]["available"] == 40


def test_stock_is_absolute_and_at_once(blibli: Blibli):
    rice = blibli.choices()["KTS-BP-05"]
    path = f"/seller/v1/products/{rice['blibliSku']}/stock"

    answer = blibli.call("PUT", path, {"availableStock": 7})
    assert (answer.status_code, answer.data) == (204, b"")
    assert blibli.choices()["KTS-BP-05"]["stock"]["available"] == 7


@pytest.mark.parametrize(
    ("data", "status"),
    [
        ({"availableStock": -1}, 400),
        ({"availableStock": "7"}, 400),
        ({}, 400),
        ({"availableStock": 1, "pickupPointCode": "PP-1"}, 400),
    ],
)
def test_a_number_that_makes_no_sense_is_refused(blibli: Blibli, data: dict, status: int):
    rice = blibli.choices()["KTS-BP-05"]
    answer = blibli.call("PUT", f"/seller/v1/products/{rice['blibliSku']}/stock", data)

    assert (answer.status_code, answer.json["errorCode"]) == (status, "ERR-PA400054")
    assert blibli.choices()["KTS-BP-05"]["stock"]["available"] == 40


def test_unknown_goods_are_not_found(blibli: Blibli):
    for sku in ("KTS-60044-00001-99999", "KTS-60044-99999-00001", "LAIN-1-00001-00001", "x"):
        answer = blibli.call("PUT", f"/seller/v1/products/{sku}/stock", {"availableStock": 1})
        assert answer.status_code == 404


def bulk(blibli: Blibli, *rows: dict) -> dict:
    return blibli.post(UPDATE, {"productRequests": list(rows)})


def test_the_queue_takes_first_and_does_later(blibli: Blibli):
    rice = blibli.choices()["KTS-BP-05"]["blibliSku"]
    answer = bulk(
        blibli,
        {"gdnSku": rice, "price": 90_000, "salePrice": 90_000, "stock": -5},
        {"gdnSku": "KTS-60044-00001-99999", "exactStock": 3},
    )
    queue = answer["value"]["queueFeedId"]
    assert blibli.choices()["KTS-BP-05"]["price"]["normal"] == 81_000
    assert blibli.get(f"{OLD}/feed/detail", queueFeedId=queue)["value"]["done"] is False

    blibli.market.store.move_clock(advance=2)
    detail = blibli.get(f"{OLD}/feed/detail", queueFeedId=queue)["value"]
    assert [row["success"] for row in detail["queueHistory"]] == [True, False]
    after = blibli.choices()["KTS-BP-05"]
    assert (after["price"]["normal"], after["stock"]["available"]) == (90_000, 35)


def test_difference_and_exact_number_are_two_things(blibli: Blibli):
    rice = blibli.choices()["KTS-BP-05"]["blibliSku"]
    both = bulk(blibli, {"gdnSku": rice, "stock": 1, "exactStock": 1})
    half = bulk(blibli, {"gdnSku": rice, "price": 1})
    assert (both["errorCode"], half["errorCode"]) == ("ERR-PA400054", "ERR-PA400054")

    bulk(blibli, {"gdnSku": rice, "stock": 0})
    bulk(blibli, {"gdnSku": rice, "exactStock": 12})
    blibli.market.store.move_clock(advance=2)
    assert blibli.choices()["KTS-BP-05"]["stock"]["available"] == 12


def test_goods_are_hidden_and_sold_out(blibli: Blibli):
    corn = blibli.choices()["KTS-JG-02"]["blibliSku"]
    bulk(blibli, {"gdnSku": corn, "buyable": False, "displayable": False})
    blibli.market.store.move_clock(advance=2)
    assert blibli.choices()["KTS-JG-02"]["flags"] == {"buyable": False, "displayable": False}

    blibli.call("PUT", f"/seller/v1/products/{corn}/stock", {"availableStock": 0})
    assert [row["product"]["name"] for row in blibli.products("OOS")] == ["Jagung Pipil 2 kg"]


def test_quotas_are_counted_on_the_markets_clock(blibli: Blibli):
    order = "/seller/v1/orders/packages/filter"
    blibli.market.limiter.configure(rate=0, burst=0)
    answers = [blibli.call("POST", order, {}).status_code for _ in range(101)]
    assert answers == [200] * 100 + [429]
    assert blibli.call("POST", order, {}).json["errorCode"] == "ERR-PA429001"

    blibli.market.store.move_clock(advance=1801)
    assert blibli.call("POST", order, {}).status_code == 200
    blibli.control("quotas", on=False)
    assert {blibli.call("POST", order, {}).status_code for _ in range(110)} == {200}


@pytest.mark.parametrize(
    ("kind", "status", "code"),
    [
        ("token_expired", 401, "ERR-PA401001"),
        ("quota", 429, "ERR-PA429001"),
        ("rate_limited", 429, None),
        ("http_500", 500, None),
    ],
)
def test_faults_speak_the_dialect(blibli: Blibli, kind: str, status: int, code: str | None):
    site = Client(Site(market=blibli.market))
    site.post("/control/faults", json={"kind": kind, "shop": str(SHOP), "count": 1})
    answer = blibli.call("POST", LIST, {})

    assert answer.status_code == status
    if code is not None:
        assert json.loads(answer.data)["errorCode"] == code
    assert blibli.call("POST", LIST, {}).status_code == 200


def test_unknown_paths_and_methods(blibli: Blibli):
    assert blibli.call("GET", "/seller/v1/apa").status_code == 404
    assert blibli.call("DELETE", LIST).status_code == 405
    blibli.headers = {"Content-Type": "application/json"}
    assert blibli.host.get("/seller/v1/apa").status_code == 404
    assert DAY == 86_400
