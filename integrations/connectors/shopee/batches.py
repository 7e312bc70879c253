"""Writes that carry many elements: who goes into which call, and what became of each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

from integrations.channels.errors import (
    STOPS_A_BATCH,
    BadPayload,
    ChannelError,
    RateLimited,
    Rejected,
    Unavailable,
)
from integrations.channels.payload import Payload
from integrations.channels.transport import Response
from integrations.channels.words import ListingVisibility, Outcome, PriceLevel, StockLevel
from integrations.connectors.shopee.client import ShopeeClient
from integrations.connectors.shopee.mapping import model_number, number

MODELS_PER_CALL = 50
ITEMS_PER_CALL = 50
LOCKED = "failed to get lock"


class Level(Protocol):
    """What stock and price levels share."""

    @property
    def external_listing_id(self) -> str: ...
    @property
    def external_variant_id(self) -> str: ...
    @property
    def subject(self) -> str: ...


L = TypeVar("L", bound=Level)


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call: its body, and under which key the answer speaks of each position of the input."""

    body: Mapping[str, Any]
    keys: Mapping[int, str]


def unsendable(levels: Sequence[Level]) -> dict[int, ChannelError]:
    """Positions whose ids Shopee's numbers cannot express, each with the refusal."""
    refused: dict[int, ChannelError] = {}
    for position, level in enumerate(levels):
        try:
            number(level.external_listing_id, "external_listing_id")
            model_number(level.external_variant_id)
        except Rejected as error:
            refused[position] = error
    return refused


def by_item(
    levels: Sequence[L],
    place: Callable[[L], tuple[str, ...]],
    *,
    without: Mapping[int, ChannelError],
) -> Iterator[list[int]]:
    """Positions of `levels` that may share a call: one item, at most 50, no `place` twice."""
    open_calls: dict[str, tuple[list[int], set[tuple[str, ...]]]] = {}
    for position, level in enumerate(levels):
        if position in without:
            continue
        positions, places = open_calls.setdefault(level.external_listing_id, ([], set()))
        if len(positions) == MODELS_PER_CALL or place(level) in places:
            yield positions
            positions, places = open_calls[level.external_listing_id] = ([], set())
        positions.append(position)
        places.add(place(level))
    yield from (positions for positions, _ in open_calls.values())


def stock_call(levels: Sequence[StockLevel], positions: Sequence[int]) -> Call:
    """Stock of some models of one item; a model in several warehouses is one entry."""
    stocks: dict[int, list[dict[str, Any]]] = {}
    for position in positions:
        level = levels[position]
        place = {"location_id": level.location_id} if level.location_id else {}
        stock = stocks.setdefault(model_number(level.external_variant_id), [])
        stock.append(place | {"stock": level.quantity})
    entries = [{"model_id": model, "seller_stock": stock} for model, stock in stocks.items()]
    return _item_call(levels, positions, "stock_list", entries)


def price_call(levels: Sequence[PriceLevel], positions: Sequence[int]) -> Call:
    """Prices of some models of one item."""
    entries = [
        {
            "model_id": model_number(levels[position].external_variant_id),
            "original_price": int(levels[position].price),
        }
        for position in positions
    ]
    return _item_call(levels, positions, "price_list", entries)


def _item_call(
    levels: Sequence[Level], positions: Sequence[int], name: str, entries: list[dict[str, Any]]
) -> Call:
    item_id = number(levels[positions[0]].external_listing_id, "external_listing_id")
    keys = {
        position: str(model_number(levels[position].external_variant_id)) for position in positions
    }
    return Call(body={"item_id": item_id, name: entries}, keys=keys)


def visibility_calls(
    changes: Sequence[ListingVisibility],
) -> tuple[dict[int, ChannelError], list[Call]]:
    """What cannot be sent, and the calls for the rest."""
    early: dict[int, ChannelError] = {}
    entries: list[tuple[int, int, bool]] = []
    for position, change in enumerate(changes):
        try:
            item_id = number(change.external_listing_id, "external_listing_id")
            entries.append((position, item_id, not change.is_visible))
        except Rejected as error:
            early[position] = error
    calls = []
    for start in range(0, len(entries), ITEMS_PER_CALL):
        part = entries[start : start + ITEMS_PER_CALL]
        body = {"item_list": [{"item_id": item, "unlist": hide} for _, item, hide in part]}
        calls.append(Call(body=body, keys={position: str(item) for position, item, _ in part}))
    return early, calls


def send(
    client: ShopeeClient,
    path: str,
    subjects: Sequence[str],
    calls: Sequence[Call],
    *,
    key: str,
    early: Mapping[int, ChannelError],
) -> list[Outcome]:
    """Make the calls and answer for every subject, in order.

    `key` is the field by which the answer names its elements; `early` holds what cannot be put on
    the wire at all.
    """
    outcomes = {
        position: Outcome(subject=subjects[position], error=error, is_sent=False)
        for position, error in early.items()
    }
    hopeless: ChannelError | None = None
    for call in calls:
        made = _make(client, path, call, key) if hopeless is None else _unsent(hopeless)
        for position in call.keys:
            error = made.whole or made.each[position]
            outcomes[position] = Outcome(
                subject=subjects[position], error=error, is_sent=made.is_sent
            )
        if isinstance(made.whole, STOPS_A_BATCH):
            hopeless = made.whole
    return [outcomes[position] for position in range(len(subjects))]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Made:
    """What came of a call: what is wrong with all of it, or the verdict on each position."""

    whole: ChannelError | None = None
    each: Mapping[int, ChannelError | None] = field(default_factory=dict)
    is_sent: bool = True


def _unsent(error: ChannelError) -> _Made:
    return _Made(whole=error, is_sent=False)


def _make(client: ShopeeClient, path: str, call: Call, key: str) -> _Made:
    try:
        response = client.post_raw(path, call.body)
    except RateLimited as error:
        return _unsent(error)  # our own pace: the transport did not let it out
    except ChannelError as error:
        return _Made(whole=error)
    refused = client.judge(response)
    if refused is not None and not isinstance(refused, Rejected):
        return _Made(whole=refused)
    try:
        return _per_element(response, call, key, refused)
    except BadPayload as error:
        return _Made(whole=error)


def _per_element(response: Response, call: Call, key: str, whole: Rejected | None) -> _Made:
    """Each element is in the one list or the other; a refused call may still list its reasons."""
    envelope = Payload.parse(response.body)
    answer = envelope.optional("response")
    if answer is None:
        return _Made(whole=whole or BadPayload("$.response", "missing"))
    done = {row.text_at(key) or "0" for row in answer.rows_at("success_list")}
    reasons = {
        row.text_at(key) or "0": row.text_at("failed_reason")
        for row in answer.rows_at("failure_list")
    }
    request_id = envelope.text_at("request_id")
    verdicts: dict[int, ChannelError | None] = {}
    for position, name in call.keys.items():
        if name in reasons:
            verdicts[position] = _refusal(name, reasons[name], request_id)
        elif name in done:
            verdicts[position] = None
        else:
            silent = Unavailable("the answer does not mention this element", request_id=request_id)
            verdicts[position] = whole or silent
    return _Made(each=verdicts)


def _refusal(name: str, reason: str, request_id: str) -> ChannelError:
    if LOCKED in reason.lower():
        # Somebody else was writing the same model: the number is fine, the moment was not.
        return Unavailable(reason, code="error_too_many_invoke_function", request_id=request_id)
    message = reason or "refused without a reason"
    return Rejected(message, fields={name: message}, request_id=request_id)
