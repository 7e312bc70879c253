"""The connector to `FakeMarketplace`: built like any other, and registered like any other."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import ClassVar, TypeVar

from integrations.channels.errors import (
    AuthRevoked,
    BadSignature,
    ChannelError,
    Conflict,
    NotFound,
    Rejected,
    Unavailable,
)
from integrations.channels.transport import Clock, Secret, Transport, header
from integrations.channels.words import (
    App,
    CancelReason,
    ChannelOrder,
    Credentials,
    Grant,
    Hint,
    HintKind,
    Limits,
    LineRef,
    Listing,
    ListingState,
    ListingVisibility,
    OrderRef,
    OrderState,
    Outcome,
    Page,
    PickupSlot,
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
from tests.fakes.marketplace import FakeMarketplace, Fault, Key

T = TypeVar("T")


def connector_to(market: FakeMarketplace) -> type[FakeConnector]:
    """A connector class bound to one marketplace, to be put into `registry.CONNECTORS`."""
    return type("BoundFakeConnector", (FakeConnector,), {"market": market})


def signature(app: App, body: bytes) -> str:
    """How the fake marketplace signs its notifications."""
    return hmac.new(app.secret.reveal().encode(), body, hashlib.sha256).hexdigest()


class FakeConnector:
    """Every capability of a shop connector, on top of a marketplace in memory."""

    code = "fake"
    label = "Pasar Uji"
    limits = Limits(
        stock_batch=50,
        order_detail_batch=50,
        max_window=timedelta(days=15),
        rate_per_second=10,
        burst=20,
    )
    market: ClassVar[FakeMarketplace]

    def __init__(
        self,
        credentials: Credentials | None,
        transport: Transport | None,
        clock: Clock,
        *,
        app: App,
        base_url: str = "",
    ) -> None:
        self._credentials = credentials
        self._clock = clock
        self._app = app

    # Stock, price, listings

    def push_stock(self, levels: Sequence[StockLevel]) -> list[Outcome]:
        def put(level: StockLevel) -> None:
            self.market.shelves[_key(level)].quantity = level.quantity

        return self._push("push_stock", levels, put)

    def push_price(self, levels: Sequence[PriceLevel]) -> list[Outcome]:
        def put(level: PriceLevel) -> None:
            self.market.shelves[_key(level)].price = level.price

        return self._push("push_price", levels, put)

    def _push(self, operation: str, levels: Sequence[T], put: Callable[[T], None]) -> list[Outcome]:
        if not levels:
            return []
        subjects = [level.subject for level in levels]  # type: ignore[attr-defined]
        try:
            fault = self._call(operation)
        except ChannelError as error:
            return [Outcome(subject=subject, error=error) for subject in subjects]
        with self.market.lock:
            outcomes = [self._put(level, put) for level in levels]
        if fault is Fault.DOWN_AFTER:
            lost = Unavailable("no answer within 15 s")
            return [Outcome(subject=subject, error=lost) for subject in subjects]
        return outcomes

    def _put(self, level: T, put: Callable[[T], None]) -> Outcome:
        key, subject = _key(level), level.subject  # type: ignore[attr-defined]
        if key not in self.market.shelves:
            return Outcome(subject=subject, error=NotFound(f"no listing {subject}"))
        if key in self.market.refused:
            reason = self.market.refused[key]
            error = Rejected(reason, fields={subject: reason}, code="refused")
            return Outcome(subject=subject, error=error)
        put(level)
        return Outcome(subject=subject)

    def list_listings(self, cursor: str | None = None) -> Page[Listing | ChannelError]:
        self._read("list_listings")
        return self._page(
            [
                Listing(
                    external_listing_id=listing_id,
                    external_variant_id=variant_id,
                    seller_sku=shelf.listing.seller_sku,
                    title=shelf.listing.title,
                    state=shelf.listing.state,
                    raw_state=shelf.listing.raw_state,
                    price=shelf.price,
                    quantity=shelf.quantity,
                )
                for (listing_id, variant_id), shelf in self.market.shelves.items()
                if shelf.listing.state is not ListingState.GONE
            ],
            cursor,
        )

    def set_visible(self, changes: Sequence[ListingVisibility]) -> list[Outcome]:
        try:
            self._read("set_visible")
        except ChannelError as error:
            return [Outcome(subject=change.external_listing_id, error=error) for change in changes]
        return [self._show(change) for change in changes]

    def _show(self, change: ListingVisibility) -> Outcome:
        subject = change.external_listing_id
        shelves = [shelf for key, shelf in self.market.shelves.items() if key[0] == subject]
        state = ListingState.LIVE if change.is_visible else ListingState.DRAFT
        for shelf in shelves:
            shelf.listing = replace(shelf.listing, state=state, raw_state=state.value)
        error = None if shelves else NotFound(f"no listing {subject}")
        return Outcome(subject=subject, error=error)

    # Orders

    def read_orders(
        self, since: datetime, until: datetime, cursor: str | None = None
    ) -> Page[ChannelOrder | ChannelError]:
        if until - since > self.limits.max_window:
            raise ValueError("the fake marketplace reads at most 15 days at once")
        self._read("read_orders")
        return self._page(
            [self.market.shown(order_id) for order_id in self.market.listed(since, until)], cursor
        )

    def fetch_orders(self, refs: Sequence[OrderRef]) -> list[ChannelOrder | ChannelError]:
        self._read("fetch_orders")
        return [
            self.market.shown(ref.external_order_id)
            if ref.external_order_id in self.market.orders
            else NotFound(f"no order {ref.external_order_id}")
            for ref in refs
        ]

    def cancel(
        self, order: OrderRef, reason: CancelReason, lines: Sequence[LineRef] = ()
    ) -> Outcome:
        def apply(found: ChannelOrder) -> None:
            if found.state not in {OrderState.UNPAID, OrderState.READY, OrderState.PROCESSED}:
                raise Conflict(f"the order is {found.raw_state}", code="wrong_state")
            self.market.cancel_as_seller(found.external_order_id)

        return self._outcome("cancel", order, apply)

    def answer_cancellation(self, order: OrderRef, accept: bool) -> Outcome:
        def apply(found: ChannelOrder) -> None:
            if found.state is not OrderState.CANCEL_REQUESTED:
                raise Conflict(f"the order is {found.raw_state}", code="wrong_state")
            if accept:
                self.market.cancel_as_seller(found.external_order_id)
            else:
                self.market.move(found.external_order_id, OrderState.READY)

        return self._outcome("answer_cancellation", order, apply)

    # Shipping

    def ship_options(self, order: OrderRef) -> ShipOptions:
        self._read("ship_options")
        return ShipOptions(
            external_order_id=order.external_order_id,
            methods=(ShipMethod.PICKUP, ShipMethod.DROPOFF),
            pickup_slots=(PickupSlot(address_id="1", slot_id="pagi", is_recommended=True),),
        )

    def ship(self, order: OrderRef, choice: ShipChoice) -> Shipment:
        def apply(found: ChannelOrder) -> None:
            if found.state is not OrderState.READY:
                raise Conflict(f"the order is {found.raw_state}", code="wrong_state")
            self.market.arrange(found.external_order_id, order.external_parcel_id)

        self._change("ship", order, apply)
        return self._shipment(order)

    def tracking(self, order: OrderRef) -> Shipment:
        self._read("tracking")
        return self._shipment(order)

    def _shipment(self, order: OrderRef) -> Shipment:
        found = self.market.orders[order.external_order_id]
        is_arranged = found.state not in {OrderState.UNPAID, OrderState.READY}
        number = f"RESI-{order.external_order_id}" if is_arranged else ""
        if len(found.parcels) > 1:
            wanted = order.external_parcel_id
            [number] = [
                each.tracking_number for each in found.parcels if each.external_parcel_id == wanted
            ]
        return Shipment(
            external_order_id=order.external_order_id,
            external_parcel_id=order.external_parcel_id,
            tracking_number=number,
        )

    def request_label(self, order: OrderRef) -> Outcome:
        return self._outcome("request_label", order, lambda found: None)

    def fetch_label(self, order: OrderRef) -> ShippingLabel | None:
        self._read("fetch_label")
        if not self._shipment(order).tracking_number:
            return None
        return ShippingLabel(content_type="application/pdf", content=b"%PDF-1.4 fake\n")

    # Money, notifications, consent

    def read_settlements(
        self, since: datetime, until: datetime, cursor: str | None = None
    ) -> Page[Settlement | ChannelError]:
        self._read("read_settlements")
        found = [paid for paid in self.market.settlements if since <= paid.released_at <= until]
        return self._page(found, cursor)

    def verify_webhook(self, headers: Mapping[str, str], body: bytes, url: str) -> WebhookDelivery:
        given = header(headers, "X-Fake-Signature") or ""
        if not hmac.compare_digest(given.encode(), signature(self._app, body).encode()):
            raise BadSignature("the notification's signature is missing or wrong")
        told = json.loads(body)
        hint = Hint(kind=HintKind.ORDER, external_shop_id=told["shop"], external_id=told["order"])
        return WebhookDelivery(delivery_key=str(told["n"]), hints=(hint,))

    def authorize_url(self, redirect: str, state: str) -> str:
        return f"https://pasar-uji.example/izin?kembali={redirect}&state={state}"

    def exchange(self, code: str, shop_id: str) -> Grant:
        if code != "good-code":
            raise AuthRevoked("the code is not valid", code="invalid_code")
        return self._grant(self.market.refresh_token)

    def refresh(self, refresh_token: str, shop_id: str = "") -> Grant:
        return self._grant(refresh_token)

    def _grant(self, refresh_token: str) -> Grant:
        fault = self.market.call("refresh", None)
        access, refresh = self.market.rotate(refresh_token)
        if fault is Fault.DOWN_AFTER:
            raise Unavailable("no answer within 15 s")
        now = self._clock()
        return Grant(
            external_shop_id=self.market.shop_id,
            tokens=TokenPair(
                access=Secret(access),
                refresh=Secret(refresh),
                access_expires_at=now + timedelta(hours=4),
                refresh_expires_at=now + timedelta(days=30),
            ),
        )

    def shop_info(self) -> ShopInfo:
        self._read("shop_info")
        return ShopInfo(external_shop_id=self.market.shop_id, name="Toko Uji", region="ID")

    # Calls

    def _call(self, operation: str) -> Fault | None:
        if self._credentials is None:
            raise AuthRevoked("this call needs a connected shop")
        return self.market.call(operation, self._credentials.access_token.reveal())

    def _read(self, operation: str) -> None:
        """A read whose answer is lost has simply failed."""
        if self._call(operation) is Fault.DOWN_AFTER:
            raise Unavailable("no answer within 15 s")

    def _change(
        self, operation: str, order: OrderRef, apply: Callable[[ChannelOrder], None]
    ) -> None:
        fault = self._call(operation)
        with self.market.lock:
            found = self.market.orders.get(order.external_order_id)
            if found is None:
                raise NotFound(f"no order {order.external_order_id}")
            apply(found)
        if fault is Fault.DOWN_AFTER:
            raise Unavailable("no answer within 15 s")

    def _outcome(
        self, operation: str, order: OrderRef, apply: Callable[[ChannelOrder], None]
    ) -> Outcome:
        try:
            self._change(operation, order, apply)
        except ChannelError as error:
            return Outcome(subject=order.external_order_id, error=error)
        return Outcome(subject=order.external_order_id)

    def _page(self, found: Sequence[T], cursor: str | None) -> Page[T]:
        start = int(cursor or "0")
        end = start + self.market.page_size
        items = tuple(found[start:end])
        return Page(items=items, next_cursor=str(end) if end < len(found) else None)


def _key(level: object) -> Key:
    return (level.external_listing_id, level.external_variant_id)  # type: ignore[attr-defined]
