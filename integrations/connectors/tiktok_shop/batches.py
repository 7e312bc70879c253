"""Writes that carry many elements: who goes into which call, and what became of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from integrations.channels.errors import (
    STOPS_A_BATCH,
    ChannelError,
    RateLimited,
    Rejected,
)
from integrations.channels.payload import Payload
from integrations.channels.words import ListingVisibility, Outcome, PriceLevel, StockLevel
from integrations.connectors.tiktok_shop.client import (
    ACTIVATE,
    DEACTIVATE,
    UPDATE_PRICES,
    UPDATE_STOCK,
    Endpoint,
    TikTokClient,
)
from integrations.connectors.tiktok_shop.errors import ZERO_REFUSED, error_for

SKUS_PER_CALL = 100
PRODUCTS_PER_CALL = 20  # told nowhere; TikTok's other lists of products hold more


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
    """One call, and under which key the answer speaks of each position of the input."""

    endpoint: Endpoint
    body: Mapping[str, Any]
    keys: Mapping[int, str]
    key: str  # the name under which an error says which element it is about
    id: str = ""


def push_stock(client: TikTokClient, levels: Sequence[StockLevel]) -> list[Outcome]:
    """Set the stock, one call per product. A product that refuses its 0 is taken off the shelf."""
    outcomes = send(
        client,
        [level.subject for level in levels],
        [_stock_call(levels, positions) for positions in _by_product(levels)],
        early=_without_sku(levels),
    )
    return _hidden_where_zero_is_refused(client, levels, outcomes)


def push_price(client: TikTokClient, levels: Sequence[PriceLevel]) -> list[Outcome]:
    """Set the list price, one call per product."""
    return send(
        client,
        [level.subject for level in levels],
        [_price_call(levels, positions) for positions in _by_product(levels)],
        early=_without_sku(levels),
    )


def set_visible(client: TikTokClient, changes: Sequence[ListingVisibility]) -> list[Outcome]:
    """Activate and deactivate products."""
    calls = []
    for endpoint, is_visible in ((DEACTIVATE, False), (ACTIVATE, True)):
        places = [at for at, change in enumerate(changes) if change.is_visible is is_visible]
        for start in range(0, len(places), PRODUCTS_PER_CALL):
            keys = {
                at: changes[at].external_listing_id
                for at in places[start : start + PRODUCTS_PER_CALL]
            }
            body = {"product_ids": list(dict.fromkeys(keys.values()))}
            calls.append(Call(endpoint=endpoint, body=body, keys=keys, key="product_id"))
    return send(client, [change.external_listing_id for change in changes], calls, early={})


def _without_sku(levels: Sequence[Level]) -> dict[int, ChannelError]:
    """Every number on TikTok belongs to a SKU, also where there are no variants."""
    return {
        position: Rejected("TikTok needs the SKU id", fields={"external_variant_id": "missing"})
        for position, level in enumerate(levels)
        if not level.external_variant_id
    }


def _by_product(levels: Sequence[L]) -> list[list[int]]:
    """Positions that may share a call: one product, at most 100 SKUs, none of them twice."""
    calls: list[list[int]] = []
    open_calls: dict[str, list[int]] = {}
    for position, level in enumerate(levels):
        if not level.external_variant_id:
            continue
        found = open_calls.get(level.external_listing_id)
        taken = {levels[at].external_variant_id for at in found or ()}
        if found is None or len(found) == SKUS_PER_CALL or level.external_variant_id in taken:
            found = open_calls[level.external_listing_id] = []
            calls.append(found)
        found.append(position)
    return calls


def _stock_call(levels: Sequence[StockLevel], positions: Sequence[int]) -> Call:
    skus = []
    for position in positions:
        level = levels[position]
        place = {"warehouse_id": level.location_id} if level.location_id else {}
        inventory: list[dict[str, Any]] = [place | {"quantity": level.quantity}]
        # A SKU of which one warehouse is left out is refused.
        inventory += [{"warehouse_id": name, "quantity": 0} for name in level.empty_location_ids]
        skus.append({"id": level.external_variant_id, "inventory": inventory})
    return _sku_call(UPDATE_STOCK, levels, positions, skus)


def _price_call(levels: Sequence[PriceLevel], positions: Sequence[int]) -> Call:
    skus = [
        {
            "id": levels[position].external_variant_id,
            "price": {"amount": str(int(levels[position].price)), "currency": "IDR"},
        }
        for position in positions
    ]
    return _sku_call(UPDATE_PRICES, levels, positions, skus)


def _sku_call(
    endpoint: Endpoint,
    levels: Sequence[Level],
    positions: Sequence[int],
    skus: list[dict[str, Any]],
) -> Call:
    return Call(
        endpoint=endpoint,
        id=levels[positions[0]].external_listing_id,
        body={"skus": skus},
        keys={position: levels[position].external_variant_id for position in positions},
        key="sku_id",
    )


def send(
    client: TikTokClient,
    subjects: Sequence[str],
    calls: Sequence[Call],
    *,
    early: Mapping[int, ChannelError],
) -> list[Outcome]:
    """Make the calls and answer for every subject, in order. `early`: what is not sent at all."""
    outcomes = {
        position: Outcome(subject=subjects[position], error=error, is_sent=False)
        for position, error in early.items()
    }
    hopeless: ChannelError | None = None
    for call in calls:
        is_sent = hopeless is None
        verdicts: Mapping[int, ChannelError | None] = dict.fromkeys(call.keys, hopeless)
        if is_sent:
            is_sent, verdicts = _make(client, call)
        for position, error in verdicts.items():
            outcomes[position] = Outcome(subject=subjects[position], error=error, is_sent=is_sent)
            if isinstance(error, STOPS_A_BATCH):
                hopeless = error
    return [outcomes[position] for position in range(len(subjects))]


def _make(client: TikTokClient, call: Call) -> tuple[bool, Mapping[int, ChannelError | None]]:
    """Whether the call went out, and the verdict on each of its positions."""
    try:
        response = client.call_raw(call.endpoint, id=call.id, data=call.body)
    except RateLimited as error:
        return False, dict.fromkeys(call.keys, error)  # our own pace: it was not let out
    except ChannelError as error:
        return True, dict.fromkeys(call.keys, error)
    error_of_all = client.judge(response)
    if error_of_all is not None:
        return True, dict.fromkeys(call.keys, error_of_all)
    try:
        return True, _verdicts(Payload.parse(response.body), call)
    except ChannelError as error:
        return True, dict.fromkeys(call.keys, error)


def _verdicts(envelope: Payload, call: Call) -> dict[int, ChannelError | None]:
    """Code 0 means that the call was understood; who was refused stands in `data.errors`."""
    envelope.field("code")
    data = envelope.optional("data")
    request_id = envelope.text_at("request_id")
    refused: dict[str, ChannelError] = {}
    for row in data.rows_at("errors") if data else ():
        detail = row.optional("detail")
        about = detail.text_at(call.key) if detail else ""
        refused.setdefault(about, _refusal(row, about, request_id))
    everyone = refused.get("")  # an error that names nobody is about all of them
    return {position: refused.get(name, everyone) for position, name in call.keys.items()}


def _refusal(row: Payload, about: str, request_id: str) -> ChannelError:
    code = row.text_at("code")
    error = error_for(code, row.text_at("message"), request_id=request_id)
    if isinstance(error, Rejected):
        detail = row.optional("detail")
        reasons = [
            reason.text_at("message")
            for reason in (detail.rows_at("extra_errors") if detail else ())
        ]
        told = ": ".join(filter(None, (error.message, "; ".join(filter(None, reasons)))))
        return Rejected(told, fields={about or "sku": told}, code=code, request_id=request_id)
    return error


def _hidden_where_zero_is_refused(
    client: TikTokClient, levels: Sequence[StockLevel], outcomes: list[Outcome]
) -> list[Outcome]:
    """Nobody may buy what is sold out: hide the products whose 0 was refused, and say so.

    The refusal stays the outcome, since only a person can show the product again.
    """
    places = [
        position
        for position, (level, outcome) in enumerate(zip(levels, outcomes, strict=True))
        if level.quantity == 0 and outcome.error and outcome.error.code in ZERO_REFUSED
    ]
    names = dict.fromkeys(levels[position].external_listing_id for position in places)
    hidden = set_visible(
        client, [ListingVisibility(external_listing_id=name, is_visible=False) for name in names]
    )
    for position in places:
        outcome = outcomes[position]
        done = next(each for each in hidden if each.subject == levels[position].external_listing_id)
        outcomes[position] = Outcome(subject=outcome.subject, error=_zero(outcome, done))
    return outcomes


def _zero(refused: Outcome, hidden: Outcome) -> ChannelError:
    was = refused.error or Rejected()
    if hidden.error is not None:
        return hidden.error
    told = "TikTok does not take 0 here: the product was hidden; show it when there are goods"
    return Rejected(told, fields={"quantity": told}, code=was.code, request_id=was.request_id)
