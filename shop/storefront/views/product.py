"""A product's page, with the facts search engines read."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shop.storefront import seo, visitor
from shop.storefront.product_page import ProductPage, delivery_estimate, product_page


@require_safe
def product(request: HttpRequest, slug: str) -> HttpResponse:
    """Gallery, packs, price, delivery estimate, cooperative, facts, related goods."""
    page = product_page(
        slug,
        sku=request.GET.get("kemasan", ""),
        version=getattr(request, "page_version", ""),
    )
    if page is None:
        raise Http404
    place = visitor.destination(request)
    context = {
        "page": page,
        "product": page.product,
        "card": page.card,
        "cooperative": page.cooperative,
        "category": page.trail[0] if page.trail else None,
        "delivery": delivery_estimate(page, place) if place else None,
        "question": _question(page, request),
        "address": f"{settings.SITE_URL}{request.path}",
        "share_text": share_text(page, request),
        "is_out": not (page.chosen and page.chosen.sellable),
        "structured_data": seo.product(page),
        "shared_picture": seo.shared_picture(page),
    }
    return render(request, "storefront/product.html", context)


def _question(page: ProductPage, request: HttpRequest) -> str:
    """The text that WhatsApp opens with, so that the shopkeeper knows what it is about.

    It names product, pack and one of it; a script writes the chosen pack and quantity.
    """
    chosen = page.chosen
    name = f"{page.product.title}, {chosen.label}" if chosen and chosen.label else ""
    return question_text(
        product=name or page.product.title,
        quantity="1",
        address=f"{settings.SITE_URL}{request.path}",
    )


def question_text(*, product: str, quantity: str, address: str) -> str:
    """What a buyer asks; the same words with other facts in them."""
    return _("Hello, I would like to ask about %(quantity)s × %(product)s. %(address)s") % {
        "product": product,
        "quantity": quantity,
        "address": address,
    }


def share_text(page: ProductPage, request: HttpRequest) -> str:
    """What somebody sends to a friend."""
    return _("%(product)s from %(cooperative)s: %(address)s") % {
        "product": page.product.title,
        "cooperative": page.cooperative.name,
        "address": f"{settings.SITE_URL}{request.path}",
    }
