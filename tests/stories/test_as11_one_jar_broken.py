"""AS-11: one of three jars arrives broken. Money and goods are separate facts."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from desk.money.lists import owed
from shop.complaints import services as complaints
from shop.complaints.models import Complaint
from shop.order import services as orders
from shop.order.models import Line, Parcel, ParcelState
from shop.payments import services as payments
from shop.stock.models import StockItem, StockMovement
from shop.stock.selectors import audit
from tests.factories_desk import client_of, make_staff, worker_beats
from tests.factories_offers import make_voucher
from tests.factories_orders import make_shelf, only_parcel
from tests.factories_storefront import make_account
from tests.unit.order.test_who_pays_discounts import place

pytestmark = pytest.mark.django_db
PRICE, PACKS = 95_000, 3
# A third of the price less a third of the voucher's ten per cent.
SHARE = 85_500


@pytest.fixture
def parcel() -> Parcel:
    """Three jars bought with a voucher, paid by transfer, at the buyer's door."""
    worker_beats()
    make_account()
    order = place((make_shelf(price=PRICE, on_hand=30_000), PACKS), voucher=make_voucher())
    request = payments.start(order=order, provider="manual_transfer", clock=timezone.now)
    payments.confirm(request_id=request.pk, amount=request.amount, actor=None)
    found = only_parcel(order)
    orders.walk(parcel_id=found.pk, to=ParcelState.DELIVERED, source="desk")
    found.refresh_from_db()
    return found


@pytest.fixture
def client(parcel: Parcel) -> Client:
    return client_of(make_staff(parcel.cooperative))


def line_of(parcel: Parcel) -> Line:
    return parcel.parcel_lines.get().line


def complain(parcel: Parcel) -> Complaint:
    return complaints.open_complaint(
        parcel_id=parcel.pk, reason="broken", wish="money", quantities={line_of(parcel).pk: 1}
    )


def answer(client: Client, complaint: Complaint, **more: str) -> Any:
    facts = {"jawab": "refund", "jumlah": str(SHARE), "kata": "Kirim ke Jl. Kopi 1"}
    return client.post(reverse("desk:complaint", args=[complaint.pk]), facts | more)


def on_hand(parcel: Parcel) -> int:
    return StockItem.objects.get(pk=line_of(parcel).stock_item_id).on_hand


def test_the_price_less_its_share_of_the_voucher_goes_back_once(parcel, client) -> None:
    complaint = complain(parcel)
    before, moved = on_hand(parcel), StockMovement.objects.count()
    shown = client.get(reverse("desk:complaint", args=[complaint.pk])).content.decode()
    assert 'value="85.500"' in shown

    for _click in range(2):
        assert answer(client, complaint).status_code == 302

    line = line_of(parcel)
    assert (line.money_back, line.cancelled, line.shipped) == (SHARE, 0, PACKS)
    assert [each.amount for each in owed(None)] == [SHARE]
    # Nothing comes back, so nothing moves in the store.
    assert (on_hand(parcel), StockMovement.objects.count()) == (before, moved)
    parcel.refresh_from_db()
    assert parcel.state == ParcelState.DELIVERED


@pytest.mark.parametrize(("how", "back"), [("layak", 1), ("rusak", 0)])
def test_goods_sent_back_are_fit_or_spoiled_and_counted_once(parcel, client, how, back) -> None:
    answer(client, complain(parcel), kembali="1")
    parcel.refresh_from_db()
    assert parcel.state == ParcelState.RETURN_REQUESTED
    before = on_hand(parcel)
    row = parcel.parcel_lines.get()
    address = reverse("desk:take_back", args=[parcel.pk, row.pk])
    assert (
        "Rusak, tidak dijual"
        in client.get(reverse("desk:parcel", args=[parcel.pk])).content.decode()
    )

    for _click in range(2):
        client.post(address, {"jumlah": "1", "sudah": "0", "keadaan": how})

    line = line_of(parcel)
    assert (line.taken_back, on_hand(parcel)) == (1, before + back * line.units_per_sale)
    parcel.refresh_from_db()
    assert parcel.state == ParcelState.RETURN_REQUESTED
    spoiled = parcel.events.filter(note__contains="rusak").count()
    assert spoiled == (how == "rusak")

    client.post(address, {"jumlah": "2", "sudah": "1", "keadaan": how})
    parcel.refresh_from_db()
    assert parcel.state == ParcelState.RETURNED
    assert audit() == []


def test_where_the_buyer_keeps_the_others_a_person_says_that_it_is_done(parcel, client) -> None:
    answer(client, complain(parcel), kembali="1")
    row = parcel.parcel_lines.get()
    client.post(reverse("desk:take_back", args=[parcel.pk, row.pk]), {"jumlah": "1", "sudah": "0"})
    page = client.get(reverse("desk:parcel", args=[parcel.pk])).content.decode()
    assert reverse("desk:go_on", args=[parcel.pk]) in page

    client.post(reverse("desk:go_on", args=[parcel.pk]), {"ke": "selesai"})

    parcel.refresh_from_db()
    assert parcel.state == ParcelState.COMPLETED


@pytest.mark.parametrize("wanted", ["4", "0", "-1", "banyak"])
def test_no_more_comes_back_than_was_sent(parcel, client, wanted) -> None:
    answer(client, complain(parcel), kembali="1")
    address = reverse("desk:take_back", args=[parcel.pk, parcel.parcel_lines.get().pk])
    for how in ("layak", "rusak"):
        client.post(address, {"jumlah": wanted, "sudah": "0", "keadaan": how})
    assert line_of(parcel).taken_back == 0
    assert on_hand(parcel) == 27_000


def test_who_asks_for_the_goods_says_where_to_send_them(parcel, client) -> None:
    complaint = complain(parcel)
    page = answer(client, complaint, kembali="1", kata="")
    assert "Tulis ke mana barangnya dikirim" in page.content.decode()
    complaint.refresh_from_db()
    assert complaint.state == "open"
