"""The visitor's basket: Oscar's tables, opened without its eager offers.

A basket never holds stock. Guests carry its signed number in Oscar's own cookie, customers own
one; logging in merges the two (receivers.py). Reading never writes, so looking at an empty
basket leaves nothing behind.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db.models import F, QuerySet
from django.db.models.functions import Least
from django.http import HttpRequest, HttpResponse

from catalog.models import Product
from shop.basket.models import Basket, Line
from shop.partner.models import StockRecord

MOST_OF_ONE = 999
MOST_LINES = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What came of putting goods into the basket; ``quantity`` is what lies there now."""

    title: str
    quantity: int
    is_cut: bool


class CannotAdd(Exception):
    """The article cannot be put into the basket now: sold out, or the basket is full."""


class NotSold(CannotAdd):
    """The article is not for sale at all: unknown, hidden or without a price."""


def open_basket(request: HttpRequest, *, has_vouchers: bool = True) -> Basket | None:
    """The basket of this visitor, if there is one.

    ``has_vouchers`` brings its vouchers along; whoever only wants to order it reads them later,
    once nobody can change them any more.
    """
    mine = _open() if has_vouchers else Basket.open.all()
    if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
        return mine.filter(owner=request.user).order_by("pk").first()
    number = _number_in_cookie(request)
    return mine.filter(pk=number, owner=None).first() if number else None


def guests_basket(request: HttpRequest) -> Basket | None:
    """The open basket whose signed number this browser carries; never a customer's."""
    number = _number_in_cookie(request)
    return _open().filter(pk=number, owner=None).first() if number else None


def basket_to_fill(request: HttpRequest) -> Basket:
    """The basket of this visitor, made when there is none."""
    found = open_basket(request)
    if found is not None:
        return found
    return Basket.objects.create(owner=request.user if request.user.is_authenticated else None)


def remember(response: HttpResponse, basket: Basket) -> None:
    """Let a guest's browser carry the basket's signed number."""
    if basket.owner_id is None:
        response.set_cookie(
            settings.OSCAR_BASKET_COOKIE_OPEN,
            Signer().sign(basket.pk),
            max_age=settings.OSCAR_BASKET_COOKIE_LIFETIME,
            secure=settings.OSCAR_BASKET_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )


def forget(response: HttpResponse) -> None:
    """Take the basket's number out of a guest's browser."""
    response.delete_cookie(settings.OSCAR_BASKET_COOKIE_OPEN)


def add(*, basket: Basket, product_id: int, quantity: int) -> Added:
    """Put packs of an article into the basket, at most as many as can be had now.

    Raises ``CannotAdd`` when none can be had.
    """
    record = sellable_record(product_id)
    most = min(record.orderable_packs, MOST_OF_ONE)
    if quantity < 1:
        raise CannotAdd(product_id)
    line, is_new = basket.lines.get_or_create(
        line_reference=f"{product_id}_{record.pk}",
        defaults={
            "product_id": product_id,
            "stockrecord": record,
            "quantity": 0,
            "price_currency": "IDR",
            "price_excl_tax": record.price,
            "price_incl_tax": record.price,
        },
    )
    if is_new and basket.lines.count() > MOST_LINES:
        line.delete()
        raise CannotAdd(product_id)
    wanted = line.quantity + quantity
    basket.lines.filter(pk=line.pk).update(
        quantity=Least(F("quantity") + quantity, most), promised_on=promised_on(record)
    )
    return Added(title=record.product.get_title(), quantity=min(wanted, most), is_cut=wanted > most)


def set_quantity(*, basket: Basket, line_id: int, quantity: int) -> int:
    """Have this many packs of a line; 0 takes it out. Returns how many lie there now.

    More than can be had becomes what can be had. Another basket's line is left alone.
    """
    line = _lines(basket).filter(pk=line_id).first()
    if line is None:
        return 0
    quantity = min(quantity, line.stockrecord.orderable_packs)
    quantity = min(quantity, MOST_OF_ONE)
    if quantity < 1:
        line.delete()
        return 0
    basket.lines.filter(pk=line_id).update(quantity=quantity)
    return quantity


def take_out(*, basket: Basket, line_ids: Iterable[int]) -> None:
    """Take lines out of the basket."""
    basket.lines.filter(pk__in=list(line_ids)).delete()


def accept_prices(*, basket: Basket) -> None:
    """Note today's prices and harvests as seen: the visitor has been told about the change."""
    for line in _lines(basket):
        if line.promised_on != promised_on(line.stockrecord):
            basket.lines.filter(pk=line.pk).update(promised_on=promised_on(line.stockrecord))
        if line.stockrecord.price != line.price_incl_tax:
            price = line.stockrecord.price
            basket.lines.filter(pk=line.pk).update(price_excl_tax=price, price_incl_tax=price)


def merge(*, guest: Basket, owned: Basket) -> None:
    """Pour a guest's basket into a customer's: the larger quantity of each article stays."""
    for line in guest.lines.all():
        mine, is_new = owned.lines.get_or_create(
            line_reference=line.line_reference,
            defaults={
                "product_id": line.product_id,
                "stockrecord_id": line.stockrecord_id,
                "quantity": line.quantity,
                "price_currency": line.price_currency,
                "price_excl_tax": line.price_excl_tax,
                "price_incl_tax": line.price_incl_tax,
                "promised_on": line.promised_on,
            },
        )
        if not is_new and mine.quantity < line.quantity:
            owned.lines.filter(pk=mine.pk).update(quantity=line.quantity)
    Basket.objects.filter(pk=guest.pk).update(status=Basket.MERGED)


def title_of(product_id: int) -> str:
    """The name of an article that was in a basket; empty when it is not shown any more."""
    product = Product.objects.filter(pk=product_id, is_public=True).select_related("parent")
    found = product.first()
    return found.get_title() if found else ""


def count(basket: Basket | None) -> int:
    """Packs in the basket, for the badge."""
    if basket is None:
        return 0
    return sum(basket.lines.values_list("quantity", flat=True))


def sellable_record(product_id: int) -> StockRecord:
    """Price and pack of an article that can be bought now; raises ``CannotAdd`` otherwise.

    ``NotSold`` when nobody can have it, now or later.
    """
    record = (
        StockRecord.objects.filter(
            product_id=product_id,
            price__isnull=False,
            product__is_public=True,
            product__partner__is_active=True,
            product__partner__is_training=False,
        )
        .exclude(product__parent__is_public=False)
        .select_related("product__parent", "stock_item__open_harvest")
        .order_by("price", "pk")
        .first()
    )
    if record is None:
        raise NotSold(product_id)
    if record.orderable_packs < 1:
        raise CannotAdd(product_id)
    return record


def promised_on(record: StockRecord) -> date | None:
    """The harvest a pack comes from when it is ordered now; nothing when it is ready."""
    return record.harvest.harvest_date if record.harvest else None


def _open() -> QuerySet[Basket]:
    """Open baskets with their vouchers, which both the offers and the page ask for."""
    return Basket.open.prefetch_related("vouchers")


def _lines(basket: Basket) -> QuerySet[Line]:
    return basket.lines.select_related("stockrecord__stock_item__open_harvest")


def _number_in_cookie(request: HttpRequest) -> int | None:
    """The basket's number when its signature is ours."""
    try:
        number = Signer().unsign(request.COOKIES.get(settings.OSCAR_BASKET_COOKIE_OPEN, ""))
    except BadSignature:
        return None
    return int(number) if number.isascii() and number.isdigit() else None
