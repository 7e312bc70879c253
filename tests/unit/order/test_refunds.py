"""D12: money, goods and the seller's share are separate facts of a line, and always add up."""

import random

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shop.complaints import services as complaints
from shop.offer.models import Benefit
from shop.order import services
from shop.order.drafts import read_basket
from shop.order.errors import CannotPlace, NotAllowed
from shop.order.models import Line, LineRefund, OrderDiscount
from shop.order.refunds import refund_line, shares
from shop.order.selectors import refund_due, unsent_lines
from shop.stock.models import StockItem, StockMovement
from shop.stock.selectors import audit
from tests.factories_offers import make_free_shipping, make_offer, make_voucher
from tests.factories_orders import make_basket, make_paid_order, make_request, make_shelf
from tests.factories_stock import make_item
from tests.factories_stock import make_offer as make_record

pytestmark = pytest.mark.django_db
SENDING = 26_000


def due(order):
    order.refresh_from_db()
    return refund_due(order=order, lines=order.lines.all(), parcels=order.parcels.all())


def left_with(order):
    """The shares of every line, with what the buyer is still to get back taken into account."""
    lines = list(order.lines.prefetch_related("fees"))
    gone = unsent_lines(lines=lines, parcels=order.parcels.all())
    return [shares(line, is_unsent=line.pk in gone) for line in lines]


def test_one_of_three_lines_is_refunded_and_its_goods_stay_where_they_are():
    first = make_shelf(price=95_000)
    others = [
        make_record(item=make_item(on_hand=30_000, cooperative=first.partner), price=price)
        for price in (33_333, 425_000)
    ]
    order = make_paid_order((first, 3), *((record, 1) for record in others))
    parcel = order.parcels.get()
    for state in ("packed", "shipped", "delivered"):
        services.move(parcel_id=parcel.pk, to=state)
    line = order.lines.order_by("pk").first()
    line.fees.create(code="komisi", amount=5_001)
    before = {item.pk: (item.on_hand, item.allocated) for item in StockItem.objects.all()}
    movements = StockMovement.objects.count()

    assert refund_line(line_id=line.pk, amount=line.price, ref="komplain:1", reason="apek")
    assert not refund_line(line_id=line.pk, amount=line.price, ref="komplain:1")

    assert due(order) == 285_000
    services.mark_refunded(order_id=order.pk, amount=285_000)
    order.refresh_from_db()
    assert (order.payment_state, order.refunded_amount, due(order)) == (
        "refunded_partly",
        285_000,
        0,
    )
    after = {item.pk: (item.on_hand, item.allocated) for item in StockItem.objects.all()}
    assert (after, StockMovement.objects.count(), audit()) == (before, movements, [])
    refunded, *untouched = left_with(order)
    assert (refunded.buyer, refunded.seller, refunded.platform) == (0, -5_001, 5_001)
    assert [each.seller for each in untouched] == [33_333, 425_000]
    assert sum(each.buyer for each in left_with(order)) == int(order.total_incl_tax) - 285_000
    services.take_back(line_id=line.pk, quantity=1)
    assert due(order) == 0


def test_the_shop_may_bear_a_refund_instead_of_the_cooperative():
    order = make_paid_order((make_shelf(price=95_000), 1))
    line = order.lines.get()
    refund_line(line_id=line.pk, amount=20_000, ref="maaf", by_platform=True)
    (left,) = left_with(order)
    assert (left.buyer, left.seller, left.platform) == (75_000, 95_000, -20_000)
    assert order.lines.get().refunds.get().by_platform


@pytest.mark.parametrize("amount", [95_001, 10**9])
def test_nobody_gets_back_more_than_was_paid(amount):
    order = make_paid_order((make_shelf(price=95_000), 1))
    with pytest.raises(NotAllowed):
        refund_line(line_id=order.lines.get().pk, amount=amount, ref="x")
    assert due(order) == LineRefund.objects.count() == 0


