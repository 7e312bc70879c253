"""Voucher codes: worth what placing the order says they are worth, and slow to guess."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from oscar.test.factories import (
    BenefitFactory,
    ConditionalOfferFactory,
    ConditionFactory,
    RangeFactory,
    VoucherFactory,
)

from shop.offer.models import Benefit, ConditionalOffer
from shop.order.models import Order
from shop.storefront import vouchers
from shop.voucher.models import Voucher
from tests.factories_storefront import (
    basket_of,
    make_account,
    make_places,
    make_product,
    put_in_basket,
)
from tests.unit.storefront.test_checkout import look, order_of, press

pytestmark = pytest.mark.django_db


def make_offer(kind: str = Benefit.PERCENTAGE, value: int = 10, **facts: Any) -> ConditionalOffer:
    everything = RangeFactory(includes_all_products=True)
    benefit = BenefitFactory(type=kind, value=value, range=everything, max_affected_items=None)
    condition = ConditionFactory(type="Count", value=1, range=everything)
    return ConditionalOfferFactory(benefit=benefit, condition=condition, **facts)


def make_voucher(code: str = "PANEN10", days: int = 1, **facts: Any) -> Voucher:
    now = timezone.now()
    voucher = VoucherFactory(
        code=code,
        start_datetime=now - timedelta(days=2),
        end_datetime=now + timedelta(days=days),
    )
    voucher.offers.add(make_offer(offer_type=ConditionalOffer.VOUCHER, **facts))
    return voucher


AWAY = {
    "BACKEND": "shop.forgiving_cache.ForgivingRedisCache",
    "LOCATION": "redis://127.0.0.1:1/0",  # nobody listens there
    "OPTIONS": {"socket_connect_timeout": 0.5},
}


def enter(client: Client, code: str):  # type: ignore[no-untyped-def]
    return client.post("/keranjang/voucher/", {"code": code})


def page_of(client: Client):  # type: ignore[no-untyped-def]
    return client.get("/keranjang/").context["page"]


def test_a_code_lowers_the_price_until_it_is_taken_away(client: Client) -> None:
    make_voucher()
    put_in_basket(client, make_product(price=100_000), 2)
    assert enter(client, " panen10 ").status_code == 303
    page = page_of(client)
    assert (page.goods_before, page.discount, page.goods) == (200_000, 20_000, 180_000)
    assert page.voucher == "PANEN10"
    client.post("/keranjang/voucher/", {"remove": "1"})
    assert (page_of(client).discount, page_of(client).voucher) == (0, "")


@pytest.mark.parametrize("code", ["", "SALAH", "'; --", "\x00", "x" * 500])
def test_a_code_nobody_gave_out_is_refused_in_words(client: Client, code: str) -> None:
    make_voucher()
    put_in_basket(client, make_product())
    response = enter(client, code)
    assert response.status_code == 422
    assert "Kode ini tidak kami kenali." in response.content.decode()
    assert not basket_of(client).vouchers.exists()


def test_a_code_that_is_over_says_so(client: Client) -> None:
    make_voucher(days=-1)
    put_in_basket(client, make_product())
    assert "sudah tidak berlaku" in enter(client, "PANEN10").content.decode()


def test_a_code_that_does_nothing_here_is_not_kept(client: Client) -> None:
    offer = make_voucher().offers.get()
    offer.condition.value = 5
    offer.condition.save()
    put_in_basket(client, make_product())
    assert "tidak berlaku untuk isi keranjang" in enter(client, "PANEN10").content.decode()
    assert not basket_of(client).vouchers.exists()


def test_guessing_codes_has_to_wait(client: Client) -> None:
    make_voucher()
    put_in_basket(client, make_product())
    for number in range(vouchers.TRIES_PER_ADDRESS):
        enter(client, f"COBA{number}")
    assert enter(client, "PANEN10").status_code == 429


def test_the_order_costs_what_the_page_showed(client: Client) -> None:
    make_places()
    make_account()
    make_voucher()
    put_in_basket(client, make_product(price=95_001))
    enter(client, "PANEN10")
    shown = look(client)
    order = order_of(client, press(client, shown))
    assert int(order.total_incl_tax) == shown.context["page"].total
    assert order.lines.get().seller_discount == shown.context["page"].basket.discount > 0


def test_a_discount_on_delivery_is_in_the_total_that_is_shown(client: Client) -> None:
    make_places()
    make_account()
    make_offer(kind=Benefit.SHIPPING_FIXED_PRICE, value=Decimal(5_000), offer_type="Site")
    put_in_basket(client, make_product(price=95_000))
    shown = look(client)
    page = shown.context["page"]
    assert page.shipping_discount == page.shipping - 5_000
    assert page.total == 100_000
    order = order_of(client, press(client, shown))
    assert int(order.total_incl_tax) == 100_000


def test_a_voucher_used_up_meanwhile_is_told_before_ordering(client: Client) -> None:
    make_places()
    make_account()
    voucher = make_voucher()
    put_in_basket(client, make_product(price=100_000))
    enter(client, "PANEN10")
    shown = look(client)
    Voucher.objects.filter(pk=voucher.pk).update(end_datetime=timezone.now())
    refused = press(client, shown)
    assert refused.status_code == 409
    assert Order.objects.count() == 0
    assert order_of(client, press(client, refused)).lines.get().seller_discount == 0


def test_without_the_cache_codes_are_not_free_to_guess_and_the_basket_goes_on(
    client: Client, settings: Any
) -> None:
    make_voucher()
    put_in_basket(client, make_product())
    settings.CACHES = {**settings.CACHES, "default": AWAY}

    answer = enter(client, "PANEN10")

    assert answer.status_code == 429
    assert "Kami belum bisa memeriksanya" in answer.content.decode()
    assert not basket_of(client).vouchers.exists()
    assert client.get("/checkout/").status_code == 200
