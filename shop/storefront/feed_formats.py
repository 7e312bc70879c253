"""How three companies want to read the same entries: RSS for Google, CSV for Meta and TikTok.

Free text becomes one line without control characters, cut at the length the reader takes; nothing
else about a value changes. In particular no apostrophe is put before a title that starts with ``=``
against spreadsheet programs: the reader would show it to buyers. All fields of a CSV are quoted.
"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from xml.sax.saxutils import escape

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from shop.storefront.models import ProductCard
from shop.storefront.product_feeds import Entry
from shop.storefront.seo import absolute

Fact = Callable[[Entry], str]
Stock = ProductCard.Stock
# What XML 1.0 cannot hold, in any spelling; lone surrogates too.
FORBIDDEN = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
GOOGLE_STOCK: dict[str, str] = {
    Stock.AVAILABLE: "in_stock",
    Stock.LOW: "in_stock",
    Stock.PREORDER: "preorder",
    Stock.OUT: "out_of_stock",
}
# Two words are all we know for certain that Meta takes: a pre-order is never called "in stock".
META_STOCK: dict[str, str] = {
    Stock.AVAILABLE: "in stock",
    Stock.LOW: "in stock",
    Stock.PREORDER: "out of stock",
    Stock.OUT: "out of stock",
}
TIKTOK_STOCK: dict[str, str] = {**META_STOCK, Stock.PREORDER: "preorder"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One reader's file, made piece by piece from entries and the name of whose goods they are."""

    content_type: str
    write: Callable[[Iterable[Entry], str], Iterator[str]]


def plain(text: str, longest: int = 0) -> str:
    """One line without control characters; ``longest`` characters at most, 0 for any length."""
    line = " ".join(FORBIDDEN.sub(" ", text).split())
    return f"{line[: longest - 1].rstrip()}…" if 0 < longest < len(line) else line


def moment(day: date | None) -> str:
    """The first minute of a day in the shop's zone, as Google writes it; empty without a day."""
    if day is None:
        return ""
    return timezone.make_aware(datetime.combine(day, time.min)).strftime("%Y-%m-%dT%H:%M%z")


# Lengths are those the reader takes. TikTok names none: the shortest of the others.
GOOGLE: dict[str, Fact] = {
    "title": lambda entry: plain(entry.title, 150),
    "description": lambda entry: plain(entry.description, 5000),
    "link": lambda entry: entry.link,
    "g:id": lambda entry: entry.id,
    "g:image_link": lambda entry: entry.picture,
    "g:price": lambda entry: f"{entry.price} IDR",
    "g:availability": lambda entry: GOOGLE_STOCK[entry.stock],
    "g:availability_date": lambda entry: moment(entry.available_on),
    "g:condition": lambda _entry: "new",
    "g:brand": lambda entry: plain(entry.brand),
    "g:identifier_exists": lambda _entry: "no",
    "g:product_type": lambda entry: plain(entry.shelf),
    "g:item_group_id": lambda entry: entry.group,
    "g:size": lambda entry: plain(entry.size),
    "g:shipping_weight": lambda entry: f"{entry.grams} g" if entry.grams else "",
}
META: dict[str, Fact] = {
    "id": lambda entry: entry.id,
    "title": lambda entry: plain(entry.title, 200),
    "description": lambda entry: plain(entry.description, 9999),
    "availability": lambda entry: META_STOCK[entry.stock],
    "condition": lambda _entry: "new",
    "price": lambda entry: f"{entry.price} IDR",
    "link": lambda entry: entry.link,
    "image_link": lambda entry: entry.picture,
    "brand": lambda entry: plain(entry.brand),
    "item_group_id": lambda entry: entry.group,
    "size": lambda entry: plain(entry.size),
}
TIKTOK: dict[str, Fact] = {
    "sku_id": lambda entry: entry.id,
    "title": lambda entry: plain(entry.title, 150),
    "description": lambda entry: plain(entry.description, 5000),
    "availability": lambda entry: TIKTOK_STOCK[entry.stock],
    "condition": lambda _entry: "new",
    "price": lambda entry: f"{entry.price} IDR",
    "link": lambda entry: entry.link,
    "image_link": lambda entry: entry.picture,
    "brand": lambda entry: plain(entry.brand),
    "item_group_id": lambda entry: entry.group,
}


def google(entries: Iterable[Entry], about: str) -> Iterator[str]:
    """RSS 2.0; a fact that is unknown has no element."""
    yield _head(about)
    for entry in entries:
        facts = ((name, fact(entry)) for name, fact in GOOGLE.items())
        body = "".join(f"<{name}>{escape(fact)}</{name}>" for name, fact in facts if fact)
        yield f"<item>{body}</item>\n"
    yield "</channel></rss>\n"


def meta(entries: Iterable[Entry], _about: str) -> Iterator[str]:
    """A table in Meta's words."""
    return _table(META, entries)


def tiktok(entries: Iterable[Entry], _about: str) -> Iterator[str]:
    """A table in TikTok's words."""
    return _table(TIKTOK, entries)


def _head(about: str) -> str:
    address = escape(absolute(reverse("storefront:products")))
    line = escape(_("Goods straight from the cooperatives that make them."))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<rss version="2.0" xmlns:g="http://base.google.com/ns/1.0"><channel>'
        f"<title>{escape(plain(about))}</title><link>{address}</link>"
        f"<description>{line}</description>\n"
    )


def _table(columns: Mapping[str, Fact], entries: Iterable[Entry]) -> Iterator[str]:
    yield _row(columns)
    for entry in entries:
        yield _row(fact(entry) for fact in columns.values())


def _row(values: Iterable[str]) -> str:
    line = io.StringIO()
    csv.writer(line, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerow(values)
    return line.getvalue()


FORMATS: dict[str, Format] = {
    "google.xml": Format(content_type="application/xml; charset=utf-8", write=google),
    "meta.csv": Format(content_type="text/csv; charset=utf-8", write=meta),
    "tiktok.csv": Format(content_type="text/csv; charset=utf-8", write=tiktok),
}
