"""Where a buyer pays: choose a way, see the code, pay, give up, come late, go back to the shop."""

from itertools import groupby
from sqlite3 import Row
from urllib.parse import urlencode, urlsplit

from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

from integrations.sandbox.core.store import Tx
from integrations.sandbox.dialects.midtrans import notifications, payments
from integrations.sandbox.dialects.midtrans.gateway import REDIRECTION
from integrations.sandbox.dialects.midtrans.methods import METHODS
from integrations.sandbox.market import Market
from integrations.sandbox.web.pages import moment, render, rupiah

WORDS = {
    "": "Belum dipilih",
    "pending": "Menunggu pembayaran",
    "settlement": "Sudah dibayar",
    "expire": "Waktu habis",
    "cancel": "Dibatalkan",
    "deny": "Ditolak",
    "refund": "Uang dikembalikan",
    "partial_refund": "Sebagian dikembalikan",
    "chargeback": "Ditarik kembali",
}
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; img-src data:; style-src http:; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


class Pages:
    """The pages of the gateway's port; None for what is no page."""

    def __init__(self, *, market: Market) -> None:
        """Serve this market."""
        self._market = market

    def __call__(self, request: Request) -> Response | None:
        """Show the page of a payment, or press a button on it."""
        if not request.path.startswith(REDIRECTION):
            return None
        token = request.path.removeprefix(REDIRECTION)
        with self._market.moment() as tx:
            payment = payments.by_token(tx=tx, token=token)
            if payment is None:
                page = render(
                    "sandbox/izin_salah.html",
                    reason="Halaman bayar ini sudah tidak berlaku.",
                    pages_url=self._pages_url(request),
                )
                return Response(page, status=404, mimetype="text/html", headers=HEADERS)
            problem = ""
            if request.method == "POST":
                try:
                    _press(tx, payment, request)
                    return redirect(request.path, code=303)
                except payments.Refusal as refusal:
                    problem = refusal.message
                    payment = payments.get(tx=tx, payment_id=payment["id"])
            page = render("sandbox/bayar.html", problem=problem, **self._shown(payment, request))
        return Response(page, mimetype="text/html", headers=HEADERS)

    def _pages_url(self, request: Request) -> str:
        """Where the style sheet is: the base port, under the name this page was opened with."""
        port = urlsplit(self._market.urls.get("pages", "")).port
        return f"http://{urlsplit(request.host_url).hostname}:{port}" if port else ""

    def _shown(self, payment: Row, request: Request) -> dict[str, object]:
        state, now = payment["state"], self._market.store.now()
        is_over = state in ("", "pending") and payment["expires_at"] <= now
        method = METHODS.get(payment["method"])
        codes = payments.offered(payment)
        groups = [
            {"name": name, "methods": [{"code": c, "title": METHODS[c].title} for c in members]}
            for name, members in groupby(codes, lambda code: METHODS[code].group)
        ]
        return {
            "pages_url": self._pages_url(request),
            "action": request.path,
            "title": payment["title"],
            "amount": rupiah(payment["amount"]),
            "until": moment(payment["expires_at"]),
            "word": WORDS.get(state, state),
            "is_bad": state in ("expire", "cancel", "deny", "chargeback"),
            "groups": groups if not state and not is_over else [],
            "method": method.title if method else "",
            "code": payment["code"] if method and method.kind not in ("gopay", "shopeepay") else "",
            "can_pay": state == "pending",
            "can_pay_late": state == "expire",
            "is_over": is_over,
            "back": _back(payment),
        }


def _press(tx: Tx, payment: Row, request: Request) -> None:
    """One button of the page."""
    what = request.form.get("aksi", "")
    if what == "pilih":
        payments.choose(tx=tx, payment=payment, method=request.form.get("cara", ""))
    elif what in ("bayar", "bayar-terlambat"):
        payments.pay(tx=tx, payment=payment, late=what == "bayar-terlambat")
    elif what in ("batal", "lewat"):
        state = "cancel" if what == "batal" else "expire"
        payments.stop(tx=tx, payment=payment, state=state)
    else:
        raise payments.Refusal(400, "Tombol tidak dikenal.")


def _back(payment: Row) -> str:
    """The shop's own page, with what the browser is told: for display only."""
    address = urlsplit(payment["finish_url"])
    if address.scheme not in ("http", "https"):
        return ""
    state = payment["state"] or "pending"
    told = {
        "order_id": payment["order_id"],
        "status_code": notifications.STATUS_CODES.get(state, "200"),
        "transaction_status": state,
    }
    return f"{payment['finish_url']}{'&' if address.query else '?'}{urlencode(told)}"
