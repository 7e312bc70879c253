"""Signing, sending and judging one Blibli call."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from integrations.channels.errors import (
    AuthRevoked,
    BadPayload,
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
    Secret,
    Transport,
    retry_after,
    without_secrets,
)
from integrations.channels.words import App, Credentials

PRODUCTION = "https://seller-api.blibli.com"
STORE_ID = "10001"  # the same for every seller
JSON = "application/json"
WIB = timezone(timedelta(hours=7))
# A used-up quota comes back bit by bit; asking again sooner only costs more of it.
QUOTA_WAIT = 120.0
Query = Sequence[tuple[str, str]]

ERRORS: dict[str, type[ChannelError]] = {
    "ERR-PA401001": AuthRevoked,
    "ERR-PA429001": RateLimited,
    "ERR-PA404012": NotFound,
    "ERR-PA400054": Rejected,
}
# What the number inside any other code, or the HTTP status, means.
STATUSES: dict[int, type[ChannelError]] = {
    401: AuthRevoked,
    403: AuthRevoked,
    404: NotFound,
    409: Conflict,
    429: RateLimited,
}
# A refusal that speaks of these is about an order that has moved on.
MOVED_ON = (
    "order status",
    "item status",
    "package status",
    "status order",
    "already cancel",
    "already fulfill",
    "already packed",
    "cannot be cancel",
    "can not be cancel",
)
_NUMBER = re.compile(r"ERR-[A-Z]+(\d{3})")
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """What a seller copies; one text with tabs between them is the account's access token."""

    seller_key: Secret
    username: str
    store_code: str
    signature_key: Secret

    @classmethod
    def opened(cls, access: Secret) -> Keys:
        """Read the text again; raises `AuthRevoked` when it is no such text."""
        parts = access.reveal().split("\t")
        if len(parts) != 4:
            raise AuthRevoked("the stored keys are not Blibli's")
        return cls(
            seller_key=Secret(parts[0]),
            username=parts[1],
            store_code=parts[2],
            signature_key=Secret(parts[3]),
        )

    def sealed(self) -> Secret:
        """All of them in one text."""
        parts = (self.seller_key.reveal(), self.username, self.store_code)
        return Secret("\t".join((*parts, self.signature_key.reveal())))


