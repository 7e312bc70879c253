"""Categories, products, prices and first stock of the demo."""

from __future__ import annotations

from datetime import date, timedelta

from catalog.models import (
    Category,
    Product,
    ProductAttribute,
    ProductCategory,
    ProductClass,
    ProductImage,
)
from shop.demo.content import CATEGORIES, PRODUCT_CLASSES, PRODUCTS, STOCK_ITEMS, shape
from shop.demo.loading.people import load_permits
from shop.partner.models import Partner, StockRecord
from shop.stock import harvests
from shop.stock import services as stock
from shop.stock.models import StockItem

# The last day to order from a harvest is this long before it.
CLOSES_BEFORE = timedelta(days=2)


def load_goods(cooperatives: dict[str, Partner], today: date) -> list[int]:
    """Everything for sale; returns the ids of products with a page of their own."""
    categories = {content.slug: load_category(content) for content in CATEGORIES}
    classes = {content.name: load_class(content) for content in PRODUCT_CLASSES}
    coming = {
        variant.stock: today + timedelta(days=content.harvest_in_days)
        for content in PRODUCTS
        if content.harvest_in_days is not None
        for variant in content.variants
    }
    items = {
        content.key: load_stock(content, cooperatives, coming.get(content.key))
        for content in STOCK_ITEMS
    }
    pages = []
    for content in PRODUCTS:
        product = load_page(content, cooperatives[content.cooperative], classes)
        ProductCategory.objects.get_or_create(
            product=product, category=categories[content.category]
        )
        load_permits(content.permits, today, product=product)
        if len(content.variants) == 1:
            load_offer(content.variants[0], product, items)
        else:
            for variant in content.variants:
                load_offer(variant, load_child(content, variant, product), items)
        pages.append(product.pk)
    return pages


def load_category(content: shape.Category) -> Category:
    """One shelf at the top level."""
    found = Category.objects.filter(slug=content.slug).first()
    if found is None:
        found = Category.add_root(name=content.name, slug=content.slug)
    found.name, found.description, found.picture = content.name, content.line, content.picture
    found.save()
    return found


def load_class(content: shape.ProductClass) -> ProductClass:
    """A product class with its text attributes."""
    found, _ = ProductClass.objects.get_or_create(
        slug=content.slug, defaults={"name": content.name, "track_stock": True}
    )
    for attribute in content.attributes:
        ProductAttribute.objects.get_or_create(
            product_class=found,
            code=attribute.code,
            defaults={"name": attribute.name, "type": ProductAttribute.TEXT},
        )
    return found


def load_stock(
    content: shape.StockItem, cooperatives: dict[str, Partner], harvest_date: date | None
) -> StockItem:
    """A stock item with its first receipt, or with its coming harvest, booked once."""
    item, _ = StockItem.objects.get_or_create(
        cooperative=cooperatives[content.cooperative],
        name=content.name,
        defaults={"base_unit": content.unit, "low_stock_threshold": content.low},
    )
    if harvest_date is not None:
        if not item.harvests.exists():
            harvests.open_harvest(
                goods_id=item.pk,
                quota=content.on_hand,
                harvest_date=harvest_date,
                closes_on=harvest_date - CLOSES_BEFORE,
            )
    elif content.on_hand:
        stock.receive(
            item_id=item.pk,
            quantity=content.on_hand,
            ref=f"demo:{content.key}",
            reason="Stok awal data contoh",
        )
    return item


def load_page(
    content: shape.Product, partner: Partner, classes: dict[str, ProductClass]
) -> Product:
    """The product with its own page: standalone, or the parent of variants."""
    is_parent = len(content.variants) > 1
    product, _ = Product.objects.update_or_create(
        slug=content.slug,
        structure=Product.PARENT if is_parent else Product.STANDALONE,
        defaults={
            "title": content.title,
            "partner": partner,
            "product_class": classes[content.product_class],
            "summary": content.description[0][:255],
            "description": "\n\n".join(content.description),
            "picture": content.pictures[0] if content.pictures else "",
            "picture_caption": "Gambar, bukan foto",
            "origin": content.origin,
            "shelf_life": content.shelf_life,
            "lead_days": content.lead_days,
            "search_words": ", ".join(content.search_words)[:255],
            **measures(content.variants[0]),
        },
    )
    write_attributes(product, content.attributes)
    load_gallery(product, content.pictures)
    return product


def load_gallery(product: Product, names: tuple[str, ...]) -> None:
    """All pictures in order, by the names of their files."""
    for order, name in enumerate(names):
        ProductImage.objects.get_or_create(
            product=product,
            original=f"pictures/{name}-640.jpg",
            defaults={"display_order": order},
        )


def load_child(content: shape.Product, variant: shape.Variant, parent: Product) -> Product:
    """One variant, told apart by the parent's choice attribute."""
    record = StockRecord.objects.filter(partner=parent.partner, partner_sku=variant.sku).first()
    child = record.product if record else Product(structure=Product.CHILD, parent=parent)
    child.title = f"{content.title}, {variant.option}"
    child.partner = parent.partner
    child.picture = variant.picture
    child.lead_days = parent.lead_days
    for name, value in measures(variant).items():
        setattr(child, name, value)
    child.save()
    write_attributes(child, (*variant.attributes, (content.choice, variant.option)))
    return child


def load_offer(variant: shape.Variant, product: Product, items: dict[str, StockItem]) -> None:
    """Price and pack of one SKU. A price that was changed by hand stays."""
    StockRecord.objects.get_or_create(
        partner=product.partner,
        partner_sku=variant.sku,
        defaults={
            "product": product,
            "price": variant.price,
            "stock_item": items[variant.stock],
            "units_per_sale": variant.units_per_sale,
            "unit_label": variant.unit,
        },
    )


def measures(variant: shape.Variant) -> dict[str, int]:
    """Weight and size of a packed variant."""
    length, width, height = variant.size_mm
    return {
        "weight_grams": variant.weight_g,
        "length_mm": length,
        "width_mm": width,
        "height_mm": height,
    }


def write_attributes(product: Product, pairs: tuple[tuple[str, str], ...]) -> None:
    """Set text attributes of a saved product."""
    for code, value in pairs:
        setattr(product.attr, code, value)
    product.attr.save()
