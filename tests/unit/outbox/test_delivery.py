"""The worker's side of the outbox: outcomes, order, fairness."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from shop.outbox import delivery, registry, services
from shop.outbox.models import Message, State
from shop.outbox.registry import (
    Refused,
    Retry,
    Sent,
)
from tests.unit.outbox.play import MINUTE, START, StandingClock, again, queue, raises, work

pytestmark = pytest.mark.django_db


def test_enqueue_twice_is_one_row() -> None:
    first = services.enqueue(kind="post", dedup_key="order:1:paid", payload={"text": "a"})
    second = services.enqueue(kind="post", dedup_key="order:1:paid", payload={"text": "b"})
    assert second.pk == first.pk
    assert second.payload == {"text": "a"}
    assert Message.objects.count() == 1


def _queue_and_fail() -> None:
    queue("a")
    raise ZeroDivisionError


def test_enqueue_is_undone_with_its_transaction() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        _queue_and_fail()
    assert Message.objects.count() == 0


def test_a_sent_row_keeps_what_the_far_side_called_it(clock: StandingClock, use: Any) -> None:
    calls = []

    def deliver(message: Message) -> Sent:
        assert message.state == State.SENDING
        calls.append(message.dedup_key)
        return Sent(external_id="X-1")

    use("post", deliver)
    message = queue("a")
    assert work(clock) == 1
    assert work(clock) == 0
    again(message)
    assert calls == ["a"]
    assert (message.state, message.external_id, message.sent_at) == (State.SENT, "X-1", START)
    assert message.lease_until is None


def test_nothing_is_sent_before_its_time(clock: StandingClock, use: Any) -> None:
    use("post", lambda message: Sent())
    message = services.enqueue(kind="post", dedup_key="a", payload={}, not_before=START + MINUTE)
    assert work(clock) == 0
    clock.wait(MINUTE)
    assert work(clock) == 1
    assert again(message).state == State.SENT


def test_only_the_kinds_asked_for(clock: StandingClock, use: Any) -> None:
    use("post", lambda message: Sent())
    use("ship", lambda message: Sent())
    post, parcel = queue("a"), queue("a", kind="ship")
    assert work(clock, kinds=["ship"]) == 1
    assert (again(post).state, again(parcel).state) == (State.QUEUED, State.SENT)


def test_retry_waits_twice_as_long_each_time_and_then_parks(clock: StandingClock, use: Any) -> None:
    use("post", raises(Retry(MINUTE, "busy", "Sibuk")))
    message = queue("a")
    waits = []
    for _ in range(delivery.MAX_ATTEMPTS):
        assert work(clock) == 1
        if again(message).state == State.PARKED:
            break
        waits.append((message.not_before - clock.now) / MINUTE)
        assert work(clock) == 0
        clock.now = message.not_before
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256]
    assert (message.state, message.attempts) == (State.PARKED, 10)
    assert (message.error_code, message.error_text) == ("busy", "Sibuk")


def test_a_rate_limit_counts_no_attempt_and_holds_its_lane_only(
    clock: StandingClock, use: Any
) -> None:
    calls = []

    def deliver(message: Message) -> Sent:
        calls.append(message.lane)
        if message.lane == "account:1":
            raise Retry(timedelta(seconds=7), "rate", "Batas", counts=False)
        return Sent()

    use("post", deliver)
    slow = [queue(f"slow:{number}", lane="account:1") for number in range(5)]
    queue("other", lane="account:2")
    work(clock)
    assert sorted(calls) == ["account:1", "account:2"]
    for message in slow:
        assert again(message).not_before == START + timedelta(seconds=7)
        assert (message.state, message.attempts) == (State.QUEUED, 0)


def test_a_refusal_parks_with_its_reason(clock: StandingClock, use: Any) -> None:
    use("post", raises(Refused("too_long", "Teks terlalu panjang")))
    message = queue("a")
    work(clock)
    again(message)
    assert (message.state, message.error_code) == (State.PARKED, "too_long")
    assert message.error_text == "Teks terlalu panjang"


def test_a_bug_parks_its_row_and_the_others_go_on(
    clock: StandingClock, use: Any, caplog: pytest.LogCaptureFixture
) -> None:
    def deliver(message: Message) -> Sent:
        if message.dedup_key == "b":
            raise KeyError("price")
        return Sent()

    use("post", deliver)
    rows = [queue(key) for key in "abc"]
    assert work(clock) == 3
    assert [again(row).state for row in rows] == [State.SENT, State.PARKED, State.SENT]
    assert (rows[1].error_code, rows[1].error_text) == ("bug", "KeyError: 'price'")
    assert "Traceback" in caplog.text
    assert f"message={rows[1].pk}" in caplog.text


def test_a_kind_nobody_delivers_is_parked_and_seen(clock: StandingClock) -> None:
    message = queue("a", kind="carrier_pigeon")
    work(clock)
    again(message)
    assert (message.state, message.error_code) == (State.PARKED, "no_handler")


def test_a_person_may_retry_parked_work(clock: StandingClock, use: Any) -> None:
    use("post", raises(Refused("no", "Tidak")))
    message = queue("a")
    work(clock)
    assert services.retry(message_id=message.pk)
    assert services.retry(message_id=message.pk) is False
    again(message)
    assert (message.state, message.attempts, message.error_code) == (State.QUEUED, 0, "")
    use("post", lambda message: Sent())
    clock.now = message.not_before
    work(clock)
    assert again(message).state == State.SENT


def test_cancel_works_until_sending_began(clock: StandingClock, use: Any) -> None:
    too_late = []

    def deliver(message: Message) -> Sent:
        too_late.append(services.cancel(message_id=message.pk))
        return Sent()

    use("post", deliver)
    first, second = queue("a"), queue("b")
    assert services.cancel(message_id=first.pk)
    assert services.cancel(message_id=first.pk) is False
    work(clock)
    assert too_late == [False]
    assert (again(first).state, again(second).state) == (State.CANCELLED, State.SENT)


def test_a_long_lane_delays_no_other(clock: StandingClock, use: Any) -> None:
    order = []
    use("post", lambda message: order.append(message.lane) or Sent())
    Message.objects.bulk_create(
        [
            Message(kind="post", dedup_key=f"a:{n}", lane="account:1", not_before=START)
            for n in range(1000)
        ]
    )
    queue("late", lane="account:2")
    assert work(clock) == 1001
    assert order.index("account:2") <= 1


def test_a_row_that_arrives_meanwhile_passes_the_long_lane(clock: StandingClock, use: Any) -> None:
    order = []

    def deliver(message: Message) -> Sent:
        order.append(message.lane)
        if len(order) == 2:
            queue("new", lane="account:2")
        return Sent()

    use("post", deliver)
    for number in range(50):
        queue(f"a:{number}", lane="account:1")
    work(clock)
    assert order.index("account:2") == delivery.AHEAD + 1


def test_the_budget_ends_the_work(clock: StandingClock, use: Any) -> None:
    def deliver(message: Message) -> Sent:
        clock.wait(timedelta(seconds=25))
        return Sent()

    use("post", deliver)
    for number in range(10):
        queue(f"a:{number}")
    assert work(clock) == 3
    assert Message.objects.filter(state=State.QUEUED).count() == 7


@pytest.mark.django_db(transaction=True)
def test_delivering_inside_a_transaction_is_refused(clock: StandingClock, use: Any) -> None:
    use("post", lambda message: Sent())
    queue("a")
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        work(clock)
    assert Message.objects.get().state == State.QUEUED


def test_a_kind_has_one_handler() -> None:
    handler = registry.HANDLERS["email"]
    registry.register("email", handler.deliver)
    with pytest.raises(ValueError, match="already"):
        registry.register("email", lambda message: Sent())
