"""A WordPress site on its port: finds the site, checks the key, runs the endpoint."""

import json
import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from sqlite3 import Row
from typing import Any

from werkzeug.wrappers import Request, Response

from integrations.sandbox.core import selectors
from integrations.sandbox.core.store import Tx
from integrations.sandbox.dialects.woocommerce import (
    about,
    admin_page,
    hooks,
    keys,
    order_changes,
    orders,
    product_changes,
    products,
    publishing,
    site,
)
from integrations.sandbox.dialects.woocommerce.call import Answer, Call, RestError
from integrations.sandbox.faults import Plan
from integrations.sandbox.market import Market

logger = logging.getLogger(__name__)

Handler = Callable[[Call], Answer]
_ID = r"(\d+)"
_EDIT = ("PUT", "POST")  # WordPress takes either where something is changed
_ROUTES: tuple[tuple[tuple[str, ...], str, Handler], ...] = (
    (("GET",), "/products", products.read_many),
    (("POST",), "/products", product_changes.create_one),
    (_EDIT, "/products/batch", product_changes.change_many),
    (("GET",), "/products/categories", publishing.read_categories),
    (("GET",), f"/products/{_ID}", products.read_one),
    (_EDIT, f"/products/{_ID}", product_changes.change_one),
    (("DELETE",), f"/products/{_ID}", product_changes.delete_one),
    (("GET",), f"/products/{_ID}/variations", products.read_variations),
    (("POST",), f"/products/{_ID}/variations", product_changes.create_variation),
    (_EDIT, f"/products/{_ID}/variations/batch", product_changes.change_variations),
    (("GET",), f"/products/{_ID}/variations/{_ID}", products.read_variation),
    (_EDIT, f"/products/{_ID}/variations/{_ID}", product_changes.change_variation),
    (("GET",), "/orders", orders.read_many),
    (_EDIT, "/orders/batch", order_changes.change_many),
    (("GET",), f"/orders/{_ID}", orders.read_one),
    (_EDIT, f"/orders/{_ID}", order_changes.change_one),
    (("DELETE",), f"/orders/{_ID}", order_changes.delete_one),
    (("GET",), f"/orders/{_ID}/notes", orders.read_notes),
    (("POST",), f"/orders/{_ID}/notes", order_changes.add_note),
    (("GET",), f"/orders/{_ID}/refunds", orders.read_refunds),
    (("POST",), f"/orders/{_ID}/refunds", order_changes.refund),
    (("GET",), "/webhooks", hooks.read_many),
    (("POST",), "/webhooks", hooks.add),
    (("GET",), f"/webhooks/{_ID}", hooks.read_one),
    (_EDIT, f"/webhooks/{_ID}", hooks.change),
    (("DELETE",), f"/webhooks/{_ID}", hooks.delete),
    (("GET",), "/system_status", about.system_status),
    (("GET",), "/settings/general", about.general_settings),
    (("GET",), "/settings/products", about.product_settings),
    (("GET",), "/data/currencies/current", about.currency),
)
_COMPILED = [(methods, re.compile(path), handler) for methods, path, handler in _ROUTES]
_ADDRESS = re.compile(r"(?:/([\w.-]+))?(/wp-json(?:/.*)?)")
_V3 = "/wp-json/wc/v3"
_LISTS = ("/products", "/orders")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Whose site a call is for, and what of it."""

    shop: Row
    prefix: str
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Api:
    """Answers API calls; `service_host` has already let the common faults strike."""

    market: Market

    def pages(self, request: Request) -> Response | None:
        """The owner's page; None for anything below /wp-json."""
        if _ADDRESS.fullmatch(request.path):
            return None
        return admin_page.respond(market=self.market, request=request)

    def shop_of(self, tx: Tx, request: Request) -> int:
        """The site of the key, good or not, else of the address; 0 where there is none."""
        row = tx.one("SELECT shop_id FROM woo_key WHERE consumer_key = ?", keys.named_key(request))
        if row is not None:
            return int(row["shop_id"])
        asked = self._asked(tx, request)
        return 0 if asked is None else int(asked.shop["id"])

    def answer(self, request: Request, plan: Plan) -> Response:
        """One call, whole."""
        with self.market.store.transaction(quiet=True) as tx:
            asked = self._asked(tx, request)
            like = site.of(tx=tx, shop_id=asked.shop["id"]) if asked else site.Site()
        if asked is None or like.is_plain:
            return Response(site.NOT_FOUND, status=404, content_type="text/html; charset=UTF-8")
        if like.is_rest_off:
            return Response(site.REST_OFF, status=401, content_type="text/html; charset=UTF-8")
        try:
            answer = self._run(request, plan, asked, like)
        except RestError as refusal:
            answer = Answer(data=refusal.body, status=refusal.status)
        except Exception:
            logger.exception("event=endpoint_crashed path=%s", request.path)
            page = "<p>Ada kesalahan kritis di situs web ini.</p>"
            return Response(page, status=500, content_type="text/html; charset=UTF-8")
        text = json.dumps(answer.data, ensure_ascii=False, separators=(",", ":"))
        response = Response(
            (site.NOTICE if like.has_notices else "") + text,
            status=answer.status,
            content_type="application/json; charset=UTF-8",
        )
        response.headers.extend(dict(answer.headers))
        return response

    def _asked(self, tx: Tx, request: Request) -> Asked | None:
        found = _ADDRESS.fullmatch(request.path)
        shops = selectors.shops(tx=tx, dialect=site.CODE)
        if found is None or not shops:
            return None
        name, path = found.groups()
        if name is None:
            row = tx.one(
                "SELECT shop.* FROM shop JOIN woo_key ON woo_key.shop_id = shop.id "
                "WHERE consumer_key = ?",
                keys.named_key(request),
            )
            return Asked(shop=row or shops[0], prefix="", path=path)
        named = next((shop for shop in shops if shop["username"] == name), None)
        return None if named is None else Asked(shop=named, prefix=f"/{name}", path=path)

    def _run(self, request: Request, plan: Plan, asked: Asked, like: site.Site) -> Answer:
        site_url = f"{request.host_url.rstrip('/')}{asked.prefix}"
        if asked.path.rstrip("/") == "/wp-json":
            with self.market.moment() as tx:
                return about.index(tx=tx, shop=asked.shop, site_url=site_url)
        handler, parts = _route(request.method, asked.path)
        self._authenticate(request, asked, like)
        _own_faults(plan)
        if not self.market.limiter.allows(shop_id=asked.shop["id"]):
            message = "Terlalu banyak permintaan."
            raise RestError("too_many_requests", message, status=429)
        query = keys.told(request, strips_header=like.strips_header)
        query = {key: query[key] for key in query if not key.startswith(("oauth_", "consumer_"))}
        kept_as = f"{asked.path}?{json.dumps(query, sort_keys=True)}"
        is_cached = like.cache_seconds and request.method == "GET" and _is_list(asked.path)
        with self.market.moment() as tx:
            if is_cached and (old := self._cached(tx, asked, like, kept_as)):
                return old
            call = Call(
                tx=tx,
                shop_id=asked.shop["id"],
                query=query,
                body=_object(request),
                parts=parts,
                plan=plan,
                site_url=site_url,
                address=f"{site_url}{asked.path}",
                pages_url=self.market.urls.get("pages", ""),
            )
            answer = handler(call)
            if is_cached:
                body = json.dumps(answer.data)
                shop_id = asked.shop["id"]
                site.keep(
                    tx=tx, shop_id=shop_id, address=kept_as, headers=answer.headers, body=body
                )
            return answer

    def _cached(self, tx: Tx, asked: Asked, like: site.Site, address: str) -> Answer | None:
        row = site.cached(
            tx=tx, shop_id=asked.shop["id"], address=address, seconds=like.cache_seconds
        )
        if row is None:
            return None
        headers: Mapping[str, str] = json.loads(row["headers"])
        age = {"X-Cache": "HIT", "Age": str(tx.now - row["at"])}
        return Answer(data=json.loads(row["body"]), headers={**headers, **age})

    def _authenticate(self, request: Request, asked: Asked, like: site.Site) -> None:
        """In a transaction of its own: a nonce is used up whatever becomes of the call."""
        clocks = (float(self.market.store.now()), self.market.store.wall())
        with self.market.store.transaction(quiet=True) as tx:
            url = f"{request.host_url.rstrip('/')}{asked.prefix}{asked.path}"
            key = keys.require(
                tx=tx,
                request=request,
                url=url,
                clocks=clocks,
                strips_header=like.strips_header,
            )
        if key["shop_id"] != asked.shop["id"]:
            raise keys.refused("Consumer key is invalid.")


