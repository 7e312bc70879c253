"""Writes that carry many SKUs: who goes into which call, and what became of each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Protocol, TypeVar

from integrations.channels.errors import (
    STOPS_A_BATCH,
    ChannelError,
    RateLimited,
    Rejected,
    Unavailable,
)
from integrations.channels.payload import Payload
from integrations.channels.words import Outcome, PriceLevel, StockLevel
from integrations.connectors.lazada.client import LazadaClient, as_json, error_for
from integrations.connectors.lazada.mapping import is_true, text_of

SKUS_PER_CALL = 20  # 50 are allowed, 20 recommended
STOCK_PATH = "/product/stock/sellable/update"
PRICE_PATH = "/product/price_quantity/update"

Verdicts = dict[int, Outcome]


class Level(Protocol):
    """What stock and price levels share."""

    @property
    def external_listing_id(self) -> str: ...
    @property
    def external_variant_id(self) -> str: ...
    @property
    def seller_sku(self) -> str: ...
    @property
    def subject(self) -> str: ...


L = TypeVar("L", bound=Level)


def stock_entry(level: StockLevel) -> dict[str, Any]:
    """One SKU's sellable units: never the total, which also holds what is sold and not shipped."""
    if not level.location_id:
        return {**_named(level), "SellableQuantity": level.quantity}
    rooms = [{"WarehouseCode": level.location_id, "SellableQuantity": level.quantity}]
    rooms += [{"WarehouseCode": code, "SellableQuantity": 0} for code in level.empty_location_ids]
    return {**_named(level), "MultiWarehouseInventories": {"MultiWarehouseInventory": rooms}}


def price_entry(level: PriceLevel) -> dict[str, Any]:
    """One SKU's list price."""
    return {**_named(level), "Price": int(level.price)}


def _named(level: Level) -> dict[str, Any]:
    told = {
        "ItemId": level.external_listing_id,
        "SkuId": level.external_variant_id,
        "SellerSku": level.seller_sku,
    }
    return {name: value for name, value in told.items() if value}


def push(
    client: LazadaClient, path: str, levels: Sequence[L], entry: Callable[[L], dict[str, Any]]
) -> list[Outcome]:
    """Send every level; one outcome per level, in order."""
    done: Verdicts = {}
    hopeless: ChannelError | None = None
    for positions in _calls(levels, done):
        if hopeless is None:
            hopeless = _send(client, path, levels, positions, entry, done)
        else:
            for at in positions:
                done[at] = Outcome(subject=levels[at].subject, error=hopeless, is_sent=False)
    return [done[position] for position in range(len(levels))]


def _calls(levels: Sequence[Level], done: Verdicts) -> Iterator[list[int]]:
    """Positions that may share a call: no SKU twice. What cannot be named is refused at once."""
    positions: list[int] = []
    skus: set[str] = set()
    for at, level in enumerate(levels):
        if not (level.external_variant_id or level.seller_sku):
            nameless = Rejected("Lazada names a SKU by its id", fields={"SkuId": "missing"})
            done[at] = Outcome(subject=level.subject, error=nameless, is_sent=False)
            continue
        if len(positions) == SKUS_PER_CALL or level.subject in skus:
            yield positions
            positions, skus = [], set()
        positions.append(at)
        skus.add(level.subject)
    if positions:
        yield positions


