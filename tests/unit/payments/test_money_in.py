"""Money that arrives: right, wrong, late, twice. None of it is ever lost."""

from datetime import timedelta

import pytest
from django.db.models import Sum
from django.utils import timezone

from shop.order import services as orders
from shop.order.models import Order, PaymentState
from shop.payments import selectors, services
from shop.payments.models import PaymentRequest, Receipt, RequestState
from shop.payments.services import Outcome
from shop.stock.models import StockItem
from tests.factories_payments import make_account, make_open_request
from tests.unit.payments.test_requests import make_cod_order, start

pytestmark = pytest.mark.django_db


def confirm(request: PaymentRequest, amount: int, reference: str = "") -> Outcome:
    return services.confirm(request_id=request.pk, amount=amount, actor=None, reference=reference)


def states(request: PaymentRequest) -> tuple[str, str]:
    request.refresh_from_db()
    return request.state, Order.objects.get(pk=request.order_id).payment_state


def lapse(request: PaymentRequest) -> None:
    """Both clocks ran out: the payment's and the order's."""
    later = request.expires_at + timedelta(seconds=1)
    services.expire_due(clock=lambda: later, budget=10)
    orders.lapse_due(clock=lambda: later, budget=10)


def only_item() -> StockItem:
    return StockItem.objects.get()


def test_the_right_amount_pays_the_order_once() -> None:
    request = make_open_request()
    assert confirm(request, request.amount, "BRI 1") == Outcome.PAID
    assert confirm(request, request.amount, "BRI 1") == Outcome.ALREADY
    assert states(request) == (RequestState.PAID, PaymentState.PAID)
    assert (request.paid_amount, request.receipts.count()) == (request.amount, 1)


def test_a_second_press_without_a_reference_is_the_same_sum() -> None:
    request = make_open_request()
    confirm(request, request.amount)
    assert confirm(request, request.amount) == Outcome.ALREADY
    assert states(request) == (RequestState.PAID, PaymentState.PAID)


def test_a_wrong_amount_is_held_and_seen_and_the_goods_stay() -> None:
    request = make_open_request()
    assert confirm(request, 147_000) == Outcome.HELD
    assert states(request) == (RequestState.HELD, PaymentState.HELD)
    assert Order.objects.get(pk=request.order_id).needs_decision
    assert list(selectors.held()) == [request]
    assert only_item().allocated == 1000


def test_the_missing_rest_completes_the_payment() -> None:
    request = make_open_request()
    confirm(request, 147_000, "BRI 1")
    assert confirm(request, request.unique_code, "BRI 2") == Outcome.PAID
    assert states(request) == (RequestState.PAID, PaymentState.PAID)
    assert list(selectors.held()) == []


def test_too_much_is_held_too() -> None:
    request = make_open_request()
    assert confirm(request, request.amount + 5_000) == Outcome.HELD
    assert states(request) == (RequestState.HELD, PaymentState.HELD)


def test_a_person_accepts_a_wrong_amount() -> None:
    request = make_open_request()
    confirm(request, 147_000)
    assert services.accept(request_id=request.pk, actor=None, note="Kurang kode unik")
    assert services.accept(request_id=request.pk, actor=None, note="lagi") is False
    assert states(request) == (RequestState.PAID, PaymentState.PAID)
    assert request.note == "Kurang kode unik"


def test_a_wrong_amount_goes_back() -> None:
    request = make_open_request()
    confirm(request, 200_000)
    assert services.return_money(
        request_id=request.pk, amount=200_000, actor=None, note="Salah kirim"
    )
    assert list(selectors.refunds_due()) == [request]
    assert services.refunded(request_id=request.pk, actor=None, reference="BRI 9")
    assert services.refunded(request_id=request.pk, actor=None, reference="BRI 9") is False
    assert states(request) == (RequestState.REFUNDED, PaymentState.REFUNDED)


def test_only_what_was_too_much_goes_back_and_the_payment_stands() -> None:
    request = make_open_request()
    confirm(request, request.amount + 5_000)
    services.accept(request_id=request.pk, actor=None, note="Lebih Rp5.000")
    services.return_money(request_id=request.pk, amount=5_000, actor=None, note="Lebih")
    services.refunded(request_id=request.pk, actor=None, reference="BRI 9")
    assert states(request) == (RequestState.PAID, PaymentState.PAID)


def test_nobody_returns_more_than_came() -> None:
    request = make_open_request()
    confirm(request, 200_000)
    assert not services.return_money(
        request_id=request.pk, amount=200_001, actor=None, note="Salah"
    )
    assert states(request) == (RequestState.HELD, PaymentState.HELD)


