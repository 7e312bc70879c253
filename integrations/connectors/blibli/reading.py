"""Lists: orders package by package, products with their choices, pickup points."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

from integrations.channels.errors import (
    BadPayload,
    ChannelError,
    NotFound,
    RateLimited,
    Rejected,
)
from integrations.channels.payload import Payload
from integrations.channels.words import (
    ChannelOrder,
    Listing,
    ListingState,
    OrderRef,
    Page,
    Recipient,
    ShopInfo,
)
from integrations.connectors.blibli import mapping
from integrations.connectors.blibli.client import BlibliClient, content_of, rows_of
from integrations.connectors.blibli.mapping import Item

ORDERS = "orders/packages/filter"
DETAIL = "orders/items"
PRODUCTS = "products/filter"
VARIANTS = "products/variants/filter"
PICKUP_POINTS = "stores/pickup-points/filter"

MAX_WINDOW = timedelta(days=15)
# The list knows the moment an item was paid and no other; what is older than this before the
# window is not asked for again, so its later changes come by notification or with a wider window.
LOOK_BACK = timedelta(days=10)
PACKAGES_PER_PAGE = 50
PRODUCTS_PER_PAGE = 20
# Should a list not know the filter by id, it must not be read to its end for one order.
MOST_PAGES_BY_ID = 10
# Without a state the list leaves out what is sold out; archived products count as gone.
SHELVES = ("ACTIVE", "OOS", "SUSPENDED")

OrderOrError = ChannelOrder | ChannelError


def order_page(
    client: BlibliClient, since: datetime, until: datetime, cursor: str | None
) -> Page[OrderOrError]:
    """One page of the orders paid not long before `until`, whatever became of them since."""
    if until - since > MAX_WINDOW:
        raise ValueError(f"we read at most {MAX_WINDOW.days} days of Blibli at once")
    page = int(cursor or "0")
    paid = {"start": _milliseconds(since - LOOK_BACK), "end": _milliseconds(until)}
    items, is_last = _listed(client, {"statusFPDateRange": paid}, page)
    cut = _cut_orders(items, is_first=page == 0, is_last=is_last)
    if cut:
        whole = _listed(client, {"orderOrOrderItemIds": sorted(cut)}, 0)[0]
        known = {_id_of(item) for item in whole}
        items = [item for item in items if _id_of(item) not in cut & known]
        items += [item for item in whole if _id_of(item) in cut]
    return Page(
        items=tuple(_orders(items).values()), next_cursor=None if is_last else str(page + 1)
    )


def _milliseconds(at: datetime) -> int:
    return int(at.timestamp() * 1000)


def _listed(client: BlibliClient, only: Mapping[str, Any], page: int) -> tuple[list[Item], bool]:
    """The items of a page, and whether it is the last one."""
    answer = client.post(
        "/seller/v1/orders/packages/filter",
        ORDERS,
        {
            "filter": dict(only),
            "paging": {"page": page, "size": PACKAGES_PER_PAGE},
            "sorting": {"by": "statusFPUpdatedTimestamp", "direction": "ASC"},
        },
        is_write=False,
    )
    packages = rows_of(answer)
    items = [
        Item(package_id=_package_id(package), row=row)
        for package in packages
        for row in package.rows_at("orderItems")
    ]
    return items, is_last_page(answer, page, PACKAGES_PER_PAGE, len(packages))


def _package_id(package: Payload) -> str:
    found = package.text_at("packageId")
    return "" if found == "0" else found


def is_last_page(answer: Payload, page: int, size: int, count: int) -> bool:
    """By the number of pages or elements where it is told, else by a page that is not full."""
    told = mapping.first_at(answer, "paging", "pageMetaData", "pagingMetaData")
    if told is not None and count:
        pages = mapping.first_at(told, "totalPage", "totalPages")
        if pages is not None:
            return page + 1 >= pages.integer()
        total = mapping.first_at(told, "totalRecord", "totalRecords", "totalItems")
        if total is not None:
            return (page + 1) * size >= total.integer()
    return count < size


def _cut_orders(items: Sequence[Item], *, is_first: bool, is_last: bool) -> set[str]:
    """Orders at the edge of a page: other items of theirs may stand on the next one."""
    edges = [*([] if is_first else items[:1]), *([] if is_last else items[-1:])]
    return {order_id for item in edges if (order_id := _id_of(item))}


def _id_of(item: Item) -> str:
    try:
        return item.order_id
    except BadPayload:
        return ""


def _orders(
    items: Sequence[Item], recipients: Mapping[str, Recipient] | None = None
) -> dict[str, OrderOrError]:
    """Items grouped by their order; one that cannot be read is an error in its place."""
    groups: dict[str, list[Item]] = {}
    for place, item in enumerate(items):
        groups.setdefault(_id_of(item) or f"?{place}", []).append(item)
    found: dict[str, OrderOrError] = {}
    for order_id, group in groups.items():
        try:
            found[order_id] = mapping.order_from(group, (recipients or {}).get(order_id))
        except BadPayload as error:
            found[order_id] = error
    return found


def fetch_orders(client: BlibliClient, refs: Sequence[OrderRef]) -> list[OrderOrError]:
    """The orders named, in one call, and the address of those that are still to be sent."""
    wanted = list(dict.fromkeys(ref.external_order_id for ref in refs))
    items = [item for item in items_of(client, wanted) if _id_of(item) in wanted]
    found = _orders(items, _recipients(client, items))
    return [
        found.get(ref.external_order_id)
        or NotFound(f"Blibli does not show order {ref.external_order_id}")
        for ref in refs
    ]


def items_of(client: BlibliClient, order_ids: Sequence[str]) -> list[Item]:
    """All items of the orders named."""
    found: list[Item] = []
    for page in range(MOST_PAGES_BY_ID):
        items, is_last = _listed(client, {"orderOrOrderItemIds": list(order_ids)}, page)
        found += items
        if is_last:
            break
    return found


def _recipients(client: BlibliClient, items: Sequence[Item]) -> dict[str, Recipient]:
    """The details of one item per order. They may be read five times in half an hour only, so
    the order does without them when they are refused."""
    found: dict[str, Recipient] = {}
    for item in items:
        try:
            order_id = item.order_id
            if order_id in found or item.status not in mapping.BEFORE_SHIPMENT:
                continue
            found[order_id] = mapping.recipient_from(detail_of(client, item.item_id))
        except (BadPayload, NotFound, RateLimited, Rejected):
            continue
    return found


def detail_of(client: BlibliClient, item_id: str) -> Payload:
    """Everything about one item."""
    path = f"/seller/v1/orders/items/{quote(item_id, safe='')}"
    return content_of(client.get(path, DETAIL))


def items_of_order(client: BlibliClient, order: OrderRef) -> list[Item]:
    """The items of an order, or of one parcel of it."""
    items = items_of(client, [order.external_order_id])
    items = [item for item in items if _id_of(item) == order.external_order_id]
    if order.external_parcel_id:
        items = [item for item in items if item.package_id == order.external_parcel_id]
    if not items:
        raise NotFound(f"Blibli shows no items of order {order.external_order_id}")
    return items


# Listings


def listing_page(client: BlibliClient, cursor: str | None) -> Page[Listing | ChannelError]:
    """One page of products of one shelf, every choice a listing of its own."""
    shelf, _, number = (cursor or "").partition("|")
    place = SHELVES.index(shelf) if shelf in SHELVES else 0
    page = int(number or "0")
    while True:
        products, is_last = _products(client, SHELVES[place], page)
        items = [each for product in products for each in _choices(client, product)]
        if not is_last:
            return Page(items=tuple(items), next_cursor=f"{SHELVES[place]}|{page + 1}")
        place, page = place + 1, 0
        if place == len(SHELVES):
            return Page(items=tuple(items))
        if items:
            return Page(items=tuple(items), next_cursor=f"{SHELVES[place]}|0")


def _products(client: BlibliClient, shelf: str, page: int) -> tuple[list[Payload], bool]:
    answer = client.post(
        "/seller/v1/products/filter",
        PRODUCTS,
        {
            "filter": {"state": shelf},
            "paging": {"page": page, "size": PRODUCTS_PER_PAGE},
            "sorting": {"by": "createdDate", "direction": "ASC"},
        },
        is_write=False,
    )
    rows = rows_of(answer)
    is_last = is_last_page(answer, page, PRODUCTS_PER_PAGE, len(rows))
    return [row for row in rows if _state_of(row) in {"", shelf}], is_last


def _state_of(product: Payload) -> str:
    about = product.optional("product") or product
    return about.text_at("state")


def _choices(client: BlibliClient, product: Payload) -> list[Listing | ChannelError]:
    try:
        sku = product_sku(product)
        rows = variants_of(client, sku)
        found = mapping.listings_from(product, rows)
    except (BadPayload, NotFound) as error:
        return [_about(product, error)]
    return [listing for listing in found if listing.state is not ListingState.GONE]


def _about(product: Payload, error: ChannelError) -> ChannelError:
    if not isinstance(error, BadPayload):
        return error
    try:
        ref = product_sku(product)
    except BadPayload:
        ref = ""
    raw = product.redacted(mapping.PERSONAL)
    return BadPayload(error.path, error.reason, ref=ref, raw=raw)


def product_sku(product: Payload) -> str:
    """The name of a product."""
    about = product.optional("product") or product
    return mapping.text_of(about, "sku", "productSku") or about.field("sku").text()


def variants_of(client: BlibliClient, sku: str) -> list[Payload]:
    """Every choice of a product at every pickup point."""
    path = f"/seller/v1/products/{quote(sku, safe='')}/variants/filter"
    found: list[Payload] = []
    page, is_last = 0, False
    while not is_last:
        paging = {"page": page, "size": PACKAGES_PER_PAGE}
        answer = client.post(path, VARIANTS, {"paging": paging}, is_write=False)
        rows = rows_of(answer)
        is_last = is_last_page(answer, page, PACKAGES_PER_PAGE, len(rows))
        found += rows
        page += 1
    return found


def shop_info(client: BlibliClient) -> ShopInfo:
    """Proves the keys. No call tells the name of a store, so it is called by its code."""
    paging = {"page": 0, "size": 1}
    path = "/seller/v1/stores/pickup-points/filter"
    rows = rows_of(client.post(path, PICKUP_POINTS, {"paging": paging}, is_write=False))
    name = mapping.text_of(rows[0], "storeName") if rows else ""
    code = client.store_code
    return ShopInfo(external_shop_id=code, name=name or code, region="ID")


def delivered(
    client: BlibliClient, since: datetime, until: datetime, page: int
) -> tuple[list[Item], bool]:
    """One page of the items paid in this time and delivered since."""
    paid = {"start": _milliseconds(since), "end": _milliseconds(until)}
    return _listed(client, {"orderItemStatuses": ["D"], "statusFPDateRange": paid}, page)
