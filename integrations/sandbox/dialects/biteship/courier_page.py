"""Where a person plays the courier: a list of parcels, and a button for each thing that happens."""

from sqlite3 import Row
from typing import Any
from urllib.parse import urlsplit

from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

from integrations.sandbox.core.store import Tx
from integrations.sandbox.dialects.biteship import bookings, couriers
from integrations.sandbox.market import Market
from integrations.sandbox.web.pages import moment, render, rupiah

PAGE = "/kurir"
SHOWN = 50
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; img-src data:; style-src http:; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
}
WORDS = {
    "confirmed": "Menunggu kurir",
    "scheduled": "Dijadwalkan",
    "allocated": "Kurir ditugaskan",
    "picking_up": "Kurir menjemput",
    "picked": "Sudah diambil",
    "dropping_off": "Dalam perjalanan",
    "delivered": "Sampai",
    "on_hold": "Tertahan",
    "courier_not_found": "Tidak ada kurir",
    "rejected": "Ditolak penerima",
    "cancelled": "Dibatalkan",
    "return_in_transit": "Perjalanan balik",
    "returned": "Kembali ke pengirim",
    "disposed": "Hilang atau rusak",
}
BUTTONS = {
    "allocated": "Tugaskan kurir",
    "picking_up": "Berangkat menjemput",
    "picked": "Ambil paket",
    "dropping_off": "Antar ke alamat",
    "delivered": "Serahkan ke penerima",
    "on_hold": "Tahan di gudang",
    "courier_not_found": "Tidak ada kurir",
    "rejected": "Penerima menolak",
    "return_in_transit": "Kirim balik",
    "returned": "Serahkan ke pengirim",
    "disposed": "Hilang atau rusak",
}
BAD = {"courier_not_found", "rejected", "cancelled", "returned", "disposed", "on_hold"}


class Pages:
    """The pages of the broker's port; None for what is no page."""

    def __init__(self, *, market: Market) -> None:
        """Serve this market."""
        self._market = market

    def __call__(self, request: Request) -> Response | None:
        """Show the parcels, or press a button."""
        if request.path.rstrip("/") not in ("", PAGE):
            return None
        problem = ""
        with self._market.moment() as tx:
            if request.method == "POST":
                try:
                    _press(tx, request)
                    return redirect(PAGE, code=303)
                except bookings.Refusal as refusal:
                    problem = refusal.message
            rows = tx.all("SELECT * FROM biteship_order ORDER BY id DESC LIMIT ?", SHOWN)
            parcels = [_shown(tx, row) for row in rows]
        page = render(
            "sandbox/kurir.html",
            parcels=parcels,
            problem=problem,
            pages_url=self._pages_url(request),
        )
        return Response(page, mimetype="text/html", headers=HEADERS)

    def _pages_url(self, request: Request) -> str:
        port = urlsplit(self._market.urls.get("pages", "")).port
        return f"http://{urlsplit(request.host_url).hostname}:{port}" if port else ""


def _press(tx: Tx, request: Request) -> None:
    order = bookings.find(tx=tx, name=request.form.get("paket", ""))
    if order is None:
        raise bookings.Refusal(404, 40400002, "Paket tidak dikenal.")
    bookings.move(tx=tx, order=order, status=request.form.get("kejadian", ""))


def _shown(tx: Tx, order: Row) -> dict[str, Any]:
    service = couriers.find(order["courier"], order["service"])
    steps = [step for step in bookings.AFTER.get(order["status"], ()) if step in BUTTONS]
    rows = tx.all("SELECT * FROM biteship_history WHERE order_id = ? ORDER BY id", order["id"])
    return {
        "code": order["code"],
        "reference": order["reference"],
        "waybill": order["waybill"],
        "courier": f"{service.courier_name} {service.name}" if service else order["courier"],
        "receiver": order["receiver"],
        "address": order["address"],
        "sender": order["sender"],
        "grams": order["grams"],
        "price": rupiah(order["price"]),
        "cash": rupiah(order["cash"]) if order["cash"] else "",
        "word": WORDS.get(order["status"], order["status"]),
        "is_bad": order["status"] in BAD,
        "buttons": [{"status": step, "text": BUTTONS[step]} for step in steps],
        "history": [{"note": row["note"], "at": moment(row["at"])} for row in rows],
    }
