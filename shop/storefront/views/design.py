"""The component page ``/desain/``: for people who change the look, where a setting says so."""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from shop.security import STRICT
from shop.storefront import design, icons

View = Callable[[HttpRequest], HttpResponse]
WITH_FRAME = f"{STRICT}; frame-src 'self'"
# A mail brings its style along, as mail programs want it; it runs nothing.
AS_MAIL = (
    "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'self'"
)


def only_where_designed(view: View) -> View:
    """Answer 404 unless ``DESIGN_PAGE`` is on."""

    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        if not settings.DESIGN_PAGE:
            raise Http404
        return view(request)

    return guarded


@require_safe
@never_cache
@only_where_designed
def components(request: HttpRequest) -> HttpResponse:
    """Every token and every component in every state."""
    names = design.pictures()
    cards = design.cards(names)
    context = {
        "colours": design.COLOURS,
        "type_sizes": design.TYPE_SIZES,
        "spaces": design.SPACES,
        "radii": design.RADII,
        "icons": sorted(icons.PATHS),
        "cards": cards,
        "card": cards[4],
        "pictures": names,
        "page": design.Gallery(pictures=tuple(names[:3])),
        "product": design.Goods(),
        "harvest": cards[3].harvest_date,
        "qr": design.qr_picture(),
    }
    response = render(request, "storefront/design.html", context)
    response.headers["Content-Security-Policy"] = WITH_FRAME
    return response


@require_safe
@never_cache
@only_where_designed
@xframe_options_sameorigin
def mail(request: HttpRequest) -> HttpResponse:
    """One mail as its reader sees it."""
    response = render(request, "mail/paid.html", design.mail())
    response.headers["Content-Security-Policy"] = AS_MAIL
    return response
