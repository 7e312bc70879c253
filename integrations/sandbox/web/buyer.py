"""The buyer's pages: search, buy, pay, cancel, ask to cancel, "sudah diterima".

Whoever opens them plays one of the seeded buyers, chosen on the page and kept in a cookie.
"""

import json
from collections.abc import Callable, Mapping
from sqlite3 import Row
from typing import Any

from werkzeug.routing import Rule
from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

from integrations.sandbox.core import orders, seeding, selectors
from integrations.sandbox.core.records import BadInput, NotFound, Wanted
from integrations.sandbox.core.states import CANCEL_ON_REQUEST, ItemState, OrderState
from integrations.sandbox.core.store import Tx
from integrations.sandbox.market import Market
from integrations.sandbox.web.pages import REASON_WORDS, STATE_WORDS, moment, render, rupiah

COOKIE = "pembeli"
MOST_AT_ONCE = 999
LOW_STOCK = 5
REFUSALS: dict[str, str] = {
    "out_of_stock": "Maaf, stoknya tidak cukup.",
    "not_found": "Tidak ditemukan.",
    "wrong_state": "Pesanan sudah berubah, tidak bisa dilakukan lagi.",
    "bad_input": "Isian kurang tepat.",
    "refused": "Tidak bisa dilakukan.",
}
TABS: Mapping[str, tuple[str, tuple[OrderState, ...]]] = {
    "semua": ("Semua", tuple(OrderState)),
    "belum-bayar": ("Belum bayar", (OrderState.UNPAID,)),
    "dikemas": (
        "Dikemas",
        (
            OrderState.READY_TO_SHIP,
            OrderState.PROCESSED,
            OrderState.RETRY_SHIP,
            OrderState.IN_CANCEL,
        ),
    ),
    "dikirim": ("Dikirim", (OrderState.SHIPPED, OrderState.TO_CONFIRM)),
    "selesai": ("Selesai", (OrderState.COMPLETED,)),
    "dibatalkan": ("Dibatalkan", (OrderState.CANCELLED,)),
}
BY_WORDS = {"buyer": "pembeli", "seller": "penjual", "system": "Pasar Tiruan"}


def _html(template: str, **values: Any) -> Response:
    return Response(render(template, **values), mimetype="text/html")


def _me(*, tx: Tx, request: Request) -> Row:
    """The buyer this browser plays: the one in the cookie, else the first."""
    name = request.cookies.get(COOKIE, "")
    row = tx.one("SELECT * FROM buyer WHERE username = ?", name)
    row = row or tx.one("SELECT * FROM buyer ORDER BY id LIMIT 1")
    if row is None:
        seeding.add_buyer(tx=tx, username="pembeli", about={})
        row = tx.the("SELECT * FROM buyer ORDER BY id LIMIT 1")
    return row


def _frame(*, tx: Tx, request: Request) -> dict[str, Any]:
    """What every page shows around its own content."""
    buyers = tx.all("SELECT username FROM buyer ORDER BY id LIMIT 50")
    return {
        "me": _me(tx=tx, request=request)["username"],
        "buyers": [row["username"] for row in buyers],
        "clock": moment(tx.now),
    }


def home(*, market: Market, request: Request) -> Response:
    """Grid of goods, with search and a choice of shop."""
    words = request.args.get("q", "")[:100]
    shop_id = request.args.get("toko", 0, type=int)
    with market.moment() as tx:
        found = selectors.search_items(tx=tx, words=words, shop_id=shop_id)
        return _html(
            "sandbox/etalase.html",
            words=words,
            shop_id=shop_id,
            shops=[dict(row) for row in selectors.shops(tx=tx)],
            items=[_card(row) for row in found],
            **_frame(tx=tx, request=request),
        )


def _card(row: Row) -> dict[str, Any]:
    lowest, highest = rupiah(row["lowest"]), rupiah(row["highest"])
    return {
        "id": row["id"],
        "name": row["name"],
        "price": lowest if lowest == highest else f"mulai {lowest}",
        "shop": row["shop_name"],
        "city": row["shop_city"],
        "sold": row["sold"],
        "stock_words": stock_words(row["stock"]),
        "is_sold_out": row["stock"] == 0,
    }


