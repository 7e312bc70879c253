"""A message per event, only for those who said yes, only with a number and a template."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from shop.notices import services
from shop.notices.models import NoticeTemplate
from shop.notices.words import fit
from shop.order import services as orders
from shop.order.models import Order, ParcelState
from shop.outbox.models import Message, State
from shop.privacy import consents
from shop.privacy.models import Consent
from tests.factories_orders import make_order, make_shelf

pytestmark = pytest.mark.django_db
MORNING = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
NIGHT = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def sender(settings: Any) -> None:
    settings.WHATSAPP_PHONE_ID, settings.WHATSAPP_TOKEN = "1", "token-of-tests"
    for event, words in (("received", "number, total"), ("paid", "number"),
                         ("ready", "number,cooperative"), ("cancelled", "number")):  # fmt: skip
        NoticeTemplate.objects.create(event=event, name=f"pesanan_{event}", parameters=words)


def order_of(*, wants: bool = True) -> Order:
    order = make_order((make_shelf(), 2))
    if wants:
        services.begin(order=order, user_id=None, version="1", language="id")
    return order


def messages() -> list[Message]:
    return list(Message.objects.filter(kind="whatsapp").order_by("pk"))


def test_who_ticked_it_is_told_of_every_event_once() -> None:
    order = order_of()
    orders.mark_paid(order_id=order.pk)
    parcel = order.parcels.get()
    orders.move(parcel_id=parcel.pk, to=ParcelState.PACKED)
    services.tell(order=order, event="paid")
    told = messages()
    assert [row.dedup_key for row in told] == [
        f"order:{order.pk}:received",
        f"order:{order.pk}:paid",
        f"order:{order.pk}:ready:{parcel.pk}",
    ]
    assert told[0].payload["to"] == "6281234567890"
    assert told[0].payload["values"] == [order.number, "Rp190.000"]
    assert told[2].payload["values"] == [order.number, parcel.cooperative.name]
    assert told[2].cooperative_id == parcel.cooperative_id


def test_who_said_nothing_is_told_nothing() -> None:
    order = order_of(wants=False)
    orders.mark_paid(order_id=order.pk)
    assert messages() == []


def test_without_a_number_of_our_own_nothing_is_written(settings: Any) -> None:
    order = order_of()
    settings.WHATSAPP_TOKEN = ""
    orders.mark_paid(order_id=order.pk)
    assert [row.dedup_key for row in messages()] == [f"order:{order.pk}:received"]


def test_without_a_template_in_use_nothing_is_said() -> None:
    order = order_of()
    NoticeTemplate.objects.filter(event="paid").update(is_active=False)
    orders.mark_paid(order_id=order.pk)
    assert len(messages()) == 1


def test_an_english_order_reads_english_where_there_is_a_template() -> None:
    NoticeTemplate.objects.create(event="paid", language="en", name="order_paid")
    order = make_order((make_shelf(), 1), language="en")
    services.begin(order=order, user_id=None, version="1", language="en")
    orders.mark_paid(order_id=order.pk)
    assert [(row.payload["template"], row.payload["language"]) for row in messages()] == [
        ("pesanan_received", "id"),
        ("order_paid", "en"),
    ]


def test_at_night_it_waits_until_seven() -> None:
    order = order_of()
    message = services.tell(order=order, event="paid", now=NIGHT)
    assert message is not None
    assert message.not_before == datetime(2026, 11, 25, 0, 0, tzinfo=UTC)


def test_a_buyer_who_stops_it_gets_nothing_that_still_waits() -> None:
    order = order_of()
    assert services.stop_for_order(order_id=order.pk)
    assert not services.stop_for_order(order_id=order.pk)
    orders.mark_paid(order_id=order.pk)
    assert [row.state for row in messages()] == [State.CANCELLED]


def test_the_stop_word_of_a_number_ends_all_its_orders_and_no_other() -> None:
    first, second, silent = order_of(), order_of(), order_of(wants=False)
    other = order_of()
    Order.objects.filter(pk=other.pk).update(contact_phone="+6281299999999")
    assert services.stop_for_number(number="6281234567890") == 2
    assert services.stop_for_number(number="6281234567890") == 0
    wants = [consents.wants_whatsapp(order_id=order.pk) for order in (first, second, silent, other)]
    assert wants == [False, False, False, True]
    assert Consent.objects.filter(source="message").count() == 2


def test_the_answer_of_an_account_holds_for_all_its_orders(django_user_model: Any) -> None:
    user = django_user_model.objects.create_user("a@example.com", password=None)
    order = make_order((make_shelf(), 1))
    Order.objects.filter(pk=order.pk).update(user=user)
    order.refresh_from_db()
    services.begin(order=order, user_id=user.pk, version="1", language="id")
    told = {"user_id": user.pk, "version": "1", "language": "id"}
    assert services.answer_for_account(is_given=False, **told)
    assert not services.answer_for_account(is_given=False, **told)
    order.refresh_from_db()
    assert services.tell(order=order, event="paid") is None
    assert services.answer_for_account(is_given=True, **told)
    assert services.tell(order=order, event="paid") is not None


def test_a_yes_at_the_checkout_is_for_that_order_alone(django_user_model: Any) -> None:
    user = django_user_model.objects.create_user("a@example.com", password=None)
    ticked, other = (make_order((make_shelf(), 1)) for _order in range(2))
    Order.objects.filter(pk__in=[ticked.pk, other.pk]).update(user=user)
    for order in (ticked, other):
        order.refresh_from_db()
    services.begin(order=ticked, user_id=user.pk, version="1", language="id")
    pairs = [(ticked.pk, user.pk), (other.pk, user.pk)]

    assert consents.with_whatsapp(pairs) == [(ticked.pk, user.pk)]
    assert services.tell(order=ticked, event="paid") is not None
    assert services.tell(order=other, event="paid") is None

    # The account can still say yes to all, and its no holds for the ticked order as well.
    told = {"user_id": user.pk, "version": "1", "language": "id"}
    assert services.answer_for_account(is_given=True, **told)
    assert consents.with_whatsapp(pairs) == pairs
    assert services.tell(order=other, event="paid") is not None
    assert services.answer_for_account(is_given=False, **told)
    assert consents.with_whatsapp(pairs) == []
    assert not consents.wants_whatsapp(order_id=ticked.pk, user_id=user.pk)


def test_words_fit_for_whatsapp() -> None:
    assert fit("Kopi\nGayo\t  1     kg ") == "Kopi Gayo 1 kg"
    assert fit("  ") == "-"


def test_head_office_is_told_which_word_is_not_known() -> None:
    template = NoticeTemplate(event="shipped", name="x", parameters="number, resi")
    with pytest.raises(ValidationError, match="resi"):
        template.full_clean()
