"""What the website's templates may say: photos in the sizes of their place."""

from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from wagtail.images.models import SourceImageIOError

from cms import pictures

register = template.Library()


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


def _srcset(renditions: list[Any]) -> SafeString:
    """Each file once: a small original has the same width in two sizes."""
    by_width = {rendition.width: rendition.url for rendition in renditions}
    return format_html_join(", ", "{} {}w", ((url, width) for width, url in by_width.items()))


def _loading(*, first: bool) -> SafeString:
    if first:
        return SafeString('fetchpriority="high"')
    return SafeString('loading="lazy" decoding="async"')
