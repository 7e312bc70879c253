"""The page on which a seller makes keys. No login: whoever opens it plays the seller."""

from urllib.parse import urlsplit

from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

from integrations.sandbox.core import selectors
from integrations.sandbox.core.store import Tx
from integrations.sandbox.dialects.blibli import sellers
from integrations.sandbox.market import Market
from integrations.sandbox.web.pages import render

PATH = "/seller-center/api"


def respond(*, market: Market, request: Request) -> Response:
    """Show the shops with their keys, or act on a button."""
    port = urlsplit(market.urls.get("pages", "")).port
    pages_url = f"http://{urlsplit(request.host_url).hostname}:{port}" if port else ""
    with market.moment() as tx:
        if request.method == "POST":
            _act(tx=tx, request=request)
            return redirect(PATH, code=303)
        shops = [
            {
                "id": shop["id"],
                "name": shop["name"],
                "city": shop["city"],
                "keys": sellers.open_store(tx=tx, shop=shop),
            }
            for shop in selectors.shops(tx=tx, dialect="blibli")
        ]
    page = render("sandbox/kunci_blibli.html", shops=shops, pages_url=pages_url)
    return Response(page, mimetype="text/html")


def _act(*, tx: Tx, request: Request) -> None:
    shops = selectors.shops(tx=tx, dialect="blibli")
    told = request.form.get("shop_id", "")
    shop = next((shop for shop in shops if str(shop["id"]) == told), None)
    if shop is None:
        return
    sellers.open_store(tx=tx, shop=shop)
    action = request.form.get("action", "")
    if action == "key":
        sellers.make_key(tx=tx, shop_id=shop["id"])
    elif action == "revoke":
        sellers.revoke(tx=tx, shop_id=shop["id"])
    elif action == "signature":
        key = request.form.get("signature_key", "").strip()[:64]
        sellers.set_signature_key(tx=tx, shop_id=shop["id"], key=key)
