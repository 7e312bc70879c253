"""The platform's host: checks every call, lets faults strike, and wraps the answer."""

import json
import logging
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from werkzeug.wrappers import Request, Response

from integrations.sandbox import call_log, faults
from integrations.sandbox.core.store import Tx
from integrations.sandbox.dialects.shopee import apps, auth_page, signature, tokens
from integrations.sandbox.dialects.shopee.call import Call
from integrations.sandbox.dialects.shopee.errors import ApiError, bad_token, gateway_error
from integrations.sandbox.dialects.shopee.routes import PREFIX, ROUTES, Route
from integrations.sandbox.faults import Plan
from integrations.sandbox.market import Market
from integrations.sandbox.wire import Wire, wire_of

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse

logger = logging.getLogger(__name__)

DIALECT = "shopee"
TIMESTAMP_WITHIN = 300
PROXY_PAGE = "<html><head><title>502 Bad Gateway</title></head><body>Bad Gateway</body></html>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A response and the error code that goes into the log."""

    response: Response
    error: str = ""


class Gateway:
    """WSGI application of the dialect's port."""

    def __init__(self, *, market: Market) -> None:
        """Serve this market."""
        self._market = market

    def __call__(self, environ: dict[str, Any], start_response: "StartResponse") -> Iterable[bytes]:
        """Answer one request and note it."""
        started = time.perf_counter()
        request, wire = Request(environ), wire_of(environ)
        shop_id = _claimed_shop(request)
        request_id, plan = self._begin(request, shop_id)
        answer = self._answer(request, request_id, wire, plan)
        with self._market.store.transaction(quiet=True) as tx:
            call_log.add(
                tx=tx,
                dialect=DIALECT,
                shop_id=shop_id,
                method=request.method,
                path=request.path,
                wall=tx.wall,
                ms=round((time.perf_counter() - started) * 1000, 3),
                status=0 if wire.close else answer.response.status_code,
                error=answer.error,
                fault=plan.names,
            )
        return answer.response(environ, start_response)

    def _begin(self, request: Request, shop_id: int) -> tuple[str, Plan]:
        """Request id and faults, kept even when the call itself is rolled back."""
        with self._market.store.transaction(quiet=True) as tx:
            return tx.token("request"), faults.strike(
                tx=tx,
                dialect=DIALECT,
                shop_id=shop_id,
                path=request.path,
                kinds=faults.CALL_FAULTS,
            )

    def _answer(self, request: Request, request_id: str, wire: Wire, plan: Plan) -> Answer:
        broken = self._before(wire, plan)
        if broken is not None:
            return broken
        if request.path in auth_page.PATHS:
            return Answer(response=auth_page.respond(market=self._market, request=request))
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
            return _page(503, PROXY_PAGE, "outage")
        limited = plan.get("http_429")
        if limited is not None:
            answer = _page(429, "Too Many Requests", "http_429")
            if "retry_after" in limited.params:
                answer.response.headers["Retry-After"] = str(limited.params["retry_after"])
            return answer
        if plan.get("http_500"):
            return _page(500, "Internal Server Error", "http_500")
        return _page(200, PROXY_PAGE, "html") if plan.get("html") else None

    def _api(self, request: Request, request_id: str, plan: Plan) -> Answer:
        try:
            with self._market.moment() as tx:
                route, call = self._admit(tx, request, plan)
                result = route.handler(call)
        except ApiError as refusal:
            return _refused(request_id, refusal)
        except Exception:
            logger.exception("event=endpoint_crashed path=%s", request.path)
            crash = ApiError("error_server", "Something wrong, please try later.", status=500)
            return _refused(request_id, crash)
        if isinstance(result, bytes):
            return Answer(response=Response(result, mimetype="application/pdf"))
        return Answer(response=_json(_envelope(request_id, result, route)))

    def _admit(self, tx: Tx, request: Request, plan: Plan) -> tuple[Route, Call]:
        """Every check the platform makes before the endpoint's own code runs."""
        route = ROUTES.get(request.path.removeprefix(PREFIX))
        if route is None or not request.path.startswith(PREFIX):
            raise ApiError("error_not_found", "The api does not exist.", status=404)
        if request.method != route.method:
            raise ApiError("error_param", f"The method must be {route.method}.", status=405)
        partner_id, shop_id = self._authenticate(tx, request, route)
        _dialect_faults(plan)
        if shop_id and not self._market.limiter.allows(shop_id=shop_id):
            raise ApiError("error_rate_limit", "too many requests")
        call = Call(
            tx=tx,
            module=request.path.removeprefix(PREFIX).partition("/")[0],
            partner_id=partner_id,
            shop_id=shop_id,
            query=request.args,
            body=_body(request) if route.method == "POST" and not route.is_upload else {},
            files=_files(request) if route.is_upload else {},
            plan=plan,
            pages_url=self._market.urls.get("pages", ""),
        )
        return route, call

    def _authenticate(self, tx: Tx, request: Request, route: Route) -> tuple[int, int]:
        partner_id = _common(request, "partner_id")
        timestamp = _common(request, "timestamp")
        sign = request.args.get("sign", "")
        if not sign:
            raise gateway_error("error_param", "There is no sign in query.")
        app = apps.find(tx=tx, partner_id=partner_id)
        if app is None:
            raise gateway_error("error_auth", "partner_id is invalid")
        self._check_timestamp(timestamp)
        access, shop_id = "", 0
        if not route.is_public:
            access = request.args.get("access_token", "")
            if not access:
                raise gateway_error("error_param", "There is no access_token in query.")
            shop_id = _common(request, "shop_id")
        expected = signature.sign_call(
            partner_key=app["partner_key"],
            partner_id=partner_id,
            path=request.path,
            timestamp=timestamp,
            access_token=access,
            owner_id=str(shop_id or ""),
        )
        if not signature.is_same(given=sign, expected=expected):
            raise gateway_error("error_sign", "Wrong sign.")
        if not route.is_public:
            tokens.check_access(tx=tx, partner_id=partner_id, shop_id=shop_id, access=access)
        return partner_id, shop_id

    def _check_timestamp(self, timestamp: int) -> None:
        """Within 5 minutes of the marketplace's clock or of the machine's.

        Either will do: a test moves the marketplace by days while a client keeps real time.
        """
        clocks = (self._market.store.now(), self._market.store.wall())
        if all(abs(timestamp - clock) > TIMESTAMP_WITHIN for clock in clocks):
            raise gateway_error("error_param", "Timestamp is expired.")


