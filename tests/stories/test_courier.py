"""A parcel from the desk to the door: the courier is asked for, and everything else happens."""

from __future__ import annotations

import pytest

from shop.couriers.models import Booking
from shop.demo.shopper import Buyer
from shop.order.models import Parcel, ParcelState
from tests.live import goods
from tests.live.stack import Stack, until
from tests.live.staff import Staff

pytestmark = pytest.mark.processes

SKU = "KKL-LS-1000"
BUYER = Buyer(name="Sari Wulandari", phone="0812-3456-7890", email="sari@contoh.example")
SECONDS = 40


def test_asked_for_at_the_desk_fetched_and_brought(stack: Stack) -> None:
    shopper = stack.shopper()
    shopper.add(goods.slug(SKU), SKU)
    placed = shopper.check_out(buyer=BUYER, pay="cod")
    parcel = Parcel.objects.get(order__number=placed.number)

    staff = Staff(stack.site)
    ask = f"/kerja/paket/{parcel.pk}/pesan-kurir/"
    assert "JNE Reguler" in staff.get(ask).words
    staff.post(ask, [*staff.get(ask).sent(), ("layanan", "jne:reg")])
    until(
        lambda: Booking.objects.filter(parcel=parcel, state="booked").exists(),
        seconds=SECONDS,
        what="the courier says yes",
    )

    def is_at(state: str) -> bool:
        return Parcel.objects.get(pk=parcel.pk).state == state

    stack.market.post("biteship/walk", order=parcel.number, status="picked")
    until(lambda: is_at(ParcelState.SHIPPED), seconds=SECONDS, what="the parcel is sent")
    assert goods.line_of(parcel.order, SKU).shipped == 1
    until(lambda: "JNE0" in stack.mails(), what="the tracking number by e-mail")
    stack.market.post("biteship/walk", order=parcel.number, status="delivered")
    until(lambda: is_at(ParcelState.DELIVERED), seconds=SECONDS, what="the parcel has arrived")

    page = shopper.get(f"/pesanan/{placed.token}/").words
    for words in ("Lacak kurir", "Sampai di alamat tujuan", "JNE0"):
        assert words in page, f"{words} is not on the order's page"
    assert "Sampai di alamat tujuan" in staff.get(f"/kerja/paket/{parcel.pk}/").words
