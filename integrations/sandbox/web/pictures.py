"""The style sheet and the pictures of goods, all from this machine."""

from hashlib import sha256
from html import escape
from pathlib import Path

from werkzeug.routing import Rule
from werkzeug.wrappers import Request, Response

from integrations.sandbox.core.records import NotFound
from integrations.sandbox.market import Market
from integrations.sandbox.web.pages import TEMPLATES

_TYPES = {
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
    ".avif": "image/avif",
}
# Pictures named in a seed file may lie anywhere below the project, nowhere else.
PICTURE_ROOT = TEMPLATES.parent
_MAX_BYTES = 5_000_000
_TONES = ("#7a4f00", "#1e6a3f", "#34506e", "#7c0e22", "#5b3a73", "#3b5b53")


def style_sheet(*, market: Market, request: Request) -> Response:
    """The one style sheet."""
    text = (TEMPLATES / "sandbox" / "gaya.css").read_text(encoding="utf-8")
    response = Response(text, mimetype="text/css")
    response.headers["Cache-Control"] = "max-age=300"
    return response


def picture(*, market: Market, request: Request, item_id: int) -> Response:
    """The item's picture: the seeded file, or a drawn tile with its first letters."""
    with market.store.transaction() as tx:
        item = tx.one("SELECT name, image FROM item WHERE id = ?", item_id)
    if item is None:
        raise NotFound(f"gambar {item_id}")
    file = _picture_file(item["image"])
    if file is not None:
        return Response(file.read_bytes(), mimetype=_TYPES[file.suffix.lower()])
    return Response(_tile(item["name"]), mimetype="image/svg+xml")


def _picture_file(image: str) -> Path | None:
    if not image or "://" in image:
        return None
    path = (PICTURE_ROOT / image).resolve()
    is_ours = path.is_relative_to(PICTURE_ROOT) and path.suffix.lower() in _TYPES
    return path if is_ours and path.is_file() and path.stat().st_size <= _MAX_BYTES else None


def _tile(name: str) -> str:
    tone = _TONES[sha256(name.encode()).digest()[0] % len(_TONES)]
    letters = "".join(word[0] for word in name.split()[:2]).upper()
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 160 160" role="img">'
        f'<rect width="160" height="160" fill="{tone}"/>'
        '<path d="M0 126h160v34H0z" fill="#000" opacity=".18"/>'
        '<text x="80" y="96" text-anchor="middle" font-family="sans-serif" font-size="56" '
        f'font-weight="700" fill="#fff">{escape(letters)}</text></svg>'
    )


RULES = [
    Rule("/gaya.css", endpoint=style_sheet, methods=["GET"]),
    Rule("/gambar/<int:item_id>", endpoint=picture, methods=["GET"]),
]
