"""The photos of one product: add from the phone, put in order, delete."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from catalog.models import Product, ProductImage
from catalog.photos import drawing
from catalog.photos import services as photos
from desk.access import Desk, desk_view
from desk.frame import page
from shop.partner.models import StockRecord
from shop.stock.models import StockItem
from shop.transactions import calls_network
from shop.uploads import BadPicture


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One photo as the screen needs it. ``name`` is empty while its files are being made."""

    id: int
    name: str
    is_first: bool
    is_last: bool


def product_for(desk: Desk, product_id: int) -> tuple[Desk, Product]:
    """A product of the user's cooperatives and its desk; 404 for those of others.

    A variant's photos are those of the product it is a variant of.
    """
    product = (
        Product.objects.filter(pk=product_id, partner_id__in=desk.ids, parent=None)
        .select_related("partner")
        .first()
    )
    if product is None:
        raise Http404
    return desk.at(product.partner), product


def products_of(item: StockItem) -> list[Product]:
    """The products that draw on a stock item, by name: each has photos of its own."""
    records = StockRecord.objects.filter(stock_item=item).select_related("product__parent")
    found = {record.product.parent or record.product for record in records}
    return sorted(found, key=lambda product: (product.title, product.pk))


def _shown(product: Product) -> list[Shown]:
    rows = list(ProductImage.objects.filter(product=product).order_by("display_order", "pk"))
    names = [drawing.base_name(row.original.name) for row in rows]
    listed = [(row.pk, name) for row, name in zip(rows, names, strict=True)]
    if product.picture and product.picture not in names:
        # The first picture of goods that were loaded; it gets a row with the first change.
        listed.insert(0, (0, product.picture))
    return [
        Shown(id=pk, name=name, is_first=place == 0, is_last=place == len(listed) - 1)
        for place, (pk, name) in enumerate(listed)
    ]


def _to_photos(product: Product) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("desk:photos", args=[product.pk]))


@require_safe
@desk_view("")
def show(request: HttpRequest, desk: Desk, product_id: int) -> HttpResponse:
    """The photos in the order buyers see them."""
    desk, product = product_for(desk, product_id)
    desk.require("goods")
    shown = _shown(product)
    record = StockRecord.objects.filter(product=product).first() or (
        StockRecord.objects.filter(product__parent=product).first()
    )
    context = {
        "product": product,
        "shown": shown,
        "is_making": any(not each.name for each in shown),
        "may_add": desk.may("stock") and len(shown) < photos.MOST,
        "can_change": desk.may("stock"),
        "most": photos.MOST,
        "item_id": record.stock_item_id if record else None,
    }
    return page(request, desk, "photos.html", context, current="goods")


@calls_network
@require_POST
@desk_view("")
def add(request: HttpRequest, desk: Desk, product_id: int) -> HttpResponse:
    """Take the chosen photos; each that cannot be used says why, the others are kept."""
    desk, product = product_for(desk, product_id)
    desk.require("stock")
    files = request.FILES.getlist("foto")
    if not files:
        messages.error(request, _("Choose a photo first."))
    kept = 0
    for file in files:
        try:
            photos.add(product_id=product.pk, upload=file)
        except BadPicture as refusal:
            messages.error(request, f"{file.name}: {refusal.text}")
        except photos.TooMany as refusal:
            messages.error(request, f"{file.name}: {refusal.text}")
            break
        else:
            kept += 1
    if kept:
        text = ngettext(
            "%(count)s photo is there. Buyers see it in a moment.",
            "%(count)s photos are there. Buyers see them in a moment.",
            kept,
        )
        messages.success(request, text % {"count": kept})
    return _to_photos(product)


@require_POST
@desk_view("")
def move(request: HttpRequest, desk: Desk, product_id: int, image_id: int) -> HttpResponse:
    """One place forward or back, or to the very front."""
    desk, product = product_for(desk, product_id)
    desk.require("stock")
    steps = {"depan": -photos.MOST, "maju": -1, "mundur": 1}
    by = steps.get(request.POST.get("ke", ""))
    if by:
        photos.move(product_id=product.pk, image_id=image_id, by=by)
    return _to_photos(product)


@require_POST
@desk_view("")
def remove(request: HttpRequest, desk: Desk, product_id: int, image_id: int) -> HttpResponse:
    """Delete a photo; pressing twice says so kindly."""
    desk, product = product_for(desk, product_id)
    desk.require("stock")
    if photos.remove(product_id=product.pk, image_id=image_id):
        messages.success(request, _("The photo is deleted."))
    else:
        messages.info(request, _("The photo was deleted already."))
    return _to_photos(product)
