"""Writes that carry many products: who goes into which call, and what became of each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol, TypeVar

from integrations.channels.errors import STOPS_A_BATCH, ChannelError, Rejected
from integrations.channels.payload import Payload
from integrations.channels.words import ListingVisibility, Outcome, PriceLevel, StockLevel
from integrations.connectors.woocommerce.client import WooClient, error_for

ELEMENTS_PER_CALL = 100
WORDS = {True: "publish", False: "draft"}


class Level(Protocol):
    """What stock and price levels share."""

    @property
    def external_listing_id(self) -> str: ...
    @property
    def external_variant_id(self) -> str: ...
    @property
    def subject(self) -> str: ...


L = TypeVar("L", bound=Level)
Entry = dict[str, Any]
Verdicts = dict[int, Outcome]


def stock_entry(level: StockLevel) -> Entry:
    """The number itself. A product that is not counted yet is counted from now on."""
    return {"manage_stock": True, "stock_quantity": level.quantity}


def price_entry(level: PriceLevel) -> Entry:
    """The list price, as text: a number is refused. A sale price stays as it is."""
    return {"regular_price": str(int(level.price))}


def push(
    client: WooClient, operation: str, levels: Sequence[L], entry: Callable[[L], Entry]
) -> list[Outcome]:
    """Send every level; one outcome per level, in order."""
    done: Verdicts = {}
    hopeless: ChannelError | None = None
    for path, positions in _calls(levels):
        if hopeless is not None:
            for at in positions:
                done[at] = Outcome(subject=levels[at].subject, error=hopeless, is_sent=False)
            continue
        entries = [{"id": _id_of(levels[at]), **entry(levels[at])} for at in positions]
        errors = _send(client, path, operation, entries)
        for at, error in zip(positions, errors, strict=True):
            done[at] = Outcome(subject=levels[at].subject, error=error)
        hopeless = next((error for error in errors if isinstance(error, STOPS_A_BATCH)), None)
    return [done[at] for at in range(len(levels))]


def _id_of(level: Level) -> int | str:
    number = level.external_variant_id or level.external_listing_id
    return int(number) if number.isdigit() else number


def _calls(levels: Sequence[Level]) -> list[tuple[str, list[int]]]:
    """Path and positions of each call: variations by their product, nothing twice in one call."""
    calls: list[tuple[str, list[int]]] = []
    latest: dict[str, tuple[list[int], set[str]]] = {}
    for at, level in enumerate(levels):
        parent = level.external_listing_id if level.external_variant_id else ""
        path = f"products/{parent}/variations/batch" if parent else "products/batch"
        positions, subjects = latest.get(path, ([], set()))
        is_full = len(positions) == ELEMENTS_PER_CALL or level.subject in subjects
        if path not in latest or is_full:
            positions, subjects = [], set()
            latest[path] = (positions, subjects)
            calls.append((path, positions))
        positions.append(at)
        subjects.add(level.subject)
    return calls


def _send(
    client: WooClient, path: str, operation: str, entries: Sequence[Entry]
) -> list[ChannelError | None]:
    """One call; what became of each element, in order. The answer is 200 even when some failed."""
    try:
        response = client.post_raw(path, {"update": entries}, operation=operation)
        whole = client.judge(response)
        if whole is not None:
            return [_named(whole, entry) for entry in entries]
        rows = list(Payload.parse(response.body).field("update").items())
        return [_verdict(rows, at, entry) for at, entry in enumerate(entries)]
    except ChannelError as error:
        return [error] * len(entries)


def _verdict(rows: Sequence[Payload], at: int, entry: Entry) -> ChannelError | None:
    """What the answer says of an element, found by its id; by its place where none is told."""
    found = next((row for row in rows if row.text_at("id") == str(entry["id"])), None)
    if found is None and at < len(rows) and not rows[at].text_at("id"):
        found = rows[at]
    if found is None:
        return Rejected("the shop has left this out", fields={"id": "not in the answer"})
    error = found.optional("error")
    if error is None:
        return None
    data = error.optional("data")
    status = data.integer_at("status") if data is not None else 400
    told = error_for(
        error.text_at("code"), error.text_at("message"), status, data.value if data else None
    )
    return _named(told, entry)


def _named(error: ChannelError, entry: Entry) -> ChannelError:
    """A refusal that tells which number was refused, where the shop names no field itself."""
    if not isinstance(error, Rejected) or error.fields:
        return error
    field = next(name for name in reversed(entry) if name != "id")
    return Rejected(error.message, code=error.code, fields={field: error.message})


def show_or_hide(client: WooClient, changes: Sequence[ListingVisibility]) -> list[Outcome]:
    """Publish products or make drafts of them, a hundred a call."""
    outcomes: list[Outcome] = []
    hopeless: ChannelError | None = None
    for start in range(0, len(changes), ELEMENTS_PER_CALL):
        part = changes[start : start + ELEMENTS_PER_CALL]
        names = [change.external_listing_id for change in part]
        if hopeless is not None:
            outcomes += [Outcome(subject=name, error=hopeless, is_sent=False) for name in names]
            continue
        entries = [
            {
                "id": int(name) if name.isdigit() else name,
                "status": WORDS[change.is_visible],
            }
            for name, change in zip(names, part, strict=True)
        ]
        errors = _send(client, "products/batch", "products/visibility", entries)
        outcomes += [
            Outcome(subject=name, error=error) for name, error in zip(names, errors, strict=True)
        ]
        hopeless = next((error for error in errors if isinstance(error, STOPS_A_BATCH)), None)
    return outcomes
