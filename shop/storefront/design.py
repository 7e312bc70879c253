"""What the component page shows: one sample of everything, in every state.

Names and sentences are goods of an imagined shop in Indonesian, as data; the page's own words are
translated like any other. Nothing here is stored.
"""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

import segno
from django.conf import settings
from django.utils import timezone

from shop.storefront.models import ProductCard
from shop.storefront.selectors import popular

COLOURS = (
    "page",
    "paper",
    "raised",
    "ink",
    "soft",
    "line",
    "edge",
    "red",
    "red-press",
    "on-red",
    "red-text",
    "red-wash",
    "leaf",
    "leaf-wash",
    "gold",
    "gold-wash",
    "night",
    "on-night",
    "night-soft",
    "star",
    "focus",
)
TYPE_SIZES = ("s5", "s4", "s3", "s2", "s1", "s0")
SPACES = ("a", "b", "c", "d", "e", "f", "g", "h")
RADII = ("r1", "r2", "r3", "round")
PICTURES = 7
# A code that pays nobody.
QR_TEXT = "LAPAK-KOPERASI-CONTOH"


@dataclass(frozen=True, slots=True, kw_only=True)
class Goods:
    """What the gallery reads of a product."""

    title: str = "Kopi Arabika Lintong, sangrai sedang"
    picture_caption: str = "Gambar, bukan foto"


@dataclass(frozen=True, slots=True, kw_only=True)
class Gallery:
    """What the gallery reads of a page."""

    pictures: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MailOrder:
    """What a mail reads of an order."""

    number: str = "LK-7KQ2M9XA"
    contact_name: str = "Ibu Sari"


@dataclass(frozen=True, slots=True, kw_only=True)
class MailSection:
    """One parcel in a mail."""

    title: str
    note: str
    rows: tuple[tuple[str, str], ...]


def pictures() -> list[str]:
    """Pictures of goods that exist in this installation; empty names where there are too few."""
    found = [card.picture for card in popular(PICTURES) if card.picture]
    return (found + [""] * PICTURES)[:PICTURES]


def cards(names: list[str]) -> list[ProductCard]:
    """A card for every state: available, few, none, pre-order, new harvest, long words, bare."""
    today = timezone.localdate()
    kopi, ulos, jeruk, teh, andaliman, beras, _rest = names
    return [
        _card("Kopi Arabika Lintong, sangrai sedang", 95_000, "kg", kopi, rating="4.9", sold=120),
        _card("Ulos tenun tangan", 425_000, "lembar", ulos, stock="low", sellable=3, rating="5.0"),
        _card("Teh hitam Sidamanik", 42_000, "100 g", teh, stock="out", sellable=0, sold=73),
        _card(
            "Jeruk Berastagi manis",
            22_000,
            "kg",
            jeruk,
            stock="preorder",
            harvest_date=today + timedelta(days=24),
        ),
        _card(
            "Andaliman kering",
            45_000,
            "80 g",
            andaliman,
            harvest_date=today - timedelta(days=3),
            free_minimum=150_000,
        ),
        _card(
            "Beras Mandailing pulen dari sawah bertingkat Panyabungan, panen September, karung",
            1_250_000,
            "karung 25 kg",
            beras,
            has_price_range=True,
            cooperative_name="Koperasi Produsen Tani Sejahtera Bersama Mandailing Natal",
            regency="Mandailing Natal",
        ),
        _card("Barang tanpa gambar", 18_000, "bungkus", ""),
        _card("Barang tanpa harga", None, "", names[-1]),
    ]


def _card(title: str, price: int | None, unit: str, picture: str, **facts: object) -> ProductCard:
    now = timezone.now()
    rating = facts.pop("rating", None)
    values = {
        "cooperative_name": "Koperasi Kopi Lintong",
        "regency": "Humbang Hasundutan",
        "stock": "available",
        "sellable": 20,
        "created_at": now,
        **facts,
    }
    return ProductCard(
        slug="contoh",
        title=title,
        price=price,
        unit_label=unit,
        picture=picture,
        rating=Decimal(str(rating)) if rating else None,
        **values,
    )


def qr_picture() -> str:
    """A sample code as a ``data:`` address."""
    return segno.make(QR_TEXT, error="m", micro=False).svg_data_uri(scale=7, border=2)


def mail() -> dict[str, object]:
    """What the mail of a paid order is drawn from."""
    return {
        "subject": "Pembayaran diterima",
        "shop_name": settings.OSCAR_SHOP_NAME,
        "static_url": f"{settings.STATIC_URL}mail/",
        "order": MailOrder(),
        "order_url": "#",
        "sections": [
            MailSection(
                title="Paket 1, Koperasi Kopi Lintong",
                note="Dikirim paling lambat Sen, 12 Okt 2026",
                rows=(
                    ("Kopi Arabika Lintong, 2 × 1 kg", "Rp190.000"),
                    ("Kopi Robusta Sidikalang, 1 × 250 g", "Rp38.000"),
                ),
            ),
        ],
        "totals": [("Ongkir 1 paket", "Rp48.000"), ("Lunas, QRIS", "Rp276.000")],
    }
