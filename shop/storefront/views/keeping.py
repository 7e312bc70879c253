"""Simpanan: goods kept for later, and the list somebody shared."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from shop.storefront import keeping, selectors
from shop.storefront.same_origin import same_origin_only
from shop.storefront.typed import number


@same_origin_only
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def kept(request: HttpRequest) -> HttpResponse:
    """Look at what is kept; a post keeps one more product or lets one go."""
    if request.method == "POST":
        return _change(request)
    cards = keeping.cards(keeping.kept_ids(request))
    context = {
        "cards": cards,
        "share_url": request.build_absolute_uri(
            reverse("storefront:kept_shared", kwargs={"signed": keeping.sign(request)})
        )
        if cards
        else "",
        "popular": [] if cards else selectors.popular(5),
    }
    return render(request, "storefront/product_kept.html", context)


def _change(request: HttpRequest) -> HttpResponse:
    product_id = number(request.POST.get("product", ""))
    if "remove" in request.POST:
        keeping.let_go(request, product_id)
        messages.success(request, _("It is no longer on your list."))
    elif keeping.cards([product_id]):
        keeping.keep(request, product_id)
        messages.success(request, _("Kept for later."))
    response = HttpResponseRedirect(reverse("storefront:kept"))
    response.status_code = 303
    return response


@never_cache
@require_safe
def shared(request: HttpRequest, signed: str) -> HttpResponse:
    """A list as its owner shared it; it cannot be changed from here."""
    ids = keeping.shared_ids(signed)
    if ids is None:
        raise Http404
    response = render(
        request, "storefront/product_kept.html", {"cards": keeping.cards(ids), "is_shared": True}
    )
    response["X-Robots-Tag"] = "noindex"
    return response
