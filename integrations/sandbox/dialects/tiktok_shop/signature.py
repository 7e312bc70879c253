"""How this platform signs: calls from clients, and pushes to them."""

import hashlib
import hmac
from collections.abc import Mapping

_UNSIGNED = ("sign", "access_token")


def call_signature(*, secret: str, path: str, query: Mapping[str, str], body: bytes) -> str:
    """The signature of a call: the secret stands around path, sorted query and raw body."""
    names = sorted(name for name in query if name not in _UNSIGNED)
    told = "".join(name + query[name] for name in names)
    message = secret.encode() + path.encode() + told.encode() + body + secret.encode()
    return hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()


def push_signature(*, app_key: str, secret: str, body: bytes) -> str:
    """The signature of a push, over the app's key and the raw body."""
    return hmac.new(secret.encode(), app_key.encode() + body, hashlib.sha256).hexdigest()


def is_same(*, given: str, expected: str) -> bool:
    """Whether both are the same, without telling how much of it; upper case is refused."""
    return hmac.compare_digest(given.encode(), expected.encode())