def stock_words(stock: int) -> str:
    """How much is left, as a buyer reads it."""
    if stock == 0:
        return "Habis"
    return f"Tersisa {stock}" if stock <= LOW_STOCK else f"Stok {stock}"


def product(*, market: Market, request: Request, item_id: int) -> Response:
    """One product with its choices and the buy form."""
    with market.moment() as tx:
        item = tx.one(
            "SELECT item.*, shop.name AS shop_name, shop.city AS shop_city FROM item "
            "JOIN shop ON shop.id = item.shop_id WHERE item.id = ? AND item.status <> ?",
            *(item_id, ItemState.DELETED),
        )
        if item is None:
            raise NotFound("barang ini")
        variants = [_choice(row) for row in selectors.variants_of(tx=tx, item_id=item_id)]
        open_ones = [choice for choice in variants if choice["stock"]]
        return _html(
            "sandbox/barang.html",
            item=dict(item),
            tiers=" / ".join(json.loads(item["tiers"])),
            variants=variants,
            first_open=open_ones[0]["id"] if open_ones else 0,
            is_on_sale=item["status"] == ItemState.NORMAL and bool(open_ones),
            **_frame(tx=tx, request=request),
        )


def _choice(row: Row) -> dict[str, Any]:
    price = row["promotion_price"] or row["price"]
    return {
        "id": row["id"],
        "name": orders.variant_name(row).replace(",", ", "),
        "sku": row["seller_sku"],
        "price": rupiah(price),
        "old_price": rupiah(row["price"]) if price != row["price"] else "",
        "stock": row["stock"],
        "stock_words": stock_words(row["stock"]),
    }


def buy(*, market: Market, request: Request) -> Response:
    """Place the order; stock is taken at once, paid or not."""
    variant_id = request.form.get("pilihan", 0, type=int)
    quantity = request.form.get("jumlah", 0, type=int)
    if not 1 <= quantity <= MOST_AT_ONCE:
        raise BadInput(f"jumlah harus 1 sampai {MOST_AT_ONCE}")
    how = request.form.get("bayar", "nanti")
    with market.moment() as tx:
        row = tx.one(
            "SELECT item.shop_id FROM variant JOIN item ON item.id = variant.item_id "
            "WHERE variant.id = ?",
            variant_id,
        )
        if row is None:
            raise NotFound("pilihan barang ini")
        order_sn = orders.place(
            tx=tx,
            shop_id=row["shop_id"],
            buyer_id=_me(tx=tx, request=request)["id"],
            lines=[Wanted(variant_id=variant_id, quantity=quantity)],
            pay=how == "sekarang",
            cod=how == "cod",
            message=request.form.get("pesan", "")[:200],
        )
    return redirect(f"/pesanan/{order_sn}", code=303)


def my_orders(*, market: Market, request: Request) -> Response:
    """Orders of this buyer, by tab."""
    tab = request.args.get("tab", "semua")
    tab = tab if tab in TABS else "semua"
    states = TABS[tab][1]
    with market.moment() as tx:
        me = _me(tx=tx, request=request)
        rows = tx.all(
            "SELECT * FROM orders WHERE buyer_id = ? AND state IN "
            "(SELECT value FROM json_each(?)) ORDER BY id DESC LIMIT 100",
            *(me["id"], json.dumps(states)),
        )
        return _html(
            "sandbox/pesanan.html",
            tab=tab,
            tabs=[(name, words) for name, (words, _) in TABS.items()],
            orders=[_order(tx=tx, order=row) for row in rows],
            **_frame(tx=tx, request=request),
        )


def _order(*, tx: Tx, order: Row) -> dict[str, Any]:
    shop = tx.the("SELECT name FROM shop WHERE id = ?", order["shop_id"])
    lines = [
        {
            "item_id": row["item_id"],
            "name": row["item_name"],
            "variant": row["variant_name"].replace(",", ", "),
            "quantity": row["quantity"],
            "price": rupiah(row["price"]),
        }
        for row in selectors.lines_of(tx=tx, order=order)
    ]
    return {
        "sn": order["sn"],
        "shop": shop["name"],
        "state": STATE_WORDS[order["state"]],
        "is_cancelled": order["state"] == OrderState.CANCELLED,
        "created": moment(order["created_at"]),
        "total": rupiah(selectors.total(tx=tx, order=order)),
        "lines": lines,
    }


