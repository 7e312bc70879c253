"""Registered apps (partners) and the shops that authorised them."""

from sqlite3 import Row

from integrations.sandbox.core import events
from integrations.sandbox.core.states import DAY
from integrations.sandbox.core.store import Tx

AUTHORISED_FOR = 365 * DAY
WARN_BEFORE = 7 * DAY
AUTHORISED = "shopee_authorised"
DEAUTHORISED = "shopee_deauthorised"
EXPIRES_SOON = "shopee_expires_soon"


def register(*, tx: Tx, partner_id: int, partner_key: str, name: str) -> None:
    """Register an app; one that exists keeps its push address and gets the new key."""
    tx.run(
        "INSERT INTO shopee_app (partner_id, partner_key, name) VALUES (?, ?, ?) "
        "ON CONFLICT (partner_id) DO UPDATE SET partner_key = excluded.partner_key, "
        "name = excluded.name",
        *(partner_id, partner_key, name),
    )


def find(*, tx: Tx, partner_id: int) -> Row | None:
    """The app with this id."""
    return tx.one("SELECT * FROM shopee_app WHERE partner_id = ?", partner_id)


def first(*, tx: Tx) -> Row | None:
    """The app that is meant when none is named."""
    return tx.one("SELECT * FROM shopee_app ORDER BY partner_id LIMIT 1")


def link(*, tx: Tx, partner_id: int, shop_id: int) -> None:
    """A seller authorises the app, or does so again: tokens handed out before are dead."""
    tx.run(
        "UPDATE shopee_token SET access_until = 0, refresh_until = 0 "
        "WHERE partner_id = ? AND shop_id = ?",
        *(partner_id, shop_id),
    )
    tx.run(
        "INSERT OR REPLACE INTO shopee_link (partner_id, shop_id, authorised_at, expires_at) "
        "VALUES (?, ?, ?, ?)",
        *(partner_id, shop_id, tx.now, tx.now + AUTHORISED_FOR),
    )
    events.emit(tx=tx, shop_id=shop_id, kind=AUTHORISED, partner_id=partner_id)


def unlink(*, tx: Tx, partner_id: int, shop_id: int) -> bool:
    """The seller takes the authorisation back; False when there was none."""
    is_gone = tx.run(
        "DELETE FROM shopee_link WHERE partner_id = ? AND shop_id = ?", partner_id, shop_id
    )
    if is_gone:
        events.emit(tx=tx, shop_id=shop_id, kind=DEAUTHORISED, partner_id=partner_id)
    return bool(is_gone)


def find_link(*, tx: Tx, partner_id: int, shop_id: int) -> Row | None:
    """The authorisation of an app by a shop."""
    return tx.one(
        "SELECT * FROM shopee_link WHERE partner_id = ? AND shop_id = ?", partner_id, shop_id
    )


def listeners(*, tx: Tx, shop_id: int) -> list[int]:
    """Apps that get pushes about a shop."""
    rows = tx.all(
        "SELECT a.partner_id FROM shopee_app a JOIN shopee_link l USING (partner_id) "
        "WHERE l.shop_id = ? AND a.push_url <> '' AND a.is_push_enabled ORDER BY a.partner_id",
        shop_id,
    )
    return [int(row["partner_id"]) for row in rows]


def warn_expiring(*, tx: Tx) -> None:
    """Announce once that an authorisation ends within a week."""
    rows = tx.all(
        "SELECT * FROM shopee_link WHERE NOT is_warned AND expires_at <= ?", tx.now + WARN_BEFORE
    )
    for row in rows:
        tx.run(
            "UPDATE shopee_link SET is_warned = 1 WHERE partner_id = ? AND shop_id = ?",
            *(row["partner_id"], row["shop_id"]),
        )
        events.emit(
            tx=tx,
            shop_id=row["shop_id"],
            kind=EXPIRES_SOON,
            partner_id=row["partner_id"],
            expires_at=row["expires_at"],
        )
