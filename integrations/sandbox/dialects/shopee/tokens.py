"""Codes and tokens: a code once within 10 minutes, refresh tokens once, access for 4 hours."""

from collections.abc import Mapping
from typing import Any

from integrations.sandbox.core.states import DAY, HOUR, MINUTE
from integrations.sandbox.core.store import Tx
from integrations.sandbox.dialects.shopee import apps
from integrations.sandbox.dialects.shopee.call import Call
from integrations.sandbox.dialects.shopee.errors import ApiError, bad_token, gateway_error

CODE_LIVES = 10 * MINUTE
ACCESS_LIVES = 4 * HOUR
REFRESH_LIVES = 30 * DAY
OLD_ACCESS_LIVES = 5 * MINUTE


def mint_code(*, tx: Tx, partner_id: int, shop_id: int) -> str:
    """A code as the seller brings it back from the authorisation page."""
    code = tx.token("code")
    tx.insert(
        "shopee_code",
        code=code,
        partner_id=partner_id,
        shop_id=shop_id,
        expires_at=tx.now + CODE_LIVES,
    )
    return code


def mint_pair(*, tx: Tx, partner_id: int, shop_id: int) -> dict[str, Any]:
    """A fresh pair of tokens, as both token endpoints answer it."""
    access, refresh = tx.token("access"), tx.token("refresh")
    tx.insert(
        "shopee_token",
        partner_id=partner_id,
        shop_id=shop_id,
        access=access,
        refresh=refresh,
        access_until=tx.now + ACCESS_LIVES,
        refresh_until=tx.now + REFRESH_LIVES,
    )
    return {"access_token": access, "refresh_token": refresh, "expire_in": ACCESS_LIVES}


def get_token(call: Call) -> dict[str, Any]:
    """`POST auth/token/get`: a code for the first pair. The link begins here."""
    code, shop_id = call.body_text("code"), _owner(call)
    row = call.tx.one("SELECT * FROM shopee_code WHERE code = ?", code)
    is_good = (
        row is not None
        and row["partner_id"] == call.partner_id
        and row["shop_id"] == shop_id
        and call.tx.now < row["expires_at"]
    )
    if not is_good:
        raise ApiError("invalid_code", "Invalid code, please have a check.")
    call.tx.run("DELETE FROM shopee_code WHERE code = ?", code)
    apps.link(tx=call.tx, partner_id=call.partner_id, shop_id=shop_id)
    pair = mint_pair(tx=call.tx, partner_id=call.partner_id, shop_id=shop_id)
    return {**pair, "shop_id_list": [shop_id], "merchant_id_list": []}


def refresh_token(call: Call) -> dict[str, Any]:
    """`POST auth/access_token/get`: a new pair; the old refresh token is dead from now on."""
    refresh, shop_id = call.body_text("refresh_token"), _owner(call)
    row = call.tx.one("SELECT * FROM shopee_token WHERE refresh = ?", refresh)
    if row is None or (row["partner_id"], row["shop_id"]) != (call.partner_id, shop_id):
        raise ApiError("error_shop_refresh_token", "Invalid refresh_token for this shop.")
    check_link(tx=call.tx, partner_id=call.partner_id, shop_id=shop_id)
    if row["refresh_until"] <= call.tx.now and not row["is_refreshed"]:
        raise ApiError("refresh_token_expired", "Your refresh_token has expired.")
    spent = call.tx.run(
        "UPDATE shopee_token SET is_refreshed = 1, refresh_until = 0, "
        "access_until = min(access_until, ?) WHERE id = ? AND is_refreshed = 0",
        *(call.tx.now + OLD_ACCESS_LIVES, row["id"]),
    )
    if not spent:
        raise ApiError("error_shop_refresh_token", "Your refresh_token has been used.")
    pair = mint_pair(tx=call.tx, partner_id=call.partner_id, shop_id=shop_id)
    return {**pair, "partner_id": call.partner_id, "shop_id": shop_id}


def _owner(call: Call) -> int:
    if call.body_int("partner_id") != call.partner_id:
        raise ApiError("error_param", "partner_id in query and body differ.")
    if "main_account_id" in call.body or "merchant_id" in call.body:
        raise ApiError("error_param", "Only shop accounts exist here.")
    return call.body_int("shop_id")


def check_link(*, tx: Tx, partner_id: int, shop_id: int) -> None:
    """Refuse a shop that is not, or no longer, linked with the app."""
    link = apps.find_link(tx=tx, partner_id=partner_id, shop_id=shop_id)
    if link is None:
        raise gateway_error("shop_no_linked", "The shop is not linked with this app.")
    if link["expires_at"] <= tx.now:
        raise gateway_error("shop_access_expired", "The authorisation of the shop has ended.")


def check_access(*, tx: Tx, partner_id: int, shop_id: int, access: str) -> None:
    """Refuse an access token that is unknown, over, or another shop's."""
    check_link(tx=tx, partner_id=partner_id, shop_id=shop_id)
    row = tx.one("SELECT * FROM shopee_token WHERE access = ?", access)
    if row is not None and (row["partner_id"], row["shop_id"]) != (partner_id, shop_id):
        raise gateway_error("error_auth", "Invalid access_token.")
    if row is None or row["access_until"] <= tx.now:
        raise bad_token()


def expire(*, tx: Tx, shop_id: int, data: Mapping[str, Any]) -> int:
    """End tokens before their time, for tests: access tokens, and with "refresh" those too."""
    changed = tx.run("UPDATE shopee_token SET access_until = 0 WHERE shop_id = ?", shop_id)
    if data.get("refresh"):
        tx.run("UPDATE shopee_token SET refresh_until = 0 WHERE shop_id = ?", shop_id)
    return changed


def forget_dead(*, tx: Tx) -> None:
    """Drop tokens that have been dead for a month and codes that are over."""
    tx.run("DELETE FROM shopee_code WHERE expires_at <= ?", tx.now)
    tx.run(
        "DELETE FROM shopee_token WHERE access_until < ? AND refresh_until < ?",
        *(tx.now - REFRESH_LIVES, tx.now - REFRESH_LIVES),
    )
