"""The page where a seller lets an app in, classic and new, and the one that puts it out."""

from urllib.parse import parse_qs, urlsplit

import pytest

from tests.sandbox.stranger import OTHER_SHOP, PARTNER_ID, PARTNER_KEY, SHOP, START, sign

CLASSIC, CANCEL = "/api/v2/shop/auth_partner", "/api/v2/shop/cancel_auth_partner"
BACK = "http://127.0.0.1:8000/kerja/saluran/kembali/?alur=7"


def classic(path=CLASSIC, **change):
    stamp = change.pop("timestamp", START)
    good = {
        "partner_id": PARTNER_ID,
        "timestamp": stamp,
        "sign": sign(PARTNER_KEY, PARTNER_ID, path, stamp),
        "redirect": BACK,
    }
    return {**good, **change}


def new(**change):
    good = {
        "partner_id": PARTNER_ID,
        "auth_type": "seller",
        "redirect_uri": BACK,
        "response_type": "code",
        "state": "a&b",
    }
    return {**good, **change}


def test_the_page_names_the_app_and_the_shops(shop):
    page = shop.host.get(CLASSIC, query_string=classic()).get_data(as_text=True)

    assert "Lapak Koperasi minta izin" in page
    assert "kopilintong.official" in page
    assert "pesisir.belawan" in page
    assert page.count("sudah diberi izin") == 1
    assert ">Izinkan</button>" in page


def test_classic_brings_back_a_code_that_works(shop):
    response = shop.host.post(CLASSIC, query_string=classic(), data={"shop_id": str(OTHER_SHOP)})

    assert response.status_code == 302
    assert response.location.startswith(BACK + "&code=")
    answer = parse_qs(urlsplit(response.location).query)
    assert answer["shop_id"] == [str(OTHER_SHOP)]
    assert answer["alur"] == ["7"]
    shop.shop_id = OTHER_SHOP
    pair = shop.authorise(answer["code"][0])
    assert pair["error"] == ""


def test_the_new_page_is_not_signed_and_keeps_the_state(shop):
    assert shop.host.get("/auth", query_string=new()).status_code == 200

    response = shop.host.post("/auth", query_string=new(), data={"shop_id": str(SHOP)})

    answer = parse_qs(urlsplit(response.location).query)
    assert answer["state"] == ["a&b"]
    assert shop.authorise(answer["code"][0])["error"] == ""


def test_taking_the_authorisation_back(shop):
    page = shop.host.get(CANCEL, query_string=classic(CANCEL)).get_data(as_text=True)
    assert "pesisir.belawan" not in page

    response = shop.host.post(CANCEL, query_string=classic(CANCEL), data={"shop_id": str(SHOP)})

    assert parse_qs(urlsplit(response.location).query)["shop_id"] == [str(SHOP)]
    assert shop.send("GET", "shop/get_shop_info").get_json()["error"] == "shop_no_linked"


@pytest.mark.parametrize(
    ("path", "query"),
    [
        (CLASSIC, classic(partner_id=1)),
        (CLASSIC, classic(sign="0" * 64)),
        (CLASSIC, classic(timestamp=START - 301)),
        (CLASSIC, classic(redirect="javascript:alert(1)")),
        (CLASSIC, classic(redirect="")),
        (CANCEL, classic(CLASSIC)),
        ("/auth", new(response_type="token")),
        ("/auth", new(redirect_uri="/kerja/")),
    ],
)
def test_a_wrong_link_is_refused_in_plain_words(shop, path, query):
    shown = shop.host.get(path, query_string=query)
    posted = shop.host.post(path, query_string=query, data={"shop_id": str(SHOP)})

    assert (shown.status_code, posted.status_code) == (400, 400)
    assert "Tautan izin ini tidak bisa dipakai" in shown.get_data(as_text=True)


def test_no_shop_chosen(shop):
    response = shop.host.post(CLASSIC, query_string=classic(), data={})

    assert response.status_code == 400
    assert "Pilih satu toko" in response.get_data(as_text=True)


def test_nothing_on_the_page_is_taken_as_markup(shop):
    app = {"partner_id": PARTNER_ID, "partner_key": PARTNER_KEY, "name": "<b>Jahat</b>"}
    shop.control("POST", "seed", apps=[app])

    page = shop.host.get(CLASSIC, query_string=classic()).get_data(as_text=True)

    assert "<b>Jahat" not in page
    assert "&lt;b&gt;Jahat&lt;/b&gt;" in page
