"""Pictures that buyers send as proof: never trusted, always drawn anew.

What is stored is a fresh JPEG made from the decoded pixels, so no script, place, camera name or
second file hidden behind the picture survives.
"""

from __future__ import annotations

import io
import secrets
from typing import Protocol

from django.core.files.base import ContentFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from .providers.base import PaymentError

MAX_BYTES = 5 * 1024 * 1024
MAX_PIXELS = 40_000_000
LONGEST_SIDE = 2000
# Told by the first bytes, never by the name.
FORMATS = ("JPEG", "PNG", "WEBP")


class Upload(Protocol):
    """What a form hands over: Django's UploadedFile has this shape."""

    @property
    def size(self) -> int | None:
        """Bytes, as the browser states them."""

    def read(self, size: int = -1, /) -> bytes:
        """Up to ``size`` bytes."""


class BadProof(PaymentError):
    """The file is not stored. ``text`` tells the buyer what to do instead."""


def redraw(upload: Upload) -> ContentFile[bytes]:
    """A clean JPEG of the picture, with a name nobody can guess. Raises BadProof."""
    raw = read(upload)
    try:
        with Image.open(io.BytesIO(raw), formats=FORMATS) as picture:
            clean = decode(picture)
    except BadProof:
        raise
    except Image.DecompressionBombError as error:
        raise too_large() from error
    except Exception as error:
        # A decoder may raise nearly anything on a crafted file; every failure means the same.
        raise BadProof(
            "not_a_picture",
            _("This file is not a picture we can open. Send a JPG or PNG photo or screenshot."),
        ) from error
    drawn = io.BytesIO()
    clean.save(drawn, "JPEG", quality=82, optimize=True)
    return ContentFile(drawn.getvalue(), name=f"{secrets.token_hex(16)}.jpg")


def read(upload: Upload) -> bytes:
    """The bytes, if they are few enough; the stated size is not believed."""
    if (upload.size or 0) <= MAX_BYTES:
        raw = upload.read(MAX_BYTES + 1)
        if 0 < len(raw) <= MAX_BYTES:
            return raw
        if not raw:
            raise BadProof("empty", _("The file is empty. Please choose the picture again."))
    raise BadProof("too_big", _("The picture is larger than 5 MB. Please send a smaller one."))


def decode(picture: Image.Image) -> Image.Image:
    """Upright pixels on white, at most 2000 a side; the size is asked before decoding."""
    if picture.width * picture.height > MAX_PIXELS:
        raise too_large()
    # Small first: every later step then works on at most 2000 × 2000 pixels.
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    colours = ImageOps.exif_transpose(picture).convert("RGBA")
    clean = Image.new("RGB", colours.size, "white")
    clean.paste(colours, mask=colours.getchannel("A"))
    return clean


def too_large() -> BadProof:
    """A picture that would not fit in memory."""
    return BadProof(
        "too_many_pixels", _("The picture has too many pixels. A screenshot is enough.")
    )