def test_a_refund_and_then_a_cancellation_give_the_price_once():
    order = make_paid_order((make_shelf(price=95_000), 2))
    refund_line(line_id=order.lines.get().pk, amount=50_000, ref="x")
    services.cancel_order(order_id=order.pk, reason="batal")
    assert due(order) == 190_000
    (left,) = left_with(order)
    assert (left.buyer, left.seller) == (0, 0)


def test_a_complaint_and_the_desk_together_never_give_back_more_than_was_paid():
    order = make_paid_order((make_shelf(price=95_000), 3))
    line, parcel = order.lines.get(), order.parcels.get()
    services.walk(parcel_id=parcel.pk, to="delivered", source="desk")
    paid = line.price + line.shipping_paid
    refund_line(line_id=line.pk, amount=200_000, ref="meja")
    complaint = complaints.open_complaint(
        parcel_id=parcel.pk, reason="broken", wish="money", quantities={line.pk: 3}
    )
    facts = {"complaint_id": complaint.pk, "kind": "refund", "text": "", "actor": None}
    with pytest.raises(NotAllowed):
        complaints.answer(**facts, refund_amount=paid - 200_000 + 1)
    assert complaints.answer(**facts, refund_amount=paid - 200_000)
    assert due(order) == paid
    with pytest.raises(NotAllowed):
        refund_line(line_id=line.pk, amount=1, ref="lagi")


def test_sending_that_goes_back_by_itself_is_not_promised_again():
    order = make_paid_order((make_shelf(price=95_000), 1))
    line = order.lines.get()
    services.move(parcel_id=order.parcels.get().pk, to="cancelled")
    with pytest.raises(NotAllowed):
        refund_line(line_id=line.pk, amount=1, ref="x")
    assert due(order) == line.price + line.shipping_paid


def mixed_order(chance: random.Random):
    """An order of several cooperatives with every kind of discount on it."""
    records = []
    for _number in range(chance.randint(1, 3)):
        first = make_shelf(price=chance.randint(1, 400_000))
        records.append(first)
        if chance.random() < 0.5:
            item = make_item(on_hand=50_000, cooperative=first.partner)
            records.append(make_record(item=item, price=chance.randint(1, 99_999)))
    partners = [None, *(record.partner for record in records)]
    payers = ["seller", "platform"]
    if chance.random() < 0.6:
        make_free_shipping(
            chance.choice([0, 50_000, 300_000]),
            cap=chance.choice([None, 9_999]),
            cooperative=chance.choice(partners),
            payer=chance.choice(payers),
        )
    if chance.random() < 0.4:
        make_offer(
            kind=Benefit.SHIPPING_PERCENTAGE,
            value=chance.randint(1, 100),
            cooperative=chance.choice(partners),
            payer=chance.choice(payers),
        )
    basket = make_basket(*((record, chance.randint(1, 4)) for record in records))
    if chance.random() < 0.8:
        kind = chance.choice([Benefit.PERCENTAGE, Benefit.FIXED])
        facts = {
            "kind": kind,
            "value": chance.randint(1, 100) if kind == Benefit.PERCENTAGE else 12_347,
            "cooperative": chance.choice(partners),
            "payer": chance.choice(payers),
        }
        basket.vouchers.add(make_voucher(offer=facts))
    choices = tuple(
        services.ParcelChoice(
            cooperative_id=partner_id, option_code=chance.choice(["reguler", "ambil"])
        )
        for partner_id in {record.partner_id for record in records}
    )
    return place_at_any_price(basket, choices)


def place_at_any_price(basket, choices):
    """Order as a page does that is shown again with the true total."""
    read_basket(basket=basket, user=AnonymousUser())
    new = make_request(basket, choices=choices, seen_total=0)
    try:
        return services.place(new=new)
    except CannotPlace as refusal:
        (problem,) = refusal.problems
        again = make_request(basket, choices=choices, seen_total=problem.facts["new"])
        return services.place(new=again)


