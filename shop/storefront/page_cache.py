"""Whole pages for everybody, kept until something on them changes.

A page is kept under everything it depends on: release, host, address, the version that writes bump
(page_versions.py), a five-minute slot for what only the clock changes, and the two small cookies a
visitor may carry (visitor.py). The same key is the ETag, so a browser that has the page gets 304
before anything is rendered. A request with any other cookie, a session above all, is not served
from here; a response with a cookie, a token or another status than 200 is not kept.
"""

import functools
import hashlib
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import brotli
from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from shop.storefront import page_versions, visitor

GetResponse = Callable[[HttpRequest], HttpResponse]

# What the clock alone changes (a harvest day, opening hours) is at most this old.
SLOT_SECONDS = 300
# A browser may show its own copy so long without asking, and once more while it asks.
BROWSER_SECONDS = 15
BROWSER_STALE_SECONDS = 60
KEPT_VIEWS = frozenset(
    {
        "home",
        "wagtail_serve",
        "storefront:categories",
        "storefront:category",
        "storefront:products",
        "storefront:product",
        "storefront:reviews",
        "storefront:origins",
        "storefront:origin",
    }
)
KEPT_PARAMETERS = frozenset(
    {"stok", "kategori", "asal", "koperasi", "izin", "harga", "dari", "sampai", "urut", "bintang"}
    | {"sesudah", "sebelum", "kemasan", "kabupaten", "hal"}
)
LONGEST_QUERY = 200
# Addresses that are never kept: no version is read for them.
PERSONAL = re.compile(
    r"/(?:en/)?(?:akun|api|checkout|cms|kabar|keranjang|kerja|kirim-ke|pesanan|pusat|simpanan)/"
    r"|/(?:django-admin|documents|media|static|healthz|metrics)"
)
KNOWN_COOKIES = frozenset({visitor.COUNT_COOKIE, visitor.DESTINATION_COOKIE})
COMPRESSED_TYPES = ("text/html", "application/rss+xml", "application/atom+xml", "application/xml")
# Fast enough to do while a visitor waits: 0.1 ms for a list.
BROTLI_LEVEL = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A page as it lies in the cache: its own headers and the body, brotli."""

    headers: tuple[tuple[str, str], ...]
    body: bytes


class PageCacheMiddleware:
    """Answers from the cache what everybody may see, keeps what may be kept, compresses both."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = key_of(request)
        if key is None:
            return _compressed(request, self.get_response(request))
        if _has(request, key):
            return _with_headers(request, key, HttpResponse(status=304))
        kept: Kept | None = caches["pages"].get(key)
        if kept is None:
            response = self.get_response(request)
            if not may_be_kept(request, response):
                return _compressed(request, response)
            kept = _keep(key, response)
            if not _takes_brotli(request):
                return _with_headers(request, key, response)
        return _with_headers(request, key, _answer(request, kept))


def key_of(request: HttpRequest) -> str | None:
    """All a page depends on, or nothing when this request must be answered on its own."""
    if request.method not in {"GET", "HEAD"} or PERSONAL.match(request.path):
        return None
    if not request.path.isprintable():
        return None  # no page of ours; PostgreSQL refuses a NUL as text
    if not _is_anonymous(request) or not _is_plain(request):
        return None
    place = visitor.destination(request)
    request.page_version = page_versions.current(_scope(request.path))
    parts = (
        release(),
        request.page_version,
        str(int(time.time()) // SLOT_SECONDS),
        request.get_host(),
        request.scheme,
        request.path,
        request.META.get("QUERY_STRING", ""),
        str(visitor.basket_count(request)),
        f"{place.code}|{place.name}" if place else "",
    )
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:40]


