"""Photos of buyers beside their reviews: drawn anew like every upload, in two sizes."""

from __future__ import annotations

import io
import secrets
from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image, ImageOps

from shop.payments import proofs

MOST = 3
LARGE = 1000
SMALL = 240
SMALL_MARK = "-kecil"


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """One photo in both sizes, as JPEG bytes without anything but pixels."""

    large: bytes
    small: bytes


def draw(upload: proofs.Upload) -> Drawn:
    """Both sizes of an uploaded photo. Raises ``BadProof`` with words for the buyer.

    Takes a moment and much memory: never call it inside a transaction.
    """
    clean = proofs.redraw(upload)
    with Image.open(io.BytesIO(clean.read()), formats=["JPEG"]) as picture:
        picture.thumbnail((LARGE, LARGE))
        large = _jpeg(picture, 78)
        small = _jpeg(ImageOps.fit(picture, (SMALL, SMALL)), 70)
    return Drawn(large=large, small=small)


def store(photo: Drawn) -> str:
    """Write both files under a name nobody can guess; returns the name of the large one."""
    base = f"reviews/{secrets.token_hex(16)}"
    name = default_storage.save(f"{base}.jpg", ContentFile(photo.large))
    default_storage.save(f"{base}{SMALL_MARK}.jpg", ContentFile(photo.small))
    return name


def small_name(name: str) -> str:
    """The name of the small file beside a large one."""
    return name.removesuffix(".jpg") + f"{SMALL_MARK}.jpg"


def remove(name: str) -> None:
    """Delete both files; missing ones are fine."""
    default_storage.delete(name)
    default_storage.delete(small_name(name))


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    data = io.BytesIO()
    picture.save(data, "JPEG", quality=quality, optimize=True, progressive=True)
    return data.getvalue()