def check_placed(order):
    lines = list(order.lines.all())
    for line in lines:
        assert line.seller_discount >= 0
        assert line.platform_discount >= 0
        assert line.price == int(line.line_price_incl_tax) >= 0
        assert min(line.shipping_paid, line.shipping_subsidy, line.shipping_by_seller) >= 0
    for parcel in order.parcels.all():
        mine = [line for line in lines if line.partner_id == parcel.cooperative_id]
        sending = sum(
            line.shipping_paid + line.shipping_subsidy + line.shipping_by_seller for line in mine
        )
        assert sending == parcel.shipping_cost
    goods = sum(line.seller_discount + line.platform_discount for line in lines)
    basket_discounts = OrderDiscount.objects.filter(order=order, category=OrderDiscount.BASKET)
    assert sum(int(each.amount) for each in basket_discounts) == goods
    assert sum(line.price + line.shipping_paid for line in lines) == int(order.total_incl_tax)
    assert sum(each.buyer for each in left_with(order)) == int(order.total_incl_tax)


def complain_and_get_money(line, chance):
    """A buyer reports a problem with a delivered parcel and is promised any sum that is allowed."""
    row = line.parcel_lines.first()
    if row is None:
        raise NotAllowed("gone", "nothing of it travels")
    parcel = row.parcel
    complaint = complaints.open_complaint(
        parcel_id=parcel.pk, reason="broken", wish="money", quantities={line.pk: 1}
    )
    amount = chance.randint(1, line.price + line.shipping_paid + 1)
    try:
        complaints.answer(
            complaint_id=complaint.pk, kind="refund", text="", actor=None, refund_amount=amount
        )
    except NotAllowed:
        complaints.withdraw(complaint_id=complaint.pk)
        raise


def give_back_something(line, chance, *, ref):
    """One of the three ways in which money of a line goes back."""
    what = chance.choice(["cancel", "refund", "complain"])
    if what == "complain":
        complain_and_get_money(line, chance)
    elif what == "cancel":
        packs = chance.randint(1, line.quantity)
        services.cancel_line(line_id=line.pk, quantity=packs, reason="")
    else:
        amount = chance.randint(1, max(1, line.price))
        platform = chance.random() < 0.5
        refund_line(line_id=line.pk, amount=amount, ref=ref, by_platform=platform)


def check_end(order, total, paid_back):
    """Everything that has not arrived is cancelled; what is left is what was not given back."""
    for parcel in order.parcels.exclude(state__in=["cancelled", "delivered"]):
        services.move(parcel_id=parcel.pk, to="cancelled")
    owed = due(order)
    left = sum(each.buyer for each in left_with(order))
    assert paid_back + owed == total - left
    if not order.parcels.filter(state="delivered").exists():
        assert left == 0
    for line in Line.objects.filter(order=order):
        promised = sum(each.amount for each in line.refunds.all())
        assert line.money_back == promised <= line.price + line.shipping_paid


@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(seed=st.integers(0, 2**32 - 1))
def test_sums_are_exact_whatever_is_ordered_cancelled_and_refunded(seed):
    chance = random.Random(seed)
    with transaction.atomic():
        order = mixed_order(chance)
        check_placed(order)
        services.mark_paid(order_id=order.pk)
        total, paid_back = int(order.total_incl_tax), 0
        for parcel in order.parcels.all():
            if chance.random() < 0.4:
                services.walk(parcel_id=parcel.pk, to="delivered", source="desk")
        for number in range(chance.randint(1, 6)):
            line = chance.choice(list(Line.objects.filter(order=order)))
            try:
                give_back_something(line, chance, ref=f"r{number}")
            except NotAllowed:
                continue
            owed = due(order)
            left = left_with(order)
            assert sum(each.buyer for each in left) == total - paid_back - owed
            assert all(each.buyer >= 0 for each in left)
            if owed and chance.random() < 0.5:
                services.mark_refunded(order_id=order.pk, amount=owed)
                paid_back += owed
            assert paid_back + due(order) <= total
        check_end(order, total, paid_back)
        assert audit() == []
        transaction.set_rollback(True)
