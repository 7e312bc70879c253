"""The page on which a site's owner makes keys and webhooks. No login: whoever opens it is them."""

from collections.abc import Callable, Mapping
from sqlite3 import Row
from typing import Any
from urllib.parse import urlsplit

from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

from integrations.sandbox.core import selectors
from integrations.sandbox.core.records import BadInput, MarketError, NotFound
from integrations.sandbox.core.store import Tx
from integrations.sandbox.dialects.woocommerce import hooks, keys, site
from integrations.sandbox.market import Market
from integrations.sandbox.web.pages import moment, render

PATH = "/wp-admin/"
PERMISSIONS = {"read": "Baca", "write": "Tulis", "read_write": "Baca/tulis"}
TOPICS = {
    "order.created": "Pesanan dibuat",
    "order.updated": "Pesanan berubah",
    "order.deleted": "Pesanan dihapus",
    "product.updated": "Barang berubah",
    "product.deleted": "Barang dihapus",
}
STATUSES = {"active": "aktif", "paused": "dijeda", "disabled": "dimatikan"}
SWITCHES = {
    "plain": "Permalink sederhana: alamat REST API tidak ada (404)",
    "rest_off": "REST API dimatikan plugin keamanan (401)",
    "cache": "Proksi menyimpan daftar selama 10 menit",
    "notices": "PHP menulis peringatan di depan jawaban",
    "strips_header": "Header Authorization dibuang",
}
CACHE_SECONDS = 600


def respond(*, market: Market, request: Request) -> Response:
    """Show the page, or act on one of its buttons."""
    if not request.path.startswith(PATH):
        return redirect(PATH) if request.path == "/" else _gone(market, "Halaman ini tidak ada.")
    with market.moment() as tx:
        shops = selectors.shops(tx=tx, dialect=site.CODE)
        wanted = request.values.get("toko", "")
        shop = next(
            (row for row in shops if row["username"] == wanted), shops[0] if shops else None
        )
        if shop is None:
            return _gone(market, "Belum ada toko yang memakai WooCommerce.")
        if request.method != "POST":
            return _page(market, request, tx, shop)
        try:
            made = _act(tx, request, shop)
        except MarketError as refusal:
            return _page(market, request, tx, shop, problem=str(refusal), status=400)
        if made is not None:
            # The secret is shown this once.
            return _page(market, request, tx, shop, made=made)
    return redirect(f"{PATH}?toko={shop['username']}", code=303)


def _gone(market: Market, reason: str) -> Response:
    page = render("sandbox/izin_salah.html", reason=reason, pages_url=market.urls.get("pages", ""))
    return Response(page, status=404, mimetype="text/html")


def _page(
    market: Market,
    request: Request,
    tx: Tx,
    shop: Row,
    *,
    made: Row | None = None,
    problem: str = "",
    status: int = 200,
) -> Response:
    port = urlsplit(market.urls.get("pages", "")).port
    host = urlsplit(request.host_url).hostname
    shops = selectors.shops(tx=tx, dialect=site.CODE)
    is_first = shops[0]["id"] == shop["id"]
    address = request.host_url.rstrip("/") + ("" if is_first else f"/{shop['username']}")
    page = render(
        "sandbox/woo.html",
        pages_url=f"http://{host}:{port}" if port else "",
        path=PATH,
        shop=dict(shop),
        shops=[dict(row) for row in shops],
        address=address,
        keys=_keys(tx, shop),
        hooks=_hooks(tx, shop),
        permissions=PERMISSIONS.items(),
        topics=TOPICS.items(),
        switches=_switches(tx, shop),
        made=dict(made) if made is not None else None,
        problem=problem,
    )
    response = Response(page, status=status, mimetype="text/html")
    response.headers["Cache-Control"] = "no-store"
    return response


def _keys(tx: Tx, shop: Row) -> list[dict[str, Any]]:
    rows = tx.all("SELECT * FROM woo_key WHERE shop_id = ? ORDER BY id", shop["id"])
    return [
        {
            "id": row["id"],
            "description": row["description"],
            "ending": row["consumer_key"][-7:],
            "rights": PERMISSIONS[row["permissions"]],
            "when": moment(row["created_at"]),
        }
        for row in rows
    ]


def _hooks(tx: Tx, shop: Row) -> list[dict[str, Any]]:
    rows = tx.all("SELECT * FROM woo_webhook WHERE shop_id = ? ORDER BY id", shop["id"])
    return [
        {
            **dict(row),
            "topic_words": TOPICS.get(row["topic"], row["topic"]),
            "status_words": STATUSES[row["status"]],
            "is_on": row["status"] == "active",
        }
        for row in rows
    ]


def _switches(tx: Tx, shop: Row) -> list[dict[str, Any]]:
    like = site.of(tx=tx, shop_id=shop["id"])
    return [
        {"name": name, "words": words, "is_on": bool(getattr(like, site.SWITCHES[name]))}
        for name, words in SWITCHES.items()
    ]


def _act(tx: Tx, request: Request, shop: Row) -> Row | None:
    action = request.path.removeprefix(PATH)
    if action not in _ACTIONS:
        raise NotFound(action)
    return _ACTIONS[action](tx, request, shop)


def _make_key(tx: Tx, request: Request, shop: Row) -> Row | None:
    description = request.form.get("keterangan", "").strip()[:80] or "Lapak Koperasi"
    rights = request.form.get("izin", "")
    return keys.make(tx=tx, shop_id=shop["id"], description=description, permissions=rights)


def _revoke_key(tx: Tx, request: Request, shop: Row) -> None:
    keys.revoke(tx=tx, shop_id=shop["id"], key_id=request.form.get("nomor", 0, type=int))


def _make_hook(tx: Tx, request: Request, shop: Row) -> None:
    url = request.form.get("alamat", "").strip()
    topics = request.form.getlist("topik")
    if not topics:
        raise BadInput("Pilih paling sedikit satu kejadian.")
    for topic in topics:
        hooks.create(
            tx=tx,
            shop_id=shop["id"],
            topic=topic,
            delivery_url=url,
            source=request.host_url,
            secret=request.form.get("rahasia", "").strip(),
            name=f"Lapak Koperasi: {TOPICS.get(topic, topic)}",
        )


def _switch_hook(tx: Tx, request: Request, shop: Row) -> None:
    hook = hooks.find(tx=tx, shop_id=shop["id"], number=request.form.get("nomor", ""))
    status = "paused" if hook["status"] == "active" else "active"
    hooks.set_status(tx=tx, hook=hook, status=status)


def _delete_hook(tx: Tx, request: Request, shop: Row) -> None:
    hook = hooks.find(tx=tx, shop_id=shop["id"], number=request.form.get("nomor", ""))
    tx.run("DELETE FROM woo_webhook WHERE id = ?", hook["id"])


def _switch_site(tx: Tx, request: Request, shop: Row) -> None:
    name = request.form.get("nama", "")
    like = site.of(tx=tx, shop_id=shop["id"])
    is_on = bool(getattr(like, site.SWITCHES.get(name, "is_plain")))
    on: bool | int = CACHE_SECONDS if name == "cache" else True
    site.switch(tx=tx, shop_id=shop["id"], data={name: 0 if is_on else on})


_ACTIONS: Mapping[str, Callable[[Tx, Request, Row], Row | None]] = {
    "kunci": _make_key,
    "cabut-kunci": _revoke_key,
    "webhook": _make_hook,
    "jeda-webhook": _switch_hook,
    "hapus-webhook": _delete_hook,
    "situs": _switch_site,
}
