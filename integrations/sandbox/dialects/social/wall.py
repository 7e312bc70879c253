"""What a person sees: posts as followers see them, messages as buyers' phones show them."""

from __future__ import annotations

import json
from sqlite3 import Row
from typing import Any
from urllib.parse import urlsplit

from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

from integrations.sandbox.core.records import BadInput
from integrations.sandbox.core.store import Tx
from integrations.sandbox.dialects.social import controls
from integrations.sandbox.market import Market
from integrations.sandbox.web.pages import moment, render

SHOWN = 50
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; img-src 'self' http: https: data:; style-src http:; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
}
NETWORKS = {"facebook": "Halaman Facebook", "instagram": "Instagram", "telegram": "Telegram"}
STATUS_WORDS = {
    "sent": "Terkirim",
    "delivered": "Sampai di HP",
    "read": "Sudah dibaca",
    "failed": "Tidak sampai",
}


class Pages:
    """The pages of this port; None for what is no page."""

    def __init__(self, *, market: Market) -> None:
        """Serve this market."""
        self._market = market

    def __call__(self, request: Request) -> Response | None:
        """The wall, a picture, or a button."""
        if request.path.startswith("/berkas/"):
            return self._file(request.path.removeprefix("/berkas/"))
        if request.path == "/aksi" and request.method == "POST":
            return self._press(request)
        if request.path != "/":
            return None
        with self._market.moment() as tx:
            page = render("sandbox/sosial.html", pages_url=self._pages_url(request), **_shown(tx))
        return Response(page, mimetype="text/html", headers=HEADERS)

    def _pages_url(self, request: Request) -> str:
        port = urlsplit(self._market.urls.get("pages", "")).port
        return f"http://{urlsplit(request.host_url).hostname}:{port}" if port else ""

    def _file(self, name: str) -> Response:
        with self._market.moment() as tx:
            row = tx.one("SELECT * FROM social_file WHERE id = ?", name)
        if row is None:
            return Response("Tidak ada.", status=404, mimetype="text/plain", headers=HEADERS)
        return Response(row["body"], mimetype=row["mimetype"], headers=HEADERS)

    def _press(self, request: Request) -> Response:
        """The buyer reads a message, or writes back."""
        text, number = request.form.get("teks", "").strip(), request.form.get("nomor", "")
        try:
            if text:
                controls.run(
                    market=self._market, action="say", data={"number": number, "text": text}
                )
            else:
                told = {"id": request.form.get("pesan", ""), "status": "read"}
                controls.run(market=self._market, action="status", data=told)
        except BadInput:
            return Response("Nomor salah.", status=400, mimetype="text/plain", headers=HEADERS)
        return redirect("/", code=303)


def _shown(tx: Tx) -> dict[str, Any]:
    posts = tx.all("SELECT * FROM social_post ORDER BY id DESC LIMIT ?", SHOWN)
    messages = tx.all("SELECT * FROM social_message ORDER BY rowid DESC LIMIT ?", SHOWN)
    return {
        "posts": [_post(row) for row in posts],
        "messages": [_message(row) for row in messages],
    }


def _post(row: Row) -> dict[str, Any]:
    return {
        "network": NETWORKS[row["network"]],
        "at": moment(row["at"]),
        "text": row["text"],
        "link": row["link"],
        "pictures": json.loads(row["pictures"]),
        "is_gone": bool(row["deleted_at"]),
    }


def _message(row: Row) -> dict[str, Any]:
    is_out = row["direction"] == "out"
    return {
        "id": row["id"],
        "number": row["number"],
        "text": row["text"],
        "at": moment(row["at"]),
        "word": STATUS_WORDS[row["status"]] if is_out else "Dari pembeli",
        "is_bad": row["status"] == "failed",
        "can_read": is_out and row["status"] in ("sent", "delivered"),
        "is_out": is_out,
    }
