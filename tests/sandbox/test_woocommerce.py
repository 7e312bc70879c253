"""The WooCommerce dialect, called as a stranger would who has read the fact sheet."""

import base64
from urllib.parse import urlencode

import pytest
from werkzeug.test import Client

from integrations.sandbox.core.states import MINUTE
from integrations.sandbox.dialects.woocommerce.signature import is_same, sign_call, sign_push
from integrations.sandbox.market import open_market
from integrations.sandbox.web.site import Site
from tests.sandbox.woo_client import HOST, SHOP, START, V3, Owner, oauth


@pytest.fixture
def owner():
    owner = Owner()
    yield owner
    owner.close()


# Signatures and keys


def _told(**more: str) -> dict[str, str]:
    return {
        "oauth_consumer_key": "ck_0123456789abcdef",
        "oauth_timestamp": "1789012345",
        "oauth_signature_method": "HMAC-SHA256",
        **more,
    }


def test_the_vectors_of_the_fact_sheet():
    secret, site = "cs_fedcba9876543210", "http://toko.example.test/wp-json/wc/v3"
    read = _told(oauth_nonce="a1b2c3d4", status="processing", per_page="50", page="2")
    write = _told(oauth_nonce="e5f6a7b8")

    def sign(method: str, path: str, parameters: dict[str, str]) -> str:
        return sign_call(secret=secret, method=method, url=site + path, parameters=parameters)

    assert sign("GET", "/orders", read) == "kj0A0PJcoc//57tbwh/OHHwlir9FwBOLXohGSbQ1VkE="
    dated = {**read, "oauth_version": "1.0"}
    assert sign("GET", "/orders", dated) == "ADD0L8hfmA97laura8aAz9ph6DcKc8piC4ZufR0Ai5w="
    batch = sign("POST", "/products/batch", write)
    assert batch == "ZRimGQCR8jl8TSmvne5qXdyg3NGMwS2oZ9DjtwCTCwU="
    body = b'{"id":727,"status":"processing","total":"30000.00","currency":"IDR"}'
    push = sign_push(secret="rahasia-hook-01", body=body)
    assert push == "1VWNGDN3ZvQNDq2gOv7jUVhgQIRiGrxfBYq2FQau1Ig="
    assert not is_same(given=push.lower(), expected=push)


def test_a_call_without_proof_is_refused_by_what_it_wants_to_do(owner: Owner):
    basic = base64.b64encode(
        f"{owner.keys['consumer_key']}:{owner.keys['consumer_secret']}".encode()
    ).decode()
    for method, verb in (("GET", "view"), ("POST", "create")):
        answer = owner.host.open(
            f"{V3}/orders" if method == "GET" else f"{V3}/products",
            method=method,
            headers={"Authorization": f"Basic {basic}"},
            json=None if method == "GET" else {},
        )
        assert (answer.status_code, answer.json["code"]) == (
            401,
            f"woocommerce_rest_cannot_{verb}",
        )


@pytest.mark.parametrize("way", ["basic", "query"])
def test_over_https_the_pair_itself_is_enough(owner: Owner, way: str):
    pair = (owner.keys["consumer_key"], owner.keys["consumer_secret"])
    headers, query = {"X-Forwarded-Proto": "https"}, {}
    if way == "basic":
        headers["Authorization"] = f"Basic {base64.b64encode(':'.join(pair).encode()).decode()}"
    else:
        query = {"consumer_key": pair[0], "consumer_secret": pair[1]}
    answer = owner.host.get(f"{V3}/orders", headers=headers, query_string=query)
    assert answer.status_code == 200

    owner.control("woocommerce/site", strips_header=True)
    again = owner.host.get(f"{V3}/orders", headers=headers, query_string=query)
    assert again.status_code == (401 if way == "basic" else 200)


def test_what_is_signed_wrongly_is_refused(owner: Owner):
    wrong = (401, "woocommerce_rest_authentication_error")
    assert owner.refused("GET", "/orders", oauth_signature="x" * 44) == wrong
    assert owner.refused("GET", "/orders", oauth_consumer_key="ck_" + "0" * 40) == wrong
    assert owner.refused("GET", "/orders", oauth_signature_method="PLAINTEXT") == wrong
    assert owner.refused("GET", "/orders", oauth_nonce="") == wrong


