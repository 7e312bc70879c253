"""Pencairan: every fee of every order, what differs and why, what has not come."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from integrations.channels.words import Rupiah, Settlement, SettlementKind, SettlementLine
from integrations.sync import payouts
from integrations.sync.models import Cursor, OrderPayout, Stream
from shop.accounts.models import Role
from shop.order.models import Parcel, ParcelState
from tests.factories_desk import (
    client_of,
    make_channel_order,
    make_payout,
    make_shop,
    make_staff,
    worker_beats,
)
from tests.factories_orders import make_shelf

pytestmark = pytest.mark.django_db


@pytest.fixture
def shelf():
    worker_beats()
    return make_shelf(on_hand=50_000)


@pytest.fixture
def account(shelf):
    return make_shop(shelf.partner)


@pytest.fixture
def client(shelf):
    return client_of(make_staff(shelf.partner, Role.TREASURER))


def pay_out(
    account, *lines: tuple[str, str, int, str], name: str = "S1", days_ago: int = 0
) -> None:
    found = Settlement(
        statement_id=name,
        released_at=timezone.now() - timedelta(days=days_ago),
        total=Rupiah(sum(amount for *_rest, amount, _raw in lines)),
        lines=tuple(
            SettlementLine(
                line_id=f"{name}:{place}",
                external_order_id=order_id,
                kind=SettlementKind(kind),
                amount=Rupiah(amount),
                raw_kind=raw,
            )
            for place, (order_id, kind, amount, raw) in enumerate(lines)
        ),
    )
    payouts.store(account=account, settlements=[found], read_at=timezone.now())


def page(client, **query) -> str:
    return client.get(reverse("desk:payouts"), query).content.decode()


def test_an_order_shows_every_fee_and_leads_to_its_parcel(shelf, account, client) -> None:
    order = make_channel_order(account, (shelf, 1))
    price = order.order.lines.get().list_price
    pay_out(
        account,
        (order.external_order_id, "sale", price, "item_price"),
        (order.external_order_id, "commission", -1500, "commission_fee"),
        (order.external_order_id, "other", -321, "biaya_aneh"),
    )
    text = page(client)
    assert order.external_order_id in text
    assert "tanpa nama" in text
    row = OrderPayout.objects.get()
    detail = client.get(reverse("desk:payout", args=[row.pk])).content.decode()
    for part in ("Komisi", "commission_fee", "biaya_aneh", "-Rp321", "tidak punya nama"):
        assert part in detail
    assert reverse("desk:parcel", args=[order.order.parcels.get().pk]) in detail


def test_shipping_that_cost_more_is_explained(account, client) -> None:
    pay_out(account, ("A1", "sale", 95_000, ""), ("A1", "shipping", -7_000, "berat"))
    pay_out(account, ("B1", "sale", 40_000, ""), name="S2")
    text = page(client, tab="selisih")
    assert "A1" in text
    assert "B1" not in text
    assert "selisih ongkir" in text
    detail = client.get(reverse("desk:payout", args=[OrderPayout.objects.get(differs=True).pk]))
    assert "Ongkir Rp7.000 lebih mahal" in detail.content.decode()


def test_what_arrived_long_ago_without_money_is_listed(shelf, account, client) -> None:
    late = make_channel_order(account, (shelf, 1), state="delivered")
    new = make_channel_order(account, (shelf, 1), state="completed")
    paid = make_channel_order(account, (shelf, 1), state="completed")
    for order, days in ((late, 15), (new, 13), (paid, 15)):
        Parcel.objects.filter(order=order.order).update(
            state=ParcelState.DELIVERED, delivered_at=timezone.now() - timedelta(days=days)
        )
    pay_out(account, (paid.external_order_id, "sale", 1000, ""))
    text = page(client, tab="belum")
    assert late.external_order_id in text
    assert "15 hari" in text
    assert new.external_order_id not in text
    assert paid.external_order_id not in text


def test_shop_month_words_and_paging_choose(account, shelf, client) -> None:
    other = make_shop(shelf.partner)
    for place in range(30):
        make_payout(account, f"AA-{place:02}", released_at=timezone.now() - timedelta(hours=place))
    make_payout(other, "BB-1", released_at=timezone.now() - timedelta(days=70))
    first = page(client, toko=account.pk)
    assert "AA-00" in first
    assert "AA-25" not in first
    assert "BB-1" not in first
    last = OrderPayout.objects.get(external_order_id="AA-24").pk
    assert "AA-25" in page(client, toko=account.pk, sesudah=last)
    assert "BB-1" in page(client, q="bb-1")
    month = timezone.localtime() - timedelta(days=70)
    chosen = page(client, bulan=f"{month:%Y-%m}")
    assert "BB-1" in chosen
    assert "AA-00" not in chosen
    assert "Belum ada pencairan" in page(client, bulan="1999-01")


@pytest.mark.parametrize(
    "query",
    [
        {"bulan": "9999-12"},
        {"bulan": "0001-01"},
        {"toko": "x"},
        {"bulan": "kapan"},
        {"sesudah": "9"},
        {"tab": "?"},
    ],
)
def test_what_cannot_be_read_shows_everything(account, client, query) -> None:
    make_payout(account, "AA-1")
    assert "AA-1" in page(client, **query)


def test_the_file_holds_every_amount_and_no_formula(account, client) -> None:
    pay_out(
        account,
        ("A1", "sale", 95_000, "item"),
        ("A1", "commission", -5_000, "=HYPERLINK()"),
        ("", "campaign_fee", -2_000, "iklan"),
    )
    answer = client.get(reverse("desk:payouts_file"))
    text = answer.content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert sum(int(row[-1]) for row in rows[1:]) == 88_000
    assert [row[6] for row in rows[1:]] == ["item", "'=HYPERLINK()", "iklan"]
    shown = page(client)
    assert "Bukan dari pesanan" in shown
    assert "-Rp2.000" in shown


def test_nothing_yet_and_a_channel_that_failed_say_so(account, client) -> None:
    assert "Belum ada pencairan" in page(client)
    assert "Tidak ada yang terlambat" in page(client, tab="belum")
    assert "Semua sesuai" in page(client, tab="selisih")
    Cursor.objects.create(
        account=account,
        stream=Stream.SETTLEMENTS,
        next_run_at=timezone.now(),
        error_code="bad_payload",
    )
    assert account.label in page(client)


def test_packers_do_not_see_money(shelf, account) -> None:
    row = make_payout(account)
    packer = client_of(make_staff(shelf.partner, Role.PACKER))
    assert packer.get(reverse("desk:payouts")).status_code == 403
    assert packer.get(reverse("desk:payout", args=[row.pk])).status_code == 403
    assert packer.get(reverse("desk:payouts_file")).status_code == 403


def test_the_page_costs_the_same_for_one_and_for_many(
    account, client, django_assert_max_num_queries
) -> None:
    make_payout(account, "AA-0")
    client.get(reverse("desk:payouts"))
    for place in range(1, 25):
        make_payout(account, f"AA-{place}")
    with django_assert_max_num_queries(24):
        client.get(reverse("desk:payouts"))
