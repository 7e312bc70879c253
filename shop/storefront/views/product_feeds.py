"""Goods as files that catalogues of other companies fetch, for the whole shop or a cooperative."""

import hashlib
import time
import zlib
from collections.abc import Iterable, Iterator
from itertools import islice

from django.conf import settings
from django.core.cache import caches
from django.http import Http404, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.translation import get_language, override
from django.views.decorators.http import require_safe

from shop.partner.models import Partner
from shop.storefront import page_cache, product_feeds
from shop.storefront.feed_formats import FORMATS, Format

PIECES_AT_ONCE = 200
# Larger files are made anew for everybody who asks: one is kept for each address and language.
MOST_KEPT_BYTES = 256 * 1024


@require_safe
def product_feed(request: HttpRequest, name: str, cooperative: str = "") -> HttpResponseBase:
    """One file, from the cache or streamed from the database; 304 for who has it already."""
    form = FORMATS.get(name)
    seller = product_feeds.seller(cooperative) if cooperative else None
    if form is None or (cooperative and seller is None):
        raise Http404
    place = f"feed.{get_language()}.{cooperative}.{name}"
    tag = _tag(place)
    response = get_conditional_response(request, etag=tag)
    if response is None:
        response = StreamingHttpResponse(
            _kept(place, tag) or _sent(place, tag, _pieces(form, seller, get_language())),
            content_type=form.content_type,
        )
    response["ETag"] = tag
    patch_cache_control(response, public=True, max_age=page_cache.SLOT_SECONDS)
    return response


def _tag(place: str) -> str:
    """All that the file depends on; the slot stands for what only the clock changes."""
    slot = str(int(time.time()) // page_cache.SLOT_SECONDS)
    parts = (page_cache.release(), product_feeds.version(), slot, settings.SITE_URL, place)
    return f'W/"{hashlib.sha256(chr(10).join(parts).encode()).hexdigest()[:40]}"'


def _kept(place: str, tag: str) -> list[bytes] | None:
    """The file as it was sent before, while it is still true."""
    kept_tag, body = caches["pages"].get(place, ("", b""))
    return [zlib.decompress(body)] if kept_tag == tag else None


def _sent(place: str, tag: str, pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The file piece by piece, kept once its end was reached unless it is large."""
    packer = zlib.compressobj()
    packed: list[bytes] = []
    size = 0
    for piece in pieces:
        if size <= MOST_KEPT_BYTES:
            packed.append(packer.compress(piece))
            size += len(packed[-1])
        yield piece
    packed.append(packer.flush())
    if size + len(packed[-1]) <= MOST_KEPT_BYTES:
        caches["pages"].set(place, (tag, b"".join(packed)), page_cache.SLOT_SECONDS)


def _pieces(form: Format, seller: Partner | None, language: str) -> Iterator[bytes]:
    """Some entries at a time, in the address's language even after the request is over."""
    about = seller.name if seller else settings.OSCAR_SHOP_NAME
    lines = form.write(product_feeds.entries(seller), about)
    while True:
        with override(language):
            piece = "".join(islice(lines, PIECES_AT_ONCE))
        if not piece:
            return
        yield piece.encode()
