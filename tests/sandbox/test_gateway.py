"""What every call is checked for before its endpoint runs, and the envelope around the answer."""

import pytest

from integrations.sandbox.limits import Limiter
from tests.sandbox.stranger import OTHER_SHOP, SHOP, START

INFO = "shop/get_shop_info"


def refusal(response):
    body = response.get_json()
    assert set(body) == {"request_id", "error", "message"}
    return response.status_code, body["error"], body["message"]


def test_a_good_call_has_an_empty_error(shop):
    response = shop.send("GET", INFO)

    body = response.get_json()
    assert response.status_code == 200
    assert (body["error"], body["message"]) == ("", "")
    assert (body["shop_name"], body["region"]) == ("Kopi Lintong Official", "ID")
    assert body["expire_time"] - body["auth_time"] == 365 * 86400
    assert body["response"]["shop_name"] == body["shop_name"]


def test_request_ids_differ_also_for_refused_calls(shop):
    ids = {shop.send("GET", INFO, sign="x").get_json()["request_id"] for _ in range(3)}

    assert len(ids) == 3


@pytest.mark.parametrize("missing", ["partner_id", "timestamp", "sign", "access_token", "shop_id"])
def test_every_common_parameter_is_needed(shop, missing):
    status, error, message = refusal(shop.send("GET", INFO, **{missing: None}))

    assert (status, error) == (403, "error_param")
    assert missing in message


def test_a_wrong_signature(shop):
    answer = refusal(shop.send("GET", INFO, sign="0" * 64))

    assert answer == (403, "error_sign", "Wrong sign.")


def test_the_signature_covers_the_path(shop):
    stolen = shop.send("GET", INFO).request.args["sign"]

    answer = refusal(shop.send("GET", "product/get_item_list", sign=stolen))

    assert answer[1] == "error_sign"


def test_an_unknown_partner(shop):
    answer = refusal(shop.send("GET", INFO, partner_id=7))

    assert answer == (403, "error_auth", "partner_id is invalid")


@pytest.mark.parametrize(("age", "error"), [(300, ""), (301, "error_param")])
def test_a_timestamp_lives_five_minutes(shop, age, error):
    body = shop.send("GET", INFO, timestamp=START - age).get_json()

    assert body["error"] == error
    assert ("expired" in body["message"]) == bool(error)


def test_the_machines_own_time_is_accepted_when_the_marketplace_is_elsewhere(shop):
    wall = int(shop.market.store.wall())
    assert abs(wall - START) > 300

    assert shop.send("GET", INFO, timestamp=wall).get_json()["error"] == ""


def test_an_unknown_path_and_a_wrong_method(shop):
    assert refusal(shop.send("GET", "order/no_such_thing"))[:2] == (404, "error_not_found")
    assert refusal(shop.send("POST", INFO))[:2] == (405, "error_param")


def test_a_token_of_another_shop(shop):
    token = shop.access_token
    shop.sign_in(OTHER_SHOP)
    shop.access_token = token

    assert refusal(shop.send("GET", INFO))[:2] == (403, "error_auth")


def test_a_shop_that_never_linked(shop):
    shop.shop_id = OTHER_SHOP

    assert refusal(shop.send("GET", INFO))[:2] == (403, "shop_no_linked")


@pytest.mark.parametrize("raw", [b"{", b"[1]", b'{"item_id": NaN}', b"[" * 3000])
def test_a_body_that_is_no_json_object(shop, raw):
    good = shop.send("POST", "product/update_stock", body={})

    response = shop.host.post(
        "/api/v2/product/update_stock", query_string=good.request.args, data=raw
    )

    assert response.get_json()["error"] == "error_param"
    public = shop.host.post(
        "/api/v2/auth/token/get", data=raw, content_type="application/json", query_string="sign=1"
    )
    assert public.get_json()["error"] == "error_param"


def test_ten_calls_a_second_and_a_burst_of_twenty_for_each_shop():
    seconds = [0.0]
    limiter = Limiter(monotonic=lambda: seconds[0])

    assert [limiter.allows(shop_id=1) for _ in range(21)] == [True] * 20 + [False]
    assert limiter.allows(shop_id=2) is True
    seconds[0] = 0.5
    assert [limiter.allows(shop_id=1) for _ in range(6)] == [True] * 5 + [False]


def test_too_many_calls_are_refused_in_the_body(shop):
    shop.control("POST", "settings", rate=0.001, burst=2, shop=str(SHOP))

    answers = [shop.send("GET", INFO) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert [answer.get_json()["error"] for answer in answers] == ["", "", "error_rate_limit"]


def test_public_calls_are_not_counted_against_a_shop(shop):
    shop.control("POST", "settings", rate=0.001, burst=1)

    answers = [
        shop.send("GET", "public/get_shops_by_partner", public=True).get_json() for _ in range(3)
    ]

    assert [answer["error"] for answer in answers] == ["", "", ""]
    assert [row["shop_id"] for row in answers[0]["authed_shop_list"]] == [SHOP]


def test_a_bug_of_ours_is_a_500_and_changes_nothing(shop, monkeypatch):
    def crash(**ignored):
        raise RuntimeError("planted")

    monkeypatch.setattr("integrations.sandbox.core.catalog.set_stock", crash)
    item = shop.item("KOPI-LTG-1KG")
    body = {"item_id": item["item_id"], "stock_list": [{"seller_stock": [{"stock": 1}]}]}

    answer = refusal(shop.send("POST", "product/update_stock", body=body))

    assert answer[:2] == (500, "error_server")
    assert shop.stock() == 40


def test_calls_are_logged_with_their_outcome(shop):
    shop.send("GET", INFO)
    shop.send("GET", INFO, sign="x")

    log = shop.site.get(f"/control/calls?shop={SHOP}").get_json()

    last = log["calls"][-2:]
    assert [(row["path"], row["status"], row["error"]) for row in last] == [
        ("/api/v2/shop/get_shop_info", 200, ""),
        ("/api/v2/shop/get_shop_info", 403, "error_sign"),
    ]
    assert log["counts"] == {"": 1, "error_sign": 1}
