"""Blibli's host: checks every call, finds the endpoint, wraps the answer."""

import json
import logging
import re
from collections.abc import Callable
from typing import Any

from werkzeug.wrappers import Request, Response

from integrations.sandbox.core.store import Tx
from integrations.sandbox.dialects.blibli import fulfilment, keys_page, orders, products, sellers
from integrations.sandbox.dialects.blibli.call import QUOTA, ApiError, Call, invalid
from integrations.sandbox.dialects.blibli.signature import api_path
from integrations.sandbox.faults import Plan
from integrations.sandbox.market import Market

logger = logging.getLogger(__name__)

OLD = "/mtaapi/api/businesspartner/v1"
Handler = Callable[..., dict[str, Any] | None]
_ROUTES: tuple[tuple[str, str, Handler], ...] = (
    ("POST", r"/seller/v1/orders/packages/filter", orders.list_packages),
    ("GET", r"/seller/v1/orders/items/cancellations/reasons", fulfilment.reasons),
    ("GET", r"/seller/v1/orders/items/([^/]+)", orders.detail),
    ("POST", r"/seller/v1/orders/items/([^/]+)/cancellations", fulfilment.cancel),
    ("POST", r"/seller/v1/orders/regular/([^/]+)/fulfill", fulfilment.fulfill),
    ("GET", r"/seller/v1/orders/([^/]+)/shippingLabel", fulfilment.label),
    ("POST", r"/seller/v1/products/filter", products.list_products),
    ("POST", r"/seller/v1/products/([^/]+)/variants/filter", products.list_variants),
    ("PUT", r"/seller/v1/products/([^/]+)/stock", products.set_stock),
    ("POST", r"/seller/v1/stores/pickup-points/filter", products.pickup_points),
    ("POST", rf"{OLD}/product/updateProduct", products.update_products),
    ("GET", rf"{OLD}/feed/list", products.queue_list),
    ("GET", rf"{OLD}/feed/detail", products.queue_detail),
    ("GET", rf"{OLD}/order/getCombineShipping", fulfilment.combine),
    ("POST", rf"{OLD}/order/createPackage", fulfilment.create_package),
)
ROUTES = tuple((method, re.compile(path), handler) for method, path, handler in _ROUTES)


class Api:
    """Answers API calls and the seller's page; see `service_host.ServiceHost`."""

    def __init__(self, *, market: Market) -> None:
        """Serve this market."""
        self._market = market

    def pages(self, request: Request) -> Response | None:
        """The page of the Seller Center where keys are made."""
        if request.path != keys_page.PATH:
            return None
        return keys_page.respond(market=self._market, request=request)

    def answer(self, request: Request, plan: Plan) -> Response:
        """One call. Never raises."""
        request_id = request.args.get("requestId", "")
        try:
            with self._market.moment() as tx:
                result = self._call(tx, request, plan)
        except ApiError as refusal:
            return _refused(request_id, refusal)
        except Exception:
            logger.exception("event=endpoint_crashed path=%s", request.path)
            return _refused(request_id, ApiError(500, "ERR-MA500007", "Internal Server Error"))
        if result is None:
            return Response(status=204)
        old = {"headers": None, "success": True} if "value" in result else {}
        body = {"requestId": request_id, "errorMessage": None, "errorCode": None, **old, **result}
        return _json(200, body)

    def _call(self, tx: Tx, request: Request, plan: Plan) -> dict[str, Any] | None:
        body = request.get_data()
        handler, arguments = _route(request.method, api_path(request.path))
        seller = sellers.authenticate(tx=tx, request=request, body=body)
        _dialect_faults(plan)
        if not self._market.limiter.allows(shop_id=int(seller["shop_id"])):
            raise ApiError(429, QUOTA, "too many requests")
        call = Call(
            tx=tx,
            seller=seller,
            query=request.args,
            body=_body(body),
            plan=plan,
            base_url=self._market.urls.get("pages", ""),
        )
        return handler(call, *arguments)


def _route(method: str, path: str) -> tuple[Handler, tuple[str, ...]]:
    methods = set()
    for known, pattern, handler in ROUTES:
        found = pattern.fullmatch(path)
        if found is None:
            continue
        if known == method:
            return handler, found.groups()
        methods.add(known)
    if methods:
        raise ApiError(405, "ERR-PA405001", "Method not allowed")
    raise ApiError(404, "ERR-PA404000", "No such path")


def _body(body: bytes) -> Any:
    if not body:
        return None
    try:
        return json.loads(body)
    except ValueError:
        raise invalid("the request body is not JSON") from None


def _dialect_faults(plan: Plan) -> None:
    """Faults in the platform's own words, after the call was found to be genuine."""
    if plan.get("token_expired"):
        raise ApiError(401, sellers.BAD_SELLER_KEY, "Invalid Api-Seller-Key")
    if plan.get("quota") or plan.get("rate_limited"):
        raise ApiError(429, QUOTA, "quota is used up")
    hit = plan.get("error")
    if hit is not None:
        code = str(hit.params.get("code", "ERR-MA500007"))
        message = str(hit.params.get("message", "Please try again later"))
        raise ApiError(int(hit.number("status", 400)), code, message)


def _refused(request_id: str, refusal: ApiError) -> Response:
    body = {
        "requestId": request_id,
        "headers": None,
        "errorMessage": refusal.message,
        "errorCode": refusal.code,
        "success": False,
        "value": None,
    }
    return _json(refusal.status, body)


def _json(status: int, body: dict[str, Any]) -> Response:
    text = json.dumps(body, separators=(",", ":"), ensure_ascii=False)
    return Response(text, status=status, content_type="application/json;charset=UTF-8")
