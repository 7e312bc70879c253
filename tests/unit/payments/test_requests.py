"""Asking for money: which ways are offered, and the amount nobody else has."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from shop.demo.loading.people import QRIS
from shop.order.models import Order, Parcel, PaymentState
from shop.partner.models import Partner
from shop.payments import selectors, services
from shop.payments.models import (
    BankAccount,
    CodBlock,
    CodRule,
    PaymentRequest,
    QrisCode,
    RequestState,
)
from shop.payments.providers import manual_transfer, unique_amount
from shop.payments.services import OrderLike, ParcelLike
from tests.factories_orders import make_order, make_shelf
from tests.factories_payments import make_account, make_open_request
from tests.factories_stock import make_cooperative

pytestmark = pytest.mark.django_db


def cooperative(cod_limit: int | None = 500_000, name: str = "") -> Partner:
    made = make_cooperative(name)
    made.cod_limit = cod_limit
    made.save(update_fields=["cod_limit"])
    return made


def order_like(*parcels: tuple[Partner, int, bool]) -> OrderLike:
    return OrderLike(
        total=sum(amount for _, amount, _ in parcels),
        parcels=tuple(
            ParcelLike(cooperative_id=coop.pk, amount=amount, allows_cod=allows)
            for coop, amount, allows in parcels
        ),
    )


def cod(like: OrderLike) -> services.Method:
    return next(m for m in services.methods(order_like=like) if m.code == "cod")


def start(order: Order, provider: str = "manual_transfer") -> PaymentRequest:
    return services.start(order=order, provider=provider, clock=timezone.now)


# --- which ways to pay ---
def test_cash_is_offered_when_every_parcel_and_every_limit_allows_it() -> None:
    like = order_like((cooperative(), 300_000, True), (cooperative(), 500_000, True))
    assert cod(like).is_offered


def test_one_parcel_whose_courier_collects_nothing_ends_cash() -> None:
    like = order_like((cooperative(), 300_000, True), (cooperative(), 300_000, False))
    with translation.override("id"):
        assert cod(like).why_not == ("Pengiriman yang Anda pilih tidak melayani bayar di tempat.")


@pytest.mark.parametrize(
    ("limit", "amounts", "why"),
    [
        (500_000, (500_001,), "Koperasi Sawah menerima bayar di tempat sampai Rp500.000."),
        (500_000, (300_000, 300_000), "Koperasi Sawah menerima bayar di tempat sampai Rp500.000."),
        (None, (1_000,), "Koperasi Sawah tidak melayani bayar di tempat."),
        (500_000, (500_000,), ""),
    ],
)
def test_each_cooperative_has_its_own_limit(
    limit: int | None, amounts: tuple[int, ...], why: str
) -> None:
    sawah = cooperative(limit, "Koperasi Sawah")
    like = order_like((cooperative(), 10_000, True), *((sawah, a, True) for a in amounts))
    with translation.override("id"):
        assert cod(like).why_not == why


def test_transfer_needs_an_account_that_may_receive_it() -> None:
    first, second = cooperative(), cooperative()
    alone = order_like((first, 100_000, False))
    both = order_like((first, 100_000, False), (second, 100_000, False))

    def transfer(like: OrderLike) -> bool:
        return services.methods(order_like=like)[0].is_offered

    assert (transfer(alone), transfer(both)) == (False, False)
    own = make_account(first)
    assert (transfer(alone), transfer(both)) == (True, False)
    operators = make_account()
    assert (transfer(alone), transfer(both)) == (True, True)
    assert manual_transfer.receiving_accounts(alone) == [own]
    assert manual_transfer.receiving_accounts(both) == [operators]
    BankAccount.objects.update(is_active=False)
    assert (transfer(alone), transfer(both)) == (False, False)


# --- the amount ---
def test_the_amount_is_the_total_plus_a_code_of_three_digits() -> None:
    make_account()
    order = make_order((make_shelf(price=147_000), 1))
    request = start(order)
    assert 1 <= request.unique_code <= 999
    assert request.amount == 147_000 + request.unique_code
    assert (request.state, request.holds_amount) == (RequestState.AWAITING, True)
    assert request.expires_at == order.lapses_at


def test_asking_for_money_costs_few_queries(django_assert_num_queries: Any) -> None:
    make_account()
    order = make_order((make_shelf(), 1))
    with django_assert_num_queries(9):
        start(order)


def test_asking_again_shows_the_same_amount() -> None:
    first = make_open_request()
    assert start(first.order) == first
    assert PaymentRequest.objects.count() == 1


def test_the_database_refuses_the_same_open_amount_on_one_account() -> None:
    taken = make_open_request()
    other = make_order((make_shelf(), 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        PaymentRequest.objects.create(
            order=other,
            provider="manual_transfer",
            account=taken.account,
            amount=taken.amount,
            holds_amount=True,
        )


def test_a_rival_that_takes_the_code_first_costs_a_second_try(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    account = make_account()
    rival = make_order((make_shelf(price=147_000), 1))
    order = make_order((make_shelf(price=147_000), 1))
    codes = iter([7, 8])
    monkeypatch.setattr(unique_amount.secrets, "choice", lambda free: next(codes))
    insert = unique_amount.insert
    seen = []

    def insert_after_the_rival(request: PaymentRequest, where: dict[str, Any]) -> bool:
        seen.append(request.amount)
        if len(seen) == 1:
            PaymentRequest.objects.create(
                order=rival,
                provider="manual_transfer",
                account=account,
                amount=147_007,
                unique_code=7,
                holds_amount=True,
            )
        return insert(request, where)

    monkeypatch.setattr(unique_amount, "insert", insert_after_the_rival)
    assert start(order).amount == 147_008
    assert seen == [147_007, 147_008]


def fill_account(account: BankAccount, order: Order, total: int, codes: range) -> None:
    PaymentRequest.objects.bulk_create(
        PaymentRequest(
            order=order,
            provider="manual_transfer",
            account=account,
            amount=total + code,
            unique_code=code,
            holds_amount=True,
            state=RequestState.EXPIRED,
        )
        for code in codes
    )


def test_the_last_free_code_is_found_and_then_it_fails_loudly(
    caplog: pytest.LogCaptureFixture,
) -> None:
    account = make_account()
    old = make_order((make_shelf(), 1))
    fill_account(account, old, 147_000, range(1, 999))
    last = make_order((make_shelf(price=147_000), 1))
    assert start(last).unique_code == 999
    one_more = make_order((make_shelf(price=147_000), 1))
    with pytest.raises(services.NoCodeLeft), translation.override("id"):
        start(one_more)
    assert "payment codes exhausted" in caplog.text
    assert PaymentRequest.objects.filter(order=one_more).count() == 0


def test_an_amount_is_free_again_only_after_the_grace() -> None:
    request = make_open_request()
    ended = request.expires_at

    def expire(moment: Any) -> int:
        return services.expire_due(clock=lambda: moment, budget=10)

    assert expire(ended - services.GRACE) == 0
    assert expire(ended) == 1
    assert expire(ended) == 0
    request.refresh_from_db()
    assert (request.state, request.holds_amount) == (RequestState.EXPIRED, True)
    expire(ended + services.GRACE)
    request.refresh_from_db()
    assert request.holds_amount is False


def test_expiring_keeps_to_its_budget() -> None:
    requests = [make_open_request() for _ in range(3)]
    late = max(request.expires_at for request in requests)
    assert services.expire_due(clock=lambda: late, budget=2) == 2
    assert services.expire_due(clock=lambda: late, budget=2) == 1


def test_what_the_buyer_has_to_do_is_in_words() -> None:
    request = make_open_request()
    with translation.override("id"):
        told = selectors.how_to_pay(request)
    assert told is not None
    assert told.amount == request.amount
    assert told.due == request.expires_at
    assert ("Nomor rekening", request.account.number) in told.rows
    assert told.method == "Transfer bank"


# --- orders that ask for no money ---
def close(order: Order, **changes: Any) -> None:
    Order.objects.filter(pk=order.pk).update(**changes)


@pytest.mark.parametrize(
    "changes",
    [
        lambda: {"payment_state": PaymentState.PAID},
        lambda: {"payment_state": PaymentState.REFUNDED},
        lambda: {"lapsed_at": timezone.now()},
    ],
)
def test_a_closed_order_asks_for_nothing(changes: Callable[[], dict[str, Any]]) -> None:
    make_account()
    order = make_order((make_shelf(), 1))
    close(order, **changes())
    with pytest.raises(services.PaymentError) as caught:
        start(order)
    assert caught.value.code == "order_closed"


def make_cod_order() -> Order:
    order = make_order((make_shelf(price=95_000), 2))
    close(order, payment_state=PaymentState.COD, lapses_at=None)
    Parcel.objects.filter(order=order).update(quote={"allows_cod": True})
    return Order.objects.get(pk=order.pk)


def test_cash_asks_for_the_total_without_a_code_or_an_end() -> None:
    order = make_cod_order()
    request = start(order, "cod")
    assert (request.amount, request.unique_code) == (190_000, 0)
    assert (request.account, request.expires_at, request.holds_amount) == (None, None, False)
    assert selectors.how_to_pay(request) is None


def test_cash_is_refused_where_the_placed_order_does_not_allow_it() -> None:
    order = make_cod_order()
    Parcel.objects.filter(order=order).update(quote={"allows_cod": False})
    with pytest.raises(services.NotOffered):
        start(Order.objects.get(pk=order.pk), "cod")


def test_an_order_keeps_the_way_it_was_placed_with() -> None:
    make_account()
    with pytest.raises(services.NotOffered):
        start(make_cod_order(), "manual_transfer")
    with pytest.raises(services.NotOffered):
        start(make_order((make_shelf(), 1)), "cod")


def test_an_unknown_way_to_pay_is_refused() -> None:
    with pytest.raises(services.NotOffered):
        start(make_order((make_shelf(), 1)), "barter")


# --- payment at the door: the cooperative's own rule, and numbers that may not ---
def test_a_cooperative_sets_a_least_amount_and_regions() -> None:
    sawah = cooperative(500_000, "Koperasi Sawah")
    CodRule.objects.create(cooperative=sawah, least=50_000, regions=["12", "31.74"])

    def why(amount: int, region: str) -> str:
        like = replace(order_like((sawah, amount, True)), region=region)
        with translation.override("id"):
            return cod(like).why_not

    assert why(49_999, "12.71") == "Koperasi Sawah menerima bayar di tempat mulai Rp50.000."
    assert why(50_000, "12.71") == why(50_000, "31.74.01") == why(50_000, "") == ""
    for far_away in ("120.01", "31.75.01", "73.71"):
        assert "di daerah Anda" in why(50_000, far_away)


@pytest.mark.parametrize(
    ("arrived", "failed", "is_refused"),
    [(0, 0, False), (0, 1, False), (0, 2, True), (2, 2, True), (3, 2, False)],
)
def test_a_number_whose_parcels_mostly_come_back_pays_before(
    arrived: int, failed: int, is_refused: bool
) -> None:
    phone = "+6285200000077"
    for number in range(arrived + failed):
        order = make_cod_order()
        Partner.objects.update(cod_limit=500_000)
        start(order, "cod")
        Order.objects.filter(pk=order.pk).update(contact_phone=phone)
        state = "returned" if number < failed else "completed"
        Parcel.objects.filter(order=order).update(state=state)
    like = replace(order_like((cooperative(), 100_000, True)), phone=phone)
    assert cod(like).is_offered is not is_refused


def test_a_number_on_the_list_pays_before() -> None:
    CodBlock.objects.create(phone="+6281234567890")
    like = order_like((cooperative(), 100_000, True))
    assert cod(like).is_offered
    assert not cod(replace(like, phone="+6281234567890")).is_offered


def test_a_qris_is_offered_up_to_its_limit_and_amounts_never_meet() -> None:
    coop = cooperative()
    QrisCode.objects.create(payload=QRIS)
    like = order_like((coop, 100_000, True))
    offered = {each.code: each for each in services.methods(order_like=like)}
    assert offered["qris"].is_offered
    big = order_like((coop, 10_000_000, True))
    assert not {e.code: e for e in services.methods(order_like=big)}["qris"].is_offered
    shelf = make_shelf(price=147_000, on_hand=30_000)
    asked = [start(make_order((shelf, 1)), "qris") for _ in range(8)]
    assert len({each.amount for each in asked}) == 8
    pay = selectors.how_to_pay(asked[0])
    assert pay is not None
    assert pay.amount == asked[0].amount
