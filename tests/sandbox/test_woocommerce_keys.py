"""The WooCommerce dialect: signatures, keys and what each may do."""

import base64
from urllib.parse import urlencode

import pytest

from integrations.sandbox.core.states import MINUTE
from integrations.sandbox.dialects.woocommerce.signature import is_same, sign_call, sign_push
from tests.sandbox.woo_client import HOST, START, V3, Owner, oauth


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
