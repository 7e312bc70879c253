"""A buyer's order as every channel can tell it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from integrations.channels.money import NOTHING, Rupiah


class OrderState(StrEnum):
    """The stations of an order, one word for what the channels call differently."""

    UNPAID = "unpaid"
    READY = "ready"
    """Paid or accepted for cash on delivery; nothing arranged yet."""
    PROCESSED = "processed"
    """Shipment arranged, not with the courier yet."""
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    COMPLETED = "completed"
    CANCEL_REQUESTED = "cancel_requested"
    CANCELLED = "cancelled"
    RETURN_REQUESTED = "return_requested"
    RETURNED = "returned"
    UNKNOWN = "unknown"
    """A word we do not know: change nothing, tell someone; see `raw_state`."""


class CancelReason(StrEnum):
    """Why a seller cancels."""

    OUT_OF_STOCK = "out_of_stock"
    BUYER_ASKED = "buyer_asked"
    COD_NOT_SUPPORTED = "cod_not_supported"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRef:
    """Enough to ask for an order, or for one parcel of it when `external_parcel_id` is set."""

    external_order_id: str
    external_parcel_id: str = ""
    raw_state: str = ""
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRef:
    """One listing within an order, for cancelling some lines only."""

    external_listing_id: str
    external_variant_id: str = ""
    quantity: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """Where the parcel goes. `is_masked`: parts are hidden; never overwrite known data with it."""

    name: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    address: str = field(default="", repr=False)
    village: str = ""
    district: str = ""
    city: str = ""
    province: str = ""
    postal_code: str = ""
    is_masked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelOrderLine:
    """One line of an order. All amounts are per unit unless they say otherwise.

    `external_line_id` is unique within the order and the same at every reading.
    `unit_list_price` is before and `unit_price` after the discounts that are shown on the line;
    `is_price_final` is False where the channel tells the true price only at settlement.
    `seller_discount` and `platform_discount` are for the whole line. `cancelled_quantity` and
    `returned_quantity` are part of `quantity`.
    """

    external_line_id: str
    external_listing_id: str
    external_variant_id: str = ""
    seller_sku: str = ""
    title: str
    variant_name: str = ""
    quantity: int
    cancelled_quantity: int = 0
    returned_quantity: int = 0
    unit_list_price: Rupiah
    unit_price: Rupiah
    is_price_final: bool = True
    seller_discount: Rupiah = NOTHING
    platform_discount: Rupiah = NOTHING

    def __post_init__(self) -> None:
        if self.quantity < 1:
            raise ValueError("a line holds at least one unit")
        if not 0 <= self.cancelled_quantity + self.returned_quantity <= self.quantity:
            raise ValueError("more cancelled or returned than ordered")


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelParcel:
    """One parcel of an order as the channel keeps it."""

    external_parcel_id: str
    raw_state: str = ""
    courier: str = ""
    tracking_number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelOrder:
    """An order as the channel shows it now. The newer `updated_at` wins.

    `ship_by` is the moment by which the parcel must be with the courier. `shipping_paid` is the
    buyer's part (None: not told); `total` what the buyer pays in all (None: not told). `payload` is
    the answer it was read from, as JSON text, without buyer data.
    """

    external_order_id: str
    state: OrderState
    raw_state: str
    created_at: datetime
    updated_at: datetime
    paid_at: datetime | None = None
    ship_by: datetime | None = None
    is_cod: bool = False
    currency: str = "IDR"
    lines: tuple[ChannelOrderLine, ...]
    parcels: tuple[ChannelParcel, ...] = ()
    recipient: Recipient = Recipient()
    buyer_name: str = field(default="", repr=False)
    buyer_note: str = field(default="", repr=False)
    cancel_reason: str = ""
    cancelled_by: str = ""
    courier: str = ""
    shipping_paid: Rupiah | None = None
    total: Rupiah | None = None
    payload: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        if not self.lines:
            raise ValueError("an order has at least one line")
        ids = [line.external_line_id for line in self.lines]
        if len(set(ids)) != len(ids):
            raise ValueError("two lines of an order share an id")

    @property
    def ref(self) -> OrderRef:
        """What to ask for it again with."""
        return OrderRef(
            external_order_id=self.external_order_id,
            raw_state=self.raw_state,
            updated_at=self.updated_at,
        )