def _route(method: str, path: str) -> tuple[Handler, tuple[str, ...]]:
    if path.startswith(f"{_V3}/"):
        wanted = path.removeprefix(_V3).rstrip("/")
        for methods, pattern, handler in _COMPILED:
            found = pattern.fullmatch(wanted)
            if found and method in methods:
                return handler, found.groups()
    message = "No route was found matching the URL and request method."
    raise RestError("rest_no_route", message, status=404)


def _is_list(path: str) -> bool:
    return path.removeprefix(_V3).rstrip("/") in _LISTS


def _own_faults(plan: Plan) -> None:
    """Faults in the site's own words, after the call was found to be genuine."""
    if plan.get("token_expired"):
        raise keys.refused("Consumer key is invalid.")
    if plan.get("quota"):
        message = "Batas sumber daya hosting tercapai."
        raise RestError("hosting_limit", message, status=503)
    hit = plan.get("error")
    if hit is not None:
        code = str(hit.params.get("code", "internal_server_error"))
        message = str(hit.params.get("message", "Ada kesalahan kritis di situs web ini."))
        raise RestError(code, message, status=int(hit.number("status", 500)))


def _object(request: Request) -> dict[str, Any]:
    raw = request.get_data()
    if not raw or request.method in ("GET", "HEAD"):
        return {}
    try:
        value = json.loads(raw)
    except (ValueError, RecursionError):
        raise RestError("rest_invalid_json", "Invalid JSON body passed.") from None
    if not isinstance(value, dict):
        raise RestError("rest_invalid_json", "Invalid JSON body passed.")
    return value
