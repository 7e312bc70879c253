"""A guard for forms without a token: the request must come from a page of this very site.

A CSRF token needs a cookie and makes every product page private to one visitor. Where a forged
request could do no more than put goods into a basket or remember a city, the browser's own word
about where a request comes from is enough (docs/adr/0005). Browsers send ``Sec-Fetch-Site`` or
``Origin`` with every POST and no page can forge either. Everything else keeps its token.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

View = Callable[..., HttpResponse]


def same_origin_only(view: View) -> View:
    """Refuse posts from elsewhere with 403 instead of asking for a CSRF token."""

    @csrf_exempt
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST" and not is_same_origin(request):
            return render(request, "storefront/refused.html", status=403)
        return view(request, *args, **kwargs)

    return guarded


def is_same_origin(request: HttpRequest) -> bool:
    """Whether the browser says that a page of this scheme, host and port sent the request.

    The first header that is there decides. A request with none of them is refused: a browser
    always sends one with a POST.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("Origin") or _origin_of(request.headers.get("Referer", ""))
    return origin == f"{request.scheme}://{request.get_host()}"


def _origin_of(address: str) -> str:
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}"
