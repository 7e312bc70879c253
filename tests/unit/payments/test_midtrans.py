"""Midtrans against Pasar Tiruan over HTTP: two readings of the same facts must agree."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import requests
from django.test import Client
from django.utils import timezone

from integrations.sandbox.market import open_market
from integrations.sandbox.server import Running
from shop.order import services as orders
from shop.order.models import Order, PaymentState
from shop.outbox.delivery import deliver_due
from shop.outbox.models import Message
from shop.outbox.models import State as MessageState
from shop.payments import far, selectors, services
from shop.payments.models import PaymentRequest, ProviderEvent, RequestState
from shop.payments.providers import midtrans
from shop.payments.providers.base import FarError, FarState
from tests.factories_orders import make_order, make_shelf
from tests.factories_payments import make_account, make_open_request
from tests.seams import run_before

pytestmark = pytest.mark.django_db(transaction=True)

HOOK = "/api/bayar/midtrans/"


class Gateway:
    """Pasar Tiruan's payment gateway, and the person behind it."""

    def __init__(self, running: Running) -> None:
        self.pages = running.market.urls["pages"]

    def act(self, action: str, request: PaymentRequest, **data: Any) -> dict[str, Any]:
        url = f"{self.pages}/control/midtrans/{action}"
        told = {"order_id": request.external_id, **data}
        answer = requests.post(url, json=told, timeout=5)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def fault(self, kind: str, **more: Any) -> None:
        told = {"kind": kind, "dialect": "midtrans", "count": 1, **more}
        assert (
            requests.post(f"{self.pages}/control/faults", json=told, timeout=5).status_code == 201
        )

    def notifications(self) -> list[bytes]:
        """Every notification written so far, oldest first."""
        rows = requests.get(f"{self.pages}/control/pushes", timeout=5).json()["pushes"]
        return [row["body"].encode() for row in rows if row["dialect"] == "midtrans"]

    def calls(self, path: str) -> int:
        rows = requests.get(f"{self.pages}/control/calls", timeout=5).json()["calls"]
        return sum(path in row["path"] for row in rows)


@pytest.fixture
def gateway(tmp_path: Any, settings: Any) -> Iterator[Gateway]:
    running = Running(market=open_market(state=tmp_path / "s.sqlite3"))
    # Nobody listens at SITE_URL: every notification is handed over by the test itself.
    settings.SITE_URL = "http://127.0.0.1:9"
    settings.MIDTRANS_BASE_URL = running.market.urls["midtrans"]
    settings.MIDTRANS_SNAP_BASE_URL = running.market.urls["midtrans"] + "/snap/v1"
    settings.MIDTRANS_SERVER_KEY = "SB-Mid-server-latihan-pasar-tiruan-lapak-koperasi"
    running.start()
    yield Gateway(running)
    running.stop()


def asked(*, price: int = 147_000, on_hand: int = 30_000) -> PaymentRequest:
    """An order to be paid online, its page at the provider open."""
    order = make_order((make_shelf(price=price, on_hand=on_hand), 1))
    request = services.start(order=order, provider="midtrans", clock=timezone.now)
    assert services.begin(request_id=request.pk).startswith("http://127.0.0.1")
    request.refresh_from_db()
    return request


def work(minutes: int = 0) -> int:
    """Let the worker do what is due so many minutes from now."""
    now = timezone.now() + timedelta(minutes=minutes)
    return deliver_due(
        clock=lambda: now,
        budget=timedelta(seconds=30),
        kinds=[far.CHECK, far.REFUND, far.CLOSE],
    )


def tell(body: bytes) -> int:
    """The provider knocks."""
    return Client().post(HOOK, data=body, content_type="application/json").status_code


def states(request: PaymentRequest) -> tuple[str, str]:
    request.refresh_from_db()
    return request.state, Order.objects.get(pk=request.order_id).payment_state


PAID = (RequestState.PAID, PaymentState.PAID)
WAITING = (RequestState.AWAITING, PaymentState.AWAITING)


def test_the_signature_of_the_fact_sheet(settings: Any) -> None:
    settings.MIDTRANS_SERVER_KEY = "askvnoibnosifnboseofinbofinfgbiufglnbfg"
    assert midtrans.signature("1111", "200", "100000.00") == (
        "edc076b21793ebe3e17926350f5b8ae67d902fe657b3d0aa31b932d5c127e2375d308a2bc94f3265ac2d80a1"
        "f181a79b997ac178a236fcff35af263fc4d4c231"
    )


def test_without_a_key_it_is_not_listed_and_hears_nothing(settings: Any) -> None:
    settings.MIDTRANS_SERVER_KEY = ""
    order = make_order((make_shelf(), 1))
    offered = services.methods(order_like=selectors.order_like_of(order))
    assert "midtrans" not in [each.code for each in offered]
    assert tell(b'{"order_id":"1"}') == 401
    with pytest.raises(services.NotOffered):
        services.start(order=order, provider="midtrans", clock=timezone.now)


