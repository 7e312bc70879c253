"""One Lazada shop, spoken to in neutral words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from urllib.parse import urlencode

from integrations.channels.errors import (
    STOPS_A_BATCH,
    ChannelError,
    Rejected,
    Unavailable,
)
from integrations.channels.payload import Payload
from integrations.channels.transport import Clock, Secret, Transport
from integrations.channels.words import (
    App,
    CancelReason,
    ChannelOrder,
    Credentials,
    Grant,
    Limits,
    LineRef,
    Listing,
    ListingVisibility,
    OperationLimit,
    OrderRef,
    Outcome,
    Page,
    PriceLevel,
    Settlement,
    ShipChoice,
    Shipment,
    ShipMethod,
    ShipOptions,
    ShippingLabel,
    ShopInfo,
    StockLevel,
    TokenPair,
    WebhookDelivery,
)
from integrations.connectors.lazada import (
    batches,
    fulfilment,
    mapping,
    reading,
    settlement,
    webhook,
)
from integrations.connectors.lazada.client import LazadaClient

COUNTRY = "id"


class LazadaConnector:
    """Everything we can do with one Lazada account. Holds no state but its keys."""

    code = "lazada"
    label = "Lazada"
    takes_refusals = False  # there is no call for it
    # Lazada tells an app's rates in its console only; this is the pace we keep of our own accord.
    limits = Limits(
        stock_batch=2 * batches.SKUS_PER_CALL,
        order_detail_batch=10,  # each order's head is a call of its own
        max_window=reading.MAX_WINDOW,
        rate_per_second=10,
        burst=20,
        operations=(
            OperationLimit(operation=batches.STOCK_PATH.lstrip("/"), rate_per_second=50, burst=50),
        ),
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
        self._client = LazadaClient(credentials, transport, clock, app=app, base_url=base_url)

    # Consent and tokens

    def authorize_url(self, redirect: str, state: str) -> str:
        """The consent page. Lazada lets the seller log in anew each time (`force_auth`)."""
        query = {
            "response_type": "code",
            "force_auth": "true",
            "redirect_uri": redirect,
            "client_id": self._app.app_id,
            "state": state,
        }
        return f"{self._client.auth_url}/oauth/authorize?{urlencode(query)}"

    def exchange(self, code: str, shop_id: str) -> Grant:
        """Turn the code of the consent page into tokens; it works once, for thirty minutes."""
        return self._grant("/auth/token/create", "code", code, shop_id)

    def refresh(self, refresh_token: str, shop_id: str = "") -> Grant:
        """Renew the pair. The end of the consent stays where it was."""
        shop = shop_id or self._client.shop_id
        return self._grant("/auth/token/refresh", "refresh_token", refresh_token, shop)

    def _grant(self, path: str, name: str, secret: str, shop_id: str) -> Grant:
        # Taken before the call, so that the tokens never look younger than they are.
        asked_at = self._client.now()
        answer = self._client.post_public(path, name, secret)
        return Grant(
            external_shop_id=_seller_id(answer) or shop_id,
            tokens=TokenPair(
                access=Secret(answer.field("access_token").text()),
                refresh=Secret(answer.field("refresh_token").text()),
                access_expires_at=asked_at + _seconds(answer, "expires_in"),
                refresh_expires_at=asked_at + _seconds(answer, "refresh_expires_in"),
            ),
        )

    def shop_info(self) -> ShopInfo:
        """Name and state of the shop."""
        return mapping.shop_from(self._client.get("/seller/get"))

    # Listings, stock and price

    def list_listings(self, cursor: str | None = None) -> Page[Listing | ChannelError]:
        """One page of products, every SKU on its own."""
        return reading.listing_page(self._client, cursor)

    def push_stock(self, levels: Sequence[StockLevel]) -> list[Outcome]:
        """Set the sellable units, twenty SKUs per call."""
        return batches.push(self._client, batches.STOCK_PATH, levels, batches.stock_entry)

    def push_price(self, levels: Sequence[PriceLevel]) -> list[Outcome]:
        """Set the list price, twenty SKUs per call."""
        return batches.push(self._client, batches.PRICE_PATH, levels, batches.price_entry)

    def set_visible(self, changes: Sequence[ListingVisibility]) -> list[Outcome]:
        """Activate or deactivate all SKUs of each product, one product after the other."""
        outcomes: list[Outcome] = []
        hopeless: ChannelError | None = None
        for change in changes:
            item_id = change.external_listing_id
            if hopeless is not None:
                outcomes.append(Outcome(subject=item_id, error=hopeless, is_sent=False))
                continue
            outcome = _outcome(
                item_id, reading.show_or_hide, self._client, item_id, change.is_visible
            )
            outcomes.append(outcome)
            hopeless = outcome.error if isinstance(outcome.error, STOPS_A_BATCH) else None
        return outcomes

    # Orders

    def read_orders(
        self, since: datetime, until: datetime, cursor: str | None = None
    ) -> Page[ChannelOrder | ChannelError]:
        """One page of the orders updated between two moments at most fifteen days apart."""
        return reading.order_page(self._client, since, until, cursor)

    def fetch_orders(self, refs: Sequence[OrderRef]) -> list[ChannelOrder | ChannelError]:
        """The orders named, a call for each and one for all their units."""
        return reading.fetch_orders(self._client, refs) if refs else []

    def cancel(
        self, order: OrderRef, reason: CancelReason, lines: Sequence[LineRef] = ()
    ) -> Outcome:
        """Cancel all units before shipment; `lines` changes nothing, the order ends as a whole."""
        return _outcome(order.external_order_id, fulfilment.cancel, self._client, order, reason)

    def answer_cancellation(self, order: OrderRef, accept: bool) -> Outcome:
        """Accept the buyer's wish to cancel. Lazada has no call that refuses it."""
        subject = order.external_order_id
        if not accept:
            error = Rejected(
                "Lazada takes no refusal: hand the parcel over before the wish takes effect",
                fields={"accept": "cannot be refused"},
            )
            return Outcome(subject=subject, error=error, is_sent=False)
        return _outcome(subject, fulfilment.agree, self._client, order)

    # Shipping

    def ship_options(self, order: OrderRef) -> ShipOptions:
        """Lazada chooses the courier and how it gets the parcel: there is nothing to choose."""
        return ShipOptions(
            external_order_id=order.external_order_id,
            methods=(ShipMethod.DROPOFF,),
            needs=((ShipMethod.DROPOFF, ()),),
        )

    def ship(self, order: OrderRef, choice: ShipChoice) -> Shipment:
        """Pack, then report readiness. The courier is Lazada's choice."""
        if choice.method is ShipMethod.OWN_COURIER:
            raise Rejected("Lazada ships with its own couriers", fields={"method": "not offered"})
        return fulfilment.ship(self._client, order)

    def tracking(self, order: OrderRef) -> Shipment:
        """The tracking number as far as there is one."""
        return fulfilment.shipment_of(self._client, order)

    def request_label(self, order: OrderRef) -> Outcome:
        """Labels need not be asked for, but there is none before the order is packed."""
        outcome = _outcome(order.external_order_id, self._require_parcel, order)
        return outcome

    def _require_parcel(self, order: OrderRef) -> None:
        if not self.tracking(order).external_parcel_id:
            raise Unavailable("the order is not packed yet")

    def fetch_label(self, order: OrderRef) -> ShippingLabel | None:
        """The label, or None while there is none."""
        return fulfilment.label(self._client, order)

    # Money

    def read_settlements(
        self, since: datetime, until: datetime, cursor: str | None = None
    ) -> Page[Settlement | ChannelError]:
        """One week of paid lines, as one settlement per order."""
        return settlement.settlement_page(self._client, since, until, cursor)

    # Notifications

    def verify_webhook(self, headers: Mapping[str, str], body: bytes, url: str) -> WebhookDelivery:
        """Prove a push with the app's key and read its hint. The address is not signed."""
        webhook.verify(
            app_key=self._app.app_id,
            app_secret=self._app.secret.reveal(),
            headers=headers,
            body=body,
        )
        return webhook.read(body)


def _outcome(subject: str, do: Callable[..., None], *arguments: object) -> Outcome:
    try:
        do(*arguments)
    except ChannelError as error:
        return Outcome(subject=subject, error=error)
    return Outcome(subject=subject)


def _seconds(answer: Payload, name: str) -> timedelta:
    return timedelta(seconds=answer.field(name).integer())


def _seller_id(answer: Payload) -> str:
    """The shop of our country; a cross-border account has one in each."""
    rows = answer.rows_at("country_user_info")
    own = [row for row in rows if row.text_at("country").lower() == COUNTRY]
    return next((row.text_at("seller_id") for row in own or rows), "")
