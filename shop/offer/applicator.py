"""Offers in whole rupiah: what Oscar leaves as fractions on lines is settled here."""

from decimal import Decimal
from typing import Any

from oscar.apps.offer.applicator import Applicator as OscarApplicator

from .rounding import settle


class Applicator(OscarApplicator):
    """Applies offers as Oscar does, then makes every line's part of a discount whole."""

    def apply_offers(self, basket: Any, offers: Any) -> None:
        """Apply, then settle each offer: the parts on the lines add up to its discount."""
        super().apply_offers(basket, offers)
        for application in basket.offer_applications:
            if application["result"].affects_basket:
                application["discount"] = Decimal(_settle(basket, application["offer"]))


def _settle(basket: Any, offer: Any) -> int:
    """Replace the parts of one offer by whole rupiah; returns their sum."""
    found = [
        (line, index, part)
        for line in basket.all_lines()
        for index, part in enumerate(line.discounts.all())
        if part.offer is not None and part.offer.pk == offer.pk
    ]
    limits = [
        int(line.line_price_incl_tax - line.discounts.total + part.amount)
        for line, _index, part in found
    ]
    amounts = settle([Decimal(part.amount) for _line, _index, part in found], limits)
    for (line, index, part), amount in zip(found, amounts, strict=True):
        line.discounts.replace(index, part._replace(amount=Decimal(amount)))
    return sum(amounts)
