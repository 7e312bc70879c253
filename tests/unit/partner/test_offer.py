"""Price and availability as the shop sees them, and changing a price."""

from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation
from oscar.core.loading import get_class

from shop.partner import services, signals
from shop.partner.models import StockRecord
from shop.partner.strategy import Selector, Strategy
from shop.stock import services as stock
from tests.factories_stock import make_item, make_offer, make_parent

pytestmark = pytest.mark.django_db


def offer_of(record: StockRecord) -> Any:
    return Selector().strategy().fetch_for_product(record.product)


def test_oscar_finds_our_selector_and_availability() -> None:
    assert get_class("partner.strategy", "Selector") is Selector
    assert get_class("partner.availability", "StockRequired").__module__ == (
        "shop.partner.availability"
    )


def test_price_is_whole_rupiah_without_tax() -> None:
    info = offer_of(make_offer(item=make_item(on_hand=5000), price=95_000))
    assert (info.price.currency, info.price.incl_tax, info.price.tax) == ("IDR", 95_000, 0)
    assert str(info.price.excl_tax) == "95000"


def test_a_fraction_of_a_rupiah_raises() -> None:
    record = make_offer(item=make_item(on_hand=5000))
    StockRecord.objects.filter(pk=record.pk).update(price=Decimal("95000.50"))
    with pytest.raises(ValueError, match="whole rupiah"):
        offer_of(record)


@pytest.mark.parametrize(
    ("wanted", "allowed", "reason"),
    [(2, True, ""), (3, False, "Tersisa 2")],
)
def test_availability_is_whole_packs_of_free_stock(wanted: int, allowed: bool, reason: str) -> None:
    item = make_item(on_hand=3_900)
    stock.reserve(item_id=item.pk, quantity=1_000, ref="shop:LK-1:1")
    availability = offer_of(make_offer(item=item, units_per_sale=1000)).availability
    with translation.override("id"):
        permitted, why = availability.is_purchase_permitted(wanted)
        assert (permitted, str(why)) == (allowed, reason)


def test_two_packs_share_one_stock_item() -> None:
    item = make_item(on_hand=30_000)
    bag, sack = make_offer(item=item), make_offer(item=item, units_per_sale=25_000)
    stock.reserve(item_id=item.pk, quantity=10_000, ref="shop:LK-1:1")
    assert offer_of(bag).availability.is_purchase_permitted(20)[0]
    with translation.override("id"):
        assert str(offer_of(sack).availability.short_message) == "Habis"


@pytest.mark.parametrize("missing", ["price", "stock_item", "record"])
def test_what_is_not_complete_is_not_for_sale(missing: str) -> None:
    item = make_item(on_hand=5000)
    record = make_offer(
        item=None if missing == "stock_item" else item,
        price=None if missing == "price" else 95_000,
    )
    product = record.product
    if missing == "record":
        record.delete()
    info = Strategy().fetch_for_product(product)
    with translation.override("id"):
        permitted, why = info.availability.is_purchase_permitted(1)
        assert (permitted, str(why)) == (False, "Tidak dijual")


def test_a_parent_shows_its_cheapest_variant_and_any_stock() -> None:
    parent = make_parent()
    make_offer(parent=parent, item=make_item(), price=95_000)
    cheap = make_offer(parent=parent, item=make_item(), price=30_000)
    info = Strategy().fetch_for_parent(parent)
    assert info.price.incl_tax == 30_000
    assert not info.availability.is_available_to_buy
    stock.receive(item_id=cheap.stock_item_id, quantity=1_000, ref="note:1")
    assert Strategy().fetch_for_parent(parent).availability.is_available_to_buy


def test_one_query_for_a_product_and_none_when_prefetched(
    django_assert_num_queries: Any,
) -> None:
    record = make_offer(item=make_item(on_hand=5000))
    product = type(record.product).objects.get(pk=record.product_id)
    with django_assert_num_queries(1):
        Strategy().fetch_for_product(product)
    ready = type(product).objects.prefetch_related("stockrecords__stock_item").get(pk=product.pk)
    with django_assert_num_queries(0):
        Strategy().fetch_for_product(ready)


def test_set_price_tells_once_and_only_when_it_changed() -> None:
    record = make_offer(item=make_item(), price=95_000)
    heard = []

    def listen(sender: Any, stockrecord_ids: tuple[int, ...], **kwargs: Any) -> None:
        heard.append((sender, stockrecord_ids))

    signals.offer_changed.connect(listen)
    try:
        assert services.set_price(stockrecord_id=record.pk, price=105_000, actor=None)
        assert services.set_price(stockrecord_id=record.pk, price=105_000, actor=None) is False
    finally:
        signals.offer_changed.disconnect(listen)
    record.refresh_from_db()
    assert record.price == 105_000
    assert heard == [(StockRecord, (record.pk,))]


def test_a_record_without_a_price_gets_one() -> None:
    record = make_offer(item=make_item(), price=None)
    assert services.set_price(stockrecord_id=record.pk, price=1, actor=None)


@pytest.mark.parametrize("price", [0, -5, 10**10, 95_000.5, Decimal("95000"), True])
def test_prices_are_whole_rupiah_above_zero(price: Any) -> None:
    record = make_offer(item=make_item(), price=95_000)
    with pytest.raises(ValueError, match="whole number"):
        services.set_price(stockrecord_id=record.pk, price=price, actor=None)


def test_an_unknown_record_is_not_a_price_change() -> None:
    with pytest.raises(StockRecord.DoesNotExist):
        services.set_price(stockrecord_id=10**9, price=1, actor=None)
