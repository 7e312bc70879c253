"""Oscar's record of the discounts on a basket line, which can also be corrected."""

from typing import Any

from oscar.apps.basket.utils import LineDiscountRegistry as OscarRegistry


class LineDiscountRegistry(OscarRegistry):
    """What offers took from a line."""

    def replace(self, index: int, application: Any) -> None:
        """Put another application in the place of one, and forget the sums."""
        self._discounts[index] = application
        self._discount_excl_tax = None
        self._discount_incl_tax = None
