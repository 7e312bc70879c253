"""What our templates may say: numbers as people write them, pictures, icons, the visitor's city.

Nothing here opens a session or sets a cookie, so a page that only uses these stays cacheable.
"""

from typing import Any

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.html import format_html, json_script
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from shop import formats
from shop.storefront import icons, pictures, visitor
from shop.storefront.models import ProductCard
from shop.storefront.selectors import CategoryLink, popular, shop_categories

register = template.Library()

register.filter("rupiah", formats.rupiah)
register.filter("amount", formats.number)
register.filter("score", formats.score)
register.filter("weight", formats.weight)
register.filter("short_date", formats.short_date)
register.filter("long_date", formats.long_date)
register.filter("day_month", formats.day_month)
register.filter("moment", formats.moment_with_zone)
register.filter("phone", formats.phone)
register.filter("quantity", formats.quantity)
register.simple_tag(formats.date_range, name="date_range")
register.simple_tag(formats.whatsapp_link, name="whatsapp_link")
register.simple_tag(icons.icon, name="icon")


@register.simple_tag
def symbol() -> SafeString:
    """The stall."""
    return icons.SYMBOL


@register.simple_tag
def picture(
    name: str, width: int = 320, alt: str = "", *, first: bool = False, id: str = ""
) -> SafeString:
    """A square picture of goods. ``first`` marks what a phone must fetch before all else."""
    return _markup(pictures.goods(name, width), alt, first=first, id=id)


@register.simple_tag
def large_picture(name: str) -> str:
    """The address of the largest picture of goods there is."""
    return pictures.goods(name, pictures.GOODS_WIDTHS[-1]).jpeg


@register.simple_tag
def scene(name: str, width: int = 640, alt: str = "", *, first: bool = False) -> SafeString:
    """A 3:2 picture; from 1280 on, wide screens get the large file and phones the small one."""
    small, large = pictures.scene(name, 640), pictures.scene(name, 1280)
    if width <= small.width or not small.avif:
        return _markup(small, alt, first=first)
    return format_html(
        '<picture><source type="image/avif" srcset="{} 640w, {} 1280w" sizes="(min-width: 60rem) '
        '60vw, 100vw"><img src="{}" alt="{}" width="{}" height="{}" {}></picture>',
        small.avif,
        large.avif,
        small.jpeg,
        alt,
        large.width,
        large.height,
        _loading(first),
    )


def _markup(shown: pictures.Picture, alt: str, *, first: bool, id: str = "") -> SafeString:
    image = format_html(
        '<img src="{}" alt="{}" width="{}" height="{}" {}{}>',
        shown.jpeg,
        alt,
        shown.width,
        shown.height,
        _loading(first),
        format_html(' id="{}"', id) if id else "",
    )
    if not shown.avif:
        return format_html("<picture>{}</picture>", image)
    return format_html(
        '<picture><source type="image/avif" srcset="{}">{}</picture>', shown.avif, image
    )


def _loading(first: bool) -> SafeString:
    if first:
        return format_html('fetchpriority="{}"', "high")
    return format_html('loading="{}" decoding="{}"', "lazy", "async")


@register.simple_tag
def categories(limit: int = 0) -> list[CategoryLink]:
    """The shelves of the shop in their order; ``limit`` 0 means all."""
    found = shop_categories()
    return found[:limit] if limit else found


@register.simple_tag
def popular_cards(limit: int = 5) -> list[ProductCard]:
    """What sells most, for pages that have nothing else to offer."""
    return popular(limit)


@register.simple_tag(takes_context=True)
def basket_count(context: dict[str, Any]) -> int:
    """How many articles lie in the visitor's basket, from a small cookie."""
    request = context.get("request")
    return visitor.basket_count(request) if isinstance(request, HttpRequest) else 0


@register.simple_tag(takes_context=True)
def destination(context: dict[str, Any]) -> visitor.Destination | None:
    """Where the visitor wants parcels to go, when they have said so."""
    request = context.get("request")
    return visitor.destination(request) if isinstance(request, HttpRequest) else None


@register.simple_tag
def support_whatsapp() -> str:
    """The shop's own WhatsApp number in E.164, or nothing."""
    return getattr(settings, "SHOP_WHATSAPP", "")


@register.simple_tag(takes_context=True)
def other_language(context: dict[str, Any]) -> dict[str, str]:
    """Address of this page in the other language, with that language's own name.

    A page that answers a post elsewhere names its own address as ``language_path``.
    """
    code, name = ("id", "Bahasa Indonesia") if get_language() == "en" else ("en", "English")
    request = context.get("request")
    path = context.get("language_path")
    if path is None:
        path = request.path if isinstance(request, HttpRequest) else "/"
    return {"code": code, "name": name, "url": translate_url(path, code)}


@register.simple_tag
def script_data(value: object, element_id: str) -> SafeString:
    """Data for scripts as an inert JSON element."""
    return json_script(value, element_id)


@register.filter
def initials(name: str) -> str:
    """Two letters for a monogram; the word every cooperative's name begins with is left out."""
    words = [word for word in name.split() if word.lower() not in {"koperasi", "produsen"}]
    return "".join(word[0] for word in words[:2]).upper()