def may_be_kept(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether this answer is the same for everybody whose request has the same key."""
    match = request.resolver_match
    return (
        response.status_code == 200
        and match is not None
        and match.view_name in KEPT_VIEWS
        and not response.streaming
        and not response.cookies
        and not response.has_header("Cache-Control")
        and response["Content-Type"].startswith("text/html")
        and b"csrfmiddlewaretoken" not in response.content
    )


@functools.cache
def release() -> str:
    """A name for the code and templates that run, so that pages of an older one are not served."""
    digest = hashlib.sha256()
    roots = ("templates", "locale", "cms", "catalog", "shop")
    files = [
        path
        for root in roots
        for path in (Path(settings.BASE_DIR) / root).rglob("*")
        if path.suffix in {".html", ".mo", ".py"}
    ]
    for path in sorted([*files, Path(settings.STATIC_ROOT) / "staticfiles.json"]):
        if path.is_file():
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _is_anonymous(request: HttpRequest) -> bool:
    """Nobody we know: no cookie but the two that are part of the key, and the basket's number."""
    known = KNOWN_COOKIES | {settings.OSCAR_BASKET_COOKIE_OPEN}
    return known.issuperset(request.COOKIES) and "Authorization" not in request.headers


def _is_plain(request: HttpRequest) -> bool:
    """No more in the query than lists understand, so that nobody can fill the cache."""
    query = request.META.get("QUERY_STRING", "")
    return not query or (len(query) <= LONGEST_QUERY and KEPT_PARAMETERS.issuperset(request.GET))


def _scope(path: str) -> str:
    """A product's pages also depend on the product's own changes."""
    parts = path.removeprefix("/en").split("/")
    if len(parts) > 3 and parts[1] == "produk":
        return page_versions.of_product(parts[2])
    return page_versions.EVERYTHING


def _has(request: HttpRequest, key: str) -> bool:
    """The browser already holds this very page."""
    return f'"{key}"' in request.headers.get("If-None-Match", "")


def _keep(key: str, response: HttpResponse) -> Kept:
    kept = Kept(
        headers=tuple(
            (name, value) for name, value in response.items() if name != "Content-Length"
        ),
        body=brotli.compress(response.content, quality=BROTLI_LEVEL),
    )
    caches["pages"].set(key, kept, SLOT_SECONDS)
    return kept


def _answer(request: HttpRequest, kept: Kept) -> HttpResponse:
    takes_brotli = _takes_brotli(request)
    response = HttpResponse(kept.body if takes_brotli else brotli.decompress(kept.body))
    for name, value in kept.headers:
        response[name] = value
    if takes_brotli:
        response["Content-Encoding"] = "br"
    response["Content-Length"] = str(len(response.content))
    return response


def _with_headers(request: HttpRequest, key: str, response: HttpResponse) -> HttpResponse:
    """How long browsers, and proxies for visitors without cookies, may keep it."""
    response["ETag"] = f'W/"{key}"'
    whose = "private" if request.COOKIES else "public"
    response["Cache-Control"] = (
        f"{whose}, max-age={BROWSER_SECONDS}, stale-while-revalidate={BROWSER_STALE_SECONDS}"
    )
    patch_vary_headers(response, ("Accept-Encoding", "Cookie"))
    return response


def _takes_brotli(request: HttpRequest) -> bool:
    offered = request.headers.get("Accept-Encoding", "")
    return any(part.partition(";")[0].strip() == "br" for part in offered.split(","))


def _compressed(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Brotli for open pages that are not kept, such as searches.

    Never for a page that may hold a secret beside what a visitor typed (BREACH): one with a token,
    a session or a cookie, or at a personal address.
    """
    if (
        response.streaming
        or response.cookies
        or response.has_header("Content-Encoding")
        or not response.get("Content-Type", "").startswith(COMPRESSED_TYPES)
        or PERSONAL.match(request.path)
        or not _is_anonymous(request)
        or len(response.content) < 200
        or b"csrfmiddlewaretoken" in response.content
    ):
        return response
    patch_vary_headers(response, ("Accept-Encoding",))
    if _takes_brotli(request):
        response.content = brotli.compress(response.content, quality=BROTLI_LEVEL)
        response["Content-Encoding"] = "br"
        response["Content-Length"] = str(len(response.content))
    return response
