"""What is for sale on a channel, and the numbers pushed to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from integrations.channels.money import Rupiah


class ListingState(StrEnum):
    """How a listing stands on the channel."""

    LIVE = "live"
    DRAFT = "draft"
    """Hidden by the seller or not published yet."""
    SUSPENDED = "suspended"
    """Taken off, or under review, by the channel."""
    GONE = "gone"
    UNKNOWN = "unknown"
    """A word we do not know; see `raw_state`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """One sellable thing on a channel: a listing without variants, or one variant of it.

    `external_variant_id` is "" where there are no variants. `price` and `quantity` (what a buyer
    could order now) are None where the channel does not tell. `reserved` counts units the channel
    keeps for campaigns. `is_stock_writable` is False where the channel keeps the goods itself.
    `location_ids` are the channel's warehouses the listing lies in, where it has several or demands
    that they be named; the first is the one that is sold from.
    """

    external_listing_id: str
    external_variant_id: str = ""
    seller_sku: str = ""
    title: str
    variant_name: str = ""
    state: ListingState
    raw_state: str
    price: Rupiah | None = None
    quantity: int | None = None
    reserved: int = 0
    is_stock_writable: bool = True
    image_url: str = ""
    location_ids: tuple[str, ...] = ()
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StockLevel:
    """The number of sellable units a listing shall show, absolute, never a difference.

    `location_id` is the channel's warehouse where it has several, else "". `empty_location_ids` are
    further warehouses that must be told, and hold nothing: a cooperative has one stock place.
    """

    external_listing_id: str
    external_variant_id: str = ""
    seller_sku: str = ""
    quantity: int
    location_id: str = ""
    empty_location_ids: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.quantity < 0:
            raise ValueError(f"no channel sells {self.quantity} units")

    @property
    def subject(self) -> str:
        """The listing in one word, for logs and outcomes."""
        return listing_subject(self.external_listing_id, self.external_variant_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceLevel:
    """The list price a listing shall show, before any campaign."""

    external_listing_id: str
    external_variant_id: str = ""
    seller_sku: str = ""
    price: Rupiah

    def __post_init__(self) -> None:
        if self.price <= 0:
            raise ValueError(f"no channel sells for {int(self.price)} rupiah")

    @property
    def subject(self) -> str:
        """The listing in one word, for logs and outcomes."""
        return listing_subject(self.external_listing_id, self.external_variant_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingVisibility:
    """Whether buyers shall see a listing (all its variants)."""

    external_listing_id: str
    is_visible: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftImage:
    """A picture to be uploaded: the file itself.

    `address` is where anybody can fetch it, for channels that take no files; "" where nobody can.
    """

    filename: str
    content_type: str
    content: bytes = field(repr=False)
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftVariant:
    """One variant of a draft. `options` holds one value per option name of the draft, in order."""

    options: tuple[str, ...]
    seller_sku: str
    price: Rupiah
    quantity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingDraft:
    """A listing to be published. Weight in grams, size in millimetres, both of the packed parcel.

    Without variants, `seller_sku`, `price` and `quantity` are the listing's own; with variants,
    `seller_sku` names the listing as a whole. `attributes` maps the channel's attribute ids to
    values, `attribute_value_ids` to the ids of those values that the channel itself offers.
    `courier_ids` are the channel's delivery services, () for all that the shop has switched on.
    """

    title: str
    description: str
    category_id: str
    images: tuple[DraftImage, ...]
    weight_grams: int
    length_mm: int
    width_mm: int
    height_mm: int
    seller_sku: str = ""
    price: Rupiah | None = None
    quantity: int = 0
    option_names: tuple[str, ...] = ()
    variants: tuple[DraftVariant, ...] = ()
    attributes: Mapping[str, str] = field(default_factory=dict)
    attribute_value_ids: Mapping[str, str] = field(default_factory=dict)
    courier_ids: tuple[str, ...] = ()
    preorder_days: int = 0
    is_visible: bool = True

    def __post_init__(self) -> None:
        if bool(self.variants) != bool(self.option_names):
            raise ValueError("variants need option names, and option names variants")
        if any(len(variant.options) != len(self.option_names) for variant in self.variants):
            raise ValueError("every variant needs one value per option name")
        if not self.variants and self.price is None:
            raise ValueError("a draft without variants needs a price")


def listing_subject(external_listing_id: str, external_variant_id: str) -> str:
    """ "12345" or "12345/67": how a listing is called in logs and outcomes."""
    if not external_variant_id:
        return external_listing_id
    return f"{external_listing_id}/{external_variant_id}"
