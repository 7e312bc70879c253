"""Where should parcels go? Remembered in a small cookie, for estimates only."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_safe

from shop.address import regions
from shop.storefront import places, visitor
from shop.storefront.same_origin import same_origin_only
from shop.storefront.typed import one_line


@same_origin_only
@require_http_methods(["GET", "HEAD", "POST"])
def destination(request: HttpRequest) -> HttpResponse:
    """Look a city or district up (GET ``q``), choose one (POST ``code``), go back (``next``)."""
    back = _back(request)
    if request.method == "POST":
        return _choose(request, back)
    text = one_line(request.GET.get("q", ""), 80)
    found = places.for_estimate(text) if text else []
    context = {"text": text, "places": found, "next": back, "asked": bool(text)}
    return render(request, "storefront/destination.html", context)


@require_safe
def found(request: HttpRequest) -> HttpResponse:
    """The list that appears while somebody types an address: a part of a page, no cookie."""
    text = one_line(request.GET.get("q", ""), 80)
    context = {"places": places.for_address(text) if text else [], "asked": text}
    return render(request, "checkout/places.html", context)


def _choose(request: HttpRequest, back: str) -> HttpResponse:
    code = request.POST.get("code", "")
    place = regions.destination(code) if places.is_code(code) else None
    response = HttpResponseRedirect(back)
    response.status_code = 303
    if place is not None:
        name = place.village or place.district or places.short_name(place.regency)
        visitor.remember_destination(response, visitor.Destination(code=place.code, name=name))
    return response


def _back(request: HttpRequest) -> str:
    """The page to return to, only when it is one of ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if is_ours and wanted.startswith("/") else reverse("home")
