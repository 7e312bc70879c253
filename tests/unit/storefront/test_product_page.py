"""A product's page: packs, stock words, delivery, facts, and what search engines read."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from catalog.models import Permit
from tests.factories_storefront import make_places, make_product, make_shelf, make_variants

pytestmark = pytest.mark.django_db


def text_of(client: Client, slug: str, query: str = "") -> str:
    response = client.get(f"/produk/{slug}/{query}")
    assert response.status_code == 200
    return response.content.decode()


def test_price_unit_and_stock_word_are_there(client: Client) -> None:
    text = text_of(client, make_product("Kopi Lintong", packs=3, price=95_000).slug)
    assert "Rp95.000" in text
    assert "/ kg" in text
    assert "Tersisa 3" in text


def test_every_pack_can_be_chosen_unless_it_is_sold_out(client: Client) -> None:
    parent, (small, large) = make_variants(
        "Kopi", [("250 g", 250, 27_000), ("25 kg", 25_000, 2_000_000)], on_hand=5_000
    )
    page = client.get(f"/produk/{parent.slug}/").context["page"]
    assert [(pack.label, pack.sellable) for pack in page.packs] == [("250 g", 20), ("25 kg", 0)]
    text = text_of(client, parent.slug)
    assert f'value="{small.pk}" checked' in text
    assert f'value="{large.pk}" disabled' in text


def test_a_link_may_name_the_pack(client: Client) -> None:
    parent, (_small, large) = make_variants(
        "Kopi", [("250 g", 250, 27_000), ("1 kg", 1_000, 95_000)], on_hand=5_000
    )
    sku = large.stockrecords.get().partner_sku
    assert f'value="{large.pk}" checked' in text_of(client, parent.slug, f"?kemasan={sku}")


def test_sold_out_offers_no_button_but_a_way_to_ask(client: Client) -> None:
    text = text_of(client, make_product(packs=0).slug)
    assert "Tambah ke keranjang" not in text
    assert "Sedang habis." in text


def test_a_pre_order_names_its_harvest(client: Client) -> None:
    day = timezone.localdate() + timedelta(days=20)
    text = text_of(client, make_product(harvest_date=day).slug)
    assert f"PO panen {day.day} " in text


def test_delivery_is_priced_for_the_remembered_city(client: Client) -> None:
    make_places()
    product = make_product()
    assert "Pilih kota Anda" in text_of(client, product.slug)
    client.cookies["lapak_tujuan"] = "31.74|Jakarta Selatan"
    page = client.get(f"/produk/{product.slug}/")
    assert page.context["delivery"].price > 0
    assert "Ongkir ke <b>Jakarta Selatan</b> mulai" in page.content.decode()


def test_why_nothing_can_be_sent_is_said_in_words(client: Client) -> None:
    make_places()
    client.cookies["lapak_tujuan"] = "31.74|Jakarta Selatan"
    delivery = client.get(f"/produk/{make_product(weight_grams=0).slug}/").context["delivery"]
    assert delivery.price == 0
    assert delivery.problem


def test_lapsed_permits_are_not_shown(client: Client) -> None:
    product = make_product()
    today = timezone.localdate()
    Permit.objects.create(product=product, kind="halal", number="BERLAKU", valid_until=today)
    Permit.objects.create(
        product=product, kind="pirt", number="LEWAT", valid_until=today - timedelta(days=1)
    )
    text = text_of(client, product.slug)
    assert "BERLAKU" in text
    assert "LEWAT" not in text


def test_breadcrumbs_and_related_goods_come_from_the_shelf(client: Client) -> None:
    shelf = make_shelf("Kopi")
    product = make_product("Satu", shelf=shelf)
    make_product("Dua", shelf=shelf)
    make_product("Habis", shelf=shelf, packs=0)
    make_product("Jauh")
    page = client.get(f"/produk/{product.slug}/").context["page"]
    assert [link.name for link in page.trail] == ["Kopi"]
    assert [card.title for card in page.related] == ["Dua"]


def test_search_engines_read_one_offer_for_each_pack(client: Client) -> None:
    parent, _packs = make_variants(
        "Kopi </script><b>", [("250 g", 250, 27_000), ("25 kg", 25_000, 9)], on_hand=1_000
    )
    text = text_of(client, parent.slug)
    data = text.split('<script type="application/ld+json">')[1].split("</script>")[0]
    graph = json.loads(data)["@graph"]
    facts = next(each for each in graph if each["@type"] == "Product")
    assert facts["name"] == "Kopi </script><b>"
    assert [offer["availability"].rpartition("/")[2] for offer in facts["offers"]] == [
        "OutOfStock",
        "InStock",
    ]
    assert {offer["priceCurrency"] for offer in facts["offers"]} == {"IDR"}


def test_a_hidden_product_and_a_variants_own_slug_are_not_there(client: Client) -> None:
    hidden = make_product(is_public=False)
    assert client.get(f"/produk/{hidden.slug}/").status_code == 404
    assert client.get("/produk/tidak-ada/").status_code == 404
