"""The marketplace's memory of calls: who asked what, when, how long it took, what came out."""

from typing import Any

from integrations.sandbox.core.store import Tx

KEEP = 50_000


def add(*, tx: Tx, **columns: Any) -> None:
    """Note one call, and forget the oldest once in a while so that the file stays small."""
    number = tx.insert("call", at=tx.now, **columns)
    if number % 1000 == 0:
        tx.run("DELETE FROM call WHERE id <= ?", number - KEEP)
        tx.run("DELETE FROM stock_change WHERE id <= (SELECT max(id) FROM stock_change) - ?", KEEP)


def calls(*, tx: Tx, shop_id: int = 0, after: int = 0, limit: int = 200) -> list[dict[str, Any]]:
    """Calls with an id above `after`, oldest first; without `after`, the newest `limit`."""
    newest = tx.all(
        "SELECT * FROM call WHERE (?1 = 0 OR shop_id = ?1) AND id > ?2 "
        "ORDER BY CASE WHEN ?2 = 0 THEN -id ELSE id END LIMIT ?3",
        *(shop_id, after, limit),
    )
    return sorted((dict(row) for row in newest), key=lambda row: row["id"])


def counts(*, tx: Tx, shop_id: int = 0) -> dict[str, int]:
    """How many calls ended with which error; the empty word is success."""
    rows = tx.all(
        "SELECT error, count(*) AS n FROM call WHERE ?1 = 0 OR shop_id = ?1 GROUP BY error",
        shop_id,
    )
    return {row["error"]: row["n"] for row in rows}
