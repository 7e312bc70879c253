"""One WooCommerce shop, spoken to in neutral words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from integrations.channels.errors import ChannelError, Rejected
from integrations.channels.transport import Clock, Transport
from integrations.channels.words import (
    App,
    Attribute,
    CancelReason,
    Category,
    ChannelOrder,
    Credentials,
    Grant,
    KeyField,
    Limits,
    LineRef,
    Listing,
    ListingDraft,
    ListingVisibility,
    OrderRef,
    Outcome,
    Page,
    PriceLevel,
    ShipChoice,
    Shipment,
    ShipOptions,
    ShippingLabel,
    ShopInfo,
    StockLevel,
    WebhookDelivery,
)
from integrations.connectors.woocommerce import (
    batches,
    fulfilment,
    publishing,
    reading,
    site,
    webhook,
)
from integrations.connectors.woocommerce.client import WooClient


class WooCommerceConnector:
    """Everything we can do with one WooCommerce shop. Holds no state but its keys."""

    code = "woocommerce"
    label = "WooCommerce"
    takes_refusals = False  # it knows no wish to cancel
    makes_labels = False  # the shop's own courier prints them
    has_own_categories = True  # every shop makes its own
    listing_limits = publishing.LIMITS
    takes_units_when_paid = True  # an unpaid order leaves the shop's number as it is
    # WooCommerce sets no pace, the hosts of small shops do: ours is one they can bear.
    limits = Limits(
        stock_batch=batches.ELEMENTS_PER_CALL,
        order_detail_batch=20,  # each order is a call of its own
        max_window=reading.MAX_WINDOW,
        rate_per_second=5,
        burst=10,
    )

    def __init__(
        self,
        credentials: Credentials | None,
        transport: Transport,
        clock: Clock,
        *,
        app: App,
        base_url: str = "",
    ) -> None:
        self._app = app
        self._client = WooClient(credentials, transport, clock, app=app, base_url=base_url)

    # Keys

    def key_fields(self) -> tuple[KeyField, ...]:
        """The shop's address and the two keys that its owner makes."""
        return site.KEY_FIELDS

    def grant_from_keys(self, values: Mapping[str, str]) -> Grant:
        """The keys as an account's credentials. Makes no call."""
        return site.grant_from(values)

    def shop_info(self) -> ShopInfo:
        """Proves that the keys may read orders. A shop's name is what people type: its host."""
        orders = self._client.get("orders", (("per_page", "1"),), operation="shop")
        list(orders.items())
        shop_id = site.shop_id_of(self._client.site)
        return ShopInfo(external_shop_id=shop_id, name=shop_id, region="ID")

    # Listings, stock and price

    def list_listings(self, cursor: str | None = None) -> Page[Listing | ChannelError]:
        """One page of products, every variation on its own."""
        return reading.listing_page(self._client, cursor)

    def push_stock(self, levels: Sequence[StockLevel]) -> list[Outcome]:
        """Set the sellable units, a hundred per call; the variations of each product apart."""
        return batches.push(self._client, "products/stock", levels, batches.stock_entry)

    def push_price(self, levels: Sequence[PriceLevel]) -> list[Outcome]:
        """Set the list price, a hundred per call; the variations of each product apart."""
        return batches.push(self._client, "products/price", levels, batches.price_entry)

    def set_visible(self, changes: Sequence[ListingVisibility]) -> list[Outcome]:
        """Publish products, or make drafts of them."""
        return batches.show_or_hide(self._client, changes)

    # Putting goods up

    def categories(self) -> list[Category]:
        """The shop's own categories."""
        return publishing.categories(self._client)

    def category_attributes(self, category_id: str) -> list[Attribute]:
        """Nothing: a shop of one's own asks no questions."""
        return []

    def publish(self, draft: ListingDraft) -> list[Listing]:
        """Create a product with its variations; the shop fetches the pictures."""
        return publishing.publish(self._client, draft)

    def finish(self, external_listing_id: str, draft: ListingDraft) -> list[Listing]:
        """Give a product the variations that it lacks, then publish it."""
        return publishing.finish(self._client, external_listing_id, draft)

    def edit(self, external_listing_id: str, draft: ListingDraft) -> Outcome:
        """Change title, description, pictures, category, weight and size."""
        return _outcome(
            external_listing_id, publishing.edit, self._client, external_listing_id, draft
        )

    # Orders

    def read_orders(
        self, since: datetime, until: datetime, cursor: str | None = None
    ) -> Page[ChannelOrder | ChannelError]:
        """One page of the orders modified between two moments at most 31 days apart."""
        return reading.order_page(self._client, since, until, cursor)

    def fetch_orders(self, refs: Sequence[OrderRef]) -> list[ChannelOrder | ChannelError]:
        """The orders named, a call for each."""
        return reading.fetch_orders(self._client, refs)

    def cancel(
        self, order: OrderRef, reason: CancelReason, lines: Sequence[LineRef] = ()
    ) -> Outcome:
        """Cancel before shipment. `lines` changes nothing, the order ends as a whole."""
        return _outcome(order.external_order_id, fulfilment.cancel, self._client, order)

    def answer_cancellation(self, order: OrderRef, accept: bool) -> Outcome:
        """There is nothing to answer: WooCommerce knows no wish to cancel."""
        error = Rejected(
            "buyers of a WooCommerce shop ask its owner, not the shop",
            fields={"accept": "not offered"},
        )
        return Outcome(subject=order.external_order_id, error=error, is_sent=False)

    # Shipping

    def ship_options(self, order: OrderRef) -> ShipOptions:
        """The shop sends its parcels itself."""
        return fulfilment.options(order)

    def ship(self, order: OrderRef, choice: ShipChoice) -> Shipment:
        """Complete the order, with the tracking number where there is one."""
        return fulfilment.ship(self._client, order, choice)

    def tracking(self, order: OrderRef) -> Shipment:
        """The tracking number noted in the order."""
        return fulfilment.tracking(self._client, order)

    def request_label(self, order: OrderRef) -> Outcome:
        """WooCommerce makes none (`makes_labels`)."""
        error = Rejected("WooCommerce makes no labels", fields={"label": "not offered"})
        return Outcome(subject=order.external_order_id, error=error, is_sent=False)

    def fetch_label(self, order: OrderRef) -> ShippingLabel | None:
        """WooCommerce makes none (`makes_labels`)."""
        return None

    # Notifications

    def verify_webhook(self, headers: Mapping[str, str], body: bytes, url: str) -> WebhookDelivery:
        """Prove a notification with the secret that head office gave to all shops."""
        return webhook.read(secret=self._app.secret.reveal(), headers=headers, body=body)


def _outcome(subject: str, do: Callable[..., None], *arguments: object) -> Outcome:
    try:
        do(*arguments)
    except ChannelError as error:
        return Outcome(subject=subject, error=error)
    return Outcome(subject=subject)
