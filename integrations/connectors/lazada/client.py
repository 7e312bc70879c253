"""Signing, sending and judging one Lazada call."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode

from integrations.channels.errors import (
    AuthExpired,
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

PRODUCTION = "https://api.lazada.co.id"
AUTH_PRODUCTION = "https://auth.lazada.com"
_LAZADA_HOST = re.compile(r"https://api\.lazada\.")
_BAN = re.compile(r"will last (\d+)\s*second", re.IGNORECASE)
Parameters = Sequence[tuple[str, str]]

ERRORS: dict[str, type[ChannelError]] = {
    # Signature, app and consent: only a person can mend these.
    "IncompleteSignature": AuthRevoked,
    "IllegalRefreshToken": AuthRevoked,
    "InvalidCode": AuthRevoked,
    "AUTH_TYPE_UNSUPPORTED": AuthRevoked,
    "SellerNotVerified": AuthRevoked,
    "AppWhiteIpLimit": AuthRevoked,
    "IllegalAccessToken": AuthExpired,
    "MissingParameter": Rejected,
    "ApiCallLimit": RateLimited,
    "901": RateLimited,
    "998": RateLimited,
    "ServiceTimeout": Unavailable,
    "ServiceUnavailable": Unavailable,
    "InternalError": Unavailable,
    # Nobody may write stock while a mega campaign runs; it passes, the number is fine.
    "4170": Unavailable,
}
# The numbers of business errors mean another thing at every endpoint; the sentence says which.
SENTENCES: tuple[tuple[type[ChannelError], tuple[str, ...]], ...] = (
    (NotFound, ("not found", "not exist", "invalid order id", "invalid item id")),
    (Conflict, ("order status", "item status", "package status", "cannot be cancel")),
    (Conflict, ("can not be cancel", "already cancel", "already packed")),
)


def sign(secret: str, path: str, parameters: Parameters) -> str:
    """The upper-case hex signature of a call's path (without /rest) and all its parameters."""
    told = "".join(f"{name}{value}" for name, value in sorted(parameters) if name != "sign")
    return hmac.new(secret.encode(), (path + told).encode(), hashlib.sha256).hexdigest().upper()


def error_for(code: str, message: str, *, kind: str = "", request_id: str = "") -> ChannelError:
    """The typed error for a code; unknown codes are refusals unless the platform blames itself."""
    found = ERRORS.get(code) or _by_sentence(message)
    if found is None:
        found = Unavailable if kind == "SYSTEM" else Rejected
    return found(message or code, code=code, request_id=request_id)


def _by_sentence(message: str) -> type[ChannelError] | None:
    text = message.lower()
    return next((kind for kind, parts in SENTENCES if any(part in text for part in parts)), None)


def classify(status: int, headers: Mapping[str, str], body: bytes) -> ChannelError | None:
    """What is wrong with an answer, or None. Errors come with HTTP 200, and inside `result` too."""
    try:
        envelope = json.loads(body)
    except ValueError:
        envelope = None
    if status == 429:
        return RateLimited("too many requests", retry_after=retry_after(headers))
    if not isinstance(envelope, Mapping):
        return Unavailable(f"unreadable answer with HTTP {status}")
    request_id = str(envelope.get("request_id") or "")
    code = str(envelope.get("code") or "0")
    message = str(envelope.get("message") or "")
    if code == "0":
        code, message = _inner(envelope.get("result"))
    if code != "0" and (code in ERRORS or status < 500):
        kind = str(envelope.get("type") or "")
        return _patient(error_for(code, message, kind=kind, request_id=request_id), headers)
    if status >= 400:
        return Unavailable(
            f"HTTP {status}", code="" if code == "0" else code, request_id=request_id
        )
    return None


def _inner(result: Any) -> tuple[str, str]:
    """Code and sentence of the second envelope that newer endpoints have; "0" when it is well."""
    if not isinstance(result, Mapping) or result.get("success") not in (False, "false"):
        return "0", ""
    return str(result.get("error_code") or "unnamed"), str(result.get("error_msg") or "")


def _patient(error: ChannelError, headers: Mapping[str, str]) -> ChannelError:
    if isinstance(error, RateLimited):
        ban = _BAN.search(error.message)
        error.retry_after = float(ban[1]) if ban else retry_after(headers)
    return error


