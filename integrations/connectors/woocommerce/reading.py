"""Reads that take several calls: orders page by page, and products with their variations."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from math import ceil, floor

from integrations.channels.errors import BadPayload, ChannelError, NotFound
from integrations.channels.payload import Payload
from integrations.channels.transport import Response
from integrations.channels.words import ChannelOrder, Listing, ListingState, OrderRef, Page
from integrations.connectors.woocommerce import mapping
from integrations.connectors.woocommerce.client import WooClient

# WooCommerce sets no longest window; ours keeps a page's query cheap for small hosts.
MAX_WINDOW = timedelta(days=31)
ORDERS_PER_PAGE = 50
PRODUCTS_PER_PAGE = 50
VARIATIONS_PER_PAGE = 100
LIVE, TRASH = "live", "trash"
_SECOND = timedelta(seconds=1)

OrderOrError = ChannelOrder | ChannelError
ListingOrError = Listing | ChannelError


def order_page(
    client: WooClient, since: datetime, until: datetime, cursor: str | None
) -> Page[OrderOrError]:
    """One page of the orders modified in the window; the trash follows as a list of its own.

    Pages go on from the last moment read instead of counting rows: an order that changes while we
    read moves to the end, and rows counted by number would slip past. The orders of the last second
    are therefore read twice.
    """
    if until - since > MAX_WINDOW:
        raise ValueError(f"we read at most {MAX_WINDOW.days} days of a shop at once")
    # Both filters leave their own second out.
    start = mapping.gmt(datetime.fromtimestamp(floor(since.timestamp()) - 1, UTC))
    end = mapping.gmt(datetime.fromtimestamp(ceil(until.timestamp()) + 1, UTC))
    place = cursor or f"{LIVE}|{start}|1"
    items, following = _orders(client, place, end)
    if following is None and place.startswith(LIVE):
        more, following = _orders(client, f"{TRASH}|{start}|1", end)
        items += more
    return Page(items=tuple(items), next_cursor=following)


def _orders(client: WooClient, place: str, end: str) -> tuple[list[OrderOrError], str | None]:
    kind, start, page = place.split("|")
    parameters = [
        ("modified_after", start),
        ("modified_before", end),
        ("dates_are_gmt", "true"),
        ("orderby", "modified"),
        ("order", "asc"),
        ("per_page", str(ORDERS_PER_PAGE)),
        ("page", page),
    ]
    if kind == TRASH:
        parameters.append(("status", "trash"))
    operation = "orders/trash" if kind == TRASH else "orders"
    response = client.get_raw("orders", parameters, operation=operation)
    rows = list(Payload.parse(response.body).items())
    following = None
    if not _is_last(response, rows, int(page), ORDERS_PER_PAGE):
        following = f"{kind}|{_onwards(rows, start, int(page))}"
    return _read(rows), following


def _is_last(response: Response, rows: Sequence[Payload], page: int, size: int) -> bool:
    """By the header that counts the pages; without it a page that is not full is the last."""
    pages = response.header("X-WP-TotalPages") or ""
    if not rows:
        return True
    return page >= int(pages) if pages.isdigit() else len(rows) < size


def _onwards(rows: Sequence[Payload], start: str, page: int) -> str:
    """From the second of the last order on; within one second page by page.

    An order whose time cannot be read must not hold up the others: the one before it leads on.
    """
    for row in reversed(rows):
        try:
            last = mapping.moment(row.field("date_modified_gmt"))
        except BadPayload:
            continue
        anew = mapping.gmt(last - _SECOND)
        return f"{anew}|1" if anew > start else f"{start}|{page + 1}"
    return f"{start}|{page + 1}"


def _read(rows: Sequence[Payload]) -> list[OrderOrError]:
    found: list[OrderOrError] = []
    for row in rows:
        try:
            if row.text_at("status") not in mapping.NOT_ORDERED_YET:
                found.append(mapping.order_from(row))
        except BadPayload as error:
            found.append(error)
    return found


def fetch_orders(client: WooClient, refs: Sequence[OrderRef]) -> list[OrderOrError]:
    """The orders named, a call for each: a list would leave out those in the trash."""
    found: dict[str, OrderOrError] = {}
    for order_id in dict.fromkeys(ref.external_order_id for ref in refs):
        try:
            found[order_id] = mapping.order_from(one_order(client, order_id))
        except (NotFound, BadPayload) as error:
            found[order_id] = error
    return [found[ref.external_order_id] for ref in refs]


def one_order(client: WooClient, order_id: str) -> Payload:
    """The order itself; raises `NotFound` where it is deleted for good or was never placed."""
    if not order_id.isdigit():
        raise NotFound(f"no order of this shop is called {order_id}")
    order = client.get(f"orders/{order_id}", operation="order")
    if order.text_at("status") in mapping.NOT_ORDERED_YET:
        raise NotFound(f"order {order_id} has not been placed yet")
    return order


def listing_page(client: WooClient, cursor: str | None) -> Page[ListingOrError]:
    """One page of products; those with variations are read a second time for these."""
    page = int(cursor or "1")
    response = client.get_raw(
        "products",
        (
            ("orderby", "id"),
            ("order", "asc"),
            ("per_page", str(PRODUCTS_PER_PAGE)),
            ("page", str(page)),
        ),
    )
    products = list(Payload.parse(response.body).items())
    items: list[ListingOrError] = []
    for product in products:
        items += _listings(client, product)
    is_last = _is_last(response, products, page, PRODUCTS_PER_PAGE)
    return Page(items=tuple(items), next_cursor=None if is_last else str(page + 1))


def _listings(client: WooClient, product: Payload) -> list[ListingOrError]:
    try:
        kind = product.text_at("type")
        if kind in mapping.NOT_SOLD_HERE:
            return []
        if kind != "variable":
            found = [mapping.listing_from(product)]
        else:
            found = [
                mapping.variation_from(product, variation)
                for variation in variations(client, product.field("id").text())
            ]
            # Half made: whoever puts goods up finds it again under its own SKU.
            found = found or [mapping.without_variations(product)]
    except BadPayload as error:
        return [
            BadPayload(
                error.path,
                error.reason,
                ref=product.text_at("id") if isinstance(product.value, dict) else "",
                raw=product.redacted(mapping.PERSONAL),
            )
        ]
    return [listing for listing in found if listing.state is not ListingState.GONE]


def variations(client: WooClient, product_id: str) -> list[Payload]:
    """Every variation of a product, as the shop tells it."""
    found: list[Payload] = []
    page = 1
    while True:
        response = client.get_raw(
            f"products/{product_id}/variations",
            (
                ("orderby", "id"),
                ("order", "asc"),
                ("per_page", str(VARIATIONS_PER_PAGE)),
                ("page", str(page)),
            ),
            operation="variations",
        )
        rows = list(Payload.parse(response.body).items())
        found += rows
        if _is_last(response, rows, page, VARIATIONS_PER_PAGE):
            return found
        page += 1
