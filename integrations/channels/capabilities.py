"""What a connector may be able to do. A connector has a capability by having its methods.

All calls may raise any `ChannelError`, except where an `Outcome` is returned: there every error of
the channel is inside the outcome. No call waits, retries or remembers anything.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol, runtime_checkable

from integrations.channels.errors import ChannelError
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
    ListingLimits,
    ListingVisibility,
    OrderRef,
    Outcome,
    Page,
    Post,
    Posted,
    PriceLevel,
    Settlement,
    ShipChoice,
    Shipment,
    ShipOptions,
    ShippingLabel,
    ShopInfo,
    StockLevel,
    WebhookDelivery,
)


class Connector(Protocol):
    """What every connector has. `code` is its folder and registry key, `label` its brand name."""

    code: str
    label: str
    limits: Limits

    def shop_info(self) -> ShopInfo:
        """The shop behind the account."""
        ...


class ConnectorFactory(Protocol):
    """How a connector is built for one account.

    `credentials` is None before an account exists (consent, notifications of the whole app).
    `base_url` "" takes the app's `api_base`, and without that the platform's production host.
    The class itself tells code, label, limits and `capabilities` before anything is built.
    """

    code: str
    label: str
    limits: Limits

    def __call__(
        self,
        credentials: Credentials | None,
        transport: Transport,
        clock: Clock,
        *,
        app: App,
        base_url: str = "",
    ) -> Connector: ...


@runtime_checkable
class PushesStock(Protocol):
    """Sets the number of sellable units."""

    def push_stock(self, levels: Sequence[StockLevel]) -> list[Outcome]:
        """Set absolute numbers; one outcome per level, in order. Never raises a ChannelError."""
        ...


@runtime_checkable
class PushesPrice(Protocol):
    """Sets list prices."""

    def push_price(self, levels: Sequence[PriceLevel]) -> list[Outcome]:
        """Set prices; one outcome per level, in order. Never raises a ChannelError."""
        ...


@runtime_checkable
class ManagesListings(Protocol):
    """Reads what is for sale and shows or hides it."""

    def list_listings(self, cursor: str | None = None) -> Page[Listing | ChannelError]:
        """One page of all listings, variants as items of their own, gone ones left out.

        A listing that cannot be read is a `BadPayload` or `NotFound` in its place.
        """
        ...

    def set_visible(self, changes: Sequence[ListingVisibility]) -> list[Outcome]:
        """Show or hide listings; one outcome per change, in order. Never raises a ChannelError."""
        ...


@runtime_checkable
class PublishesListings(Protocol):
    """Creates listings."""

    def publish(self, draft: ListingDraft) -> list[Listing]:
        """Create a listing with its pictures; returns its variants (or itself) with their ids.

        Not repeatable: after an unknown outcome look for the seller SKU before trying again.
        """
        ...


@runtime_checkable
class EditsListings(Protocol):
    """Asks what a category wants, goes on with a listing half made, and changes one.

    Together with `PublishesListings` this is everything the engine needs to put goods up by itself.
    """

    listing_limits: ListingLimits

    def categories(self) -> list[Category]:
        """The whole tree, as the channel shows it to this shop."""
        ...

    def category_attributes(self, category_id: str) -> list[Attribute]:
        """What the category asks."""
        ...

    def finish(self, external_listing_id: str, draft: ListingDraft) -> list[Listing]:
        """Go on with a listing of this draft that was left without its variants."""
        ...

    def edit(self, external_listing_id: str, draft: ListingDraft) -> Outcome:
        """Make title, description, pictures, category, attributes, weight and size the draft's.

        Never touches stock, prices or variants. May be repeated. Never raises a ChannelError.
        """
        ...


@runtime_checkable
class ReadsOrders(Protocol):
    """Reads orders. A broken or missing order is an error in its place, not a failed page."""

    def read_orders(
        self, since: datetime, until: datetime, cursor: str | None = None
    ) -> Page[ChannelOrder | ChannelError]:
        """One page of the orders updated in `[since, until]`, at most `limits.max_window` apart.

        Errors in the page are `BadPayload` (with `ref` and `raw`) or `NotFound`.
        """
        ...

    def fetch_orders(self, refs: Sequence[OrderRef]) -> list[ChannelOrder | ChannelError]:
        """The orders named, one answer per ref, in order."""
        ...


@runtime_checkable
class Ships(Protocol):
    """Arranges shipments. `order` names one parcel where the channel has split the order.

    A connector of a channel without labels says so with `makes_labels = False`: then a label is
    refused without a call.
    """

    def ship_options(self, order: OrderRef) -> ShipOptions:
        """What can be chosen for this order."""
        ...

    def ship(self, order: OrderRef, choice: ShipChoice) -> Shipment:
        """Arrange the shipment. Not repeatable: after `Unavailable` read the order again."""
        ...

    def tracking(self, order: OrderRef) -> Shipment:
        """The tracking number, "" while the courier has given none."""
        ...

    def request_label(self, order: OrderRef) -> Outcome:
        """Ask for the label to be made; may be repeated. Never raises a ChannelError."""
        ...

    def fetch_label(self, order: OrderRef) -> ShippingLabel | None:
        """The label, or None while it is being made."""
        ...


@runtime_checkable
class CancelsOrders(Protocol):
    """Cancels orders and answers buyers who ask for it."""

    def cancel(
        self, order: OrderRef, reason: CancelReason, lines: Sequence[LineRef] = ()
    ) -> Outcome:
        """Cancel the order before shipment. Never raises a ChannelError.

        `lines` names what is out of stock; without them, OUT_OF_STOCK means every line.
        """
        ...

    def answer_cancellation(self, order: OrderRef, accept: bool) -> Outcome:
        """Accept or refuse the buyer's wish to cancel. Never raises a ChannelError.

        Where the channel has no call for it: `Rejected`, not sent. A connector whose channel hears
        no refusal says so with `takes_refusals = False`.
        """
        ...


@runtime_checkable
class ReadsSettlements(Protocol):
    """Reads payouts."""

    def read_settlements(
        self, since: datetime, until: datetime, cursor: str | None = None
    ) -> Page[Settlement | ChannelError]:
        """One page of the payouts released in `[since, until]`; broken ones as errors in place."""
        ...


@runtime_checkable
class ReceivesWebhooks(Protocol):
    """Understands the channel's notifications. Works without credentials."""

    def verify_webhook(self, headers: Mapping[str, str], body: bytes, url: str) -> WebhookDelivery:
        """Prove where it comes from and say what it hints at.

        `body` is the raw body, `url` the address as registered. Raises `BadSignature` and nothing
        else: whatever is signed but unreadable has no hints.
        """
        ...


