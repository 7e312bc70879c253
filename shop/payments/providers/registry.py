"""Every way to pay, in the order in which the checkout shows them."""

from __future__ import annotations

from .base import NotOffered, Provider
from .cod import CashOnDelivery
from .manual_transfer import ManualTransfer

PROVIDERS: dict[str, Provider] = {
    provider.code: provider for provider in (ManualTransfer(), CashOnDelivery())
}


def get(code: str) -> Provider:
    """The provider with this code. Raises NotOffered."""
    try:
        return PROVIDERS[code]
    except KeyError:
        raise NotOffered("unknown_provider", f"No way to pay is called {code!r}.") from None
