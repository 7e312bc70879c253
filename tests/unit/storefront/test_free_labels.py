"""The label of free shipping stands on cards and product pages by itself, without a query more."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from integrations.sync.duties import BY_NAME
from shop.offer.models import FreeShippingRule, Payer
from shop.storefront import cards, free_labels
from shop.storefront.models import ProductCard
from tests.factories_storefront import card_of, make_product, make_seller

pytestmark = pytest.mark.django_db
LABEL = "Gratis ongkir min. Rp150.000"


def rule(**fields: object) -> FreeShippingRule:
    facts = {"name": "Ongkir", "minimum": 150_000, "payer": Payer.PLATFORM} | fields
    return FreeShippingRule.objects.create(**facts)


def shown(client: Client, address: str) -> str:
    return client.get(address).content.decode().replace("\xa0", " ")


def test_a_rule_writes_its_label_and_takes_it_away_again(client: Client) -> None:
    product = make_product()
    written = rule()
    for address in ("/produk/", f"/produk/{product.slug}/"):
        assert LABEL in shown(client, address)
    written.delete()
    for address in ("/produk/", f"/produk/{product.slug}/"):
        assert LABEL not in shown(client, address)


def test_only_the_goods_it_is_for_promise_it(client: Client) -> None:
    mine, other = make_product(), make_product(cooperative=make_seller())
    rule(cooperative=mine.partner, payer=Payer.SELLER, cap=20_000)
    rule(regions="31", minimum=0)
    assert (card_of(mine).free_minimum, card_of(mine).free_cap) == (150_000, 20_000)
    assert card_of(other).free_minimum is None
    assert shown(client, "/produk/").count("Gratis ongkir") == 1


def test_a_rule_begins_and_ends_by_the_clock() -> None:
    product = make_product()
    now = timezone.now()
    rule(starts_at=now + timedelta(hours=1), ends_at=now + timedelta(hours=2))
    assert card_of(product).free_minimum is None
    duty = BY_NAME["free_shipping_labels"]
    for hours, minimum in ((1.5, 150_000), (2.5, None)):
        duty.run(None, lambda late=hours: now + timedelta(hours=late))
        assert card_of(product).free_minimum == minimum


def test_a_card_built_anew_keeps_the_promise_and_a_wrong_one_is_mended() -> None:
    rule()
    product = make_product()
    cards.refresh([product.pk])
    assert card_of(product).free_minimum == 150_000
    ProductCard.objects.update(free_minimum=1)
    assert free_labels.refresh() == 1
    with CaptureQueriesContext(connection) as captured:
        assert free_labels.refresh() == 0
    assert len(captured) == 2


def test_a_card_never_says_more_than_two_things(client: Client) -> None:
    rule()
    make_product(packs=2, harvest_date=timezone.localdate() - timedelta(days=1))
    make_product(packs=0)
    page = shown(client, "/produk/")
    assert "Panen baru" in page
    assert LABEL not in page
