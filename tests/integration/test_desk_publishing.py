"""Putting goods up at the desk: what is missing, category and answers, look first, send once."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from catalog.models import Product, ProductImage
from integrations.channels.publishing import Attribute, AttributeValue, Category
from integrations.sync import publishing
from integrations.sync.models import ChannelAccount, ChannelFact, Publication
from shop.accounts.models import Role
from shop.outbox.models import Message, State
from tests.factories_desk import client_of, make_listing, make_shop, make_staff, worker_beats
from tests.factories_orders import make_shelf

pytestmark = pytest.mark.django_db
COFFEE = "100629"
TREE = [
    Category(category_id="100600", name="Makanan & Minuman", is_leaf=False),
    Category(category_id=COFFEE, parent_id="100600", name="Kopi & Teh"),
]
AGE = Attribute(
    attribute_id="4001",
    name="Masa Penyimpanan",
    is_mandatory=True,
    values=(AttributeValue(value_id="2", name="12 bulan"),),
    takes_text=False,
)
ORIGIN = Attribute(attribute_id="4002", name="Asal")


@pytest.fixture(autouse=True)
def media(settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def product() -> Product:
    worker_beats()
    product = make_shelf(on_hand=9000).product
    Product.objects.filter(pk=product.pk).update(
        title="Kopi Lintong Sangrai",
        description="Kopi dari Lintong.",
        length_mm=200,
        width_mm=120,
        height_mm=80,
    )
    name = default_storage.save("originals/uji.jpg", ContentFile(b"\xff\xd8\xff"))
    ProductImage.objects.create(product=product, original=name, display_order=0)
    product.refresh_from_db()
    return product


@pytest.fixture
def account(product: Product) -> ChannelAccount:
    account = make_shop(product.partner)
    for key, rows in (("categories", TREE), (f"attributes:{COFFEE}", [AGE, ORIGIN])):
        ChannelFact.objects.create(
            channel="shopee", key=key, data=[asdict(row) for row in rows], read_at=timezone.now()
        )
    return account


@pytest.fixture
def client(product: Product):
    return client_of(make_staff(product.partner))


def at(name: str, account: ChannelAccount, product: Product | None = None) -> str:
    return reverse(f"desk:{name}", args=[account.pk, *([product.pk] if product else [])])


def text(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


def answer(client, account: ChannelAccount, product: Product, **fields: str) -> None:
    form = {"kategori": COFFEE, "isian": "1", "isi_4001": "2", **fields}
    assert client.post(at("publish_goods", account, product), form).status_code == 302


def test_what_is_missing_is_named_with_a_link_to_where_it_is_mended(client, account, product):
    ProductImage.objects.all().delete()
    shown = text(client.get(at("publish", account)))
    assert "Belum terbit" not in shown
    assert f'href="{reverse("desk:photos", args=[product.pk])}"' in shown
    assert f'href="{at("publish_goods", account, product)}#kategori"' in shown
    assert "Perlu 1 foto, sekarang ada 0." in shown


def test_a_category_is_found_chosen_and_its_answers_are_kept(client, account, product):
    page = at("publish_goods", account, product)
    assert "Makanan &amp; Minuman › Kopi &amp; Teh" in text(client.get(page, {"cari": "kopi"}))
    assert "Tidak ada kategori" in text(client.get(page, {"cari": "sepeda"}))

    client.post(page, {"kategori": COFFEE})
    assert "Wajib diisi: Masa Penyimpanan." in text(client.get(page))
    answer(client, account, product, kata_4002="Lintong")

    plan = Publication.objects.get(account=account, product=product)
    assert plan.answers == {"4001": ["2", "12 bulan"], "4002": ["", "Lintong"]}
    shown = text(client.get(page))
    assert "Wajib diisi" not in shown
    assert '<option value="2" selected>12 bulan</option>' in shown


def test_what_the_channel_does_not_offer_is_not_kept(client, account, product):
    page = at("publish_goods", account, product)
    client.post(page, {"kategori": "100600"})
    client.post(page, {"kategori": "1"})
    assert not Publication.objects.exists()
    answer(client, account, product, isi_4001="99", kata_4001="selamanya")
    assert Publication.objects.get().answers == {}


def test_looked_at_first_then_sent_once(client, account, product):
    answer(client, account, product)
    send = at("publish_send", account)
    assert client.post(send).url.endswith("?kosong=1")

    preview = text(client.post(send, {"pilih": product.pk}))
    assert "Rp95.000" in preview
    assert "stok 9" in preview
    assert not Message.objects.filter(kind=publishing.PUBLISH).exists()

    for _ in range(2):
        client.post(send, {"pilih": product.pk, "ya": "1"})

    message = Message.objects.get(kind=publishing.PUBLISH)
    assert message.state == State.QUEUED
    assert "Sedang diterbitkan" in text(client.get(at("publish", account)))


def test_a_failure_teaches_and_is_tried_again(client, account, product):
    answer(client, account, product)
    client.post(at("publish_send", account), {"pilih": product.pk, "ya": "1"})
    Message.objects.update(
        state=State.PARKED, error_code="no_courier_there", error_text="no delivery service"
    )
    shown = text(client.get(at("publish", account)))
    assert "Toko di sana belum menyalakan jasa kirim" in shown
    assert "no delivery service" in shown

    client.post(at("publish_send", account), {"pilih": product.pk, "ya": "1"})

    assert Message.objects.get(kind=publishing.PUBLISH).state == State.QUEUED


def test_what_stands_there_by_other_hands_is_left_in_peace(client, account, product):
    make_listing(account, product.stockrecords.get())
    shown = text(client.get(at("publish", account)))
    assert "Terbit langsung di Shopee: 1" in shown
    answer(client, account, product)
    assert client.post(at("publish_send", account), {"pilih": product.pk, "ya": "1"}).url.endswith(
        "?kosong=1"
    )


def test_a_channel_that_cannot_says_so(client, product):
    account = make_shop(product.partner, channel="blibli", external_shop_id="BL-1")
    shown = text(client.get(at("publish", account)))
    assert "barang diterbitkan di halaman Blibli sendiri" in shown
    assert client.get(at("publish_goods", account, product)).status_code == 404


def test_a_shop_that_sends_no_stock_is_told_why(client, account, product):
    answer(client, account, product)
    ChannelAccount.objects.update(push_stock=False)
    assert "Nyalakan dulu kirim stok" in text(client.get(at("publish", account)))
    client.post(at("publish_send", account), {"pilih": product.pk, "ya": "1"})
    assert not Message.objects.filter(kind=publishing.PUBLISH).exists()


def test_who_may_only_look_finds_no_buttons(account, product):
    watcher = client_of(make_staff(product.partner, Role.SUPERVISOR))
    assert "<form" not in text(watcher.get(at("publish", account))).partition("<main")[2]
    assert watcher.post(at("publish_send", account), {"pilih": product.pk}).status_code == 403
    assert (
        watcher.post(at("publish_goods", account, product), {"kategori": COFFEE}).status_code == 403
    )


def test_anothers_goods_are_not_there(client, account):
    foreign = make_shelf().product
    assert client.get(at("publish_goods", account, foreign)).status_code == 404
    client.post(at("publish_send", account), {"pilih": foreign.pk, "ya": "1"})
    assert not Message.objects.filter(kind=publishing.PUBLISH).exists()


@pytest.mark.django_db(transaction=True)
def test_a_channel_that_does_not_answer_is_told_in_words(account, product, client):
    ChannelFact.objects.filter(key__startswith="attributes").delete()
    response = client.post(at("publish_goods", account, product), {"kategori": COFFEE}, follow=True)
    assert not Publication.objects.exists()
    assert response.status_code == 200
