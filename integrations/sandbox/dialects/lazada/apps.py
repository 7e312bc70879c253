"""Apps, sellers' consents, codes and tokens."""

from sqlite3 import Row
from typing import Any

from integrations.sandbox.core import events
from integrations.sandbox.core.states import DAY, HOUR, MINUTE
from integrations.sandbox.core.store import Tx
from integrations.sandbox.dialects.lazada.call import ApiError, Call

CODE_LIVES = 30 * MINUTE
ACCESS_LIVES = 30 * DAY
REFRESH_LIVES = 180 * DAY  # counts down from the consent; refreshing does not extend it
WARN_BEFORE = 48 * HOUR
EXPIRES_SOON = "lazada_expires_soon"


def register(*, tx: Tx, app_key: str, app_secret: str, name: str) -> None:
    """Register an app; one that exists keeps its push address."""
    tx.run(
        "INSERT INTO lazada_app (app_key, app_secret, name) VALUES (?, ?, ?) ON CONFLICT (app_key) "
        "DO UPDATE SET app_secret = excluded.app_secret, name = excluded.name",
        *(app_key, app_secret, name),
    )


def find(*, tx: Tx, app_key: str) -> Row | None:
    """The app with this key."""
    return tx.one("SELECT * FROM lazada_app WHERE app_key = ?", app_key)


def first(*, tx: Tx) -> Row | None:
    """The app that is meant when none is named."""
    return tx.one("SELECT * FROM lazada_app ORDER BY app_key LIMIT 1")


def link(*, tx: Tx, app_key: str, shop_id: int) -> None:
    """A seller agrees, or agrees again: the refresh period starts anew, older tokens die."""
    tx.run(
        "UPDATE lazada_token SET is_dead = 1 WHERE app_key = ? AND shop_id = ?", app_key, shop_id
    )
    tx.run(
        "INSERT OR REPLACE INTO lazada_link (app_key, shop_id, refresh_until) VALUES (?, ?, ?)",
        *(app_key, shop_id, tx.now + REFRESH_LIVES),
    )


def unlink(*, tx: Tx, app_key: str, shop_id: int) -> bool:
    """The seller takes the consent back; pushes stop with it."""
    tx.run(
        "UPDATE lazada_token SET is_dead = 1 WHERE app_key = ? AND shop_id = ?", app_key, shop_id
    )
    gone = "DELETE FROM lazada_link WHERE app_key = ? AND shop_id = ?"
    return bool(tx.run(gone, app_key, shop_id))


def find_link(*, tx: Tx, app_key: str, shop_id: int) -> Row | None:
    """The consent of a shop."""
    return tx.one("SELECT * FROM lazada_link WHERE app_key = ? AND shop_id = ?", app_key, shop_id)


def listeners(*, tx: Tx, shop_id: int) -> list[Row]:
    """Apps that get messages about a shop."""
    return tx.all(
        "SELECT a.* FROM lazada_app a JOIN lazada_link l USING (app_key) "
        "WHERE l.shop_id = ? AND a.push_url <> '' ORDER BY a.app_key",
        shop_id,
    )


def mint_code(*, tx: Tx, app_key: str, shop_id: int) -> str:
    """A code as the seller brings it back."""
    code = "0_" + tx.token("code")
    tx.insert(
        "lazada_code", code=code, app_key=app_key, shop_id=shop_id, expires_at=tx.now + CODE_LIVES
    )
    return code


def mint_pair(*, tx: Tx, app_key: str, shop_id: int) -> dict[str, Any]:
    """A fresh pair within the refresh period of the consent, as both token calls answer it."""
    consent = tx.the(
        "SELECT * FROM lazada_link WHERE app_key = ? AND shop_id = ?", app_key, shop_id
    )
    left = max(0, consent["refresh_until"] - tx.now)
    lives = min(ACCESS_LIVES, left)
    access, refresh = "50000" + tx.token("access"), "50001" + tx.token("refresh")
    tx.insert(
        "lazada_token",
        app_key=app_key,
        shop_id=shop_id,
        access=access,
        refresh=refresh,
        access_until=tx.now + lives,
    )
    shop = tx.the("SELECT * FROM shop WHERE id = ?", shop_id)
    account = f"{shop['username']}@contoh.id"
    seller = {"country": "id", "seller_id": str(shop_id), "user_id": str(shop_id)}
    return {
        "access_token": access,
        "expires_in": lives,
        "refresh_token": refresh,
        "refresh_expires_in": left,
        "country": "id",
        "account": account,
        "account_platform": "seller_center",
        "country_user_info": [{**seller, "short_code": f"ID{shop_id}"}],
    }


