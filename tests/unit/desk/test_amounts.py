"""What people type into the fields for stock and price."""

import pytest

from desk.goods import amounts
from desk.goods.amounts import BadAmount, Typed


@pytest.mark.parametrize(
    ("text", "unit", "typed"),
    [
        ("48", "g", Typed(base=48_000)),
        ("37,5", "g", Typed(base=37_500)),
        ("37.5", "g", Typed(base=37_500)),
        ("1.250,5", "g", Typed(base=1_250_500)),
        ("1.250", "g", Typed(base=1_250_000)),
        ("0,001", "g", Typed(base=1)),
        ("192+25", "pcs", Typed(base=192, difference=25)),
        (" 217 - 3 ", "pcs", Typed(base=217, difference=-3)),
        ("217−3", "pcs", Typed(base=217, difference=-3)),
        ("+25", "pcs", Typed(base=None, difference=25)),
        ("-3", "pcs", Typed(base=None, difference=-3)),
        ("0", "pcs", Typed(base=0)),
        ("2,5", "ml", Typed(base=2_500)),
    ],
)
def test_stock_is_read_as_people_write_it(text: str, unit: str, typed: Typed) -> None:
    assert amounts.read(text, unit) == typed


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("", "g"), ("  ", "g"), ("kopi", "g"), ("1+2+3", "g"), ("12,5,5", "g"), ("--3", "g"),
        ("1,5", "pcs"), ("0,0001", "g"), ("1e9", "g"), ("9" * 30, "pcs"), ("²", "pcs"),
    ],
)  # fmt: skip
def test_what_is_no_amount_is_refused_with_words(text: str, unit: str) -> None:
    with pytest.raises(BadAmount) as refused:
        amounts.read(text, unit)
    assert refused.value.text


@pytest.mark.parametrize(
    ("text", "rupiah"),
    [("95.000", 95_000), ("95000", 95_000), ("Rp 95.000", 95_000), ("rp95.000", 95_000),
     ("2.250.000", 2_250_000), ("1", 1)],
)  # fmt: skip
def test_prices_are_whole_rupiah(text: str, rupiah: int) -> None:
    assert amounts.price(text) == rupiah


@pytest.mark.parametrize("text", ["", "0", "95,5", "95.00", "-5", "9" * 11, "gratis", "1.0000"])
def test_what_is_no_price_is_refused(text: str) -> None:
    with pytest.raises(BadAmount):
        amounts.price(text)


@pytest.mark.parametrize(
    ("base", "unit", "shown"),
    [(48_000, "g", "48"), (37_500, "g", "37,5"), (1_250_500, "g", "1.250,5"), (192, "pcs", "192")],
)
def test_the_field_shows_what_it_reads(base: int, unit: str, shown: str) -> None:
    assert amounts.shown(base, unit) == shown
    assert amounts.read(shown, unit) == Typed(base=base)
