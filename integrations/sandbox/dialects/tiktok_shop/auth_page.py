"""Where a seller lets an app in. There is no login: whoever opens the page plays the seller."""

from urllib.parse import urlencode, urlsplit

from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

from integrations.sandbox.core import selectors
from integrations.sandbox.dialects.tiktok_shop import apps
from integrations.sandbox.market import Market
from integrations.sandbox.web.pages import render

PATH = "/open/authorize"


def respond(*, market: Market, request: Request) -> Response:
    """Show the page, or act on its button. The way back is registered with the app."""
    port = urlsplit(market.urls.get("pages", "")).port
    pages_url = f"http://{urlsplit(request.host_url).hostname}:{port}" if port else ""
    with market.moment() as tx:
        app = tx.one(
            "SELECT * FROM tiktok_app WHERE service_id = ?", request.args.get("service_id", "")
        )
        if app is None or not app["redirect_url"]:
            reason = "Aplikasi ini tidak terdaftar, atau alamat kembalinya belum diisi."
            page = render("sandbox/izin_salah.html", reason=reason, pages_url=pages_url)
            return Response(page, status=400, mimetype="text/html")
        shops = selectors.shops(tx=tx, dialect="tiktok_shop")
        if request.method == "POST":
            chosen = request.form.get("shop_id", "")
            shop_id = next((shop["id"] for shop in shops if str(shop["id"]) == chosen), None)
            answer = {"code": "null", "error": "auth_denied"}
            if shop_id is not None:
                code = apps.mint_code(tx=tx, app_key=app["app_key"], shop_id=shop_id)
                answer = {"app_key": app["app_key"], "code": code}
            if "state" in request.args:
                answer["state"] = request.args["state"]
            joint = "&" if urlsplit(app["redirect_url"]).query else "?"
            return redirect(f"{app['redirect_url']}{joint}{urlencode(answer)}", code=302)
        page = render(
            "sandbox/izin.html",
            app_name=app["name"],
            pages_url=pages_url,
            action=request.full_path,
            is_cancel=False,
            shops=[
                {
                    **{key: shop[key] for key in ("id", "name", "username", "city")},
                    "is_linked": apps.is_linked(tx=tx, app_key=app["app_key"], shop_id=shop["id"]),
                }
                for shop in shops
            ],
        )
    return Response(page, mimetype="text/html")
