"""A shipping label as a small PDF: text only, A6, one page per parcel, no library needed."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 298, 420  # A6 in points
_MARGIN = 18
_MOST_CHARACTERS = 46


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """What is printed on one parcel."""

    title: str
    order_number: str
    tracking_number: str
    sender: tuple[str, ...]
    recipient: tuple[str, ...]
    contents: tuple[str, ...]


def render(*, labels: Sequence[Label]) -> bytes:
    """The PDF file."""
    pages = [_page(label) for label in labels]
    first = 4
    kids = " ".join(f"{first + 2 * index} 0 R" for index in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for index, content in enumerate(pages):
        number = first + 2 * index + 1
        page = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] "
            f"/Resources << /Font << /F1 3 0 R >> >> /Contents {number} 0 R >>"
        )
        objects.append(page.encode())
        objects.append(b"<< /Length %d >>\nstream\n%b\nendstream" % (len(content), content))
    return _file(objects)


def _page(label: Label) -> bytes:
    lines = [
        (18, label.title),
        (14, label.tracking_number),
        (9, f"No. pesanan {label.order_number}"),
        (7, "Pasar Tiruan - bukan resi sungguhan"),
        (7, ""),
        (8, "Penerima"),
        *((11, text) for text in label.recipient),
        (7, ""),
        (8, "Pengirim"),
        *((9, text) for text in label.sender),
        (7, ""),
        (8, "Isi"),
        *((8, text) for text in label.contents),
    ]
    height = HEIGHT - _MARGIN
    drawn = []
    for size, text in lines:
        height -= size + 5
        if height > _MARGIN:
            drawn.append(b"BT /F1 %d Tf %d %d Td (%b) Tj ET" % (size, _MARGIN, height, _text(text)))
    return b"\n".join(drawn)


def _text(text: str) -> bytes:
    plain = text[:_MOST_CHARACTERS].encode("cp1252", "replace")
    return plain.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def _file(objects: Sequence[bytes]) -> bytes:
    data = b"%PDF-1.4\n"
    offsets = []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(data))
        data += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    return data + (
        b"xref\n0 %d\n0000000000 65535 f \n%btrailer\n<< /Size %d /Root 1 0 R >>\n"
        b"startxref\n%d\n%%%%EOF\n" % (size, table, size, len(data))
    )