def test_a_notification_rings_and_the_answer_of_the_api_pays(gateway: Gateway) -> None:
    request = asked()
    gateway.act("pay", request, method="gopay")
    for body in gateway.notifications():
        assert tell(body) == 200
    assert states(request) == WAITING
    assert work() == 2
    assert states(request) == PAID
    assert (request.paid_amount, request.paid_with) == (request.amount, "gopay")


def test_doubled_and_out_of_order_notifications_pay_once(gateway: Gateway) -> None:
    request = asked()
    gateway.act("pay", request)
    for body in [*reversed(gateway.notifications())] * 3:
        assert tell(body) == 200
    work()
    for body in gateway.notifications():
        assert tell(body) == 200
    work()
    assert states(request) == PAID
    assert request.receipts.count() == 1
    assert ProviderEvent.objects.exclude(event_key__startswith="begin:").count() == 2


def test_forged_test_mode_and_unknown_notifications_change_nothing(gateway: Gateway) -> None:
    request = asked()
    gateway.act("choose", request)
    lie = {"transaction_status": "settlement", "status_code": "200"}
    gateway.act("notify", request, changes=lie, server_key="SB-Mid-server-lain")
    forged = gateway.notifications()[-1]
    assert tell(forged) == 401
    assert tell(forged[:-9]) == 401
    assert tell(b"[]") == 401
    assert tell(b"x" * (256 * 1024 + 1)) == 413
    gateway.act("notify", request, changes={"order_id": "LK-TIDAKADA"})
    assert tell(gateway.notifications()[-1]) == 200
    assert work() == 0
    assert states(request) == WAITING


def test_a_genuine_signature_with_a_changed_state_is_not_believed(gateway: Gateway) -> None:
    request = asked()
    gateway.act("choose", request)
    gateway.act("notify", request, changes={"transaction_status": "settlement"})
    assert tell(gateway.notifications()[-1]) == 200
    assert work() == 1
    assert states(request) == WAITING


