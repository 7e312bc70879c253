"""The photos in what was sent: single files, or one ZIP. Nothing in it is trusted.

Every photo is drawn anew from its pixels, one after another, so that memory holds one at a time.
"""

from __future__ import annotations

import io
import lzma
import posixpath
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from PIL import Image

from catalog.photos.services import SIZE
from shop import uploads

from ..refusals import BadFile

MOST = 60
LARGEST = 100 * 1024 * 1024
MOST_ENTRIES = 500
THUMB = 160
BROKEN = (
    zipfile.BadZipFile,
    NotImplementedError,
    OSError,
    EOFError,
    ValueError,
    zlib.error,
    lzma.LZMAError,
    struct.error,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Photo:
    """A clean JPEG and a small one of it, or the words that say why there is none."""

    name: str
    data: bytes = b""
    thumb: bytes = b""
    refusal: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Raw:
    """Bytes of a ZIP in the shape that ``redraw`` asks for."""

    data: bytes

    @property
    def size(self) -> int:
        return len(self.data)

    def read(self, size: int = -1, /) -> bytes:
        return self.data[:size] if size >= 0 else self.data


def photos_in(files: Iterable[UploadedFile]) -> Iterator[Photo]:
    """Every photo that was sent. Raises ``BadFile`` for a bad ZIP and for more than ``MOST``."""
    for count, (name, upload) in enumerate(_each(files)):
        if count == MOST:
            raise too_many()
        yield _drawn(name, upload)


def too_many() -> BadFile:
    """More than can be looked at in one go."""
    return BadFile(_("Send at most %(most)s photos at a time.") % {"most": MOST})


def _each(files: Iterable[UploadedFile]) -> Iterator[tuple[str, uploads.Upload]]:
    for file in files:
        if not _is_zip(file):
            yield _kept(file.name or ""), file
            continue
        if (file.size or 0) > LARGEST:
            raise BadFile(_("The ZIP is larger than 100 MB. Send the photos in several parts."))
        yield from _unzipped(file)


def _is_zip(file: UploadedFile) -> bool:
    start = file.read(4)
    file.seek(0)
    return start in {b"PK\x03\x04", b"PK\x05\x06"}


def _unzipped(file: UploadedFile) -> Iterator[tuple[str, uploads.Upload]]:
    try:
        with zipfile.ZipFile(file) as archive:
            entries = [entry for entry in archive.infolist() if _is_photo(entry)]
            if len(archive.infolist()) > MOST_ENTRIES or len(entries) > MOST:
                raise too_many()
            for entry in entries:
                with archive.open(entry) as part:
                    data = part.read(SIZE.most_bytes + 1)
                yield _kept(entry.filename), _Raw(data=data)
    except RuntimeError as error:
        raise BadFile(_("The ZIP has a password. Send it without one.")) from error
    except BROKEN as error:
        raise BadFile(_("The ZIP is damaged. Make it again, or send the photos alone.")) from error


def _is_photo(entry: zipfile.ZipInfo) -> bool:
    """Folders and what computers put beside the files are left out without a word."""
    name = posixpath.basename(entry.filename)
    is_beside = entry.filename.startswith("__MACOSX/") or name in {"Thumbs.db", "desktop.ini"}
    return bool(name) and not entry.is_dir() and not name.startswith(".") and not is_beside


def _kept(name: str) -> str:
    """The last part of a path, in signs that can be shown."""
    bare = posixpath.basename(name.replace("\\", "/"))
    return "".join(sign for sign in bare if sign.isprintable())[-120:]


def _drawn(name: str, upload: uploads.Upload) -> Photo:
    try:
        data = uploads.redraw(upload, SIZE)
    except uploads.BadPicture as refusal:
        return Photo(name=name, refusal=refusal.text)
    small = io.BytesIO()
    with Image.open(io.BytesIO(data), formats=["JPEG"]) as photo:
        photo.thumbnail((THUMB, THUMB))
        photo.save(small, "JPEG", quality=70)
    return Photo(name=name, data=data, thumb=small.getvalue())
