"""What the website's templates may say: photos in the sizes of their place."""

from typing import Any

from django import template
from django.conf import settings
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from wagtail.images.models import SourceImageIOError

from cms import pictures
from shop.storefront import page_versions

register = template.Library()
# The fields in which page types keep it.
MAIN_PICTURE = ("photo", "cover", "hero_photo")


@register.simple_tag
def photo(image: Any, place: str, alt: str | None = None, *, first: bool = False) -> SafeString:
    """A ``<picture>`` of ``image`` for a ``place`` of ``cms.pictures.PLACES``.

    ``alt`` defaults to what the editor wrote about the picture; give "" beside a title that says
    the same. ``first`` marks what a phone must fetch before all else. A picture whose file is
    lost shows nothing.
    """
    if not image:
        return SafeString("")
    where = pictures.PLACES[place]
    wanted = pictures.specs(where.shape)
    try:
        made = image.get_renditions(*(spec for kind in wanted.values() for spec in kind))
    except SourceImageIOError:
        return SafeString("")
    avif = [made[spec] for spec in wanted["format-avif"]]
    jpeg = [made[spec] for spec in wanted["format-jpeg"]]
    return format_html(
        '<picture><source type="image/avif" srcset="{}" sizes="{}">'
        '<img src="{}" srcset="{}" sizes="{}" alt="{}" width="{}" height="{}" {}></picture>',
        _srcset(avif),
        where.sizes,
        jpeg[0].url,
        _srcset(jpeg),
        where.sizes,
        image.default_alt_text if alt is None else alt,
        jpeg[-1].width,
        jpeg[-1].height,
        _loading(first=first),
    )


@register.simple_tag
def photo_address(page: Any) -> str:
    """The large wide JPEG of the page's main picture, for shared links; nothing without one."""
    image = next((getattr(page, name, None) for name in MAIN_PICTURE if hasattr(page, name)), None)
    spec = f"{pictures.WIDE[-1]}|format-jpeg"
    try:
        return str(image.get_renditions(spec)[spec].url) if image else ""
    except SourceImageIOError:
        return ""


@register.simple_tag(takes_context=True)
def other_languages(context: dict[str, Any], page: Any) -> SafeString:
    """The page's addresses in all its languages, when it is written in more than one."""
    rows = _kept_languages(context, page)
    if len(rows) < 2:
        return SafeString("")
    return format_html_join("", '<link rel="alternate" hreflang="{}" href="{}">', rows)


@register.simple_tag(takes_context=True)
def language_if_other(context: dict[str, Any], page: Any) -> str:
    """Code of the language the page is written in, when its address asks for another one."""
    asked = get_language()
    if asked == settings.LANGUAGE_CODE:
        return ""  # every page begins in this one, so there is nothing to look up
    codes = [code for code, _ in _kept_languages(context, page)]
    return "" if not codes or asked in codes else codes[0]


@register.simple_tag(takes_context=True)
def content_language(context: dict[str, Any], page: Any) -> SafeString:
    """Tells browsers and screen readers what language the page's own words are in."""
    code = language_if_other(context, page)
    return format_html(' lang="{}"', code) if code else SafeString("")


def _kept_languages(context: dict[str, Any], page: Any) -> list[tuple[str, str]]:
    version = getattr(context.get("request"), "page_version", "")
    found: list[tuple[str, str]] = page_versions.kept(
        f"languages.{page.pk}", version, lambda: _languages(page)
    )
    return found


def _languages(page: Any) -> list[tuple[str, str]]:
    found = page.get_translations(inclusive=True).live().select_related("locale")
    return [(each.locale.language_code, each.full_url) for each in found]


def _srcset(renditions: list[Any]) -> SafeString:
    """Each file once: a small original has the same width in two sizes."""
    by_width = {rendition.width: rendition.url for rendition in renditions}
    return format_html_join(", ", "{} {}w", ((url, width) for width, url in by_width.items()))


def _loading(*, first: bool) -> SafeString:
    if first:
        return SafeString('fetchpriority="high"')
    return SafeString('loading="lazy" decoding="async"')
