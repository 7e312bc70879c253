"""Faults on demand: which call or push goes wrong, and how. Deterministic for a given seed."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from sqlite3 import Row
from typing import Any

from integrations.sandbox.core.records import BadInput
from integrations.sandbox.core.states import DAY
from integrations.sandbox.core.store import Tx

# kind → what it does. `params` a kind understands are named in docs/reference/sandbox.md.
CALL_FAULTS: dict[str, str] = {
    "outage": "no answer at all (the connection closes), or HTTP 503",
    "slow": "the answer comes late",
    "http_429": "HTTP 429, with or without Retry-After",
    "http_500": "HTTP 500",
    "html": "an HTML page with status 200 instead of JSON, nothing applied",
    "rate_limited": "the dialect's own word for too many calls",
    "quota": "the dialect's own word for a used-up day, until midnight UTC+8",
    "token_expired": "the dialect's own word for an expired token",  # nosec B105
    "error": "any error code of the dialect",
    "timeout_after": "applied, then the connection hangs and closes without an answer",
    "half_json": "applied, then half of the answer",
    "partial": "one element of a batch is refused",
    "list_lag": "orders younger than some seconds are missing from the list",
    "page_shift": "a page of the order list skips rows, as if the list had moved",
}
PUSH_FAULTS: dict[str, str] = {
    "push_lost": "never sent",
    "push_doubled": "sent twice",
    "push_replayed": "sent again later",
    "push_reordered": "sent after the next one",
    "push_delayed": "sent late",
    "push_bad_signature": "sent with a wrong signature",
    "push_garbage": "sent with a body that is not JSON",
    "push_unknown": "sent with a code nobody knows",
    "push_giant": "sent with a body of a megabyte",
}
_ZONE = 8 * 3600  # quotas end at midnight UTC+8


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A fault that strikes now."""

    kind: str
    params: Mapping[str, Any]
    draw: float  # 0..1, for choices inside the fault

    def number(self, name: str, default: float) -> float:
        """A numeric parameter."""
        value = self.params.get(name, default)
        return float(value) if isinstance(value, int | float) else default


@dataclass(frozen=True, slots=True)
class Plan:
    """All faults that strike one call or push, by kind."""

    hits: Mapping[str, Hit] = field(default_factory=dict)

    def get(self, kind: str) -> Hit | None:
        """The fault of this kind, if it strikes."""
        return self.hits.get(kind)

    @property
    def names(self) -> str:
        """The kinds, for the log."""
        return ",".join(self.hits)


def add(*, tx: Tx, data: Mapping[str, Any]) -> int:
    """Set a fault from the control API's JSON and return its id."""
    kind = str(data.get("kind", ""))
    if kind not in CALL_FAULTS and kind not in PUSH_FAULTS:
        raise BadInput(f"unknown fault {kind!r}; known: {', '.join((*CALL_FAULTS, *PUSH_FAULTS))}")
    probability = data.get("probability", 1)
    if not isinstance(probability, int | float) or not 0 <= probability <= 1:
        raise BadInput("probability must be between 0 and 1")
    count = data.get("count")
    if count is not None and (not isinstance(count, int) or count < 1):
        raise BadInput("count must be a whole number of at least 1")
    params = data.get("params", {})
    if not isinstance(params, Mapping):
        raise BadInput("params must be an object")
    return tx.insert(
        "fault",
        kind=kind,
        dialect=str(data.get("dialect", "")),
        shop_id=int(data.get("shop_id", 0)),
        path=str(data.get("path", "*")),
        probability=float(probability),
        remaining=count,
        until=_until(tx=tx, kind=kind, data=data),
        params=json.dumps(params),
    )


def _until(*, tx: Tx, kind: str, data: Mapping[str, Any]) -> int | None:
    seconds = data.get("for_seconds")
    if isinstance(seconds, int | float):
        return tx.now + int(seconds)
    if kind == "quota":
        return ((tx.now + _ZONE) // DAY + 1) * DAY - _ZONE
    return None


def remove(*, tx: Tx, fault_id: int | None = None) -> int:
    """Take away one fault, or all; returns how many."""
    if fault_id is None:
        return tx.run("DELETE FROM fault")
    return tx.run("DELETE FROM fault WHERE id = ?", fault_id)


def listing(*, tx: Tx) -> list[dict[str, Any]]:
    """Every fault that is set, with how often it was considered and struck."""
    rows = tx.all("SELECT * FROM fault ORDER BY id")
    return [{**dict(row), "params": json.loads(row["params"])} for row in rows]


def strike(*, tx: Tx, dialect: str, shop_id: int, path: str, kinds: Mapping[str, str]) -> Plan:
    """Decide which of `kinds` strike this call or push, and count them.

    The n-th consideration of a fault depends on seed, fault id and n alone, so a run with the same
    seed and the same order of calls meets the same faults.
    """
    rows = tx.all("SELECT * FROM fault ORDER BY id")
    if not rows:
        return Plan()
    hits: dict[str, Hit] = {}
    for row in rows:
        if row["kind"] in kinds and _concerns(tx, row, dialect, shop_id, path):
            draw = _draw(tx=tx, row=row)
            is_hit = draw < row["probability"]
            tx.run(
                "UPDATE fault SET seen = seen + 1, hits = hits + ?, remaining = remaining - ? "
                "WHERE id = ?",
                *(is_hit, is_hit, row["id"]),
            )
            if is_hit:
                scaled = draw / row["probability"]
                params = json.loads(row["params"])
                hits[row["kind"]] = Hit(kind=row["kind"], params=params, draw=scaled)
    return Plan(hits)


def _concerns(tx: Tx, row: Row, dialect: str, shop_id: int, path: str) -> bool:
    return (
        row["dialect"] in ("", dialect)
        and row["shop_id"] in (0, shop_id)
        and (row["remaining"] is None or row["remaining"] > 0)
        and (row["until"] is None or tx.now < row["until"])
        and fnmatchcase(path, row["path"])
    )


def _draw(*, tx: Tx, row: Row) -> float:
    text = f"{tx.seed}:{row['id']}:{row['seen']}"
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:7]) / 2**56