def my_order(*, market: Market, request: Request, order_sn: str) -> Response:
    """One order with what the buyer can do now."""
    with market.moment() as tx:
        order = _own(tx=tx, request=request, order_sn=order_sn)
        parcel = tx.the("SELECT * FROM parcel WHERE order_id = ?", order["id"])
        by, reason = order["cancel_by"], order["cancel_reason"]
        return _html(
            "sandbox/satu_pesanan.html",
            order=_order(tx=tx, order=order),
            state=order["state"],
            shipping_fee=rupiah(order["shipping_fee"]),
            payment=order["payment_method"],
            message=order["message"],
            tracking=parcel["tracking_number"],
            due=moment(order["due_at"] or 0),
            cancelled_by=BY_WORDS.get(by, by),
            cancelled_for=REASON_WORDS.get(reason, reason),
            can_pay=order["state"] == OrderState.UNPAID,
            can_cancel=order["state"] == OrderState.UNPAID
            or orders.is_cancel_free(tx=tx, order=order),
            can_ask=order["state"] in CANCEL_ON_REQUEST
            and not orders.is_cancel_free(tx=tx, order=order),
            can_receive=order["state"] == OrderState.TO_CONFIRM,
            **_frame(tx=tx, request=request),
        )


def _own(*, tx: Tx, request: Request, order_sn: str) -> Row:
    order = orders.get(tx=tx, order_sn=order_sn)
    if order["buyer_id"] != _me(tx=tx, request=request)["id"]:
        raise NotFound(f"pesanan {order_sn} untuk pembeli ini")
    return order


def _reason(request: Request) -> str:
    return request.form.get("alasan", "").strip()[:200] or "Ingin mengubah pesanan"


def _pay(tx: Tx, sn: str, request: Request) -> None:
    orders.pay(tx=tx, order_sn=sn)


def _cancel(tx: Tx, sn: str, request: Request) -> None:
    orders.buyer_cancel(tx=tx, order_sn=sn, reason=_reason(request))


def _receive(tx: Tx, sn: str, request: Request) -> None:
    orders.confirm_received(tx=tx, order_sn=sn)


_ACTIONS: Mapping[str, Callable[[Tx, str, Request], None]] = {
    "bayar": _pay,
    "batal": _cancel,
    "minta-batal": _cancel,
    "terima": _receive,
}


def act(*, market: Market, request: Request, order_sn: str, action: str) -> Response:
    """A button on the order's page."""
    if action not in _ACTIONS:
        raise NotFound(action)
    with market.moment() as tx:
        _own(tx=tx, request=request, order_sn=order_sn)
        _ACTIONS[action](tx, order_sn, request)
    return redirect(f"/pesanan/{order_sn}", code=303)


def become(*, market: Market, request: Request) -> Response:
    """Play another buyer; a new name makes a new one."""
    name = request.form.get("nama_baru", "").strip().lower()[:40] or request.form.get("nama", "")
    if not name or not all(letter.isalnum() or letter in "._-" for letter in name):
        raise BadInput("nama pembeli hanya huruf, angka, titik, garis")
    with market.moment() as tx:
        if tx.one("SELECT 1 FROM buyer WHERE username = ?", name) is None:
            seeding.add_buyer(tx=tx, username=name, about={})
    response = redirect("/pesanan", code=303)
    response.set_cookie(COOKIE, name, httponly=True, samesite="Lax", max_age=30 * 86400)
    return response


RULES = [
    Rule("/", endpoint=home, methods=["GET"]),
    Rule("/barang/<int:item_id>", endpoint=product, methods=["GET"]),
    Rule("/beli", endpoint=buy, methods=["POST"]),
    Rule("/pesanan", endpoint=my_orders, methods=["GET"]),
    Rule("/pesanan/<order_sn>", endpoint=my_order, methods=["GET"]),
    Rule("/pesanan/<order_sn>/<action>", endpoint=act, methods=["POST"]),
    Rule("/pembeli", endpoint=become, methods=["POST"]),
]
