"""A site's keys: made by its owner, good until taken back, proven over http by OAuth only."""

import base64
import binascii
import hashlib
import re
from collections.abc import Mapping
from sqlite3 import Row
from urllib.parse import unquote

from werkzeug.wrappers import Request

from integrations.sandbox.core.records import BadInput, NotFound
from integrations.sandbox.core.states import MINUTE
from integrations.sandbox.core.store import Tx
from integrations.sandbox.dialects.woocommerce import signature
from integrations.sandbox.dialects.woocommerce.call import RestError

PERMISSIONS = ("read", "write", "read_write")
FRESH_FOR = 15 * MINUTE
_PAIR = re.compile(r'(\w+)="([^"]*)"')
_VERBS = {"GET": "view", "HEAD": "view", "POST": "create", "PUT": "edit", "DELETE": "delete"}


def make(*, tx: Tx, shop_id: int, description: str, permissions: str) -> Row:
    """A new pair; the secret is shown to its maker once."""
    if permissions not in PERMISSIONS:
        raise BadInput(f"permissions: {', '.join(PERMISSIONS)}")
    consumer_key, consumer_secret = (
        prefix + hashlib.sha256(tx.token("woo_key").encode()).hexdigest()[:40]
        for prefix in ("ck_", "cs_")
    )
    return add(
        tx=tx,
        shop_id=shop_id,
        description=description,
        consumer_key=consumer_key,
        consumer_secret=consumer_secret,
        permissions=permissions,
    )


def add(*, tx: Tx, shop_id: int, **columns: str) -> Row:
    """Register a pair that is known already; twice changes nothing."""
    known = tx.one("SELECT * FROM woo_key WHERE consumer_key = ?", columns["consumer_key"])
    if known is not None:
        return known
    key_id = tx.insert("woo_key", shop_id=shop_id, created_at=tx.now, **columns)
    return tx.the("SELECT * FROM woo_key WHERE id = ?", key_id)


def first(*, tx: Tx, shop_id: int) -> Row | None:
    """The oldest key of a site that may do everything."""
    return tx.one(
        "SELECT * FROM woo_key WHERE shop_id = ? AND permissions = 'read_write' "
        "ORDER BY id LIMIT 1",
        shop_id,
    )


def revoke(*, tx: Tx, shop_id: int, key_id: int | None = None) -> int:
    """Take back one key of a site, or all; returns how many."""
    gone = tx.run(
        "DELETE FROM woo_key WHERE shop_id = ?1 AND (?2 IS NULL OR id = ?2)", shop_id, key_id
    )
    if key_id is not None and not gone:
        raise NotFound(f"key {key_id}")
    return gone


def told(request: Request, *, strips_header: bool) -> dict[str, str]:
    """All parameters of the query, the last of each name, with those of an OAuth header."""
    query = {name: values[-1] for name, values in request.args.lists()}
    scheme, _, rest = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "oauth" and not strips_header:
        query |= {name: unquote(value) for name, value in _PAIR.findall(rest)}
    return query


def named_key(request: Request) -> str:
    """The consumer key a call says it comes from, whether that is true or not."""
    query = told(request, strips_header=False)
    basic = _basic(request)
    return query.get("oauth_consumer_key") or query.get("consumer_key") or (basic or ("",))[0]


def _basic(request: Request) -> tuple[str, str] | None:
    scheme, _, rest = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        user, _, password = base64.b64decode(rest, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return user, password


def require(
    *, tx: Tx, request: Request, url: str, clocks: tuple[float, ...], strips_header: bool
) -> Row:
    """The key that has proven itself and may do this; refuses anything else."""
    query = told(request, strips_header=strips_header)
    if query.get("oauth_consumer_key"):
        key = _by_oauth(tx=tx, method=request.method, url=url, query=query, clocks=clocks)
    elif _is_secure(request):
        key = _by_pair(tx=tx, request=request, query=query, strips_header=strips_header)
    else:
        raise cannot(request.method)
    needed = "read" if request.method in ("GET", "HEAD") else "write"
    if needed not in key["permissions"].split("_"):
        message = f"The API key provided does not have {needed} permissions."
        raise refused(message)
    return key


def refused(message: str) -> RestError:
    """A key, signature, nonce or time that is not accepted."""
    return RestError("woocommerce_rest_authentication_error", message, status=401)


def cannot(method: str) -> RestError:
    """Nobody has signed in: also what keys over http without a signature get."""
    verb = _VERBS.get(method, "view")
    message = f"Sorry, you cannot {verb} resources."
    return RestError(f"woocommerce_rest_cannot_{verb}", message, status=401)


def _is_secure(request: Request) -> bool:
    """The sandbox has no certificate; a proxy in front of it says that it has."""
    return request.headers.get("X-Forwarded-Proto") == "https"


def _known(tx: Tx, consumer_key: str) -> Row:
    row = tx.one("SELECT * FROM woo_key WHERE consumer_key = ?", consumer_key)
    if row is None:
        raise refused("Consumer key is invalid.")
    return row


def _by_pair(*, tx: Tx, request: Request, query: Mapping[str, str], strips_header: bool) -> Row:
    pair = None if strips_header else _basic(request)
    pair = pair or (query.get("consumer_key", ""), query.get("consumer_secret", ""))
    if not pair[0]:
        raise cannot(request.method)
    key = _known(tx, pair[0])
    if not signature.is_same(given=pair[1], expected=key["consumer_secret"]):
        raise refused("Consumer secret is invalid.")
    return key


def _by_oauth(
    *, tx: Tx, method: str, url: str, query: Mapping[str, str], clocks: tuple[float, ...]
) -> Row:
    for name in ("timestamp", "nonce", "signature", "signature_method"):
        if not query.get(f"oauth_{name}"):
            raise refused(f"Missing OAuth parameter oauth_{name}")
    key = _known(tx, query["oauth_consumer_key"])
    if query["oauth_signature_method"] not in signature.METHODS:
        raise refused("Invalid signature - signature method is invalid.")
    secret = key["consumer_secret"]
    expected = signature.sign_call(secret=secret, method=method, url=url, parameters=query)
    if not signature.is_same(given=query["oauth_signature"], expected=expected):
        raise refused("Invalid signature - provided signature does not match.")
    stamp = query["oauth_timestamp"]
    seconds = int(stamp) if stamp.isascii() and stamp.isdigit() and len(stamp) < 16 else 0
    if all(abs(clock - seconds) > FRESH_FOR for clock in clocks):
        raise refused("Invalid timestamp.")
    used = "INSERT INTO woo_nonce (consumer_key, nonce, at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING"
    if not tx.run(used, key["consumer_key"], query["oauth_nonce"], tx.now):
        raise refused("Invalid nonce - nonce has already been used.")
    return key
