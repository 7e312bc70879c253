"""Faults strike where, when and as often as they are told to, and the same way every time."""

import pytest

from integrations.sandbox import faults
from integrations.sandbox.web.pages import TEMPLATES
from integrations.sandbox.wire import WIRE_KEY, Wire
from tests.sandbox.stranger import OTHER_SHOP, SHOP, START, make_stranger

INFO = "shop/get_shop_info"
ORDERS = {
    "time_range_field": "update_time",
    "time_from": START - 1000,
    "time_to": START + 1000,
    "page_size": 2,
}


def call(shop, name=INFO, method="GET", query=None, body=None):
    """A call with its wire: how the answer would leave the server."""
    wire = Wire()
    environ = {WIRE_KEY: wire}
    good = shop.send(method, name, query, body)  # only to learn the signed query
    response = shop.host.open(
        f"/api/v2/{name}",
        method=method,
        query_string=good.request.args,
        json=body,
        environ_overrides=environ,
    )
    return response, wire


def test_unknown_and_senseless_faults_are_refused(shop):
    assert shop.refused("POST", "faults", kind="earthquake") == (400, "bad_input")
    assert shop.refused("POST", "faults", kind="slow", probability=2) == (400, "bad_input")
    assert shop.refused("POST", "faults", kind="slow", count=0) == (400, "bad_input")
    assert shop.refused("POST", "faults", kind="slow", params=3) == (400, "bad_input")
    assert shop.refused("POST", "faults", kind="slow", shop="nobody") == (404, "not_found")


def test_too_many_requests_with_and_without_a_hint(shop):
    shop.fault("http_429", count=1, params={"retry_after": 3})
    shop.fault("http_429", count=1)

    first, second = shop.send("GET", INFO), shop.send("GET", INFO)

    # both faults struck the first call; the later one decides how it looks
    assert (first.status_code, second.status_code) == (429, 200)
    shop.fault("http_429", count=1, params={"retry_after": 3})
    assert shop.send("GET", INFO).headers["Retry-After"] == "3"


def test_rate_limit_quota_and_expired_token_in_the_platforms_words(shop):
    for kind, error, status in (
        ("rate_limited", "error_rate_limit", 200),
        ("quota", "error_limit", 200),
        ("token_expired", "invalid_acceess_token", 403),
    ):
        number = shop.fault(kind)
        response = shop.send("GET", INFO)
        assert (response.status_code, response.get_json()["error"]) == (status, error)
        shop.control("DELETE", f"faults/{number}")
    assert shop.send("GET", INFO).get_json()["error"] == ""


