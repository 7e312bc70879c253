"""Stock and price at the desk: said in words first, written once, taken back within a day."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from shop.order.models import Line
from shop.partner.models import StockRecord
from shop.stock.models import Kind, StockItem, StockMovement
from shop.stock.selectors import audit
from tests.factories_desk import (
    client_of,
    make_listing,
    make_shop,
    make_staff,
    worker_beats,
)
from tests.factories_orders import make_paid_order, make_shelf
from tests.factories_stock import make_item, make_offer

pytestmark = pytest.mark.django_db
NONCE = "0123456789abcdef" * 2


@pytest.fixture
def shelf():
    worker_beats()
    return make_shelf(on_hand=48_000)


@pytest.fixture
def client(shelf):
    return client_of(make_staff(shelf.partner))


def told(response) -> str:
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def stock_field(shelf, typed: str, was: str = "48", **more: str) -> dict[str, str]:
    key = f"stok_{shelf.stock_item_id}"
    answers = {f"{name}_{key}": value for name, value in more.items()}
    return {key: typed, f"lama_{key}": was, "nonce": NONCE, **answers}


def price_field(shelf, typed: str, was: str = "95.000", **more: str) -> dict[str, str]:
    key = f"harga_{shelf.pk}"
    answers = {f"{name}_{key}": value for name, value in more.items()}
    return {key: typed, f"lama_{key}": was, "nonce": NONCE, **answers}


def check(client, data) -> str:
    return client.post(reverse("desk:goods_check"), data).content.decode()


def use(client, data):
    return client.post(reverse("desk:goods_use"), data)


def on_hand(shelf) -> int:
    return StockItem.objects.get(pk=shelf.stock_item_id).on_hand


def price(shelf) -> int:
    return int(StockRecord.objects.get(pk=shelf.pk).price)


def test_nothing_is_written_before_it_was_looked_at(shelf, client) -> None:
    page = check(client, {**stock_field(shelf, "48+25"), **price_field(shelf, "105.000")})
    assert "48 kg + 25 kg = 73 kg. Akan dicatat: barang masuk 25 kg." in page
    assert "Harga lama Rp95.000, baru Rp105.000 (naik Rp10.000)." in page
    assert "Pakai 2 perubahan" in page
    assert (on_hand(shelf), price(shelf)) == (48_000, 95_000)


def test_a_price_says_in_how_many_channels_it_changes_too(shelf, client) -> None:
    make_listing(make_shop(shelf.partner), shelf)
    make_listing(make_shop(shelf.partner), shelf)
    assert "Ikut berubah di 2 saluran." in check(client, price_field(shelf, "105.000"))


@pytest.mark.parametrize(
    ("typed", "after", "kind", "quantity"),
    [
        ("48+25", 73_000, Kind.RECEIVE, 25_000),
        ("+2,5", 50_500, Kind.RECEIVE, 2_500),
        ("48-3", 45_000, Kind.ADJUST, -3_000),
        ("50", 50_000, Kind.COUNT, 2_000),
    ],
)
def test_what_was_typed_becomes_the_right_movement(
    shelf, client, typed, after, kind, quantity
) -> None:
    use(client, stock_field(shelf, typed, sebab="rusak"))
    movement = StockMovement.objects.filter(item=shelf.stock_item_id).first()
    assert (on_hand(shelf), movement.kind, movement.quantity) == (after, kind, quantity)
    assert movement.actor is not None
    assert audit() == []


def test_less_stock_asks_why(shelf, client) -> None:
    page = use(client, stock_field(shelf, "48-3")).content.decode()
    assert "Masih ada yang perlu dijawab." in page
    assert "Kenapa berkurang?" in page
    assert on_hand(shelf) == 48_000
    use(client, stock_field(shelf, "48-3", sebab="hilang"))
    assert StockMovement.objects.filter(kind=Kind.ADJUST).get().reason == "hilang"


def test_pressing_twice_writes_once(shelf, client) -> None:
    for _press in range(2):
        use(client, stock_field(shelf, "48+25", ya="1"))
    assert on_hand(shelf) == 73_000
    assert StockMovement.objects.filter(kind=Kind.RECEIVE, quantity=25_000).count() == 1


@pytest.mark.parametrize("typed", ["9.500", "200.000"])
def test_a_price_that_moves_by_more_than_half_is_asked_about(shelf, client, typed) -> None:
    assert "Benar?" in check(client, price_field(shelf, typed))
    use(client, price_field(shelf, typed))
    assert price(shelf) == 95_000
    use(client, price_field(shelf, typed, ya="1"))
    assert price(shelf) == int(typed.replace(".", ""))


def test_stock_cannot_fall_below_what_is_ordered(shelf, client) -> None:
    make_paid_order((shelf, 3))
    for typed in ("2", "48-46"):
        page = use(client, stock_field(shelf, typed, sebab="rusak")).content.decode()
        assert "Sudah dipesan 3 kg. Jumlah tidak bisa kurang dari itu." in page
    assert on_hand(shelf) == 48_000


def test_a_number_that_moved_meanwhile_is_shown_with_both_values(shelf, client) -> None:
    page = check(client, stock_field(shelf, "60", was="52"))
    assert "tadi 52, sekarang 48" in page
    use(client, stock_field(shelf, "60", was="52"))
    assert on_hand(shelf) == 48_000
    use(client, stock_field(shelf, "60", was="52", ya="1"))
    assert on_hand(shelf) == 60_000


def test_all_or_nothing(shelf, client) -> None:
    use(client, {**stock_field(shelf, "48+25"), **price_field(shelf, "sembilan")})
    assert (on_hand(shelf), price(shelf)) == (48_000, 95_000)


def test_what_was_typed_stays_through_an_error(shelf, client) -> None:
    page = check(client, stock_field(shelf, "empat puluh"))
    assert 'value="empat puluh"' in page
    assert "Ketik angka, misalnya 48" in page


def test_an_edit_is_taken_back_once_by_its_opposite(shelf, client) -> None:
    use(client, stock_field(shelf, "48+25"))
    movement = StockMovement.objects.get(kind=Kind.RECEIVE, quantity=25_000)
    address = reverse("desk:undo_movement", args=[movement.pk])
    assert "Sudah diurungkan" in told(client.post(address))
    assert "Tidak ada yang diubah" in told(client.post(address))
    assert on_hand(shelf) == 48_000
    assert StockMovement.objects.filter(kind=Kind.ADJUST, quantity=-25_000).count() == 1
    assert audit() == []


def test_after_a_day_nothing_is_taken_back(shelf, client) -> None:
    use(client, stock_field(shelf, "48+25"))
    movement = StockMovement.objects.get(kind=Kind.RECEIVE, quantity=25_000)
    StockMovement.objects.filter(pk=movement.pk).update(
        created_at=timezone.now() - timedelta(hours=25)
    )
    response = client.post(reverse("desk:undo_movement", args=[movement.pk]))
    assert "lebih lama dari 24 jam" in told(response)
    assert on_hand(shelf) == 73_000


def test_movements_of_orders_are_never_taken_back_here(shelf, client) -> None:
    make_paid_order((shelf, 3))
    movement = StockMovement.objects.get(kind=Kind.RESERVE)
    client.post(reverse("desk:undo_movement", args=[movement.pk]))
    item = StockItem.objects.get(pk=shelf.stock_item_id)
    assert (item.on_hand, item.allocated) == (48_000, 3_000)


def test_what_is_sold_meanwhile_cannot_be_taken_back(shelf, client) -> None:
    use(client, stock_field(shelf, "48+25"))
    movement = StockMovement.objects.get(kind=Kind.RECEIVE, quantity=25_000)
    make_paid_order((shelf, 60))
    response = client.post(reverse("desk:undo_movement", args=[movement.pk]))
    assert "Sudah dipesan 60 kg" in told(response)


def test_a_price_goes_back_only_where_nobody_changed_it_since(shelf, client) -> None:
    done = use(client, price_field(shelf, "105.000"))
    assert "Rp105.000" in client.get(done.url).content.decode()
    address = reverse("desk:undo_price", args=[shelf.pk])
    StockRecord.objects.filter(pk=shelf.pk).update(price=110_000)
    client.post(address, {"lama": "95000", "baru": "105000"})
    assert price(shelf) == 110_000
    client.post(address, {"lama": "95000", "baru": "110000"})
    assert price(shelf) == 95_000


# --- the card and its forms ----------------------------------------------------------------------


def form(client, name, shelf, **data):
    return client.post(
        reverse(f"desk:{name}", args=[shelf.stock_item_id]), {"nonce": NONCE, **data}
    )


def test_a_receipt_is_written_once(shelf, client) -> None:
    for _press in range(2):
        form(client, "receive", shelf, jumlah="12,5+25", catatan="Pak Togar, nota 118")
    assert on_hand(shelf) == 85_500
    card = client.get(reverse("desk:stock_card", args=[shelf.stock_item_id])).content.decode()
    assert "Pak Togar, nota 118" in card


def test_a_used_form_with_another_amount_changes_nothing(shelf, client) -> None:
    form(client, "receive", shelf, jumlah="5")
    assert "sudah dipakai" in told(form(client, "receive", shelf, jumlah="6"))
    assert on_hand(shelf) == 53_000


@pytest.mark.parametrize("typed", ["", "0", "-5", "kopi", "1+2+3"])
def test_a_bad_amount_keeps_the_form(shelf, client, typed) -> None:
    page = form(client, "receive", shelf, jumlah=typed, catatan="nota 9").content.decode()
    assert "note bad" in page
    assert 'value="nota 9"' in page
    assert NONCE in page
    assert on_hand(shelf) == 48_000


def test_counting_is_blind(shelf, client) -> None:
    page = client.get(reverse("desk:count", args=[shelf.stock_item_id])).content.decode()
    nonce = re.search(r'name="nonce" value="(\w+)"', page)
    assert nonce
    assert "48" not in page.split("<main")[1].replace(nonce[1], "")


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("count", "-1", "Ketik nol atau lebih."),
        ("receive", "-1", "Ketik jumlah lebih dari nol."),
        ("receive", "0", "Ketik jumlah lebih dari nol."),
        ("less", "0", "Ketik jumlah lebih dari nol."),
    ],
)
def test_what_is_too_little_is_said_as_the_form_means_it(shelf, client, name, typed, said) -> None:
    page = form(client, name, shelf, jumlah=typed, sebab="hilang").content.decode()
    assert said in page
    assert not StockMovement.objects.filter(ref__contains=NONCE).exists()


def test_a_count_far_off_asks_once_why(shelf, client) -> None:
    page = form(client, "count", shelf, jumlah="40").content.decode()
    assert "Tercatat 48 kg, Anda hitung 40 kg. Kenapa?" in page
    assert on_hand(shelf) == 48_000
    form(client, "count", shelf, jumlah="40", sebab="hilang")
    assert on_hand(shelf) == 40_000


def test_a_count_close_by_is_believed(shelf, client) -> None:
    response = form(client, "count", shelf, jumlah="47,5")
    assert "selisih −500 g" in told(response)
    assert on_hand(shelf) == 47_500


def test_a_count_below_what_is_ordered_needs_a_yes_and_makes_a_shortage(shelf, client) -> None:
    make_paid_order((shelf, 40))
    page = form(client, "count", shelf, jumlah="30", sebab="hilang").content.decode()
    assert "Sudah dipesan 40 kg, Anda hitung 30 kg." in page
    assert on_hand(shelf) == 48_000
    response = form(client, "count", shelf, jumlah="30", sebab="hilang", kurang="1")
    assert "1 pesanan jadi kurang" in told(response)
    line = Line.objects.get()
    assert (line.reserved, line.shortage) == (30, 10)
    assert audit() == []


def test_a_count_pressed_twice_is_one_count(shelf, client) -> None:
    for _press in range(2):
        form(client, "count", shelf, jumlah="47")
    assert StockMovement.objects.filter(kind=Kind.COUNT).count() == 1


def test_goods_are_gone_only_with_a_reason(shelf, client) -> None:
    assert "Pilih kenapa" in form(client, "less", shelf, jumlah="3").content.decode()
    form(client, "less", shelf, jumlah="3", sebab="rusak", catatan="karung basah")
    assert StockMovement.objects.get(kind=Kind.ADJUST).reason == "rusak: karung basah"
    assert on_hand(shelf) == 45_000


def test_the_card_explains_the_number(shelf, client) -> None:
    make_paid_order((shelf, 13))
    account = make_shop(shelf.partner, share_percent=80, minus=2)
    make_listing(account, shelf)
    page = client.get(reverse("desk:stock_card", args=[shelf.stock_item_id])).content.decode()
    for part in ("48 kg", "13 kg", "35 kg", "<b>26</b>", "80% dari 35 = 28, dikurangi 2"):
        assert part in page, part
    assert "Dipesan di Toko sendiri" in page
    assert "Jadi 48 kg ada, 13 kg dipesan" in page
    assert "Angka ini sedang diperiksa" not in page


def test_who_holds_it_is_one_tap_away(shelf, client) -> None:
    order = make_paid_order((shelf, 13))
    address = reverse("desk:stock_card", args=[shelf.stock_item_id])
    page = client.get(address, {"saring": "dipesan"}).content.decode()
    assert order.number in page
    assert reverse("desk:parcel", args=[order.parcels.get().pk]) in page


def test_a_number_its_history_does_not_explain_is_said(shelf, client) -> None:
    StockItem.objects.filter(pk=shelf.stock_item_id).update(on_hand=49_000)
    page = client.get(reverse("desk:stock_card", args=[shelf.stock_item_id])).content.decode()
    assert "Angka ini sedang diperiksa" in page


def test_packs_of_one_stock_share_one_field(shelf, client) -> None:
    sack = make_offer(item=shelf.stock_item, price=2_250_000, units_per_sale=25_000)
    page = client.get(reverse("desk:goods")).content.decode()
    assert page.count(f'name="stok_{shelf.stock_item_id}"') == 1
    assert f"ikut {shelf.stock_item.name}" in page
    assert f'name="harga_{sack.pk}"' in page


def test_every_pack_is_on_one_page_of_the_list(shelf, client) -> None:
    wanted = {shelf.pk}
    for number in range(29):
        item = make_item(
            on_hand=1000, cooperative=shelf.partner, name=f"Barang {number % 7} {number}"
        )
        wanted.add(make_offer(item=item).pk)
    seen: list[int] = []
    address = reverse("desk:goods")
    for _page in range(4):
        listing = client.get(address).context["listing"]
        seen += [row.record.pk for row in listing.rows]
        if not listing.more:
            break
        address = reverse("desk:goods") + listing.more
    assert sorted(seen) == sorted(wanted)


@pytest.mark.parametrize("name", ["goods", "card"])
def test_queries_do_not_grow_with_goods_or_movements(shelf, client, name) -> None:
    address = (
        reverse("desk:goods")
        if name == "goods"
        else reverse("desk:stock_card", args=[shelf.stock_item_id])
    )
    counts = []
    for more in (2, 8):
        for _number in range(more):
            make_offer(item=make_item(on_hand=1000, cooperative=shelf.partner))
            make_paid_order((shelf, 1))
        with CaptureQueriesContext(connection) as queries:
            response = client.get(address)
        assert len(response.content) <= 100 * 1024
        counts.append(len(queries))
    assert counts[0] == counts[1]
