"""Placing an order: what is written, what is refused, what a repeat does."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core import mail
from django.utils import timezone

from shop.basket.models import Basket
from shop.order import services
from shop.order.errors import CannotPlace
from shop.order.models import Order, ParcelLine
from shop.order.requests import ParcelChoice, SeenLine
from shop.partner.models import StockRecord
from shop.stock.models import StockItem, StockMovement
from shop.stock.selectors import audit
from tests.factories_orders import (
    HOME,
    make_basket,
    make_order,
    make_request,
    make_shelf,
    statements,
    total_of,
)
from tests.factories_stock import make_offer

pytestmark = pytest.mark.django_db


def refused(new):
    with pytest.raises(CannotPlace) as refusal:
        services.place(new=new)
    return refusal.value


def test_an_order_reserves_and_freezes_what_the_buyer_saw():
    record = make_shelf(on_hand=5_000, price=95_000)
    basket = make_basket((record, 2))
    choice = ParcelChoice(cooperative_id=record.partner_id, option_code="reguler")

    order = services.place(
        new=make_request(basket, choices=(choice,), seen_total=190_000 + 2 * 26_000)
    )

    line = order.lines.get()
    parcel = order.parcels.get()
    item = StockItem.objects.get(pk=record.stock_item_id)
    assert (order.status, order.payment_state, order.source) == ("awaiting", "awaiting", "shop")
    assert order.total_incl_tax == Decimal(242_000)
    assert (line.quantity, line.reserved, line.shortage) == (2, 2, 0)
    assert (line.list_price, line.seller_discount, line.shipping_paid) == (190_000, 0, 52_000)
    assert (parcel.state, parcel.shipping_cost, parcel.weight_grams) == ("to_pack", 52_000, 2_200)
    assert parcel.quote["charged_kilograms"] == 2
    assert (item.on_hand, item.allocated) == (5_000, 2_000)
    movement = StockMovement.objects.get(kind="reserve")
    assert (movement.ref, movement.quantity) == (f"shop:{order.number}:{line.pk}", 2_000)
    assert Basket.objects.get(pk=basket.pk).status == Basket.SUBMITTED
    assert order.lapses_at - order.date_placed == pytest.approx(
        timedelta(hours=24), abs=timedelta(seconds=5)
    )
    assert mail.outbox == []


def test_a_guest_needs_no_account_and_the_number_cannot_be_guessed():
    order = make_order((make_shelf(), 1))

    assert order.user is None
    assert order.number.startswith("LK-")
    assert len(order.number) == 11
    assert len(order.token) >= 22
    assert order.shipping_address.regency == "Kota Jakarta Pusat"


def test_two_cooperatives_make_two_parcels_and_one_total():
    coffee, cloth = make_shelf(price=95_000), make_shelf(price=425_000)

    order = make_order((coffee, 2), (cloth, 1))

    parcels = list(order.parcels.order_by("sequence"))
    assert [parcel.cooperative_id for parcel in parcels] == [coffee.partner_id, cloth.partner_id]
    assert [parcel.number for parcel in parcels] == [f"{order.number}-1", f"{order.number}-2"]
    assert ParcelLine.objects.filter(parcel=parcels[0]).get().quantity == 2
    assert int(order.total_incl_tax) == 2 * 95_000 + 425_000


def test_ten_small_packs_and_a_sack_do_not_fit_in_thirty_kilograms():
    bag = make_shelf(on_hand=30_000, price=95_000, units_per_sale=1_000)
    sack = make_offer(item=bag.stock_item, price=2_000_000, units_per_sale=25_000)
    basket = make_basket((bag, 10), (sack, 1))

    refusal = refused(make_request(basket))

    (problem,) = refusal.problems
    assert problem.code == "short_stock"
    assert "tersisa 30 kg" in problem.text
    assert "35 kg" in problem.text
    assert problem.facts["free_units"] == 30_000
    assert Order.objects.count() == 0
    assert Basket.objects.get(pk=basket.pk).status == Basket.OPEN
    assert basket.lines.count() == 2


def test_with_thirty_five_kilograms_they_do():
    bag = make_shelf(on_hand=35_000, price=95_000, units_per_sale=1_000)
    sack = make_offer(item=bag.stock_item, price=2_000_000, units_per_sale=25_000)

    make_order((bag, 10), (sack, 1))

    assert StockItem.objects.get(pk=bag.stock_item_id).free == 0
    assert audit() == []


def test_sold_out_is_said_by_name_and_the_rest_of_the_basket_stays():
    gone, there = make_shelf(on_hand=500), make_shelf()
    basket = make_basket((gone, 1), (there, 1))

    (problem,) = refused(make_request(basket)).problems

    assert problem.code == "sold_out"
    assert problem.text == (
        f"{gone.product.title} baru saja habis. Keranjang Anda yang lain tetap tersimpan."
    )
    assert problem.basket_line_id == basket.lines.get(product=gone.product).pk
    assert StockItem.objects.get(pk=there.stock_item_id).allocated == 0


def test_a_changed_price_asks_again():
    record = make_shelf(price=95_000)
    basket = make_basket((record, 1))
    new = make_request(basket)
    StockRecord.objects.filter(pk=record.pk).update(price=105_000)

    (problem,) = refused(new).problems

    assert problem.code == "price_changed"
    assert (problem.facts["old"], problem.facts["new"]) == (95_000, 105_000)
    assert "Rp95.000" in problem.text
    assert "Rp105.000" in problem.text


def test_a_price_the_buyer_confirmed_is_taken():
    record = make_shelf(price=95_000)
    basket = make_basket((record, 1))
    StockRecord.objects.filter(pk=record.pk).update(price=105_000)
    seen = SeenLine(basket_line_id=basket.lines.get().pk, unit_price=105_000, quantity=1)

    order = services.place(new=make_request(basket, seen_lines=(seen,), seen_total=105_000))

    assert int(order.total_incl_tax) == 105_000


@pytest.mark.parametrize("seen_total", [0, 94_999, 95_001])
def test_a_total_nobody_saw_is_refused(seen_total):
    basket = make_basket((make_shelf(price=95_000), 1))

    assert refused(make_request(basket, seen_total=seen_total)).codes == ("total_changed",)


def test_a_basket_changed_in_another_window_asks_again():
    basket = make_basket((make_shelf(), 3))
    seen = SeenLine(basket_line_id=basket.lines.get().pk, unit_price=95_000, quantity=2)

    refusal = refused(make_request(basket, seen_lines=(seen,), seen_total=190_000))

    assert refusal.codes == ("quantity_changed",)


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("product", {"is_public": False}),
        ("partner", {"is_active": False}),
        ("stockrecord", {"stock_item": None}),
        ("stockrecord", {"price": None}),
    ],
)
def test_what_is_not_sold_any_more_is_named(table, change):
    record = make_shelf()
    basket = make_basket((record, 1))
    new = make_request(basket)
    row = {"product": record.product, "partner": record.partner, "stockrecord": record}[table]
    type(row).objects.filter(pk=row.pk).update(**change)

    (problem,) = refused(new).problems

    assert problem.code == "not_for_sale"
    assert record.product.title in problem.text


def test_an_empty_basket_is_no_order():
    basket = Basket.objects.create()

    assert refused(make_request(basket)).codes == ("empty_basket",)


@pytest.mark.parametrize(
    ("choices", "code"),
    [((), "no_choice"), (("kilat",), "no_choice")],
)
def test_every_parcel_needs_a_delivery_that_is_offered(choices, code):
    record = make_shelf()
    chosen = tuple(
        ParcelChoice(cooperative_id=record.partner_id, option_code=each) for each in choices
    )

    assert refused(make_request(make_basket((record, 1)), choices=chosen)).codes == (code,)


def test_a_rate_that_changed_asks_again():
    record = make_shelf()
    choice = ParcelChoice(
        cooperative_id=record.partner_id, option_code="reguler", seen_price=25_000
    )
    basket = make_basket((record, 1))

    refusal = refused(make_request(basket, choices=(choice,), seen_total=120_000))

    assert refusal.codes == ("rate_changed",)


def test_an_address_without_a_region_has_no_rate():
    basket = make_basket((make_shelf(), 1))
    nowhere = type(HOME)(line1="Jl. Entah")

    assert refused(make_request(basket, address=nowhere)).codes == ("no_rate",)


def test_an_order_needs_a_name_and_a_place():
    basket = make_basket((make_shelf(), 1))
    nobody = type(make_request(basket).contact)(email="a@example.com")

    assert refused(make_request(basket, contact=nobody)).codes == ("address_incomplete",)


def test_a_repeat_returns_the_same_order_and_reserves_once():
    record = make_shelf(on_hand=5_000)
    new = make_request(make_basket((record, 2)))

    first = services.place_once(new=new)
    second = services.place_once(new=new)

    assert (first.is_new, second.is_new) == (True, False)
    assert first.order.pk == second.order.pk
    assert Order.objects.count() == 1
    assert StockItem.objects.get(pk=record.stock_item_id).allocated == 2_000


def test_one_basket_is_ordered_once_whatever_the_key():
    basket = make_basket((make_shelf(), 1))
    services.place(new=make_request(basket))

    assert refused(make_request(basket)).codes == ("already_ordered",)


def test_a_key_used_for_another_basket_opens_nobodys_order():
    first = make_request(make_basket((make_shelf(), 1)))
    services.place(new=first)
    other = make_request(make_basket((make_shelf(), 1)), idempotency_key=first.idempotency_key)

    assert refused(other).codes == ("already_ordered",)
    assert Order.objects.count() == 1


def test_somebody_elses_basket_cannot_be_ordered(django_user_model):
    owner = django_user_model.objects.create_user(email="a@example.com", password="x")
    basket = make_basket((make_shelf(), 1), owner=owner)

    assert refused(make_request(basket, user_id=None)).codes == ("already_ordered",)


def test_cash_on_delivery_does_not_lapse_and_respects_the_limit():
    record = make_shelf(price=95_000)
    order = make_order((record, 1), pays_cash_on_delivery=True)

    assert (order.payment_state, order.status, order.lapses_at) == ("cod", "to_pack", None)

    dear = make_basket((record, 11))
    assert refused(make_request(dear, pays_cash_on_delivery=True)).codes == ("no_cash_on_delivery",)


def test_a_number_drawn_twice_is_drawn_again(monkeypatch):
    first = make_order((make_shelf(), 1))
    drawn = iter([first.number, "LK-00000001"])
    monkeypatch.setattr("shop.order.utils.new_number", lambda: next(drawn))

    assert make_order((make_shelf(), 1)).number == "LK-00000001"


def test_a_fraction_of_a_rupiah_raises():
    record = make_shelf()
    basket = make_basket((record, 1))
    new = make_request(basket)
    StockRecord.objects.filter(pk=record.pk).update(price=Decimal("95000.50"))

    with pytest.raises(ValueError, match="rupiah"):
        services.place(new=new)
    assert Order.objects.count() == 0


def test_a_harvest_to_come_moves_the_promise():
    record = make_shelf()
    harvest = timezone.localdate() + timedelta(days=20)
    type(record.product).objects.filter(pk=record.product_id).update(harvest_date=harvest)

    order = make_order((record, 1))

    parcel = order.parcels.get()
    assert parcel.ready_on == harvest
    assert timezone.localdate(parcel.ship_by) > harvest


def test_placing_an_order_stays_within_its_query_budget():
    coffee, cloth = make_shelf(), make_shelf()
    basket = make_basket((coffee, 2), (cloth, 1))
    new = make_request(basket, seen_total=total_of(basket))
    services.place(new=make_request(make_basket((coffee, 1))))

    # Everybody who listens is in it: cards and listings are refreshed in this transaction.
    assert len(statements(lambda: services.place(new=new))) <= 22