@runtime_checkable
class Authorizes(Protocol):
    """Obtains and renews a seller's consent. All calls work without credentials."""

    def authorize_url(self, redirect: str, state: str) -> str:
        """The consent page. The seller returns to `redirect`, which can be told `state` again."""
        ...

    def exchange(self, code: str, shop_id: str) -> Grant:
        """Turn the code the seller came back with into tokens. The code works once."""
        ...

    def refresh(self, refresh_token: str, shop_id: str = "") -> Grant:
        """Renew the tokens. One process at a time: on some channels the old token dies at once.

        `shop_id` "" takes the account's own.
        """
        ...


@runtime_checkable
class TakesKeys(Protocol):
    """Is linked with keys that a person copies from the channel's own pages; they do not expire.

    A channel has this or `Authorizes`.
    """

    def key_fields(self) -> tuple[KeyField, ...]:
        """What has to be copied, in the order in which the channel shows it."""
        ...

    def grant_from_keys(self, values: Mapping[str, str]) -> Grant:
        """The keys as an account's credentials. Makes no call: `shop_info` proves them.

        Raises `Rejected` with the fields that cannot be right.
        """
        ...


@runtime_checkable
class Posts(Protocol):
    """Publishes posts."""

    def post(self, post: Post) -> Posted:
        """Publish. Not repeatable: after `Unavailable` use `find_post`."""
        ...

    def find_post(self, marker: str) -> Posted | None:
        """The post with that marker, or None."""
        ...


CAPABILITIES: dict[str, type] = {
    protocol.__name__: protocol
    for protocol in (
        PushesStock,
        PushesPrice,
        ManagesListings,
        PublishesListings,
        EditsListings,
        ReadsOrders,
        Ships,
        CancelsOrders,
        ReadsSettlements,
        ReceivesWebhooks,
        Authorizes,
        TakesKeys,
        Posts,
    )
}


def takes_refusals(connector: object) -> bool:
    """Whether the channel of a connector (or its class) lets a wish to cancel be refused."""
    return bool(getattr(connector, "takes_refusals", True))


def makes_labels(connector: object) -> bool:
    """Whether a channel that ships prints labels; False leaves them to the seller's courier."""
    return bool(getattr(connector, "makes_labels", True))


def takes_units_when_paid(connector: object) -> bool:
    """Whether the channel lowers its own number only once an order is paid, not when it is placed.

    Then the number must be sent again at that moment: it holds the unpaid units for a second time.
    """
    return bool(getattr(connector, "takes_units_when_paid", False))


def capabilities(connector: object) -> frozenset[str]:
    """The names of what a connector (or its class) can do, read off its methods."""
    return frozenset(
        name for name, protocol in CAPABILITIES.items() if isinstance(connector, protocol)
    )
