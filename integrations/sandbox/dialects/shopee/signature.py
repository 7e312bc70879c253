"""How this platform signs: calls from clients, and pushes to them."""

import hashlib
import hmac


def sign_call(
    *,
    partner_key: str,
    partner_id: int,
    path: str,
    timestamp: int,
    access_token: str = "",
    owner_id: str = "",
) -> str:
    """Signature of a call; public calls leave token and owner (shop or merchant) empty."""
    base = f"{partner_id}{path}{timestamp}{access_token}{owner_id}"
    return hmac.new(partner_key.encode(), base.encode(), hashlib.sha256).hexdigest()


def sign_push(*, partner_key: str, url: str, body: bytes) -> str:
    """Authorization header of a push: over the registered URL and the raw body."""
    message = url.encode() + b"|" + body
    return hmac.new(partner_key.encode(), message, hashlib.sha256).hexdigest()


def is_same(*, given: str, expected: str) -> bool:
    """Compare in constant time."""
    return hmac.compare_digest(given.encode(), expected.encode())
