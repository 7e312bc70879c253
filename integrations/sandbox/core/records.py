"""Values that go in and out of the marketplace core, and the ways it says no."""

from dataclasses import dataclass


class MarketError(Exception):
    """The marketplace understood and refuses. `code` is ours, not a dialect's."""

    code = "refused"


class NotFound(MarketError):
    """No such shop, item, variant, order or parcel."""

    code = "not_found"


class OutOfStock(MarketError):
    """Fewer units left than asked for."""

    code = "out_of_stock"


class WrongState(MarketError):
    """The order or parcel is not in a state that allows this."""

    code = "wrong_state"


class Refused(MarketError):
    """A rule of the marketplace says no."""

    code = "refused"


class BadInput(MarketError):
    """The request makes no sense."""

    code = "bad_input"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """So many units of one variant."""

    variant_id: int
    quantity: int

    def __post_init__(self) -> None:
        """Quantities are whole and positive."""
        if self.quantity < 1:
            raise BadInput("quantity must be at least 1")
