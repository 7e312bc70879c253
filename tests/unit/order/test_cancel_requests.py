"""A buyer who asks to cancel a prepared parcel: stored once, answered once, never forgotten."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from shop.couriers.models import Booking
from shop.order import services
from shop.order.errors import NotAllowed
from shop.order.models import CancelRequest, Order, Parcel
from shop.order.selectors import refund_due
from shop.outbox.models import Message
from shop.stock.models import StockItem
from shop.stock.selectors import audit
from tests.factories_orders import incoming, incoming_line, make_paid_order, make_shelf, sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def parcel() -> Parcel:
    """Paid, packed, not yet with the courier."""
    record = make_shelf(on_hand=5_000)
    order = make_paid_order((record, 1), **sent(record))
    packed = order.parcels.get()
    services.move(parcel_id=packed.pk, to="packed")
    return packed


def ask(parcel: Parcel, reason: str = "Salah alamat") -> CancelRequest:
    return services.ask_to_cancel(parcel_id=parcel.pk, reason=reason)


def free(parcel: Parcel) -> int:
    return StockItem.objects.get(order_lines__parcel_lines__parcel=parcel).free


def mails() -> list[str]:
    rows = Message.objects.filter(kind="email").order_by("pk")
    return [row.dedup_key.split(":")[2] for row in rows]


def text(event: str) -> str:
    return Message.objects.get(dedup_key__contains=f":{event}:").payload["text"]


def test_asking_twice_is_one_wish_with_a_deadline_and_one_mail(parcel) -> None:
    soon = timezone.now() + timedelta(hours=3)
    Parcel.objects.filter(pk=parcel.pk).update(ship_by=soon)
    assert ask(parcel).pk == ask(parcel).pk
    wish = CancelRequest.objects.get()
    assert (wish.state, wish.reason, wish.due_at) == ("asked", "Salah alamat", soon)
    parcel.refresh_from_db()
    assert parcel.cancel_due == soon
    assert mails() == ["paid", "packed", "cancel_asked"]


def test_while_it_waits_the_desk_cannot_send_the_parcel(parcel) -> None:
    ask(parcel)
    with pytest.raises(NotAllowed) as refusal:
        services.walk(parcel_id=parcel.pk, to="shipped", source="desk")
    assert refusal.value.code == "asks_to_cancel"


def test_agreeing_frees_goods_money_and_courier_once(parcel) -> None:
    booking = Booking.objects.create(parcel=parcel, attempt=1, reference=parcel.number)
    ask(parcel)
    assert services.answer_wish(parcel_id=parcel.pk, accept=True)
    assert not services.answer_wish(parcel_id=parcel.pk, accept=True)
    assert not services.answer_wish(parcel_id=parcel.pk, accept=False, words="Sudah jalan")

    parcel.refresh_from_db()
    booking.refresh_from_db()
    order = Order.objects.get(pk=parcel.order_id)
    assert (parcel.state, parcel.cancel_due) == ("cancelled", None)
    assert free(parcel) == 5_000
    assert audit() == []
    assert booking.state == "cancelling"
    due = refund_due(order=order, lines=order.lines.all(), parcels=order.parcels.all())
    assert due == int(order.total_incl_tax)
    assert order.needs_decision
    assert mails() == ["paid", "packed", "cancel_asked", "cancel_answered"]
    assert "dikembalikan" in text("cancel_answered")


def test_refusing_needs_words_the_buyer_reads_and_the_parcel_goes_on(parcel) -> None:
    ask(parcel)
    with pytest.raises(NotAllowed):
        services.answer_wish(parcel_id=parcel.pk, accept=False, words="  ")
    assert services.answer_wish(parcel_id=parcel.pk, accept=False, words="Sudah di truk.")
    assert "Sudah di truk." in text("cancel_answered")
    assert services.walk(parcel_id=parcel.pk, to="shipped", source="desk")
    with pytest.raises(NotAllowed):
        ask(parcel)


def test_a_refused_wish_is_not_asked_again(parcel) -> None:
    ask(parcel)
    services.answer_wish(parcel_id=parcel.pk, accept=False, words="Sudah di truk.")
    with pytest.raises(NotAllowed) as refusal:
        ask(parcel)
    assert refusal.value.code == "refused"


def test_a_courier_who_takes_it_answers_for_us(parcel) -> None:
    ask(parcel)
    assert services.walk(parcel_id=parcel.pk, to="shipped", source="courier")
    wish = CancelRequest.objects.get()
    assert (wish.state, wish.answer) == ("refused", "Paket sudah dibawa kurir.")
    assert mails() == ["paid", "packed", "cancel_asked", "cancel_answered", "shipped"]
    assert not services.answer_wish(parcel_id=parcel.pk, accept=True)


def test_a_desk_that_cancels_has_agreed(parcel) -> None:
    ask(parcel)
    services.cancel_order(order_id=parcel.order_id, reason="Rusak")
    assert CancelRequest.objects.get().state == "accepted"
    assert Parcel.objects.get(pk=parcel.pk).cancel_due is None


def test_a_wish_taken_back_frees_the_parcel_and_may_come_again(parcel) -> None:
    ask(parcel)
    assert services.take_wish_back(parcel_id=parcel.pk)
    assert not services.take_wish_back(parcel_id=parcel.pk)
    assert Parcel.objects.get(pk=parcel.pk).cancel_due is None
    ask(parcel)
    assert list(CancelRequest.objects.values_list("state", flat=True)) == ["withdrawn", "asked"]


def test_only_our_own_orders_that_are_still_here_can_be_asked_for(parcel) -> None:
    record = make_shelf()
    theirs = services.import_order(incoming=incoming(record.partner, [incoming_line(record)]))
    with pytest.raises(NotAllowed) as refusal:
        ask(theirs.parcels.get())
    assert refusal.value.code == "only_channel"
    services.walk(parcel_id=parcel.pk, to="shipped")
    with pytest.raises(NotAllowed) as refusal:
        ask(parcel)
    assert refusal.value.code == "has_left"


def test_cancelling_at_once_stops_at_what_was_packed_a_moment_ago(parcel) -> None:
    with pytest.raises(NotAllowed) as refusal:
        services.cancel_unpacked(order_id=parcel.order_id, reason="")
    assert refusal.value.code == "packed"
    services.move(parcel_id=parcel.pk, to="to_pack")
    assert services.cancel_unpacked(order_id=parcel.order_id, reason="")
    assert Parcel.objects.get(pk=parcel.pk).state == "cancelled"
