"""The basket: put in (guarded without a token), change, look at."""

from urllib.parse import urlencode

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from shop.storefront import basket as baskets
from shop.storefront import live_rates, selectors, visitor, vouchers
from shop.storefront.basket_page import basket_page
from shop.storefront.same_origin import same_origin_only
from shop.storefront.throttle import TooManyTries, address_of
from shop.storefront.typed import number, one_line
from shop.transactions import SAFE_METHODS

# A typed quantity may be far too large and is then cut to what there is; longer is no number.
MOST_DIGITS = 20


@require_safe
@never_cache
def basket(request: HttpRequest) -> HttpResponse:
    """Parcels, totals, what is wrong; without a basket this page leaves no cookie."""
    return _page(request)


def _page(
    request: HttpRequest, *, code: str = "", problem: str = "", status: int = 200
) -> HttpResponse:
    found = baskets.open_basket(request)
    place = visitor.destination(request)
    code_of_place = place.code if place else ""
    page = basket_page(found, destination_code=code_of_place)
    if request.method in SAFE_METHODS and live_rates.asked(page, code_of_place):
        page = basket_page(found, destination_code=code_of_place)
    context = {
        "page": page,
        "place": place,
        "added": _added(request),
        "removed": _removed(request),
        "language_path": reverse("storefront:basket"),
        "code": code,
        "code_problem": problem,
        "bar_place": "basket",
        "popular": [] if page.articles or page.gone else selectors.popular(5),
    }
    response = render(request, "storefront/basket.html", context, status=status)
    if visitor.basket_count(request) != page.packs:
        visitor.remember_basket_count(response, page.packs)
    return response


@same_origin_only
@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """Put packs of an article into the basket and show it there."""
    product_id = number(request.POST.get("product", ""))
    quantity = min(number(request.POST.get("quantity", "1"), MOST_DIGITS), baskets.MOST_OF_ONE)
    if quantity < 1:
        return _see("storefront:basket", jumlah="1")
    try:
        baskets.sellable_record(product_id)
        filled = baskets.basket_to_fill(request)
        added = baskets.add(basket=filled, product_id=product_id, quantity=quantity)
    except baskets.NotSold:
        return _see("storefront:basket", hilang="1")
    except baskets.CannotAdd:
        return _see("storefront:basket", habis=str(product_id))
    shown = {"terbatas": str(added.quantity)} if added.is_cut else {}
    response = _see("storefront:basket", masuk=str(product_id), **shown)
    baskets.remember(response, filled)
    visitor.remember_basket_count(response, baskets.count(filled))
    return response


@require_POST
def update(request: HttpRequest) -> HttpResponse:
    """Change the quantity of a line by a step or to a number, or take it out."""
    found = baskets.open_basket(request)
    response = _see("storefront:basket")
    if found is None:
        return response
    quantity = number(request.POST.get("quantity", ""))
    if "remove" in request.POST:
        quantity = 0
    elif request.POST.get("delta") in {"1", "-1"}:
        quantity += int(request.POST["delta"])
    line_id = number(request.POST.get("line", ""))
    removed = found.lines.filter(pk=line_id).first() if quantity < 1 else None
    left = baskets.set_quantity(basket=found, line_id=line_id, quantity=quantity)
    if removed is not None:
        facts = {"keluar": str(removed.product_id), "banyak": str(removed.quantity)}
        response = _see("storefront:basket", **facts)
    elif left < quantity:
        response = _see("storefront:basket", terbatas=str(left))
    visitor.remember_basket_count(response, baskets.count(found))
    return response


@require_POST
def tidy(request: HttpRequest) -> HttpResponse:
    """Take out what can no longer be had and accept today's prices."""
    found = baskets.open_basket(request)
    response = _see("storefront:basket")
    if found is not None:
        gone = basket_page(found).gone
        baskets.take_out(basket=found, line_ids=[article.line_id for article in gone])
        baskets.accept_prices(basket=found)
        visitor.remember_basket_count(response, baskets.count(found))
    return response


@require_POST
def voucher(request: HttpRequest) -> HttpResponse:
    """Use a voucher code, or none."""
    found = baskets.open_basket(request)
    if found is None:
        return _see("storefront:basket")
    if "remove" in request.POST:
        vouchers.take_away(basket=found)
        return _see("storefront:basket")
    code = one_line(request.POST.get("code", ""), vouchers.LONGEST_CODE)
    try:
        vouchers.use(
            basket=found,
            code=code,
            user=found.owner or AnonymousUser(),
            address=address_of(request),
        )
    except vouchers.CannotUse as refusal:
        return _page(request, code=code, problem=str(refusal), status=422)
    except TooManyTries as refusal:
        return _page(request, code=code, problem=refusal.text, status=429)
    return _see("storefront:basket")


def _added(request: HttpRequest) -> dict[str, int]:
    """What the address says has just happened; only numbers, the page writes the words."""
    words = ("masuk", "habis", "terbatas", "jumlah", "hilang")
    return {word: number(request.GET[word]) for word in words if word in request.GET}


def _removed(request: HttpRequest) -> dict[str, object] | None:
    """What was just taken out and can be put back: the button is the one that puts in."""
    product_id = number(request.GET.get("keluar", ""))
    quantity = number(request.GET.get("banyak", ""))
    title = baskets.title_of(product_id) if product_id and quantity else ""
    return {"title": title, "product": product_id, "quantity": quantity} if title else None


def _see(name: str, **query: str) -> HttpResponseRedirect:
    """Answer 303, so that going back or reloading never repeats the post."""
    address = reverse(name)
    response = HttpResponseRedirect(f"{address}?{urlencode(query)}" if query else address)
    response.status_code = 303
    return response
