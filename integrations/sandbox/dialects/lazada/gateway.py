"""The platform's hosts on one port: checks every call, lets faults strike, wraps the answer."""

import json
import logging
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from werkzeug.wrappers import Request, Response

from integrations.sandbox import call_log, faults
from integrations.sandbox.core.store import Tx
from integrations.sandbox.dialects.lazada import apps, consent, signature
from integrations.sandbox.dialects.lazada.call import ApiError, Call
from integrations.sandbox.dialects.lazada.routes import PREFIX, ROUTES
from integrations.sandbox.faults import Plan
from integrations.sandbox.market import Market
from integrations.sandbox.wire import Wire, wire_of

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse

logger = logging.getLogger(__name__)

DIALECT = "lazada"
TIMESTAMP_WITHIN = 7200
PROXY_PAGE = "<html><head><title>502 Bad Gateway</title></head><body>Bad Gateway</body></html>"
LIMIT = "Api access frequency exceeds the limit. this ban will last 1 seconds"

Answer = tuple[Response, str]  # what is sent, and the error code for the log


class Gateway:
    """WSGI application of the dialect's port."""

    def __init__(self, *, market: Market) -> None:
        """Serve this market."""
        self._market = market

    def __call__(self, environ: dict[str, Any], start_response: "StartResponse") -> Iterable[bytes]:
        """Answer one request and note it."""
        started = time.perf_counter()
        request, wire = Request(environ), wire_of(environ)
        request_id, shop_id, plan = self._begin(request)
        response, error = self._answer(request, request_id, wire, plan)
        with self._market.store.transaction(quiet=True) as tx:
            call_log.add(
                tx=tx,
                dialect=DIALECT,
                shop_id=shop_id,
                method=request.method,
                path=request.path,
                wall=tx.wall,
                ms=round((time.perf_counter() - started) * 1000, 3),
                status=0 if wire.close else response.status_code,
                error=error,
                fault=plan.names,
            )
        return response(environ, start_response)

    def _begin(self, request: Request) -> tuple[str, int, Plan]:
        """Request id, the shop behind the token, and faults; kept when the call is undone."""
        access = request.values.get("access_token", "")
        with self._market.store.transaction(quiet=True) as tx:
            row = tx.one("SELECT shop_id FROM lazada_token WHERE access = ?", access)
            shop_id = 0 if row is None else int(row["shop_id"])
            plan = faults.strike(
                tx=tx,
                dialect=DIALECT,
                shop_id=shop_id,
                path=request.path,
                kinds=faults.CALL_FAULTS,
            )
            return tx.token("request"), shop_id, plan

    def _answer(self, request: Request, request_id: str, wire: Wire, plan: Plan) -> Answer:
        broken = self._before(wire, plan)
        if broken is not None:
            return broken
        if request.path == consent.PATH:
            return consent.respond(market=self._market, request=request), ""
        answer = self._api(request, request_id, plan)
        late = plan.get("timeout_after")
        if late is not None:
            self._market.stopping.wait(late.number("seconds", 30))
            wire.close = True
        wire.half = plan.get("half_json") is not None
        return answer

    def _before(self, wire: Wire, plan: Plan) -> Answer | None:
        """Faults that strike before the call is looked at."""
        slow = plan.get("slow")
        if slow is not None:
            self._market.stopping.wait(slow.number("seconds", 2))
        outage = plan.get("outage")
        if outage is not None:
            wire.close = outage.params.get("mode", "close") == "close"
            return _page(503, "outage")
        limited = plan.get("http_429")
        if limited is not None:
            response, error = _page(429, "http_429")
            if "retry_after" in limited.params:
                response.headers["Retry-After"] = str(limited.params["retry_after"])
            return response, error
        if plan.get("http_500"):
            return _page(500, "http_500")
        return _page(200, "html") if plan.get("html") else None

    def _api(self, request: Request, request_id: str, plan: Plan) -> Answer:
        kept: ApiError | None = None
        result: dict[str, Any] = {}
        try:
            with self._market.moment() as tx:
                try:
                    result = self._call(tx, request, plan)
                except ApiError as refusal:
                    if not refusal.more.pop("keep", False):
                        raise
                    kept = refusal  # part of the batch was done: it stays done
        except ApiError as refusal:
            return _refused(request_id, refusal)
        except Exception:
            logger.exception("event=endpoint_crashed path=%s", request.path)
            crash = ApiError("InternalError", "Something went wrong", kind="SYSTEM")
            return _refused(request_id, crash)
        if kept is not None:
            return _refused(request_id, kept)
        return _json({"code": "0", **result, "request_id": request_id}), ""

    def _call(self, tx: Tx, request: Request, plan: Plan) -> dict[str, Any]:
        """Every check the platform makes, then the endpoint's own code."""
        path = request.path.removeprefix(PREFIX)
        route = ROUTES.get(path)
        if route is None or not request.path.startswith(PREFIX):
            raise ApiError("InvalidApiPath", "The specified api path is invalid")
        if request.method not in route.methods:
            raise ApiError("UnsupportedHTTPMethod", "The http method is not supported")
        parameters = {**request.args.to_dict(), **request.form.to_dict()}
        app_key = self._authenticate(tx, path, parameters)
        access, shop_id = parameters.get("access_token", ""), 0
        if not route.is_public:
            if not access:
                raise ApiError("MissingParameter", "The input parameter access_token is missing.")
            shop_id = apps.shop_of(tx=tx, app_key=app_key, access=access)
        _dialect_faults(plan)
        if shop_id and not self._market.limiter.allows(shop_id=shop_id):
            raise ApiError("ApiCallLimit", LIMIT, kind="ISP")
        call = Call(
            tx=tx,
            app_key=app_key,
            shop_id=shop_id,
            parameters=parameters,
            files={name: file.read() for name, file in request.files.items()},
            plan=plan,
            base_url=self._market.urls.get("pages", ""),
        )
        return route.handler(call)

    def _authenticate(self, tx: Tx, path: str, parameters: dict[str, str]) -> str:
        for name in ("app_key", "timestamp", "sign_method", "sign"):
            if not parameters.get(name):
                raise ApiError("MissingParameter", f"The input parameter {name} is missing.")
        app = apps.find(tx=tx, app_key=parameters["app_key"])
        if app is None:
            raise ApiError("InvalidAppKey", "The specified app_key is invalid")
        if parameters["sign_method"] != "sha256":
            raise ApiError("IllegalParameter", "sign_method must be sha256")
        self._check_timestamp(parameters["timestamp"])
        expected = signature.sign_call(
            app_secret=app["app_secret"], path=path, parameters=parameters
        )
        if not signature.is_same(given=parameters["sign"], expected=expected):
            message = "The request signature does not conform to platform standards"
            raise ApiError("IncompleteSignature", message, kind="ISP")
        return str(app["app_key"])

    def _check_timestamp(self, text: str) -> None:
        """Within two hours of the marketplace's clock or of the machine's: tests move the one."""
        is_number = text.isascii() and text.isdigit() and len(text) < 17
        seconds = int(text) / 1000 if is_number else 0
        clocks = (self._market.store.now(), self._market.store.wall())
        if all(abs(seconds - clock) > TIMESTAMP_WITHIN for clock in clocks):
            message = "The specified timestamp is invalid or expired"
            raise ApiError("InvalidTimestamp", message)


def _dialect_faults(plan: Plan) -> None:
    """Faults in the platform's own words, after the call was found to be genuine."""
    if plan.get("token_expired"):
        raise apps.bad_token()
    if plan.get("quota"):
        raise ApiError("901", "The request is too frequent, the quota is used up", kind="ISP")
    if plan.get("rate_limited"):
        raise ApiError("ApiCallLimit", LIMIT, kind="ISP")
    hit = plan.get("error")
    if hit is not None:
        code = str(hit.params.get("code", "ServiceTimeout"))
        raise ApiError(code, str(hit.params.get("message", "Try again later")), kind="SYSTEM")


def _refused(request_id: str, refusal: ApiError) -> Answer:
    body = {"type": refusal.kind, "code": refusal.code, "message": refusal.message}
    return _json({**body, **refusal.more, "request_id": request_id}), refusal.code


def _json(body: dict[str, Any]) -> Response:
    text = json.dumps(body, separators=(",", ":"), ensure_ascii=False)
    return Response(text, content_type="application/json;charset=UTF-8")


def _page(status: int, error: str) -> Answer:
    return Response(PROXY_PAGE, status=status, mimetype="text/html"), error
