"""A harvest that is to come, as the shop's pages show it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from shop.order.harvests import receive_harvest
from shop.stock import services as stock
from shop.stock.harvests import open_harvest
from tests.factories_storefront import card_of, make_product, put_in_basket

pytestmark = pytest.mark.django_db


def make_coming(*, packs: int = 0, quota: int = 5):
    product = make_product("Beras merah", packs=packs)
    item = product.stockrecords.get().stock_item
    today = timezone.localdate()
    harvest = open_harvest(
        goods_id=item.pk,
        quota=quota * 1000,
        harvest_date=today + timedelta(days=20),
        closes_on=today + timedelta(days=10),
    )
    return product, item, harvest


def test_the_card_says_pre_order_while_nothing_is_ready() -> None:
    product, item, harvest = make_coming()
    card = card_of(product)
    assert (card.stock, card.sellable) == ("preorder", 5)
    assert card.harvest_date == harvest.harvest_date
    stock.reserve(item_id=harvest.pk, quantity=5_000, ref="uji:1:1")
    assert (card_of(product).stock, card_of(product).sellable) == ("out", 0)
    stock.receive(item_id=item.pk, quantity=9_000, ref="masuk")
    assert (card_of(product).stock, card_of(product).sellable) == ("available", 9)
    assert card_of(product).harvest_date is None


def test_a_harvest_that_failed_leaves_the_card_sold_out() -> None:
    product, _item, harvest = make_coming()
    receive_harvest(harvest_id=harvest.pk, quantity=0)
    assert (card_of(product).stock, card_of(product).harvest_date) == ("out", None)


def test_the_page_names_the_day_and_what_is_left_when_it_is_little(client: Client) -> None:
    product, _item, harvest = make_coming(quota=3)
    text = client.get(f"/produk/{product.slug}/").content.decode()
    day = harvest.harvest_date
    assert f"PO panen {day.day} " in text
    assert "Kuota tersisa 3" in text
    assert f'value="{product.pk}"' in text
    assert "Habis" not in text.split('id="h-lain"')[0].split("<main")[1]


def test_the_basket_shows_when_each_parcel_is_ready(client: Client) -> None:
    product, _item, harvest = make_coming()
    basket = put_in_basket(client, product, 2)
    assert basket.lines.get().promised_on == harvest.harvest_date
    put_in_basket(client, make_product("Kopi"))
    page = client.get("/keranjang/").context["page"]
    leaves = {parcel.articles[0].title: parcel.leaves for parcel in page.parcels}
    assert leaves["Beras merah"] > harvest.harvest_date > leaves["Kopi"]
    harvests = {article.title: article.harvest for article in page.articles}
    assert harvests == {"Beras merah": harvest.harvest_date, "Kopi": None}
