"""The basket: putting in, changing, what is wrong in words, parcels by cooperative."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.core.signing import Signer
from django.test import Client
from django.utils import timezone

from catalog.models import Product
from shop.basket.models import Basket
from shop.partner.models import StockRecord
from shop.partner.services import set_price
from shop.stock import services as stock
from shop.storefront.models import ProductCard
from tests.factories_storefront import (
    SAME_ORIGIN,
    basket_of,
    make_places,
    make_product,
    make_variants,
    put_in_basket,
)

pytestmark = pytest.mark.django_db


def page_of(client: Client):  # type: ignore[no-untyped-def]
    return client.get("/keranjang/").context["page"]


def update(client: Client, **data: object):  # type: ignore[no-untyped-def]
    return client.post("/keranjang/ubah/", data)


def only_line(client: Client):  # type: ignore[no-untyped-def]
    return basket_of(client).lines.get()


def test_putting_in_twice_adds_up_and_the_badge_counts(client: Client) -> None:
    product = make_product(price=95_000)
    put_in_basket(client, product, 2)
    put_in_basket(client, product, 3)
    page = page_of(client)
    assert (page.packs, page.goods) == (5, 475_000)
    assert client.cookies["lapak_jumlah"].value == "5"


def test_more_than_there_is_becomes_what_there_is(client: Client) -> None:
    product = make_product(packs=4)
    data = {"product": product.pk, "quantity": 99}
    response = client.post("/keranjang/tambah/", data, **SAME_ORIGIN)
    assert response["Location"] == f"/keranjang/?masuk={product.pk}&terbatas=4"
    assert page_of(client).packs == 4


@pytest.mark.parametrize("quantity", ["0", "-3", "abc", "1.5", ""])
def test_what_is_no_quantity_puts_nothing_in_and_says_why(client: Client, quantity: str) -> None:
    data = {"product": make_product(packs=9).pk, "quantity": quantity}
    response = client.post("/keranjang/tambah/", data, follow=True, **SAME_ORIGIN)
    assert "Tulis jumlah 1 atau lebih" in response.content.decode()
    assert "Masuk keranjang" not in response.content.decode()
    assert Basket.objects.count() == 0


def test_an_absurd_quantity_becomes_what_there_is(client: Client) -> None:
    data = {"product": make_product(packs=9).pk, "quantity": "99999999999999"}
    assert client.post("/keranjang/tambah/", data, **SAME_ORIGIN).status_code == 303
    assert page_of(client).packs == 9


def test_a_product_that_is_no_longer_sold_is_said_to_be_gone(client: Client) -> None:
    response = client.post("/keranjang/tambah/", {"product": 999_999}, follow=True, **SAME_ORIGIN)
    assert "Produk ini sudah tidak ada" in response.content.decode()


@pytest.mark.parametrize("address", ["/keranjang/", "/cari/?q=zzzz"])
def test_only_what_was_sold_is_called_bought_most_often(client: Client, address: str) -> None:
    product = make_product()
    shown = client.get(address).content.decode()
    assert "Mungkin Anda suka" in shown
    assert "Paling banyak dibeli" not in shown
    ProductCard.objects.filter(pk=product.pk).update(sold=3)
    assert "Paling banyak dibeli" in client.get(address).content.decode()


def unsellable() -> list[Product]:
    parent, _children = make_variants("Kopi", [("1 kg", 1000, 9)], on_hand=5000, is_public=False)
    return [
        make_product(packs=0),
        make_product(is_public=False),
        make_product(price=None),
        parent,
        _children[0],
    ]


def test_what_cannot_be_sold_cannot_be_put_in(client: Client) -> None:
    sold_out, *not_sold = unsellable()
    response = client.post("/keranjang/tambah/", {"product": sold_out.pk}, **SAME_ORIGIN)
    assert response["Location"] == f"/keranjang/?habis={sold_out.pk}"
    for product in not_sold:
        response = client.post("/keranjang/tambah/", {"product": product.pk}, **SAME_ORIGIN)
        assert response["Location"] == "/keranjang/?hilang=1"
    for junk in ("abc", "", "999999999", "1 OR 1=1"):
        response = client.post("/keranjang/tambah/", {"product": junk}, **SAME_ORIGIN)
        assert response.status_code == 303
    assert Basket.objects.count() == 0
    assert not client.cookies


def test_steps_numbers_and_taking_out(client: Client) -> None:
    put_in_basket(client, make_product(packs=9), 2)
    line = only_line(client)
    update(client, line=line.pk, quantity=2, delta="1")
    assert only_line(client).quantity == 3
    update(client, line=line.pk, quantity=3, delta="-1")
    assert only_line(client).quantity == 2
    update(client, line=line.pk, quantity=7)
    assert only_line(client).quantity == 7
    response = update(client, line=line.pk, quantity=50)
    assert response["Location"] == "/keranjang/?terbatas=9"
    update(client, line=line.pk, quantity=9, remove="1")
    assert not basket_of(client).lines.exists()


def test_another_visitors_line_is_left_alone(client: Client) -> None:
    product = make_product()
    other = Client()
    put_in_basket(other, product, 2)
    put_in_basket(client, product, 1)
    update(client, line=only_line(other).pk, quantity=9)
    update(client, line=only_line(other).pk, quantity=9, remove="1")
    assert only_line(other).quantity == 2


@pytest.mark.parametrize("value", ["1", "1:abc", "", "x" * 500, "1:1:1"])
def test_a_forged_basket_number_opens_nothing(client: Client, value: str) -> None:
    put_in_basket(Client(), make_product())
    client.cookies["oscar_open_basket"] = value
    assert page_of(client).packs == 0


def test_a_customers_basket_is_not_opened_by_a_guests_cookie(client: Client) -> None:
    user = get_user_model().objects.create_user(email="sari@example.com", password="rahasia-123")
    owned = Basket.objects.create(owner=user)
    client.cookies["oscar_open_basket"] = Signer().sign(owned.pk)
    put_in_basket(client, make_product())
    assert not owned.lines.exists()


def test_logging_in_pours_the_guests_basket_into_the_customers(client: Client) -> None:
    user = get_user_model().objects.create_user(email="sari@example.com", password="rahasia-123")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    first, second = make_product(), make_product()
    put_in_basket(client, first, 2)
    owned = Basket.objects.create(owner=user)
    guest = basket_of(client)
    client.post("/akun/login/", {"login": "sari@example.com", "password": "rahasia-123"})
    assert sorted(owned.lines.values_list("product_id", "quantity")) == [(first.pk, 2)]
    assert Basket.objects.get(pk=guest.pk).status == Basket.MERGED
    client.post("/keranjang/tambah/", {"product": second.pk, "quantity": 1}, **SAME_ORIGIN)
    assert page_of(client).packs == 3


def test_two_cooperatives_are_two_parcels_that_are_paid_once(client: Client) -> None:
    make_places()
    put_in_basket(client, make_product("Kopi", price=95_000), 2)
    put_in_basket(client, make_product("Ulos", price=425_000))
    client.cookies["lapak_tujuan"] = "31.74|Jakarta Selatan"
    response = client.get("/keranjang/")
    page = response.context["page"]
    assert [parcel.contents.grams for parcel in page.parcels] == [2160, 1080]
    assert all(parcel.cheapest.price > 0 for parcel in page.parcels)
    assert page.total_from == 615_000 + sum(parcel.cheapest.price for parcel in page.parcels)
    text = response.content.decode()
    assert "Barang Anda datang dari 2 koperasi, jadi dikirim dalam 2 paket." in text


def test_a_parcel_leaves_after_the_slowest_of_its_goods(client: Client) -> None:
    harvest = timezone.localdate() + timedelta(days=30)
    product = make_product()
    put_in_basket(client, product)
    put_in_basket(client, make_product(cooperative=product.partner, harvest_date=harvest))
    assert page_of(client).parcels[0].leaves > harvest


def test_a_changed_price_is_told_until_it_is_accepted(client: Client) -> None:
    product = make_product("Kopi Lintong", price=95_000)
    put_in_basket(client, product)
    record = StockRecord.objects.get(product=product)
    set_price(stockrecord_id=record.pk, price=105_000, actor=None)
    text = client.get("/keranjang/").content.decode()
    assert "<b>Harga Kopi Lintong berubah.</b> Dari Rp95.000 menjadi Rp105.000." in text
    client.post("/keranjang/rapikan/")
    assert page_of(client).changed == []


def test_what_sold_out_is_named_and_the_rest_stays(client: Client) -> None:
    gone, kept = make_product("Madu", packs=2), make_product("Kopi")
    put_in_basket(client, gone)
    put_in_basket(client, kept)
    item_id = StockRecord.objects.get(product=gone).stock_item_id
    stock.reserve(item_id=item_id, quantity=2_000, ref="other")
    response = client.get("/keranjang/")
    assert "Maaf, sudah tidak ada:</b> Madu" in response.content.decode()
    assert [a.title for a in response.context["page"].articles] == ["Kopi"]
    assert response.context["page"].goods == 95_000
    client.post("/keranjang/rapikan/")
    assert basket_of(client).lines.count() == 1


def test_bags_and_a_sack_of_one_heap_are_added_up(client: Client) -> None:
    _parent, (bag, sack) = make_variants(
        "Kopi", [("1 kg", 1_000, 95_000), ("Karung 25 kg", 25_000, 2_250_000)], on_hand=30_000
    )
    put_in_basket(client, bag, 10)
    put_in_basket(client, sack, 1)
    page = page_of(client)
    assert [article.trouble for article in page.articles] == ["shared", "shared"]
    assert [article.fitting for article in page.articles] == [5, 0]
    assert "tersisa 30 kg" in client.get("/keranjang/").content.decode()


def test_the_basket_is_never_stored_by_caches(client: Client) -> None:
    put_in_basket(client, make_product())
    assert "no-store" in client.get("/keranjang/")["Cache-Control"]
