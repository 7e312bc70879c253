"""The platform's host: tokens, consent page, label files, and every signed call."""

import json
import logging
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from werkzeug.wrappers import Request, Response

from integrations.sandbox.core.store import Tx
from integrations.sandbox.dialects.tiktok_shop import (
    account,
    apps,
    auth_page,
    fulfilment,
    order_calls,
    products,
    publishing,
    signature,
)
from integrations.sandbox.dialects.tiktok_shop.call import BAD_PARAMETER, ApiError, Call
from integrations.sandbox.faults import Plan
from integrations.sandbox.market import Market

logger = logging.getLogger(__name__)

Handler = Callable[[Call], dict[str, Any]]
TOO_OLD, TOO_NEW = 300, 30
BAD_SIGN, NO_CIPHER, BAD_PATH, BAD_METHOD, BAD_VERSION, TOO_MANY, INTERNAL = (
    106001,
    106013,
    36009009,
    36009010,
    36009014,
    36009002,
    36009003,
)
_ID = r"(\d+)"
_UPLOAD = "/product/202309/images/upload"
_ROUTES: tuple[tuple[str, str, Handler], ...] = (
    ("GET", "/authorization/202309/shops", account.shops),
    ("GET", "/event/202309/webhooks", account.read_hooks),
    ("PUT", "/event/202309/webhooks", account.put_hook),
    ("DELETE", "/event/202309/webhooks", account.delete_hook),
    ("POST", "/product/202502/products/search", products.search),
    ("GET", "/product/202309/categories", publishing.categories),
    ("GET", rf"/product/202309/categories/{_ID}/attributes", publishing.attributes),
    ("POST", _UPLOAD, publishing.upload_image),
    ("POST", "/product/202309/products", publishing.create),
    ("POST", rf"/product/202309/products/{_ID}/partial_edit", products.edit),
    ("POST", "/product/202309/products/activate", products.activate),
    ("POST", "/product/202309/products/deactivate", products.deactivate),
    ("GET", rf"/product/202309/products/{_ID}", products.read),
    (
        "POST",
        rf"/product/202309/products/{_ID}/inventory/update",
        products.update_inventory,
    ),
    ("POST", rf"/product/202309/products/{_ID}/prices/update", products.update_prices),
    ("POST", "/product/202309/inventory/search", products.inventory),
    ("POST", "/order/202309/orders/search", order_calls.search),
    ("GET", "/order/202507/orders", order_calls.read),
    ("POST", "/return_refund/202602/cancellations", order_calls.cancel),
    (
        "POST",
        "/return_refund/202602/cancellations/search",
        order_calls.search_cancellations,
    ),
    ("POST", rf"/return_refund/202309/cancellations/{_ID}/approve", order_calls.approve),
    ("POST", rf"/return_refund/202309/cancellations/{_ID}/reject", order_calls.reject),
    ("GET", rf"/fulfillment/202309/packages/{_ID}", fulfilment.read),
    ("GET", rf"/fulfillment/202309/packages/{_ID}/handover_time_slots", fulfilment.slots),
    ("POST", rf"/fulfillment/202309/packages/{_ID}/ship", fulfilment.ship),
    (
        "GET",
        rf"/fulfillment/202309/packages/{_ID}/shipping_documents",
        fulfilment.documents,
    ),
    ("GET", "/logistics/202309/warehouses", fulfilment.warehouses),
    ("GET", "/finance/202309/statements", fulfilment.statements),
    (
        "GET",
        rf"/finance/202501/statements/{_ID}/statement_transactions",
        fulfilment.transactions,
    ),
    (
        "GET",
        rf"/finance/202501/orders/{_ID}/statement_transactions",
        fulfilment.order_transactions,
    ),
)
_COMPILED = [(method, re.compile(path), handler) for method, path, handler in _ROUTES]
_WITHOUT_CIPHER = ("/authorization/", "/event/")
_TOKENS = frozenset({"/api/v2/token/get", "/api/v2/token/refresh"})
_VERSION = re.compile(r"^(/\w+)/\d{6}/")


