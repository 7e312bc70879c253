"""The WooCommerce dialect: the site around the API, with its bad habits and faults."""

import pytest
from werkzeug.test import Client

from integrations.sandbox.market import open_market
from integrations.sandbox.web.site import Site
from tests.sandbox.woo_client import SHOP, Owner


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
