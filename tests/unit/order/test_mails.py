"""What buyers read, in their language, once for each event."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone, translation

from shop.order import mails, services
from shop.order.models import CancelRequest
from shop.order.requests import Contact
from shop.outbox.models import Message
from tests.factories_orders import (
    incoming,
    incoming_line,
    make_order,
    make_paid_order,
    make_shelf,
    only_parcel,
    sent,
)

pytestmark = pytest.mark.django_db

EVENTS = (
    "received",
    "paid",
    "ready",
    "shipped",
    "parcel_cancelled",
    "cancelled",
    "lapsed",
    "money_held",
    "delivered",
    "pay_soon",
    "refund_sent",
    "complaint_received",
    "complaint_answered",
    "complaint_answered",
    "complaint_answered",
    "sent_again",
    "packed",
    "promised",
    "has_it_come",
    "partly_shipped",
    "reversed",
    "cancel_asked",
    "cancel_answered",
    "cancel_answered",
)


def write_later_mails(order):
    """What comes after the parcel, each kind once and every answer to a complaint."""
    parcel = only_parcel(order)
    pay = mails.HowToPay(method="Transfer", amount=95_417, due=order.lapses_at)
    mails.delivered(order=order, parcel=parcel)
    mails.pay_soon(order=order, pay=pay)
    mails.refund_sent(order=order, amount=95_000)
    mails.complaint_received(order=order, parcel=parcel, complaint=1)
    for number, answer in enumerate(("refund", "resend", "refuse")):
        mails.complaint_answered(
            order=order,
            parcel=parcel,
            complaint=number,
            answer=answer,
            words="Mohon maaf.",
            amount=95_000,
        )
    mails.sent_again(order=order, parcel=parcel, complaint=1, tracking_number="JX1")
    mails.packed(order=order, parcel=parcel)
    parcel.promised_on = timezone.localdate()
    mails.promised(order=order, parcel=parcel, event_id=1)
    mails.has_it_come(order=order, parcel=parcel, days=11)
    mails.partly_shipped(order=order, parcel=parcel)
    mails.reversed_by_bank(order=order)
    for number, state in enumerate(("accepted", "refused"), start=1):
        wish = CancelRequest(pk=number, state=state, answer="Maaf.", due_at=timezone.now())
        if number == 1:
            mails.cancel_asked(order=order, parcel=parcel, wish=wish)
        mails.cancel_answered(order=order, parcel=parcel, wish=wish)


def payload(event):
    return Message.objects.get(dedup_key__contains=f":{event}").payload


def test_the_payment_mail_lists_parcels_and_total():
    coffee, cloth = make_shelf(price=95_000), make_shelf(price=425_000)
    order = make_paid_order((coffee, 2), (cloth, 1))

    text = payload("paid")["text"]

    assert f"2 × {coffee.product.title}: Rp190.000" in text
    assert f"1 × {cloth.product.title}: Rp425.000" in text
    assert "Rp615.000" in text
    assert coffee.partner.name in text
    assert order.number in payload("paid")["subject"]
    assert f"/pesanan/{order.token}/" in text


def test_mails_speak_the_language_of_the_order():
    make_paid_order((make_shelf(), 1), language="en")
    make_paid_order((make_shelf(), 1), language="id")

    english, indonesian = Message.objects.filter(dedup_key__endswith=":paid").order_by("pk")

    assert english.payload["subject"].startswith("Payment received")
    assert "/en/pesanan/" in english.payload["text"]
    assert indonesian.payload["subject"].startswith("Pembayaran diterima")
    assert "/en/" not in indonesian.payload["text"]
    assert '<html lang="id">' in indonesian.payload["html"]


def test_the_shipping_mail_has_the_tracking_number():
    record = make_shelf()
    order = make_paid_order((record, 1), **sent(record))
    services.walk(parcel_id=only_parcel(order).pk, to="shipped", tracking_number="JX1234567890")

    assert "JX1234567890" in payload("shipped")["text"]
    assert "JX1234567890" in payload("shipped")["html"]


def test_a_name_cannot_write_html_into_a_mail():
    sly = Contact(name="<b>Sari</b>", phone="+62811", email="sari@example.com")
    make_paid_order((make_shelf(), 1), contact=sly)

    assert "<b>Sari</b>" not in payload("paid")["html"]
    assert "&lt;b&gt;Sari" in payload("paid")["html"]
    assert "<b>Sari</b>" in payload("paid")["text"]


def test_nobody_is_written_to_without_an_address_or_by_us_for_a_channel():
    make_paid_order((make_shelf(), 1), contact=Contact(name="Sari", phone="+62811"))
    record = make_shelf()
    told = incoming(
        record.partner, [incoming_line(record)], contact=Contact(email="masked@shopee.example")
    )
    order = services.import_order(incoming=told)
    services.walk(parcel_id=only_parcel(order).pk, to="shipped", source="shopee")

    assert Message.objects.count() == 0


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_mail_is_complete_in_text_and_html(language):
    order = make_order((make_shelf(), 1), language=language)
    pay = mails.HowToPay(method="BRI", amount=95_417, rows=(("Bank", "BRI"),))
    mails.order_received(order=order, pay=pay)
    mails.payment_confirmed(order=order)
    mails.ready_to_collect(order=order, parcel=only_parcel(order))
    mails.shipped(order=order, parcel=only_parcel(order))
    mails.parcel_cancelled(order=order, parcel=only_parcel(order))
    mails.order_cancelled(order=order, reason="stok habis")
    mails.lapsed(order=order)
    mails.money_held(order=order)
    write_later_mails(order)

    messages = list(Message.objects.order_by("pk"))
    assert [each.dedup_key.split(":")[2] for each in messages] == list(EVENTS)
    for message in messages:
        text, html = message.payload["text"], message.payload["html"]
        words = re.sub(r"<[^>]+>|\s+", " ", html.split("</style>")[1])
        assert order.number in message.payload["subject"]
        assert "Ibu Sari" in text
        assert "Ibu Sari" in words
        assert f"/pesanan/{order.token}/" in text
        assert "{{" not in html + text
        assert "{%" not in html + text
        assert "\n\n\n" not in text


def test_no_english_is_left_in_indonesian_mails():
    order = make_order((make_shelf(), 1))
    services.mark_paid(order_id=order.pk)
    services.walk(parcel_id=only_parcel(order).pk, to="shipped", tracking_number="JX1")
    mails.shipped(order=order, parcel=only_parcel(order))
    mails.order_received(
        order=order, pay=mails.HowToPay(method="Transfer", amount=1, due=order.lapses_at)
    )
    mails.parcel_cancelled(order=order, parcel=only_parcel(order))
    mails.order_cancelled(order=order, reason="habis")
    mails.lapsed(order=order)
    mails.money_held(order=order)
    write_later_mails(order)

    english = re.compile(r"\b(the|your|you|order|parcel|payment|before|is|wrong|thank)\b", re.I)
    for message in Message.objects.all():
        for line in message.payload["text"].splitlines():
            assert not english.search(re.sub(r"https?://\S+", "", line)), line


def test_the_same_event_is_written_once():
    order = make_order((make_shelf(), 1))

    mails.lapsed(order=order)
    mails.lapsed(order=order)

    assert Message.objects.count() == 1


def test_packing_is_told_once_and_not_by_a_parcel_that_leaves_at_once():
    slow, fast = make_shelf(), make_shelf()
    packed = make_paid_order((slow, 1), **sent(slow))
    parcel = only_parcel(packed)
    for to in ("packed", "to_pack", "packed"):
        services.move(parcel_id=parcel.pk, to=to)
    services.walk(parcel_id=only_parcel(make_paid_order((fast, 1), **sent(fast))).pk, to="shipped")

    told = Message.objects.filter(dedup_key__contains=":packed:")
    assert [each.dedup_key for each in told] == [f"order:{packed.pk}:packed:{parcel.pk}"]
    assert slow.partner.name in told.get().payload["text"]


def test_the_first_of_two_parcels_says_what_is_still_to_come_and_the_last_does_not():
    coffee, cloth = make_shelf(price=95_000), make_shelf(price=425_000)
    order = make_paid_order((coffee, 1), (cloth, 1), **sent(coffee, cloth))
    first, second = order.parcels.order_by("sequence")

    services.walk(parcel_id=first.pk, to="shipped", tracking_number="JX1")
    part = payload(f"partly_shipped:{first.pk}")
    services.walk(parcel_id=second.pk, to="shipped", tracking_number="JX2")

    assert part["subject"] == f"Sebagian dikirim: pesanan {order.number}"
    gone, waiting = part["text"].split("Masih menyusul")
    assert "JX1" in gone
    assert coffee.product.title in gone
    assert cloth.product.title in waiting
    assert "Dikirim paling lambat" in waiting
    assert coffee.product.title not in waiting
    assert cloth.product.title in re.sub(r"<[^>]+>", " ", part["html"])
    assert "JX2" in payload(f"shipped:{second.pk}")["text"]
    assert not Message.objects.filter(dedup_key__endswith=f":shipped:{first.pk}").exists()


def test_a_mail_is_in_the_buyers_language_whoever_moves_the_parcel():
    coffee, cloth = make_shelf(price=95_000), make_shelf(price=425_000)
    order = make_paid_order((coffee, 1), (cloth, 1), **sent(coffee, cloth), language="en")
    with translation.override("id"):
        services.walk(parcel_id=order.parcels.get(sequence=1).pk, to="shipped")

    text = payload("partly_shipped")["text"]
    assert f"Parcel 1, {coffee.partner.name}" in text
    assert "Paket" not in text


@pytest.mark.parametrize("has_left", [False, True])
def test_a_reversal_tells_the_buyer_what_it_means_and_how_to_pay_again(has_left):
    record = make_shelf(price=95_000)
    order = make_paid_order((record, 1), **sent(record))
    if has_left:
        services.walk(parcel_id=only_parcel(order).pk, to="shipped")
    until = timezone.now() + timedelta(hours=24)

    assert services.reverse(order_id=order.pk, until=until)
    assert not services.reverse(order_id=order.pk, until=until)

    told = payload("reversed")
    assert told["subject"] == f"Pembayaran pesanan {order.number} ditarik kembali"
    assert "Rp121.000" in told["text"]
    assert f"/pesanan/{order.token}/bayar/" in told["html"]
    assert ("sudah dikirim" in told["text"]) is has_left
    assert ("kami simpan sampai" in told["text"]) is not has_left
