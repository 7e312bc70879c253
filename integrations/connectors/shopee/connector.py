"""One Shopee shop, spoken to in neutral words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from urllib.parse import urlencode, urlsplit, urlunsplit

from integrations.channels.errors import ChannelError, Rejected, Unavailable
from integrations.channels.payload import Payload
from integrations.channels.transport import Clock, Secret, Transport
from integrations.channels.words import (
    App,
    Attribute,
    CancelReason,
    Category,
    ChannelOrder,
    Credentials,
    Grant,
    Limits,
    LineRef,
    Listing,
    ListingDraft,
    ListingVisibility,
    OrderRef,
    Outcome,
    Page,
    PriceLevel,
    Settlement,
    ShipChoice,
    Shipment,
    ShipOptions,
    ShippingLabel,
    ShopInfo,
    StockLevel,
    TokenPair,
    WebhookDelivery,
)
from integrations.connectors.shopee import (
    batches,
    fulfilment,
    labels,
    mapping,
    publishing,
    reading,
    webhook,
)
from integrations.connectors.shopee.client import CONSENT_PAGE, PRODUCTION, ShopeeClient

REFRESH_LIFE = timedelta(days=30)  # told in the guide, never in an answer


class ShopeeConnector:
    """Everything we can do with one Shopee account. Holds no state but its keys."""

    code = "shopee"
    label = "Shopee"
    # Shopee publishes no call rates; this is the pace we keep of our own accord.
    limits = Limits(
        stock_batch=50,
        order_detail_batch=reading.ORDERS_PER_DETAIL,
        max_window=reading.MAX_WINDOW,
        rate_per_second=10,
        burst=20,
    )
    listing_limits = publishing.LIMITS

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
        self._client = ShopeeClient(credentials, transport, clock, app=app, base_url=base_url)

    # Consent and tokens

    def authorize_url(self, redirect: str, state: str) -> str:
        """The new consent page, or the signed classic one where only an API host is known."""
        if self._app.auth_base or self._client.base_url == PRODUCTION:
            query = {
                "partner_id": self._app.app_id,
                "auth_type": "seller",
                "redirect_uri": redirect,
                "response_type": "code",
                "state": state,
            }
            return f"{(self._app.auth_base or CONSENT_PAGE).rstrip('/')}/auth?{urlencode(query)}"
        path = "/api/v2/shop/auth_partner"
        # The classic page knows no state: it travels in the address the seller returns to.
        signed = (*self._client.as_app(path), ("redirect", _with_state(redirect, state)))
        return f"{self._client.base_url}{path}?{urlencode(signed)}"

    def exchange(self, code: str, shop_id: str) -> Grant:
        """Turn the code of the consent page into tokens; it works once, for ten minutes."""
        return self._grant(
            "/api/v2/auth/token/get", {"code": code, "shop_id": _shop_number(shop_id)}, code
        )

    def refresh(self, refresh_token: str, shop_id: str = "") -> Grant:
        """Renew the pair. The refresh token given dies with this call, whatever comes back."""
        shop = shop_id or self._client.shop_id
        return self._grant(
            "/api/v2/auth/access_token/get",
            {"refresh_token": refresh_token, "shop_id": _shop_number(shop)},
            refresh_token,
        )

    def _grant(self, path: str, data: dict[str, str | int], hide: str) -> Grant:
        # Taken before the call, so that the tokens never look younger than they are.
        asked_at = self._client.now()
        body = {"partner_id": mapping.number(self._app.app_id, "partner_id"), **data}
        answer = self._client.post_public(path, body, hide=hide)
        shop_id = str(data["shop_id"])
        shops = [row.text() for row in answer.rows_at("shop_id_list")]
        return Grant(
            external_shop_id=shop_id,
            tokens=_tokens(answer, asked_at),
            other_shop_ids=tuple(shop for shop in shops if shop != shop_id),
        )

    def shop_info(self) -> ShopInfo:
        """Name, region and end of the consent."""
        answer = self._client.get("/api/v2/shop/get_shop_info")
        return mapping.shop_from(answer, self._client.shop_id)

    # Listings, stock and price

    def list_listings(self, cursor: str | None = None) -> Page[Listing | ChannelError]:
        """One page of items, every model on its own."""
        return reading.listing_page(self._client, cursor)

    def push_stock(self, levels: Sequence[StockLevel]) -> list[Outcome]:
        """Set the seller's stock, one call per item."""
        early = batches.unsendable(levels)
        calls = [
            batches.stock_call(levels, positions)
            for positions in batches.by_item(levels, _stock_place, without=early)
        ]
        return self._push("/api/v2/product/update_stock", levels, calls, early)

    def push_price(self, levels: Sequence[PriceLevel]) -> list[Outcome]:
        """Set the list price before tax, one call per item."""
        early = batches.unsendable(levels)
        calls = [
            batches.price_call(levels, positions)
            for positions in batches.by_item(levels, _price_place, without=early)
        ]
        return self._push("/api/v2/product/update_price", levels, calls, early)

    def _push(
        self,
        path: str,
        levels: Sequence[batches.Level],
        calls: Sequence[batches.Call],
        early: Mapping[int, ChannelError],
    ) -> list[Outcome]:
        subjects = [level.subject for level in levels]
        return batches.send(self._client, path, subjects, calls, key="model_id", early=early)

    # Putting goods up

    def categories(self) -> list[Category]:
        """Shopee's tree for Indonesia."""
        return publishing.categories(self._client)

    def category_attributes(self, category_id: str) -> list[Attribute]:
        """What a category asks."""
        return publishing.attributes(self._client, category_id)

    def publish(self, draft: ListingDraft) -> list[Listing]:
        """Create an item with its pictures and models."""
        return publishing.publish(self._client, draft)

    def finish(self, external_listing_id: str, draft: ListingDraft) -> list[Listing]:
        """Give an item its models that was left without them."""
        return publishing.finish(self._client, external_listing_id, draft)

    def edit(self, external_listing_id: str, draft: ListingDraft) -> Outcome:
        """Send the item's content again."""
        try:
            publishing.edit(self._client, external_listing_id, draft)
        except ChannelError as error:
            return Outcome(subject=external_listing_id, error=error)
        return Outcome(subject=external_listing_id)

    def set_visible(self, changes: Sequence[ListingVisibility]) -> list[Outcome]:
        """List or unlist items, at most fifty per call."""
        early, calls = batches.visibility_calls(changes)
        subjects = [change.external_listing_id for change in changes]
        return batches.send(
            self._client,
            "/api/v2/product/unlist_item",
            subjects,
            calls,
            key="item_id",
            early=early,
        )

    # Orders

    def read_orders(
        self, since: datetime, until: datetime, cursor: str | None = None
    ) -> Page[ChannelOrder | ChannelError]:
        """One page of the orders updated between two moments at most fifteen days apart."""
        return reading.order_page(self._client, since, until, cursor)

    def fetch_orders(self, refs: Sequence[OrderRef]) -> list[ChannelOrder | ChannelError]:
        """The orders named, fifty per call."""
        return reading.fetch_orders(self._client, refs)

    def cancel(
        self, order: OrderRef, reason: CancelReason, lines: Sequence[LineRef] = ()
    ) -> Outcome:
        """Cancel before shipment. An empty shelf without lines means every line of the order."""
        try:
            if reason is CancelReason.OUT_OF_STOCK and not lines:
                lines = self._lines_of(order)
            body = fulfilment.cancel_body(order, reason, lines)
            self._client.post("/api/v2/order/cancel_order", body)
        except ChannelError as error:
            return Outcome(subject=order.external_order_id, error=error)
        return Outcome(subject=order.external_order_id)

    def _lines_of(self, order: OrderRef) -> list[LineRef]:
        [found] = self.fetch_orders([order])
        if isinstance(found, ChannelError):
            raise found
        return [
            LineRef(
                external_listing_id=line.external_listing_id,
                external_variant_id=line.external_variant_id,
                quantity=line.quantity,
            )
            for line in found.lines
        ]

    def answer_cancellation(self, order: OrderRef, accept: bool) -> Outcome:
        """Accept or refuse the buyer's wish to cancel."""
        body = {
            "order_sn": order.external_order_id,
            "operation": "ACCEPT" if accept else "REJECT",
        }
        try:
            self._client.post("/api/v2/order/handle_buyer_cancellation", body)
        except ChannelError as error:
            return Outcome(subject=order.external_order_id, error=error)
        return Outcome(subject=order.external_order_id)

    # Shipping

    def ship_options(self, order: OrderRef) -> ShipOptions:
        """Pickup times and drop-off counters."""
        answer = self._client.get(
            "/api/v2/logistics/get_shipping_parameter", fulfilment.parcel_query(order)
        )
        return fulfilment.ship_options_from(answer.field("response"), order.external_order_id)

    def ship(self, order: OrderRef, choice: ShipChoice) -> Shipment:
        """Arrange the shipment; the tracking number comes later, see `tracking`.

        An order whose `raw_state` says that the courier did not come is arranged again.
        """
        path = fulfilment.ship_path(order)
        self._client.post(path, fulfilment.ship_body(order, choice))
        return Shipment(
            external_order_id=order.external_order_id,
            external_parcel_id=order.external_parcel_id,
            tracking_number=choice.tracking_number,
        )

    def tracking(self, order: OrderRef) -> Shipment:
        """The tracking number as far as the courier has given one."""
        answer = self._client.get(
            "/api/v2/logistics/get_tracking_number", fulfilment.parcel_query(order)
        ).field("response")
        return Shipment(
            external_order_id=order.external_order_id,
            external_parcel_id=order.external_parcel_id,
            tracking_number=answer.text_at("tracking_number"),
        )

    def request_label(self, order: OrderRef) -> Outcome:
        """Have the label made. Needs the tracking number: before that nothing is sent."""
        subject = order.external_order_id
        try:
            number = self.tracking(order).tracking_number
            if not number:
                later = Unavailable("the courier has given no tracking number yet")
                return Outcome(subject=subject, error=later, is_sent=False)
            labels.create(self._client, order, number)
        except ChannelError as error:
            return Outcome(subject=subject, error=error)
        return Outcome(subject=subject)

    def fetch_label(self, order: OrderRef) -> ShippingLabel | None:
        """The label, or None while Shopee is making it."""
        return labels.fetch(self._client, order)

    # Money

    def read_settlements(
        self, since: datetime, until: datetime, cursor: str | None = None
    ) -> Page[Settlement | ChannelError]:
        """One page of the orders paid out between two moments."""
        return reading.settlement_page(self._client, since, until, cursor)

    # Notifications

    def verify_webhook(self, headers: Mapping[str, str], body: bytes, url: str) -> WebhookDelivery:
        """Prove a push with the app's key and read its hints."""
        webhook.verify(partner_key=self._app.secret.reveal(), headers=headers, body=body, url=url)
        return webhook.read(body)


def _tokens(answer: Payload, asked_at: datetime) -> TokenPair:
    return TokenPair(
        access=Secret(answer.field("access_token").text()),
        refresh=Secret(answer.field("refresh_token").text()),
        access_expires_at=asked_at + timedelta(seconds=answer.field("expire_in").integer()),
        refresh_expires_at=asked_at + REFRESH_LIFE,
    )


def _shop_number(shop_id: str) -> int:
    if not shop_id:
        raise Rejected("Shopee sent no shop_id back", fields={"shop_id": "missing"})
    return mapping.number(shop_id, "shop_id")


def _with_state(redirect: str, state: str) -> str:
    parts = urlsplit(redirect)
    query = "&".join(filter(None, (parts.query, urlencode({"state": state}))))
    return urlunsplit(parts._replace(query=query))


def _stock_place(level: StockLevel) -> tuple[str, ...]:
    return (level.external_variant_id, level.location_id)


def _price_place(level: PriceLevel) -> tuple[str, ...]:
    return (level.external_variant_id,)