class LazadaClient:
    """Makes signed calls for one account, or for the app alone when there is no account."""

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
        self.base_url = _host(base_url or app.api_base or PRODUCTION)

    @property
    def auth_url(self) -> str:
        """Lazada's own consent host; elsewhere (a sandbox) one host does both."""
        if self._app.auth_base:
            return _host(self._app.auth_base)
        return AUTH_PRODUCTION if _LAZADA_HOST.match(self.base_url) else self.base_url

    @property
    def shop_id(self) -> str:
        """The account's seller id."""
        return self._account.external_shop_id

    @property
    def _account(self) -> Credentials:
        if self._credentials is None:
            raise AuthRevoked("this call needs a connected shop")
        return self._credentials

    def now(self) -> datetime:
        """The clock the calls are signed with."""
        return self._clock()

    def get(self, path: str, parameters: Parameters = ()) -> Payload:
        """Read something of the shop."""
        query = self._signed(path, (*parameters, self._token()))
        return self.read(self._send("GET", self.base_url, path, query=query))

    def post(self, path: str, parameters: Parameters, *, is_write: bool = True) -> Payload:
        """Change (or, with `is_write` False, read) something of the shop."""
        return self.read(self.post_raw(path, parameters, is_write=is_write))

    def post_raw(self, path: str, parameters: Parameters, *, is_write: bool = True) -> Response:
        """Like `post`, but hand back the answer unjudged; `judge` it."""
        form = self._signed(path, (*parameters, self._token()))
        return self._send("POST", self.base_url, path, form=form, is_write=is_write)

    def post_public(self, path: str, name: str, secret: str) -> Payload:
        """Call the consent host in the name of the app. No error repeats `secret`."""
        form = self._signed(path, ((name, secret),))
        response = self._send("POST", self.auth_url, path, form=form, is_write=True)
        return self.read(response, hide=secret)

    def download(self, url: str) -> bytes:
        """A file that an answer pointed to; its address is good for minutes and needs no key."""
        address, _, query = url.partition("?")
        pairs = tuple(parse_qsl(query, keep_blank_values=True))
        response = self._transport(
            Request(method="GET", url=address, operation="label/file", query=pairs)
        )
        if response.status != 200:
            raise Unavailable(f"HTTP {response.status} for the label's file")
        return response.body

    def read(self, response: Response, *, hide: str = "") -> Payload:
        """The answer, or the error that it is."""
        error = self.judge(response, hide=hide)
        if error is not None:
            raise error
        return Payload.parse(response.body)

    def judge(self, response: Response, *, hide: str = "") -> ChannelError | None:
        """`classify` with every secret of ours taken out."""
        error = classify(response.status, response.headers, response.body)
        if error is None:
            return None
        secrets = [self._app.secret.reveal(), hide]
        if self._credentials is not None:
            secrets.append(self._credentials.access_token.reveal())
        body = without_secrets(response.body, secrets)
        return classify(response.status, response.headers, body) or error

    def _token(self) -> tuple[str, str]:
        return ("access_token", self._account.access_token.reveal())

    def _signed(self, path: str, parameters: Parameters) -> tuple[tuple[str, str], ...]:
        told = (
            *parameters,
            ("app_key", self._app.app_id),
            ("sign_method", "sha256"),
            ("timestamp", str(int(self._clock().timestamp() * 1000))),
        )
        return (*told, ("sign", sign(self._app.secret.reveal(), path, told)))

    def _send(
        self,
        method: str,
        host: str,
        path: str,
        *,
        query: tuple[tuple[str, str], ...] = (),
        form: tuple[tuple[str, str], ...] = (),
        is_write: bool = False,
    ) -> Response:
        headers = {"Accept": "application/json"}
        if form:
            headers["Content-Type"] = "application/x-www-form-urlencoded;charset=utf-8"
        return self._transport(
            Request(
                method=method,
                url=f"{host}/rest{path}",
                operation=path.lstrip("/"),
                query=query,
                headers=headers,
                body=urlencode(form).encode(),
                is_write=is_write,
            )
        )


def as_json(data: Any) -> str:
    """A structured parameter."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def _host(address: str) -> str:
    return address.rstrip("/").removesuffix("/rest")
