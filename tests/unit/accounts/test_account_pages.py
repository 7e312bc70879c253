"""The customer's own pages: orders by tab and words, addresses, name; nothing of anybody else's."""

from __future__ import annotations

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from shop.accounts.models import User
from shop.address.models import UserAddress
from shop.order import services
from shop.order.models import Order
from shop.partner.models import StockRecord
from shop.storefront import account_orders
from tests.factories_orders import make_basket, make_order, make_request, make_shelf
from tests.factories_storefront import KEBAYORAN, make_places

pytestmark = pytest.mark.django_db

ADDRESS = {
    "name": "Sari Wulandari",
    "phone": "0812-3456-7890",
    "region": KEBAYORAN,
    "street": "Jl. Wijaya II No. 14",
    "postal_code": "",
    "landmark": "Pagar hijau",
    "action": "save",
}
PAGES = ["", "pesanan/", "data/", "alamat/", "alamat/baru/"]


@pytest.fixture
def user() -> User:
    return User.objects.create_user(email="sari@example.com", password="rahasia-kopi-7")


@pytest.fixture
def me(client: Client, user: User) -> Client:
    client.force_login(user)
    return client


def order_of(user: User, record: StockRecord | None = None) -> Order:
    record = record or make_shelf(name="Koperasi Lintong")
    return services.place(new=make_request(make_basket((record, 1), owner=user)))


def address_of(user: User, **changes: Any) -> UserAddress:
    facts = {"first_name": "Sari", "line1": "Jl. Satu", "country_id": "ID", "region_code": "31.74"}
    return UserAddress.objects.create(user=user, **(facts | changes))


def numbers(page: str) -> list[str]:
    return re.findall(r'href="/akun/pesanan/(LK-[^/"]+)/"', page)


def text_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("page", PAGES)
def test_guests_are_asked_to_sign_in_and_come_back(client: Client, page: str) -> None:
    response = client.get(f"/akun/{page}")
    assert response.status_code == 302
    assert response["Location"] == f"/akun/login/?next=/akun/{page}"


@pytest.mark.parametrize("page", PAGES)
def test_own_pages_are_never_stored(me: Client, page: str) -> None:
    response = me.get(f"/akun/{page}")
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    assert 'content="noindex"' in response.content.decode()


def test_tabs_show_the_orders_in_their_state(me: Client, user: User) -> None:
    unpaid, paid = order_of(user), order_of(user)
    services.mark_paid(order_id=paid.pk)
    assert numbers(text_of(me, "/akun/pesanan/")) == [paid.number, unpaid.number]
    assert numbers(text_of(me, "/akun/pesanan/?tab=belum-bayar")) == [unpaid.number]
    assert numbers(text_of(me, "/akun/pesanan/?tab=dikemas")) == [paid.number]
    assert numbers(text_of(me, "/akun/pesanan/?tab=selesai")) == []
    page = text_of(me, "/akun/pesanan/")
    words = ["Belum bayar", "Dikemas", "Dikirim", "Selesai", "Dibatalkan"]
    assert [word for word in words if f">{word}</a>" in page] == words


def test_orders_are_found_by_number_and_by_goods(me: Client, user: User) -> None:
    first, second = order_of(user), order_of(user)
    second.lines.update(title="Madu hutan Toba")
    assert numbers(text_of(me, f"/akun/pesanan/?q={first.number.lower()}")) == [first.number]
    assert numbers(text_of(me, "/akun/pesanan/?q=madu+hutan")) == [second.number]
    assert numbers(text_of(me, "/akun/pesanan/?q=madu&tab=selesai")) == []
    assert "cocok dengan “songket”" in text_of(me, "/akun/pesanan/?q=songket")


