"""The page on which a seller lets an app in. No login: whoever opens it plays the seller."""

from sqlite3 import Row
from urllib.parse import urlencode, urlsplit

from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

from integrations.sandbox.core import selectors
from integrations.sandbox.core.store import Tx
from integrations.sandbox.dialects.lazada import apps
from integrations.sandbox.market import Market
from integrations.sandbox.web.pages import render

PATH = "/oauth/authorize"


def respond(*, market: Market, request: Request) -> Response:
    """Show the page, or act on its button."""
    port = urlsplit(market.urls.get("pages", "")).port
    pages_url = f"http://{urlsplit(request.host_url).hostname}:{port}" if port else ""
    with market.moment() as tx:
        app = apps.find(tx=tx, app_key=request.args.get("client_id", ""))
        wrong = _wrong(request, app)
        if app is not None and not wrong:
            if request.method == "GET":
                return _show(tx=tx, request=request, app=app, pages_url=pages_url)
            shop = _chosen(tx=tx, text=request.form.get("shop_id", ""))
            if shop is not None:
                code = apps.mint_code(tx=tx, app_key=app["app_key"], shop_id=shop["id"])
                return _back(request, code)
            wrong = "Pilih satu toko dahulu."
    page = render("sandbox/izin_salah.html", reason=wrong, pages_url=pages_url)
    return Response(page, status=400, mimetype="text/html")


def _wrong(request: Request, app: Row | None) -> str:
    address = urlsplit(request.args.get("redirect_uri", ""))
    if app is None:
        return "Aplikasi ini tidak terdaftar (client_id salah)."
    if request.args.get("response_type") != "code":
        return "response_type harus code."
    if address.scheme not in ("http", "https") or not address.netloc:
        return "Alamat kembali salah (redirect_uri)."
    return ""


def _chosen(*, tx: Tx, text: str) -> Row | None:
    shops = selectors.shops(tx=tx, dialect="lazada")
    return next((shop for shop in shops if str(shop["id"]) == text), None)


def _back(request: Request, code: str) -> Response:
    answer = {"code": code}
    if "state" in request.args:
        answer["state"] = request.args["state"]
    back = request.args["redirect_uri"]
    joint = "&" if urlsplit(back).query else "?"
    return redirect(f"{back}{joint}{urlencode(answer)}", code=302)


def _show(*, tx: Tx, request: Request, app: Row, pages_url: str) -> Response:
    shops = [
        {
            **{name: shop[name] for name in ("id", "name", "username", "city")},
            "is_linked": apps.find_link(tx=tx, app_key=app["app_key"], shop_id=shop["id"])
            is not None,
        }
        for shop in selectors.shops(tx=tx, dialect="lazada")
    ]
    page = render(
        "sandbox/izin.html",
        app_name=app["name"],
        pages_url=pages_url,
        action=request.full_path,
        is_cancel=False,
        shops=shops,
    )
    return Response(page, mimetype="text/html")
