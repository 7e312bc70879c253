"""AS-07: the price goes up while somebody is paying."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from shop.order import services
from shop.order.models import Order
from shop.partner.models import StockRecord
from shop.partner.services import set_price
from shop.payments.models import PaymentRequest
from tests.factories_storefront import make_account, make_places, make_product, put_in_basket
from tests.unit.storefront.test_checkout import look, order_of, press

pytestmark = pytest.mark.django_db
BEFORE, AFTER = 95_000, 105_000


@pytest.fixture
def coffee() -> Any:
    make_places()
    make_account()
    return make_product("Kopi Lintong", price=BEFORE)


def raise_price(product: Any) -> None:
    record = StockRecord.objects.get(product=product)
    assert set_price(stockrecord_id=record.pk, price=AFTER, actor=None)


def words(response: Any) -> str:
    return response.content.decode().replace("\xa0", " ")


def assert_equal_everywhere(order: Order, goods: int) -> None:
    """Order, lines and what the payment asks for say the same."""
    order.refresh_from_db()
    (line,) = order.lines.all()
    request = PaymentRequest.objects.get(order=order)
    assert line.list_price == goods
    assert int(order.total_incl_tax) == line.price + line.shipping_paid
    assert request.amount - request.unique_code == int(order.total_incl_tax)


def test_who_has_ordered_pays_the_price_of_the_order(client: Client, coffee: Any) -> None:
    put_in_basket(client, coffee)
    order = order_of(client, press(client, look(client)))
    raise_price(coffee)
    assert services.mark_paid(order_id=order.pk) == "paid"
    assert_equal_everywhere(order, BEFORE)


def test_who_still_looks_at_the_page_sees_both_prices_and_confirms(
    client: Client, coffee: Any
) -> None:
    put_in_basket(client, coffee)
    shown = look(client)
    raise_price(coffee)
    refused = press(client, shown)
    assert refused.status_code == 409
    assert "dari Rp95.000 menjadi Rp105.000" in words(refused)
    assert "0812-3456-7890" in words(refused)
    assert Order.objects.count() == 0
    assert_equal_everywhere(order_of(client, press(client, refused)), AFTER)


def test_after_the_hold_she_orders_again_at_todays_price(client: Client, coffee: Any) -> None:
    put_in_basket(client, coffee)
    lapsed = order_of(client, press(client, look(client)))
    later = timezone.now() + timedelta(days=2)
    assert services.lapse_due(clock=lambda: later, budget=5) == 1
    put_in_basket(client, coffee)
    raise_price(coffee)
    assert "dari Rp95.000 menjadi Rp105.000".lower() in words(client.get("/keranjang/")).lower()
    again = order_of(client, press(client, look(client)))
    assert again.number != lapsed.number
    assert_equal_everywhere(again, AFTER)
    assert services.mark_paid(order_id=lapsed.pk) == "revived"
    assert_equal_everywhere(lapsed, BEFORE)
