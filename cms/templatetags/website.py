"""What the website's templates may say: photos in the sizes of their place."""

from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
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
    version = getattr(context.get("request"), "page_version", "")
    rows = page_versions.kept(f"languages.{page.pk}", version, lambda: _languages(page))
    if len(rows) < 2:
        return SafeString("")
    return format_html_join("", '<link rel="alternate" hreflang="{}" href="{}">', rows)


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
