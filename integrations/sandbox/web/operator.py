"""The "Pengatur" page: shops, clock, faults, outage, orders and the call log, for a person."""

from collections.abc import Callable, Mapping
from typing import Any

from werkzeug.routing import Rule
from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

from integrations.sandbox import call_log, faults
from integrations.sandbox.core import selectors
from integrations.sandbox.core.records import BadInput
from integrations.sandbox.core.states import DAY, FINAL, HOUR, MINUTE, OrderState
from integrations.sandbox.core.store import Tx
from integrations.sandbox.market import Market, reset
from integrations.sandbox.web import control
from integrations.sandbox.web.pages import STATE_WORDS, moment, render, rupiah

JUMPS = {"5 menit": 5 * MINUTE, "1 jam": HOUR, "4 jam": 4 * HOUR, "1 hari": DAY, "7 hari": 7 * DAY}
STEPS: Mapping[str, tuple[tuple[str, str], ...]] = {
    OrderState.UNPAID: (("pay", "Bayarkan"), ("system-cancel", "Batalkan sistem")),
    OrderState.READY_TO_SHIP: (
        ("ship", "Kirim lewat aplikasi penjual"),
        ("request-cancel", "Pembeli minta batal"),
    ),
    OrderState.PROCESSED: (
        ("pickup", "Kurir menjemput"),
        ("fail-pickup", "Jemput gagal"),
        ("request-cancel", "Pembeli minta batal"),
    ),
    OrderState.SHIPPED: (("deliver", "Kurir mengantar"),),
    OrderState.TO_CONFIRM: (("receive", "Pembeli terima"),),
}


def page(*, market: Market, request: Request) -> Response:
    """Everything on one page, newest first."""
    with market.moment() as tx:
        html = render(
            "sandbox/pengatur.html",
            clock=moment(tx.now),
            is_frozen=market.store.is_frozen,
            seed=tx.seed,
            urls=sorted(market.urls.items()),
            shops=_shops(tx=tx),
            jumps=[(seconds, words) for words, seconds in JUMPS.items()],
            faults=[_fault(tx=tx, row=row) for row in faults.listing(tx=tx)],
            kinds=[*faults.CALL_FAULTS, *faults.PUSH_FAULTS],
            orders=_open_orders(tx=tx),
            calls=_calls(tx=tx),
            pushes=_pushes(tx=tx),
        )
        return Response(html, mimetype="text/html")


def _shops(*, tx: Tx) -> list[dict[str, Any]]:
    rows = tx.all(
        "SELECT shop.*, (SELECT count(*) FROM item WHERE shop_id = shop.id) AS items, "
        "(SELECT count(*) FROM orders WHERE shop_id = shop.id) AS orders, "
        "EXISTS (SELECT 1 FROM fault WHERE kind = 'outage' AND shop_id IN (0, shop.id) "
        "AND (until IS NULL OR until > ?)) AS is_out FROM shop ORDER BY id",
        tx.now,
    )
    return [dict(row) for row in rows]


def _fault(*, tx: Tx, row: Mapping[str, Any]) -> dict[str, Any]:
    is_over = row["remaining"] == 0 or (row["until"] is not None and row["until"] <= tx.now)
    shop = tx.one("SELECT username FROM shop WHERE id = ?", row["shop_id"])
    name = shop["username"] if shop else "semua toko"
    return {**row, "is_over": is_over, "shop": name, "percent": round(row["probability"] * 100)}


def _open_orders(*, tx: Tx) -> list[dict[str, Any]]:
    rows = tx.all(
        "SELECT orders.*, shop.username AS shop FROM orders JOIN shop ON shop.id = orders.shop_id "
        "WHERE state NOT IN (?, ?) ORDER BY orders.id DESC LIMIT 40",
        *FINAL,
    )
    return [
        {
            "sn": row["sn"],
            "shop": row["shop"],
            "state": STATE_WORDS[row["state"]],
            "total": rupiah(selectors.total(tx=tx, order=row)),
            "due": moment(row["due_at"] or 0),
            "steps": STEPS.get(row["state"], ()),
        }
        for row in rows
    ]


def _calls(*, tx: Tx) -> list[dict[str, Any]]:
    rows = call_log.calls(tx=tx, limit=40)
    return [{**row, "when": moment(row["at"])} for row in reversed(rows)]


def _pushes(*, tx: Tx) -> list[dict[str, Any]]:
    rows = tx.all("SELECT * FROM push ORDER BY id DESC LIMIT 20")
    return [{**dict(row), "when": moment(row["created_at"])} for row in rows]


def _jump(market: Market, request: Request) -> None:
    seconds = request.form.get("detik", 0, type=int)
    if not 0 < seconds <= 60 * DAY:
        raise BadInput("lompatan jam 1 detik sampai 60 hari")
    market.store.move_clock(advance=seconds)


def _outage(market: Market, request: Request) -> None:
    shop_id = request.form.get("toko", 0, type=int)
    with market.moment() as tx:
        removed = tx.run("DELETE FROM fault WHERE kind = 'outage' AND shop_id = ?", shop_id)
        if not removed:
            faults.add(tx=tx, data={"kind": "outage", "shop_id": shop_id})


def _add_fault(market: Market, request: Request) -> None:
    percent = request.form.get("persen", 100, type=int)
    data: dict[str, Any] = {
        "kind": request.form.get("jenis", ""),
        "shop_id": request.form.get("toko", 0, type=int),
        "path": request.form.get("alamat", "").strip() or "*",
        "probability": percent / 100,
        "count": request.form.get("kali", type=int),
    }
    seconds = request.form.get("detik", type=float)
    if seconds is not None:
        data["params"] = {"seconds": seconds}
    with market.moment() as tx:
        faults.add(tx=tx, data=data)


def _remove_fault(market: Market, request: Request) -> None:
    with market.moment() as tx:
        faults.remove(tx=tx, fault_id=request.form.get("nomor", type=int))


def _step(market: Market, request: Request) -> None:
    action = request.form.get("langkah", "")
    if action not in control.ORDER_ACTIONS:
        raise BadInput("langkah tidak dikenal")
    with market.moment() as tx:
        control.ORDER_ACTIONS[action](tx, request.form.get("pesanan", ""), {})


def _reset(market: Market, request: Request) -> None:
    reset(market=market)


_ACTIONS: Mapping[str, Callable[[Market, Request], None]] = {
    "jam": _jump,
    "mati": _outage,
    "gangguan": _add_fault,
    "hapus-gangguan": _remove_fault,
    "langkah": _step,
    "ulang": _reset,
}


def act(*, market: Market, request: Request, action: str) -> Response:
    """A button of the page."""
    if action not in _ACTIONS:
        raise BadInput(action)
    _ACTIONS[action](market, request)
    return redirect("/pengatur", code=303)


RULES = [
    Rule("/pengatur", endpoint=page, methods=["GET"]),
    Rule("/pengatur/<action>", endpoint=act, methods=["POST"]),
]