@pytest.mark.parametrize(("minutes", "status"), [(14, 200), (-14, 200), (16, 401), (-16, 401)])
def test_a_quarter_of_an_hour_is_forgiven(owner: Owner, minutes: int, status: int):
    stamp = START + minutes * MINUTE
    assert owner.send("GET", "/orders", oauth_timestamp=stamp).status_code == status


def test_a_nonce_works_once_even_when_the_call_failed(owner: Owner):
    assert owner.send("GET", "/orders/999999", oauth_nonce="satu").status_code == 404
    answer = owner.send("GET", "/orders", oauth_nonce="satu")
    assert answer.status_code == 401
    assert answer.json["message"] == "Invalid nonce - nonce has already been used."


def test_a_parameter_sent_twice_counts_once_the_last(owner: Owner):
    """As widely used client libraries send them over http."""
    signed = owner.send("GET", "/products", per_page=2, oauth_signature="x").request.query_string
    told = dict(pair.split("=") for pair in signed.decode().split("&"))
    del told["oauth_signature"]
    proof = oauth(owner.keys["consumer_secret"], "GET", f"{HOST}{V3}/products", told)
    told["oauth_signature"] = proof
    query = urlencode([("per_page", "1"), *told.items()])
    assert len(owner.host.get(f"{V3}/products?{query}").json) == 2


@pytest.mark.parametrize(
    ("permissions", "reads", "writes"),
    [("read", 200, 401), ("write", 401, 200), ("read_write", 200, 200)],
)
def test_rights_are_read_and_write(owner: Owner, permissions: str, reads: int, writes: int):
    made = owner.control("woocommerce/key", permissions=permissions)
    owner.keys |= {name: made[name] for name in ("consumer_key", "consumer_secret")}
    assert owner.send("GET", "/products").status_code == reads
    number = 24_100_000_000
    body = {"update": [{"id": number, "name": "x"}]}
    assert owner.send("POST", "/products/batch", body).status_code == writes


def test_a_revoked_key_is_invalid_and_credentials_make_a_new_one(owner: Owner):
    assert owner.control("woocommerce/revoke") == {"revoked": 1}
    assert owner.refused("GET", "/orders") == (401, "woocommerce_rest_authentication_error")

    fresh = owner.site.get("/control/credentials").json["woocommerce"]
    assert fresh["consumer_key"] != owner.keys["consumer_key"]
    owner.keys = fresh
    assert owner.ask("GET", "/orders") == []


def test_a_second_site_lives_below_its_name_with_keys_of_its_own(owner: Owner):
    owner.control("seed", shops=[{"dialect": "woocommerce", "username": "toko.dua"}])
    name = owner.host.get("/toko.dua/wp-json/").json
    assert (name["name"], name["url"]) == ("toko.dua", f"{HOST}/toko.dua")
    assert owner.host.get("/tidak.ada/wp-json/").status_code == 404
    assert owner.host.get(f"/toko.dua{V3}/orders").status_code == 401


# Lists, errors, formats


def test_the_site_tells_its_name_to_everybody(owner: Owner):
    told = owner.host.get("/wp-json/").json

    assert told["name"] == "Toko Hutan Sipirok"
    assert "wc/v3" in told["namespaces"]
    assert owner.ask("GET", "/system_status")["settings"]["currency"] == "IDR"
    assert owner.ask("GET", "/data/currencies/current")["code"] == "IDR"
    assert owner.ask("GET", "/settings/general")[0]["id"] == "woocommerce_store_address"


def test_lists_have_pages_and_an_empty_one_beyond_the_end(owner: Owner):
    first = owner.send("GET", "/products", per_page=2)
    last = owner.send("GET", "/products", per_page=2, page=2)

    assert (len(first.json), len(last.json)) == (2, 1)
    assert (first.headers["X-WP-Total"], first.headers["X-WP-TotalPages"]) == ("3", "2")
    assert 'page=2>; rel="next"' in first.headers["Link"]
    assert 'rel="prev"' in last.headers["Link"]
    assert owner.ask("GET", "/products", page=9) == []
    assert owner.refused("GET", "/products", per_page=101) == (400, "rest_invalid_param")
    assert owner.refused("GET", "/products", per_page=0) == (400, "rest_invalid_param")
    assert owner.refused("GET", "/nirwana") == (404, "rest_no_route")
    assert owner.refused("DELETE", "/webhooks") == (404, "rest_no_route")


