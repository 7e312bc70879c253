"""What machines ask for: sitemaps, feed, the installed app's card, the page without a network."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from shop.storefront import feeds, sitemaps


@require_safe
def sitemap_index(request: HttpRequest) -> HttpResponse:
    """All sections: the website's pages, the shelves, the goods."""
    fixed = [sitemaps.Entry(path=reverse("sitemap_site"))]
    fixed.append(sitemaps.Entry(path=reverse("storefront:sitemap_shelves")))
    return sitemaps.index([*fixed, *sitemaps.sections()])


@require_safe
def sitemap_shelves(request: HttpRequest) -> HttpResponse:
    """Lists and shelves."""
    return sitemaps.urls(sitemaps.shelves())


@require_safe
def sitemap_goods(request: HttpRequest, section: int) -> HttpResponse:
    """One range of goods."""
    found = sitemaps.goods(section)
    if not found:
        raise Http404
    return sitemaps.urls(found)


@require_safe
@cache_control(public=True, max_age=600)
def new_goods(request: HttpRequest) -> HttpResponse:
    """RSS."""
    return feeds.new_goods()


@require_safe
@cache_control(public=True, max_age=86_400)
def manifest(request: HttpRequest) -> HttpResponse:
    """How the shop looks on a phone's home screen."""
    facts = {
        "id": "/",
        "name": settings.OSCAR_SHOP_NAME,
        "short_name": "Lapak",
        "description": _("Goods straight from the cooperatives that make them."),
        "lang": get_language(),
        "start_url": reverse("home"),
        "scope": "/",
        "display": "standalone",
        "background_color": "#f8f4ec",
        "theme_color": "#9e142c",
        "icons": [
            _icon("icon-192.png", 192, "any"),
            _icon("icon-512.png", 512, "any"),
            _icon("icon-maskable-512.png", 512, "maskable"),
        ],
    }
    return JsonResponse(facts, content_type="application/manifest+json")


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """What a phone without a network shows; it is fetched once, while there is one."""
    return render(request, "storefront/offline.html")


@require_safe
@cache_control(public=True, max_age=3600)
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker: it keeps the offline page and what that needs, and no other page."""
    files = [static("css/lapak.css"), static("fonts/young-serif-latin.woff2")]
    pages = {"id": "/luring/", "en": "/en/luring/"}
    return render(
        request,
        "storefront/worker.js",
        {"files": files, "pages": pages, "name": "luring-" + "-".join(files)},
        content_type="text/javascript; charset=utf-8",
    )


def _icon(name: str, side: int, purpose: str) -> dict[str, str]:
    return {
        "src": static(f"img/{name}"),
        "sizes": f"{side}x{side}",
        "type": "image/png",
        "purpose": purpose,
    }
