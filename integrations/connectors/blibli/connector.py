"""One Blibli shop, spoken to in neutral words."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from integrations.channels.errors import ChannelError, Rejected
from integrations.channels.transport import Clock, Secret, Transport
from integrations.channels.words import (
    App,
    CancelReason,
    ChannelOrder,
    Credentials,
    Grant,
    KeyField,
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
    ShipOptions,
    ShippingLabel,
    ShopInfo,
    StockLevel,
    TokenPair,
    WebhookDelivery,
)
from integrations.connectors.blibli import fulfilment, reading, settlement, webhook, writing
from integrations.connectors.blibli.client import BlibliClient, Keys

_SELLER_KEY = re.compile(r"[0-9A-Fa-f]{64}")


def _per(seconds: float, calls: int, burst: int, operation: str) -> OperationLimit:
    """A quota as a pace: the burst and what flows in during the window make the quota together."""
    return OperationLimit(
        operation=operation, rate_per_second=(calls - burst) / seconds, burst=burst
    )


class BlibliConnector:
    """Everything we can do with one Blibli account. Holds no state but its keys."""

    code = "blibli"
    label = "Blibli"
    takes_refusals = False  # agreeing is cancelling; whoever refuses hands the parcel over
    limits = Limits(
        stock_batch=10,
        order_detail_batch=20,
        max_window=reading.MAX_WINDOW,
        rate_per_second=5,
        burst=20,
        # Half of the list's quota is for polling, the rest for numbers and notifications.
        poll_every=timedelta(seconds=36),
        operations=(
            _per(1800, 100, 20, reading.ORDERS),
            _per(60, 60, 10, writing.STOCK),
            _per(60, 25, 5, writing.BULK),
            _per(60, 25, 12, reading.PRODUCTS),  # a person and the worker may read at once
            _per(86_400, 7_200, 60, fulfilment.CREATE_PACKAGE),
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
        self._client = BlibliClient(credentials, transport, clock, app=app, base_url=base_url)

    # Keys

    def key_fields(self) -> tuple[KeyField, ...]:
        """What the seller copies from the Seller Center."""
        return (
            KeyField(name="seller_key"),
            KeyField(name="username", is_secret=False),
            KeyField(name="store_code", is_secret=False),
            KeyField(name="signature_key", is_required=False),
        )

    def grant_from_keys(self, values: Mapping[str, str]) -> Grant:
        """The keys as an account's credentials; they do not expire. Makes no call."""
        found = {name: values.get(name, "").strip() for name in _NAMES}
        wrong = {
            name: "missing or copied incompletely"
            for name in ("seller_key", "username", "store_code")
            if not found[name] or _is_broken(name, found[name])
        }
        if wrong:
            raise Rejected("these keys cannot be Blibli's", fields=wrong)
        keys = Keys(
            seller_key=Secret(found["seller_key"]),
            username=found["username"],
            store_code=found["store_code"],
            signature_key=Secret(found["signature_key"]),
        )
        return Grant(
            external_shop_id=keys.store_code,
            tokens=TokenPair(access=keys.sealed(), refresh=Secret(""), access_expires_at=None),
        )

    def shop_info(self) -> ShopInfo:
        """Proves the keys; the shop is called by its code."""
        return reading.shop_info(self._client)

    # Listings, stock and price

    def list_listings(self, cursor: str | None = None) -> Page[Listing | ChannelError]:
        """One page of products, every choice on its own."""
        return reading.listing_page(self._client, cursor)

    def push_stock(self, levels: Sequence[StockLevel]) -> list[Outcome]:
        """Set the sellable units, one call for each choice and pickup point."""
        return writing.push_stock(self._client, levels)

    def push_price(self, levels: Sequence[PriceLevel]) -> list[Outcome]:
        """Hand prices to Blibli's queue, a hundred a call. Taken is not applied yet."""
        return writing.push_price(self._client, levels)

    def set_visible(self, changes: Sequence[ListingVisibility]) -> list[Outcome]:
        """Switch all choices of each product on or off, through the queue."""
        return writing.set_visible(self._client, changes)

    # Orders

    def read_orders(
        self, since: datetime, until: datetime, cursor: str | None = None
    ) -> Page[ChannelOrder | ChannelError]:
        """One page of the orders paid until `until`, from ten days before `since`."""
        return reading.order_page(self._client, since, until, cursor)

    def fetch_orders(self, refs: Sequence[OrderRef]) -> list[ChannelOrder | ChannelError]:
        """The orders named, in one call, and the addresses of those still to be sent."""
        return reading.fetch_orders(self._client, refs) if refs else []

    def cancel(
        self, order: OrderRef, reason: CancelReason, lines: Sequence[LineRef] = ()
    ) -> Outcome:
        """Cancel all items before shipment; `lines` changes nothing, the order ends as a whole."""
        return _outcome(order.external_order_id, fulfilment.cancel, self._client, order, reason)

    def answer_cancellation(self, order: OrderRef, accept: bool) -> Outcome:
        """Blibli knows no open wish: agreeing is cancelling, and there is nothing to refuse."""
        subject = order.external_order_id
        if not accept:
            error = Rejected(
                "Blibli asks no seller: hand the parcel over to refuse",
                fields={"accept": "cannot be refused"},
            )
            return Outcome(subject=subject, error=error, is_sent=False)
        why = CancelReason.BUYER_ASKED
        return _outcome(subject, fulfilment.cancel, self._client, order, why)

    # Shipping

    def ship_options(self, order: OrderRef) -> ShipOptions:
        """What the seller's own setting at Blibli allows."""
        return fulfilment.ship_options(self._client, order)

    def ship(self, order: OrderRef, choice: ShipChoice) -> Shipment:
        """Pack, then fulfil; with a number of one's own where the seller sends."""
        return fulfilment.ship(self._client, order, choice)

    def tracking(self, order: OrderRef) -> Shipment:
        """The tracking number as far as there is one."""
        return fulfilment.shipment_of(self._client, order)

    def request_label(self, order: OrderRef) -> Outcome:
        """Labels need not be asked for, but there is none before the order is packed."""
        subject = order.external_order_id
        return _outcome(subject, fulfilment.require_package, self._client, order)

    def fetch_label(self, order: OrderRef) -> ShippingLabel | None:
        """The label, or None while there is none."""
        return fulfilment.label(self._client, order)

    # Money

    def read_settlements(
        self, since: datetime, until: datetime, cursor: str | None = None
    ) -> Page[Settlement | ChannelError]:
        """One page of paid-out items, a call for the details of each."""
        return settlement.settlement_page(self._client, since, until, cursor)

    # Notifications

    def verify_webhook(self, headers: Mapping[str, str], body: bytes, url: str) -> WebhookDelivery:
        """Prove a notification with the app's key and read its hint."""
        webhook.verify(key=self._app.secret.reveal(), headers=headers, body=body, url=url)
        return webhook.read(body)


_NAMES = ("seller_key", "username", "store_code", "signature_key")


def _is_broken(name: str, value: str) -> bool:
    if name == "seller_key":
        return _SELLER_KEY.fullmatch(value) is None
    return any(letter.isspace() for letter in value)


def _outcome(subject: str, do: Callable[..., None], *arguments: object) -> Outcome:
    try:
        do(*arguments)
    except ChannelError as error:
        return Outcome(subject=subject, error=error)
    return Outcome(subject=subject)