@dataclass(frozen=True, slots=True, kw_only=True)
class Api:
    """Answers API calls; `service_host` has already let the common faults strike."""

    market: Market

    def pages(self, request: Request) -> Response | None:
        """The consent page and label files; None for anything else."""
        if request.path == auth_page.PATH:
            return auth_page.respond(market=self.market, request=request)
        if request.path.startswith("/berkas/"):
            name = request.path.removeprefix("/berkas/")
            with self.market.moment() as tx:
                file = fulfilment.label_file(tx=tx, name=name)
            if file is None:
                return Response("Not Found", status=404, mimetype="text/plain")
            return Response(file, mimetype="application/pdf")
        return None

    def shop_of(self, tx: Tx, request: Request) -> int:
        """The shop behind the token, good or not; 0 for calls that have none."""
        access = request.headers.get("x-tts-access-token", "")
        row = tx.one("SELECT shop_id FROM tiktok_token WHERE access = ?", access)
        return 0 if row is None else int(row["shop_id"])

    def answer(self, request: Request, plan: Plan) -> Response:
        """One call, whole."""
        with self.market.store.transaction(quiet=True) as tx:
            request_id = tx.token("request")
        try:
            with self.market.moment() as tx:
                data = self._data(tx, request, plan)
        except ApiError as refusal:
            return _json(refusal.code, refusal.message, request_id, {}, refusal.status)
        except Exception:
            logger.exception("event=endpoint_crashed path=%s", request.path)
            return _json(INTERNAL, "Internal error", request_id, {}, 500)
        return _json(0, "Success", request_id, data, 200)

    def _data(self, tx: Tx, request: Request, plan: Plan) -> dict[str, Any]:
        query = request.args.to_dict()
        if request.path in _TOKENS:
            if request.method != "GET":
                raise ApiError(BAD_METHOD, "Invalid method", status=405)
            return apps.answer_token(tx=tx, path=request.path, query=query)
        handler, parts = _route(request)
        body = request.get_data()
        app_key = self._signed_app(tx, request, query, body)
        access = request.headers.get("x-tts-access-token", "")
        shop_id = apps.shop_of(tx=tx, app_key=app_key, access=access)
        if not request.path.startswith(_WITHOUT_CIPHER) and query.get("shop_cipher") != apps.cipher(
            shop_id
        ):
            raise ApiError(NO_CIPHER, "shop_cipher is missing or invalid", status=400)
        _own_faults(plan)
        is_upload = request.path == _UPLOAD
        if not self.market.limiter.allows(shop_id=shop_id):
            raise ApiError(TOO_MANY, "Too many requests", status=429)
        call = Call(
            tx=tx,
            app_key=app_key,
            shop_id=shop_id,
            query=query,
            body={} if is_upload else _object(body),
            files={name: file.read() for name, file in request.files.items()} if is_upload else {},
            parts=parts,
            plan=plan,
            host_url=request.host_url.rstrip("/"),
            pages_url=self.market.urls.get("pages", ""),
        )
        return handler(call)

    def _signed_app(self, tx: Tx, request: Request, query: dict[str, str], body: bytes) -> str:
        app = apps.find(tx=tx, app_key=query.get("app_key", ""))
        if app is None:
            raise ApiError(BAD_PARAMETER, "Invalid credentials: app_key", status=400)
        stamp = query.get("timestamp", "")
        if not (stamp.isascii() and stamp.isdigit()) or not self._is_fresh(int(stamp)):
            raise ApiError(BAD_PARAMETER, "Invalid timestamp", status=400)
        is_form = request.mimetype == "multipart/form-data"
        expected = signature.call_signature(
            secret=app["app_secret"],
            path=request.path,
            query=query,
            body=b"" if is_form else body,
        )
        if not signature.is_same(given=query.get("sign", ""), expected=expected):
            raise ApiError(BAD_SIGN, "The sign is invalid", status=401)
        return str(app["app_key"])

    def _is_fresh(self, stamp: int) -> bool:
        """By the marketplace's clock or the machine's: a test moves the former by days."""
        clocks = (self.market.store.now(), self.market.store.wall())
        return any(clock - TOO_OLD <= stamp <= clock + TOO_NEW for clock in clocks)


def _route(request: Request) -> tuple[Handler, tuple[str, ...]]:
    is_known = False
    for method, path, handler in _COMPILED:
        found = path.fullmatch(request.path)
        if found and method == request.method:
            return handler, found.groups()
        is_known = is_known or found is not None
    if is_known:
        raise ApiError(BAD_METHOD, "Invalid method", status=405)
    bare = _VERSION.sub(r"\1/", request.path)
    known = any(re.fullmatch(_VERSION.sub(r"\1/", path.pattern), bare) for _, path, _ in _COMPILED)
    code = BAD_VERSION if known else BAD_PATH
    raise ApiError(code, "Invalid version" if known else "Invalid path", status=404)


def _own_faults(plan: Plan) -> None:
    """Faults in the platform's own words, after the call was found to be genuine."""
    if plan.get("token_expired"):
        raise ApiError(apps.EXPIRED, "Expired credentials", status=401)
    if plan.get("quota"):
        raise ApiError(TOO_MANY, "Too many requests")
    hit = plan.get("error")
    if hit is not None:
        code, message = int(hit.number("code", INTERNAL)), hit.params.get("message", "Internal")
        raise ApiError(code, str(message), status=int(hit.number("status", 200)))


def _object(body: bytes) -> dict[str, Any]:
    try:
        value = json.loads(body or b"{}")
    except (ValueError, RecursionError):
        raise ApiError(BAD_PARAMETER, "The body is not valid JSON", status=400) from None
    if not isinstance(value, dict):
        raise ApiError(BAD_PARAMETER, "The body must be a JSON object", status=400)
    return value


def _json(code: int, message: str, request_id: str, data: dict[str, Any], status: int) -> Response:
    body = {"code": code, "message": message, "request_id": request_id, "data": data}
    text = json.dumps(body, separators=(",", ":"), ensure_ascii=False)
    return Response(text, status=status, content_type="application/json")