def test_a_simple_and_a_variable_product(owner: Owner):
    simple, parent = owner.product("KHS-MK-0250"), owner.product("KHS-MH")
    rows = owner.ask("GET", f"/products/{parent['id']}/variations")

    assert (simple["type"], simple["regular_price"], simple["stock_quantity"]) == (
        "simple",
        "95000",
        12,
    )
    assert simple["date_modified"] == "2026-09-21T21:13:20"
    assert simple["date_modified_gmt"] == "2026-09-21T14:13:20"
    assert (parent["type"], parent["manage_stock"], parent["stock_quantity"]) == (
        "variable",
        False,
        None,
    )
    assert [row["sku"] for row in rows] == ["KHS-MH-0250", "KHS-MH-0500", "KHS-MH-1000"]
    assert rows[0]["attributes"] == [{"id": 0, "name": "Kemasan", "option": "250 ml"}]
    one = owner.ask("GET", f"/products/{parent['id']}/variations/{rows[1]['id']}")
    assert one["price"] == "135000"


def test_a_variation_is_found_by_its_sku_with_its_parent(owner: Owner):
    found = owner.product("KHS-MH-0500")

    assert found["type"] == "variation"
    assert found["parent_id"] == owner.product("KHS-MH")["id"]


def test_products_are_filtered(owner: Owner):
    salak = owner.product("KHS-SL-02")
    owner.market.store.move_clock(advance=60)
    owner.ask("PUT", f"/products/{salak['id']}", {"status": "draft"})

    def skus(**query):
        return [row["sku"] for row in owner.ask("GET", "/products", **query)]

    assert skus(status="draft") == ["KHS-SL-02"]
    assert skus(modified_after="2026-09-21T14:13:20", dates_are_gmt="true") == ["KHS-SL-02"]
    assert skus(modified_after="2026-09-21T21:13:20") == ["KHS-SL-02"]
    assert skus(include=salak["id"]) == ["KHS-SL-02"]
    assert skus(stock_status="outofstock") == []
    assert skus(search="kelulut") == ["KHS-MK-0250"]
    assert owner.refused("GET", "/products", modified_after="kemarin")[1] == "rest_invalid_param"


# Stock and price


def test_stock_is_set_absolutely_and_may_be_negative(owner: Owner):
    number = owner.product("KHS-MK-0250")["id"]
    after = owner.ask("PUT", f"/products/{number}", {"stock_quantity": 5})
    below = owner.ask("PUT", f"/products/{number}", {"stock_quantity": -3})

    assert (after["stock_quantity"], after["stock_status"]) == (5, "instock")
    assert (below["stock_quantity"], below["stock_status"]) == (-3, "outofstock")
    assert owner.quantity("KHS-MK-0250") == -3


def test_without_managing_there_is_no_number(owner: Owner):
    number = owner.product("KHS-MK-0250")["id"]
    after = owner.ask("PUT", f"/products/{number}", {"manage_stock": False})
    assert (after["stock_quantity"], after["stock_status"]) == (None, "instock")

    again = owner.ask("PUT", f"/products/{number}", {"manage_stock": True, "stock_quantity": 4})
    assert (again["manage_stock"], again["stock_quantity"]) == (True, 4)


def test_an_unpaid_order_takes_no_stock_a_paid_one_does(owner: Owner):
    number = owner.buy(quantity=2, pay=False)
    assert owner.quantity("KHS-MK-0250") == 12

    owner.move(number, "pay")
    assert owner.quantity("KHS-MK-0250") == 10

    owner.ask("PUT", f"/orders/{number}", {"status": "cancelled"})
    assert owner.quantity("KHS-MK-0250") == 12


def test_a_number_set_beside_an_unpaid_order_is_what_the_site_shows(owner: Owner):
    number = owner.product("KHS-MK-0250")["id"]
    order = owner.buy(quantity=2, pay=False)
    owner.ask("PUT", f"/products/{number}", {"stock_quantity": 1})
    assert owner.quantity("KHS-MK-0250") == 1

    owner.move(order, "pay")
    assert owner.quantity("KHS-MK-0250") == -1


