"""Reads that take several calls: orders, listings and settlements with their details."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from math import ceil, floor
from typing import TypeVar

from integrations.channels.errors import BadPayload, ChannelError, NotFound
from integrations.channels.payload import Payload
from integrations.channels.words import (
    ChannelOrder,
    Listing,
    OrderRef,
    Page,
    Settlement,
)
from integrations.connectors.shopee import mapping
from integrations.connectors.shopee.client import ShopeeClient
from integrations.connectors.shopee.settlement import settlement_from

MAX_WINDOW = timedelta(days=15)
ORDERS_PER_DETAIL = 50
# One page costs a call for the list, one for the items and one per item with models: 17 at most,
# which stays below the burst.
ITEMS_PER_PAGE = 15
SETTLEMENTS_PER_PAGE = 20  # 50 are allowed for the detail call, 20 recommended

T = TypeVar("T")


def chunks(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """`items` cut into pieces of at most `size`."""
    for start in range(0, len(items), size):
        yield items[start : start + size]


def order_page(
    client: ShopeeClient, since: datetime, until: datetime, cursor: str | None
) -> Page[ChannelOrder | ChannelError]:
    """One page of orders by update time, complete with their details."""
    answer = client.get(
        "/api/v2/order/get_order_list",
        (
            ("time_range_field", "update_time"),
            *_window("time", since, until),
            ("page_size", str(ORDERS_PER_DETAIL)),
            ("cursor", cursor or ""),
            ("response_optional_fields", "order_status"),
        ),
    ).field("response")
    refs: list[OrderRef] = []
    broken: list[ChannelOrder | ChannelError] = []
    for row in answer.field("order_list").items():
        try:
            refs.append(
                OrderRef(
                    external_order_id=row.field("order_sn").text(),
                    raw_state=row.text_at("order_status"),
                )
            )
        except BadPayload as error:
            broken.append(BadPayload(error.path, error.reason, raw=row.redacted(mapping.PERSONAL)))
    orders = fetch_orders(client, refs) if refs else []
    return Page(items=(*orders, *broken), next_cursor=_next_cursor(answer))


def _window(prefix: str, since: datetime, until: datetime) -> tuple[tuple[str, str], ...]:
    if until - since > MAX_WINDOW:
        raise ValueError(f"Shopee reads at most {MAX_WINDOW.days} days at once")
    start = floor(since.timestamp())
    end = min(ceil(until.timestamp()), start + int(MAX_WINDOW.total_seconds()))
    return ((f"{prefix}_from", str(start)), (f"{prefix}_to", str(end)))


def _next_cursor(answer: Payload) -> str | None:
    if not answer.field("more").boolean():
        return None
    # Without this an empty cursor would start the same window over and over.
    cursor = answer.field("next_cursor")
    if not cursor.text():
        raise BadPayload(cursor.path, "empty although there is more")
    return cursor.text()


def fetch_orders(
    client: ShopeeClient, refs: Sequence[OrderRef]
) -> list[ChannelOrder | ChannelError]:
    """The orders named, an error in the place of what is broken or gone."""
    numbers = list(dict.fromkeys(ref.external_order_id for ref in refs))
    found: dict[str, ChannelOrder | ChannelError] = {}
    for chunk in chunks(numbers, ORDERS_PER_DETAIL):
        found |= _details(client, chunk)
    return [found[ref.external_order_id] for ref in refs]


def _details(
    client: ShopeeClient, numbers: Sequence[str]
) -> dict[str, ChannelOrder | ChannelError]:
    """Details by order number. One unknown number may fail the call: then halve and ask again."""
    try:
        answer = client.get(
            "/api/v2/order/get_order_detail",
            (
                ("order_sn_list", ",".join(numbers)),
                ("response_optional_fields", mapping.ORDER_FIELDS),
            ),
        )
    except NotFound as error:
        if len(numbers) == 1:
            return {numbers[0]: error}
        middle = len(numbers) // 2
        return _details(client, numbers[:middle]) | _details(client, numbers[middle:])
    return _sorted_in(answer.field("response").field("order_list"), numbers)


def _sorted_in(orders: Payload, numbers: Sequence[str]) -> dict[str, ChannelOrder | ChannelError]:
    found: dict[str, ChannelOrder | ChannelError] = {}
    nameless: ChannelError | None = None
    for payload in orders.items():
        try:
            order = mapping.order_from(payload)
            found[order.external_order_id] = order
        except BadPayload as error:
            found[error.ref] = error
            nameless = nameless if error.ref else error
    for number in numbers:
        found.setdefault(number, nameless or NotFound(f"Shopee does not show order {number}"))
    return found


def listing_page(client: ShopeeClient, cursor: str | None) -> Page[Listing | ChannelError]:
    """One page of items, each model a listing of its own. Deleted items are not asked for."""
    answer = client.get(
        "/api/v2/product/get_item_list",
        (
            ("offset", cursor or "0"),
            ("page_size", str(ITEMS_PER_PAGE)),
            ("item_status", "NORMAL"),
            ("item_status", "UNLIST"),
            ("item_status", "REVIEWING"),
            ("item_status", "BANNED"),
        ),
    ).field("response")
    ids = [row.field("item_id").text() for row in answer.rows_at("item")]
    items = _listings(client, ids) if ids else []
    is_last = not answer.field("has_next_page").boolean()
    return Page(
        items=tuple(items), next_cursor=None if is_last else answer.field("next_offset").text()
    )


def _listings(client: ShopeeClient, ids: Sequence[str]) -> list[Listing | ChannelError]:
    query = (("item_id_list", ",".join(ids)),)
    try:
        answer = client.get("/api/v2/product/get_item_base_info", query).field("response")
    except NotFound:
        return []  # all of them were deleted since the list was made
    found: list[Listing | ChannelError] = []
    for item in answer.field("item_list").items():
        try:
            found += _variants(client, item)
        except (BadPayload, NotFound) as error:
            found.append(_about(item, error))
    return found


def _variants(client: ShopeeClient, item: Payload) -> list[Listing]:
    if not item.field("has_model").boolean():
        return [mapping.listing_from_item(item)]
    models = client.get(
        "/api/v2/product/get_model_list", (("item_id", item.field("item_id").text()),)
    ).field("response")
    return [mapping.listing_from_model(item, model) for model in models.field("model").items()]


def _about(item: Payload, error: BadPayload | NotFound) -> ChannelError:
    if isinstance(error, NotFound):
        return error
    return BadPayload(
        error.path,
        error.reason,
        ref=item.text_at("item_id"),
        raw=item.redacted(mapping.PERSONAL),
    )


def settlement_page(
    client: ShopeeClient, since: datetime, until: datetime, cursor: str | None
) -> Page[Settlement | ChannelError]:
    """One page of payouts by release time, each with its income detail."""
    page = int(cursor or "1")
    answer = client.get(
        "/api/v2/payment/get_escrow_list",
        (
            *_window("release_time", since, until),
            ("page_size", str(SETTLEMENTS_PER_PAGE)),
            ("page_no", str(page)),
        ),
    ).field("response")
    released = answer.rows_at("escrow_list")
    more = answer.optional("more")
    is_last = not more.boolean() if more else len(released) < SETTLEMENTS_PER_PAGE
    return Page(
        items=tuple(_settlements(client, released)) if released else (),
        next_cursor=None if is_last or not released else str(page + 1),
    )


def _settlements(
    client: ShopeeClient, released: Sequence[Payload]
) -> list[Settlement | ChannelError]:
    numbers = [row.field("order_sn").text() for row in released]
    answer = client.post(
        "/api/v2/payment/get_escrow_detail_batch", {"order_sn_list": numbers}, is_write=False
    )
    incomes: dict[str, Payload] = {}
    for element in answer.field("response").items():
        detail = element.optional("escrow_detail") or element
        incomes[detail.text_at("order_sn")] = detail
    return [_settlement(row, incomes.get(row.field("order_sn").text())) for row in released]


def _settlement(released: Payload, detail: Payload | None) -> Settlement | ChannelError:
    number = released.field("order_sn").text()
    if detail is None:
        return NotFound(f"Shopee shows no income detail of order {number}")
    try:
        return settlement_from(released, detail.field("order_income"))
    except BadPayload as error:
        raw = detail.redacted(mapping.PERSONAL)
        return BadPayload(error.path, error.reason, ref=number, raw=raw)
