"""Signing, sending and judging one Shopee call."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from typing import Any

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

PRODUCTION = "https://partner.shopeemobile.com"
CONSENT_PAGE = "https://open.shopee.com"
ALL_FAILED = "batch_api_all_failed"
_QUOTA_ZONE = timezone(timedelta(hours=8))  # daily quotas start anew at 00:00 UTC+8

# Codes come with or without a module prefix ("product.error_param"); the part after the last dot
# decides. The misspelt ones are Shopee's own.
ERRORS: dict[str, type[ChannelError]] = {
    # Signature and partner: only a person can mend these.
    "error_sign": AuthRevoked,
    "error_partner_key_expired": AuthRevoked,
    "source_ip_undeclared": AuthRevoked,
    # Token and permission.
    "invalid_acceess_token": AuthExpired,
    "invalid_access_token": AuthExpired,
    "error_permission": AuthRevoked,
    "error_api_permission": AuthRevoked,
    "shop_no_linked": AuthRevoked,
    "partner_shop_no_link": AuthRevoked,
    "shop_banned": AuthRevoked,
    "error_kyc_auth": AuthRevoked,
    "api_suspended": AuthRevoked,
    "invalid_code": AuthRevoked,
    "refresh_token_expired": AuthRevoked,
    "error_shop_refresh_token": AuthRevoked,
    "shop_access_expired": AuthRevoked,
    # Parameters.
    "error_param": Rejected,
    "error_data": Rejected,
    "order_list_invalid_time": Rejected,
    "error_not_found": NotFound,
    "error_item_not_found": NotFound,
    # Throttling.
    "error_rate_limit": RateLimited,
    "error_limit": RateLimited,
    # Server. The lock error comes before anything is done, so trying again is right.
    "error_server": Unavailable,
    "error_inner": Unavailable,
    "error_system_busy": Unavailable,
    "error_network": Unavailable,
    "error_too_many_invoke_function": Unavailable,
    # Orders and shipping.
    "error_order_state": Conflict,
    "error_state": Conflict,
    "order_finalized": Conflict,
    "package_can_not_print": Conflict,
    "ship_order_need_pacakge_number": Rejected,
    # Stock and price.
    "error_busi_update_stock_failed": Rejected,
    "error_wms_shop_block_upate_stock": Rejected,
    ALL_FAILED: Rejected,
}


def sign(partner_key: str, base_string: str) -> str:
    """The lower-case hex signature of a base string."""
    return hmac.new(partner_key.encode(), base_string.encode(), hashlib.sha256).hexdigest()


def bare(code: str) -> str:
    """A code without its module prefix."""
    return code.rpartition(".")[2]


def error_for(code: str, message: str, *, request_id: str = "") -> ChannelError:
    """The typed error for one of Shopee's codes; unknown codes are refusals."""
    kind = ERRORS.get(bare(code), Rejected)
    text = message.lower()
    if bare(code) == "error_auth":
        # The same code means a stale token and a wrong app: only the sentence tells them apart.
        kind = AuthExpired if "access_token" in text else AuthRevoked
    elif bare(code) == "error_param" and "timestamp is expired" in text:
        # Nothing was done and the data is fine: one of the two clocks is wrong.
        kind = Unavailable
    return kind(message or code, code=code, request_id=request_id)


def classify(status: int, headers: Mapping[str, str], body: bytes) -> ChannelError | None:
    """What is wrong with an answer, or None. The body decides: errors come with HTTP 200 too."""
    try:
        envelope = json.loads(body)
    except ValueError:
        envelope = None
    if status == 429:
        return RateLimited(
            "too many requests", retry_after=retry_after(headers), **_names(envelope)
        )
    if not isinstance(envelope, Mapping):
        return Unavailable(f"unreadable answer with HTTP {status}")
    code = str(envelope.get("error") or "")
    if code and (bare(code) in ERRORS or bare(code) == "error_auth" or status < 500):
        return _patient(
            error_for(code, str(envelope.get("message") or ""), request_id=_request_id(envelope)),
            headers,
        )
    if status >= 400:
        return Unavailable(f"HTTP {status}", **_names(envelope))
    return None


def _patient(error: ChannelError, headers: Mapping[str, str]) -> ChannelError:
    if isinstance(error, RateLimited):
        error.retry_after = retry_after(headers)
    return error


def _names(envelope: Any) -> dict[str, str]:
    if not isinstance(envelope, Mapping):
        return {}
    return {"code": str(envelope.get("error") or ""), "request_id": _request_id(envelope)}


def _request_id(envelope: Mapping[str, Any]) -> str:
    return str(envelope.get("request_id") or "")


