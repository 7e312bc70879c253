"""The port of a service: lets faults strike its API, notes every call, leaves its pages alone."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from werkzeug.wrappers import Request, Response

from integrations.sandbox import call_log, faults
from integrations.sandbox.core.store import Tx
from integrations.sandbox.faults import Plan
from integrations.sandbox.market import Market
from integrations.sandbox.wire import Wire, wire_of

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse

PROXY_PAGE = "<html><head><title>502 Bad Gateway</title></head><body>Bad Gateway</body></html>"


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceHost:
    """WSGI application of a service.

    `api` answers a call and must not raise; `pages` answers what a person opens, None for a path
    that is no page. Faults strike API calls only. `shop_of` says whose call it is, by its token or
    key and before anything is checked, so that a fault of one shop strikes no other; 0: nobody's.
    `has_own_limit_words`: the API itself answers the fault `rate_limited`.
    """

    market: Market
    code: str
    api: Callable[[Request, Plan], Response]
    pages: Callable[[Request], Response | None] = lambda request: None
    shop_of: Callable[[Tx, Request], int] = lambda tx, request: 0
    has_own_limit_words: bool = False

    def __call__(self, environ: dict[str, Any], start_response: "StartResponse") -> Iterable[bytes]:
        """Answer one request."""
        request = Request(environ)
        response = self.pages(request)
        if response is None:
            response = self._call(request, wire_of(environ))
        return response(environ, start_response)

    def _call(self, request: Request, wire: Wire) -> Response:
        started = time.perf_counter()
        with self.market.store.transaction(quiet=True) as tx:
            shop_id = self.shop_of(tx, request)
            plan = faults.strike(
                tx=tx,
                dialect=self.code,
                shop_id=shop_id,
                path=request.path,
                kinds=faults.CALL_FAULTS,
            )
        response = self._broken(wire, plan) or self._whole(request, wire, plan)
        with self.market.store.transaction(quiet=True) as tx:
            call_log.add(
                tx=tx,
                dialect=self.code,
                shop_id=shop_id,
                method=request.method,
                path=request.path,
                wall=tx.wall,
                ms=round((time.perf_counter() - started) * 1000, 3),
                status=0 if wire.close else response.status_code,
                error="" if response.status_code < 400 else str(response.status_code),
                fault=plan.names,
            )
        return response

    def _broken(self, wire: Wire, plan: Plan) -> Response | None:
        """Faults that strike before the call is looked at: nothing is applied."""
        slow = plan.get("slow")
        if slow is not None:
            self.market.stopping.wait(slow.number("seconds", 2))
        outage = plan.get("outage")
        if outage is not None:
            wire.close = outage.params.get("mode", "close") == "close"
            return Response(PROXY_PAGE, status=503, mimetype="text/html")
        limited = plan.get("http_429")
        if limited is None and not self.has_own_limit_words:
            limited = plan.get("rate_limited")
        if limited is not None:
            answer = Response("Too Many Requests", status=429, mimetype="text/html")
            if "retry_after" in limited.params:
                answer.headers["Retry-After"] = str(limited.params["retry_after"])
            return answer
        if plan.get("http_500"):
            return Response("Internal Server Error", status=500, mimetype="text/html")
        return Response(PROXY_PAGE, mimetype="text/html") if plan.get("html") else None

    def _whole(self, request: Request, wire: Wire, plan: Plan) -> Response:
        """The API's own answer, perhaps cut short on its way: it is applied all the same."""
        response = self.api(request, plan)
        late = plan.get("timeout_after")
        if late is not None:
            self.market.stopping.wait(late.number("seconds", 30))
            wire.close = True
        wire.half = plan.get("half_json") is not None
        return response