def test_nobody_tells_us_and_we_ask(gateway: Gateway) -> None:
    request = asked()
    gateway.act("pay", request)
    assert work() == 0
    minutes = int((request.expires_at - timezone.now()).total_seconds() // 60)
    assert work(minutes - 4) == 1
    assert states(request) == PAID


def test_their_page_ends_with_our_hold(gateway: Gateway) -> None:
    request = asked()
    theirs = gateway.act("show", request)["expires_at"]
    ours = request.expires_at.timestamp()
    assert -65 <= theirs - ours <= 5


def test_what_expires_there_ends_here_and_may_be_asked_again(gateway: Gateway) -> None:
    request = asked()
    gateway.act("choose", request)
    gateway.act("expire", request)
    assert services.check(request_id=request.pk) == FarState.ENDED
    assert states(request) == (RequestState.EXPIRED, PaymentState.AWAITING)
    order = Order.objects.get(pk=request.order_id)
    again = services.start(order=order, provider="midtrans", clock=timezone.now)
    assert again.external_id == f"{request.external_id}-2"
    assert services.begin(request_id=again.pk) != request.pay_url


def lapse(request: PaymentRequest) -> None:
    later = request.expires_at + timedelta(seconds=1)
    services.expire_due(clock=lambda: later, budget=10)
    orders.lapse_due(clock=lambda: later, budget=10)


def test_late_money_revives_the_order(gateway: Gateway) -> None:
    """D15, with stock."""
    request = asked()
    gateway.act("choose", request)
    lapse(request)
    gateway.act("pay", request, late=True)
    for body in gateway.notifications() * 2:
        tell(body)
    work()
    assert states(request) == PAID
    assert Order.objects.get(pk=request.order_id).lapsed_at is None


def test_late_money_without_goods_waits_for_a_person_with_a_timer(gateway: Gateway) -> None:
    """D15, without stock."""
    request = asked(on_hand=1000)
    gateway.act("choose", request)
    lapse(request)
    record = request.order.lines.get().stockrecord
    make_order((record, 1))
    gateway.act("pay", request, late=True)
    for body in gateway.notifications() * 2:
        tell(body)
    work()
    assert states(request) == (RequestState.HELD, PaymentState.HELD)
    assert list(selectors.held()) == [request]
    order = Order.objects.get(pk=request.order_id)
    assert order.needs_decision
    assert order.decision_due is not None
    assert services.wish(request_id=request.pk, wants_money=True)


def test_another_amount_than_asked_is_held(gateway: Gateway) -> None:
    request = asked()
    gateway.act("pay", request)
    PaymentRequest.objects.filter(pk=request.pk).update(amount=request.amount + 1)
    services.check(request_id=request.pk)
    assert states(request) == (RequestState.HELD, PaymentState.HELD)


def test_parts_go_back_through_the_outbox_and_the_rest_later(gateway: Gateway) -> None:
    request = asked()
    gateway.act("pay", request, method="qris")
    services.check(request_id=request.pk)
    for amount in (7_000, 40_000, 100_000):
        assert services.return_money(request_id=request.pk, amount=amount, actor=None, note="Batal")
        assert work() == 1
    assert states(request) == (RequestState.REFUNDED, PaymentState.REFUNDED)
    assert (request.refunded_amount, gateway.act("show", request)["refunded"]) == (147_000,) * 2
    assert Order.objects.get(pk=request.order_id).refunded_amount == 147_000


@pytest.mark.parametrize("kind", ["timeout_after", "half_json", "http_500", "html", "outage"])
def test_a_refund_whose_answer_is_lost_is_made_once(gateway: Gateway, kind: str) -> None:
    request = asked()
    gateway.act("pay", request, method="qris")
    services.check(request_id=request.pk)
    gateway.fault(kind, path="*/refund", params={"seconds": 0})
    services.return_money(request_id=request.pk, amount=47_000, actor=None, note="Batal")
    work()
    assert states(request)[0] == RequestState.REFUND_DUE
    work(5)
    work(10)
    assert states(request) == (RequestState.PAID, PaymentState.REFUNDED_PARTLY)
    assert gateway.act("show", request)["refunded"] == 47_000


def test_a_virtual_account_is_paid_back_by_hand(gateway: Gateway) -> None:
    request = asked()
    gateway.act("pay", request, method="bca_va")
    services.check(request_id=request.pk)
    services.return_money(request_id=request.pk, amount=147_000, actor=None, note="Batal")
    assert not Message.objects.filter(kind=far.REFUND).exists()
    assert list(selectors.refunds_due()) == [request]
    assert services.refunded(request_id=request.pk, actor=None, reference="BRI 9")


def test_a_refused_refund_stays_due_and_is_seen(gateway: Gateway) -> None:
    request = asked()
    gateway.act("pay", request, method="qris")
    services.check(request_id=request.pk)
    gateway.act("chargeback", request)
    services.return_money(request_id=request.pk, amount=1_000, actor=None, note="Batal")
    work()
    assert Message.objects.get(kind=far.REFUND).state == MessageState.PARKED
    assert list(selectors.refunds_due()) == [request]


def test_a_refund_in_their_dashboard_is_noted_here(gateway: Gateway) -> None:
    request = asked()
    gateway.act("pay", request, method="gopay")
    services.check(request_id=request.pk)
    gateway.act("refund", request, amount=20_000)
    for _time in range(2):
        services.check(request_id=request.pk)
    assert states(request) == (RequestState.PAID, PaymentState.REFUNDED_PARTLY)
    assert request.refunded_amount == 20_000
    assert not Message.objects.filter(kind=far.REFUND).exists()


@pytest.mark.parametrize("action", ["reverse", "chargeback"])
def test_money_taken_back_from_us_stops_the_parcel(gateway: Gateway, action: str) -> None:
    request = asked()
    gateway.act("pay", request, method="permata_va")
    services.check(request_id=request.pk)
    gateway.act(action, request)
    for _time in range(2):
        assert services.check(request_id=request.pk) in {FarState.ENDED, FarState.REVERSED}
    assert states(request) == (RequestState.REVERSED, PaymentState.AWAITING)
    parcel = Order.objects.get(pk=request.order_id).parcels.get()
    with pytest.raises(orders.NotAllowed):
        orders.move(parcel_id=parcel.pk, to="packed")
    assert Order.objects.get(pk=request.order_id).lapses_at > timezone.now()


@pytest.mark.parametrize("kind", ["outage", "http_500", "http_429", "html", "half_json"])
def test_a_page_that_could_not_be_made_is_made_later(gateway: Gateway, kind: str) -> None:
    order = make_order((make_shelf(), 1))
    request = services.start(order=order, provider="midtrans", clock=timezone.now)
    gateway.fault(kind, path="/snap/*")
    with pytest.raises(FarError):
        services.begin(request_id=request.pk)
    assert services.begin(request_id=request.pk)


def test_two_windows_make_one_page(gateway: Gateway) -> None:
    request = asked()
    assert services.begin(request_id=request.pk) == request.pay_url
    assert gateway.calls("/snap/") == 1
    PaymentRequest.objects.filter(pk=request.pk).update(pay_url="")
    assert services.begin(request_id=request.pk) == ""
    assert gateway.calls("/snap/") == 1


@pytest.mark.parametrize(
    "body",
    [
        {"transaction_status": "besok"},
        {"transaction_status": "settlement", "status_code": "201"},
        {"transaction_status": "settlement", "gross_amount": "147000.50"},
        {"transaction_status": "settlement", "gross_amount": "-1.00"},
        {"transaction_status": "settlement", "gross_amount": None},
        {"transaction_status": "settlement", "currency": "USD"},
    ],
)
def test_an_answer_we_cannot_believe_changes_nothing(body: dict[str, Any]) -> None:
    full = {"status_code": "200", "gross_amount": "147000.00", "currency": "IDR", **body}
    with pytest.raises(FarError):
        midtrans.read_status(json.loads(json.dumps(full)))


@pytest.mark.parametrize(
    ("fraud", "state"), [("accept", FarState.PAID), ("challenge", FarState.WAITING)]
)
def test_a_card_in_doubt_is_no_money_yet(fraud: str, state: FarState) -> None:
    body = {"transaction_status": "capture", "fraud_status": fraud, "status_code": "200"}
    assert midtrans.read_status({**body, "gross_amount": "1.00"}).state == state


def changed_to_transfer(request: PaymentRequest) -> PaymentRequest:
    """The buyer leaves Midtrans for a bank transfer."""
    make_account()
    order = Order.objects.get(pk=request.order_id)
    return services.start(order=order, provider="manual_transfer", clock=timezone.now)


def test_leaving_for_a_transfer_ends_the_payment_there(gateway: Gateway) -> None:
    request = asked()
    gateway.act("choose", request, method="bca_va")
    changed_to_transfer(request)
    assert work() == 1
    assert gateway.act("show", request)["state"] == "expire"
    assert states(request) == (RequestState.CANCELLED, PaymentState.AWAITING)
    assert Message.objects.get(kind=far.CLOSE).state == MessageState.SENT


def test_a_page_on_which_nothing_was_chosen_is_dead_too(gateway: Gateway) -> None:
    request = asked()
    changed_to_transfer(request)
    assert work() == 1
    assert requests.get(request.pay_url, timeout=5).status_code == 404
    left = gateway.act("show", request)["expires_at"] - timezone.now().timestamp()
    assert left <= 60


@pytest.mark.parametrize("kind", ["timeout_after", "outage", "http_500", "html", "half_json"])
def test_ending_it_there_is_tried_again(gateway: Gateway, kind: str) -> None:
    request = asked()
    gateway.act("choose", request)
    changed_to_transfer(request)
    gateway.fault(kind, path="*/expire", params={"seconds": 0})
    assert work() == 1
    assert work(5) == 1
    assert gateway.act("show", request)["state"] == "expire"
    assert Message.objects.get(kind=far.CLOSE).state == MessageState.SENT


def test_money_that_came_before_the_page_was_closed_pays_the_order(gateway: Gateway) -> None:
    request = asked()
    gateway.act("pay", request)
    changed_to_transfer(request)
    assert work() == 1
    assert gateway.act("show", request)["state"] == "settlement"
    assert states(request) == PAID


def test_money_that_comes_after_the_transfer_is_seen_by_a_person(gateway: Gateway) -> None:
    request = asked()
    gateway.act("choose", request)
    transfer = changed_to_transfer(request)
    work()
    services.confirm(request_id=transfer.pk, amount=transfer.amount, actor=None, reference="BRI 1")
    gateway.act("pay", request, late=True)
    for body in gateway.notifications():
        assert tell(body) == 200
    work()
    assert states(request) == (RequestState.HELD, PaymentState.PAID)
    assert list(selectors.held()) == [request]


def test_a_page_being_made_this_moment_is_closed_once_it_is_there(gateway: Gateway) -> None:
    order = make_order((make_shelf(), 1))
    request = services.start(order=order, provider="midtrans", clock=timezone.now)
    with run_before("shop.payments.providers.midtrans.snap", lambda: changed_to_transfer(request)):
        assert services.begin(request_id=request.pk)
    assert work() == 1
    page = PaymentRequest.objects.get(pk=request.pk).pay_url
    assert requests.get(page, timeout=5).status_code == 404


def test_while_the_page_is_being_made_closing_waits(gateway: Gateway) -> None:
    order = make_order((make_shelf(), 1))
    request = services.start(order=order, provider="midtrans", clock=timezone.now)
    assert far.may_begin(request)
    changed_to_transfer(request)
    assert work() == 1
    assert Message.objects.get(kind=far.CLOSE).error_code == "page_in_the_making"
    assert services.begin(request_id=request.pk) == ""
    assert gateway.calls("/snap/") == 0


def test_other_ways_to_pay_have_nobody_to_tell(settings: Any) -> None:
    settings.MIDTRANS_SERVER_KEY = "SB-Mid-server-latihan"
    request = make_open_request()
    services.start(order=request.order, provider="midtrans", clock=timezone.now)
    assert not Message.objects.filter(kind=far.CLOSE).exists()
