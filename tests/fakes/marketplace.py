"""A small marketplace in memory, with faults on demand, spoken to through a real connector.

    market = FakeMarketplace(clock)
    monkeypatch.setitem(registry.CONNECTORS, "fake", connector_to(market))
    coffee = market.list_item(seller_sku="KOPI-250", quantity=10, price=90_000)
    order_id = market.buy(coffee, quantity=2)
    market.fail("push_stock", Fault.DOWN_AFTER)

It keeps one shop. Stock leaves at the order, also unpaid, and comes back with a cancellation.
"""

from __future__ import annotations

import itertools
import threading
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import Enum

from integrations.channels.errors import (
    AuthExpired,
    AuthRevoked,
    BadPayload,
    ChannelError,
    Conflict,
    RateLimited,
    Unavailable,
)
from integrations.channels.words import (
    ChannelOrder,
    ChannelOrderLine,
    ChannelParcel,
    Listing,
    ListingState,
    OrderState,
    Recipient,
    Rupiah,
    Settlement,
    SettlementKind,
    SettlementLine,
)

Key = tuple[str, str]
"""Listing and variant id."""


class FakeClock:
    """A clock that stands still until it is moved."""

    def __init__(self, now: datetime = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)) -> None:
        self._now = now

    def __call__(self) -> datetime:
        return self._now

    def advance(self, **kwargs: float) -> datetime:
        """Move on by a timedelta's arguments: `advance(minutes=5)`."""
        self._now += timedelta(**kwargs)
        return self._now


class Fault(Enum):
    """What can happen to a call."""

    RATE_LIMITED = "429, nothing done"
    DOWN_BEFORE = "5xx, nothing done"
    DOWN_AFTER = "done, but the answer was lost"
    TOKEN_EXPIRED = "the access token is refused once"
    REVOKED = "the seller has withdrawn the consent"


@dataclass(slots=True)
class Shelf:
    """One listing as the marketplace keeps it."""

    listing: Listing
    quantity: int
    price: Rupiah


