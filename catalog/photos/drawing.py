"""Every ready-made file of one photo. Only the worker calls this: it costs half a second."""

from __future__ import annotations

import io
import re

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image, ImageOps

WIDTHS = (160, 320, 640)
LARGEST = WIDTHS[-1]
# AVIF at 50 is half the bytes of JPEG at 75 and looks the same; speed 8 takes 20 ms at 320 px.
KINDS = {
    "avif": {"format": "AVIF", "quality": 50, "speed": 8},
    "jpg": {"format": "JPEG", "quality": 75, "optimize": True, "progressive": True},
}
ORIGINALS = "originals"
READY = re.compile(r"(?:^|/)pictures/(?P<base>.+)-(?:160|320|640)\.(?:avif|jpg)$")


def base_name(original: str) -> str:
    """The family a ready file belongs to; empty for a photo whose files are not made yet."""
    match = READY.search(original)
    return match["base"] if match else ""


def ready_name(base: str) -> str:
    """What ``ProductImage.original`` says once the files are there."""
    return f"pictures/{base}-{LARGEST}.jpg"


def make_files(original: str, base: str) -> None:
    """Cut the photo square around its middle and write all sizes; existing files are replaced."""
    with default_storage.open(original) as file, Image.open(file, formats=["JPEG"]) as photo:
        square = ImageOps.fit(photo.convert("RGB"), (LARGEST, LARGEST))
    for width in WIDTHS:
        sized = square.resize((width, width), Image.Resampling.LANCZOS)
        for ending, options in KINDS.items():
            _write(f"pictures/{base}-{width}.{ending}", _encoded(sized, options))


def remove_files(base: str) -> None:
    """Delete the ready files and the photo they were made from; missing ones are fine."""
    for width in WIDTHS:
        for ending in KINDS:
            default_storage.delete(f"pictures/{base}-{width}.{ending}")
    default_storage.delete(f"{ORIGINALS}/{base}.jpg")


def _encoded(picture: Image.Image, options: dict) -> bytes:
    data = io.BytesIO()
    picture.save(data, **options)
    return data.getvalue()


def _write(name: str, data: bytes) -> None:
    # The storage would choose another name beside an existing file, and pages know this one.
    default_storage.delete(name)
    default_storage.save(name, ContentFile(data))
