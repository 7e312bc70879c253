"""What the product page says about sending, and several parcels at once."""

import pytest

from catalog.models import Product
from shop.shipping.quotes import CannotQuote, Item, ParcelContents, estimate, quote_all
from tests.factories_orders import make_origin, make_shelf
from tests.factories_stock import make_offer, make_parent

pytestmark = pytest.mark.django_db


def test_the_estimate_is_the_cheapest_way_to_have_one_pack_sent():
    record = make_shelf()

    option = estimate(product=record.product, destination_code="31.71")

    # 1,100 g with packing is one kilogram for couriers.
    assert (option.code, option.price, option.charged_kilograms) == ("reguler", 26_000, 1)
    assert (option.days_from, option.days_to) == (3, 7)


def test_a_variant_without_weight_takes_its_parents():
    parent = make_parent()
    make_origin(parent.partner)
    Product.objects.filter(pk=parent.pk).update(weight_grams=2_400)
    parent.refresh_from_db()
    child = make_offer(parent=parent).product
    Product.objects.filter(pk=child.pk).update(weight_grams=0, partner=parent.partner)
    child = Product.objects.select_related("parent", "partner").get(pk=child.pk)

    assert estimate(product=child, destination_code="31.71").charged_kilograms == 3


def test_without_weight_there_is_no_estimate():
    record = make_shelf()
    Product.objects.filter(pk=record.product_id).update(weight_grams=0)

    with pytest.raises(CannotQuote) as refusal:
        estimate(product=Product.objects.get(pk=record.product_id), destination_code="31.71")

    assert refusal.value.reason_code == "weight_missing"


def test_one_cooperative_that_cannot_send_does_not_hide_the_others(django_assert_num_queries):
    item = Item(weight_grams=1_000, name="Kopi")
    parcels = [
        ParcelContents(cooperative_id=1, origin_code="12.16", items=(item,)),
        ParcelContents(cooperative_id=2, origin_code="", items=(item,)),
        ParcelContents(cooperative_id=3, origin_code="73.71", items=(item,)),
    ]

    with django_assert_num_queries(1):
        first, second, third = quote_all(parcels=parcels, destination_code="31.71")

    assert first[0].price == 26_000
    assert isinstance(second, CannotQuote)
    assert third[0].price == 33_000