@dataclass(slots=True)
class FakeMarketplace:
    """The far side: what the marketplace knows, what its buyers do, what goes wrong there.

    `clock_skew` shifts every time it writes; `order_lag` keeps changed orders out of the list (not
    out of a direct fetch) for a while; `page_size` bounds a page; `repeat_orders` shows each order
    twice in a page, as a list does whose pages shift while they are read.
    """

    clock: Callable[[], datetime] = field(default_factory=FakeClock)
    shop_id: str = "777001"
    retry_after: float | None = 7.0
    clock_skew: timedelta = timedelta(0)
    order_lag: timedelta = timedelta(0)
    page_size: int = 50
    repeat_orders: bool = False
    access_token: str = "fake-access-0"
    refresh_token: str = "fake-refresh-0"
    shelves: dict[Key, Shelf] = field(default_factory=dict)
    orders: dict[str, ChannelOrder] = field(default_factory=dict)
    broken_orders: set[str] = field(default_factory=set)
    refused: dict[Key, str] = field(default_factory=dict)
    settlements: list[Settlement] = field(default_factory=list)
    pushes: list[bytes] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    lock: threading.RLock = field(default_factory=threading.RLock)
    _numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))
    _faults: dict[str, deque[Fault]] = field(default_factory=lambda: defaultdict(deque))
    _seen_at: dict[str, datetime] = field(default_factory=dict)

    # The shelf

    def list_item(
        self,
        *,
        seller_sku: str,
        quantity: int,
        price: int = 50_000,
        title: str = "",
        variant_of: str = "",
    ) -> Key:
        """Put something up for sale; `variant_of` makes it a variant of an existing listing id."""
        number = next(self._numbers)
        key = (variant_of, f"V{number}") if variant_of else (f"L{number}", "")
        listing = Listing(
            external_listing_id=key[0],
            external_variant_id=key[1],
            seller_sku=seller_sku,
            title=title or f"Barang {seller_sku}",
            state=ListingState.LIVE,
            raw_state="live",
        )
        with self.lock:
            self.shelves[key] = Shelf(listing=listing, quantity=quantity, price=Rupiah(price))
        return key

    def quantity(self, key: Key) -> int:
        """What a buyer sees now."""
        return self.shelves[key].quantity

    # Buyers and couriers

    def buy(self, key: Key, *, quantity: int = 1, is_paid: bool = True) -> str:
        """A buyer orders; sells beyond the shelf never. Returns the order's id."""
        with self.lock:
            shelf = self.shelves[key]
            if shelf.quantity < quantity:
                raise SoldOut(f"{key} has {shelf.quantity} left, not {quantity}")
            shelf.quantity -= quantity
            order_id = f"F{next(self._numbers):06d}"
            now = self.now()
            order = ChannelOrder(
                external_order_id=order_id,
                state=OrderState.UNPAID,
                raw_state="unpaid",
                created_at=now,
                updated_at=now,
                lines=(self._line(key, quantity),),
                parcels=(ChannelParcel(external_parcel_id=f"P-{order_id}"),),
                recipient=Recipient(name="B***i", phone="******21", is_masked=True),
                total=shelf.price * quantity,
                payload=f'{{"id": "{order_id}"}}',
            )
            self._store(order)
            if is_paid:
                self.pay(order_id)
            return order_id

    def pay(self, order_id: str) -> None:
        """The buyer pays."""
        now = self.now()
        self.move(order_id, OrderState.READY, paid_at=now, ship_by=now + timedelta(days=2))

    def split(self, order_id: str, *names: str) -> None:
        """The order is to be sent in several parcels, each with a number of its own."""
        parcels = tuple(ChannelParcel(external_parcel_id=name, courier="Reg") for name in names)
        self.move(order_id, self.orders[order_id].state, parcels=parcels)

    def arrange(self, order_id: str, parcel_id: str) -> None:
        """The courier is told of the order, or of one parcel of an order that was split."""
        order = self.orders[order_id]
        if len(order.parcels) == 1:
            self.move(order_id, OrderState.PROCESSED)
            return
        mine = {each.external_parcel_id: each for each in order.parcels}[parcel_id]
        if mine.tracking_number:
            raise Conflict("the parcel is arranged", code="wrong_state")
        told = replace(mine, tracking_number=f"RESI-{parcel_id}")
        parcels = tuple(told if each is mine else each for each in order.parcels)
        is_whole = all(each.tracking_number for each in parcels)
        state = OrderState.PROCESSED if is_whole else order.state
        self.move(order_id, state, parcels=parcels)

    def cancel_as_buyer(self, order_id: str) -> None:
        """The buyer (or the marketplace) cancels: the units are for sale again."""
        self._cancel(order_id, by="buyer")

    def ask_to_cancel(self, order_id: str) -> None:
        """The buyer asks the seller to cancel."""
        self.move(order_id, OrderState.CANCEL_REQUESTED)

    def move(self, order_id: str, state: OrderState, **facts: object) -> None:
        """Any other step: the courier, the clock, the seller's own app."""
        with self.lock:
            order = self.orders[order_id]
            moment = max(self.now(), order.updated_at)
            self._store(
                replace(order, state=state, raw_state=state.value, updated_at=moment, **facts)
            )

    def pay_out(self, order_id: str, *, fee: int) -> Settlement:
        """The marketplace pays out an order, keeping `fee`."""
        with self.lock:
            total = self.orders[order_id].total or Rupiah(0)
            amounts = ((SettlementKind.SALE, total), (SettlementKind.COMMISSION, Rupiah(-fee)))
            settlement = Settlement(
                statement_id=f"S-{order_id}",
                released_at=self.now(),
                total=total - fee,
                lines=tuple(
                    SettlementLine(
                        line_id=f"{order_id}:{kind}",
                        external_order_id=order_id,
                        kind=kind,
                        amount=amount,
                    )
                    for kind, amount in amounts
                ),
            )
            self.settlements.append(settlement)
            return settlement

    # Faults

    def fail(self, operation: str, fault: Fault, times: int = 1) -> None:
        """Let the next calls of an operation ("push_stock", "*" for any) go wrong."""
        self._faults[operation].extend([fault] * times)

    def refuse(self, key: Key, reason: str) -> None:
        """Refuse every number for one listing until `allow`: the rest of the batch goes through."""
        self.refused[key] = reason

    def allow(self, key: Key) -> None:
        """Take a refusal back."""
        self.refused.pop(key, None)

    def break_order(self, order_id: str) -> None:
        """Show an order that nobody can read."""
        self.broken_orders.add(order_id)

    def expire_token(self) -> None:
        """The access token given out so far is refused from now on."""
        self.access_token = f"fake-access-{next(self._numbers)}"

    def rotate(self, refresh_token: str) -> tuple[str, str]:
        """Trade a refresh token for a new pair; the old one is dead."""
        with self.lock:
            if refresh_token != self.refresh_token:
                raise AuthRevoked("that refresh token has been used", code="refresh_used")
            self.expire_token()
            self.refresh_token = f"fake-refresh-{next(self._numbers)}"
            return self.access_token, self.refresh_token

    # What the connector needs

    def now(self) -> datetime:
        """The marketplace's own idea of the time."""
        return self.clock() + self.clock_skew

    def call(self, operation: str, access_token: str | None) -> Fault | None:
        """Count a call, let it fail as ordered; returns DOWN_AFTER for the caller to obey."""
        with self.lock:
            self.calls.append(operation)
            queue = self._faults[operation] or self._faults["*"]
            fault = queue.popleft() if queue else None
        if fault in _BEFORE:
            raise _BEFORE[fault](self)
        if access_token is not None and access_token != self.access_token:
            raise AuthExpired("the access token is not valid", code="token_expired")
        return fault

    def shown(self, order_id: str) -> ChannelOrder | ChannelError:
        """An order as a reader gets it."""
        order = self.orders[order_id]
        if order_id in self.broken_orders:
            return BadPayload("$.order.lines", ref=order_id, raw=order.payload)
        return order

    def listed(self, since: datetime, until: datetime) -> list[str]:
        """Ids of the orders that the list shows as updated in a window, oldest change first."""
        with self.lock:
            seen = [
                order
                for order in self.orders.values()
                if since <= order.updated_at <= until
                and self.clock() >= self._seen_at[order.external_order_id] + self.order_lag
            ]
        ids = [order.external_order_id for order in sorted(seen, key=lambda o: o.updated_at)]
        return [order_id for order_id in ids for _ in range(2 if self.repeat_orders else 1)]

    def cancel_as_seller(self, order_id: str) -> None:
        """The seller cancels through the connector."""
        self._cancel(order_id, by="seller")

    def _cancel(self, order_id: str, *, by: str) -> None:
        with self.lock:
            order = self.orders[order_id]
            if order.state is OrderState.CANCELLED:
                return
            for line in order.lines:
                key = (line.external_listing_id, line.external_variant_id)
                self.shelves[key].quantity += line.quantity
            lines = tuple(replace(line, cancelled_quantity=line.quantity) for line in order.lines)
            self.move(order_id, OrderState.CANCELLED, cancelled_by=by, lines=lines)

    def _store(self, order: ChannelOrder) -> None:
        self.orders[order.external_order_id] = order
        self._seen_at[order.external_order_id] = self.clock()
        number = next(self._numbers)
        text = f'{{"n": {number}, "shop": "{self.shop_id}", "order": "{order.external_order_id}"}}'
        self.pushes.append(text.encode())

    def _line(self, key: Key, quantity: int) -> ChannelOrderLine:
        shelf = self.shelves[key]
        return ChannelOrderLine(
            external_line_id="1",
            external_listing_id=key[0],
            external_variant_id=key[1],
            seller_sku=shelf.listing.seller_sku,
            title=shelf.listing.title,
            quantity=quantity,
            unit_list_price=shelf.price,
            unit_price=shelf.price,
        )


class SoldOut(Exception):
    """The marketplace has fewer units on show than the buyer wants."""


_BEFORE: dict[Fault | None, Callable[[FakeMarketplace], ChannelError]] = {
    Fault.RATE_LIMITED: lambda market: RateLimited(
        "too many requests", retry_after=market.retry_after, code="429"
    ),
    Fault.DOWN_BEFORE: lambda market: Unavailable("HTTP 503", code="503"),
    Fault.TOKEN_EXPIRED: lambda market: AuthExpired("expired", code="token_expired"),
    Fault.REVOKED: lambda market: AuthRevoked("not linked", code="revoked"),
}
