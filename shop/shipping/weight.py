"""How many kilograms a courier charges for a parcel."""

GRAMS = 1000
# A courier's divisor of 6000 cm³ to the kilogram, in the millimetres that products carry.
CUBIC_MM_PER_KILOGRAM = 6000 * 1000
TOLERANCE_GRAMS = 300


def charged_kilograms(
    *,
    grams: int,
    cubic_mm: int = 0,
    cubic_mm_per_kilogram: int = CUBIC_MM_PER_KILOGRAM,
    tolerance_grams: int = TOLERANCE_GRAMS,
    minimum: int = 1,
) -> int:
    """Whole kilograms to pay for: the larger of real and volume weight, at least ``minimum``.

    Of the real weight, what exceeds a whole kilogram counts only when it is more than the
    tolerance; volume weight is always rounded up. Nothing weighs 0 grams: that raises.
    """
    if grams <= 0:
        raise ValueError("a parcel without weight cannot be charged")
    whole, above = divmod(grams, GRAMS)
    actual = whole + (1 if above > tolerance_grams else 0)
    volume = -(-cubic_mm // cubic_mm_per_kilogram)
    return max(actual, volume, minimum)
