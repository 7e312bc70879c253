"""Sizes and formats of the website's pictures, and how to have them ready.

Two shapes: ``WIDE`` is cut to 16:9 around the focal point (heroes, covers, cards), ``FREE`` keeps
the picture's own shape (inside a text). AVIF comes first, JPEG is for browsers without it. The
files are made when a page is published (receivers.py); a first view makes what is missing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Model, Prefetch, prefetch_related_objects

from cms import references

WIDE = ("fill-640x360", "fill-1280x720")
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


def prepare_sizes(photos: Iterable[Model]) -> None:
    """Read the existing sizes of all these photos in one query."""
    rendition = apps.get_model("cms", "PhotoRendition")
    wanted = rendition.objects.filter(filter_spec__in=every_spec())
    prefetch_related_objects(
        list(photos), Prefetch("renditions", queryset=wanted, to_attr="prefetched_renditions")
    )


def with_sizes(photo_id: int | None) -> Any:
    """One photo with its sizes read, or nothing."""
    photo = apps.get_model("cms", "Photo").objects.filter(pk=photo_id).first()
    if photo is not None:
        prepare_sizes([photo])
    return photo


def make_sizes(photo: Any) -> None:
    """Make every file of this photo that is missing."""
    photo.get_renditions(*every_spec())


def photos_for(streams: Iterable[Any]) -> dict[int, Any]:
    """All photos the streams name, by id, with their sizes: two queries, or none."""
    photo = apps.get_model("cms", "Photo")
    photo_ids = references.ids(streams, photo)
    if not photo_ids:
        return {}
    found = photo.objects.in_bulk(photo_ids)
    prepare_sizes(found.values())
    return found
