"""Registered apps, the shops that let them in, and tokens: a code once within 30 minutes."""

import hashlib
from collections.abc import Mapping
from sqlite3 import Row
from typing import Any

from integrations.sandbox.core import events
from integrations.sandbox.core.states import DAY, MINUTE
from integrations.sandbox.core.store import Tx
from integrations.sandbox.dialects.tiktok_shop.call import ApiError

CODE_LIVES = 30 * MINUTE
ACCESS_LIVES = 7 * DAY
REFRESH_LIVES = 365 * DAY  # the sheet: "read it from the answer"
UNLINKED = "tiktok_unlinked"
BAD_CREDENTIALS = 36009004
EXPIRED = 105002
MISSING_SCOPE = 105005


def find(*, tx: Tx, app_key: str) -> Row | None:
    """The app with this key."""
    return tx.one("SELECT * FROM tiktok_app WHERE app_key = ?", app_key)


def first(*, tx: Tx) -> Row | None:
    """The app that is meant when none is named."""
    return tx.one("SELECT * FROM tiktok_app ORDER BY app_key LIMIT 1")


def register(*, tx: Tx, data: Mapping[str, Any]) -> None:
    """Register an app; one that exists gets the new secret and addresses."""
    tx.run(
        "INSERT INTO tiktok_app (app_key, app_secret, service_id, name, redirect_url, push_url) "
        "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (app_key) DO UPDATE SET "
        "app_secret = excluded.app_secret, service_id = excluded.service_id",
        *(str(data["app_key"]), str(data["app_secret"]), str(data["service_id"])),
        *(str(data.get("name", "Aplikasi")), str(data.get("redirect_url", ""))),
        str(data.get("push_url", "")),
    )


def link(*, tx: Tx, app_key: str, shop_id: int) -> None:
    """A seller lets the app in, or does so again."""
    tx.run(
        "INSERT OR REPLACE INTO tiktok_link (app_key, shop_id, authorised_at) VALUES (?, ?, ?)",
        *(app_key, shop_id, tx.now),
    )


def unlink(*, tx: Tx, app_key: str, shop_id: int) -> bool:
    """The seller puts the app out; its tokens die with it."""
    gone = tx.run("DELETE FROM tiktok_link WHERE app_key = ? AND shop_id = ?", app_key, shop_id)
    tx.run("DELETE FROM tiktok_token WHERE app_key = ? AND shop_id = ?", app_key, shop_id)
    if gone:
        events.emit(tx=tx, shop_id=shop_id, kind=UNLINKED, app_key=app_key)
    return bool(gone)


def is_linked(*, tx: Tx, app_key: str, shop_id: int) -> bool:
    """Whether the shop lets the app in."""
    found = "SELECT 1 FROM tiktok_link WHERE app_key = ? AND shop_id = ?"
    return tx.one(found, app_key, shop_id) is not None


def cipher(shop_id: int) -> str:
    """The shop's `shop_cipher`: always the same, and not its id."""
    return "ROW_" + hashlib.sha256(f"tiktok-cipher:{shop_id}".encode()).hexdigest()[:26]


def mint_code(*, tx: Tx, app_key: str, shop_id: int) -> str:
    """A code as the seller brings it back from the consent page."""
    code = "ROW_" + tx.token("tiktok-code")
    tx.insert(
        "tiktok_code", code=code, app_key=app_key, shop_id=shop_id, expires_at=tx.now + CODE_LIVES
    )
    return code


def mint_pair(*, tx: Tx, app_key: str, shop_id: int) -> dict[str, Any]:
    """A fresh pair as both token endpoints answer it; the ends are moments, not durations."""
    shop = tx.the("SELECT * FROM shop WHERE id = ?", shop_id)
    access, refresh = "ROW_" + tx.token("tiktok-access"), "ROW_" + tx.token("tiktok-refresh")
    tx.insert(
        "tiktok_token",
        app_key=app_key,
        shop_id=shop_id,
        access=access,
        refresh=refresh,
        access_until=tx.now + ACCESS_LIVES,
        refresh_until=tx.now + REFRESH_LIVES,
    )
    return {
        "access_token": access,
        "access_token_expire_in": tx.now + ACCESS_LIVES,
        "refresh_token": refresh,
        "refresh_token_expire_in": tx.now + REFRESH_LIVES,
        "open_id": hashlib.sha256(f"open:{shop_id}".encode()).hexdigest()[:32],
        "seller_name": shop["name"],
        "seller_base_region": "ID",
        "user_type": 0,
        "granted_scopes": ["seller.order.info", "seller.product.basic", "seller.fulfillment.basic"],
    }


def answer_token(*, tx: Tx, path: str, query: Mapping[str, str]) -> dict[str, Any]:
    """`token/get` and `token/refresh`: unsigned, the secret in the query."""
    app = find(tx=tx, app_key=query.get("app_key", ""))
    if app is None or app["app_secret"] != query.get("app_secret"):
        raise ApiError(BAD_CREDENTIALS, "Invalid app_key or app_secret")
    is_first = path.endswith("/get")
    if query.get("grant_type") != ("authorized_code" if is_first else "refresh_token"):
        raise ApiError(BAD_CREDENTIALS, "Invalid grant_type")
    if is_first:
        row = _spent_code(tx=tx, app_key=app["app_key"], code=query.get("auth_code", ""))
        link(tx=tx, app_key=app["app_key"], shop_id=row["shop_id"])
    else:
        row = _spent_refresh(tx=tx, app_key=app["app_key"], refresh=query.get("refresh_token", ""))
    return mint_pair(tx=tx, app_key=app["app_key"], shop_id=row["shop_id"])


def _spent_code(*, tx: Tx, app_key: str, code: str) -> Row:
    row = tx.one("SELECT * FROM tiktok_code WHERE code = ? AND app_key = ?", code, app_key)
    tx.run("DELETE FROM tiktok_code WHERE code = ? OR expires_at <= ?", code, tx.now)
    if row is None or row["expires_at"] <= tx.now:
        raise ApiError(BAD_CREDENTIALS, "Invalid auth_code: it is unknown, used or expired")
    return row


def _spent_refresh(*, tx: Tx, app_key: str, refresh: str) -> Row:
    """The refresh token stays good: the sheet says that one comes back, not that the old dies."""
    row = tx.one("SELECT * FROM tiktok_token WHERE refresh = ? AND app_key = ?", refresh, app_key)
    if row is None or row["refresh_until"] <= tx.now:
        raise ApiError(EXPIRED, "Expired credentials: refresh_token is invalid")
    return row


def shop_of(*, tx: Tx, app_key: str, access: str) -> int:
    """The shop an access token belongs to; refused when it is over or the app was put out."""
    row = tx.one("SELECT * FROM tiktok_token WHERE access = ? AND app_key = ?", access, app_key)
    if row is None or row["access_until"] <= tx.now:
        raise ApiError(EXPIRED, "Expired credentials: access_token is invalid", status=401)
    if not is_linked(tx=tx, app_key=app_key, shop_id=row["shop_id"]):
        raise ApiError(MISSING_SCOPE, "The seller has not authorized this app", status=403)
    return int(row["shop_id"])


def expire(*, tx: Tx, shop_id: int, with_refresh: bool) -> int:
    """End tokens before their time, for tests."""
    changed = tx.run("UPDATE tiktok_token SET access_until = 0 WHERE shop_id = ?", shop_id)
    if with_refresh:
        tx.run("UPDATE tiktok_token SET refresh_until = 0 WHERE shop_id = ?", shop_id)
    return changed