def create_token(call: Call) -> dict[str, Any]:
    """`/auth/token/create`: a code, once, for the first pair. The link begins here."""
    row = call.tx.one("SELECT * FROM lazada_code WHERE code = ?", call.text("code"))
    if row is None or row["app_key"] != call.app_key or row["expires_at"] <= call.tx.now:
        raise ApiError("InvalidCode", "Invalid authorization code", kind="ISP")
    call.tx.run("DELETE FROM lazada_code WHERE code = ?", row["code"])
    link(tx=call.tx, app_key=call.app_key, shop_id=row["shop_id"])
    return mint_pair(tx=call.tx, app_key=call.app_key, shop_id=row["shop_id"])


def refresh_token(call: Call) -> dict[str, Any]:
    """`/auth/token/refresh`: both tokens are replaced, the refresh period runs on."""
    row = call.tx.one("SELECT * FROM lazada_token WHERE refresh = ?", call.text("refresh_token"))
    refused = ApiError(
        "IllegalRefreshToken", "The specified refresh token is invalid or expired", kind="ISP"
    )
    if row is None or row["app_key"] != call.app_key or row["is_dead"]:
        raise refused
    consent = find_link(tx=call.tx, app_key=call.app_key, shop_id=row["shop_id"])
    if consent is None or consent["refresh_until"] <= call.tx.now:
        raise refused
    call.tx.run("UPDATE lazada_token SET is_dead = 1 WHERE id = ?", row["id"])
    return mint_pair(tx=call.tx, app_key=call.app_key, shop_id=row["shop_id"])


def shop_of(*, tx: Tx, app_key: str, access: str) -> int:
    """The shop an access token is for; refuses one that is unknown, over or taken back."""
    row = tx.one("SELECT * FROM lazada_token WHERE access = ?", access)
    is_good = row is not None and row["app_key"] == app_key and not row["is_dead"]
    if row is None or not is_good or row["access_until"] <= tx.now:
        raise bad_token()
    if find_link(tx=tx, app_key=app_key, shop_id=row["shop_id"]) is None:
        raise bad_token()
    return int(row["shop_id"])


def bad_token() -> ApiError:
    """What a wrong and an expired access token are answered alike."""
    return ApiError(
        "IllegalAccessToken", "The specified access token is invalid or expired", kind="ISP"
    )


def expire(*, tx: Tx, shop_id: int, refresh: bool) -> int:
    """End access tokens before their time, and with `refresh` the refresh period too."""
    if refresh:
        tx.run("UPDATE lazada_link SET refresh_until = 0 WHERE shop_id = ?", shop_id)
    return tx.run("UPDATE lazada_token SET access_until = 0 WHERE shop_id = ?", shop_id)


def warn_expiring(*, tx: Tx) -> None:
    """Announce every day of the last two that a consent ends."""
    rows = tx.all(
        "SELECT * FROM lazada_link WHERE refresh_until > ?1 AND refresh_until <= ?2 "
        "AND warned_at <= ?3",
        *(tx.now, tx.now + WARN_BEFORE, tx.now - DAY),
    )
    for row in rows:
        tx.run(
            "UPDATE lazada_link SET warned_at = ? WHERE app_key = ? AND shop_id = ?",
            *(tx.now, row["app_key"], row["shop_id"]),
        )
        until = row["refresh_until"]
        events.emit(tx=tx, shop_id=row["shop_id"], kind=EXPIRES_SOON, expires_at=until)
