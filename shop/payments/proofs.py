"""Pictures that buyers send as proof: drawn anew (``shop.uploads``) and kept private."""

from __future__ import annotations

import secrets

from django.core.files.base import ContentFile

from shop import uploads
from shop.uploads import Upload

from .providers.base import PaymentError

__all__ = ["MAX_BYTES", "BadProof", "Upload", "redraw"]

MAX_BYTES = 5 * 1024 * 1024
SIZE = uploads.Size(most_bytes=MAX_BYTES, longest_side=2000)


class BadProof(PaymentError):
    """The file is not stored. ``text`` tells the buyer what to do instead."""


def redraw(upload: Upload) -> ContentFile[bytes]:
    """A clean JPEG of the picture, with a name nobody can guess. Raises BadProof."""
    try:
        clean = uploads.redraw(upload, SIZE)
    except uploads.BadPicture as refusal:
        raise BadProof(refusal.code, refusal.text) from refusal
    return ContentFile(clean, name=f"{secrets.token_hex(16)}.jpg")
