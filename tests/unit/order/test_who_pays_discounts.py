"""Whose goods a voucher is for, whose money it is, and uses that come back when an order ends."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from shop.offer.models import Benefit, ConditionalOffer
from shop.order import services
from shop.order.drafts import read_basket
from shop.order.errors import CannotPlace
from shop.order.models import Order, OrderDiscount
from shop.order.requests import Contact
from shop.voucher.models import Voucher, VoucherApplication
from tests.factories_offers import make_free_shipping, make_offer, make_voucher
from tests.factories_orders import make_basket, make_request, make_shelf

pytestmark = pytest.mark.django_db


def goods_of(basket):
    read_basket(basket=basket, user=basket.owner or AnonymousUser())
    return int(basket.total_incl_tax)


def place(*wanted, voucher=None, shipping=None, **changes):
    basket = make_basket(*wanted)
    if voucher:
        basket.vouchers.add(voucher)
    if shipping is not None:
        changes["choices"] = tuple(
            services.ParcelChoice(cooperative_id=record.partner_id, option_code="reguler")
            for record, _packs in wanted
        )
    total = goods_of(basket) + (shipping or 0)
    return services.place(new=make_request(basket, **{"seen_total": total} | changes))


def sums(order):
    return [
        (line.list_price, line.seller_discount, line.platform_discount)
        for line in order.lines.order_by("pk")
    ]


def used(voucher):
    voucher.refresh_from_db()
    open_uses = voucher.applications.filter(given_back_at=None).count()
    assert voucher.num_orders == open_uses
    offer = voucher.offers.get()
    assert offer.num_orders == open_uses
    return open_uses


def test_a_voucher_of_one_cooperative_discounts_only_its_lines():
    coffee, cloth = make_shelf(price=100_000), make_shelf(price=300_000)
    voucher = make_voucher(offer={"cooperative": coffee.partner})
    order = place((cloth, 1), (coffee, 2), voucher=voucher)
    assert sums(order) == [(300_000, 0, 0), (200_000, 20_000, 0)]


def test_its_condition_counts_only_its_lines():
    coffee, cloth = make_shelf(price=100_000), make_shelf(price=300_000)
    voucher = make_voucher(offer={"cooperative": coffee.partner, "at_least": 2})
    order = place((cloth, 5), (coffee, 1), voucher=voucher)
    assert sums(order) == [(1_500_000, 0, 0), (100_000, 0, 0)]
    assert used(voucher) == 0


def test_who_pays_is_frozen_on_every_line():
    coffee, cloth = make_shelf(price=100_000), make_shelf(price=50_000)
    make_offer(value=10, cooperative=coffee.partner, payer="seller")
    voucher = make_voucher(
        offer={"kind": Benefit.FIXED, "value": 5_001, "payer": "platform", "priority": -1}
    )
    order = place((coffee, 1), (cloth, 1), voucher=voucher)
    assert sums(order) == [(100_000, 10_000, 0), (50_000, 0, 5_001)]
    ConditionalOffer.objects.update(payer="seller")
    assert sums(order) == [(100_000, 10_000, 0), (50_000, 0, 5_001)]


def test_free_shipping_of_a_cooperative_is_its_own_money_and_only_for_its_parcel():
    coffee, cloth = make_shelf(price=150_000), make_shelf(price=300_000)
    make_free_shipping(150_000, cooperative=coffee.partner, payer="seller")
    order = place((coffee, 1), (cloth, 1), shipping=26_000)
    lines = list(order.lines.order_by("pk"))
    assert [line.shipping_by_seller for line in lines] == [26_000, 0]
    assert [line.shipping_paid for line in lines] == [0, 26_000]
    assert [line.shipping_subsidy for line in lines] == [0, 0]
    frozen = order.parcels.order_by("sequence").first().quote["free_shipping"]
    assert (frozen["amount"], frozen["payer"]) == (26_000, "seller")


def test_the_cap_the_minimum_the_place_and_the_period_of_a_rule_hold():
    coffee = make_shelf(price=150_000)
    make_free_shipping(150_001)
    make_free_shipping(regions="JAW 12", cap=10_000)
    make_free_shipping(regions="64", cap=20_000)
    make_free_shipping(ends_at=timezone.now() - timedelta(minutes=1))
    make_free_shipping(is_active=False)
    order = place((coffee, 1), shipping=16_000)
    assert order.lines.get().shipping_subsidy == 10_000
    assert int(order.shipping_incl_tax) == 16_000


def test_the_minimum_counts_goods_after_discounts():
    coffee = make_shelf(price=150_000)
    make_free_shipping(150_000)
    make_offer(value=10)
    order = place((coffee, 1), shipping=26_000)
    assert order.lines.get().shipping_paid == 26_000


def test_a_shipping_voucher_takes_off_only_what_a_rule_left():
    coffee = make_shelf(price=150_000)
    make_free_shipping(cap=20_000)
    voucher = make_voucher(
        offer={"kind": Benefit.SHIPPING_PERCENTAGE, "value": 100, "payer": "seller"}
    )
    order = place((coffee, 1), voucher=voucher, shipping=0)
    line = order.lines.get()
    assert (line.shipping_paid, line.shipping_subsidy, line.shipping_by_seller) == (
        0,
        20_000,
        6_000,
    )
    assert OrderDiscount.objects.get().amount == 6_000


def test_a_shipping_voucher_of_one_cooperative_leaves_other_parcels_alone():
    coffee, cloth = make_shelf(), make_shelf()
    voucher = make_voucher(
        offer={
            "kind": Benefit.SHIPPING_PERCENTAGE,
            "value": 100,
            "cooperative": cloth.partner,
        }
    )
    order = place((coffee, 1), (cloth, 1), voucher=voucher, shipping=26_000)
    assert [line.shipping_paid for line in order.lines.order_by("pk")] == [26_000, 0]


def test_the_last_use_is_used_once_and_the_refusal_names_the_code():
    coffee = make_shelf()
    voucher = make_voucher("HANYA1", most_orders=1)
    late = make_basket((coffee, 1))
    late.vouchers.add(voucher)
    total = goods_of(late)
    place((coffee, 1), voucher=voucher)
    with pytest.raises(CannotPlace) as refused:
        services.place(new=make_request(late, seen_total=total))
    assert refused.value.problems
    assert Order.objects.count() == used(voucher) == 1


@pytest.mark.parametrize(
    "contact",
    [
        Contact(name="Sari", phone="+6281234567890", email="lain@example.com"),
        Contact(name="Sari", phone="+628999999999", email="SARI@example.com "),
    ],
)
def test_a_guest_is_known_by_phone_or_e_mail(contact):
    coffee = make_shelf()
    voucher = make_voucher(most_per_customer=1)
    place((coffee, 1), voucher=voucher)
    with pytest.raises(CannotPlace) as refused:
        place((coffee, 1), voucher=voucher, contact=contact)
    assert [problem.code for problem in refused.value.problems] == ["voucher_gone"]
    other = Contact(name="Budi", phone="+628111111111", email="")
    place((coffee, 1), voucher=voucher, contact=other)
    assert used(voucher) == 2


def test_once_per_customer_is_open_to_guests():
    coffee = make_shelf()
    voucher = make_voucher(usage=Voucher.ONCE_PER_CUSTOMER)
    place((coffee, 1), voucher=voucher)
    with pytest.raises(CannotPlace):
        place((coffee, 1), voucher=voucher)
    assert used(voucher) == 1


def test_the_table_of_uses_holds_nobody_in_the_clear():
    voucher = make_voucher()
    place((make_shelf(), 1), voucher=voucher)
    use = VoucherApplication.objects.get()
    assert len(use.phone_key) == len(use.email_key) == 64
    assert "81234567890" not in use.phone_key


def test_a_cancelled_order_gives_its_use_back_once():
    coffee = make_shelf()
    voucher = make_voucher(most_orders=1)
    order = place((coffee, 1), voucher=voucher)
    services.cancel_order(order_id=order.pk, reason="berubah pikiran")
    services.cancel_order(order_id=order.pk, reason="lagi")
    assert used(voucher) == 0
    voucher.refresh_from_db()
    assert (voucher.total_discount, voucher.offers.get().total_discount) == (0, 0)
    place((coffee, 1), voucher=voucher)
    assert used(voucher) == 1


def test_one_cancelled_parcel_of_two_keeps_the_use():
    coffee, cloth = make_shelf(), make_shelf()
    voucher = make_voucher(most_orders=1)
    order = place((coffee, 1), (cloth, 1), voucher=voucher)
    services.mark_paid(order_id=order.pk)
    first, second = order.parcels.order_by("sequence")
    services.move(parcel_id=first.pk, to="cancelled", note="habis")
    assert used(voucher) == 1
    services.move(parcel_id=second.pk, to="cancelled", note="habis")
    assert used(voucher) == 0


def test_a_lapsed_order_gives_back_and_a_revived_one_takes_again():
    coffee = make_shelf()
    voucher = make_voucher(most_orders=1)
    order = place((coffee, 1), voucher=voucher)
    later = timezone.now() + timedelta(days=2)
    assert services.lapse_due(clock=lambda: later, budget=10) == 1
    assert services.lapse_due(clock=lambda: later, budget=10) == 0
    assert used(voucher) == 0
    services.mark_paid(order_id=order.pk)
    assert used(voucher) == 1
    order.refresh_from_db()
    assert order.payment_state == "paid"
