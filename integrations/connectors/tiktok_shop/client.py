"""Signing, sending and judging one call to TikTok Shop."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit, urlunsplit

from integrations.channels.errors import AuthExpired, AuthRevoked, ChannelError, Rejected
from integrations.channels.payload import Payload
from integrations.channels.transport import Clock, Request, Response, Transport, without_secrets
from integrations.channels.words import App, Credentials
from integrations.connectors.tiktok_shop.errors import classify

API = "https://open-api.tiktokglobalshop.com"
TOKENS = "https://auth.tiktok-shops.com"
CONSENT_PAGE = "https://services.tiktokshop.com"
ACCESS_HEADER = "x-tts-access-token"
JSON = "application/json"

Query = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """One operation. Versions move per endpoint, so each path carries its own."""

    name: str
    method: str
    path: str  # with {id} where it names one thing
    is_write: bool = False


def _read(name: str, path: str, method: str = "GET") -> Endpoint:
    return Endpoint(name=name, method=method, path=path)


def _write(name: str, path: str, method: str = "POST") -> Endpoint:
    return Endpoint(name=name, method=method, path=path, is_write=True)


SHOPS = _read("authorization/shops", "/authorization/202309/shops")
WAREHOUSES = _read("logistics/warehouses", "/logistics/202309/warehouses")
SEARCH_PRODUCTS = _read("products/search", "/product/202502/products/search", "POST")
UPLOAD_IMAGE = _write("images/upload", "/product/202309/images/upload")
CREATE_PRODUCT = _write("products/create", "/product/202309/products")
PRODUCT = _read("products/get", "/product/202309/products/{id}")
EDIT_PRODUCT = _write("products/edit", "/product/202309/products/{id}/partial_edit")
CATEGORIES = _read("categories", "/product/202309/categories")
ATTRIBUTES = _read("categories/attributes", "/product/202309/categories/{id}/attributes")
ACTIVATE = _write("products/activate", "/product/202309/products/activate")
DEACTIVATE = _write("products/deactivate", "/product/202309/products/deactivate")
UPDATE_STOCK = _write("inventory/update", "/product/202309/products/{id}/inventory/update")
UPDATE_PRICES = _write("prices/update", "/product/202309/products/{id}/prices/update")
SEARCH_ORDERS = _read("orders/search", "/order/202309/orders/search", "POST")
ORDERS = _read("orders/get", "/order/202507/orders")
SLOTS = _read("packages/slots", "/fulfillment/202309/packages/{id}/handover_time_slots")
SHIP = _write("packages/ship", "/fulfillment/202309/packages/{id}/ship")
DOCUMENTS = _read("packages/documents", "/fulfillment/202309/packages/{id}/shipping_documents")
CANCEL = _write("cancellations/create", "/return_refund/202602/cancellations")
SEARCH_CANCELLATIONS = _read(
    "cancellations/search", "/return_refund/202602/cancellations/search", "POST"
)
APPROVE = _write("cancellations/approve", "/return_refund/202309/cancellations/{id}/approve")
REJECT = _write("cancellations/reject", "/return_refund/202309/cancellations/{id}/reject")
STATEMENTS = _read("statements", "/finance/202309/statements")
TRANSACTIONS = _read(
    "statements/transactions", "/finance/202501/statements/{id}/statement_transactions"
)
# A refresh may end the old pair, so a lost answer leaves more than a question open.
TOKEN_GET = _write("token/get", "/api/v2/token/get", "GET")
TOKEN_REFRESH = _write("token/refresh", "/api/v2/token/refresh", "GET")


def sign(secret: str, path: str, query: Query, body: bytes = b"") -> str:
    """The lower-case hex signature of a call; `body` stays empty for multipart uploads."""
    named = sorted((name, value) for name, value in query if name not in {"sign", "access_token"})
    text = path + "".join(name + value for name, value in named)
    message = secret.encode() + text.encode() + body + secret.encode()
    return hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()


def packed(cipher: str, token: str) -> str:
    """A token together with the cipher of the shop it is used for, as one text."""
    return f"{cipher} {token}" if cipher else token


def unpacked(text: str) -> tuple[str, str]:
    """Cipher ("" where there is none) and token."""
    cipher, _, token = text.rpartition(" ")
    return cipher, token


class TikTokClient:
    """Makes signed calls for one shop, or for the app alone when there is no account."""

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
        self._api = (base_url or app.api_base or API).rstrip("/")

    @property
    def shop_id(self) -> str:
        """The account's shop, "" without an account."""
        return self._credentials.external_shop_id if self._credentials else ""

    @property
    def cipher(self) -> str:
        """The account's `shop_cipher`, "" without an account."""
        return unpacked(self._credentials.access_token.reveal())[0] if self._credentials else ""

    def now(self) -> datetime:
        """The clock the calls are signed with."""
        return self._clock()

    def host(self, production: str) -> str:
        """Token and consent host: TikTok's own, the app's, or the one a test host is all of."""
        if self._app.auth_base:
            return self._app.auth_base.rstrip("/")
        return production if self._api == API else self._api

    def call(
        self, endpoint: Endpoint, *, id: str = "", query: Query = (), data: Any = None
    ) -> Payload:
        """Make one call of the account's shop and return the `data` of the answer."""
        response = self.call_raw(endpoint, id=id, query=query, data=data)
        return self.read(response)

    def call_raw(
        self, endpoint: Endpoint, *, id: str = "", query: Query = (), data: Any = None
    ) -> Response:
        """Like `call`, but hand back the answer unjudged."""
        cipher, token = self._shop()
        body = b"" if data is None else _json(data)
        return self._signed(
            endpoint, id, (("shop_cipher", cipher), *query), token, body, content_type=JSON
        )

    def upload(self, endpoint: Endpoint, *, boundary: str, body: bytes) -> Payload:
        """Send a multipart body, which stays out of the signature."""
        cipher, token = self._shop()
        kind = f"multipart/form-data; boundary={boundary}"
        query = (("shop_cipher", cipher),)
        return self.read(self._signed(endpoint, "", query, token, body, content_type=kind))

    def shops(self, token: str) -> Payload:
        """The shops a token is for: the one call without a shop's cipher."""
        return self.read(self._signed(SHOPS, "", (), token, b"", content_type=JSON), hide=(token,))

    def own_shops(self) -> Payload:
        """The shops the account's token is for."""
        return self.shops(unpacked(self._account.access_token.reveal())[1])

    def token(self, endpoint: Endpoint, query: Query, *, hide: str) -> Payload:
        """Ask for tokens. Not signed; the secret travels in the query, which is never shown.

        TikTok names no codes for a dead code or token: whatever else it refuses needs a person.
        """
        keys = (("app_key", self._app.app_id), ("app_secret", self._app.secret.reveal()))
        url = self.host(TOKENS) + endpoint.path
        request = Request(
            method=endpoint.method,
            url=url,
            operation=endpoint.name,
            query=(*keys, *query),
            headers={"Accept": JSON},
            is_write=endpoint.is_write,
        )
        try:
            return self.read(self._transport(request), hide=(hide,))
        except (Rejected, AuthExpired) as error:
            raise AuthRevoked(error.message, code=error.code, request_id=error.request_id) from None

    def download(self, url: str, operation: str) -> Response:
        """Fetch a file from the address an answer gave, without any key of ours."""
        parts = urlsplit(url)
        bare = urlunsplit(parts._replace(query="", fragment=""))
        query = tuple(parse_qsl(parts.query, keep_blank_values=True))
        return self._transport(Request(method="GET", url=bare, operation=operation, query=query))

    def judge(self, response: Response, *, hide: tuple[str, ...] = ()) -> ChannelError | None:
        """`classify`, with every secret of ours taken out."""
        error = classify(response.status, response.headers, response.body)
        if error is None:
            return None
        body = self._scrubbed(response.body, hide)
        return classify(response.status, response.headers, body) or error

    def read(self, response: Response, *, hide: tuple[str, ...] = ()) -> Payload:
        """The `data` of a good answer; raises what is wrong with any other."""
        error = self.judge(response, hide=hide)
        if error is not None:
            raise error
        envelope = Payload.parse(response.body)
        envelope.field("code")
        return envelope.field("data")

    @property
    def _account(self) -> Credentials:
        if self._credentials is None:
            raise AuthRevoked("this call needs a connected shop")
        return self._credentials

    def _shop(self) -> tuple[str, str]:
        cipher, token = unpacked(self._account.access_token.reveal())
        if not cipher:
            raise AuthRevoked("the stored permission names no shop: connect it again")
        return cipher, token

    def _signed(
        self,
        endpoint: Endpoint,
        id: str,
        query: Query,
        token: str,
        body: bytes,
        *,
        content_type: str,
    ) -> Response:
        path = endpoint.path.format(id=id)
        stamp = str(int(self._clock().timestamp()))
        known = (("app_key", self._app.app_id), ("timestamp", stamp), *query)
        hashed = body if content_type == JSON else b""
        signature = sign(self._app.secret.reveal(), path, known, hashed)
        return self._transport(
            Request(
                method=endpoint.method,
                url=self._api + path,
                operation=endpoint.name,
                query=(*known, ("sign", signature)),
                headers={"Accept": JSON, "Content-Type": content_type, ACCESS_HEADER: token},
                body=body,
                is_write=endpoint.is_write,
            )
        )

    def _scrubbed(self, body: bytes, hide: tuple[str, ...]) -> bytes:
        secrets = [self._app.secret.reveal(), *hide]
        if self._credentials is not None:
            whole = self._credentials.access_token.reveal()
            secrets += [whole, *unpacked(whole)]
        return without_secrets(body, secrets)


def _json(data: Mapping[str, Any]) -> bytes:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
