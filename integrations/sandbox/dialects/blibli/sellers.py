"""Integrators and sellers: who calls, for whom, with which keys."""

import base64
import binascii
from collections.abc import Mapping
from sqlite3 import Row
from typing import Any

from werkzeug.wrappers import Request

from integrations.sandbox.core.store import Tx
from integrations.sandbox.dialects.blibli import signature
from integrations.sandbox.dialects.blibli.call import ApiError, invalid

STORE_ID = "10001"
BAD_SELLER_KEY = "ERR-PA401001"
# The sheet names no code for these; ours.
BAD_CLIENT, BAD_SIGNATURE = "ERR-PA401000", "ERR-PA401002"


def register(*, tx: Tx, data: Mapping[str, Any]) -> None:
    """Register an integrator; its push address is kept when none is told."""
    tx.run(
        "INSERT INTO blibli_client (client_id, client_key, name) VALUES (?, ?, ?) "
        "ON CONFLICT (client_id) DO UPDATE SET client_key = excluded.client_key",
        *(str(data["client_id"]), str(data["client_key"]), str(data.get("name", "Aplikasi"))),
    )
    if "push_url" in data:
        values = (str(data["client_id"]),)
        tx.update(
            "blibli_client", where="client_id = ?", values=values, push_url=str(data["push_url"])
        )


def clients(*, tx: Tx) -> list[Row]:
    """Every integrator."""
    return tx.all("SELECT * FROM blibli_client ORDER BY client_id")


def find_client(*, tx: Tx, client_id: str) -> Row | None:
    """An integrator."""
    return tx.one("SELECT * FROM blibli_client WHERE client_id = ?", client_id)


def open_store(*, tx: Tx, shop: Row, store_code: str = "") -> Row:
    """The seller behind a shop; one without a store code gets one. No keys yet."""
    code = store_code or f"KOP-{60_000 + shop['id'] % 10_000}"
    tx.run(
        "INSERT INTO blibli_seller (shop_id, store_code, username) VALUES (?, ?, ?) "
        "ON CONFLICT (shop_id) DO NOTHING",
        *(shop["id"], code, f"{shop['username']}@contoh.id"),
    )
    return of_shop(tx=tx, shop_id=shop["id"])


def of_shop(*, tx: Tx, shop_id: int) -> Row:
    """The seller behind a shop."""
    return tx.the("SELECT * FROM blibli_seller WHERE shop_id = ?", shop_id)


def make_key(*, tx: Tx, shop_id: int) -> str:
    """A new API seller key; the old one is dead from now on."""
    key = (tx.token("blibli-key") + tx.token("blibli-key")).upper()
    tx.update("blibli_seller", where="shop_id = ?", values=(shop_id,), seller_key=key)
    return key


def revoke(*, tx: Tx, shop_id: int) -> None:
    """The seller withdraws the key."""
    tx.update("blibli_seller", where="shop_id = ?", values=(shop_id,), seller_key="")


def set_signature_key(*, tx: Tx, shop_id: int, key: str) -> None:
    """From now on calls must be signed with this; "" ends that."""
    tx.update("blibli_seller", where="shop_id = ?", values=(shop_id,), signature_key=key)


def shop_of(tx: Tx, request: Request) -> int:
    """The shop whose key a call carries, before anything is checked; 0 for nobody's."""
    key = request.headers.get("Api-Seller-Key", "")
    row = tx.one("SELECT shop_id FROM blibli_seller WHERE seller_key = ? AND ?1 <> ''", key)
    return 0 if row is None else int(row["shop_id"])


def authenticate(*, tx: Tx, request: Request, body: bytes) -> Row:
    """The seller of a genuine call; every check the platform makes before the endpoint's own."""
    _require_client(tx, request.headers.get("Authorization", ""))
    shop_id = shop_of(tx, request)
    if not shop_id:
        raise ApiError(401, BAD_SELLER_KEY, "Invalid Api-Seller-Key")
    seller = of_shop(tx=tx, shop_id=shop_id)
    for name in ("requestId", "storeId"):
        if not request.args.get(name):
            raise invalid(f"{name} must not be blank")
    if request.args["storeId"] != STORE_ID:
        raise invalid(f"storeId must be {STORE_ID}")
    names = ("storeCode", "businessPartnerCode", "merchantCode")
    told = next((request.args[name] for name in names if request.args.get(name)), "")
    if told != seller["store_code"]:
        raise invalid("the store code is not that of the key")
    username = request.args.get("username", seller["username"])
    if username != seller["username"]:
        raise invalid("the username is not that of the key")
    if seller["signature_key"]:
        _require_signature(request, body, seller["signature_key"])
    return seller


def _require_client(tx: Tx, header: str) -> None:
    kind, _, told = header.partition(" ")
    try:
        client_id, _, key = base64.b64decode(told, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        client_id, key = "", ""
    client = find_client(tx=tx, client_id=client_id)
    is_known = client is not None and signature.is_same(given=key, expected=client["client_key"])
    if kind != "Basic" or not is_known:
        raise ApiError(401, BAD_CLIENT, "Invalid API client")


def _require_signature(request: Request, body: bytes, key: str) -> None:
    given = request.headers.get("Signature", "")
    told = request.headers.get("Signature-Time", "")
    if not given or not (told.isascii() and told.isdigit() and len(told) < 17):
        raise ApiError(401, BAD_SIGNATURE, "Signature and Signature-Time are mandatory")
    expected = signature.sign(
        key=key,
        method=request.method,
        path=signature.api_path(request.path),
        body=body,
        milliseconds=int(told),
    )
    if not signature.is_same(given=given, expected=expected):
        raise ApiError(401, BAD_SIGNATURE, "Invalid signature")
