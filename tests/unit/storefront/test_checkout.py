"""The checkout page: everything that can get in the way is said in words and nothing is lost."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from shop.order.models import Order, PaymentState
from shop.partner.models import Partner, StockRecord
from shop.partner.services import set_price
from shop.payments.models import CodBlock, CodRule, PaymentRequest
from shop.stock import services as stock
from tests.factories_storefront import (
    KEBAYORAN,
    basket_of,
    make_account,
    make_places,
    make_product,
    put_in_basket,
)
from tests.seams import run_before

pytestmark = pytest.mark.django_db

CONTACT = {
    "name": "Sari Wulandari",
    "phone": "0812-3456-7890",
    "email": "",
    "region": KEBAYORAN,
    "street": "Jl. Wijaya II No. 14",
    "postal_code": "",
    "landmark": "Pagar hijau",
    "note": "",
}


@pytest.fixture(autouse=True)
def shop() -> None:
    make_places()
    make_account()


def form_of(response: HttpResponse) -> dict[str, Any]:
    """What a browser would send back: hidden fields and what is chosen."""
    text = response.content.decode()
    data: dict[str, Any] = {}
    for tag in re.findall(r"<input[^>]*>", text):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        is_off = 'type="radio"' in tag and " checked" not in tag
        if name is None or is_off or name[1] in {"csrfmiddlewaretoken", "place_query"}:
            continue
        data.setdefault(name[1], []).append(value[1] if value else "")
    return data


def press(client: Client, response: HttpResponse, action: str = "place", **changes: Any) -> Any:
    return client.post("/checkout/", {**form_of(response), **CONTACT, "action": action, **changes})


def look(client: Client, **changes: str) -> HttpResponse:
    """The page with the district chosen, so that prices are shown."""
    return press(client, client.get("/checkout/"), "update", **changes)


def order_of(client: Client, response: HttpResponse) -> Order:
    assert response.status_code == 303, response.content.decode()[:3000]
    token = response["Location"].split("/pesanan/")[1].split("/")[0]
    return Order.objects.get(token=token)


def item_of(product: Any) -> int:
    return StockRecord.objects.get(product=product).stock_item_id


def test_a_guest_orders_without_an_account(client: Client) -> None:
    put_in_basket(client, make_product(price=95_000), 2)
    response = press(client, look(client))
    order = order_of(client, response)
    assert response["Location"] == f"/pesanan/{order.token}/bayar/"
    assert order.contact_phone == "+6281234567890"
    assert order.payment_state == PaymentState.AWAITING
    assert order.shipping_address.district == "Kebayoran Baru"
    request = PaymentRequest.objects.get(order=order)
    assert request.amount == int(order.total_incl_tax) + request.unique_code
    assert client.get("/keranjang/").context["page"].packs == 0


def test_the_city_chosen_before_is_already_filled_in(client: Client) -> None:
    put_in_basket(client, make_product())
    client.cookies["lapak_tujuan"] = f"{KEBAYORAN}|Kebayoran Baru"
    context = client.get("/checkout/").context
    assert context["place"].name == "Kebayoran Baru"
    assert context["page"].shipping > 0


def test_an_empty_basket_leads_back_to_the_basket(client: Client) -> None:
    assert client.get("/checkout/")["Location"] == "/keranjang/"


def test_what_is_missing_is_listed_and_what_was_typed_stays(client: Client) -> None:
    put_in_basket(client, make_product())
    response = press(client, look(client), name="", phone="0812-34", street="", email="a@")
    text = response.content.decode()
    assert response.status_code == 422
    assert "4 hal perlu dilengkapi" in text
    assert 'href="#id_phone">Nomor WhatsApp: Nomor ini terlalu pendek, baru 6 angka.' in text
    assert 'value="0812-34"' in text
    assert 'value="Pagar hijau"' in text
    assert 'aria-describedby="id_phone-error id_phone-hint"' in text
    assert Order.objects.count() == 0


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("0812", "terlalu pendek, baru 4 angka"),
        ("08123456789012345", "terlalu panjang"),
        ("+65 9123 4567", "Kami perlu nomor Indonesia"),
        ("tidak ada", "baru 0 angka"),
        ("0000000000", "tidak kami kenali"),
    ],
)
def test_a_phone_number_that_cannot_be_is_explained(client: Client, typed: str, says: str) -> None:
    put_in_basket(client, make_product())
    response = press(client, look(client), phone=typed)
    assert says in response.content.decode()


@pytest.mark.parametrize("typed", ["081234567890", "+62 812-3456-7890", "62812 3456 7890"])
def test_phone_numbers_are_taken_as_people_type_them(client: Client, typed: str) -> None:
    put_in_basket(client, make_product())
    order = order_of(client, press(client, look(client), phone=typed))
    assert order.contact_phone == "+6281234567890"


@pytest.mark.parametrize("code", ["", "31", "31.74", "99.99.99", "x", "31.74.07.1001.1"])
def test_only_a_district_or_a_village_is_an_address(client: Client, code: str) -> None:
    put_in_basket(client, make_product())
    response = press(client, look(client), region=code)
    assert response.status_code == 422
    assert "Cari kecamatan Anda" in response.content.decode()


def test_a_district_is_found_and_chosen_without_scripts(client: Client) -> None:
    put_in_basket(client, make_product())
    first = client.get("/checkout/")
    found = press(client, first, "find_place", region="", place_query="kebayoran")
    assert 'name="choose_place" value="31.74.07"' in found.content.decode()
    chosen = client.post(
        "/checkout/", {**form_of(found), **CONTACT, "region": "", "choose_place": KEBAYORAN}
    )
    assert chosen.context["place"].code == KEBAYORAN
    assert 'value="Sari Wulandari"' in chosen.content.decode()
    again = press(client, chosen, "other_place")
    assert again.context["place"] is None


def test_the_keyboard_goes_on_where_the_page_was_sent_for(client: Client) -> None:
    put_in_basket(client, make_product())
    first = client.get("/checkout/")
    assert "autofocus" not in first.content.decode()
    found = press(client, first, "find_place", region="", place_query="kebayoran")
    assert re.findall(r'id="(\w+)"[^>]* autofocus', found.content.decode()) == ["place_query"]
    chosen = client.post(
        "/checkout/", {**form_of(found), **CONTACT, "region": "", "choose_place": KEBAYORAN}
    )
    assert re.findall(r'id="(\w+)"[^>]* autofocus', chosen.content.decode()) == ["id_street"]
    again = press(client, chosen, "other_place")
    assert re.findall(r'id="(\w+)"[^>]* autofocus', again.content.decode()) == ["place_query"]


def test_a_postal_code_and_the_name_of_a_city_find_districts_too(client: Client) -> None:
    text = client.get("/kirim-ke/daftar/?q=12160").content.decode()
    assert "Melawai" in text
    text = client.get("/kirim-ke/daftar/?q=jakarta+selatan").content.decode()
    assert f'value="{KEBAYORAN}"' in text


def test_picking_up_makes_the_total_smaller_only_after_it_was_shown(client: Client) -> None:
    product = make_product(price=95_000)
    put_in_basket(client, product)
    shown = look(client)
    ship = f"ship_{product.partner_id}"
    refused = press(client, shown, **{ship: "ambil:0"})
    assert refused.status_code == 409
    assert "menjadi Rp95.000" in refused.content.decode()
    assert Order.objects.count() == 0
    order = order_of(client, press(client, refused))
    assert int(order.total_incl_tax) == 95_000


def test_a_second_press_changes_nothing_and_shows_the_same_order(client: Client) -> None:
    put_in_basket(client, make_product())
    shown = look(client)
    first = press(client, shown)
    second = press(client, shown)
    assert first["Location"] == second["Location"]
    assert Order.objects.count() == 1


def test_a_double_click_before_the_answer_arrives_is_one_order(client: Client) -> None:
    put_in_basket(client, make_product())
    shown = look(client)
    cookies = client.cookies.output(header="", sep=";").strip()
    first = press(client, shown)
    twin = Client()
    twin.cookies.load(cookies)
    second = press(twin, shown)
    assert second["Location"] == first["Location"]
    assert Order.objects.count() == 1


def test_a_second_tab_is_told_that_the_basket_was_ordered(client: Client) -> None:
    put_in_basket(client, make_product())
    tab, other_tab = look(client), look(client)
    order = order_of(client, press(client, tab))
    assert order_of(client, press(client, other_tab)) == order
    stranger = Client()
    answer = press(stranger, other_tab)
    assert answer.status_code == 409
    assert "Keranjang ini sudah dipesan" in answer.content.decode()
    assert order.token not in answer.content.decode()
    assert Order.objects.count() == 1


def test_a_changed_price_is_shown_before_anything_is_ordered(client: Client) -> None:
    product = make_product("Kopi Lintong", price=95_000)
    put_in_basket(client, product)
    shown = look(client)
    set_price(stockrecord_id=StockRecord.objects.get(product=product).pk, price=105_000, actor=None)
    refused = press(client, shown)
    assert refused.status_code == 409
    assert Order.objects.count() == 0
    order = order_of(client, press(client, refused))
    assert order.lines.get().unit_price_incl_tax == 105_000


def test_a_price_that_changes_in_the_last_moment_is_told(client: Client) -> None:
    product = make_product("Kopi Lintong", price=95_000)
    put_in_basket(client, product)
    shown = look(client)
    record = StockRecord.objects.get(product=product)

    def raise_price() -> None:
        set_price(stockrecord_id=record.pk, price=105_000, actor=None)

    with run_before("shop.storefront.views.checkout.check_out", raise_price):
        refused = press(client, shown)
    text = refused.content.decode()
    assert refused.status_code == 409
    assert "Rp95.000" in text
    assert "Rp105.000" in text
    assert 'value="Sari Wulandari"' in text
    assert order_of(client, press(client, refused)).lines.get().unit_price_incl_tax == 105_000


def test_what_sells_out_in_the_last_moment_is_told_and_the_rest_is_kept(client: Client) -> None:
    gone, kept = make_product("Madu", packs=1), make_product("Kopi", price=95_000)
    put_in_basket(client, gone)
    put_in_basket(client, kept)
    shown = look(client)

    def sell() -> None:
        stock.reserve(item_id=item_of(gone), quantity=1_000, ref="shopee:1:1")

    with run_before("shop.storefront.views.checkout.check_out", sell):
        refused = press(client, shown)
    text = refused.content.decode()
    assert refused.status_code == 409
    assert "Belum ada yang dipesan dan belum ada yang dibayar." in text
    assert Order.objects.count() == 0
    tidied = press(client, refused, "tidy")
    assert [article.title for article in tidied.context["page"].basket.articles] == ["Kopi"]
    order = order_of(client, press(client, tidied))
    assert [line.product_id for line in order.lines.all()] == [kept.pk]


def test_less_than_wanted_can_be_adjusted_on_the_page(client: Client) -> None:
    product = make_product("Kopi", packs=5)
    put_in_basket(client, product, 4)
    shown = look(client)
    stock.reserve(item_id=item_of(product), quantity=3_000, ref="other")
    refused = press(client, shown)
    assert "<b>Kopi:</b> tersisa 2 kg" in refused.content.decode()
    tidied = press(client, refused, "tidy")
    assert tidied.context["page"].basket.packs == 2
    assert order_of(client, press(client, tidied)).lines.get().quantity == 2


def test_no_way_of_sending_is_said_beside_the_parcel(client: Client) -> None:
    put_in_basket(client, make_product("Kopi", weight_grams=0))
    response = press(client, look(client))
    assert response.status_code == 409
    assert Order.objects.count() == 0
    block = response.context["page"].blocks[0]
    assert block.ways == ()
    assert block.parcel.problem in response.content.decode()


def test_cash_on_delivery_goes_straight_to_the_order(client: Client) -> None:
    product = make_product(price=95_000)
    put_in_basket(client, product)
    from shop.shipping.models import Tariff

    Tariff.objects.update(allows_cod=True)
    response = press(client, look(client, pay="cod"), pay="cod")
    order = order_of(client, response)
    assert order.payment_state == PaymentState.COD
    assert response["Location"] == f"/pesanan/{order.token}/"


def test_why_cash_on_delivery_is_not_possible_is_written_on_it(client: Client) -> None:
    product = make_product(price=95_000)
    product.partner.cod_limit = None
    product.partner.save()
    put_in_basket(client, product)
    methods = {method.code: method for method in look(client).context["page"].methods}
    assert not methods["cod"].is_offered
    assert methods["cod"].why_not in look(client).content.decode()


def test_before_a_district_is_chosen_cash_on_delivery_asks_for_it(client: Client) -> None:
    put_in_basket(client, make_product(price=95_000))
    shown = client.get("/checkout/").content.decode()
    assert "Pilih kecamatan dulu, lalu terlihat apakah bisa COD." in shown
    assert "Tidak ada yang perlu dikirim" not in shown


def test_nothing_the_browser_sends_changes_a_price(client: Client) -> None:
    product = make_product(price=95_000)
    put_in_basket(client, product)
    shown = look(client)
    line = basket_of(client).lines.get()
    forged = press(
        client,
        shown,
        shown_total="1",
        seen=[f"{line.pk}:1:1"],
        **{f"ship_{product.partner_id}": "reguler:0"},
    )
    assert forged.status_code == 409
    assert Order.objects.count() == 0


def test_somebody_elses_signed_basket_cannot_be_ordered(client: Client) -> None:
    other = Client()
    put_in_basket(other, make_product("Milik orang"))
    signed = form_of(other.get("/checkout/"))["basket"]
    put_in_basket(client, make_product("Milik sendiri"))
    answer = press(client, look(client), basket=signed)
    assert answer.status_code == 409
    assert Order.objects.count() == 0


@pytest.mark.parametrize(
    "junk",
    [
        {"key": ""},
        {"key": "x" * 5000},
        {"basket": "abc"},
        {"seen": ["1:2", "a:b:c", "9" * 40]},
        {"shown_total": "Rp0"},
        {"pay": "emas"},
        {"ship_x": "y", "ship_1": ":", "ship_": "a:1"},
        {"region": "\x00"},
        {"street": "\x00"},
        {"name": "a" * 5000},
        {"choose_place": "'; --"},
        {"region": "31.74.\x00"},
        {"place_query": "keba\x00yoran"},
        {"choose_place": "31.74.07\x00"},
        {"pay": "\x00"},
        {"key": "\x00"},
    ],
)
def test_no_form_breaks_the_page(client: Client, junk: dict[str, Any]) -> None:
    put_in_basket(client, make_product())
    response = press(client, look(client), **junk)
    assert response.status_code in {200, 303, 409, 422}


def test_english_guests_get_an_english_order(client: Client) -> None:
    put_in_basket(client, make_product())
    first = client.get("/en/checkout/")
    data = {**form_of(first), **CONTACT, "action": "update"}
    shown = client.post("/en/checkout/", data)
    assert "Place order" in shown.content.decode()
    response = client.post("/en/checkout/", {**form_of(shown), **CONTACT, "action": "place"})
    assert order_of(client, response).language == "en"
    assert response["Location"].startswith("/en/pesanan/")


def test_limits_of_payment_at_the_door_are_said_before_the_button_is_pressed(
    client: Client,
) -> None:
    product = make_product()
    Partner.objects.filter(pk=product.partner_id).update(cod_limit=1_000_000)
    rule = CodRule.objects.create(cooperative=product.partner, regions=["12"])
    put_in_basket(client, product)
    page = press(client, look(client), "update")
    assert "tidak melayani bayar di tempat di daerah Anda" in page.content.decode()
    rule.delete()
    assert cod_reason(press(client, look(client), "update")) == ""
    CodBlock.objects.create(phone="+6281234567890")
    assert "Nomor ini" in cod_reason(press(client, look(client), "update"))
    assert cod_reason(press(client, look(client), "update", phone="0812")) == ""


def cod_reason(response: HttpResponse) -> str:
    """Why the page does not offer payment at the door."""
    (way,) = [method for method in response.context["page"].methods if method.code == "cod"]
    return way.why_not