class ShopeeClient:
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
        self.base_url = (base_url or app.api_base or PRODUCTION).rstrip("/")

    @property
    def shop_id(self) -> str:
        """The account's shop."""
        return self._account.external_shop_id

    @property
    def _account(self) -> Credentials:
        if self._credentials is None:
            raise AuthRevoked("this call needs a connected shop")
        return self._credentials

    def now(self) -> datetime:
        """The clock the calls are signed with."""
        return self._clock()

    def get(self, path: str, query: tuple[tuple[str, str], ...] = ()) -> Payload:
        """Read something of the shop."""
        return self._read(self._send("GET", path, query=query + self._as_shop(path)))

    def post(self, path: str, data: Mapping[str, Any], *, is_write: bool = True) -> Payload:
        """Change (or, with `is_write` False, read) something of the shop."""
        return self._read(self.post_raw(path, data, is_write=is_write))

    def post_raw(self, path: str, data: Mapping[str, Any], *, is_write: bool = True) -> Response:
        """Like `post`, but hand back the answer unjudged; `judge` it."""
        return self._send(
            "POST", path, query=self._as_shop(path), body=_json(data), is_write=is_write
        )

    def post_public(self, path: str, data: Mapping[str, Any], *, hide: str = "") -> Payload:
        """Call in the name of the app alone. `hide` is a secret that no error may repeat."""
        response = self._send(
            "POST", path, query=self.as_app(path), body=_json(data), is_write=True
        )
        return self._read(response, hide=hide)

    def upload(self, path: str, *, boundary: str, body: bytes) -> Payload:
        """Send a file, in the name of the app alone: Shopee keeps pictures outside of shops.

        A picture that nobody uses means nothing, so sending it again is harmless.
        """
        request = Request(
            method="POST",
            url=self.base_url + path,
            operation=path.removeprefix("/api/v2/"),
            query=self.as_app(path),
            headers={
                "Accept": "application/json",
                "Content-Type": f"multipart/form-data; boundary={boundary}",
            },
            body=body,
        )
        return self._read(self._transport(request))

    def judge(self, response: Response, *, hide: str = "") -> ChannelError | None:
        """`classify`, with every secret of ours taken out and the daily quota's end worked out."""
        error = classify(response.status, response.headers, response.body)
        if error is None:
            return None
        body = self._scrubbed(response.body, hide)
        error = classify(response.status, response.headers, body) or error
        if isinstance(error, RateLimited) and bare(error.code) == "error_limit":
            error.retry_after = self._until_next_quota()
        return error

    def as_app(self, path: str) -> tuple[tuple[str, str], ...]:
        """Common parameters and signature of a public call."""
        return self._signed(path, ())

    def _as_shop(self, path: str) -> tuple[tuple[str, str], ...]:
        account = self._account
        return self._signed(
            path,
            (
                ("access_token", account.access_token.reveal()),
                ("shop_id", account.external_shop_id),
            ),
        )

    def _signed(self, path: str, more: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
        timestamp = str(int(self._clock().timestamp()))
        values = "".join(value for _, value in more)
        base_string = f"{self._app.app_id}{path}{timestamp}{values}"
        return (
            ("partner_id", self._app.app_id),
            ("timestamp", timestamp),
            *more,
            ("sign", sign(self._app.secret.reveal(), base_string)),
        )

    def _send(
        self,
        method: str,
        path: str,
        *,
        query: tuple[tuple[str, str], ...],
        body: bytes = b"",
        is_write: bool = False,
    ) -> Response:
        headers = {"Accept": "application/json"}
        if body:
            headers["Content-Type"] = "application/json"
        return self._transport(
            Request(
                method=method,
                url=self.base_url + path,
                operation=path.removeprefix("/api/v2/"),
                query=query,
                headers=headers,
                body=body,
                is_write=is_write,
            )
        )

    def _read(self, response: Response, *, hide: str = "") -> Payload:
        error = self.judge(response, hide=hide)
        if error is not None:
            raise error
        return Payload.parse(response.body)

    def _scrubbed(self, body: bytes, hide: str) -> bytes:
        secrets = [self._app.secret.reveal(), hide]
        if self._credentials is not None:
            secrets.append(self._credentials.access_token.reveal())
        return without_secrets(body, secrets)

    def _until_next_quota(self) -> float:
        here = self._clock().astimezone(_QUOTA_ZONE)
        midnight = datetime.combine(here.date() + timedelta(days=1), datetime.min.time())
        return (midnight.replace(tzinfo=_QUOTA_ZONE) - here).total_seconds()


def _json(data: Mapping[str, Any]) -> bytes:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
