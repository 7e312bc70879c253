"""How much of a parcel's weight a service charges for."""

from dataclasses import dataclass, fields

GRAMS = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightRule:
    """How a service weighs; the default is what no sheet contradicts, on the cautious side.

    ``divisor`` is cubic centimetres to the kilogram. Without a figure from the courier nothing is
    rounded down (``tolerance_grams`` 0). ``most_grams`` is the heaviest colli, ``longest_mm`` the
    longest side of one pack; None where no limit is known.
    """

    divisor: int = 6000
    step_grams: int = GRAMS
    tolerance_grams: int = 0
    least_grams: int = GRAMS
    most_grams: int | None = None
    longest_mm: int | None = None

    def __post_init__(self) -> None:
        if self.divisor < 1 or self.step_grams < 1:
            raise ValueError("divisor and step are at least 1")
        if not 0 <= self.tolerance_grams < self.step_grams:
            raise ValueError("the tolerance is less than a step")
        if self.most_grams is not None and self.most_grams < 1:
            raise ValueError("a colli weighs something")

    @classmethod
    def names(cls) -> tuple[str, ...]:
        """The fields, as a row of the table has them."""
        return tuple(field.name for field in fields(cls))

    def charged_grams(self, *, grams: int, cubic_mm: int = 0, has_tolerance: bool = True) -> int:
        """Grams to pay for: the larger of real and volume weight in whole steps, or the least.

        Of the real weight, what exceeds a whole step counts only when it is more than the
        tolerance; volume weight is always rounded up. Nothing weighs 0 grams: that raises.
        """
        if grams <= 0:
            raise ValueError("a parcel without weight cannot be charged")
        whole, above = divmod(grams, self.step_grams)
        tolerance = self.tolerance_grams if has_tolerance else 0
        actual = whole + (1 if above > tolerance else 0)
        # A cubic millimetre is a gram / divisor, because cm³ per kg is mm³ per g.
        volume = -(-cubic_mm // (self.divisor * self.step_grams))
        return max(max(actual, volume) * self.step_grams, self.least_grams)


def whole_kilograms(grams: int) -> int:
    """Rounded up, for showing."""
    return -(-grams // GRAMS)


def priced(*, per_kilogram: int, grams: int) -> int:
    """Rupiah for so many charged grams; part of a rupiah is a rupiah."""
    return -(-per_kilogram * grams // GRAMS)
