"""A promised day: kept on the parcel, told once, asked about when it has passed."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shop.order import services
from shop.order.errors import NotAllowed
from shop.order.models import Order, Parcel
from shop.outbox.models import Message
from shop.shipping.defaults import PICKUP
from tests.factories_orders import (
    incoming,
    incoming_line,
    make_order,
    make_paid_order,
    make_shelf,
    only_parcel,
)

pytestmark = pytest.mark.django_db


def soon(days: int = 5):
    return timezone.localdate() + timedelta(days=days)


def told() -> list[str]:
    rows = Message.objects.filter(dedup_key__contains=":promised:").order_by("pk")
    return [row.payload["text"] for row in rows]


def short_order(source: str = "manual") -> Order:
    """Three ordered, two there."""
    record = make_shelf(on_hand=2_000)
    return services.import_order(
        incoming=incoming(record.partner, [incoming_line(record, 3)], source=source)
    )


def test_a_promise_is_kept_and_told_once():
    order = make_paid_order((make_shelf(), 2))
    parcel = only_parcel(order)

    assert services.promise(parcel_id=parcel.pk, day=soon())
    assert not services.promise(parcel_id=parcel.pk, day=soon())

    parcel.refresh_from_db()
    assert parcel.promised_on == soon()
    assert timezone.localdate(parcel.ship_by) == soon()
    assert [event.note[:11] for event in parcel.events.all()].count("Dijanjikan ") == 1
    assert len(told()) == 1


def test_another_day_is_another_promise():
    order = make_paid_order((make_shelf(), 2))
    parcel = only_parcel(order)
    for days in (5, 9, 5):
        services.promise(parcel_id=parcel.pk, day=soon(days))
    parcel.refresh_from_db()
    assert parcel.promised_on == soon(5)
    assert len(told()) == 3


@pytest.mark.parametrize("days", [-1, 400])
def test_a_day_nobody_can_keep_is_refused(days):
    parcel = only_parcel(make_paid_order((make_shelf(), 2)))
    with pytest.raises(NotAllowed) as refusal:
        services.promise(parcel_id=parcel.pk, day=soon(days))
    assert refusal.value.code == "day"
    assert Parcel.objects.get(pk=parcel.pk).promised_on is None


def test_what_has_left_cannot_be_promised():
    parcel = only_parcel(make_paid_order((make_shelf(), 2)))
    services.walk(parcel_id=parcel.pk, to="shipped")
    with pytest.raises(NotAllowed) as refusal:
        services.promise(parcel_id=parcel.pk, day=soon())
    assert refusal.value.code == "has_left"


def test_who_fetches_the_goods_comes_on_the_promised_day():
    parcel = only_parcel(make_paid_order((make_shelf(), 2)))
    quote = {"code": PICKUP, "pickup_on": "2020-01-01", "pickup_hours": ["08:00", "12:00"]}
    Parcel.objects.filter(pk=parcel.pk).update(quote=quote)
    services.promise(parcel_id=parcel.pk, day=soon())
    parcel.refresh_from_db()
    assert parcel.quote == {"code": PICKUP, "pickup_on": soon().isoformat()}


def test_a_channels_deadline_stays_and_its_buyer_gets_no_mail():
    order = short_order("shopee")
    parcel = only_parcel(order)
    by = timezone.now()
    Parcel.objects.filter(pk=parcel.pk).update(ship_by=by)
    services.decide_shortage(order_id=order.pk, decision="wait", promised_on=soon())
    parcel.refresh_from_db()
    assert (parcel.promised_on, parcel.ship_by) == (soon(), by)
    assert told() == []


def test_waiting_with_a_day_is_told_and_asked_about_again_when_it_passed():
    order = short_order()
    services.decide_shortage(order_id=order.pk, decision="wait", promised_on=soon())
    order.refresh_from_db()
    assert not order.needs_decision
    assert services.ask_about_passed(today=soon()) == 0, "the day itself is not over"

    assert services.ask_about_passed(today=soon(6)) == 1

    order.refresh_from_db()
    assert (order.needs_decision, order.decision) == (True, "")
    assert services.ask_about_passed(today=soon(6)) == 0, "once"


def test_a_split_promises_only_what_comes_later():
    order = short_order()
    services.decide_shortage(order_id=order.pk, decision="split", promised_on=soon())
    first, second = order.parcels.order_by("sequence")
    assert (first.promised_on, second.promised_on) == (None, soon())


def test_a_refused_day_leaves_the_decision_open():
    order = short_order()
    with pytest.raises(NotAllowed):
        services.decide_shortage(order_id=order.pk, decision="wait", promised_on=soon(-2))
    order.refresh_from_db()
    assert order.needs_decision


def test_money_that_comes_later_leaves_the_promised_day():
    order = make_order((make_shelf(), 1))
    parcel = only_parcel(order)
    services.promise(parcel_id=parcel.pk, day=soon(20))
    services.mark_paid(order_id=order.pk)
    parcel.refresh_from_db()
    assert timezone.localdate(parcel.ship_by) == soon(20)


def test_the_goods_that_are_there_are_for_the_first_parcel_only():
    record = make_shelf(on_hand=3_000)
    order = services.import_order(
        incoming=incoming(record.partner, [incoming_line(record, 6)], source="manual")
    )
    services.mark_paid(order_id=order.pk)
    services.decide_shortage(order_id=order.pk, decision="split", promised_on=soon())
    first, second = order.parcels.order_by("sequence")

    with pytest.raises(NotAllowed) as refusal:
        services.move(parcel_id=second.pk, to="packed", source="desk")

    assert refusal.value.code == "short"
    assert services.move(parcel_id=first.pk, to="packed", source="desk")


def test_who_waits_on_without_a_new_day_is_not_asked_for_ever():
    order = short_order("shopee")
    services.decide_shortage(order_id=order.pk, decision="wait", promised_on=soon())
    Parcel.objects.filter(order=order).update(promised_on=soon(-1))
    assert services.ask_about_passed(today=soon(0)) == 1

    services.decide_shortage(order_id=order.pk, decision="wait")

    assert services.ask_about_passed(today=soon(0)) == 0
    assert only_parcel(order).promised_on is None


def test_a_passed_day_of_a_parcel_that_lacks_nothing_asks_nobody():
    order = short_order()
    services.promise(parcel_id=only_parcel(order).pk, day=soon())
    services.decide_shortage(order_id=order.pk, decision="split", promised_on=soon(9))
    first, second = order.parcels.order_by("sequence")
    assert (first.promised_on, second.promised_on) == (soon(), soon(9))

    assert services.ask_about_passed(today=soon(6)) == 0
    assert services.ask_about_passed(today=soon(10)) == 1
    assert services.ask_about_passed(today=soon(10)) == 0


def test_two_presses_at_once_split_once():
    order = make_paid_order((make_shelf(), 3))
    parcel, line = only_parcel(order), order.lines.get()

    def press():
        services.send_in_parts(
            parcel_id=parcel.pk, later={line.pk: 1}, seen={line.pk: 3}, day=soon()
        )

    press()
    with pytest.raises(NotAllowed) as refusal:
        press()

    assert refusal.value.code == "changed"
    assert order.parcels.count() == 2
    assert len(told()) == 1
