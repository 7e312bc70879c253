"""Basket and checkout: ways of sending, free shipping by rule, minimum orders, undo, steps."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone

from shop.address.models import UserAddress
from shop.basket.models import Basket
from shop.order.models import Order
from shop.voucher.models import Voucher
from tests.factories_offers import make_free_shipping, make_voucher
from tests.factories_storefront import (
    KEBAYORAN,
    SAME_ORIGIN,
    basket_of,
    make_account,
    make_places,
    make_product,
    put_in_basket,
)
from tests.unit.storefront.test_checkout import form_of, look, order_of, press

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def shop() -> None:
    make_places()
    make_account()


def text_of(response) -> str:  # type: ignore[no-untyped-def]
    return response.content.decode().replace("\xa0", " ")


def to_kebayoran(client: Client) -> Client:
    client.cookies["lapak_tujuan"] = f"{KEBAYORAN}|Kebayoran Baru"
    return client


def test_a_rule_writes_its_label_and_lowers_the_price_everywhere(client: Client) -> None:
    make_free_shipping(150_000)
    put_in_basket(to_kebayoran(client), make_product(price=100_000))
    before = client.get("/keranjang/")
    assert "Gratis ongkir min. Rp150.000" in text_of(before)
    assert "kurang Rp50.000 lagi" in text_of(before)
    assert before.context["page"].shipping_from > 0
    line = basket_of(client).lines.get()
    client.post("/keranjang/ubah/", {"line": line.pk, "quantity": "2"})
    after = client.get("/keranjang/")
    assert after.context["page"].shipping_from == 0
    assert "kurang Rp" not in text_of(after)
    shown = look(client)
    assert shown.context["page"].shipping == 0
    order = order_of(client, press(client, shown))
    assert int(order.total_incl_tax) == 200_000 == shown.context["page"].total


def test_a_rule_that_ended_while_the_page_was_open_is_told(client: Client) -> None:
    rule = make_free_shipping()
    put_in_basket(client, make_product(price=100_000))
    shown = look(client)
    rule.delete()
    refused = press(client, shown)
    assert refused.status_code == 409
    assert "Total berubah dari Rp100.000" in text_of(refused)
    assert Order.objects.count() == 0
    assert order_of(client, press(client, refused)).lines.get().shipping_paid > 0


def test_the_way_chosen_in_the_basket_is_chosen_at_the_checkout(client: Client) -> None:
    product = make_product()
    put_in_basket(to_kebayoran(client), product)
    page = client.get("/keranjang/")
    assert f'name="ship_{product.partner_id}" value="ambil:0"' in text_of(page)
    shown = client.get("/checkout/", {f"ship_{product.partner_id}": "ambil:0"})
    (block,) = shown.context["page"].blocks
    assert block.chosen.option.code == "ambil"


def test_two_cooperatives_cost_no_more_queries_than_one(
    client: Client, django_assert_num_queries
) -> None:  # type: ignore[no-untyped-def]
    put_in_basket(to_kebayoran(client), make_product())
    client.get("/keranjang/")
    put_in_basket(client, make_product())
    put_in_basket(client, make_product())
    client.get("/keranjang/")
    with django_assert_num_queries(6):
        assert len(client.get("/keranjang/").context["page"].parcels) == 3


def test_too_small_an_order_is_told_and_refused(client: Client) -> None:
    product = make_product(price=40_000)
    product.partner.minimum_order = 100_000
    product.partner.save()
    put_in_basket(client, product)
    assert "mengirim pesanan mulai Rp100.000. Tambah Rp60.000 lagi." in text_of(
        client.get("/keranjang/")
    )
    shown = look(client)
    assert not shown.context["page"].can_place
    refused = press(client, shown)
    assert refused.status_code == 409
    assert "mengirim pesanan mulai Rp100.000" in text_of(refused)
    assert Order.objects.count() == 0


def test_what_was_taken_out_can_be_put_back(client: Client) -> None:
    product = make_product("Kopi Lintong")
    put_in_basket(client, product, 3)
    line = basket_of(client).lines.get()
    removed = client.post("/keranjang/ubah/", {"line": line.pk, "remove": "1"})
    page = client.get(removed["Location"])
    assert "<b>Kopi Lintong</b> sudah dikeluarkan" in text_of(page)
    assert page.context["removed"]["quantity"] == 3
    facts = {"product": product.pk, "quantity": 3}
    client.post("/keranjang/tambah/", facts, **SAME_ORIGIN)
    assert basket_of(client).lines.get().quantity == 3


@pytest.mark.parametrize("address", ["?keluar=999999&banyak=1", "?keluar=x&banyak=<b>", "?keluar="])
def test_a_made_up_removal_shows_nothing(client: Client, address: str) -> None:
    put_in_basket(client, make_product())
    page = client.get(f"/keranjang/{address}")
    assert page.context["removed"] is None


def test_a_place_is_stepped_down_to_without_a_search(client: Client) -> None:
    put_in_basket(client, make_product())
    first = client.get("/checkout/")
    assert [step.level for step in first.context["steps"]] == [1]
    second = press(client, first, "step", region="", place_1="31")
    assert [step.level for step in second.context["steps"]] == [1, 2]
    third = press(client, second, "step", region="", place_1="31", place_2="31.74")
    assert 'name="place_3"' in text_of(third)
    chosen = {"place_1": "31", "place_2": "31.74", "place_3": KEBAYORAN}
    fourth = press(client, third, "step", region="", **chosen)
    if fourth.context["place"] is None:
        fourth = press(client, fourth, "step_use", region="", **chosen)
    assert fourth.context["place"].code == KEBAYORAN
    assert fourth.context["page"].shipping > 0


def test_a_broken_step_starts_again_and_keeps_what_was_typed(client: Client) -> None:
    put_in_basket(client, make_product())
    odd = {"place_1": "31'", "place_2": "\x00"}
    page = press(client, client.get("/checkout/"), "step", region="", **odd)
    assert [step.chosen for step in page.context["steps"]] == [""]
    assert page.context["form"]["name"].value() == "Sari Wulandari"


def fill(client: Client) -> None:
    """One article into the basket, whoever owns it."""
    facts = {"product": make_product().pk, "quantity": 1}
    assert client.post("/keranjang/tambah/", facts, **SAME_ORIGIN).status_code == 303


def customer(client: Client):  # type: ignore[no-untyped-def]
    user = get_user_model().objects.create_user("sari@example.com", "rahasia-sekali")
    client.force_login(user)
    return user


def test_an_account_finds_its_address_again(client: Client) -> None:
    user = customer(client)
    for _each in range(2):
        fill(client)
        order_of(client, press(client, look(client)))
    address = UserAddress.objects.get(user=user)
    assert address.num_orders_as_shipping_address == 1
    fill(client)
    page = client.get("/checkout/")
    assert page.context["form"]["street"].value() == "Jl. Wijaya II No. 14"
    assert page.context["place"].code == KEBAYORAN
    chosen = press(client, page, "update", choose_address=str(address.pk), street="lain")
    assert chosen.context["form"]["street"].value() == "Jl. Wijaya II No. 14"


def test_nobody_reads_anothers_address(client: Client) -> None:
    other = get_user_model().objects.create_user("lain@example.com", "rahasia-sekali")
    address = UserAddress.objects.create(
        user=other, first_name="Rahasia", line1="Jl. Rahasia", country_id="ID", region_code="31"
    )
    for is_customer in (False, True):
        if is_customer:
            customer(client)
        fill(client)
        page = press(client, client.get("/checkout/"), "update", choose_address=str(address.pk))
        assert "Rahasia" not in text_of(page)


def test_a_session_that_ended_keeps_what_was_typed(client: Client) -> None:
    user = customer(client)
    fill(client)
    shown = look(client)
    client.logout()
    ended = press(client, shown)
    assert ended.status_code == 409
    assert "isian Anda tidak hilang" in text_of(ended)
    assert Order.objects.count() == 0
    client.force_login(user)
    again = client.get("/checkout/")
    assert again.context["form"]["landmark"].value() == "Pagar hijau"
    assert order_of(client, press(client, look(client))).user == user


def test_a_guest_whose_cookie_is_gone_orders_what_the_form_was_made_for(client: Client) -> None:
    put_in_basket(client, make_product())
    shown = look(client)
    client.cookies.clear()
    order = order_of(client, press(client, shown))
    assert Basket.objects.get(pk=order.basket_id).status == Basket.SUBMITTED


def test_a_form_with_a_broken_signature_reaches_no_basket(client: Client) -> None:
    put_in_basket(client, make_product())
    data = {**form_of(look(client)), "action": "place", "basket": "1:abc"}
    client.cookies.clear()
    assert client.post("/checkout/", data).status_code == 409
    assert Order.objects.count() == 0


def enter(client: Client, code: str) -> str:
    return text_of(client.post("/keranjang/voucher/", {"code": code}))


def test_every_reason_against_a_code_has_its_words(client: Client) -> None:
    product = make_product(price=50_000)
    put_in_basket(client, product)
    soon = timezone.now() + timedelta(days=3)
    make_voucher("NANTI", start_datetime=soon, end_datetime=soon + timedelta(days=1))
    make_voucher("HABIS", most_orders=3, num_orders=3)
    other = make_product().partner
    make_voucher("LAIN", offer={"cooperative": other})
    rich = make_voucher("KAYA").offers.get()
    type(rich.condition).objects.filter(pk=rich.condition_id).update(type="Value", value=100_000)
    assert "bisa dipakai mulai" in enter(client, "nanti")
    assert "sudah habis dipakai" in enter(client, "HABIS")
    assert f"hanya untuk barang dari {other.name}" in enter(client, "LAIN")
    assert "untuk belanja minimal Rp100.000" in enter(client, "KAYA")


def test_a_guest_hears_at_the_order_that_the_code_was_used_with_this_number(
    client: Client,
) -> None:
    voucher = make_voucher("SEKALI", usage=Voucher.ONCE_PER_CUSTOMER)
    for is_first in (True, False):
        put_in_basket(client, make_product(price=100_000))
        assert client.post("/keranjang/voucher/", {"code": "SEKALI"}).status_code == 303
        answer = press(client, look(client))
        if is_first:
            assert order_of(client, answer).lines.get().seller_discount == 10_000
    assert answer.status_code == 409
    assert "SEKALI" in text_of(answer)
    assert voucher.applications.count() == 1
