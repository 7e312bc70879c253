"""What every way to pay offers, and what it needs to know of an order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from shop.order.mails import HowToPay
from shop.order.models import Order

from ..models import PaymentRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelLike:
    """One cooperative's part: what its buyer pays for goods and shipping, in rupiah."""

    cooperative_id: int
    amount: int
    allows_cod: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLike:
    """An order, or a basket about to become one. ``total`` is before any unique code."""

    total: int
    parcels: tuple[ParcelLike, ...]
    phone: str = ""  # of the buyer; known once the order is placed
    region: str = ""  # dotted code of the place it goes to

    @property
    def cooperative_ids(self) -> frozenset[int]:
        """Everybody who sends something."""
        return frozenset(parcel.cooperative_id for parcel in self.parcels)


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """A way to pay as the checkout shows it; ``why_not`` is a sentence for the buyer."""

    code: str
    name: str
    summary: str
    why_not: str = ""

    @property
    def is_offered(self) -> bool:
        """Whether it may be chosen."""
        return not self.why_not


class PaymentError(Exception):
    """Something about paying was refused. ``text`` is a sentence for people."""

    def __init__(self, code: str, text: str) -> None:
        self.code = code
        self.text = text
        super().__init__(f"{code}: {text}")


class NotOffered(PaymentError):
    """This order cannot be paid this way."""


class NoCodeLeft(PaymentError):
    """Every unique code for this total is taken on the receiving account."""


class FarState(StrEnum):
    """What a payment is on the provider's side, whatever the provider calls it."""

    NOT_STARTED = "not_started"  # nobody has chosen how to pay
    WAITING = "waiting"
    PAID = "paid"
    ENDED = "ended"  # expired, cancelled or denied: no money moved
    REFUNDED = "refunded"  # all or a part; ``refunded`` tells how much
    REVERSED = "reversed"  # the money was taken back from us


@dataclass(frozen=True, slots=True, kw_only=True)
class FarStatus:
    """A payment as the provider's own API tells it. ``amount`` and ``refunded`` in rupiah."""

    state: FarState
    amount: int = 0
    reference: str = ""  # the provider's number for it
    paid_with: str = ""
    refunded: int = 0
    refund_keys: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A notification that is genuine. It says where to look; what happened is asked for."""

    external_id: str
    event_key: str
    body: dict[str, Any]


class FarError(PaymentError):
    """The provider did not do it. ``is_unknown``: nobody knows whether it did."""

    def __init__(self, code: str, text: str, *, is_unknown: bool = False) -> None:
        self.is_unknown = is_unknown
        super().__init__(code, text)


class FarRefused(FarError):
    """The provider understood and refused: asking again changes nothing."""


class NotGenuine(PaymentError):
    """A notification the provider did not send."""


class Provider(Protocol):
    """One way to pay. A new one is a file here and a line in ``registry``.

    Nothing here calls the network: ``open`` runs in the transaction that places the order. A
    provider with a far side is a ``FarProvider`` too.
    """

    code: str
    #: Money comes in several sums that are all expected, for example one for each parcel.
    collects_in_parts: bool

    def is_set_up(self) -> bool:
        """Whether this installation uses it at all; what is not set up is not even listed."""

    def method(self, order_like: OrderLike) -> Method:
        """Name and whether the order may be paid this way, in the active language."""

    def open(
        self, *, order: Order, order_like: OrderLike, expires_at: datetime | None
    ) -> PaymentRequest:
        """Write the request; its amount never changes afterwards. Raises NotOffered."""

    def how_to_pay(self, request: PaymentRequest) -> HowToPay | None:
        """What the buyer has to do now; None when nothing before the parcel arrives."""


class FarProvider(Provider, Protocol):
    """A way to pay with a machine on the other side. Each call is one network attempt, outside
    any transaction, and safe to make twice. Everything raises ``FarError``."""

    def begin(self, request: PaymentRequest) -> str:
        """The address where the buyer pays; the same request gets the same payment there."""

    def status(self, request: PaymentRequest) -> FarStatus:
        """What the provider says now."""

    def notice(self, *, headers: Mapping[str, str], body: bytes) -> Notice:
        """Check the raw notification, without the network. Raises ``NotGenuine``."""

    def close(self, request: PaymentRequest) -> None:
        """End a payment nobody has made, so that its page cannot be paid any more; quiet about one
        that is paid or over."""

    def can_refund(self, request: PaymentRequest) -> bool:
        """Whether the provider sends money back by itself; otherwise a person does."""

    def refund(self, request: PaymentRequest, *, amount: int, key: str, reason: str) -> None:
        """Send ``amount`` rupiah back; the same ``key`` again is the same refund."""