def test_pages_go_forth_and_back_without_losing_or_repeating(
    me: Client, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(account_orders, "PAGE", 2)
    placed = [order_of(user).number for _ in range(5)][::-1]
    seen, address = [], "/akun/pesanan/"
    for _ in range(3):
        page = me.get(address)
        seen += numbers(page.content.decode())
        last, address = page, f"/akun/pesanan/{page.context['next_url']}"
    assert seen == placed
    assert last.context["next_url"] == ""
    back = me.get(f"/akun/pesanan/{last.context['previous_url']}")
    assert numbers(back.content.decode()) == placed[2:4]
    first = me.get(f"/akun/pesanan/{back.context['previous_url']}")
    assert numbers(first.content.decode()) == placed[:2]
    assert first.context["previous_url"] == ""


def test_the_list_costs_the_same_with_one_and_with_ten_orders(me: Client, user: User) -> None:
    def cost(address: str) -> int:
        me.get(address)
        with CaptureQueriesContext(connection) as captured:
            me.get(address)
        return len(captured)

    order_of(user)
    few = [cost("/akun/pesanan/?q=LK&tab=belum-bayar"), cost("/akun/")]
    for _ in range(9):
        order_of(user)
    assert [cost("/akun/pesanan/?q=LK&tab=belum-bayar"), cost("/akun/")] == few
    assert max(few) <= 6


def test_nobody_sees_the_orders_and_addresses_of_others(me: Client) -> None:
    other = User.objects.create_user(email="lain@example.com", password="x")
    order, address = order_of(other), address_of(other)
    assert numbers(text_of(me, "/akun/pesanan/")) == []
    assert numbers(text_of(me, f"/akun/pesanan/?q={order.number}")) == []
    assert me.get(f"/akun/pesanan/{order.number}/").status_code == 404
    assert me.get(f"/akun/alamat/{address.pk}/").status_code == 404
    assert me.post(f"/akun/alamat/{address.pk}/", ADDRESS).status_code == 404
    for part in ("utama", "hapus"):
        assert me.post(f"/akun/alamat/{address.pk}/{part}/").status_code == 404
    assert UserAddress.objects.get(pk=address.pk).line1 == "Jl. Satu"


def test_an_own_order_opens_in_full(me: Client, user: User) -> None:
    order = order_of(user)
    response = me.get(f"/akun/pesanan/{order.number}/", follow=True)
    assert response.redirect_chain == [(f"/pesanan/{order.token}/", 302)]
    assert "Ibu Sari" in response.content.decode()


def test_guest_orders_come_with_a_verified_address_only(user: User) -> None:
    order = make_order((make_shelf(), 1))
    Order.objects.filter(pk=order.pk).update(guest_email="Sari@Example.com")
    channel = make_order((make_shelf(), 1))
    Order.objects.filter(pk=channel.pk).update(source="shopee")
    address = EmailAddress.objects.create(user=user, email="sari@example.com", verified=False)
    client = Client()
    client.login(email="sari@example.com", password="rahasia-kopi-7")
    assert account_orders.latest(user=user) == ()
    EmailAddress.objects.filter(pk=address.pk).update(verified=True)
    email_confirmed.send(sender=EmailAddress, request=None, email_address=address)
    assert [row.number for row in account_orders.latest(user=user)] == [order.number]


def test_a_claimed_order_stays_with_its_first_owner(user: User) -> None:
    order = make_order((make_shelf(), 1))
    other = User.objects.create_user(email="lain@example.com", password="x")
    Order.objects.filter(pk=order.pk).update(user=other)
    EmailAddress.objects.create(user=user, email="sari@example.com", verified=True)
    Client().login(email="sari@example.com", password="rahasia-kopi-7")
    assert Order.objects.get(pk=order.pk).user_id == other.pk


def test_an_address_is_added_changed_made_default_and_deleted(me: Client, user: User) -> None:
    make_places()
    assert me.post("/akun/alamat/baru/", ADDRESS).status_code == 303
    first = UserAddress.objects.get(user=user)
    assert (first.district, first.phone_number, first.is_default_for_shipping) == (
        "Kebayoran Baru",
        "+6281234567890",
        True,
    )
    assert "0812-3456-7890" in text_of(me, "/akun/alamat/")
    me.post("/akun/alamat/baru/", ADDRESS | {"street": "Jl. Dua"})
    second = UserAddress.objects.exclude(pk=first.pk).get()
    assert not second.is_default_for_shipping
    me.post(f"/akun/alamat/{second.pk}/utama/")
    defaults = UserAddress.objects.filter(is_default_for_shipping=True)
    assert [each.pk for each in defaults] == [second.pk]
    me.post(f"/akun/alamat/{second.pk}/", ADDRESS | {"street": "Jl. Tiga"})
    second.refresh_from_db()
    assert (second.line1, second.is_default_for_shipping) == ("Jl. Tiga", True)
    assert "Hapus alamat ini?" in text_of(me, f"/akun/alamat/{second.pk}/hapus/")
    me.post(f"/akun/alamat/{second.pk}/hapus/")
    assert [each.pk for each in UserAddress.objects.filter(user=user)] == [first.pk]


def test_the_same_address_twice_is_said_and_not_kept(me: Client, user: User) -> None:
    make_places()
    me.post("/akun/alamat/baru/", ADDRESS)
    response = me.post("/akun/alamat/baru/", ADDRESS)
    assert response.status_code == 422
    assert "Alamat ini sudah tersimpan." in response.content.decode()
    assert UserAddress.objects.filter(user=user).count() == 1


def test_a_place_is_looked_up_and_nothing_typed_is_lost(me: Client) -> None:
    make_places()
    typed = ADDRESS | {"region": "", "action": "find_place", "place_query": "kebayoran"}
    page = me.post("/akun/alamat/baru/", typed).content.decode()
    assert f'name="choose_place" value="{KEBAYORAN}"' in page
    assert "Jl. Wijaya II No. 14" in page
    page = me.post("/akun/alamat/baru/", typed | {"choose_place": KEBAYORAN}).content.decode()
    assert f'name="region" value="{KEBAYORAN}"' in page
    step = typed | {"action": "step_use", "place_1": "31", "place_2": "31.74", "place_3": KEBAYORAN}
    page = me.post("/akun/alamat/baru/", step).content.decode()
    assert f'name="region" value="{KEBAYORAN}"' in page


def test_an_address_without_a_place_is_sent_back(me: Client) -> None:
    response = me.post("/akun/alamat/baru/", ADDRESS | {"region": "", "phone": "12"})
    assert response.status_code == 422
    assert UserAddress.objects.count() == 0
    page = response.content.decode()
    assert "Cari kecamatan Anda" in page
    assert "Jl. Wijaya II No. 14" in page


def test_name_and_phone_are_changed(me: Client, user: User) -> None:
    assert me.post("/akun/data/", {"name": "Sari Wulandari", "phone": "0812 3456 7890"})
    user.refresh_from_db()
    assert (user.get_full_name(), user.phone) == ("Sari Wulandari", "+6281234567890")
    wrong = me.post("/akun/data/", {"name": "", "phone": "12"})
    assert wrong.status_code == 422
    user.refresh_from_db()
    assert user.phone == "+6281234567890"


def test_header_and_bar_lead_to_the_account(client: Client) -> None:
    assert text_of(client, "/kategori/").count('href="/akun/"') == 2
