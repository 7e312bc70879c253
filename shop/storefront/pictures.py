"""Pictures by base name: ``kopi-lintong`` stands for a family of ready-made files.

Goods are square in 160, 320 and 640 pixels, scenes are 3:2 in 640 and 1280, each as AVIF and JPEG
under ``MEDIA_ROOT/pictures/``. The worker makes them after an upload (``catalog.photos``), never a
request.
"""

from dataclasses import dataclass

from django.conf import settings
from django.templatetags.static import static

from catalog.photos.drawing import WIDTHS as GOODS_WIDTHS

SCENE_WIDTHS = (640, 1280)


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """Addresses and shape of one picture as a page needs them. ``avif`` may be empty."""

    avif: str
    jpeg: str
    width: int
    height: int


def goods(name: str, width: int = 320) -> Picture:
    """The square picture of goods in the smallest file that is at least ``width`` wide."""
    size = next((each for each in GOODS_WIDTHS if each >= width), GOODS_WIDTHS[-1])
    return _family(name, size, size)


def scene(name: str, width: int = 640) -> Picture:
    """The 3:2 picture of a place or of people at work."""
    size = next((each for each in SCENE_WIDTHS if each >= width), SCENE_WIDTHS[-1])
    return _family(name, size, size * 2 // 3)


def _family(name: str, width: int, height: int) -> Picture:
    """Addresses of one size; goods without any picture get our drawn parcel."""
    if not name:
        return Picture(avif="", jpeg=static("img/no-picture.svg"), width=width, height=height)
    base = f"{settings.MEDIA_URL}pictures/{name}-{width}"
    return Picture(avif=f"{base}.avif", jpeg=f"{base}.jpg", width=width, height=height)
