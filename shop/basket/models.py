"""Oscar's basket, read in fewer queries."""

from typing import Any

from django.db import models
from oscar.apps.basket.abstract_models import AbstractBasket, AbstractLine


class Basket(AbstractBasket):
    """A basket. It never holds stock: only placing an order does."""

    def all_lines(self) -> Any:
        """The lines with everything that price, stock and parcels need, kept once read.

        Offers write their discounts on these objects, so they must not be read again.
        """
        if self.pk is None:
            return self.lines.model.objects.none()
        if self._lines is None:
            self._lines = self.lines.select_related(
                "product__parent__product_class",
                "product__product_class",
                "stockrecord__partner",
                "stockrecord__stock_item__open_harvest",
            ).order_by("pk")
        return self._lines


class Line(AbstractLine):
    """An article in a basket, priced by the stock record it was added with."""

    promised_on = models.DateField(
        null=True, blank=True, help_text="the harvest the visitor was told about; empty: ready"
    )

    @property
    def has_options(self) -> bool:
        """Whether the buyer chose options: Oscar adds a third part to the reference then."""
        return self.line_reference.count("_") > 1

    @property
    def purchase_info(self) -> Any:
        """Price and availability, from the record at hand instead of one query for each line."""
        if not hasattr(self, "_info"):
            self._info = self.basket.strategy.fetch_for_product(self.product, self.stockrecord)
        return self._info


from oscar.apps.basket.models import *  # noqa: E402,F403
