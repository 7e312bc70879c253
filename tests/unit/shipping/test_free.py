"""Free shipping takes off at most what sending costs, and every rupiah of it stands on a line."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shop.offer.models import FreeShippingRule
from shop.order import services
from shop.order.errors import CannotPlace
from shop.order.models import Order
from shop.order.requests import ParcelChoice
from shop.shipping.free import best
from tests.factories_orders import make_basket, make_request, make_shelf

RULES = st.lists(
    st.builds(
        FreeShippingRule,
        pk=st.integers(1, 9),
        minimum=st.integers(0, 200_000),
        cap=st.none() | st.integers(0, 100_000),
    ),
    max_size=4,
)


@given(rules=RULES, goods=st.integers(0, 300_000), price=st.integers(0, 200_000))
def test_a_rule_never_takes_more_off_than_sending_costs(rules, goods, price):
    found = best(
        rules=rules,
        cooperative_id=1,
        origin="12.16",
        destination="31.71",
        goods=goods,
        price=price,
    )

    if found is None:
        assert price == 0 or all(rule.minimum > goods for rule in rules)
    else:
        assert 0 <= found.amount <= price
        holding = [rule for rule in rules if rule.minimum <= goods]
        assert found.amount == max(min(price, price if r.cap is None else r.cap) for r in holding)


@pytest.mark.django_db
@given(
    packs=st.lists(st.tuples(st.integers(1, 40_000), st.integers(1, 4)), min_size=1, max_size=3),
    cap=st.none() | st.integers(1, 100_000),
)
@settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_parcels_add_up_to_what_the_order_says_to_the_rupiah(packs, cap):
    shelves = []
    for grams, _quantity in packs:
        shelf = make_shelf(on_hand=100_000)
        shelf.product.weight_grams = grams
        shelf.product.save()
        shelves.append(shelf)
    FreeShippingRule.objects.all().delete()
    FreeShippingRule.objects.create(name="Uji", minimum=0, cap=cap)

    basket = make_basket(*zip(shelves, (count for _grams, count in packs), strict=True))
    choices = tuple(
        ParcelChoice(cooperative_id=shelf.partner_id, option_code="reguler") for shelf in shelves
    )
    with pytest.raises(CannotPlace) as refusal:
        services.place(new=make_request(basket, choices=choices, seen_total=0))
    (problem,) = refusal.value.problems
    told = int(problem.facts["new"])

    order = services.place(new=make_request(basket, choices=choices, seen_total=told))

    order = Order.objects.get(pk=order.pk)
    assert int(order.total_incl_tax) == told
    parcels = list(order.parcels.all())
    lines = list(order.lines.all())
    cost = sum(parcel.shipping_cost for parcel in parcels)
    paid = sum(line.shipping_paid for line in lines)
    borne = sum(line.shipping_subsidy + line.shipping_by_seller for line in lines)
    assert cost == paid + borne
    assert paid == int(order.shipping_incl_tax)
    assert 0 <= borne <= cost
    goods = sum(line.price for line in lines)
    assert int(order.total_incl_tax) == goods + paid
