"""One genuine call, the reading of its parameters, and the platform's ways to say no."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from integrations.sandbox.core.store import Tx
from integrations.sandbox.faults import Plan

WIB = timezone(timedelta(hours=7))
# Orders have numbers of the core; here they look as long as the platform's.
FIRST_ORDER = 260_000_000_000_000
UNITS = 1_000  # order item id = line id × UNITS + unit


class ApiError(Exception):
    """An answer that refuses. `kind` is SYSTEM, ISV or ISP; the HTTP status stays 200."""

    def __init__(self, code: str, message: str, *, kind: str = "ISV", **more: Any) -> None:
        """`more` goes into the answer beside code and message."""
        super().__init__(message)
        self.code, self.message, self.kind, self.more = code, message, kind, more


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What an endpoint works with. `shop_id` is 0 in calls for tokens."""

    tx: Tx
    app_key: str
    shop_id: int
    parameters: Mapping[str, str]
    files: Mapping[str, bytes]
    plan: Plan
    base_url: str

    def text(self, name: str, default: str | None = None) -> str:
        """A parameter; without default it must be there."""
        value = self.parameters.get(name) or default
        if value is None:
            raise ApiError("MissingParameter", f"The input parameter {name} is missing.")
        return value

    def whole(self, name: str, *, code: str, most: int, default: int | None = None) -> int:
        """A whole number of 0 to `most`; anything else is the endpoint's own `code`."""
        value = self.text(name, None if default is None else str(default))
        if not value.isascii() or not value.isdigit() or int(value) > most:
            raise ApiError(code, f"E{int(code):03d}: Invalid {name}. Must be 0..{most}")
        return int(value)

    def moment(self, name: str) -> int | None:
        """ISO 8601 with an offset, in Unix seconds; None when it is not given."""
        value = self.parameters.get(name)
        if not value:
            return None
        try:
            found = datetime.fromisoformat(value)
        except ValueError:
            found = None
        if found is None or found.tzinfo is None:
            raise ApiError("17", 'E017: "Invalid Date Format"')
        return int(found.timestamp())

    def json(self, name: str) -> Any:
        """A parameter that holds JSON."""
        try:
            return json.loads(self.text(name))
        except ValueError:
            raise ApiError("IllegalParameter", f"{name} is not valid JSON.") from None

    def objects(self, value: object, *, most: int) -> list[Mapping[str, Any]]:
        """`value` if it is a list of 1 to `most` objects."""
        is_list = isinstance(value, list) and 1 <= len(value) <= most
        if not is_list or not all(isinstance(each, Mapping) for each in value):  # type: ignore[attr-defined]
            raise ApiError("IllegalParameter", f"1 to {most} elements expected.")
        return value  # type: ignore[return-value]

    def unlucky(self, count: int) -> int:
        """Index of the batch element a fault refuses, or -1."""
        hit = self.plan.get("partial")
        return -1 if hit is None else int(hit.draw * count)


def moment_text(seconds: int) -> str:
    """ "2026-09-07 00:00:00 +0700", as orders tell their times."""
    return f"{datetime.fromtimestamp(seconds, WIB):%Y-%m-%d %H:%M:%S %z}" if seconds else ""


def milliseconds(seconds: int) -> str:
    """As products tell theirs."""
    return str(int(datetime.fromtimestamp(seconds, UTC).timestamp() * 1000))