def _claimed_shop(request: Request) -> int:
    """The shop a call says it is about, for the log and for faults; 0 when it names none."""
    text = request.args.get("shop_id", "")
    if not text and request.method == "POST":
        try:
            text = str(_body(request).get("shop_id", ""))
        except ApiError:
            text = ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def _common(request: Request, name: str) -> int:
    text = request.args.get(name, "")
    if not text:
        raise gateway_error("error_param", f"There is no {name} in query.")
    if not text.isascii() or not text.isdigit() or len(text) > 18:
        raise gateway_error("error_param", f"{name} must be a number.")
    return int(text)


def _dialect_faults(plan: Plan) -> None:
    """Faults in the platform's own words, after the call was found to be genuine."""
    if plan.get("token_expired"):
        raise bad_token()
    if plan.get("quota"):
        raise ApiError("error_limit", "The daily quota of this api is used up.")
    if plan.get("rate_limited"):
        raise ApiError("error_rate_limit", "too many requests")
    hit = plan.get("error")
    if hit is not None:
        code = str(hit.params.get("code", "error_server"))
        message = str(hit.params.get("message", "Something wrong, please try later."))
        raise ApiError(code, message, status=int(hit.number("status", 200)))


def _body(request: Request) -> dict[str, Any]:
    def refuse(constant: str) -> None:
        raise ValueError(constant)

    try:
        body = json.loads(request.get_data() or b"{}", parse_constant=refuse)
    except (ValueError, RecursionError):
        raise ApiError("error_param", "The body is not valid JSON.") from None
    if not isinstance(body, dict):
        raise ApiError("error_param", "The body must be a JSON object.")
    return body


def _files(request: Request) -> dict[str, bytes]:
    return {name: file.read() for name, file in request.files.items()}


def _envelope(request_id: str, result: Any, route: Route) -> dict[str, Any]:
    head = {"request_id": request_id, "error": "", "message": ""}
    wrapped = {"warning": "", "response": result} if route.is_wrapped else {}
    return {**head, **wrapped, **(result if route.is_flat else {})}


def _refused(request_id: str, refusal: ApiError) -> Answer:
    body = {"request_id": request_id, "error": refusal.code, "message": refusal.message}
    if refusal.response is not None:
        body["response"] = refusal.response
    return Answer(response=_json(body, status=refusal.status), error=refusal.code)


def _json(body: dict[str, Any], *, status: int = 200) -> Response:
    text = json.dumps(body, separators=(",", ":"), ensure_ascii=False)
    return Response(text, status=status, content_type="application/json")


def _page(status: int, text: str, error: str) -> Answer:
    return Answer(response=Response(text, status=status, mimetype="text/html"), error=error)
