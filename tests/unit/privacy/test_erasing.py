"""After erasure nothing of a person is found anywhere, and all that was counted still counts."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from catalog.reviews.models import ProductReview
from shop.accounts.models import StaffRole, User
from shop.complaints.models import ComplaintPhoto
from shop.order import services as orders
from shop.order.models import Order
from shop.payments.models import PaymentProof, Receipt
from shop.personal import NAMELESS
from shop.privacy import erasing, open_matters, services
from shop.privacy.models import DataRequest, RequestState
from tests.factories_orders import only_parcel
from tests.factories_privacy import (
    EMAIL,
    TRACES,
    Buyer,
    finish,
    leave_traces,
    make_buyer,
    make_user,
    pay,
    place,
)
from tests.factories_stock import make_cooperative
from tests.seams import run_before

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path: Path) -> None:
    """Photos of reviews lie in a folder of their own."""
    settings.MEDIA_ROOT = tmp_path


def dump() -> str:
    """Every text of every column of every table of the database, in lower case."""
    parts = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            parts += [f"{table}: {row!r}" for row in cursor.fetchall()]
    return "\n".join(parts).lower()


def traces() -> list[str]:
    """Which rows still say who it was."""
    rows = dump().splitlines()
    return [row[:300] for row in rows if any(trace in row for trace in TRACES)]


def later(days: float = 8) -> object:
    return lambda: timezone.now() + timedelta(days=days)


def forget(user: User) -> DataRequest:
    """Ask for it and let the days pass."""
    request = services.ask_for_erasure(user=user, language="id")
    assert services.work(request_id=request.pk, clock=later())
    request.refresh_from_db()
    return request


def money_of(order: Order) -> list[object]:
    lines = order.lines.order_by("pk").values_list(
        "title", "quantity", "list_price", "line_price_incl_tax", "shipping_paid", "money_back"
    )
    receipts = Receipt.objects.filter(request__order=order).values_list("amount", flat=True)
    asked = order.payment_requests.values_list("amount", "paid_amount", "refunded_amount", "state")
    return [order.number, order.total_incl_tax, order.payment_state, order.status,
            list(lines), list(receipts), list(asked)]  # fmt: skip


def test_nothing_of_the_person_is_left_in_any_column_of_any_table() -> None:
    buyer = make_buyer()
    assert len(traces()) > 20

    request = forget(buyer.user)

    assert request.state == RequestState.DONE, request.held_by
    assert traces() == []


def test_money_goods_and_states_stay_as_they_were() -> None:
    buyer = make_buyer()
    before = money_of(buyer.order)

    forget(buyer.user)

    order = Order.objects.get(pk=buyer.order.pk)
    assert money_of(order) == before
    assert (order.contact_name, order.contact_phone, order.user_id) == (NAMELESS, "", None)
    assert order.shipping_address.regency == "Kota Jakarta Pusat"


def test_pictures_go_from_their_storage_and_reviews_stay_without_a_name() -> None:
    buyer = make_buyer()
    kept = [PaymentProof.objects.get().file, ComplaintPhoto.objects.get().file]
    names = [(each.storage, each.name) for each in kept]
    assert all(storage.exists(name) for storage, name in names)

    forget(buyer.user)

    assert not any(storage.exists(name) for storage, name in names)
    assert not PaymentProof.objects.exists()
    assert not ComplaintPhoto.objects.exists()
    review = ProductReview.objects.get()
    assert (review.name, review.user_id, review.body) == ("Pembeli", None, "Enak")


def test_nobody_signs_in_any_more_and_open_sessions_end() -> None:
    buyer = make_buyer()
    assert buyer.client.get("/akun/").status_code == 200

    forget(buyer.user)

    assert buyer.client.get("/akun/").status_code == 302
    assert not Client().login(email=EMAIL, password="panjang-sekali-42")
    # The address is free for somebody to begin anew.
    assert not User.objects.filter(email__iexact=EMAIL).exists()


def test_the_record_says_what_was_done_and_nothing_about_whom() -> None:
    request = forget(make_buyer().user)

    assert (request.orders_done, request.result["accounts.User"]) == (1, 1)
    row = json.dumps(
        {field.attname: str(getattr(request, field.attname)) for field in request._meta.fields}
    ).lower()
    assert not any(trace in row for trace in TRACES)


def test_doing_it_again_changes_nothing() -> None:
    buyer = make_buyer()
    request = forget(buyer.user)
    before = dump()

    assert not services.work(request_id=request.pk, clock=later())
    assert erasing.erase_order(order_id=buyer.order.pk)

    assert dump() == before


SEAMS = (
    "shop.privacy.erasing._scrub",
    "shop.privacy.erasing.take",
    "shop.privacy.erasing.drop_files",
    "shop.privacy.erasing.erase_holding",
    "shop.privacy.services._settle",
)


class Killed(BaseException):
    """As a worker that is killed: nothing catches it."""


@pytest.mark.parametrize("seam", SEAMS)
@pytest.mark.parametrize("nth", [1, 2, 9])
def test_a_worker_that_dies_anywhere_is_followed_by_one_that_finishes(seam: str, nth: int) -> None:
    buyer = make_buyer()
    request = services.ask_for_erasure(user=buyer.user, language="id")
    calls = []

    def die() -> None:
        calls.append(seam)
        if len(calls) == nth:
            raise Killed

    try:
        with run_before(seam, die, times=nth):
            services.work(request_id=request.pk, clock=later())
    except Killed:
        request.refresh_from_db()
        assert request.state in {RequestState.WAITING, RequestState.RUNNING}
    # The lease of the dead one is over by then.
    services.work(request_id=request.pk, clock=later(9))

    request.refresh_from_db()
    assert (request.state, request.orders_done) == (RequestState.DONE, 1)
    assert traces() == []


def test_it_can_be_called_back_until_it_begins_and_not_after() -> None:
    user = make_user()
    request = services.ask_for_erasure(user=user, language="id")
    assert not services.work(request_id=request.pk, clock=later(6.9))
    assert services.call_back(request_id=request.pk)
    assert not services.work(request_id=request.pk, clock=later())
    user.refresh_from_db()
    assert user.is_active

    again = services.ask_for_erasure(user=user, language="id")
    assert again.pk != request.pk
    services.work(request_id=again.pk, clock=later())
    assert not services.call_back(request_id=again.pk)


def test_calling_back_at_the_moment_it_begins_leaves_the_account_alone() -> None:
    user = make_user()
    request = services.ask_for_erasure(user=user, language="id")

    with run_before(
        "shop.privacy.services._begin", lambda: services.call_back(request_id=request.pk)
    ):
        services.work(request_id=request.pk, clock=later())

    request.refresh_from_db()
    user.refresh_from_db()
    assert (request.state, user.is_active, user.email) == (RequestState.CANCELLED, True, EMAIL)


def code_of(matters: list[open_matters.Matter]) -> list[str]:
    return [matter.code for matter in matters]


def test_what_is_open_is_named_and_refused() -> None:
    user = make_user()
    order = place(user)
    with pytest.raises(services.StillOpen) as refusal:
        services.ask_for_erasure(user=user, language="id")
    assert code_of(refusal.value.matters) == ["unpaid"]
    assert refusal.value.matters[0].url == f"/pesanan/{order.token}/"

    pay(order)
    assert code_of(open_matters.of_account(user)) == ["parcel"]
    orders.walk(parcel_id=only_parcel(order).pk, to="completed", source="buyer")
    assert open_matters.of_account(user) == []


def test_money_to_decide_about_a_complaint_and_work_keep_it_open() -> None:
    user = make_user()
    order = finish_at_once(user)
    order.payment_requests.update(state="refund_due")
    assert code_of(open_matters.of_account(user)) == ["money"]
    order.payment_requests.update(state="paid")
    Order.objects.filter(pk=order.pk).update(needs_decision=True)
    assert code_of(open_matters.of_account(user)) == ["decision"]
    Order.objects.filter(pk=order.pk).update(needs_decision=False)
    assert open_matters.of_account(user) == []
    StaffRole.objects.create(user=user, cooperative=make_cooperative(), role="packer")
    assert code_of(open_matters.of_account(user)) == ["staff"]


def finish_at_once(user: User) -> Order:
    order = place(user)
    pay(order)
    return finish(order)


def test_what_became_open_meanwhile_keeps_it_waiting_until_it_is_over() -> None:
    user = make_user()
    request = services.ask_for_erasure(user=user, language="id")
    order = place(user)
    services.work(request_id=request.pk, clock=later())
    request.refresh_from_db()
    user.refresh_from_db()
    assert (request.state, request.held_by, user.is_active) == ("waiting", "unpaid", True)

    pay(order)
    orders.walk(parcel_id=only_parcel(order).pk, to="completed", source="buyer")
    services.work(request_id=request.pk, clock=later(9))
    request.refresh_from_db()
    assert request.state == RequestState.DONE
    assert traces() == []


def test_an_order_that_was_being_placed_as_the_door_closed_is_delivered_first() -> None:
    user = make_user()
    request = services.ask_for_erasure(user=user, language="id")
    placed = []

    with run_before("shop.privacy.services.claim_guest_orders", lambda: placed.append(place(user))):
        services.work(request_id=request.pk, clock=later())

    request.refresh_from_db()
    order = Order.objects.get(pk=placed[0].pk)
    assert (request.state, request.held_by) == (RequestState.RUNNING, "unpaid")
    assert order.contact_name == "Marsinta Siallagan"
    assert not Client().login(email=EMAIL, password="panjang-sekali-42")

    pay(order)
    orders.walk(parcel_id=only_parcel(order).pk, to="completed", source="buyer")
    services.work(request_id=request.pk, clock=later(9))
    request.refresh_from_db()
    assert (request.state, request.orders_done) == (RequestState.DONE, 1)
    assert traces() == []


def test_an_order_that_opens_as_it_is_marked_keeps_its_name() -> None:
    order = finish(paid_guest_order())

    def complain() -> None:
        order.parcels.update(state="delivered", has_open_complaint=True)

    with run_before("shop.privacy.erasing.mark", complain):
        assert not erasing.erase_order(order_id=order.pk)
    order.refresh_from_db()
    assert (order.contact_name, order.erased_at) == ("Marsinta Siallagan", None)


def paid_guest_order() -> Order:
    order = place()
    pay(order)
    return order


def test_a_guests_order_forgets_its_buyer_and_other_orders_do_not() -> None:
    order = finish(paid_guest_order())
    leave_traces(order, None)
    other = place()
    request = services.ask_to_erase_order(order=order, language="id")
    services.work(request_id=request.pk, clock=later())

    request.refresh_from_db()
    order.refresh_from_db()
    other.refresh_from_db()
    assert (request.state, request.orders_done) == (RequestState.DONE, 1)
    assert (order.contact_name, other.contact_name) == (NAMELESS, "Marsinta Siallagan")


def test_money_for_a_lapsed_order_that_is_nameless_is_held_for_a_person() -> None:
    order = place()
    orders.lapse_due(clock=later(3), budget=10)
    assert erasing.erase_order(order_id=order.pk)

    assert orders.mark_paid(order_id=order.pk) == "held"
    order.refresh_from_db()
    assert (order.payment_state, order.needs_decision) == ("held", True)


def test_a_nameless_order_opens_for_nobody() -> None:
    order = finish(paid_guest_order())
    client = Client()
    client.post(f"/pesanan/{order.token}/buka/", {"digits": "6050"})
    assert "Marsinta" in client.get(f"/pesanan/{order.token}/").content.decode()

    erasing.erase_order(order_id=order.pk)

    page = client.get(f"/pesanan/{order.token}/")
    assert page.status_code == 200
    assert "Marsinta" not in page.content.decode()
    assert client.post(f"/pesanan/{order.token}/buka/", {"digits": ""}).status_code == 422


def test_the_fixture_leaves_more_than_one_kind_of_trace() -> None:
    buyer: Buyer = make_buyer()
    tables = {row.partition(":")[0] for row in traces()}
    assert {
        "accounts_user", "order_order", "order_shippingaddress", "payment_paymentproof",
        "payment_receipt", "complaints_complaint", "couriers_couriernotice", "customer_alert",
        "outbox_message", "django_admin_log", "usersessions_usersession",
    } <= tables  # fmt: skip
    assert buyer.order.user_id == buyer.user.pk