def test_late_money_revives_the_order_while_there_are_goods() -> None:
    request = make_open_request()
    lapse(request)
    assert states(request) == (RequestState.EXPIRED, PaymentState.AWAITING)
    assert only_item().allocated == 0
    assert confirm(request, request.amount) == Outcome.REVIVED
    assert states(request) == (RequestState.PAID, PaymentState.PAID)
    assert only_item().allocated == 1000


def test_late_money_without_goods_is_held_until_they_come() -> None:
    request = make_open_request(on_hand=1000)
    lapse(request)
    rival = make_open_request(
        order=orders_again(request),
    )
    assert confirm(request, request.amount) == Outcome.HELD
    assert confirm(request, request.amount) == Outcome.ALREADY
    assert states(request) == (RequestState.HELD, PaymentState.HELD)
    with pytest.raises(services.PaymentError) as caught:
        services.accept(request_id=request.pk, actor=None, note="")
    assert caught.value.code == "goods_gone"
    assert states(request) == (RequestState.HELD, PaymentState.HELD)

    lapse(rival)
    assert services.accept(request_id=request.pk, actor=None, note="Stok ada lagi")
    assert states(request) == (RequestState.PAID, PaymentState.PAID)


def orders_again(request: PaymentRequest) -> Order:
    """Somebody else orders the last goods."""
    from tests.factories_orders import make_order

    record = request.order.lines.get().stockrecord
    return make_order((record, 1))


def test_money_for_a_cancelled_order_is_held() -> None:
    request = make_open_request()
    orders.cancel_order(order_id=request.order_id, reason="Pembeli batal")
    assert confirm(request, request.amount) == Outcome.HELD
    assert states(request) == (RequestState.HELD, PaymentState.HELD)


def test_money_that_comes_twice_is_held_and_the_order_stays_paid() -> None:
    request = make_open_request()
    confirm(request, request.amount, "BRI 1")
    assert confirm(request, request.amount, "BRI 2") == Outcome.HELD
    assert states(request) == (RequestState.HELD, PaymentState.PAID)
    services.return_money(request_id=request.pk, amount=request.amount, actor=None, note="Dobel")
    services.refunded(request_id=request.pk, actor=None, reference="BRI 3")
    assert states(request) == (RequestState.PAID, PaymentState.PAID)


def test_every_rupiah_that_came_is_in_the_receipts() -> None:
    request = make_open_request()
    sums = (147_000, 5, request.amount, 1)
    for number, amount in enumerate(sums):
        confirm(request, amount, f"BRI {number}")
    request.refresh_from_db()
    assert request.paid_amount == sum(sums)
    assert Receipt.objects.aggregate(total=Sum("amount"))["total"] == sum(sums)
    assert request.state == RequestState.HELD


def test_cash_comes_in_parts_and_then_the_order_is_paid() -> None:
    request = start(make_cod_order(), "cod")
    assert confirm(request, 90_000, "JNE 1") == Outcome.PARTLY
    assert states(request) == (RequestState.AWAITING, PaymentState.COD)
    assert confirm(request, 100_000, "JNE 2") == Outcome.PAID
    assert states(request) == (RequestState.PAID, PaymentState.PAID)


def test_too_much_cash_is_held_and_accepted() -> None:
    request = start(make_cod_order(), "cod")
    assert confirm(request, 200_000, "JNE 1") == Outcome.HELD
    services.accept(request_id=request.pk, actor=None, note="Lebih Rp10.000")
    assert states(request) == (RequestState.PAID, PaymentState.PAID)


@pytest.mark.parametrize("amount", [0, -1, 1.5, True])
def test_only_whole_rupiah_arrive(amount: int) -> None:
    request = make_open_request()
    with pytest.raises(ValueError, match="whole number"):
        confirm(request, amount)


def test_staff_see_only_money_on_their_own_account() -> None:
    theirs = make_open_request()
    confirm(theirs, 5)
    cooperative = theirs.order.lines.get().partner
    assert list(selectors.held(cooperative_ids=[cooperative.pk])) == []
    make_account(cooperative)
    own = make_open_request(order=orders_again(theirs))
    confirm(own, 5)
    assert list(selectors.held(cooperative_ids=[cooperative.pk])) == [own]
    assert list(selectors.held(cooperative_ids=[cooperative.pk + 1])) == []
    assert list(selectors.held()) == [theirs, own]


def test_staff_see_cash_of_orders_that_are_all_theirs() -> None:
    request = start(make_cod_order(), "cod")
    confirm(request, 200_000)
    cooperative_id = request.order.lines.get().partner_id
    assert list(selectors.held(cooperative_ids=[cooperative_id])) == [request]
    assert list(selectors.held(cooperative_ids=[cooperative_id + 1])) == []


def test_expiry_does_not_close_what_was_paid() -> None:
    request = make_open_request()
    confirm(request, request.amount)
    services.expire_due(clock=lambda: timezone.now() + timedelta(days=30), budget=10)
    assert states(request) == (RequestState.PAID, PaymentState.PAID)
