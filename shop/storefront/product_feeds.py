"""What catalogues of other companies are told: one entry for each pack that its page sells.

An entry holds what the product's page says, by the same function (``product_page.pack_of``), and
nothing the page does not say. The number of queries is the same for ten packs and for a million:
rows are streamed, first goods of one pack, then the packs of goods with variants.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.db.models import Count, Max, Min, QuerySet
from django.urls import reverse

from catalog.models import Product
from shop.partner.models import Partner, StockRecord
from shop.stock.models import StockMovement
from shop.storefront import pictures, selectors
from shop.storefront.models import PageChange, ProductCard
from shop.storefront.product_page import Pack, pack_of
from shop.storefront.seo import absolute

ROWS_AT_ONCE = 500
# Google takes no longer name of an entry.
LONGEST_ID = 50
READ_WITH = ("stock_item__open_harvest", "product__partner")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One pack. Price in whole rupiah, weight in grams (0: unknown), addresses whole.

    ``id`` is the SKU. ``group`` is shared by the packs of one product and empty for goods of one
    pack; ``size`` is then what tells the pack from its siblings. ``available_on`` is the harvest of
    a pre-order. ``shelf`` is the way to the goods, the top first.
    """

    id: str
    title: str
    description: str
    link: str
    picture: str
    stock: str
    available_on: date | None
    price: int
    brand: str
    group: str
    size: str
    shelf: str
    grams: int


def seller(slug: str) -> Partner | None:
    """A cooperative whose goods are public, or nothing."""
    return Partner.objects.filter(slug=slug, is_active=True, is_training=False).first()


def version() -> str:
    """What the entries depend on, apart from the clock; read it before the entries.

    Every change of any page counts, and every movement of stock: a single pack can sell out while
    its product's card, which speaks for the best pack, stays as it is.
    """
    pages = PageChange.objects.aggregate(highest=Max("pk"), count=Count("pk"))
    moved = StockMovement.objects.aggregate(highest=Max("pk"))
    return f"{pages['highest'] or 0}.{pages['count']}.{moved['highest'] or 0}"


def entries(cooperative: Partner | None = None) -> Iterator[Entry]:
    """Every public pack with a price and a picture: of one cooperative, or of all.

    Goods without a picture are left out, because no catalogue takes them.
    """
    names = _Names(shared=_shared_skus(), shelves=_Shelves(selectors.category_tree()))
    for record in _rows("product", cooperative):
        product = record.product
        if product.picture:
            yield _entry(record, product, names)
    for record in _rows("product__parent", cooperative):
        product = record.product.parent
        if record.product.picture or product.picture:
            yield _entry(record, product, names)


class _Shelves:
    """The way to the deepest public shelf among some, worked out once for each set of shelves."""

    def __init__(self, tree: Sequence[selectors.CategoryLink]) -> None:
        self._tree = tree
        self._known: dict[tuple[int, ...], str] = {}

    def way(self, category_ids: Sequence[int]) -> str:
        """``Makanan > Kopi``; empty for goods on no public shelf."""
        key = tuple(category_ids)
        if key not in self._known:
            inside = [link for link in self._tree if link.id in key]
            end = max(inside, key=lambda link: link.depth, default=None)
            above = [link for link in self._tree if end and end.path.startswith(link.path)]
            self._known[key] = " > ".join(link.name for link in above)
        return self._known[key]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Names:
    """Read once for all entries. ``shared``: SKUs that several packs have, and who had it first."""

    shared: Mapping[str, int]
    shelves: _Shelves

    def of(self, record: StockRecord) -> str:
        """The SKU; with the pack's number behind it where that is not unique, or too long.

        SKUs are unique in a cooperative only. Who had one first keeps it, so that no entry that a
        catalogue knows changes its name because another cooperative picked the same.
        """
        sku = record.partner_sku
        is_first = self.shared.get(sku, record.pk) == record.pk
        if sku and is_first and len(sku) <= LONGEST_ID:
            return sku
        number = f"-{record.pk}"
        return f"{sku[: LONGEST_ID - len(number)] or 'lapak'}{number}"


def _shared_skus() -> dict[str, int]:
    rows = StockRecord.objects.order_by().values("partner_sku")
    rows = rows.annotate(packs=Count("pk"), first=Min("pk")).filter(packs__gt=1)
    return dict(rows.values_list("partner_sku", "first"))


def _rows(page: str, cooperative: Partner | None) -> Iterator[StockRecord]:
    """Packs whose page is that of ``page``: their own product, or its parent."""
    found: QuerySet[StockRecord] = StockRecord.objects.filter(
        **{f"{page}__card__is_public": True}, price__isnull=False
    )
    if page == "product":
        found = found.filter(product__parent=None)
    else:
        found = found.filter(product__is_public=True)
    if cooperative:
        found = found.filter(**{f"{page}__card__cooperative": cooperative})
    found = found.select_related(f"{page}__card", *READ_WITH).defer(f"{page}__card__search_text")
    return found.order_by(f"{page}__card", "pk").iterator(chunk_size=ROWS_AT_ONCE)


def _entry(record: StockRecord, product: Product, names: _Names) -> Entry:
    card: ProductCard = product.card
    pack = pack_of(record, product)
    variant = record.product
    name = pack.picture or product.picture
    is_variant = variant.pk != product.pk
    return Entry(
        id=names.of(record),
        title=f"{product.title}, {pack.label}" if is_variant else product.title,
        description=product.description or product.summary or product.title,
        link=absolute(_path(product, pack, is_variant=is_variant)),
        picture=absolute(pictures.goods(name, pictures.GOODS_WIDTHS[-1]).jpeg),
        stock=pack.stock,
        available_on=pack.harvest,
        price=pack.price,
        brand=card.cooperative_name,
        group=f"barang-{product.pk}" if is_variant else "",
        size=pack.label,
        shelf=names.shelves.way(card.category_ids),
        grams=variant.weight_grams or product.weight_grams,
    )


def _path(product: Product, pack: Pack, *, is_variant: bool) -> str:
    """The page; for a variant with its pack chosen, so that the price there is this one."""
    page = reverse("storefront:product", args=[product.slug])
    return f"{page}?{urlencode({'kemasan': pack.sku})}" if is_variant and pack.sku else page
