"""Packing, sending, cancelling and deciding at the desk."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from integrations.channels.orders import OrderState
from integrations.sync.models import ChannelOrder
from shop.order import services as orders
from shop.order.models import Order, Parcel, ParcelLine, ParcelState
from shop.outbox.models import Message, State
from shop.stock.models import StockItem
from tests.factories_desk import (
    client_of,
    make_channel_order,
    make_shop,
    make_staff,
    parcel_of,
    worker_beats,
)
from tests.factories_orders import incoming, incoming_line, make_order, make_paid_order, make_shelf

pytestmark = pytest.mark.django_db
S = ParcelState


@pytest.fixture
def shelf():
    worker_beats()
    return make_shelf(on_hand=30_000)


@pytest.fixture
def client(shelf):
    return client_of(make_staff(shelf.partner))


def post(client, name, parcel, **data):
    return client.post(reverse(f"desk:{name}", args=[parcel.pk]), data)


def told(response) -> str:
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def state_of(parcel) -> str:
    return Parcel.objects.values_list("state", flat=True).get(pk=parcel.pk)


def text_of(client, name, *args, **query) -> str:
    return client.get(reverse(f"desk:{name}", args=args), query).content.decode()


def test_a_paid_order_is_on_the_first_screen_and_has_a_whatsapp_text(shelf, client) -> None:
    order = make_paid_order((shelf, 2))
    Parcel.objects.filter(order=order).update(ship_by=timezone.now())
    home = text_of(client, "home")
    assert "Pesanan perlu dikemas" in home
    assert '<span class="n now">1</span>' in home
    sheet = text_of(client, "parcel", parcel_of(order).pk)
    assert "https://wa.me/6281234567890?text=" in sheet
    assert order.number in sheet.split("https://wa.me/")[1].split('"')[0]


def test_the_first_screen_and_the_list_agree_on_what_goes_out_today(shelf, client) -> None:
    first, second = (parcel_of(make_paid_order((shelf, 1))) for _order in range(2))
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    tonight = midnight + timedelta(days=1)
    Parcel.objects.filter(pk=first.pk).update(ship_by=tonight - timedelta(microseconds=1))
    Parcel.objects.filter(pk=second.pk).update(ship_by=tonight + timedelta(days=3))
    today, later = text_of(client, "home").split("Bila sempat")
    assert "1 dikirim hari ini." in today
    assert '<span class="n now">1</span>' in today
    assert "Pesanan perlu dikemas" in later
    assert '<span class="n">1</span>' in later
    due, kept = text_of(client, "orders").split("Kirim nanti")
    assert first.order.number in due
    assert second.order.number in kept


@pytest.mark.parametrize("state", ["to_pack", "packed"])
def test_what_is_due_later_is_never_red(shelf, client, state) -> None:
    due = timezone.now() + timedelta(days=4)
    parcel = parcel_of(make_paid_order((shelf, 1)))
    Parcel.objects.filter(pk=parcel.pk).update(ship_by=due, state=state)
    home = text_of(client, "home")
    assert "Harus hari ini" not in home
    assert '<span class="n">1</span>' in home.split("Bila sempat")[1]


def test_nothing_to_do_says_when_it_was_checked(shelf, client) -> None:
    home = text_of(client, "home")
    assert "Semua beres" in home
    assert "Terakhir diperiksa" in home


def test_a_silent_worker_is_said_above_everything(shelf, client) -> None:
    from integrations.sync.models import Heartbeat

    Heartbeat.objects.update(beat_at=timezone.now() - timedelta(minutes=5))
    assert "Pekerja latar berhenti sejak" in text_of(client, "home")


def test_packing_asks_once_about_goods_without_a_tick(shelf, client) -> None:
    parcel = parcel_of(make_paid_order((shelf, 2)))
    asked = post(client, "pack", parcel)
    assert asked.status_code == 200
    assert "Sudah di dalam dus?" in asked.content.decode()
    assert state_of(parcel) == S.TO_PACK
    post(client, "pack", parcel, yakin="1")
    assert state_of(parcel) == S.PACKED
    assert ParcelLine.objects.get(parcel=parcel).is_packed


def test_a_tick_says_what_is_true_however_often_it_is_pressed(shelf, client) -> None:
    parcel = parcel_of(make_paid_order((shelf, 2)))
    row = parcel.parcel_lines.get()
    address = reverse("desk:tick", args=[parcel.pk, row.pk])
    for packed, expected in (("1", True), ("1", True), ("0", False)):
        client.post(address, {"packed": packed})
        row.refresh_from_db()
        assert row.is_packed is expected


def test_sending_our_own_parcel_keeps_the_number_through_the_question(shelf, client) -> None:
    parcel = parcel_of(make_paid_order((shelf, 2)))
    asked = post(client, "ship", parcel, resi="JX44")
    assert 'value="JX44"' in asked.content.decode()
    post(client, "ship", parcel, resi="JX44", yakin="1")
    parcel.refresh_from_db()
    assert (parcel.state, parcel.tracking_number) == (S.SHIPPED, "JX44")
    assert StockItem.objects.get(pk=shelf.stock_item_id).on_hand == 28_000


def test_sending_twice_ships_once(shelf, client) -> None:
    parcel = parcel_of(make_paid_order((shelf, 2)))
    for _press in range(2):
        post(client, "ship", parcel, yakin="1")
    assert StockItem.objects.get(pk=shelf.stock_item_id).on_hand == 28_000


def test_an_unpaid_parcel_is_neither_packed_nor_sent_nor_printed(shelf, client) -> None:
    order = make_order((shelf, 2))
    parcel = parcel_of(order)
    assert "belum dibayar" in told(post(client, "ship", parcel, yakin="1"))
    post(client, "pack", parcel, yakin="1")
    assert state_of(parcel) == S.TO_PACK
    assert order.number not in text_of(client, "packing_list", paket=parcel.pk)
    paper = text_of(client, "labels", paket=parcel.pk)
    assert "Paket ini belum boleh dikirim." in paper
    assert 'class="a6"' not in paper


def test_a_channel_parcel_waits_a_minute_and_is_asked_for_once(shelf, client) -> None:
    parcel = parcel_of(make_channel_order(make_shop(shelf.partner), (shelf, 1)))
    before = timezone.now()
    for _press in range(2):
        post(client, "ship", parcel, yakin="1")
    message = Message.objects.get(kind="channel.ship")
    assert timedelta(seconds=59) <= message.not_before - before <= timedelta(seconds=75)
    assert "Urungkan kirim" in text_of(client, "sent", parcel.pk)


def test_sending_can_be_taken_back_within_its_minute_only(shelf, client) -> None:
    parcel = parcel_of(make_channel_order(make_shop(shelf.partner), (shelf, 1)))
    post(client, "ship", parcel, yakin="1")
    assert "Sudah diurungkan" in told(post(client, "undo_ship", parcel))
    assert Message.objects.get(kind="channel.ship").state == State.CANCELLED
    post(client, "ship", parcel, yakin="1")
    Message.objects.filter(kind="channel.ship", state=State.QUEUED).update(state=State.SENT)
    assert "terlambat" in told(post(client, "undo_ship", parcel))


def test_a_parcel_sent_in_the_channels_app_is_said_and_not_sent_again(shelf, client) -> None:
    row = make_channel_order(
        make_shop(shelf.partner),
        (shelf, 1),
        state=OrderState.PROCESSED,
        arranged_at=timezone.now(),
    )
    parcel = parcel_of(row)
    assert "Sudah dikirim lewat Shopee" in text_of(client, "parcel", parcel.pk)
    assert "Sudah dikirim lewat Shopee" in told(post(client, "ship", parcel, yakin="1"))
    assert not Message.objects.filter(kind="channel.ship").exists()


def test_a_channel_order_in_several_parcels_shows_each(shelf, client) -> None:
    row = make_channel_order(make_shop(shelf.partner), (shelf, 1))
    number = {"id": "P-1", "courier": "JNE", "tracking_number": "RESI-77", "state": "packed"}
    row.parcels = [number, {**number, "id": "P-2", "courier": "Anteraja", "tracking_number": ""}]
    row.save(update_fields=["parcels"])
    text = text_of(client, "parcel", parcel_of(row).pk)
    assert "Paket 1 dari 2" in text
    assert "JNE RESI-77" in text
    assert "Paket 2 dari 2" in text
    assert "Anteraja belum ada resi" in text


@pytest.fixture
def wish(shelf):
    row = make_channel_order(
        make_shop(shelf.partner),
        (shelf, 1),
        state=OrderState.CANCEL_REQUESTED,
        answer_by=timezone.now() + timedelta(hours=3),
    )
    orders.hold_parcel(parcel_id=parcel_of(row).pk, reason="minta batal", source="shopee")
    return row


def test_a_parcel_whose_buyer_asks_to_cancel_is_held(wish, client) -> None:
    parcel = parcel_of(wish)
    assert "Tahan, jangan dikirim" in text_of(client, "orders")
    assert "Pembeli minta batal" in text_of(client, "home")
    paper = text_of(client, "packing_list", paket=parcel.pk)
    assert "TAHAN, jangan dikirim:" in paper
    assert wish.external_order_id not in paper.split("TAHAN")[0]
    post(client, "ship", parcel, yakin="1")
    assert not Message.objects.filter(kind="channel.ship").exists()


def test_answering_needs_to_know_where_the_parcel_is(wish, client) -> None:
    parcel = parcel_of(wish)
    page = text_of(client, "answer_cancel", parcel.pk, lanjut="1")
    assert "Pilih dulu paketnya ada di mana." in page
    assert "checked" not in page
    assert "Setujui batal, kembalikan" in text_of(client, "answer_cancel", parcel.pk, di="gudang")


def test_the_first_answer_counts(wish, client) -> None:
    parcel = parcel_of(wish)
    post(client, "answer_cancel", parcel, di="gudang")
    assert "Sudah dijawab" in told(post(client, "answer_cancel", parcel, di="kurir"))
    assert ChannelOrder.objects.get(pk=wish.pk).decision == "accepted"
    assert Message.objects.filter(kind="channel.answer_cancel").count() == 1


def test_where_a_channel_hears_no_refusal_none_is_offered(wish, client) -> None:
    """The connector says so (`takes_refusals`); the desk knows no channel by name."""
    parcel = parcel_of(wish)
    Order.objects.filter(pk=wish.order_id).update(source="lazada")
    assert "Lazada tidak menerima penolakan" in text_of(client, "answer_cancel", parcel.pk)
    page = text_of(client, "answer_cancel", parcel.pk, di="kurir")
    assert "Tandai paket sudah dikirim" in page
    assert "Tolak, paket tetap jalan" not in page
    post(client, "answer_cancel", parcel, di="kurir")
    assert not Message.objects.filter(kind="channel.answer_cancel").exists()
    Order.objects.filter(pk=wish.order_id).update(source="shopee")
    assert "tidak menerima penolakan" not in text_of(client, "answer_cancel", parcel.pk)
    post(client, "answer_cancel", parcel, di="kurir")
    assert Message.objects.filter(kind="channel.answer_cancel").exists()


def short_order(shelf, packs: int = 32) -> Order:
    """A typed-in order for more than there is (30 packs)."""
    return orders.import_order(
        incoming=incoming(shelf.partner, [incoming_line(shelf, packs)], source="manual")
    )


def test_a_shortage_is_decided_in_two_steps(shelf, client) -> None:
    order = short_order(shelf)
    parcel = parcel_of(order)
    assert "Pesanan kurang stok" in text_of(client, "home")
    assert "Pilih dulu apa yang dilakukan." in text_of(client, "decide", parcel.pk, lanjut="1")
    check = text_of(client, "decide", parcel.pk, pilih="cancel_missing")
    assert "Periksa dulu" in check
    assert Order.objects.get(pk=order.pk).needs_decision
    post(client, "decide", parcel, pilih="cancel_missing")
    line = order.lines.get()
    assert (line.reserved, line.shortage, line.cancelled) == (30, 0, 2)


def test_the_unpaid_order_that_would_give_its_goods_is_shown_and_taken(shelf, client) -> None:
    unpaid = make_order((shelf, 30))
    order = short_order(shelf, 4)
    parcel = parcel_of(order)
    offered = text_of(client, "decide", parcel.pk)
    assert "Ambil dari pesanan yang belum dibayar" in offered
    check = text_of(client, "decide", parcel.pk, pilih="take")
    assert unpaid.number in check
    assert f'name="dari" value="{unpaid.pk}"' in check
    post(client, "decide", parcel, pilih="take")
    assert order.lines.get().shortage == 4, "without the order that was seen nothing is taken"
    post(client, "decide", parcel, pilih="take", dari=str(unpaid.pk))
    assert order.lines.get().reserved == 4
    assert "Tidak ada pesanan belum dibayar" in text_of(
        client, "decide", parcel_of(short_order(shelf, 40)).pk
    )


@pytest.mark.parametrize("choice", ["split", "cancel_missing"])
def test_what_a_channel_forbids_is_shown_with_its_reason_and_not_done(
    shelf, client, choice
) -> None:
    row = make_channel_order(make_shop(shelf.partner), (shelf, 32))
    parcel = parcel_of(row)
    assert "Shopee tidak mengizinkan kirim sebagian" in text_of(client, "decide", parcel.pk)
    post(client, "decide", parcel, pilih=choice)
    assert Order.objects.get(pk=row.order_id).needs_decision
    assert Parcel.objects.filter(order=row.order_id).count() == 1


def test_new_stock_closes_the_decision(shelf, client) -> None:
    parcel = parcel_of(short_order(shelf))
    received = client.post(
        reverse("desk:receive", args=[shelf.stock_item_id]), {"jumlah": "2", "nonce": "a" * 32}
    )
    assert "1 pesanan yang kurang sudah terpenuhi" in told(received)
    response = client.get(reverse("desk:decide", args=[parcel.pk]))
    assert "Beres sendiri" in told(response)


def test_cancelling_touches_only_our_part_of_a_shared_order(shelf, client) -> None:
    other = make_shelf(on_hand=30_000)
    order = make_paid_order((shelf, 1), (other, 1))
    ours = Parcel.objects.get(order=order, cooperative=shelf.partner)
    theirs = Parcel.objects.get(order=order, cooperative=other.partner)
    assert "Hanya bagian Anda yang dibatalkan" in text_of(client, "cancel", ours.pk, alasan="rusak")
    assert state_of(ours) == S.TO_PACK
    post(client, "cancel", ours, alasan="rusak")
    assert (state_of(ours), state_of(theirs)) == (S.CANCELLED, S.TO_PACK)
    assert post(client, "cancel", theirs, alasan="rusak").status_code == 404


def test_cancelling_a_channel_order_waits_a_minute(shelf, client) -> None:
    parcel = parcel_of(make_channel_order(make_shop(shelf.partner), (shelf, 1)))
    post(client, "cancel", parcel, alasan="habis")
    assert state_of(parcel) == S.TO_PACK
    assert Message.objects.get(kind="channel.cancel").payload["reason"] == "out_of_stock"
    assert "Sudah diurungkan" in told(post(client, "undo_cancel", parcel))


def test_unknown_goods_are_matched_in_place_and_for_later_orders(shelf, client) -> None:
    row = make_channel_order(make_shop(shelf.partner), (None, 2))
    line = row.order.lines.get()
    parcel = parcel_of(row)
    assert "Barang belum dikenal" in text_of(client, "home")
    address = reverse("desk:match_line", args=[parcel.pk, line.pk])
    assert shelf.partner_sku in client.get(address).content.decode()
    client.post(address, {"barang": str(shelf.pk)})
    line.refresh_from_db()
    assert (line.stock_item_id, line.reserved) == (shelf.stock_item_id, 2)
    assert row.lines.get().listing.stockrecord_id == shelf.pk


def test_goods_that_came_back_are_taken_once(shelf, client) -> None:
    row = make_channel_order(make_shop(shelf.partner), (shelf, 2))
    parcel = parcel_of(row)
    orders.walk(parcel_id=parcel.pk, to=S.SHIPPED, source="shopee")
    orders.move(parcel_id=parcel.pk, to=S.RETURN_REQUESTED, source="shopee")
    address = reverse("desk:take_back", args=[parcel.pk, parcel.parcel_lines.get().pk])
    assert "Barang kembali" in text_of(client, "parcel", parcel.pk)
    for _press in range(2):
        client.post(address, {"jumlah": "1", "sudah": "0"})
    assert StockItem.objects.get(pk=shelf.stock_item_id).on_hand == 29_000


def test_search_finds_by_number_name_and_phone(shelf, client) -> None:
    order = make_paid_order((shelf, 1))
    make_paid_order((shelf, 2))
    for words in (order.number, order.number.lower()):
        assert f"/kerja/paket/{parcel_of(order).pk}/" in text_of(client, "orders", q=words)
    assert "2 pesanan cocok" in text_of(client, "orders", q="sari")
    assert "2 pesanan cocok" in text_of(client, "orders", q="0812-3456-7890")
    assert "Tidak ada yang cocok" in text_of(client, "orders", q="tidak-ada%_'\"<b>")


def test_pages_of_the_list_show_every_parcel_once(shelf, client) -> None:
    wanted = {parcel_of(make_paid_order((shelf, 1))).pk for _number in range(28)}
    held = next(iter(wanted))
    orders.hold_parcel(parcel_id=held, reason="cek")
    seen: list[int] = []
    address = reverse("desk:orders")
    for _page in range(3):
        response = client.get(address)
        listing = response.context["listing"]
        seen += [row.parcel.pk for group in listing.groups for row in group.rows]
        if not listing.more:
            break
        address = reverse("desk:orders") + listing.more
    assert seen[0] == held
    assert sorted(seen) == sorted(wanted)


@pytest.mark.parametrize("after", ["x", "1~x~2", "1~2026~3", "~~", "9" * 40, "1~2026-01-01~1"])
def test_a_cursor_nobody_wrote_is_ignored(shelf, client, after) -> None:
    assert client.get(reverse("desk:orders"), {"sesudah": after}).status_code == 200


@pytest.mark.parametrize("name", ["home", "orders"])
def test_queries_do_not_grow_with_orders(shelf, client, name) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    account = make_shop(shelf.partner)
    counts = []
    for more in (3, 12):
        for _number in range(more):
            make_paid_order((shelf, 1))
            make_channel_order(account, (shelf, 1), (None, 1))
        with CaptureQueriesContext(connection) as queries:
            response = client.get(reverse(f"desk:{name}"))
        assert len(response.content) <= 100 * 1024
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_channels_label_opens_unless_the_parcel_is_held_or_the_file_gone(
    shelf, client, settings, tmp_path
) -> None:
    settings.MEDIA_ROOT = settings.PRIVATE_MEDIA_ROOT = str(tmp_path)
    parcel = parcel_of(make_channel_order(make_shop(shelf.partner), (shelf, 1)))
    address = reverse("desk:channel_label", args=[parcel.pk])
    parcel.label.save("resi.pdf", ContentFile(b"%PDF-1.4 label"))
    answer = client.get(address)
    assert b"".join(answer.streaming_content) == b"%PDF-1.4 label"
    assert answer["Content-Type"] == "application/pdf"
    orders.hold_parcel(parcel_id=parcel.pk, reason="minta batal")
    assert client.get(address).status_code == 404
    orders.unhold_parcel(parcel_id=parcel.pk)
    Parcel.objects.filter(pk=parcel.pk).update(label="labels/sudah-hilang.pdf")
    assert client.get(address).status_code == 404