def test_money_is_text_both_ways(owner: Owner):
    number = owner.product("KHS-MK-0250")["id"]
    after = owner.ask("PUT", f"/products/{number}", {"regular_price": "97000"})
    assert after["regular_price"] == "97000"

    code = owner.refused("PUT", f"/products/{number}", {"regular_price": 97000})
    assert code == (400, "rest_invalid_param")
    assert owner.refused("PUT", f"/products/{number}", {"regular_price": "mahal"})[0] == 400
    assert owner.refused("PUT", f"/products/{number}", {"stock_quantity": 1.5})[0] == 400
    sale = owner.ask("PUT", f"/products/{number}", {"sale_price": "90000"})
    assert (sale["sale_price"], sale["price"], sale["on_sale"]) == ("90000", "90000", True)
    over = owner.ask("PUT", f"/products/{number}", {"sale_price": ""})
    assert (over["sale_price"], over["price"]) == ("", "97000")


def test_a_batch_is_well_even_where_an_element_is_not(owner: Owner):
    salak, madu = owner.product("KHS-SL-02")["id"], owner.product("KHS-MK-0250")["id"]
    rows = [
        {"id": salak, "stock_quantity": 20},
        {"id": 999, "stock_quantity": 1},
        {"id": madu, "regular_price": 1},
    ]
    answer = owner.ask("POST", "/products/batch", {"update": rows})["update"]

    assert answer[0]["stock_quantity"] == 20
    assert answer[1]["error"]["code"] == "woocommerce_rest_product_invalid_id"
    assert answer[1]["id"] == 999
    assert answer[2]["error"]["code"] == "rest_invalid_param"
    assert owner.quantity("KHS-SL-02") == 20


def test_an_element_is_done_whole_or_not_at_all(owner: Owner):
    madu = owner.product("KHS-MK-0250")["id"]
    rows = [{"id": madu, "name": "Nama baru", "regular_price": 1}]
    owner.ask("POST", "/products/batch", {"update": rows})
    assert owner.product("KHS-MK-0250")["name"] == "Madu Kelulut 250 ml"


def test_a_batch_of_variations(owner: Owner):
    parent = owner.product("KHS-MH")["id"]
    ids = [row["id"] for row in owner.ask("GET", f"/products/{parent}/variations")]
    rows = [{"id": ids[0], "stock_quantity": 3}, {"id": 5, "stock_quantity": 1}]
    answer = owner.ask("POST", f"/products/{parent}/variations/batch", {"update": rows})["update"]

    assert answer[0]["stock_quantity"] == 3
    assert answer[1]["error"]["code"] == "woocommerce_rest_product_variation_invalid_id"


def test_more_than_a_hundred_is_too_much(owner: Owner):
    rows = [{"id": number} for number in range(101)]
    code = "woocommerce_rest_request_entity_too_large"
    assert owner.refused("POST", "/products/batch", {"update": rows}) == (413, code)


def test_unknown_ids_differ_by_what_is_asked(owner: Owner):
    code = "woocommerce_rest_product_invalid_id"
    assert owner.refused("GET", "/products/5") == (404, code)
    assert owner.refused("PUT", "/products/5", {}) == (400, code)


def test_a_code_is_taken_once(owner: Owner):
    madu = owner.product("KHS-MK-0250")["id"]
    answer = owner.send("PUT", f"/products/{madu}", {"sku": "KHS-MH-0500"})
    data = answer.json["data"]

    assert (answer.status_code, answer.json["code"]) == (400, "product_invalid_sku")
    assert data["resource_id"] == owner.product("KHS-MH-0500")["id"]
    assert data["unique_sku"] == "KHS-MH-0500-1"


def test_a_product_is_made_and_deleted(owner: Owner):
    made = owner.send(
        "POST",
        "/products",
        {"name": "Kolang-kaling", "sku": "KHS-KK", "regular_price": "21000", "stock_quantity": 6},
    )
    assert made.status_code == 201
    assert made.json["stock_quantity"] == 6
    owner.ask("DELETE", f"/products/{made.json['id']}", force="true")
    assert owner.ask("GET", "/products", sku="KHS-KK") == []


# The site around it


