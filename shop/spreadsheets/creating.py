"""New goods from a spreadsheet: product, packs, stock, price."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django.db.models import Count
from django.utils.text import slugify
from django.utils.translation import gettext as _

from catalog.models import Product, ProductCategory, ProductClass
from shop.partner.models import StockRecord
from shop.stock.models import StockItem

from .models import ImportChange
from .new_goods import LONGEST_HEAP
from .planning import Step
from .shelf import PACK_FIELDS, PAGE_FIELDS

if TYPE_CHECKING:
    from .writing import Source

S = ImportChange.Scope


def create(steps: Sequence[Step], source: Source) -> list[ImportChange]:
    """Products with their packs; the notes say what was made and what has to be counted."""
    if not steps:
        return []
    pages = _pages_there(source.cooperative_id)
    shared = _shared_titles(steps) | set(pages)
    heaps: dict[str, StockItem] = {}
    notes: list[ImportChange] = []
    for step in steps:
        values = {change.key: change.after for change in step.changes}
        title = str(values["title"])
        is_pack = title.casefold() in shared
        if is_pack and title.casefold() not in pages:
            pages[title.casefold()] = page = _page(values, source, Product.PARENT)
            notes.append(_note(step, source, S.NEW, page.pk, "page", None))
        if is_pack:
            product = _pack(values, pages[title.casefold()], source)
        else:
            product = _page(values, source, Product.STANDALONE)
        item = _heap(values, product, source, heaps)
        _offer(step, values, product, item, source)
        notes.append(_note(step, source, S.NEW, product.pk, "product", step.sku))
        if values["stock"] and values["stock"] != item.on_hand:
            notes.append(
                _note(step, source, S.STOCK, item.pk, "stock", values["stock"], item.on_hand)
            )
            item.on_hand = values["stock"]
    return notes


def _note(
    step: Step,
    source: Source,
    scope: str,
    object_id: int,
    field: str,
    after: Any,
    before: Any = None,
) -> ImportChange:
    return ImportChange(
        batch_id=source.batch_id,
        row=step.row,
        sku=step.sku,
        scope=scope,
        object_id=object_id,
        field=field,
        before=before,
        after=after,
    )


def _pages_there(cooperative_id: int) -> dict[str, Product]:
    """Products that have packs already, by name."""
    rows = Product.objects.filter(partner_id=cooperative_id, structure=Product.PARENT)
    return {product.title.casefold(): product for product in rows.order_by("-pk")}


def _shared_titles(steps: Iterable[Step]) -> set[str]:
    names = Counter(step.title.casefold() for step in steps)
    return {name for name, count in names.items() if count > 1}


def _page(values: dict[str, Any], source: Source, structure: str) -> Product:
    """A product with a page of its own."""
    fields = {key: values[key] for key in (*PAGE_FIELDS, *PACK_FIELDS) if key in values}
    product = Product.objects.create(
        partner_id=source.cooperative_id,
        structure=structure,
        slug=_free_slug(values["title"]),
        product_class=_class_for(values["category"]),
        **fields,
    )
    ProductCategory.objects.bulk_create(
        ProductCategory(product=product, category_id=number) for number in values["category"]
    )
    return product


def _pack(values: dict[str, Any], page: Product, source: Source) -> Product:
    fields = {key: values[key] for key in PACK_FIELDS if key in values}
    return Product.objects.create(
        title=f"{page.title}, {values['option']}"[:255],
        partner_id=source.cooperative_id,
        structure=Product.CHILD,
        parent=page,
        lead_days=page.lead_days,
        **fields,
    )


def _free_slug(title: str) -> str:
    base = slugify(title)[:200] or "barang"
    taken = set(
        Product.objects.filter(slug__startswith=base)
        .exclude(structure=Product.CHILD)
        .values_list("slug", flat=True)
    )
    number, slug = 1, base
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug


def _class_for(category_ids: Sequence[int]) -> ProductClass:
    """The kind most goods of the shelf are; the first there is where the shelf is empty."""
    there = (
        Product.objects.filter(categories__in=category_ids, product_class__isnull=False)
        .values("product_class")
        .annotate(count=Count("pk"))
        .order_by("-count", "product_class")
        .first()
    )
    if there:
        return ProductClass.objects.get(pk=there["product_class"])
    found = ProductClass.objects.order_by("pk").first()
    return found or ProductClass.objects.create(name=_("Goods"), slug="barang")


def _heap(
    values: dict[str, Any], product: Product, source: Source, heaps: dict[str, StockItem]
) -> StockItem:
    """The stock the pack draws on: the named one, or one of its own."""
    is_asked = bool(values.get("stock_name"))
    wanted = str(values.get("stock_name") or product.title)[:LONGEST_HEAP]
    # Long names of products may begin alike: only a stock that was named is shared.
    if is_asked and wanted in heaps:
        return heaps[wanted]
    rows = StockItem.objects.filter(
        cooperative_id=source.cooperative_id, name=wanted, harvest_of=None
    )
    found = rows.filter(base_unit=values["base_unit"]).order_by("pk").first()
    if found is None or not (is_asked or not found.stockrecords.exists()):
        found = StockItem.objects.create(
            cooperative_id=source.cooperative_id,
            name=_free_name(wanted, source.cooperative_id),
            base_unit=values["base_unit"],
        )
    if is_asked:
        heaps[wanted] = found
    return found


def _free_name(wanted: str, cooperative_id: int) -> str:
    rows = StockItem.objects.filter(cooperative_id=cooperative_id, name__startswith=wanted)
    taken = set(rows.values_list("name", flat=True))
    number, name = 1, wanted
    while name in taken:
        number += 1
        name = f"{wanted} ({number})"
    return name


def _offer(
    step: Step, values: dict[str, Any], product: Product, item: StockItem, source: Source
) -> None:
    StockRecord.objects.create(
        product=product,
        partner_id=source.cooperative_id,
        partner_sku=step.sku,
        price=values["price"],
        stock_item=item,
        units_per_sale=values["units_per_sale"],
        unit_label=values.get("unit_label", ""),
    )
