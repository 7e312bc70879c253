"""An .xlsx file, opened without trusting it.

Nothing is unpacked before its size is known, nothing but the parts that hold values is kept, and
they are packed again by us before a library reads them. A file of 200 kB can hold hundreds of
megabytes, or one cell in the last row of the last column, which takes as much.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from dataclasses import dataclass

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException
from django.utils.translation import gettext as _

from .refusals import BadFile, broken
from .walking import Place, walk

MOST_UNPACKED = 50 * 1024 * 1024
# Packed XML of real files is at most about 40 times smaller than unpacked.
MOST_RATIO = 100
SMALL = 256 * 1024
MOST_PARTS = 2000
GOODS_SHEET = "Barang"
BOOK = "xl/workbook.xml"
KEPT = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|xl/workbook\.xml|xl/_rels/workbook\.xml\.rels"
    r"|xl/sharedStrings\.xml|xl/styles\.xml|xl/worksheets/[^/]+\.xml"
)
DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
# What is looked at beside the values when a file is marked: earlier notes, links, lists.
FOR_MARKING = re.compile(r"xl/worksheets/_rels/[^/]+\.rels|xl/(?:comments|tables)[/\w]*\.xml")
LINKS_FOR_MARKING = ("/comments", "/hyperlink", "/table")
SPREADSHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """A workbook that is safe to read: our own packing, the sheet to read, its formulas."""

    content: bytes
    sheet: str
    formulas: dict[Place, str]


def opened(content: bytes) -> Book:
    """Check the file and keep only what holds values. Raises ``BadFile``."""
    parts = _unpacked(content)
    _require_plain(parts)
    name, path = _sheet(parts)
    formulas = walk(parts.get(path, b""))
    kept = {key: data for key, data in parts.items() if _is_needed(key, path)}
    return Book(content=_packed(kept), sheet=name, formulas=formulas)


def for_marking(content: bytes) -> bytes:
    """The file with its looks and notes, without pictures, drawings and what we do not know.

    Every part of it is measured and looked at as ``opened`` does. Raises ``BadFile``.
    """
    parts = _unpacked(content, beside=FOR_MARKING)
    _require_plain(parts)
    for name, data in parts.items():
        if name.startswith("xl/worksheets/_rels/"):
            parts[name] = _known_links(data)
    return _packed(parts)


def _known_links(data: bytes) -> bytes:
    try:
        links = ElementTree.fromstring(data)
    except (ElementTree.ParseError, DefusedXmlException, ValueError) as error:
        raise broken() from error
    for link in list(links):
        if not link.get("Type", "").endswith(LINKS_FOR_MARKING):
            links.remove(link)
    return bytes(ElementTree.tostring(links))


def _require_plain(parts: dict[str, bytes]) -> None:
    for data in parts.values():
        if DOCTYPE.search(data) or data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
            raise BadFile(_("The file holds instructions for other programs. We do not open it."))


def _unpacked(content: bytes, beside: re.Pattern[str] | None = None) -> dict[str, bytes]:
    """The XML parts we read, each measured while it is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _require_workbook(archive, len(content))
            return _read_parts(archive, beside)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError) as error:
        raise broken() from error
    except (ValueError, zipfile.zlib.error) as error:  # type: ignore[attr-defined]
        raise broken() from error


def _require_workbook(archive: zipfile.ZipFile, size: int) -> None:
    names = [entry.filename for entry in archive.infolist()]
    if any(name.casefold().endswith("vbaproject.bin") for name in names):
        raise BadFile(_("The file holds macros. Save it as .xlsx (Excel workbook) and try again."))
    if "mimetype" in names and "content.xml" in names:
        raise BadFile(_("This is a LibreOffice file (.ods). Save it as .xlsx and try again."))
    if BOOK not in names:
        raise BadFile(_("This is no spreadsheet. Send an .xlsx or .csv file."))
    total = sum(entry.file_size for entry in archive.infolist())
    is_dense = total > SMALL and total > size * MOST_RATIO
    if total > MOST_UNPACKED or is_dense or len(names) > MOST_PARTS:
        raise _too_large()
    if len(set(names)) != len(names):
        raise broken()


def _read_parts(archive: zipfile.ZipFile, beside: re.Pattern[str] | None) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    left = MOST_UNPACKED
    for entry in archive.infolist():
        name = entry.filename
        if not KEPT.fullmatch(name) and not (beside and beside.fullmatch(name)):
            continue
        with archive.open(entry) as part:
            data = part.read(left + 1)
        left -= len(data)
        if left < 0:
            raise _too_large()
        found[name] = data
    return found


def _sheet(parts: dict[str, bytes]) -> tuple[str, str]:
    """Name and part of the sheet to read: the one called Barang, else the first that is shown."""
    try:
        book = ElementTree.fromstring(parts[BOOK])
        links = ElementTree.fromstring(parts.get("xl/_rels/workbook.xml.rels", b"<none/>"))
    except (ElementTree.ParseError, DefusedXmlException, ValueError) as error:
        raise broken() from error
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    sheets = [
        (sheet.get("name", ""), targets.get(sheet.get(RELATION), ""))
        for sheet in book.iter(f"{SPREADSHEET}sheet")
        if sheet.get("state", "visible") == "visible"
    ]
    if not sheets:
        raise BadFile(_("The file has no sheet that can be seen."))
    name, target = next((each for each in sheets if each[0] == GOODS_SHEET), sheets[0])
    path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
    if path not in parts:
        raise broken()
    return name, path


def _is_needed(part: str, sheet: str) -> bool:
    return not part.startswith("xl/worksheets/") or part == sheet


def _packed(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def _too_large() -> BadFile:
    return BadFile(
        _("The file is far too large when unpacked. Copy only your goods into a new file.")
    )
