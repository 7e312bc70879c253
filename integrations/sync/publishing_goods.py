"""Our goods as a listing: what stands in the catalogue, in the channel's shape."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import unescape

from django.core.files.storage import default_storage
from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from catalog.models import Product, ProductImage  # type: ignore[attr-defined]
from catalog.photos import drawing
from integrations.channels.words import (
    DraftImage,
    DraftVariant,
    ListingDraft,
    ListingLimits,
    Rupiah,
)
from integrations.sync.models import ChannelAccount, Publication
from integrations.sync.rules import channel_price, price_rule_of, rule_of, sellable
from shop.partner.models import StockRecord
from shop.storefront.seo import absolute


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """One sellable pack of the goods, with the numbers the account's rules give it.

    ``price`` is whole rupiah, None where ours is missing or has a fraction. ``packs`` may be 0.
    Of goods in which every channel has a share of its own (``is_escrow``) this shop may show only
    its share, which nobody has given to a listing that is not there yet.
    """

    stockrecord_id: int
    sku: str
    option: str
    price: int | None
    packs: int
    is_escrow: bool = False

    @property
    def first_packs(self) -> int:
        """How many the listing begins with."""
        return 0 if self.is_escrow else self.packs


@dataclass(frozen=True, slots=True, kw_only=True)
class Goods:
    """A product of ours with everything a listing is made of. Grams and millimetres."""

    product_id: int
    title: str
    description: str
    weight_grams: int
    sides: tuple[int, int, int]
    pictures: tuple[str, ...]
    pictures_are_drawings: bool
    packs: tuple[Pack, ...]
    item_id: int | None
    category_ids: tuple[int, ...]

    @property
    def has_variants(self) -> bool:
        """Whether a buyer chooses between packs."""
        return len(self.packs) > 1

    @property
    def code(self) -> str:
        """Our code for the listing as a whole: the pack's own, or one for all variants."""
        return f"LK-{self.product_id}" if self.has_variants else self.packs[0].sku

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes its variants (or itself) stand under at the channel."""
        return tuple(pack.sku for pack in self.packs)


def goods_of(account: ChannelAccount, product_ids: Collection[int] | None = None) -> list[Goods]:
    """The cooperative's public goods with a price, by name; or those of them that are named."""
    products = Product.objects.filter(
        partner_id=account.cooperative_id, parent=None, is_public=True
    )
    if product_ids is not None:
        products = products.filter(pk__in=list(product_ids))
    rows = list(
        products.prefetch_related("children", "categories").order_by("title", "pk").distinct()
    )
    packs = _records(rows)
    pictures = _pictures([row.pk for row in rows])
    return [
        _goods(account, row, packs[row.pk], pictures.get(row.pk, ()))
        for row in rows
        if packs.get(row.pk)
    ]


def _goods(
    account: ChannelAccount, row: Product, records: Sequence[StockRecord], pictures: tuple[str, ...]
) -> Goods:
    packs = tuple(_pack(account, record, row) for record in records)
    heaviest = max((record.product for record in records), key=lambda each: each.weight_grams)
    return Goods(
        product_id=row.pk,
        title=row.title.strip(),
        description=_description(row),
        weight_grams=heaviest.weight_grams or row.weight_grams,
        sides=_sides(heaviest, row),
        pictures=pictures or _loaded_picture(row),
        pictures_are_drawings=bool(row.picture_caption),
        packs=packs,
        item_id=next((each.stock_item_id for each in records if each.stock_item_id), None),
        category_ids=tuple(each.pk for each in row.categories.all()),
    )


def _sides(product: Product, parent: Product) -> tuple[int, int, int]:
    own = (product.length_mm, product.width_mm, product.height_mm)
    return own if all(own) else (parent.length_mm, parent.width_mm, parent.height_mm)


def _records(rows: Sequence[Product]) -> dict[int, list[StockRecord]]:
    """The packs of each product that can be sold, cheapest first."""
    of_product = {row.pk: row for row in rows}
    of_child = {child.pk: row for row in rows for child in row.children.all() if child.is_public}
    records = (
        StockRecord.objects.filter(product_id__in=[*of_product, *of_child])
        .select_related("product", "stock_item")
        .order_by("price", "pk")
    )
    found: dict[int, list[StockRecord]] = {}
    for record in records:
        parent = of_child.get(record.product_id) or of_product[record.product_id]
        found.setdefault(parent.pk, []).append(record)
    return found


