"""One-legged OAuth 1.0a as WooCommerce checks it over http, and how it signs notifications."""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from urllib.parse import quote

METHODS = {"HMAC-SHA256": hashlib.sha256, "HMAC-SHA1": hashlib.sha1}


def _encoded(text: str) -> str:
    return quote(text, safe="-._~")


def sign_call(*, secret: str, method: str, url: str, parameters: Mapping[str, str]) -> str:
    """Over method, address and every parameter but the signature itself, sorted; the body is not
    signed. `parameters` hold `oauth_signature_method`.
    """
    told = {
        _encoded(name): _encoded(value)
        for name, value in parameters.items()
        if name != "oauth_signature"
    }
    pairs = "%26".join(f"{_encoded(name)}%3D{_encoded(told[name])}" for name in sorted(told))
    text = f"{method.upper()}&{_encoded(url)}&{pairs}"
    digest = METHODS[parameters["oauth_signature_method"]]
    proof = hmac.new(f"{secret}&".encode(), text.encode(), digest).digest()
    return base64.b64encode(proof).decode()


def sign_push(*, secret: str, body: bytes) -> str:
    """Base64 over the raw body."""
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()


def is_same(*, given: str, expected: str) -> bool:
    """Compare in constant time."""
    return hmac.compare_digest(given.encode(), expected.encode())
