"""One genuine call, the reading of its parameters, and WordPress' ways to say no."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from urllib.parse import urlencode

from integrations.sandbox.core.store import Tx
from integrations.sandbox.faults import Plan

WIB = timezone(timedelta(hours=7))  # the site's own time
MOST = 100


class RestError(Exception):
    """An answer that refuses; `more` goes into `data` beside the status."""

    def __init__(self, code: str, message: str, *, status: int = 400, **more: Any) -> None:
        super().__init__(message)
        self.code, self.message, self.status, self.more = code, message, status, more

    @property
    def body(self) -> dict[str, Any]:
        """As it stands in an answer or in an element of a batch."""
        data = {"status": self.status, **self.more}
        return {"code": self.code, "message": self.message, "data": data}


def invalid(name: str, reason: str) -> RestError:
    """A parameter that cannot be taken."""
    return RestError(
        "rest_invalid_param",
        f"Invalid parameter(s): {name}",
        params={name: reason},
        details={name: {"code": "rest_invalid_type", "message": reason, "data": None}},
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What an endpoint gives: JSON, a status, and headers of a list."""

    data: Any
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What an endpoint works with. `query` is without the parameters of the signature."""

    tx: Tx
    shop_id: int
    query: Mapping[str, str]
    body: Mapping[str, Any]
    parts: tuple[str, ...]
    plan: Plan
    site_url: str
    address: str
    pages_url: str

    def whole(self, name: str, *, least: int, most: int, default: int) -> int:
        """A whole number of the query within bounds."""
        text = self.query.get(name, str(default))
        if not (text.isascii() and text.isdigit()):
            raise invalid(name, f"{name} is not of type integer.")
        if not least <= int(text) <= most:
            raise invalid(
                name, f"{name} must be between {least} (inclusive) and {most} (inclusive)"
            )
        return int(text)

    def one_of(self, name: str, allowed: Sequence[str], default: str) -> str:
        """A word of the query."""
        word = self.query.get(name, default)
        if word not in allowed:
            raise invalid(name, f"{name} is not one of {', '.join(allowed)}.")
        return word

    def words(self, name: str) -> list[str]:
        """A list of the query: `a,b`, or `name[0]=a&name[1]=b`."""
        found = [value for key, value in self.query.items() if key.startswith(f"{name}[")]
        return [*filter(None, self.query.get(name, "").split(",")), *found]

    def moment(self, name: str) -> int | None:
        """A time of the query in Unix seconds; without offset in the site's time, or in UTC when
        `dates_are_gmt` says so. None when it is not given."""
        text = self.query.get(name)
        if not text:
            return None
        try:
            found = datetime.fromisoformat(text)
        except ValueError:
            raise invalid(name, "Invalid date.") from None
        if found.tzinfo is None:
            is_utc = self.query.get("dates_are_gmt", "").lower() in ("true", "1")
            found = found.replace(tzinfo=UTC if is_utc else WIB)
        return int(found.timestamp())

    def unlucky(self, count: int) -> int:
        """Index of the batch element a fault refuses, or -1."""
        hit = self.plan.get("partial")
        return -1 if hit is None else int(hit.draw * count)


def paged(call: Call, rows: Sequence[Any]) -> tuple[Sequence[Any], Mapping[str, str]]:
    """The asked page of rows with the headers of a list; beyond the end it is empty."""
    page = call.whole("page", least=1, most=10**9, default=1)
    size = call.whole("per_page", least=1, most=MOST, default=10)
    pages = -(-len(rows) // size)
    links = []
    for rel, number in (("prev", page - 1), ("next", page + 1)):
        if 1 <= number <= pages:
            query = urlencode({**call.query, "page": number})
            links.append(f'<{call.address}?{query}>; rel="{rel}"')
    headers = {"X-WP-Total": str(len(rows)), "X-WP-TotalPages": str(pages)}
    if links:
        headers["Link"] = ", ".join(links)
    return rows[(page - 1) * size : page * size], headers


def money(amount: int) -> str:
    """An amount as orders tell it."""
    return f"{amount}.00"


def local(seconds: int | None) -> str | None:
    """A time as the site's clock shows it, without an offset."""
    return f"{datetime.fromtimestamp(seconds, WIB):%Y-%m-%dT%H:%M:%S}" if seconds else None


def gmt(seconds: int | None) -> str | None:
    """The same time in UTC, without an offset too."""
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%S}" if seconds else None


def both(name: str, seconds: int | None) -> dict[str, str | None]:
    """A time under its two names."""
    return {name: local(seconds), f"{name}_gmt": gmt(seconds)}


def run_batch(call: Call, rows: Mapping[str, Sequence[Any]], do: Mapping[str, Any]) -> Answer:
    """Every element on its own: what is refused stands in its place as an error, with HTTP 200."""
    total = sum(len(found) for found in rows.values())
    if total > MOST:
        message = f"Unable to accept more than {MOST} items for this request."
        raise RestError("woocommerce_rest_request_entity_too_large", message, status=413)
    unlucky, place, answer = call.unlucky(total), 0, {}
    for verb, found in rows.items():
        done = []
        for element in found:
            is_unlucky, place = place == unlucky, place + 1
            done.append(_one(call, do[verb], element, is_unlucky))
        if done:
            answer[verb] = done
    return Answer(data=answer)


def _one(call: Call, do: Any, element: Any, is_unlucky: bool) -> dict[str, Any]:
    named = element.get("id", 0) if isinstance(element, Mapping) else element
    call.tx.db.execute("SAVEPOINT element")
    try:
        if is_unlucky:
            raise RestError("woocommerce_rest_product_invalid_id", "Invalid ID.")
        result: dict[str, Any] = do(call, element)
    except RestError as refusal:
        call.tx.db.execute("ROLLBACK TO element")
        result = {"id": named, "error": refusal.body}
    call.tx.db.execute("RELEASE element")
    return result


def batch_rows(call: Call) -> dict[str, list[Any]]:
    """The three lists of a batch."""
    found = {}
    for verb in ("create", "update", "delete"):
        rows = call.body.get(verb, [])
        if not isinstance(rows, list):
            raise invalid(verb, f"{verb} is not of type array.")
        found[verb] = rows
    return found
