"""What machines ask for unasked: what they may read, and the sign in the tab."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.templatetags.static import static
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

CLOSED = (
    "/keranjang/",
    "/checkout/",
    "/pesanan/",
    "/akun/",
    "/kerja/",
    "/pusat/",
    "/cms/",
    "/api/",
    "/kirim-ke/",
)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Everything but baskets, orders and back offices, in both languages."""
    lines = ["User-agent: *"]
    for path in CLOSED:
        lines += [f"Disallow: {path}", f"Disallow: /en{path}"]
    lines += ["", f"Sitemap: {settings.SITE_URL}/sitemap.xml", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
@cache_control(public=True, max_age=86_400)
def favicon(request: HttpRequest) -> HttpResponse:
    """Send those who ask for the old address of the sign in the tab to the symbol."""
    return HttpResponsePermanentRedirect(static("img/symbol.svg"))
