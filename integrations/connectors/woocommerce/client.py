"""Signing, sending and judging one call to a WooCommerce shop."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote
from uuid import uuid4

from integrations.channels.errors import (
    AuthRevoked,
    ChannelError,
    Conflict,
    NotFound,
    RateLimited,
    Rejected,
    Unavailable,
)
from integrations.channels.payload import Payload
from integrations.channels.transport import (
    Clock,
    Request,
    Response,
    Transport,
    retry_after,
    without_secrets,
)
from integrations.channels.words import App, Credentials
from integrations.connectors.woocommerce.site import address_of, keys_of

API = "/wp-json/wc/v3"
Parameters = Sequence[tuple[str, str]]

# What is wrong with the shop's own site, in words of ours: the errors catalogue explains them.
SITE_MOVED = "site_moved"
SITE_NO_API = "site_no_api"
SITE_API_OFF = "site_api_off"
SITE_UNREADABLE = "site_unreadable"
SITE_UNREACHABLE = "site_unreachable"
SITE_CERTIFICATE = "site_certificate"
SITE_REFUSED = "site_refused"
# What the transport says of a connection that did not come about.
_OF_TRANSPORT = {"certificate": SITE_CERTIFICATE, "address_refused": SITE_REFUSED}

ERRORS: dict[str, type[ChannelError]] = {
    "woocommerce_rest_authentication_error": AuthRevoked,
    "woocommerce_rest_product_invalid_id": NotFound,
    "woocommerce_rest_product_variation_invalid_id": NotFound,
    "woocommerce_rest_shop_order_invalid_id": NotFound,
    "woocommerce_rest_request_entity_too_large": Rejected,
    "rest_invalid_param": Rejected,
    "rest_missing_callback_param": Rejected,
    "product_invalid_sku": Rejected,
    "internal_server_error": Unavailable,
}
PROOF_TOO_OLD = "proof_too_old"
# Refused for its moment, not for its keys: the same keys work with the right clock and a new nonce.
_PASSING = ("timestamp", "nonce")


def sign(method: str, url: str, parameters: Parameters, secret: str) -> str:
    """The OAuth 1.0a signature (one-legged, HMAC-SHA256) of an address and its parameters."""
    pairs = sorted((_encoded(name), _encoded(value)) for name, value in parameters)
    told = _encoded("&".join(f"{name}={value}" for name, value in pairs))
    text = f"{method}&{_encoded(url)}&{told}"
    digest = hmac.new(f"{secret}&".encode(), text.encode(), hashlib.sha256).digest()
    return base64.b64encode(digest).decode()


def _encoded(text: str) -> str:
    return quote(text, safe="~")


def error_for(code: str, message: str, status: int, data: Any = None) -> ChannelError:
    """The typed error for the code of an answer or of one element of a batch."""
    kind = ERRORS.get(code) or _by_name_or_status(code, status)
    if kind is AuthRevoked and any(word in message.lower() for word in _PASSING):
        return Unavailable(message, code=PROOF_TOO_OLD)
    if kind is Unavailable and not code.startswith("woocommerce_"):
        return Unavailable(message or code, code=_of_site(code, status))
    if issubclass(kind, Rejected):
        return kind(message or code, code=code, fields=_fields(data))
    return kind(message or code, code=code)


def _by_name_or_status(code: str, status: int) -> type[ChannelError]:
    if status in (401, 403):
        # Another plugin's refusal has closed the whole interface, whatever our keys are.
        return AuthRevoked if code.startswith("woocommerce_") else Unavailable
    if code == "rest_no_route":  # WooCommerce is switched off there
        return Unavailable
    if status in (409, 412):
        return Conflict
    if code.endswith("_invalid_id") or status in (404, 410):
        return NotFound
    return Unavailable if status >= 500 else Rejected


def _of_site(code: str, status: int) -> str:
    if code == "rest_no_route":
        return SITE_NO_API
    return SITE_API_OFF if status in (401, 403) else code


def _fields(data: Any) -> dict[str, str]:
    found = data.get("params") if isinstance(data, Mapping) else None
    if not isinstance(found, Mapping):
        return {}
    return {str(name): str(reason) for name, reason in found.items()}


def classify(status: int, headers: Mapping[str, str], body: bytes) -> ChannelError | None:
    """What is wrong with an answer, or None. A site may answer with pages, notices or nothing."""
    if status == 429:
        return RateLimited("too many requests", retry_after=retry_after(headers))
    try:
        answer = json.loads(body)
    except ValueError:
        answer = None
    if not isinstance(answer, (Mapping, list)):
        return Unavailable(f"unreadable answer with HTTP {status}", code=_of_page(status))
    if status < 300:
        return None
    if status < 400:
        return Unavailable(f"HTTP {status}: the shop has moved", code=SITE_MOVED)
    told = answer if isinstance(answer, Mapping) else {}
    code, message = str(told.get("code") or ""), str(told.get("message") or "")
    if status >= 500:
        return Unavailable(message or f"HTTP {status}", code=code)
    return error_for(code, message or f"HTTP {status}", status, told.get("data"))


def _of_page(status: int) -> str:
    """What a page instead of an answer says about the site."""
    if 300 <= status < 400:
        return SITE_MOVED
    if status in (404, 410):
        return SITE_NO_API
    return SITE_API_OFF if status in (401, 403) else SITE_UNREADABLE


class WooClient:
    """Makes calls for one shop: signed over http, with the keys themselves over https."""

    def __init__(
        self,
        credentials: Credentials | None,
        transport: Transport,
        clock: Clock,
        *,
        app: App,
        base_url: str,
    ) -> None:
        self._credentials = credentials
        self._transport = transport
        self._clock = clock
        self._app = app
        self.site = address_of(base_url or app.api_base or self._known_address())

    def _known_address(self) -> str:
        """Without an address of its own a shop stands where it is named after, over https."""
        return f"https://{self._credentials.external_shop_id}" if self._credentials else ""

    def get(self, path: str, parameters: Parameters = (), *, operation: str = "") -> Payload:
        """Read something of the shop."""
        return self.read(self.get_raw(path, parameters, operation=operation))

    def get_raw(self, path: str, parameters: Parameters = (), *, operation: str = "") -> Response:
        """Like `get`, but hand back the whole answer, judged to be no error."""
        response = self._send("GET", path, parameters, operation=operation)
        error = self.judge(response)
        if error is not None:
            raise error
        return response

    def put(self, path: str, data: Any, *, operation: str) -> Payload:
        """Change one thing."""
        return self.read(self._send("PUT", path, operation=operation, data=data))

    def post(self, path: str, data: Any, *, operation: str) -> Payload:
        """Make one thing, or many; elements of a batch may still be errors."""
        return self.read(self._send("POST", path, operation=operation, data=data))

    def delete(self, path: str, parameters: Parameters, *, operation: str) -> Payload:
        """Take one thing away."""
        return self.read(self._send("DELETE", path, parameters, operation=operation))

    def post_raw(self, path: str, data: Any, *, operation: str) -> Response:
        """Change many things; hand back the answer unjudged: `judge` it."""
        return self._send("POST", path, operation=operation, data=data)

    def read(self, response: Response) -> Payload:
        """The answer, or the error that it is."""
        error = self.judge(response)
        if error is not None:
            raise error
        return Payload.parse(response.body)

    def judge(self, response: Response) -> ChannelError | None:
        """`classify` with every secret of ours taken out."""
        error = classify(response.status, response.headers, response.body)
        if error is None:
            return None
        secrets = [self._app.secret.reveal()]
        if self._credentials is not None:
            access = self._credentials.access_token.reveal()
            secrets += [access, *access.split(" ")[:2]]
        body = without_secrets(response.body, secrets)
        return classify(response.status, response.headers, body) or error

    def _send(
        self,
        method: str,
        path: str,
        parameters: Parameters = (),
        *,
        operation: str = "",
        data: Any = None,
    ) -> Response:
        url = f"{self.site}{API}/{path}"
        # Caches in front of a site must not answer with yesterday's orders.
        headers = {"Accept": "application/json", "Cache-Control": "no-cache"}
        query = self._proof(method, url, tuple(parameters), headers)
        body = b""
        if data is not None:
            headers["Content-Type"] = "application/json"
            body = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
        request = Request(
            method=method,
            url=url,
            operation=operation or path,
            query=query,
            headers=headers,
            body=body,
            is_write=method != "GET",
        )
        try:
            return self._transport(request)
        except Unavailable as error:
            code = _OF_TRANSPORT.get(error.code, SITE_UNREACHABLE)
            raise Unavailable(error.message, code=code) from None

    def _proof(
        self,
        method: str,
        url: str,
        parameters: tuple[tuple[str, str], ...],
        headers: dict[str, str],
    ) -> tuple[tuple[str, str], ...]:
        """The query with whatever proves who we are; a header is put into `headers`."""
        keys = keys_of(self._credentials)
        if url.startswith("http://"):
            told = (
                *parameters,
                ("oauth_consumer_key", keys.key),
                ("oauth_nonce", uuid4().hex),
                ("oauth_signature_method", "HMAC-SHA256"),
                ("oauth_timestamp", str(int(self._clock().timestamp()))),
            )
            return (*told, ("oauth_signature", sign(method, url, told, keys.secret)))
        if keys.in_address:
            return (
                *parameters,
                ("consumer_key", keys.key),
                ("consumer_secret", keys.secret),
            )
        pair = base64.b64encode(f"{keys.key}:{keys.secret}".encode()).decode()
        headers["Authorization"] = f"Basic {pair}"
        return parameters
