"""What a site is like around WooCommerce: permalinks, plugins, a cache, a chatty PHP."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from sqlite3 import Row
from typing import Any

from integrations.sandbox.core.records import BadInput
from integrations.sandbox.core.store import Tx

CODE = "woocommerce"
# Switch → its column. `cache` is a number of seconds, the others are on or off.
SWITCHES = {
    "plain": "is_plain",
    "rest_off": "is_rest_off",
    "cache": "cache_seconds",
    "notices": "has_notices",
    "strips_header": "strips_header",
}
NOTICE = (
    "<br />\n<b>Notice</b>:  Undefined index: kurir in "
    "<b>/var/www/html/wp-content/plugins/ongkir-lokal/ongkir.php</b> on line <b>41</b><br />\n"
)
NOT_FOUND = (
    "<!doctype html><html lang='id'><head><title>Halaman tidak ditemukan</title></head>"
    "<body class='error404'><h1>Ups! Halaman itu tidak ditemukan.</h1></body></html>"
)
REST_OFF = (
    "<!doctype html><html lang='id'><head><title>Galat</title></head>"
    "<body><p>REST API dimatikan di situs ini oleh plugin keamanan.</p></body></html>"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """How one site behaves."""

    is_plain: bool = False
    is_rest_off: bool = False
    cache_seconds: int = 0
    has_notices: bool = False
    strips_header: bool = False


def of(*, tx: Tx, shop_id: int) -> Site:
    """The site's switches."""
    row = tx.one("SELECT * FROM woo_site WHERE shop_id = ?", shop_id)
    if row is None:
        return Site()
    return Site(
        is_plain=bool(row["is_plain"]),
        is_rest_off=bool(row["is_rest_off"]),
        cache_seconds=row["cache_seconds"],
        has_notices=bool(row["has_notices"]),
        strips_header=bool(row["strips_header"]),
    )


def switch(*, tx: Tx, shop_id: int, data: Mapping[str, Any]) -> dict[str, Any]:
    """Turn switches; those that are not named stay. Returns how all stand."""
    unknown = set(data) - set(SWITCHES)
    if unknown:
        raise BadInput(f"unknown: {', '.join(sorted(unknown))}; known: {', '.join(SWITCHES)}")
    tx.run("INSERT INTO woo_site (shop_id) VALUES (?) ON CONFLICT DO NOTHING", shop_id)
    for name, value in data.items():
        if not isinstance(value, bool | int) or int(value) < 0:
            raise BadInput(f"{name} must be true, false or a number of seconds")
        column = SWITCHES[name]
        number = int(value) if name == "cache" else int(bool(value))
        tx.update("woo_site", where="shop_id = ?", values=(shop_id,), **{column: number})
    if not data.get("cache", 1):
        tx.run("DELETE FROM woo_cache WHERE shop_id = ?", shop_id)
    row = tx.the("SELECT * FROM woo_site WHERE shop_id = ?", shop_id)
    return {name: row[column] for name, column in SWITCHES.items()}


def cached(*, tx: Tx, shop_id: int, address: str, seconds: int) -> Row | None:
    """What the proxy has kept of a list, if it is not too old."""
    return tx.one(
        "SELECT * FROM woo_cache WHERE shop_id = ? AND address = ? AND at > ?",
        *(shop_id, address, tx.now - seconds),
    )


def keep(*, tx: Tx, shop_id: int, address: str, headers: Mapping[str, str], body: str) -> None:
    """The proxy keeps an answer."""
    tx.run(
        "INSERT OR REPLACE INTO woo_cache (shop_id, address, at, headers, body) "
        "VALUES (?, ?, ?, ?, ?)",
        *(shop_id, address, tx.now, json.dumps(dict(headers)), body),
    )
