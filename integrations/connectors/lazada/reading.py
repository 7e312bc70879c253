"""Reads that take several calls: orders with their units, and listings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from math import ceil, floor

from integrations.channels.errors import BadPayload, ChannelError, NotFound
from integrations.channels.payload import Payload
from integrations.channels.words import ChannelOrder, Listing, ListingState, OrderRef, Page
from integrations.connectors.lazada import mapping
from integrations.connectors.lazada.client import LazadaClient, as_json

# Lazada sets no longest window; deep offsets fail, so ours is kept short.
MAX_WINDOW = timedelta(days=15)
ORDERS_PER_PAGE = 50  # what /orders/items/get takes in one call
DEEPEST_OFFSET = 5000
PRODUCTS_PER_PAGE = 50
_SECOND = timedelta(seconds=1)  # whether the bounds belong to the window is not documented

OrderOrError = ChannelOrder | ChannelError


def order_page(
    client: LazadaClient, since: datetime, until: datetime, cursor: str | None
) -> Page[OrderOrError]:
    """One page of orders by update time, complete with their units."""
    if until - since > MAX_WINDOW:
        raise ValueError(f"we read at most {MAX_WINDOW.days} days of Lazada at once")
    start, _, offset = (cursor or f"{_iso(floor(since.timestamp()) - 1)}|0").partition("|")
    data = client.get(
        "/orders/get",
        (
            ("update_after", start),
            ("update_before", _iso(ceil(until.timestamp()) + 1)),
            ("sort_by", "updated_at"),
            ("sort_direction", "ASC"),
            ("limit", str(ORDERS_PER_PAGE)),
            ("offset", offset),
        ),
    ).field("data")
    heads = list(data.field("orders").items())
    return Page(
        items=tuple(_with_units(client, heads)),
        next_cursor=_next(data, heads, start, int(offset)),
    )


def _iso(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, mapping.WIB).isoformat()


def _next(data: Payload, heads: Sequence[Payload], start: str, offset: int) -> str | None:
    """Where to go on. Before the offset gets too deep the window starts anew at the last order."""
    reached = offset + len(heads)
    total = data.optional("countTotal")
    is_last = reached >= total.integer() if total else len(heads) < ORDERS_PER_PAGE
    if is_last or not heads:
        return None
    if reached + ORDERS_PER_PAGE <= DEEPEST_OFFSET:
        return f"{start}|{reached}"
    last = mapping.moment(heads[-1].field("updated_at")) - _SECOND
    anew = _iso(floor(last.timestamp()))
    if datetime.fromisoformat(anew) <= datetime.fromisoformat(start):
        raise BadPayload(
            f"{heads[-1].path}.updated_at", "more orders of one second than can be read"
        )
    return f"{anew}|0"


def _with_units(client: LazadaClient, heads: Sequence[Payload]) -> Iterable[OrderOrError]:
    if not heads:
        return []
    ids = [order_id for head in heads if (order_id := _id_of(head))]
    units = _units(client, ids) if ids else {}
    return [_read(head, units.get(_id_of(head))) for head in heads]


def _id_of(head: Payload) -> str:
    try:
        return head.text_at("order_id")
    except BadPayload:
        return ""


def _read(head: Payload, units: Payload | None) -> OrderOrError:
    try:
        return mapping.order_from(head, units)
    except BadPayload as error:
        return error


def _units(client: LazadaClient, ids: Sequence[str]) -> dict[str, Payload]:
    answer = client.get("/orders/items/get", (("order_ids", f"[{','.join(ids)}]"),))
    found = {}
    for row in answer.field("data").items():
        units = row.optional("order_items")
        if units is not None:
            found[row.text_at("order_id")] = units
    return found


def fetch_orders(client: LazadaClient, refs: Sequence[OrderRef]) -> list[OrderOrError]:
    """The orders named: one call for each head, one for all units."""
    found: dict[str, OrderOrError] = {}
    heads: list[Payload] = []
    for order_id in dict.fromkeys(ref.external_order_id for ref in refs):
        try:
            heads.append(client.get("/order/get", (("order_id", order_id),)).field("data"))
        except NotFound as error:
            found[order_id] = error
    for order in _with_units(client, heads):
        key = order.external_order_id if isinstance(order, ChannelOrder) else _ref(order)
        found[key] = order
    return [
        found.get(ref.external_order_id)
        or NotFound(f"Lazada does not show order {ref.external_order_id}")
        for ref in refs
    ]


def _ref(error: ChannelError) -> str:
    return error.ref if isinstance(error, BadPayload) else ""


def units_of(client: LazadaClient, order: OrderRef) -> list[Payload]:
    """The units of an order, or of one parcel of it."""
    answer = client.get("/order/items/get", (("order_id", order.external_order_id),))
    units = list(answer.field("data").items())
    if order.external_parcel_id:
        units = [unit for unit in units if unit.text_at("package_id") == order.external_parcel_id]
    if not units:
        raise NotFound(f"Lazada shows no units of order {order.external_order_id}")
    return units


def listing_page(client: LazadaClient, cursor: str | None) -> Page[Listing | ChannelError]:
    """One page of products, each SKU a listing of its own, deleted ones left out."""
    offset = int(cursor or "0")
    data = client.get(
        "/products/get",
        (("filter", "all"), ("limit", str(PRODUCTS_PER_PAGE)), ("offset", str(offset))),
    ).optional("data")
    products = data.rows_at("products") if data else []
    items: list[Listing | ChannelError] = []
    for product in products:
        try:
            items += [
                listing
                for listing in mapping.listings_from(product)
                if listing.state is not ListingState.GONE
            ]
        except BadPayload as error:
            items.append(_about(product, error))
    reached = offset + len(products)
    total = data.optional("total_products") if data else None
    is_last = reached >= total.integer() if total else len(products) < PRODUCTS_PER_PAGE
    return Page(items=tuple(items), next_cursor=None if is_last or not products else str(reached))


def _about(product: Payload, error: BadPayload) -> BadPayload:
    return BadPayload(
        error.path,
        error.reason,
        ref=_item_id(product),
        raw=product.redacted(mapping.PERSONAL),
    )


def _item_id(product: Payload) -> str:
    try:
        return product.text_at("item_id")
    except BadPayload:
        return ""


def show_or_hide(client: LazadaClient, item_id: str, is_visible: bool) -> None:
    """Set the status of every SKU of a product; there is no call that activates a product."""
    product = client.get("/product/item/get", (("item_id", item_id),)).field("data")
    status = "active" if is_visible else "inactive"
    skus = [
        {
            "SkuId": mapping.text_of(sku, "SkuId", "sku_id"),
            "SellerSku": mapping.text_of(sku, "SellerSku", "seller_sku"),
            "Status": status,
        }
        for sku in product.field("skus").items()
    ]
    request = {"Request": {"Product": {"ItemId": item_id, "Skus": {"Sku": skus}}}}
    client.post("/product/update", (("payload", as_json(request)),))
