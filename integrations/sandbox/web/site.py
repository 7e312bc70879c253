"""WSGI application of the base port: routes to pages and to the control API."""

import json
import logging
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map
from werkzeug.wrappers import Request, Response

from integrations.sandbox.core.records import (
    BadInput,
    MarketError,
    NotFound,
    OutOfStock,
    Refused,
    WrongState,
)
from integrations.sandbox.market import Market
from integrations.sandbox.web import buyer, control, operator, pictures
from integrations.sandbox.web.pages import render

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse

logger = logging.getLogger(__name__)

_MAP = Map([*buyer.RULES, *operator.RULES, *pictures.RULES, *control.RULES])
_STATUS: dict[type[MarketError], int] = {
    BadInput: 400,
    NotFound: 404,
    OutOfStock: 409,
    WrongState: 409,
    Refused: 422,
}
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; img-src 'self' data:; style-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


class Site:
    """Buyer's pages, "Pengatur", and `/control/…`."""

    def __init__(self, *, market: Market) -> None:
        """Serve this market."""
        self._market = market

    def __call__(self, environ: dict[str, Any], start_response: "StartResponse") -> Iterable[bytes]:
        """Answer one request."""
        response = self._respond(Request(environ))
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        return response(environ, start_response)

    def _respond(self, request: Request) -> Response:
        is_api = request.path.startswith("/control/")
        try:
            view, values = _MAP.bind_to_environ(request.environ).match()
            response: Response = view(market=self._market, request=request, **values)
        except MarketError as refusal:
            return _refused(refusal, is_api=is_api)
        except HTTPException as error:
            return _http_error(error, is_api=is_api)
        except Exception:
            logger.exception("event=page_crashed path=%s", request.path)
            return Response("Ada kesalahan di Pasar Tiruan.", status=500, mimetype="text/plain")
        return response


def _refused(refusal: MarketError, *, is_api: bool) -> Response:
    status = _STATUS.get(type(refusal), 400)
    if is_api:
        body = json.dumps({"error": refusal.code, "message": str(refusal)})
        return Response(body, status=status, mimetype="application/json")
    words = buyer.REFUSALS.get(refusal.code, "Tidak bisa dilakukan.")
    page = render("sandbox/gagal.html", title=words, detail=str(refusal))
    return Response(page, status=status, mimetype="text/html")


def _http_error(error: HTTPException, *, is_api: bool) -> Response:
    if isinstance(error, Response):
        return error
    status = error.code or 500
    if 300 <= status < 400:
        return Response(status=status, headers=error.get_headers())
    if is_api:
        body = json.dumps({"error": f"http_{status}", "message": error.description})
        return Response(body, status=status, mimetype="application/json")
    page = render("sandbox/gagal.html", title="Halaman tidak ada.", detail="")
    return Response(page, status=status, mimetype="text/html")
