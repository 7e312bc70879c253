"""Every way to pay, in the order in which the checkout shows them."""

from __future__ import annotations

from typing import cast

from .base import FarProvider, NotOffered, Provider
from .cod import CashOnDelivery
from .manual_transfer import ManualTransfer
from .midtrans import Midtrans
from .qris_static import StaticQris

PROVIDERS: dict[str, Provider] = {
    provider.code: provider
    for provider in (ManualTransfer(), StaticQris(), Midtrans(), CashOnDelivery())
}


def get(code: str) -> Provider:
    """The provider with this code. Raises NotOffered."""
    try:
        return PROVIDERS[code]
    except KeyError:
        raise NotOffered("unknown_provider", f"No way to pay is called {code!r}.") from None


def get_far(code: str) -> FarProvider | None:
    """The provider when there is a machine on its other side, else None."""
    found = PROVIDERS.get(code)
    return cast(FarProvider, found) if hasattr(found, "notice") else None
