"""Where goods come from: a list of regencies, a drawn map, and a page for each regency."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shop.storefront import north_sumatra, origins
from shop.storefront.listing import Scope
from shop.storefront.views.catalogue import show


@require_safe
def regencies(request: HttpRequest) -> HttpResponse:
    """All regencies goods come from: the list first, the map second."""
    places = origins.places()
    context = {
        "places": [place for place in places if place.products],
        "tiles": origins.tiles(places),
        "view_box": f"0 0 {north_sumatra.COLUMNS * origins.TILE} "
        f"{north_sumatra.ROWS * origins.TILE}",
        "bar_place": "categories",
    }
    return render(request, "storefront/origins.html", context)


@require_safe
def regency(request: HttpRequest, slug: str) -> HttpResponse:
    """Goods and cooperatives of one regency."""
    place = origins.place(slug)
    if place is None:
        raise Http404
    extra = {
        "heading": _("From %(place)s") % {"place": place.name},
        "place": place,
        "cooperatives": origins.cooperatives(place),
    }
    return show(request, Scope(regencies=place.written), extra, template="storefront/origin.html")