def test_plain_permalinks_have_no_rest_api(owner: Owner):
    owner.control("woocommerce/site", plain=True)
    answer = owner.send("GET", "/orders")

    assert answer.status_code == 404
    assert answer.mimetype == "text/html"
    assert owner.host.get("/wp-json/").status_code == 404


def test_a_plugin_can_switch_rest_off(owner: Owner):
    owner.control("woocommerce/site", rest_off=True)
    answer = owner.send("GET", "/orders")

    assert (answer.status_code, answer.mimetype) == (401, "text/html")
    owner.control("woocommerce/site", rest_off=False)
    assert owner.ask("GET", "/orders") == []


def test_a_caching_proxy_returns_old_lists_for_a_while(owner: Owner):
    owner.control("woocommerce/site", cache=600)
    assert owner.ask("GET", "/orders", status="processing") == []
    number = owner.buy()

    old = owner.send("GET", "/orders", status="processing")
    assert (old.json, old.headers["X-Cache"], old.headers["X-WP-Total"]) == ([], "HIT", "0")
    assert owner.ask("GET", "/orders", status="processing", per_page=20)[0]["id"] == number
    assert owner.ask("GET", f"/orders/{number}")["id"] == number  # single ones are not kept
    owner.market.store.move_clock(advance=600)
    assert owner.ask("GET", "/orders", status="processing")[0]["id"] == number


def test_php_may_talk_before_the_answer(owner: Owner):
    owner.control("woocommerce/site", notices=True)
    answer = owner.send("GET", "/orders")

    assert answer.status_code == 200
    assert answer.mimetype == "application/json"
    assert answer.text.startswith("<br />\n<b>Notice</b>")
    assert answer.text.endswith("[]")


def test_switches_are_checked(owner: Owner):
    assert owner.control("woocommerce/site", cuaca=True)["error"] == "bad_input"
    assert owner.control("woocommerce/site", cache="lama")["error"] == "bad_input"
    assert owner.control("woocommerce/nirwana")["error"] == "not_found"
    assert owner.control("woocommerce/site", plain=False)["plain"] == 0


@pytest.mark.parametrize(
    ("kind", "params", "status", "code"),
    [
        ("token_expired", {}, 401, "woocommerce_rest_authentication_error"),
        ("quota", {}, 503, "hosting_limit"),
        ("error", {"code": "x_y", "status": 500}, 500, "x_y"),
    ],
)
def test_faults_speak_the_site_s_words(owner: Owner, kind, params, status, code):
    owner.control("faults", kind=kind, count=1, params=params, shop=SHOP)
    assert owner.refused("GET", "/orders") == (status, code)
    assert owner.ask("GET", "/orders") == []


def test_a_fault_refuses_one_element(owner: Owner):
    owner.control("faults", kind="partial", count=1, shop=SHOP)
    rows = [{"id": owner.product("KHS-SL-02")["id"], "stock_quantity": n} for n in range(3)]
    owner.site.delete("/control/faults")
    owner.control("faults", kind="partial", count=1, shop=SHOP)
    answer = owner.ask("POST", "/products/batch", {"update": rows})["update"]
    assert sum("error" in each for each in answer) == 1


def test_hosts_throttle(owner: Owner):
    owner.control("settings", rate=1, burst=1, shop=SHOP)
    answers = [owner.send("GET", "/orders").status_code for _ in range(3)]
    assert answers[0] == 200
    assert answers[2] == 429


def test_bad_json_is_told(owner: Owner):
    answer = owner.send("POST", "/products/batch", [1])
    assert (answer.status_code, answer.json["code"]) == (400, "rest_invalid_json")


def test_the_state_survives_a_restart(tmp_path):
    path = tmp_path / "sandbox.sqlite3"
    owner = Owner(path)
    number = owner.product("KHS-MK-0250")["id"]
    owner.ask("PUT", f"/products/{number}", {"stock_quantity": -2})
    keys = owner.keys
    owner.close()

    market = open_market(state=path)
    again = Client(Site(market=market)).get("/control/credentials").json["woocommerce"]
    market.store.close()
    assert again["consumer_key"] == keys["consumer_key"]
    owner = Owner(path)
    assert owner.quantity("KHS-MK-0250") == -2
    owner.close()
