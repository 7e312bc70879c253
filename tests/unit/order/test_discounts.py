"""Oscar's offers and vouchers in our orders: whole, split exactly, never used too often."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from oscar.test.factories import (
    BenefitFactory,
    ConditionalOfferFactory,
    ConditionFactory,
    RangeFactory,
    VoucherFactory,
)

from shop.offer.models import Benefit, ConditionalOffer
from shop.order import services
from shop.order.drafts import read_basket
from shop.order.errors import CannotPlace
from shop.order.models import OrderDiscount, OrderLineDiscount
from shop.voucher.models import Voucher, VoucherApplication
from tests.factories_orders import make_basket, make_request, make_shelf

pytestmark = pytest.mark.django_db


def make_offer(kind=Benefit.PERCENTAGE, value=10, **facts):
    everything = RangeFactory(includes_all_products=True)
    return ConditionalOfferFactory(
        benefit=BenefitFactory(type=kind, value=value, range=everything, max_affected_items=None),
        condition=ConditionFactory(type="Count", value=1, range=everything),
        **facts,
    )


def make_voucher(**facts):
    offer = make_offer(offer_type=ConditionalOffer.VOUCHER, **facts.pop("offer", {}))
    now = timezone.now()
    voucher = VoucherFactory(
        start_datetime=now - timedelta(days=1), end_datetime=now + timedelta(days=1), **facts
    )
    voucher.offers.add(offer)
    return voucher


def total_of_today(basket):
    read_basket(basket=basket, user=basket.owner or guest())
    return int(basket.total_incl_tax)


def guest():
    from django.contrib.auth.models import AnonymousUser

    return AnonymousUser()


def place(basket, **changes):
    return services.place(new=make_request(basket, seen_total=total_of_today(basket), **changes))


def facts_of(order):
    return [(line.list_price, line.seller_discount) for line in order.lines.all()]


def test_a_percentage_leaves_whole_rupiah_on_every_line():
    make_offer(value=Decimal("3.33"))
    coffee, cloth = make_shelf(price=95_001), make_shelf(price=33_333)
    basket = make_basket((coffee, 1), (cloth, 2))

    order = place(basket)

    # 3.33 % of 161,667 is 5,383.5: rounded down, and the last line carries what is left over.
    assert facts_of(order) == [(95_001, 3_163), (66_666, 2_220)]
    assert int(order.total_incl_tax) == 161_667 - 5_383
    assert OrderDiscount.objects.get().amount == 5_383
    assert [int(each.amount) for each in OrderLineDiscount.objects.order_by("line_id")] == [
        3_163,
        2_220,
    ]


def test_line_facts_add_up_to_the_total():
    make_offer(kind=Benefit.FIXED, value=10_000)
    coffee, cloth = make_shelf(price=95_000), make_shelf(price=425_000)
    choices = tuple(
        services.ParcelChoice(cooperative_id=each.partner_id, option_code="reguler")
        for each in (coffee, cloth)
    )
    basket = make_basket((coffee, 1), (cloth, 1))
    total = total_of_today(basket) + 2 * 26_000

    order = services.place(new=make_request(basket, choices=choices, seen_total=total))

    lines = list(order.lines.all())
    assert sum(line.price + line.shipping_paid for line in lines) == int(order.total_incl_tax)
    assert sum(line.seller_discount for line in lines) == 10_000
    assert [int(line.line_price_incl_tax) for line in lines] == [line.price for line in lines]


def test_free_shipping_is_shared_over_the_parcels_and_kept_as_a_subsidy():
    make_offer(kind=Benefit.SHIPPING_ABSOLUTE, value=15_001, payer="platform")
    coffee, cloth = make_shelf(), make_shelf()
    choices = tuple(
        services.ParcelChoice(cooperative_id=each.partner_id, option_code="reguler")
        for each in (coffee, cloth)
    )
    basket = make_basket((coffee, 1), (cloth, 1))
    total = total_of_today(basket) + 2 * 26_000 - 15_001

    order = services.place(new=make_request(basket, choices=choices, seen_total=total))

    lines = list(order.lines.order_by("pk"))
    assert [line.shipping_subsidy for line in lines] == [7_500, 7_501]
    assert [line.shipping_paid for line in lines] == [18_500, 18_499]
    assert [parcel.shipping_cost for parcel in order.parcels.all()] == [26_000, 26_000]
    assert int(order.shipping_incl_tax) == 36_999
    assert OrderDiscount.objects.get().category == OrderDiscount.SHIPPING


def test_a_voucher_for_one_use_is_used_once():
    voucher = make_voucher(usage=Voucher.SINGLE_USE)
    first, second = (make_basket((make_shelf(), 1)) for _number in range(2))
    first.vouchers.add(voucher)
    second.vouchers.add(voucher)
    agreed = total_of_today(second)

    place(first)

    # The second buyer saw the discount before the first one pressed the button.
    with pytest.raises(CannotPlace) as refusal:
        services.place(new=make_request(second, seen_total=agreed))
    assert refusal.value.codes == ("total_changed",)
    assert VoucherApplication.objects.count() == 1
    voucher.refresh_from_db()
    assert voucher.num_orders == 1


def test_a_voucher_used_up_at_the_last_moment_undoes_the_order(monkeypatch):
    """The rival is placed between our reading of the voucher and our counting of it."""
    voucher = make_voucher(usage=Voucher.SINGLE_USE)
    shelf = make_shelf(on_hand=9_000)
    basket = make_basket((shelf, 1))
    basket.vouchers.add(voucher)
    new = make_request(basket, seen_total=total_of_today(basket))
    from shop.order import placing

    writes = placing._write_lines

    def rival_first(order, drafted):
        Voucher.objects.filter(pk=voucher.pk).update(num_orders=1)
        return writes(order, drafted)

    monkeypatch.setattr(placing, "_write_lines", rival_first)

    with pytest.raises(CannotPlace) as refusal:
        services.place(new=new)

    assert refusal.value.codes == ("voucher_gone",)
    assert VoucherApplication.objects.count() == 0


def test_an_offer_is_not_given_more_often_than_it_may():
    offer = make_offer(max_global_applications=1)
    basket, late = make_basket((make_shelf(), 1)), make_basket((make_shelf(), 1))
    agreed = total_of_today(late)
    place(basket)

    with pytest.raises(CannotPlace) as refusal:
        services.place(new=make_request(late, seen_total=agreed))

    assert refusal.value.codes == ("total_changed",)
    offer.refresh_from_db()
    assert (offer.num_applications, offer.num_orders) == (1, 1)


def test_a_voucher_once_per_customer(django_user_model):
    user = django_user_model.objects.create_user(email="a@example.com", password="x")
    voucher = make_voucher(usage=Voucher.ONCE_PER_CUSTOMER)
    baskets = [make_basket((make_shelf(), 1), owner=user) for _number in range(2)]
    for basket in baskets:
        basket.vouchers.add(voucher)

    first = place(baskets[0])
    second = place(baskets[1])

    assert int(first.total_incl_tax) < int(second.total_incl_tax) == 95_000
    assert VoucherApplication.objects.get().user == user
