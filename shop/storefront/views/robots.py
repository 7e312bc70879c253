"""What search engines may read."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

CLOSED = (
    "/keranjang/",
    "/checkout/",
    "/pesanan/",
    "/akun/",
    "/kerja/",
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
