"""What the demo promises: one cooperative sends for free above a sum, and says so by itself."""

from __future__ import annotations

from shop.offer.models import FreeShippingRule, Payer
from shop.partner.models import Partner

WEAVERS = "KTU"


def load_free_shipping(cooperatives: dict[str, Partner]) -> None:
    """Write the rule once; what somebody changed in it stays."""
    FreeShippingRule.objects.get_or_create(
        cooperative=cooperatives[WEAVERS],
        name="Gratis ongkir tenun",
        defaults={"minimum": 150_000, "payer": Payer.SELLER},
    )