def _send(
    client: LazadaClient,
    path: str,
    levels: Sequence[L],
    positions: Sequence[int],
    entry: Callable[[L], dict[str, Any]],
    done: Verdicts,
) -> ChannelError | None:
    """Make one call and note what became of its levels; returns what makes more calls pointless.

    A refusal that names no SKU would hold back good numbers for a bad one. Absolute numbers may be
    sent again, so the halves are sent on their own until the refused one stands alone.
    """
    skus = {"Skus": {"Sku": [entry(levels[at]) for at in positions]}}
    payload = as_json({"Request": {"Product": skus}})
    is_sent = True
    reasons: list[Payload] = []
    try:
        response = client.post_raw(path, (("payload", payload),))
        error = client.judge(response)
        if not isinstance(error, STOPS_A_BATCH):
            reasons = elements(Payload.parse(response.body))
    except RateLimited as limited:
        error, is_sent = limited, False  # our own pace: the transport did not let it out
    except ChannelError as other:
        error = other
    if isinstance(error, Rejected) and not _speaks_of(reasons, levels, positions):
        if len(positions) > 1:
            return _halves(client, path, levels, positions, entry, done)
        error = _with_fields(error, levels[positions[0]])
        reasons = []
    _note(levels, positions, done, error, reasons, is_sent)
    return error if isinstance(error, STOPS_A_BATCH) else None


def _halves(
    client: LazadaClient,
    path: str,
    levels: Sequence[L],
    positions: Sequence[int],
    entry: Callable[[L], dict[str, Any]],
    done: Verdicts,
) -> ChannelError | None:
    middle = len(positions) // 2
    hopeless = _send(client, path, levels, positions[:middle], entry, done)
    if hopeless is None:
        return _send(client, path, levels, positions[middle:], entry, done)
    for at in positions[middle:]:
        done[at] = Outcome(subject=levels[at].subject, error=hopeless, is_sent=False)
    return hopeless


def elements(answer: Payload) -> list[Payload]:
    """What an answer says about single elements, wherever this endpoint keeps it."""
    found = answer.optional("detail")
    if found is None:
        result = answer.optional("result") or answer
        found = result.optional("data")
        if found is not None and isinstance(found.value, Mapping):
            inner = [name for name, value in found.value.items() if isinstance(value, list)]
            found = found.optional(inner[0]) if inner else None
    if found is None or not isinstance(found.value, list):
        return []
    return [row for row in found.items() if isinstance(row.value, Mapping)]


def element_error(row: Payload) -> ChannelError | None:
    """What is wrong with one element; `retry` says that the same may work later."""
    code = text_of(row, "item_err_code", "error_code", "code")
    message = text_of(row, "msg", "item_err_msg", "message", "error_msg")
    if code in {"", "0"} and (code == "0" or not message or is_true(row, "success")):
        return None
    if is_true(row, "retry"):
        return Unavailable(message or code, code=code)
    return error_for(code, message)


def _speaks_of(
    reasons: Sequence[Payload], levels: Sequence[Level], positions: Sequence[int]
) -> bool:
    return any(
        element_error(row) is not None and any(_is_about(row, levels[at]) for at in positions)
        for row in reasons
    )


def _is_about(row: Payload, level: Level) -> bool:
    sku_id = text_of(row, "sku_id", "SkuId", "skuId")
    if sku_id and level.external_variant_id:
        return sku_id == level.external_variant_id
    return text_of(row, "seller_sku", "SellerSku", "sellerSku") == level.seller_sku != ""


def _note(
    levels: Sequence[Level],
    positions: Sequence[int],
    done: Verdicts,
    whole: ChannelError | None,
    reasons: Sequence[Payload],
    is_sent: bool,
) -> None:
    for at in positions:
        level = levels[at]
        own = [row for row in reasons if _is_about(row, level)]
        error = element_error(own[0]) if own else None
        if error is None and whole is not None:
            error = whole
            if reasons and isinstance(whole, Rejected):
                # Others of the call are to blame. Whether this one got through is not said.
                error = Unavailable("refused together with another SKU", code=whole.code)
        elif isinstance(error, Rejected):
            error = _with_fields(error, level)
        done[at] = Outcome(subject=level.subject, error=error, is_sent=is_sent)


def _with_fields(error: ChannelError, level: Level) -> Rejected:
    name = level.seller_sku or level.external_variant_id
    return Rejected(
        error.message,
        fields={name: error.message},
        code=error.code,
        request_id=error.request_id,
    )
