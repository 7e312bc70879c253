"""The goods of one cooperative as the spreadsheet sees them, in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import F

from catalog.models import Category, Permit, ProductCategory
from shop.partner.models import StockRecord
from shop.stock.models import BaseUnit

BATCH = 1000
PAGE_FIELDS = (
    "title", "summary", "description", "origin", "shelf_life", "lead_days", "search_words",
    "is_public",
)  # fmt: skip
PACK_FIELDS = ("weight_grams", "length_mm", "width_mm", "height_mm")
OFFER_FIELDS = ("price", "units_per_sale", "unit_label")
RECORD_COLUMNS = (
    "pk", "partner_sku", "product_id", "product__parent_id", "stock_item_id",
    "stock_item__name", "stock_item__base_unit", "stock_item__on_hand",
    "stock_item__allocated",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Goods:
    """One pack as it is now. ``values`` by the key of the column, as ``cells.value`` reads them.

    ``page_id`` is the product with a page of its own: the pack itself, or its parent.
    """

    sku: str
    record_id: int
    product_id: int
    page_id: int
    item_id: int | None
    base_unit: str
    allocated: int
    values: dict[str, Any]

    @property
    def is_variant(self) -> bool:
        """Whether several packs share the page."""
        return self.page_id != self.product_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelves:
    """The categories of the shop: words to number and back. Twins are told apart by their path."""

    by_word: dict[str, int]
    words: dict[int, str]


def goods_of(cooperative_id: int) -> Iterator[Goods]:
    """Every pack of the cooperative, by code."""
    categories = _categories(cooperative_id)
    own = (*PAGE_FIELDS, *PACK_FIELDS)
    columns = [
        *RECORD_COLUMNS,
        *OFFER_FIELDS,
        *(f"product__{field}" for field in own),
        *(f"product__parent__{field}" for field in PAGE_FIELDS),
    ]
    rows = StockRecord.objects.filter(partner_id=cooperative_id).order_by("partner_sku", "pk")
    for row in rows.values(*columns).iterator(chunk_size=BATCH):
        yield _goods(row, categories)


def _goods(row: dict[str, Any], categories: dict[int, tuple[int, ...]]) -> Goods:
    parent_id = row["product__parent_id"]
    page_id = parent_id or row["product_id"]
    page = "product__parent__" if parent_id else "product__"
    values = {field: row[f"{page}{field}"] for field in PAGE_FIELDS}
    values |= {field: row[f"product__{field}"] for field in PACK_FIELDS}
    values["option"] = _option(row["product__title"], values["title"]) if parent_id else ""
    values["category"] = categories.get(page_id, ())
    values["price"] = None if row["price"] is None else int(row["price"])
    values["unit_label"] = row["unit_label"]
    values["units_per_sale"] = row["units_per_sale"]
    values["stock"] = row["stock_item__on_hand"]
    values["stock_name"] = row["stock_item__name"] or ""
    return Goods(
        sku=row["partner_sku"],
        record_id=row["pk"],
        product_id=row["product_id"],
        page_id=page_id,
        item_id=row["stock_item_id"],
        base_unit=row["stock_item__base_unit"] or BaseUnit.PIECE.value,
        allocated=row["stock_item__allocated"] or 0,
        values=values,
    )


def _option(title: str, parent_title: str) -> str:
    """``250 g`` of ``Kopi Lintong, 250 g``."""
    return title.removeprefix(parent_title).strip(" ,–-:/") if title != parent_title else ""


def _categories(cooperative_id: int) -> dict[int, tuple[int, ...]]:
    found: defaultdict[int, list[int]] = defaultdict(list)
    rows = ProductCategory.objects.filter(product__partner_id=cooperative_id)
    for product_id, category_id in rows.values_list("product_id", "category_id").order_by(
        "category_id"
    ):
        found[product_id].append(category_id)
    return {pk: tuple(ids) for pk, ids in found.items()}


def shelves() -> Shelves:
    """All categories by the words people write for them."""
    rows = list(Category.objects.order_by("path").values_list("pk", "name", "path", "depth"))
    names = [name.casefold() for _pk, name, _path, _depth in rows]
    trail: dict[str, str] = {}
    words: dict[int, str] = {}
    for pk, name, path, _depth in rows:
        above = trail.get(path[: -Category.steplen], "")
        trail[path] = f"{above} > {name}" if above else name
        words[pk] = trail[path] if names.count(name.casefold()) > 1 else name
    by_word = {" ".join(word.casefold().split()): pk for pk, word in words.items()}
    by_word |= {full.casefold(): pk for pk, full in zip(words, trail.values(), strict=True)}
    return Shelves(by_word=by_word, words=words)


def permits_of(cooperative_id: int) -> dict[int, str]:
    """The permits of each product in one line."""
    found: defaultdict[int, list[str]] = defaultdict(list)
    rows = Permit.objects.filter(product__partner_id=cooperative_id).order_by(
        F("product_id"), "kind", "number"
    )
    for permit in rows:
        until = f" s.d. {permit.valid_until.isoformat()}" if permit.valid_until else ""
        found[permit.product_id].append(f"{permit.get_kind_display()} {permit.number}{until}")
    return {pk: "; ".join(lines) for pk, lines in found.items()}