def _pack(account: ChannelAccount, record: StockRecord, parent: Product) -> Pack:
    item = record.stock_item
    packs = (
        sellable(free=item.free, units_per_sale=record.units_per_sale, rule=rule_of(account))
        if item
        else 0
    )
    return Pack(
        stockrecord_id=record.pk,
        sku=record.partner_sku,
        option=_option(record, parent),
        price=_price(account, record),
        packs=packs,
        is_escrow=item is not None and item.is_escrow,
    )


def _option(record: StockRecord, parent: Product) -> str:
    """What tells a variant from its sisters: the rest of its name, or its unit."""
    rest = record.product.title.removeprefix(parent.title).strip(" ,–-·")
    return rest or record.unit_label or record.partner_sku


def _price(account: ChannelAccount, record: StockRecord) -> int | None:
    if not record.price or Decimal(record.price) % 1:
        return None
    return channel_price(price=int(record.price), rule=price_rule_of(account))


def _pictures(product_ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = {}
    rows = ProductImage.objects.filter(product_id__in=list(product_ids))
    for row in rows.order_by("display_order", "pk"):
        found[row.product_id] = (*found.get(row.product_id, ()), row.original.name)
    return found


def _loaded_picture(row: Product) -> tuple[str, ...]:
    return (drawing.ready_name(row.picture),) if row.picture else ()


def _description(row: Product) -> str:
    """Plain text with the facts buyers ask for: channels show no markup of ours."""
    text = row.description.replace("</p>", "\n").replace("<br>", "\n")
    lines = [unescape(strip_tags(text)).strip()]
    if row.origin:
        lines.append(_("Origin: %(place)s") % {"place": row.origin})
    if row.shelf_life:
        lines.append(_("Keeps: %(time)s") % {"time": row.shelf_life})
    return "\n\n".join(filter(None, lines))


def draft_of(
    goods: Goods, plan: Publication, limits: ListingLimits, *, with_pictures: bool = True
) -> ListingDraft:
    """The listing to be put up. Everything missing must have been asked for before."""
    length, width, height = goods.sides
    answers: Mapping[str, Sequence[str]] = plan.answers
    many = goods.has_variants
    names = goods.pictures[: limits.pictures_most or len(goods.pictures)]
    return ListingDraft(
        title=goods.title,
        description=goods.description,
        category_id=plan.external_category_id,
        images=tuple(_image(name) for name in names) if with_pictures else (),
        weight_grams=goods.weight_grams,
        length_mm=length,
        width_mm=width,
        height_mm=height,
        seller_sku=goods.code,
        price=None if many else _rupiah(goods.packs[0]),
        quantity=0 if many else goods.packs[0].first_packs,
        option_names=(_("Choice"),) if many else (),
        variants=tuple(_variant(pack) for pack in goods.packs) if many else (),
        attributes={name: answer[1] for name, answer in answers.items()},
        attribute_value_ids={name: answer[0] for name, answer in answers.items() if answer[0]},
    )


def _rupiah(pack: Pack) -> Rupiah:
    if pack.price is None:
        raise ValueError(f"{pack.sku} has no price")
    return Rupiah(pack.price)


def _variant(pack: Pack) -> DraftVariant:
    return DraftVariant(
        options=(pack.option,),
        seller_sku=pack.sku,
        price=_rupiah(pack),
        quantity=pack.first_packs,
    )


def _image(name: str) -> DraftImage:
    """The photo as it was taken where it is still there, else the largest ready file."""
    base = drawing.base_name(name)
    original = f"{drawing.ORIGINALS}/{base}.jpg"
    best = original if base and default_storage.exists(original) else name
    with default_storage.open(best) as file:
        content = file.read()
    kind = "image/png" if best.lower().endswith(".png") else "image/jpeg"
    return DraftImage(
        filename=best.rpartition("/")[2],
        content_type=kind,
        content=content,
        address=absolute(default_storage.url(name)),
    )


def digest_of(goods: Goods, plan: Publication) -> str:
    """A fingerprint of everything buyers read, without numbers."""
    facts = [
        goods.title,
        goods.description,
        goods.weight_grams,
        goods.sides,
        goods.pictures,
        plan.external_category_id,
        sorted(plan.answers.items()),
    ]
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()
