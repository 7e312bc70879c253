"""Pages of listings and orders, and single orders."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from math import ceil, floor
from typing import Any

from integrations.channels.errors import BadPayload, ChannelError, NotFound
from integrations.channels.payload import Payload
from integrations.channels.words import ChannelOrder, Listing, ListingState, OrderRef, Page
from integrations.connectors.tiktok_shop import mapping
from integrations.connectors.tiktok_shop.client import (
    ORDERS,
    SEARCH_ORDERS,
    SEARCH_PRODUCTS,
    Query,
    TikTokClient,
)

MAX_WINDOW = timedelta(days=30)  # TikTok names no limit; this is ours
ORDERS_PER_PAGE = 100
ORDERS_PER_DETAIL = 50
PRODUCTS_PER_PAGE = 100


def paging(size: int, cursor: str | None) -> Query:
    """The paging parameters; the first page has no token."""
    token = (("page_token", cursor),) if cursor else ()
    return (("page_size", str(size)), *token)


def next_cursor(answer: Payload) -> str | None:
    """The token of the next page; empty or absent at the end."""
    return answer.text_at("next_page_token") or None


def listing_page(client: TikTokClient, cursor: str | None) -> Page[Listing | ChannelError]:
    """One page of products, each SKU a listing of its own, without deleted ones."""
    answer = client.call(
        SEARCH_PRODUCTS, query=paging(PRODUCTS_PER_PAGE, cursor), data={"status": "ALL"}
    )
    items: list[Listing | ChannelError] = []
    for product in answer.rows_at("products"):
        try:
            items += [
                listing
                for listing in mapping.listings_from(product)
                if listing.state is not ListingState.GONE
            ]
        except BadPayload as error:
            items.append(mapping.about(product, error.path, error.reason))
    return Page(items=tuple(items), next_cursor=next_cursor(answer))


def order_page(
    client: TikTokClient, since: datetime, until: datetime, cursor: str | None
) -> Page[ChannelOrder | ChannelError]:
    """One page of complete orders, oldest change first so that new changes come on later pages."""
    if until - since > MAX_WINDOW:
        raise ValueError(f"we read at most {MAX_WINDOW.days} days of TikTok orders at once")
    window = {
        "update_time_ge": floor(since.timestamp()),
        "update_time_lt": ceil(until.timestamp()) + 1,  # the end is outside on TikTok, inside here
    }
    order = (("sort_field", "update_time"), ("sort_order", "ASC"))
    answer = client.call(
        SEARCH_ORDERS, query=(*paging(ORDERS_PER_PAGE, cursor), *order), data=window
    )
    return Page(
        items=tuple(_order(row) for row in answer.rows_at("orders")),
        next_cursor=next_cursor(answer),
    )


def _order(row: Payload) -> ChannelOrder | ChannelError:
    try:
        return mapping.order_from(row)
    except BadPayload as error:
        return error


def fetch_orders(
    client: TikTokClient, refs: Sequence[OrderRef]
) -> list[ChannelOrder | ChannelError]:
    """The orders named, an error in the place of what is broken or gone."""
    ids = list(dict.fromkeys(ref.external_order_id for ref in refs))
    found: dict[str, ChannelOrder | ChannelError] = {}
    for start in range(0, len(ids), ORDERS_PER_DETAIL):
        found |= _details(client, ids[start : start + ORDERS_PER_DETAIL])
    return [found[ref.external_order_id] for ref in refs]


def _details(client: TikTokClient, ids: Sequence[str]) -> dict[str, ChannelOrder | ChannelError]:
    """Orders by id. Whether one unknown id fails the call is told nowhere: then it is halved."""
    try:
        answer = client.call(ORDERS, query=(("ids", ",".join(ids)),))
    except NotFound as error:
        if len(ids) == 1:
            return {ids[0]: error}
        middle = len(ids) // 2
        return _details(client, ids[:middle]) | _details(client, ids[middle:])
    found: dict[str, ChannelOrder | ChannelError] = {}
    for row in answer.rows_at("orders"):
        order = _order(row)
        name = order.ref if isinstance(order, BadPayload) else row.text_at("id")
        found[name] = order
    nameless = found.get("")
    for name in ids:
        found.setdefault(name, nameless or NotFound(f"TikTok does not show order {name}"))
    return found


def raw_order(client: TikTokClient, order: OrderRef) -> Payload:
    """One order as TikTok tells it; raises `NotFound`."""
    answer: Payload = client.call(ORDERS, query=(("ids", order.external_order_id),))
    for row in answer.rows_at("orders"):
        if row.text_at("id") == order.external_order_id:
            return row
    raise NotFound(f"TikTok does not show order {order.external_order_id}")


def filled(fields: dict[str, Any]) -> dict[str, Any]:
    """`fields` without what is empty."""
    return {name: value for name, value in fields.items() if value}