def test_a_used_up_day_ends_at_midnight_utc_plus_8(shop):
    shop.fault("quota")
    midnight = ((START + 8 * 3600) // 86400 + 1) * 86400 - 8 * 3600

    shop.control("POST", "clock", set=midnight - 1)
    shop.sign_in()
    assert shop.send("GET", INFO).get_json()["error"] == "error_limit"
    shop.control("POST", "clock", set=midnight)

    assert shop.send("GET", INFO).get_json()["error"] == ""


def test_any_error_code(shop):
    shop.fault("error", params={"code": "error_system_busy", "message": "busy", "status": 503})

    response = shop.send("GET", INFO)

    assert response.status_code == 503
    assert (response.get_json()["error"], response.get_json()["message"]) == (
        "error_system_busy",
        "busy",
    )


def test_a_server_error_and_a_page_of_html_apply_nothing(shop):
    item_id = shop.item("KOPI-LTG-1KG")["item_id"]
    body = {"item_id": item_id, "stock_list": [{"seller_stock": [{"stock": 5}]}]}
    shop.fault("http_500", count=1)
    broken = shop.send("POST", "product/update_stock", body=body)
    shop.fault("html", count=1)
    page = shop.send("POST", "product/update_stock", body=body)

    assert broken.status_code == 500
    assert (page.status_code, page.mimetype) == (200, "text/html")
    assert shop.stock() == 40


def test_an_outage_closes_the_connection_or_answers_503(shop):
    shop.control("POST", "outage", on=True, shop=str(SHOP))
    response, wire = call(shop)
    assert wire.close is True
    log = shop.site.get("/control/calls").get_json()["calls"][-1]
    assert (log["status"], log["error"], log["fault"]) == (0, "outage", "outage")

    shop.control("POST", "outage", on=True, shop=str(SHOP), mode="503")
    response, wire = call(shop)
    assert (response.status_code, wire.close) == (503, False)

    shop.control("POST", "outage", on=False, shop=str(SHOP))
    response, wire = call(shop)
    assert (response.status_code, wire.close) == (200, False)


def test_an_outage_for_a_while_ends_by_the_clock(shop):
    shop.control("POST", "outage", on=True, mode="503", for_seconds=60)
    assert shop.send("GET", INFO).status_code == 503

    shop.wait(60)

    assert shop.send("GET", INFO).status_code == 200


def test_a_slow_answer(shop, monkeypatch):
    waited = []
    monkeypatch.setattr(shop.market.stopping, "wait", waited.append)
    shop.fault("slow", params={"seconds": 7})

    assert shop.send("GET", INFO).get_json()["error"] == ""
    assert waited == [7.0]


def test_a_timeout_after_applying(shop, monkeypatch):
    waited = []
    monkeypatch.setattr(shop.market.stopping, "wait", waited.append)
    sn = shop.order()
    shop.fault("timeout_after", path="*/ship_order", count=1)

    shop.send("POST", "logistics/ship_order", body={"order_sn": sn, "dropoff": {}})

    assert waited == [30.0]
    assert shop.status(sn) == "PROCESSED"


def test_half_an_answer_after_applying(shop):
    sn = shop.order()
    shop.fault("half_json", path="*/cancel_order")
    body = {"order_sn": sn, "cancel_reason": "CUSTOMER_REQUEST"}

    _, wire = call(shop, "order/cancel_order", "POST", body=body)

    assert wire.half is True
    assert shop.status(sn) == "CANCELLED"


def test_one_element_of_a_batch_is_refused(shop):
    pack = shop.item("KOPI-LTG-250")
    models = [row["variant_id"] for row in pack["variants"]]
    stock_list = [{"model_id": number, "seller_stock": [{"stock": 1}]} for number in models]
    shop.fault("partial", path="*/update_stock", count=1)

    answer = shop.ok("POST", "product/update_stock", item_id=pack["item_id"], stock_list=stock_list)

    assert (len(answer["success_list"]), len(answer["failure_list"])) == (2, 1)
    assert answer["failure_list"][0]["failed_reason"] == "Failed to get lock."
    changed = [row["stock"] for row in shop.item("KOPI-LTG-250")["variants"]]
    assert changed.count(1) == 2


def test_young_orders_are_late_in_the_list_but_not_in_the_detail(shop):
    shop.fault("list_lag", params={"seconds": 3})
    sn = shop.order()

    def listed():
        return [
            row["order_sn"]
            for row in shop.ok("GET", "order/get_order_list", **ORDERS)["order_list"]
        ]

    assert listed() == []
    assert shop.status(sn) == "READY_TO_SHIP"
    shop.wait(2)
    assert listed() == []
    shop.wait(1)
    assert listed() == [sn]


def test_a_list_that_moves_while_paging(shop):
    made = [shop.order() for _ in range(5)]
    shop.fault("page_shift", params={"by": 1})

    first = shop.ok("GET", "order/get_order_list", **ORDERS)
    second = shop.ok("GET", "order/get_order_list", **ORDERS, cursor=first["next_cursor"])

    seen = [row["order_sn"] for row in first["order_list"] + second["order_list"]]
    assert seen == [made[4], made[3], made[1], made[0]]


def test_a_fault_keeps_to_its_shop_path_and_count(shop):
    shop.fault("http_500", shop="kopilintong.official", path="/api/v2/shop/*", count=2)

    codes = [shop.send("GET", INFO).status_code for _ in range(3)]
    other = shop.send("GET", "product/get_item_list", {"page_size": 1, "item_status": "NORMAL"})
    assert codes == [500, 500, 200]
    assert other.status_code == 200

    shop.control("DELETE", "faults")
    shop.fault("http_500", shop="kopilintong.official")
    shop.sign_in(OTHER_SHOP)
    assert shop.send("GET", INFO).status_code == 200


def test_the_same_seed_meets_the_same_faults(tmp_path):
    def run(name, seed):
        shop = make_stranger(tmp_path / name)
        shop.control("POST", "reset", seed=seed)
        shop.sign_in()
        shop.fault("http_500", probability=0.3)
        codes = "".join(str(shop.send("GET", INFO).status_code)[0] for _ in range(60))
        tokens = (shop.access_token, shop.order())
        shop.market.store.close()
        return codes, tokens

    first, again, other = run("a", 7), run("b", 7), run("c", 8)

    assert first[0] == again[0]
    assert first[1][0] == again[1][0]
    assert first[0] != other[0]
    assert 8 <= first[0].count("5") <= 30


def test_a_probability_of_nothing_never_strikes(shop):
    shop.fault("http_500", probability=0)

    assert [shop.send("GET", INFO).status_code for _ in range(20)] == [200] * 20
    listed = shop.control("GET", "faults")["faults"][0]
    assert (listed["seen"], listed["hits"]) == (20, 0)


@pytest.mark.parametrize("kind", [*faults.CALL_FAULTS, *faults.PUSH_FAULTS])
def test_every_fault_is_written_down(kind):
    page = (TEMPLATES.parent / "docs" / "reference" / "sandbox.md").read_text()

    assert f"`{kind}`" in page
