"""Numbers people read and the word they see for an order."""

import pytest
from django.utils import translation

from shop.order.models import ParcelState, PaymentState
from shop.order.numbers import ALPHABET, fingerprint, new_number, typed_number
from shop.order.status import BUYERS_WORD, buyers_word, derive


def test_numbers_are_readable_and_differ():
    numbers = {new_number() for _number in range(500)}

    assert len(numbers) == 500
    assert all(set(number[3:]) <= set(ALPHABET) for number in numbers)
    assert not set(ALPHABET) & set("ILOU")


@pytest.mark.parametrize(
    "typed", ["LK-7K0M1XA9", "lk7komlxa9", " 7K0M 1XA9 ", "lk-7kom-ixa9", "7KOM1XA9"]
)
def test_what_people_type_is_understood(typed):
    assert typed_number(typed) == "LK-7K0M1XA9"


def test_fingerprints_keep_parts_apart():
    assert fingerprint("a", "bc") != fingerprint("ab", "c")
    assert len(fingerprint("x" * 1000)) == 64


@pytest.mark.parametrize(
    ("payment", "parcels", "status", "word"),
    [
        ("awaiting", ["to_pack"], "awaiting", "Belum bayar"),
        ("awaiting", ["cancelled"], "cancelled", "Dibatalkan"),
        ("awaiting", ["shipped"], "shipped", "Dikirim"),
        ("cod", ["to_pack"], "to_pack", "Dikemas"),
        ("paid", ["to_pack", "packed"], "to_pack", "Dikemas"),
        ("paid", ["packed", "shipped"], "partly_shipped", "Dikirim"),
        ("paid", ["cancelled", "shipped"], "shipped", "Dikirim"),
        ("paid", ["delivered", "completed"], "delivered", "Dikirim"),
        ("paid", ["completed", "completed"], "completed", "Selesai"),
        ("paid", ["return_requested", "completed"], "return_requested", "Dikirim"),
        ("paid", ["returned"], "returned", "Dibatalkan"),
        ("refunded", ["cancelled"], "cancelled", "Dibatalkan"),
        ("held", ["cancelled"], "held", "Dikemas"),
    ],
)
def test_the_buyers_word(payment, parcels, status, word):
    with translation.override("id"):
        assert derive(payment_state=payment, parcel_states=parcels) == status
        assert buyers_word(status) == word


def test_every_status_that_can_be_derived_has_a_word():
    states = ParcelState.values
    pairs = [[first, second] for first in states for second in states]
    derived = {
        derive(payment_state=payment, parcel_states=pair)
        for payment in PaymentState.values
        for pair in pairs
    }

    assert derived == set(BUYERS_WORD)
