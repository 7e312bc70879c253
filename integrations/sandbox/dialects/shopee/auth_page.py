"""Where a seller lets an app in, or puts it out: the classic page, the new one, and the way back.

The classic link is signed as a public call and names `redirect`; the new one is not signed and
names `redirect_uri` and `state`. There is no login: whoever opens the page plays the seller.
"""

from sqlite3 import Row
from urllib.parse import urlencode, urlsplit

from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

from integrations.sandbox.core import selectors
from integrations.sandbox.core.store import Tx
from integrations.sandbox.dialects.shopee import apps, signature, tokens
from integrations.sandbox.market import Market
from integrations.sandbox.web.pages import render

CLASSIC = "/api/v2/shop/auth_partner"
CLASSIC_CANCEL = "/api/v2/shop/cancel_auth_partner"
NEW = "/auth"
PATHS = frozenset({CLASSIC, CLASSIC_CANCEL, NEW})
LINK_LIVES = 300


class _Refused(Exception):
    """The link itself is wrong; the page says so in plain words."""


def respond(*, market: Market, request: Request) -> Response:
    """Show the page, or act on its button."""
    try:
        with market.moment() as tx:
            app = _checked_app(tx=tx, request=request, wall=market.store.wall())
            back = _checked_redirect(request)
            if request.method == "POST":
                return _decide(tx=tx, request=request, partner_id=app["partner_id"], back=back)
            pages_url = _pages_url(market=market, request=request)
            return _show(tx=tx, request=request, app=app, pages_url=pages_url)
    except _Refused as refusal:
        page = render(
            "sandbox/izin_salah.html",
            reason=str(refusal),
            pages_url=_pages_url(market=market, request=request),
        )
        return Response(page, status=400, mimetype="text/html")


def _checked_app(*, tx: Tx, request: Request, wall: float) -> Row:
    text = request.args.get("partner_id", "")
    app = apps.find(tx=tx, partner_id=int(text)) if text.isascii() and text.isdigit() else None
    if app is None:
        raise _Refused("Aplikasi ini tidak terdaftar (partner_id salah).")
    if request.path == NEW:
        if request.args.get("response_type") != "code":
            raise _Refused("response_type harus code.")
        return app
    stamp = request.args.get("timestamp", "")
    timestamp = int(stamp) if stamp.isascii() and stamp.isdigit() else 0
    expected = signature.sign_call(
        partner_key=app["partner_key"],
        partner_id=app["partner_id"],
        path=request.path,
        timestamp=timestamp,
    )
    if not signature.is_same(given=request.args.get("sign", ""), expected=expected):
        raise _Refused("Tanda tangan tautan salah (sign).")
    if min(abs(timestamp - tx.now), abs(timestamp - wall)) > LINK_LIVES:
        raise _Refused("Tautan sudah lewat lima menit. Mulai lagi dari aplikasi.")
    return app


def _checked_redirect(request: Request) -> str:
    name = "redirect_uri" if request.path == NEW else "redirect"
    back = request.args.get(name, "")
    address = urlsplit(back)
    if address.scheme not in ("http", "https") or not address.netloc:
        raise _Refused(f"Alamat kembali salah ({name}).")
    return back


def _pages_url(*, market: Market, request: Request) -> str:
    """Where the style sheet is: the base port, under the name this page was opened with."""
    port = urlsplit(market.urls.get("pages", "")).port
    return f"http://{urlsplit(request.host_url).hostname}:{port}" if port else ""


def _show(*, tx: Tx, request: Request, app: Row, pages_url: str) -> Response:
    shops = [
        {
            "id": shop["id"],
            "name": shop["name"],
            "username": shop["username"],
            "city": shop["city"],
            "is_linked": apps.find_link(tx=tx, partner_id=app["partner_id"], shop_id=shop["id"])
            is not None,
        }
        for shop in selectors.shops(tx=tx, dialect="shopee")
    ]
    is_cancel = request.path == CLASSIC_CANCEL
    page = render(
        "sandbox/izin.html",
        app_name=app["name"],
        pages_url=pages_url,
        action=request.full_path,
        is_cancel=is_cancel,
        shops=[shop for shop in shops if shop["is_linked"]] if is_cancel else shops,
    )
    return Response(page, mimetype="text/html")


def _decide(*, tx: Tx, request: Request, partner_id: int, back: str) -> Response:
    text = request.form.get("shop_id", "")
    shop = tx.one(
        "SELECT id FROM shop WHERE id = ? AND dialect = 'shopee'",
        int(text) if text.isascii() and text.isdigit() else 0,
    )
    if shop is None:
        raise _Refused("Pilih satu toko dahulu.")
    answer = {"shop_id": str(shop["id"])}
    if request.path == CLASSIC_CANCEL:
        apps.unlink(tx=tx, partner_id=partner_id, shop_id=shop["id"])
    else:
        code = tokens.mint_code(tx=tx, partner_id=partner_id, shop_id=shop["id"])
        answer = {"code": code, **answer}
    if request.path == NEW and "state" in request.args:
        answer["state"] = request.args["state"]
    separator = "&" if urlsplit(back).query else "?"
    return redirect(f"{back}{separator}{urlencode(answer)}", code=302)
