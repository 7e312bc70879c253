"""The two small things a visitor's browser remembers for us without a session.

``lapak_jumlah`` counts the basket's articles for the badge, ``lapak_tujuan`` names the place
parcels go to. Both are conveniences: neither is trusted for prices, stock or access, and a
broken value is the same as none.
"""

from dataclasses import dataclass
from urllib.parse import quote, unquote

from django.conf import settings
from django.http import HttpRequest, HttpResponse

COUNT_COOKIE = "lapak_jumlah"
DESTINATION_COOKIE = "lapak_tujuan"
YEAR = 365 * 24 * 60 * 60
MAX_NAME = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """A region by its dotted code, with the name the visitor chose it by."""

    code: str
    name: str


def basket_count(request: HttpRequest) -> int:
    """Articles in the basket according to the cookie; 0 when unknown."""
    value = request.COOKIES.get(COUNT_COOKIE, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) <= 4 else 0


def remember_basket_count(response: HttpResponse, count: int) -> None:
    """Let the next page show the badge."""
    if count:
        _set(response, COUNT_COOKIE, str(count), settings.OSCAR_BASKET_COOKIE_LIFETIME)
    else:
        response.delete_cookie(COUNT_COOKIE)


def destination(request: HttpRequest) -> Destination | None:
    """The remembered place, or nothing."""
    code, separator, name = unquote(request.COOKIES.get(DESTINATION_COOKIE, "")).partition("|")
    if not separator or not name or len(code) > 13 or not code.replace(".", "").isdigit():
        return None
    return Destination(code=code, name=name[:MAX_NAME])


def remember_destination(response: HttpResponse, place: Destination) -> None:
    """Remember the place for a year."""
    _set(response, DESTINATION_COOKIE, quote(f"{place.code}|{place.name[:MAX_NAME]}"), YEAR)


def _set(response: HttpResponse, name: str, value: str, lifetime: int) -> None:
    response.set_cookie(
        name,
        value,
        max_age=lifetime,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