def date_line(milliseconds: int) -> str:
    """ "Tue May 12 16:28:52 WIB 2020": Jakarta's time, English names, the zone as a word."""
    at = datetime.fromtimestamp(milliseconds // 1000, UTC).astimezone(WIB)
    day, month = _DAYS[at.weekday()], _MONTHS[at.month - 1]
    return f"{day} {month} {at:%d %H:%M:%S} WIB {at.year}"


def signed_path(url: str) -> str:
    """The path as it is signed: on the legacy host what follows /proxy, with /mta spelt out."""
    path = urlsplit(url).path
    _, proxy, rest = path.partition("/proxy")
    if proxy:
        path = rest
        if path.startswith("/mta/"):
            path = path.replace("/mta/", "/mtaapi/", 1)
    return path


def sign(key: str, *, method: str, body: bytes, milliseconds: int, path: str) -> bytes:
    """The HMAC over method, body, content type, date and path; without a body both are empty."""
    digest = hashlib.md5(body, usedforsecurity=False).hexdigest() if body else ""
    kind = JSON if body else ""
    text = "\n".join((method, digest, kind, date_line(milliseconds), path))
    return hmac.new(key.encode(), text.encode(), hashlib.sha256).digest()


def classify(status: int, headers: Mapping[str, str], body: bytes) -> ChannelError | None:
    """What is wrong with an answer, or None. Old paths say `success`, new ones a number."""
    if status == 204 and not body:
        return None
    if status == 429:
        return RateLimited("too many requests", retry_after=retry_after(headers))
    try:
        envelope = json.loads(body)
    except ValueError:
        envelope = None
    if not isinstance(envelope, Mapping):
        return Unavailable(f"unreadable answer with HTTP {status}")
    number = envelope.get("code")
    if isinstance(number, int) and not isinstance(number, bool) and status < 400:
        status = number if number >= 400 else status
    code = str(envelope.get("errorCode") or "")
    is_refused = envelope.get("success") is False or envelope.get("errors")
    if status < 400 and not code and not is_refused:
        return None
    return _error(status, code, _sentence(envelope), envelope, headers)


def _error(
    status: int,
    code: str,
    message: str,
    envelope: Mapping[str, Any],
    headers: Mapping[str, str],
) -> ChannelError:
    request_id = str(envelope.get("requestId") or "")
    found = _NUMBER.match(code)
    number = status if status >= 400 else int(found[1]) if found else 400
    kind = ERRORS.get(code) or STATUSES.get(int(found[1]) if found else number)
    if number >= 500 or (found and int(found[1]) >= 500):
        kind = Unavailable
    if kind is None:
        is_over = any(part in message.lower() for part in MOVED_ON)
        kind = Conflict if is_over else Rejected
    text = message or code or f"HTTP {status}"
    if kind is RateLimited:
        wait = retry_after(headers)
        wait = QUOTA_WAIT if wait is None else wait
        return RateLimited(text, retry_after=wait, code=code, request_id=request_id)
    if kind is Rejected:
        fields = _fields(envelope.get("errors"))
        return Rejected(text, fields=fields, code=code, request_id=request_id)
    return kind(text, code=code, request_id=request_id)


def _sentence(envelope: Mapping[str, Any]) -> str:
    told = envelope.get("errorMessage")
    if told:
        return str(told)
    fields = _fields(envelope.get("errors"))
    return "; ".join(f"{name}: {reason}" for name, reason in fields.items())


def _fields(errors: Any) -> dict[str, str]:
    """The newer envelope names fields, each with one reason or several."""
    if isinstance(errors, Mapping):
        return {
            str(name): ", ".join(map(str, told)) if isinstance(told, list) else str(told)
            for name, told in errors.items()
        }
    return {"errors": json.dumps(errors, ensure_ascii=False)} if errors else {}


class BlibliClient:
    """Makes signed calls for one account."""

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
        self.base_url = (base_url or app.api_base or PRODUCTION).rstrip("/")

    @property
    def _keys(self) -> Keys:
        if self._credentials is None:
            raise AuthRevoked("this call needs a connected shop")
        return Keys.opened(self._credentials.access_token)

    @property
    def store_code(self) -> str:
        """The account's shop."""
        return self._keys.store_code

    def get(self, path: str, operation: str, query: Query = ()) -> Payload:
        """Read something."""
        return self.send("GET", path, operation, query=query)

    def post(
        self, path: str, operation: str, data: Mapping[str, Any], *, is_write: bool = True
    ) -> Payload:
        """Change (or, with `is_write` False, read) something."""
        return self.send("POST", path, operation, data=data, is_write=is_write)

    def send(
        self,
        method: str,
        path: str,
        operation: str,
        *,
        query: Query = (),
        data: Mapping[str, Any] | None = None,
        is_write: bool = False,
    ) -> Payload:
        """One call: the answer, or the error that it is. An empty answer is an empty object."""
        url = f"{self.base_url}{path}"
        body = b"" if data is None else as_json(data)
        request = Request(
            method=method,
            url=url,
            operation=operation,
            query=(*self._said_by(path), *query),
            headers=self._headers(method, url, body),
            body=body,
            is_write=is_write,
        )
        return self._read(self._transport(request))

    def _said_by(self, path: str) -> tuple[tuple[str, str], ...]:
        keys = self._keys
        store = "storeCode" if path.startswith("/seller/") else "businessPartnerCode"
        return (
            ("requestId", str(uuid4())),
            ("storeId", STORE_ID),
            ("channelId", self._app.service_id or self._app.app_id),
            ("username", keys.username),
            (store, keys.store_code),
        )

    def _headers(self, method: str, url: str, body: bytes) -> dict[str, str]:
        keys = self._keys
        pair = f"{self._app.app_id}:{self._app.secret.reveal()}"
        headers = {
            "Accept": JSON,
            "Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}",
            "Api-Seller-Key": keys.seller_key.reveal(),
        }
        if body:
            headers["Content-Type"] = JSON
        if keys.signature_key:
            now = int(self._clock().timestamp() * 1000)
            key, path = keys.signature_key.reveal(), signed_path(url)
            proof = sign(key, method=method, body=body, milliseconds=now, path=path)
            headers["Signature"] = base64.b64encode(proof).decode()
            headers["Signature-Time"] = str(now)
        return headers

    def _read(self, response: Response) -> Payload:
        error = classify(response.status, response.headers, response.body)
        if error is None:
            return Payload.parse(response.body) if response.body else Payload({})
        keys = self._keys
        secrets = [self._app.secret, keys.seller_key, keys.signature_key, keys.sealed()]
        body = without_secrets(response.body, [each.reveal() for each in secrets])
        raise classify(response.status, response.headers, body) or error


def content_of(answer: Payload) -> Payload:
    """What an answer is about, under whichever of its three names it stands."""
    for name in ("content", "value", "data"):
        found = answer.optional(name)
        if found is not None:
            return found
    raise BadPayload(f"{answer.path}.content", "missing")


def rows_of(answer: Payload) -> list[Payload]:
    """The elements of a list answer, which newer paths keep one level deeper."""
    found = content_of(answer)
    if isinstance(found.value, Mapping):
        found = content_of(found)
    return list(found.items())


def as_json(data: Mapping[str, Any]) -> bytes:
    """A body; the signature is over exactly these bytes."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
