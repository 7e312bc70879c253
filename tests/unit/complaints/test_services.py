"""Complaints: who may open one and until when, one answer, money, goods sent again."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from desk.money.lists import owed
from shop.complaints import selectors, services
from shop.complaints.models import Complaint
from shop.order import services as orders
from shop.order.errors import NotAllowed
from shop.order.models import Parcel
from shop.outbox.models import Message
from shop.payments import services as payments
from shop.stock.models import StockItem
from tests.factories_orders import make_order, make_shelf, only_parcel
from tests.factories_storefront import make_account

pytestmark = pytest.mark.django_db


@pytest.fixture
def parcel() -> Parcel:
    """Three packs at Rp95.000, paid by transfer and delivered."""
    make_account()
    order = make_order((make_shelf(price=95_000), 3))
    request = payments.start(order=order, provider="manual_transfer", clock=timezone.now)
    payments.confirm(request_id=request.pk, amount=request.amount, actor=None)
    found = only_parcel(order)
    orders.walk(parcel_id=found.pk, to="delivered", source="desk")
    found.refresh_from_db()
    return found


def complain(parcel: Parcel, packs: int = 1, **changes: object) -> Complaint:
    line = parcel.parcel_lines.get().line_id
    facts: dict = {"reason": "broken", "wish": "money", "quantities": {line: packs}}
    return services.open_complaint(parcel_id=parcel.pk, **(facts | changes))


def code_of(error: pytest.ExceptionInfo[NotAllowed]) -> str:
    return error.value.code


def test_a_complaint_keeps_what_it_is_about_and_tells_the_buyer(parcel):
    complaint = complain(parcel, 2, text="Pecah", photos=[ContentFile(b"x", name="a.jpg")])

    row = complaint.lines.get()
    assert (row.quantity, complaint.photos.count()) == (2, 1)
    assert selectors.asked_for(complaint) == 190_000
    assert Message.objects.filter(dedup_key__contains=":complaint_received:").count() == 1


def test_a_second_complaint_about_the_same_parcel_is_refused(parcel):
    complain(parcel)
    with pytest.raises(NotAllowed) as error:
        complain(parcel)
    assert code_of(error) == "open_already"
    assert Complaint.objects.count() == 1


def test_a_parcel_is_not_completed_while_its_buyer_waits(parcel):
    complaint = complain(parcel)
    with pytest.raises(NotAllowed) as error:
        orders.move(parcel_id=parcel.pk, to="completed", source="desk")
    assert code_of(error) == "complaint"

    services.withdraw(complaint_id=complaint.pk)
    assert orders.move(parcel_id=parcel.pk, to="completed", source="desk")


@pytest.mark.parametrize(("days", "is_allowed"), [(6, True), (8, False)])
def test_problems_can_be_reported_a_week_long(parcel, days, is_allowed):
    Parcel.objects.filter(pk=parcel.pk).update(delivered_at=timezone.now() - timedelta(days=days))
    if is_allowed:
        complain(parcel)
        return
    with pytest.raises(NotAllowed) as error:
        complain(parcel)
    assert code_of(error) == "too_late"
    assert not Complaint.objects.exists()
    assert not Parcel.objects.get(pk=parcel.pk).has_open_complaint


def test_what_has_not_left_cannot_be_complained_about():
    found = only_parcel(make_order((make_shelf(), 1)))
    with pytest.raises(NotAllowed) as error:
        complain(found)
    assert code_of(error) == "too_late"


def test_more_than_the_parcel_holds_counts_as_all_of_it(parcel):
    assert complain(parcel, 99).lines.get().quantity == 3


def test_goods_of_another_order_are_not_accepted(parcel):
    other = only_parcel(make_order((make_shelf(), 1)))
    with pytest.raises(NotAllowed) as error:
        complain(parcel, quantities={other.parcel_lines.get().line_id: 1})
    assert code_of(error) == "no_lines"


def test_money_back_is_owed_once_and_sent_through_the_desk(parcel):
    complaint = complain(parcel)

    def answer() -> bool:
        return services.answer(
            complaint_id=complaint.pk, kind="refund", text="Maaf", actor=None, refund_amount=95_000
        )

    assert answer()
    assert not answer()

    [due] = owed(None)
    assert due.amount == 95_000
    payments.return_money(request_id=due.request.pk, amount=due.amount, actor=None, note="")
    payments.refunded(request_id=due.request.pk, actor=None, reference="TRF")
    assert owed(None) == []
    parcel.order.refresh_from_db()
    assert parcel.order.refunded_amount == 95_000
    assert Message.objects.filter(dedup_key__contains=":refund_sent:").count() == 1
    mail = Message.objects.get(dedup_key__contains=":complaint_answered:").payload["text"]
    assert "Rp95.000" in mail
    assert "Maaf" in mail


def test_no_more_goes_back_than_the_parcel_cost(parcel):
    complaint = complain(parcel)
    with pytest.raises(NotAllowed) as error:
        services.answer(
            complaint_id=complaint.pk, kind="refund", text="", actor=None, refund_amount=285_001
        )
    assert code_of(error) == "too_much"
    complaint.refresh_from_db()
    assert complaint.state == "open"
    assert owed(None) == []


def test_two_complaints_together_stay_below_the_price_of_the_parcel(parcel):
    first = complain(parcel)
    services.answer(
        complaint_id=first.pk, kind="refund", text="", actor=None, refund_amount=200_000
    )
    second = complain(parcel)
    with pytest.raises(NotAllowed):
        services.answer(
            complaint_id=second.pk, kind="refund", text="", actor=None, refund_amount=85_001
        )
    assert services.answer(
        complaint_id=second.pk, kind="refund", text="", actor=None, refund_amount=85_000
    )
    assert owed(None)[0].amount == 285_000


@pytest.mark.parametrize(
    ("kind", "text", "amount", "code"),
    [
        ("refuse", "  ", 0, "no_reason"),
        ("refund", "ya", 0, "amount"),
        ("resend", "ya", 5, "amount"),
        ("gift", "ya", 0, "choose"),
    ],
)
def test_half_answers_are_refused(parcel, kind, text, amount, code):
    complaint = complain(parcel)
    with pytest.raises(NotAllowed) as error:
        services.answer(
            complaint_id=complaint.pk, kind=kind, text=text, actor=None, refund_amount=amount
        )
    assert code_of(error) == code


def test_goods_sent_again_leave_stock_once(parcel):
    item_id = parcel.parcel_lines.get().line.stock_item_id
    before = StockItem.objects.get(pk=item_id).on_hand
    complaint = complain(parcel, 1, wish="again")
    services.answer(complaint_id=complaint.pk, kind="resend", text="", actor=None)

    assert services.sent_again(complaint_id=complaint.pk, tracking_number="JX1", actor=None)
    assert not services.sent_again(complaint_id=complaint.pk, tracking_number="JX1", actor=None)

    assert StockItem.objects.get(pk=item_id).on_hand == before - 1000
    mail = Message.objects.get(dedup_key__contains=":sent_again:").payload["text"]
    assert "JX1" in mail


def test_head_office_sees_what_nobody_answered_in_time(parcel):
    complaint = complain(parcel)
    ids = [parcel.cooperative_id]
    assert not selectors.overdue(ids, timezone.now()).exists()
    late = timezone.now() + timedelta(hours=49)
    assert selectors.overdue(ids, late).get() == complaint
    assert not selectors.overdue([0], late).exists()
