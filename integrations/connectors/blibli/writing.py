"""Numbers and switches of products: stock at once, one by one; the rest through Blibli's queue."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from integrations.channels.errors import (
    STOPS_A_BATCH,
    ChannelError,
    NotFound,
    RateLimited,
    Rejected,
)
from integrations.channels.payload import Payload
from integrations.channels.words import ListingVisibility, Outcome, PriceLevel, StockLevel
from integrations.connectors.blibli import reading
from integrations.connectors.blibli.client import BlibliClient
from integrations.connectors.blibli.mapping import text_of

STOCK = "products/stock"
BULK = "product/updateProduct"
BULK_PATH = "/mtaapi/api/businesspartner/v1/product/updateProduct"
SKUS_PER_CALL = 100


def push_stock(client: BlibliClient, levels: Sequence[StockLevel]) -> list[Outcome]:
    """Set each number with a call of its own; it holds as soon as it is answered."""
    outcomes: list[Outcome] = []
    hopeless: ChannelError | None = None
    for level in levels:
        if hopeless is not None:
            outcomes.append(Outcome(subject=level.subject, error=hopeless, is_sent=False))
            continue
        outcome = _set_stock(client, level)
        outcomes.append(outcome)
        hopeless = outcome.error if isinstance(outcome.error, STOPS_A_BATCH) else None
    return outcomes


def _set_stock(client: BlibliClient, level: StockLevel) -> Outcome:
    sku = level.external_variant_id or level.external_listing_id
    error = client_error(client, sku, level.quantity, level.location_id)
    for place in level.empty_location_ids:
        error = error or client_error(client, sku, 0, place)
    if isinstance(error, Rejected):
        error = named(error, level.seller_sku or sku)
    return Outcome(subject=level.subject, error=error, is_sent=not is_ours(error))


def client_error(client: BlibliClient, sku: str, quantity: int, place: str) -> ChannelError | None:
    """Set one number at one pickup point; what went wrong, or None."""
    data: dict[str, Any] = {"availableStock": quantity}
    if place:
        data["pickupPointCode"] = place
    path = f"/seller/v1/products/{quote(sku, safe='')}/stock"
    try:
        client.send("PUT", path, STOCK, data=data, is_write=True)
    except ChannelError as error:
        return error
    return None


def is_ours(error: ChannelError | None) -> bool:
    """Whether our own pace held the call back: it bears no word of Blibli's."""
    return isinstance(error, RateLimited) and type(error) is not RateLimited


def named(error: Rejected, name: str) -> Rejected:
    """The refusal with the goods it is about."""
    return Rejected(
        error.message,
        fields={name: error.message, **error.fields},
        code=error.code,
        request_id=error.request_id,
    )


def push_price(client: BlibliClient, levels: Sequence[PriceLevel]) -> list[Outcome]:
    """Queue prices, a hundred SKUs a call. List and sale price go together, so a sale ends."""
    outcomes: list[Outcome] = []
    hopeless: ChannelError | None = None
    for chunk in _calls(levels):
        if hopeless is not None:
            outcomes += [Outcome(subject=e.subject, error=hopeless, is_sent=False) for e in chunk]
            continue
        rows = [
            {
                "gdnSku": level.external_variant_id or level.external_listing_id,
                "price": int(level.price),
                "salePrice": int(level.price),
            }
            for level in chunk
        ]
        found = _queue(client, rows)
        for level, row in zip(chunk, rows, strict=True):
            error = found.get(str(row["gdnSku"]), found.get(""))
            if isinstance(error, Rejected):
                error = named(error, level.seller_sku or str(row["gdnSku"]))
            outcome = Outcome(subject=level.subject, error=error, is_sent=not is_ours(error))
            outcomes.append(outcome)
        whole = found.get("")
        hopeless = whole if isinstance(whole, STOPS_A_BATCH) else None
    return outcomes


def _calls(levels: Sequence[PriceLevel]) -> Iterator[list[PriceLevel]]:
    """Levels that may share a call: at most a hundred, no SKU twice."""
    chunk: list[PriceLevel] = []
    skus: set[str] = set()
    for level in levels:
        if len(chunk) == SKUS_PER_CALL or level.subject in skus:
            yield chunk
            chunk, skus = [], set()
        chunk.append(level)
        skus.add(level.subject)
    if chunk:
        yield chunk


def _queue(client: BlibliClient, rows: Sequence[Mapping[str, Any]]) -> dict[str, ChannelError]:
    """Hand rows to Blibli's queue; what it refused at once by SKU, or under "" as a whole."""
    try:
        answer = client.post(BULK_PATH, BULK, {"productRequests": list(rows)})
    except ChannelError as error:
        return {"": error}
    return {
        sku: Rejected(reason, code=text_of(row, "errorCode"))
        for row in _warnings(answer)
        if (sku := text_of(row, "gdnSku", "blibliSku"))
        and (reason := text_of(row, "errorMessage", "reason", "message"))
    }


def _warnings(answer: Payload) -> list[Payload]:
    for name in ("value", "content"):
        found = answer.optional(name)
        if found is not None and isinstance(found.value, Mapping):
            for rows in ("errors", "failed", "warnings"):
                if isinstance(found.value.get(rows), list):
                    listed = found.rows_at(rows)
                    return [row for row in listed if isinstance(row.value, Mapping)]
    return []


def set_visible(client: BlibliClient, changes: Sequence[ListingVisibility]) -> list[Outcome]:
    """Queue the switch of all choices of each product, one product after the other."""
    outcomes: list[Outcome] = []
    hopeless: ChannelError | None = None
    for change in changes:
        sku = change.external_listing_id
        if hopeless is not None:
            outcomes.append(Outcome(subject=sku, error=hopeless, is_sent=False))
            continue
        error = _switch(client, sku, change.is_visible)
        outcomes.append(Outcome(subject=sku, error=error, is_sent=not is_ours(error)))
        hopeless = error if isinstance(error, STOPS_A_BATCH) else None
    return outcomes


def _switch(client: BlibliClient, sku: str, is_visible: bool) -> ChannelError | None:
    try:
        rows = reading.variants_of(client, sku)
    except ChannelError as error:
        return error
    names = list(dict.fromkeys(text_of(row, "blibliSku", "gdnSku", "itemSku") for row in rows))
    if not names:
        return NotFound(f"Blibli shows no choices of product {sku}")
    for start in range(0, len(names), SKUS_PER_CALL):
        wanted = [
            {"gdnSku": name, "buyable": is_visible, "displayable": is_visible}
            for name in names[start : start + SKUS_PER_CALL]
        ]
        found = _queue(client, wanted)
        if found:
            return next(iter(found.values()))
    return None
