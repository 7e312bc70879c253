"""The text inside a QRIS: vectors of two independent libraries, and what must hold for any code."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.payments import qris

STATIC = (
    "00020101021126610014COM.GO-JEK.WWW01189360091401234567890210G0123456780303UMI51440014"
    "ID.CO.QRIS.WWW0215ID10200123456780303UMI5204541153033605802ID5919KOPERASI TANI MEDAN6005MEDAN"
    "6105201516304DD37"
)
DYNAMIC = (
    "00020101021226610014COM.GO-JEK.WWW01189360091401234567890210G0123456780303UMI51440014"
    "ID.CO.QRIS.WWW0215ID10200123456780303UMI5204541153033605405551235802ID5919KOPERASI TANI MEDAN"
    "6005MEDAN6105201516304" + "78EB"
)


def test_the_checksum_of_the_standard() -> None:
    assert qris.checksum("123456789") == "29B1"


def test_an_amount_goes_in_and_nothing_else_changes() -> None:
    assert qris.with_amount(STATIC, 55_123) == DYNAMIC


def test_a_reference_goes_into_62_05() -> None:
    made = qris.with_amount(STATIC, 55_123, reference="LK-000123")
    assert made.endswith("61052015162130509LK-0001236304C098")


def test_the_merchant_is_read() -> None:
    shop = qris.merchant(f"  {STATIC}\n")
    assert (shop.name, shop.city, shop.nmid) == ("KOPERASI TANI MEDAN", "MEDAN", "ID1020012345678")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "000201",
        STATIC[:-1],
        STATIC[:-4] + "DD38",
        STATIC.replace("MEDAN6005", "MEDON6005"),
        "00020101021126é" + STATIC,
        "https://contoh.example/bayar",
        DYNAMIC,
        STATIC + STATIC,
    ],
)
def test_what_is_no_static_qris_is_refused(text: str) -> None:
    with pytest.raises(qris.BadQris):
        qris.merchant(text)


@pytest.mark.parametrize("amount", [0, -1, 10_000_001, True, 1.0])
def test_what_qris_cannot_carry_is_refused(amount: int) -> None:
    with pytest.raises(ValueError, match="whole rupiah"):
        qris.with_amount(STATIC, amount)


def refused(text: str) -> bool:
    try:
        qris.merchant(text)
    except qris.BadQris:
        return True
    return False


@given(amount=st.integers(1, qris.MOST))
def test_any_amount_is_there_once_and_the_rest_is_as_it_was(amount: int) -> None:
    made = qris.with_amount(STATIC, amount)
    fields = qris.read(made)
    assert made[-4:] == qris.checksum(made[:-4])
    assert [tag for tag, _ in fields] == sorted({tag for tag, _ in fields})
    assert (dict(fields)["54"], dict(fields)["01"]) == (str(amount), "12")
    untouched = [each for each in fields if each[0] not in {"01", "54", "63"}]
    assert untouched == [e for e in qris.read(STATIC) if e[0] not in {"01", "63"}]


@given(
    place=st.integers(0, len(STATIC) - 1), letter=st.characters(min_codepoint=32, max_codepoint=126)
)
def test_one_wrong_letter_anywhere_is_noticed(place: int, letter: str) -> None:
    spoilt = STATIC[:place] + letter + STATIC[place + 1 :]
    assert (spoilt == STATIC) or spoilt.strip() == STATIC or refused(spoilt)


@given(text=st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    assert refused(text)
