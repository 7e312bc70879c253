"""What a cooperative gets for an order agrees with who is left with what of its lines."""

import pytest

from desk.orders import moneybox
from shop.order import services
from shop.order.refunds import refund_line, shares
from tests.factories_offers import make_free_shipping
from tests.factories_orders import make_paid_order, make_shelf

pytestmark = pytest.mark.django_db


def sent_for_less(record):
    """Three packs, paid, sent for Rp68.000 instead of Rp78.000."""
    way = services.ParcelChoice(cooperative_id=record.partner_id, option_code="reguler")
    return make_paid_order((record, 3), choices=(way,), seen_total=285_000 + 68_000)


def test_free_shipping_of_the_cooperative_and_money_it_gave_back_are_taken_off():
    record = make_shelf(price=95_000)
    make_free_shipping(0, cap=10_000, cooperative=record.partner, payer="seller")
    order = sent_for_less(record)
    parcel, line = order.parcels.get(), order.lines.get()
    box = moneybox.of(parcel)
    assert (box.free_shipping, line.shipping_by_seller) == (10_000, 10_000)
    assert box.received == 285_000 - 10_000

    refund_line(line_id=line.pk, amount=40_000, ref="komplain", by_platform=False)
    refund_line(line_id=line.pk, amount=5_000, ref="maaf", by_platform=True)
    box = moneybox.of(parcel)
    assert (box.given_back, box.received) == (40_000, 235_000)
    line.refresh_from_db()
    assert box.received == shares(line).seller


def test_nothing_is_left_of_a_parcel_that_was_cancelled():
    record = make_shelf(price=95_000)
    make_free_shipping(0, cap=10_000, cooperative=record.partner, payer="seller")
    order = sent_for_less(record)
    parcel = order.parcels.get()
    services.move(parcel_id=parcel.pk, to="cancelled")
    box = moneybox.of(parcel)
    assert (box.cancelled, box.free_shipping, box.received) == (285_000, 0, 0)
