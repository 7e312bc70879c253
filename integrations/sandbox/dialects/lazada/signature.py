"""How Lazada signs calls and messages."""

import hashlib
import hmac
from collections.abc import Mapping


def sign_call(*, app_secret: str, path: str, parameters: Mapping[str, str]) -> str:
    """Upper-case hex over the path and every parameter but `sign`, sorted by bytes of the name."""
    names = sorted((name for name in parameters if name != "sign"), key=str.encode)
    text = path + "".join(name + parameters[name] for name in names)
    return hmac.new(app_secret.encode(), text.encode(), hashlib.sha256).hexdigest().upper()


def sign_push(*, app_key: str, app_secret: str, body: bytes) -> str:
    """Lower-case hex over the app key and the raw body."""
    return hmac.new(app_secret.encode(), app_key.encode() + body, hashlib.sha256).hexdigest()


def is_same(*, given: str, expected: str) -> bool:
    """Compare in constant time."""
    return hmac.compare_digest(given.encode(), expected.encode())
