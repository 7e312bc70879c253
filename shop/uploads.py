"""Pictures that people send: never trusted, always drawn anew.

What is kept is a fresh JPEG made from the decoded pixels, so no script, place, camera name or
second file hidden behind the picture survives.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Protocol

from django.utils.translation import gettext as _
from PIL import Image, ImageOps

MAX_PIXELS = 40_000_000
# Told by the first bytes, never by the name.
FORMATS = ("JPEG", "PNG", "WEBP")


class Upload(Protocol):
    """What a form hands over: Django's UploadedFile has this shape."""

    @property
    def size(self) -> int | None:
        """Bytes, as the browser states them."""

    def read(self, size: int = -1, /) -> bytes:
        """Up to ``size`` bytes."""


class BadPicture(Exception):
    """The file is not kept. ``text`` tells the sender what to do instead."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(f"{code}: {text}")
        self.code = code
        self.text = text


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """What is taken and what is kept: bytes at most, pixels of the longest side, JPEG quality."""

    most_bytes: int
    longest_side: int
    quality: int = 82


def redraw(upload: Upload, size: Size) -> bytes:
    """A clean JPEG of the picture. Raises ``BadPicture``.

    Takes a moment and much memory: never call it inside a transaction.
    """
    raw = _read(upload, size.most_bytes)
    try:
        with Image.open(io.BytesIO(raw), formats=FORMATS) as picture:
            clean = _decode(picture, size.longest_side)
    except BadPicture:
        raise
    except Image.DecompressionBombError as error:
        raise _too_many_pixels() from error
    except Exception as error:
        # A decoder may raise nearly anything on a crafted file; every failure means the same.
        raise BadPicture(
            "not_a_picture",
            _("This file is not a picture we can open. Send a JPG or PNG photo or screenshot."),
        ) from error
    drawn = io.BytesIO()
    clean.save(drawn, "JPEG", quality=size.quality, optimize=True)
    return drawn.getvalue()


def _read(upload: Upload, most: int) -> bytes:
    """The bytes, if they are few enough; the stated size is not believed."""
    if (upload.size or 0) <= most:
        raw = upload.read(most + 1)
        if 0 < len(raw) <= most:
            return raw
        if not raw:
            raise BadPicture("empty", _("The file is empty. Please choose the picture again."))
    text = _("The picture is larger than %(most)s MB. Please send a smaller one.")
    raise BadPicture("too_big", text % {"most": most // (1024 * 1024)})


def _decode(picture: Image.Image, longest_side: int) -> Image.Image:
    """Upright pixels on white, small enough; the size is asked before decoding."""
    if picture.width * picture.height > MAX_PIXELS:
        raise _too_many_pixels()
    # Small first: every later step then works on few pixels.
    picture.thumbnail((longest_side, longest_side))
    colours = ImageOps.exif_transpose(picture).convert("RGBA")
    clean = Image.new("RGB", colours.size, "white")
    clean.paste(colours, mask=colours.getchannel("A"))
    return clean


def _too_many_pixels() -> BadPicture:
    """A picture that would not fit in memory."""
    return BadPicture(
        "too_many_pixels", _("The picture has too many pixels. A screenshot is enough.")
    )
