"""Sizes and formats of the website's pictures, and how to have them ready.

Two shapes: ``WIDE`` is cut to 16:9 around the focal point (heroes, covers, cards), ``FREE`` keeps
the picture's own shape (inside a text). AVIF comes first, JPEG is for browsers without it. The
files are made when a page is published (receivers.py); a first view makes what is missing.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Prefetch, prefetch_related_objects
from modelcluster.models import get_all_child_relations
from wagtail.images.models import SourceImageIOError

from cms import references

logger = logging.getLogger(__name__)

# 960 is what a phone of 412 points asks for: its screen has 721 dots, and 1280 costs it twice.
WIDE = ("fill-640x360", "fill-960x540", "fill-1280x720")
FREE = ("max-640x960", "max-1280x1280")
FORMATS = ("format-avif", "format-jpeg")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a picture stands: its shape, and how wide it is drawn on narrow and wide screens."""

    shape: tuple[str, ...]
    sizes: str


PLACES = {
    "hero": Place(shape=WIDE, sizes="(min-width: 60rem) 38rem, 100vw"),
    "cover": Place(shape=WIDE, sizes="100vw"),
    "article": Place(shape=WIDE, sizes="(min-width: 62rem) 59rem, 100vw"),
    "tile": Place(shape=WIDE[:1], sizes="(min-width: 60rem) 23rem, 78vw"),
    "text": Place(shape=FREE, sizes="(min-width: 43rem) 40rem, 100vw"),
}


def specs(shape: tuple[str, ...]) -> dict[str, list[str]]:
    """Filter strings of a shape by format, small before large."""
    return {kind: [f"{size}|{kind}" for size in shape] for kind in FORMATS}


def every_spec() -> list[str]:
    """All sizes and formats that pages use."""
    return [spec for shape in (WIDE, FREE) for kind in specs(shape).values() for spec in kind]


def photos_of(pages: Iterable[Any]) -> list[Any]:
    """The lead pictures of articles and covers of cooperatives that have one."""
    found = (getattr(page, "photo", None) or getattr(page, "cover", None) for page in pages)
    return [photo for photo in found if photo is not None]


def prepare_sizes(photos: Iterable[Any]) -> None:
    """Read the existing sizes of all these photos in one query; empty places are skipped."""
    real = [photo for photo in photos if photo is not None]
    wanted = apps.get_model("cms", "PhotoRendition").objects.filter(filter_spec__in=every_spec())
    prefetch_related_objects(
        real, Prefetch("renditions", queryset=wanted, to_attr="prefetched_renditions")
    )


def photos_for(streams: Iterable[Any]) -> dict[int, Any]:
    """All photos the streams name, by id: one query, or none."""
    photo = apps.get_model("cms", "Photo")
    photo_ids = references.ids(streams, photo)
    return photo.objects.in_bulk(photo_ids) if photo_ids else {}


def make_page_sizes(page: Any) -> None:
    """Make every missing file of the page's pictures; one whose file is lost is passed over."""
    photo = apps.get_model("cms", "Photo")
    wanted = (
        (_photo_ids([page], photo), WIDE),
        (_photo_ids(_inline_rows(page), photo), PLACES["tile"].shape),
        (references.ids(page.streams(), photo), FREE),
    )
    for photo_ids, shape in wanted:
        filters = [spec for kind in specs(shape).values() for spec in kind]
        for each in photo.objects.filter(pk__in=photo_ids):
            try:
                each.get_renditions(*filters)
            except SourceImageIOError:
                logger.warning("The file of photo %s is lost: %s", each.pk, each.file.name)


def _photo_ids(rows: Iterable[Any], photo: Any) -> set[int]:
    """Ids in the picture columns of these rows."""
    return {
        getattr(row, field.attname)
        for row in rows
        for field in row._meta.fields
        if field.related_model is photo
    } - {None}


def _inline_rows(page: Any) -> list[Any]:
    return [
        row
        for relation in get_all_child_relations(type(page))
        for row in getattr(page, relation.get_accessor_name()).all()
    ]
