"""AS-10: three sacks are ordered, two are dry. Two go now, one is promised for a day."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from shop import formats
from shop.order import services as orders
from shop.order.models import Order, Parcel
from shop.order.selectors import progress
from shop.outbox.models import Message
from shop.stock.models import StockItem
from shop.stock.selectors import audit
from tests.factories_desk import (
    client_of,
    make_channel_order,
    make_shop,
    make_staff,
    parcel_of,
    worker_beats,
)
from tests.factories_orders import incoming, incoming_line, make_paid_order, make_shelf

pytestmark = pytest.mark.django_db


@pytest.fixture
def shelf():
    worker_beats()
    return make_shelf(on_hand=3_000)


@pytest.fixture
def staff(shelf):
    return client_of(make_staff(shelf.partner))


def page_of(client, name: str, *args: object) -> str:
    return client.get(reverse(name, args=args)).content.decode()


def numbers(shelf) -> tuple[int, int]:
    item = StockItem.objects.get(pk=shelf.stock_item_id)
    return item.on_hand, item.allocated


def send_a_part(staff, parcel: Parcel, now: int, day, *, seen: int = 0):
    """``seen`` is what an older page showed; otherwise the page is of this moment."""
    row = parcel.parcel_lines.get()
    return staff.post(
        reverse("desk:later", args=[parcel.pk]),
        {
            f"sekarang_{row.pk}": str(now),
            f"terlihat_{row.pk}": str(seen or row.quantity),
            "tanggal": day.isoformat(),
        },
    )


def test_two_sacks_now_and_one_on_the_promised_day(shelf, staff, client) -> None:
    order = make_paid_order((shelf, 3))
    first = parcel_of(order)
    Parcel.objects.filter(pk=first.pk).update(shipping_cost=30_000, quote={"code": "jne"})
    day = timezone.localdate() + timedelta(days=6)

    assert send_a_part(staff, first, 2, day).status_code == 302
    orders.walk(parcel_id=first.pk, to="shipped", tracking_number="JX-1")

    order.refresh_from_db()
    second = order.parcels.get(sequence=2)
    assert order.status == "partly_shipped"
    assert (progress(order_id=order.pk).shipped, progress(order_id=order.pk).total) == (2, 3)
    assert numbers(shelf) == (1_000, 1_000), "the third sack stays set aside"
    mail = Message.objects.get(dedup_key__contains=":promised:").payload["text"]
    assert formats.long_date(day) in mail
    assert f"1 × {shelf.product.title}" in mail
    assert f"2 × {shelf.product.title}" not in mail
    assert formats.long_date(day) in page_of(client, "storefront:order", order.token)
    assert second.promised_on == timezone.localdate(second.ship_by) == day

    orders.walk(parcel_id=second.pk, to="shipped", tracking_number="JX-2")

    order.refresh_from_db()
    assert order.status == "shipped"
    assert numbers(shelf) == (0, 0)
    assert audit() == []
    costs = order.parcels.order_by("sequence").values_list("tracking_number", "shipping_cost")
    assert list(costs) == [("JX-1", 30_000), ("JX-2", 0)], "the buyer paid for sending once"


def test_the_promised_day_stands_on_the_first_screen_until_it_left(shelf, staff) -> None:
    order = make_paid_order((shelf, 3))
    send_a_part(staff, parcel_of(order), 2, timezone.localdate())
    second = order.parcels.get(sequence=2)
    assert "Janji kirim sudah tiba" in page_of(staff, "desk:home")
    assert "Dijanjikan" in page_of(staff, "desk:parcel", second.pk)
    orders.walk(parcel_id=second.pk, to="shipped")
    assert "Janji kirim sudah tiba" not in page_of(staff, "desk:home")


def test_a_second_press_makes_no_second_parcel(shelf, staff) -> None:
    order = make_paid_order((shelf, 3))
    day = timezone.localdate() + timedelta(days=3)
    for _press in range(2):
        send_a_part(staff, parcel_of(order), 2, day)
    rows = order.parcels.order_by("sequence").values_list("promised_on", flat=True)
    assert list(rows) == [None, day]
    assert Message.objects.filter(dedup_key__contains=":promised:").count() == 1


def test_a_page_of_before_splits_nothing_again(shelf, staff) -> None:
    order = make_paid_order((shelf, 3))
    first = parcel_of(order)
    day = timezone.localdate() + timedelta(days=3)
    row = first.parcel_lines.get()
    assert f'name="terlihat_{row.pk}" value="3"' in page_of(staff, "desk:later", first.pk)
    send_a_part(staff, first, 2, day, seen=3)

    for now in (1, 0):
        answer = send_a_part(staff, first, now, day, seen=3)
        assert "Isi paket sudah berubah" in answer.content.decode()

    assert f'name="terlihat_{row.pk}" value="2"' in answer.content.decode()
    assert order.parcels.count() == 2


@pytest.mark.parametrize(
    ("now", "day", "words"),
    [
        ("3", "2999-01-01", "Semuanya dikirim sekarang"),
        ("4", "2999-01-01", "tidak lebih dari yang dipesan"),
        ("dua", "2999-01-01", "tidak lebih dari yang dipesan"),
        ("2", "2999-01-01", "paling jauh setahun lagi"),
        ("2", "besok", "Pilih hari paling lambat"),
        ("2", "", "Pilih hari paling lambat"),
    ],
)
def test_what_cannot_be_promised_is_said_and_kept_in_the_form(
    shelf, staff, now, day, words
) -> None:
    order = make_paid_order((shelf, 3))
    parcel = parcel_of(order)
    row = parcel.parcel_lines.get()
    answer = staff.post(
        reverse("desk:later", args=[parcel.pk]),
        {f"sekarang_{row.pk}": now, f"terlihat_{row.pk}": "3", "tanggal": day},
    )
    text = answer.content.decode()
    assert words in text
    assert f'value="{now}"' in text
    assert order.parcels.count() == 1


def test_a_channel_without_parts_says_so_and_offers_what_is_allowed(shelf, staff) -> None:
    row = make_channel_order(make_shop(shelf.partner), (shelf, 5))
    parcel = parcel_of(row)
    offered = page_of(staff, "desk:decide", parcel.pk)
    assert "Shopee tidak mengizinkan kirim sebagian" in offered
    assert 'value="wait"' in offered
    assert 'value="cancel_order"' in offered
    assert 'value="split"' not in offered
    assert "Shopee tidak menerima kiriman sebagian" in page_of(staff, "desk:later", parcel.pk)
    send_a_part(staff, parcel, 2, timezone.localdate())
    assert Parcel.objects.filter(order=row.order_id).count() == 1
    assert not Message.objects.filter(dedup_key__contains=":promised:").exists()


def test_waiting_needs_a_day_and_the_buyer_reads_it(shelf, staff, client) -> None:
    order = orders.import_order(
        incoming=incoming(shelf.partner, [incoming_line(shelf, 5)], source=Order.MANUAL)
    )
    parcel = parcel_of(order)
    address = reverse("desk:decide", args=[parcel.pk])
    assert "Pilih hari paling lambat" in staff.post(address, {"pilih": "wait"}).content.decode()
    day = timezone.localdate() + timedelta(days=9)
    staff.post(address, {"pilih": "wait", "tanggal": day.isoformat()})
    parcel.refresh_from_db()
    assert parcel.promised_on == day
    assert formats.long_date(day) in page_of(client, "storefront:order", order.token)


def test_missing_goods_keep_back_only_the_parcel_they_are_promised_in(shelf, staff) -> None:
    order = orders.import_order(
        incoming=incoming(shelf.partner, [incoming_line(shelf, 5)], source=Order.MANUAL)
    )
    day = timezone.localdate() + timedelta(days=9)
    decide = reverse("desk:decide", args=[parcel_of(order).pk])
    staff.post(decide, {"pilih": "split", "tanggal": day.isoformat()})
    first, second = order.parcels.order_by("sequence")
    assert (first.promised_on, second.promised_on) == (None, day)
    assert "Kurang 2" not in page_of(staff, "desk:parcel", first.pk)
    assert "Kurang 2" in page_of(staff, "desk:parcel", second.pk)
    for parcel in (second, first):
        staff.post(reverse("desk:ship", args=[parcel.pk]), {"resi": "JX", "yakin": "1"})
    states = order.parcels.order_by("sequence").values_list("state", flat=True)
    assert list(states) == ["shipped", "to_pack"]
    assert "Kurang 2" in page_of(staff, "desk:parcel", second.pk)
