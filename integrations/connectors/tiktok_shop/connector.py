"""One shop on TikTok Shop (Tokopedia included), spoken to in neutral words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from urllib.parse import urlencode

from integrations.channels.errors import AuthRevoked, ChannelError
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
from integrations.connectors.tiktok_shop import (
    batches,
    fulfilment,
    mapping,
    publishing,
    reading,
    settlement,
    webhook,
)
from integrations.connectors.tiktok_shop.client import (
    CONSENT_PAGE,
    TOKEN_GET,
    TOKEN_REFRESH,
    TikTokClient,
    packed,
    unpacked,
)


class TikTokShopConnector:
    """Everything we can do with one TikTok Shop account. Holds no state but its keys.

    Access and refresh secrets carry the shop's cipher in front, so that no call has to look it up.
    """

    code = "tiktok_shop"
    label = "Tokopedia & TikTok Shop"
    listing_limits = publishing.LIMITS
    # TikTok allows 50 calls a second per endpoint; rate and burst together never exceed that.
    limits = Limits(
        stock_batch=50,
        order_detail_batch=reading.ORDERS_PER_DETAIL,
        max_window=reading.MAX_WINDOW,
        rate_per_second=30,
        burst=20,
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
        self._client = TikTokClient(credentials, transport, clock, app=app, base_url=base_url)

    # Consent and tokens

    def authorize_url(self, redirect: str, state: str) -> str:
        """The consent page. Where the seller returns to is part of the app at TikTok."""
        query = {"service_id": self._app.service_id or self._app.app_id, "state": state}
        return f"{self._client.host(CONSENT_PAGE)}/open/authorize?{urlencode(query)}"

    def exchange(self, code: str, shop_id: str) -> Grant:
        """Turn the code into tokens, and ask which shops they are for.

        TikTok brings no shop id back; "" takes the first shop. The code works once, for 30 minutes.
        """
        query = (("auth_code", code), ("grant_type", "authorized_code"))
        answer = self._client.token(TOKEN_GET, query, hide=code)
        ciphers = self._ciphers(answer)
        chosen = shop_id if shop_id in ciphers else next(iter(ciphers), "")
        if not chosen:
            raise AuthRevoked("the seller has agreed, but for no shop")
        return Grant(
            external_shop_id=chosen,
            tokens=_tokens(answer, ciphers[chosen]),
            other_shop_ids=tuple(shop for shop in ciphers if shop != chosen),
        )

    def refresh(self, refresh_token: str, shop_id: str = "") -> Grant:
        """Renew the pair; whatever refresh token comes back replaces the old one."""
        cipher, token = unpacked(refresh_token)
        cipher = cipher or self._client.cipher
        shop = shop_id or self._client.shop_id
        query = (("refresh_token", token), ("grant_type", "refresh_token"))
        answer = self._client.token(TOKEN_REFRESH, query, hide=token)
        return Grant(external_shop_id=shop, tokens=_tokens(answer, cipher))

    def _ciphers(self, tokens: Payload) -> dict[str, str]:
        """Shop id -> cipher, in TikTok's order."""
        shops = self._client.shops(tokens.field("access_token").text())
        return {
            shop.field("id").text(): shop.field("cipher").text()
            for shop in shops.field("shops").items()
        }

    def shop_info(self) -> ShopInfo:
        """Name and region."""
        found = mapping.shop_from(self._client.own_shops(), self._client.shop_id)
        if found is None:
            raise AuthRevoked("the permission is not for this shop (any more)")
        return found

    # Listings, stock and price

    def list_listings(self, cursor: str | None = None) -> Page[Listing | ChannelError]:
        """One page of products, every SKU on its own."""
        return reading.listing_page(self._client, cursor)

    def push_stock(self, levels: Sequence[StockLevel]) -> list[Outcome]:
        """Set the stock in every warehouse, one call per product."""
        return batches.push_stock(self._client, levels)

    def push_price(self, levels: Sequence[PriceLevel]) -> list[Outcome]:
        """Set the list price, one call per product."""
        return batches.push_price(self._client, levels)

    def set_visible(self, changes: Sequence[ListingVisibility]) -> list[Outcome]:
        """Activate or deactivate products."""
        return batches.set_visible(self._client, changes)

    def publish(self, draft: ListingDraft) -> list[Listing]:
        """Create a product; it is on sale once TikTok's audit is through."""
        return publishing.publish(self._client, draft)

    def categories(self) -> list[Category]:
        """The tree in Indonesian."""
        return publishing.categories(self._client)

    def category_attributes(self, category_id: str) -> list[Attribute]:
        """What the category asks."""
        return publishing.attributes(self._client, category_id)

    def finish(self, external_listing_id: str, draft: ListingDraft) -> list[Listing]:
        """What stands there: products are never half made."""
        return publishing.finish(self._client, external_listing_id)

    def edit(self, external_listing_id: str, draft: ListingDraft) -> Outcome:
        """Change the content; TikTok audits it anew."""
        try:
            publishing.edit(self._client, external_listing_id, draft)
        except ChannelError as error:
            return Outcome(subject=external_listing_id, error=error)
        return Outcome(subject=external_listing_id)

    # Orders

    def read_orders(
        self, since: datetime, until: datetime, cursor: str | None = None
    ) -> Page[ChannelOrder | ChannelError]:
        """One page of the orders updated between two moments."""
        return reading.order_page(self._client, since, until, cursor)

    def fetch_orders(self, refs: Sequence[OrderRef]) -> list[ChannelOrder | ChannelError]:
        """The orders named, fifty per call."""
        return reading.fetch_orders(self._client, refs)

    def cancel(
        self, order: OrderRef, reason: CancelReason, lines: Sequence[LineRef] = ()
    ) -> Outcome:
        """Cancel before shipment: the whole order, or the units named."""
        try:
            fulfilment.cancel(self._client, order, reason, lines)
        except ChannelError as error:
            return Outcome(subject=order.external_order_id, error=error)
        return Outcome(subject=order.external_order_id)

    def answer_cancellation(self, order: OrderRef, accept: bool) -> Outcome:
        """Accept or refuse the buyer's wish to cancel."""
        try:
            fulfilment.answer_cancellation(self._client, order, accept)
        except ChannelError as error:
            return Outcome(subject=order.external_order_id, error=error)
        return Outcome(subject=order.external_order_id)

    # Shipping

    def ship_options(self, order: OrderRef) -> ShipOptions:
        """Pickup times, drop-off, or a courier of the seller's own."""
        return fulfilment.ship_options(self._client, order)

    def ship(self, order: OrderRef, choice: ShipChoice) -> Shipment:
        """Arrange the hand-over of one package."""
        return fulfilment.ship(self._client, order, choice)

    def tracking(self, order: OrderRef) -> Shipment:
        """The tracking number as far as there is one."""
        return fulfilment.tracking(self._client, order)

    def request_label(self, order: OrderRef) -> Outcome:
        """Have the label made: asking for it is what makes it."""
        try:
            fulfilment.label_address(self._client, order)
        except ChannelError as error:
            return Outcome(subject=order.external_order_id, error=error)
        return Outcome(subject=order.external_order_id)

    def fetch_label(self, order: OrderRef) -> ShippingLabel | None:
        """The label, or None while TikTok is making it."""
        return fulfilment.label(self._client, order)

    # Money

    def read_settlements(
        self, since: datetime, until: datetime, cursor: str | None = None
    ) -> Page[Settlement | ChannelError]:
        """One page of daily statements with what every order brought and cost."""
        return settlement.settlement_page(self._client, since, until, cursor)

    # Notifications

    def verify_webhook(self, headers: Mapping[str, str], body: bytes, url: str) -> WebhookDelivery:
        """Prove a notification with the app's key and secret and read its hints."""
        webhook.verify(
            app_key=self._app.app_id,
            secret=self._app.secret.reveal(),
            headers=headers,
            body=body,
        )
        return webhook.read(body)


def _tokens(answer: Payload, cipher: str) -> TokenPair:
    """The pair with its ends, which TikTok gives as moments, not as durations."""
    return TokenPair(
        access=Secret(packed(cipher, answer.field("access_token").text())),
        refresh=Secret(packed(cipher, answer.field("refresh_token").text())),
        access_expires_at=answer.field("access_token_expire_in").seconds(),
        refresh_expires_at=answer.seconds_at("refresh_token_expire_in"),
    )
