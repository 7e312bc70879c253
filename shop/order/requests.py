"""What others hand to the order services: frozen, checked on the way in."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from .models import PaymentState

# Oscar's money columns hold ten digits before the point.
LARGEST_AMOUNT = 9_999_999_999
LARGEST_QUANTITY = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Who ordered. ``phone`` in E.164 (+62…) for the shop; a channel may send it masked."""

    name: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    email: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where an order goes. ``region_code`` is dotted; empty where a channel does not tell it."""

    line1: str = field(default="", repr=False)
    region_code: str = ""
    province: str = ""
    regency: str = ""
    district: str = ""
    village: str = ""
    postal_code: str = ""
    landmark: str = field(default="", repr=False)
    note: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelChoice:
    """The delivery the buyer chose for one cooperative's parcel, and the price shown with it."""

    cooperative_id: int
    option_code: str
    seen_price: int | None = None
    pickup_day: date | None = None  # of a parcel the buyer fetches; None: the first that can be


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenLine:
    """A basket line as the buyer saw it when pressing the button."""

    basket_line_id: int
    unit_price: int
    quantity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NewOrder:
    """An order of our own shop, about to be placed.

    ``idempotency_key`` is made by the checkout page and sent again by a second press.
    ``seen_total`` is the total the buyer agreed to, in rupiah and before any unique code. With
    ``seen_lines`` empty, prices are compared with those the basket remembers.
    ``terms_version`` names the edition of the shop's terms that stood beside the button.
    """

    idempotency_key: str
    basket_id: int
    user_id: int | None
    contact: Contact
    address: Address
    choices: tuple[ParcelChoice, ...]
    seen_total: int
    seen_lines: tuple[SeenLine, ...] = ()
    pays_cash_on_delivery: bool = False
    language: str = "id"
    note: str = ""
    terms_version: str = ""

    def __post_init__(self) -> None:
        if not self.idempotency_key:
            raise ValueError("an order needs an idempotency key")
        _require_amount(self.seen_total)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fee:
    """What a platform takes from a line, in rupiah."""

    code: str
    amount: int

    def __post_init__(self) -> None:
        _require_amount(self.amount)


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingLine:
    """A line of an order that was made elsewhere. Amounts in rupiah, of the whole line.

    ``stockrecord_id`` is None for an article we do not know (yet). ``stock_holder`` names whose
    grant the goods are sold from, where the item has grants. ``list_price`` is before all
    discounts. Amounts may be negative or odd: they are facts of the channel and kept as told.
    """

    external_line_id: str
    title: str
    quantity: int
    list_price: int
    sku: str = ""
    stockrecord_id: int | None = None
    seller_discount: int = 0
    platform_discount: int = 0
    shipping_paid: int = 0
    shipping_subsidy: int = 0
    tax_withheld: int = 0
    fees: tuple[Fee, ...] = ()
    stock_holder: str = ""

    def __post_init__(self) -> None:
        if not 1 <= self.quantity <= LARGEST_QUANTITY:
            raise ValueError(f"a line of {self.quantity} packs")
        for amount in (
            *(self.list_price, self.seller_discount, self.platform_discount),
            *(self.shipping_paid, self.shipping_subsidy, self.tax_withheld),
        ):
            _require_amount(amount)

    @property
    def price(self) -> int:
        """What the buyer pays for the goods of this line."""
        return self.list_price - self.seller_discount - self.platform_discount


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingOrder:
    """An order from a channel, or typed in by staff (source ``manual``).

    ``account_key`` and ``external_number`` together are unique within ``source``; the same
    order again is found by them. ``shipping_cost`` is what the courier costs, if known.
    """

    source: str
    account_key: str
    external_number: str
    cooperative_id: int
    lines: tuple[IncomingLine, ...]
    source_label: str = ""
    contact: Contact = Contact()
    address: Address | None = None
    placed_at: datetime | None = None
    payment_state: str = PaymentState.AWAITING
    courier: str = ""
    service: str = ""
    shipping_cost: int = 0
    tracking_number: str = ""
    ship_by: datetime | None = None
    note: str = ""
    language: str = "id"
    actor: Any = None

    def __post_init__(self) -> None:
        if not (self.source and self.external_number):
            raise ValueError("an order made elsewhere needs its source and its number")
        if not self.lines:
            raise ValueError("an order has at least one line")
        if self.payment_state not in PaymentState.values:
            raise ValueError(f"no payment state: {self.payment_state}")
        _require_amount(self.shipping_cost)

    @property
    def total(self) -> int:
        """What the buyer pays in all."""
        return sum(line.price + line.shipping_paid for line in self.lines)


def _require_amount(amount: object) -> None:
    if not isinstance(amount, int) or isinstance(amount, bool):
        raise TypeError(f"{type(amount).__name__} is no amount in whole rupiah")
    if abs(amount) > LARGEST_AMOUNT:
        raise ValueError("an amount of more than ten digits")
