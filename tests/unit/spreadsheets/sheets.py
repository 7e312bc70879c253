"""Spreadsheets as people and attackers make them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from typing import Any

from openpyxl import Workbook

HEADS = ("Kode", "Nama barang", "Kategori", "Harga", "Stok")


def xlsx(
    *lines: Sequence[Any], heads: Sequence[Any] | None = HEADS, title: str = "Barang"
) -> bytes:
    """A workbook with one sheet."""
    book = Workbook()
    sheet = book.active
    sheet.title = title
    for line in ([heads] if heads else []) + list(lines):
        sheet.append(list(line))
    return saved(book)


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def text(*lines: Sequence[str], by: str = ";", encoding: str = "utf-8") -> bytes:
    """A CSV file."""
    return "\r\n".join(by.join(line) for line in lines).encode(encoding)


def changed(content: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """A workbook one part of which was written by hand."""
    return repacked(content, {part: change})


def repacked(
    content: bytes,
    changes: dict[str, Callable[[bytes], bytes]],
    extra: dict[str, bytes] | None = None,
) -> bytes:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, changes.get(name, lambda data: data)(old.read(name)))
        for name, data in (extra or {}).items():
            new.writestr(name, data)
    return out.getvalue()


def without(content: bytes, *parts: str) -> bytes:
    """A workbook from which parts were lost."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
    return out.getvalue()
