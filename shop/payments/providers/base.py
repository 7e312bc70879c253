"""What every way to pay offers, and what it needs to know of an order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

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


class Provider(Protocol):
    """One way to pay. A new one is a file here and a line in ``registry``.

    Nothing here calls the network: ``open`` runs in the transaction that places the order. A
    provider with a far side fetches what it needs afterwards.
    """

    code: str
    #: Money comes in several sums that are all expected, for example one for each parcel.
    collects_in_parts: bool

    def method(self, order_like: OrderLike) -> Method:
        """Name and whether the order may be paid this way, in the active language."""

    def open(
        self, *, order: Order, order_like: OrderLike, expires_at: datetime | None
    ) -> PaymentRequest:
        """Write the request; its amount never changes afterwards. Raises NotOffered."""

    def how_to_pay(self, request: PaymentRequest) -> HowToPay | None:
        """What the buyer has to do now; None when nothing before the parcel arrives."""
