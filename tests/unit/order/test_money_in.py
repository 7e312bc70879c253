"""Money that comes in time, late, twice, or never."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shop.order import services
from shop.order.errors import NotAllowed
from shop.order.models import Order
from shop.order.services import Outcome
from shop.outbox.models import Message
from shop.stock import services as stock
from shop.stock.models import StockItem, StockMovement
from shop.stock.selectors import audit
from tests.factories_orders import (
    incoming,
    incoming_line,
    make_order,
    make_paid_order,
    make_shelf,
    only_parcel,
)

pytestmark = pytest.mark.django_db


def later(hours=25):
    return lambda: timezone.now() + timedelta(hours=hours)


def numbers(record):
    item = StockItem.objects.get(pk=record.stock_item_id)
    return item.on_hand, item.allocated


def mails():
    return [message.dedup_key.split(":")[2] for message in Message.objects.order_by("pk")]


def test_money_pays_an_order_once():
    order = make_order((make_shelf(), 1))

    assert services.mark_paid(order_id=order.pk) == Outcome.PAID
    assert services.mark_paid(order_id=order.pk) == Outcome.ALREADY

    order.refresh_from_db()
    assert (order.payment_state, order.status) == ("paid", "to_pack")
    assert mails() == ["paid"]


def test_days_to_pack_count_from_the_money():
    order = make_order((make_shelf(), 1))
    parcel = only_parcel(order)
    type(parcel).objects.filter(pk=parcel.pk).update(ship_by=timezone.now() - timedelta(days=3))

    services.mark_paid(order_id=order.pk)

    parcel.refresh_from_db()
    assert parcel.ship_by > timezone.now()


def test_an_unpaid_order_lapses_and_gives_its_stock_back_once():
    record = make_shelf(on_hand=5_000)
    order = make_order((record, 2))

    assert services.lapse_due(clock=later(23), budget=10) == 0
    assert services.lapse_due(clock=later(25), budget=10) == 1
    assert services.lapse_due(clock=later(26), budget=10) == 0

    order.refresh_from_db()
    assert order.lapsed_at is not None
    assert (order.status, order.payment_state) == ("cancelled", "awaiting")
    assert numbers(record) == (5_000, 0)
    assert StockMovement.objects.filter(kind="release").count() == 1
    assert mails() == ["lapsed"]
    assert audit() == []


def test_lapsing_keeps_to_its_budget():
    record = make_shelf()
    for _number in range(3):
        make_order((record, 1))

    assert services.lapse_due(clock=later(), budget=2) == 2
    assert services.lapse_due(clock=later(), budget=2) == 1


def test_paid_orders_and_orders_paid_at_the_door_do_not_lapse():
    record = make_shelf()
    make_paid_order((record, 1))
    make_order((record, 1), pays_cash_on_delivery=True)

    assert services.lapse_due(clock=later(1000), budget=10) == 0


def test_the_hours_an_order_is_held_are_a_setting(settings):
    settings.ORDER_HOLD_HOURS = 2
    make_order((make_shelf(), 1))

    assert services.lapse_due(clock=later(1), budget=10) == 0
    assert services.lapse_due(clock=later(3), budget=10) == 1


def test_a_hold_can_be_made_longer_and_never_shorter():
    order = make_order((make_shelf(), 1))

    assert services.extend_hold(order_id=order.pk, until=later(48)())
    assert not services.extend_hold(order_id=order.pk, until=later(1)())
    assert services.lapse_due(clock=later(25), budget=10) == 0


def test_late_money_revives_the_order_at_its_frozen_price():
    record = make_shelf(on_hand=5_000, price=95_000)
    order = make_order((record, 2))
    services.lapse_due(clock=later(), budget=10)
    type(record).objects.filter(pk=record.pk).update(price=200_000)

    assert services.mark_paid(order_id=order.pk) == Outcome.REVIVED
    assert services.mark_paid(order_id=order.pk) == Outcome.ALREADY

    revived = Order.objects.get(pk=order.pk)
    assert revived.number == order.number
    assert int(revived.total_incl_tax) == 190_000
    assert (revived.status, revived.payment_state, revived.lapsed_at) == ("to_pack", "paid", None)
    assert numbers(record) == (5_000, 2_000)
    line = revived.lines.get()
    assert (line.reserved, line.cancelled) == (2, 0)
    assert mails() == ["lapsed", "paid"]
    assert services.lapse_due(clock=later(99), budget=10) == 0
    assert audit() == []


def test_a_revived_order_can_still_be_cancelled_or_sent():
    record = make_shelf(on_hand=5_000)
    for end in ("cancelled", "shipped"):
        order = make_order((record, 2))
        services.lapse_due(clock=later(), budget=10)
        services.mark_paid(order_id=order.pk)
        services.walk(parcel_id=only_parcel(order).pk, to=end)

    assert numbers(record) == (3_000, 0)
    assert audit() == []


def test_late_money_without_stock_is_held_for_a_person():
    record = make_shelf(on_hand=2_000)
    order = make_order((record, 2))
    services.lapse_due(clock=later(), budget=10)
    make_paid_order((record, 1))

    assert services.mark_paid(order_id=order.pk) == Outcome.HELD

    order.refresh_from_db()
    assert (order.payment_state, order.status) == ("held", "held")
    assert order.needs_decision
    assert order.decision_due > timezone.now()
    assert numbers(record) == (2_000, 1_000)
    assert "money_held" in mails()
    assert audit() == []


def test_who_waits_for_new_stock_gets_it_when_it_comes():
    record = make_shelf(on_hand=2_000)
    order = make_order((record, 2))
    services.lapse_due(clock=later(), budget=10)
    make_paid_order((record, 2))
    services.mark_paid(order_id=order.pk)

    services.decide_shortage(order_id=order.pk, decision="wait")
    order.refresh_from_db()
    assert (order.needs_decision, order.payment_state) == (False, "held")
    stock.receive(item_id=record.stock_item_id, quantity=2_000, ref="terima:1")

    order.refresh_from_db()
    assert (order.payment_state, order.status, order.lapsed_at) == ("paid", "to_pack", None)
    assert numbers(record) == (4_000, 4_000)


def test_who_wants_the_money_back_gets_it():
    record = make_shelf(on_hand=1_000)
    order = make_order((record, 1))
    services.lapse_due(clock=later(), budget=10)
    make_paid_order((record, 1))
    services.mark_paid(order_id=order.pk)

    services.decide_shortage(order_id=order.pk, decision="refund")
    assert services.mark_refunded(order_id=order.pk, amount=95_000)

    order.refresh_from_db()
    assert (order.payment_state, order.status) == ("refunded", "cancelled")
    assert (order.needs_decision, order.refunded_amount) == (False, 95_000)


def test_money_for_a_cancelled_order_is_held():
    order = make_order((make_shelf(), 1))
    services.cancel_order(order_id=order.pk, reason="berubah pikiran")

    assert services.mark_paid(order_id=order.pk) == Outcome.HELD
    with pytest.raises(NotAllowed):
        services.revive(order_id=order.pk)


def test_money_of_a_cancelled_channel_order_is_the_channels_matter():
    record = make_shelf()
    told = incoming(record.partner, [incoming_line(record)], payment_state="awaiting")
    order = services.import_order(incoming=told)
    services.move(parcel_id=only_parcel(order).pk, to="cancelled", source="shopee")

    assert services.mark_paid(order_id=order.pk) == Outcome.PAID

    order.refresh_from_db()
    assert (order.status, order.needs_decision) == ("cancelled", False)


def test_a_wrong_amount_is_held_and_keeps_its_goods_until_a_person_decides():
    record = make_shelf(on_hand=5_000)
    order = make_order((record, 1))

    assert services.hold_money(order_id=order.pk)
    assert not services.hold_money(order_id=order.pk)
    assert services.lapse_due(clock=later(99), budget=10) == 0
    assert numbers(record) == (5_000, 1_000)

    services.decide_shortage(order_id=order.pk, decision="accept")
    order.refresh_from_db()
    assert (order.payment_state, order.status, order.needs_decision) == ("paid", "to_pack", False)


def test_a_decision_is_taken_once():
    order = make_order((make_shelf(), 1))
    services.hold_money(order_id=order.pk)
    services.decide_shortage(order_id=order.pk, decision="accept")

    with pytest.raises(NotAllowed) as refusal:
        services.decide_shortage(order_id=order.pk, decision="refund")

    assert refusal.value.code == "settled"


def test_cash_that_the_courier_brings_pays_the_order_quietly():
    order = make_order((make_shelf(), 1), pays_cash_on_delivery=True)
    services.walk(parcel_id=only_parcel(order).pk, to="delivered")

    assert services.mark_paid(order_id=order.pk) == Outcome.PAID

    order.refresh_from_db()
    assert (order.payment_state, order.status) == ("paid", "delivered")
    assert mails() == ["ready"]


def test_a_lapsed_order_revives_without_what_a_person_had_cancelled():
    coffee, cloth = make_shelf(), make_shelf()
    order = make_order((coffee, 1), (cloth, 1))
    first, second = order.parcels.order_by("sequence")
    services.move(parcel_id=first.pk, to="cancelled", source="desk")
    services.lapse_due(clock=later(), budget=10)

    services.mark_paid(order_id=order.pk)

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == ("cancelled", "to_pack")
