"""Codes work once, refresh tokens once, access tokens four hours."""

from integrations.sandbox.core.states import DAY, HOUR, MINUTE
from tests.sandbox.stranger import OTHER_SHOP, SHOP

INFO = "shop/get_shop_info"


def works(shop, token):
    shop.access_token = token
    return shop.send("GET", INFO).get_json()["error"]


def code_for(shop, shop_id=SHOP):
    return shop.control("POST", "shopee/code", shop=str(shop_id))["code"]


def test_a_code_gives_a_pair_once(shop):
    code = code_for(shop)

    pair = shop.authorise(code)

    assert (pair["error"], pair["expire_in"]) == ("", 14400)
    assert pair["shop_id_list"] == [SHOP]
    assert "response" not in pair
    assert works(shop, pair["access_token"]) == ""
    assert shop.authorise(code)["error"] == "invalid_code"


def test_a_code_lives_ten_minutes(shop):
    code = code_for(shop)

    shop.wait(10 * MINUTE)

    assert shop.authorise(code)["error"] == "invalid_code"


def test_a_code_is_for_its_own_shop(shop):
    code = code_for(shop, OTHER_SHOP)

    assert shop.authorise(code)["error"] == "invalid_code"


def test_the_second_shop_waits_to_be_linked(shop):
    shop.shop_id = OTHER_SHOP

    pair = shop.authorise(code_for(shop, OTHER_SHOP))

    assert works(shop, pair["access_token"]) == ""


def test_access_ends_after_four_hours(shop):
    shop.wait(4 * HOUR - 1)
    assert works(shop, shop.access_token) == ""

    shop.wait(1)

    response = shop.send("GET", INFO)
    assert response.status_code == 403
    assert response.get_json()["error"] == "invalid_acceess_token"


def test_a_refresh_rotates_and_the_old_access_lives_five_minutes_more(shop):
    old_access, old_refresh = shop.access_token, shop.refresh_token

    pair = shop.refresh()

    assert (pair["error"], pair["expire_in"], pair["shop_id"]) == ("", 14400, SHOP)
    assert len({pair["access_token"], pair["refresh_token"], old_access, old_refresh}) == 4
    shop.wait(5 * MINUTE - 1)
    assert works(shop, old_access) == ""
    shop.wait(1)
    assert works(shop, old_access) == "invalid_acceess_token"
    assert works(shop, pair["access_token"]) == ""


def test_a_refresh_token_works_once_and_the_new_one_stays_good(shop):
    pair = shop.refresh()

    assert shop.refresh()["error"] == "error_shop_refresh_token"
    assert shop.refresh(pair["refresh_token"])["error"] == ""


def test_a_refresh_does_not_lengthen_an_access_that_ends_sooner(shop):
    access = shop.access_token
    shop.wait(4 * HOUR - MINUTE)
    shop.refresh()

    shop.wait(MINUTE)

    assert works(shop, access) == "invalid_acceess_token"


def test_a_refresh_token_ends_after_thirty_days(shop):
    shop.wait(30 * DAY - 1)
    kept = shop.refresh()
    assert kept["error"] == ""

    shop.wait(30 * DAY)

    assert shop.refresh(kept["refresh_token"])["error"] == "refresh_token_expired"


def test_an_unknown_refresh_token(shop):
    assert shop.refresh("0" * 32)["error"] == "error_shop_refresh_token"


def test_authorising_again_kills_both_old_tokens(shop):
    access, refresh = shop.access_token, shop.refresh_token

    shop.authorise(code_for(shop))

    assert works(shop, access) == "invalid_acceess_token"
    assert shop.refresh(refresh)["error"] == "refresh_token_expired"


def test_an_authorisation_taken_back(shop):
    shop.control("POST", "shopee/unlink", shop=str(SHOP))

    assert works(shop, shop.access_token) == "shop_no_linked"
    assert shop.refresh()["error"] == "shop_no_linked"


def test_an_authorisation_ends_after_a_year(shop):
    for _ in range(13):
        shop.wait(29 * DAY)
        pair = shop.refresh()
        shop.refresh_token = pair.get("refresh_token", "")

    assert pair["error"] == "shop_access_expired"
    assert works(shop, shop.access_token) == "shop_access_expired"


def test_tokens_can_be_ended_for_a_test(shop):
    shop.control("POST", "shopee/expire_tokens", shop=str(SHOP))

    assert works(shop, shop.access_token) == "invalid_acceess_token"
    assert shop.refresh()["error"] == ""


def test_bad_bodies(shop):
    def answer(**body):
        response = shop.send("POST", "auth/access_token/get", body=body, public=True)
        return response.get_json()["error"]

    known = {"partner_id": shop.partner_id, "shop_id": SHOP, "refresh_token": shop.refresh_token}
    assert answer(**{**known, "shop_id": str(SHOP)}) == "error_param"
    assert answer(**{**known, "partner_id": 5}) == "error_param"
    assert answer(partner_id=shop.partner_id, shop_id=SHOP) == "error_param"
    assert answer(**known, merchant_id=9) == "error_param"
    assert answer(**known) == ""


def test_credentials_never_disconnect_anybody(shop):
    printed = shop.control("GET", "credentials")["shopee"]

    assert printed["shop_id"] == SHOP
    assert works(shop, shop.access_token) == ""
    assert works(shop, printed["access_token"]) == ""
    assert shop.refresh()["error"] == ""
    assert shop.refresh(printed["refresh_token"])["error"] == ""
