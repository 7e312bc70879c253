"""Every order is in exactly one tab, the one its word names."""

from itertools import combinations_with_replacement

import pytest
from django.utils import timezone

from shop.order import status
from shop.order.models import Order, Parcel, ParcelState, PaymentState
from shop.order.tabs import Tab, in_tab
from tests.factories_stock import make_cooperative

pytestmark = pytest.mark.django_db


def test_tabs_in_the_database_say_what_the_word_says() -> None:
    cooperative = make_cooperative()
    words = {}
    for payment in PaymentState.values:
        for size in range(4):
            for states in combinations_with_replacement(ParcelState.values, size):
                order = Order(number=f"LK-{len(words)}", payment_state=payment)
                order.total_incl_tax = order.total_excl_tax = 0
                order.date_placed = timezone.now()
                words[order.number] = (order, states)
    Order.objects.bulk_create([order for order, _states in words.values()])
    Parcel.objects.bulk_create(
        Parcel(order=order, cooperative=cooperative, sequence=number, state=state)
        for order, states in words.values()
        for number, state in enumerate(states)
    )
    found: dict[str, list[str]] = {}
    for tab in Tab:
        for number in Order.objects.filter(in_tab(tab)).values_list("number", flat=True):
            found.setdefault(number, []).append(tab.word)
    assert found == {
        number: [
            status.buyers_word(
                status.derive(payment_state=order.payment_state, parcel_states=states)
            )
        ]
        for number, (order, states) in words.items()
    }
