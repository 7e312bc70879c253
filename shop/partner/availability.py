"""What a buyer is told about stock. Oscar finds these classes by this module's name."""

from django.utils.translation import gettext_lazy as _
from oscar.apps.partner import availability as oscar_availability


class StockRequired(oscar_availability.StockRequired):
    """May be bought while whole packs are free. ``num_available`` counts packs."""

    def is_purchase_permitted(self, quantity: int) -> tuple[bool, object]:
        """Whether that many packs may be put in a basket, and why not."""
        if self.num_available <= 0:
            return False, _("Sold out")
        if quantity > self.num_available:
            return False, _("Only %(packs)d left") % {"packs": self.num_available}
        return True, ""

    @property
    def short_message(self) -> object:
        """One or two words for a card."""
        return _("In stock") if self.num_available > 0 else _("Sold out")

    @property
    def message(self) -> object:
        """The same words on the product page: the exact number is nobody's business."""
        return self.short_message


class Unavailable(oscar_availability.Unavailable):
    """Nothing to sell: no price, no pack or no stock item."""

    message = _("Not for sale")

    def is_purchase_permitted(self, quantity: int) -> tuple[bool, object]:
        """Never, with the same words."""
        return False, self.message
