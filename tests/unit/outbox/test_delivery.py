"""The worker's side of the outbox: outcomes, leases, doubt, fairness."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import OperationalError, transaction

from shop.outbox import delivery, registry, services
from shop.outbox.models import Message, State
from shop.outbox.registry import (
    Handler,
    NotSent,
    OutcomeUnknown,
    Refused,
    Retry,
    Sent,
    StillUnknown,
)

pytestmark = pytest.mark.django_db

START = datetime(2026, 10, 10, 2, 15, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


class TestClock:
    """A clock that moves only when told."""

    __test__ = False

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def wait(self, span: timedelta) -> None:
        self.now += span


@pytest.fixture
def clock() -> TestClock:
    return TestClock()


@pytest.fixture
def use() -> Iterator[Callable[..., None]]:
    """Register handlers for one test."""
    before = dict(registry.HANDLERS)

    def install(kind: str, deliver: Any, look_up: Any = None) -> None:
        registry.HANDLERS[kind] = Handler(deliver=deliver, look_up=look_up)

    yield install
    registry.HANDLERS.clear()
    registry.HANDLERS.update(before)


def queue(key: str, *, lane: str = "", kind: str = "post") -> Message:
    return services.enqueue(kind=kind, dedup_key=key, payload={}, lane=lane, not_before=START)


def work(clock: TestClock, kinds: Any = None) -> int:
    return services.deliver_due(clock=clock, budget=MINUTE, kinds=kinds)


def again(message: Message) -> Message:
    message.refresh_from_db()
    return message


def raises(error: Exception) -> Callable[[Message], Sent]:
    def deliver(message: Message) -> Sent:
        raise error

    return deliver


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


def test_a_sent_row_keeps_what_the_far_side_called_it(clock: TestClock, use: Any) -> None:
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


def test_nothing_is_sent_before_its_time(clock: TestClock, use: Any) -> None:
    use("post", lambda message: Sent())
    message = services.enqueue(kind="post", dedup_key="a", payload={}, not_before=START + MINUTE)
    assert work(clock) == 0
    clock.wait(MINUTE)
    assert work(clock) == 1
    assert again(message).state == State.SENT


def test_only_the_kinds_asked_for(clock: TestClock, use: Any) -> None:
    use("post", lambda message: Sent())
    use("ship", lambda message: Sent())
    post, parcel = queue("a"), queue("a", kind="ship")
    assert work(clock, kinds=["ship"]) == 1
    assert (again(post).state, again(parcel).state) == (State.QUEUED, State.SENT)


def test_retry_waits_twice_as_long_each_time_and_then_parks(clock: TestClock, use: Any) -> None:
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


def test_a_rate_limit_counts_no_attempt_and_holds_its_lane_only(clock: TestClock, use: Any) -> None:
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


def test_a_refusal_parks_with_its_reason(clock: TestClock, use: Any) -> None:
    use("post", raises(Refused("too_long", "Teks terlalu panjang")))
    message = queue("a")
    work(clock)
    again(message)
    assert (message.state, message.error_code) == (State.PARKED, "too_long")
    assert message.error_text == "Teks terlalu panjang"


def test_a_bug_parks_its_row_and_the_others_go_on(
    clock: TestClock, use: Any, caplog: pytest.LogCaptureFixture
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


def test_a_kind_nobody_delivers_is_parked_and_seen(clock: TestClock) -> None:
    message = queue("a", kind="carrier_pigeon")
    work(clock)
    again(message)
    assert (message.state, message.error_code) == (State.PARKED, "no_handler")


def test_a_person_may_retry_parked_work(clock: TestClock, use: Any) -> None:
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


def test_cancel_works_until_sending_began(clock: TestClock, use: Any) -> None:
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


def test_an_unknown_outcome_without_look_up_asks_a_person(clock: TestClock, use: Any) -> None:
    calls = []

    def deliver(message: Message) -> Sent:
        calls.append(message.pk)
        raise OutcomeUnknown("timeout", "Tidak menjawab")

    use("post", deliver)
    message = queue("a")
    work(clock)
    clock.wait(timedelta(days=1))
    work(clock)
    again(message)
    assert (message.state, message.error_code) == (State.PARKED, "timeout")
    assert len(calls) == 1


@pytest.mark.parametrize(
    ("answer", "state", "sends"),
    [
        (Sent(external_id="X-9"), State.SENT, 1),
        (NotSent(), State.SENT, 2),
        (StillUnknown(), State.UNKNOWN, 1),
    ],
)
def test_an_unknown_outcome_is_looked_up_first(
    clock: TestClock, use: Any, answer: Any, state: str, sends: int
) -> None:
    calls = []

    def deliver(message: Message) -> Sent:
        calls.append(message.pk)
        if len(calls) == 1:
            raise OutcomeUnknown("timeout", "Tidak menjawab")
        return Sent()

    use("post", deliver, look_up=lambda message: answer)
    message = queue("a")
    work(clock)
    assert again(message).state == State.UNKNOWN
    assert work(clock) == 0
    clock.wait(delivery.LOOK_UP_AFTER)
    work(clock)
    assert (again(message).state, len(calls)) == (state, sends)


def test_asking_goes_on_and_ends_with_a_person(clock: TestClock, use: Any) -> None:
    use(
        "post",
        raises(OutcomeUnknown("timeout", "Tidak menjawab")),
        look_up=lambda message: StillUnknown(),
    )
    message = queue("a")
    work(clock)
    for _ in range(20):
        clock.wait(delivery.LONGEST_WAIT)
        work(clock)
    again(message)
    assert (message.state, message.attempts) == (State.PARKED, delivery.MAX_ATTEMPTS)
    assert message.error_code == "timeout"


def test_our_own_database_failing_during_the_call_is_doubt(clock: TestClock, use: Any) -> None:
    use("post", raises(OperationalError("gone")), look_up=lambda message: Sent(external_id="X"))
    message = queue("a")
    work(clock)
    assert (again(message).state, message.error_code) == (State.UNKNOWN, "database")
    clock.wait(delivery.LOOK_UP_AFTER)
    work(clock)
    assert again(message).state == State.SENT


def test_a_vanished_worker_leaves_doubt_not_a_second_send(clock: TestClock, use: Any) -> None:
    calls, questions = [], []

    def look_up(message: Message) -> Sent:
        questions.append(message.pk)
        return Sent(external_id="X-1")

    use("post", lambda message: calls.append(message.pk) or Sent(), look_up=look_up)
    message = queue("a")
    assert delivery.claim(message.pk, now=clock()) is not None
    assert work(clock) == 0
    assert again(message).state == State.SENDING
    clock.wait(delivery.LEASE + timedelta(seconds=1))
    assert work(clock) == 1
    again(message)
    assert (message.state, message.external_id) == (State.SENT, "X-1")
    assert (calls, questions) == ([], [message.pk])


def test_two_workers_never_hold_the_same_row(clock: TestClock, use: Any) -> None:
    message = queue("a")
    assert delivery.claim(message.pk, now=clock()) is not None
    assert delivery.claim(message.pk, now=clock()) is None


def test_the_rival_at_the_seam_finds_nothing_to_send(clock: TestClock, use: Any) -> None:
    calls = []

    def deliver(message: Message) -> Sent:
        calls.append(message.pk)
        if len(calls) == 1:
            assert work(clock) == 0
        return Sent()

    use("post", deliver)
    queue("a")
    work(clock)
    assert len(calls) == 1


def test_a_worker_that_slept_past_its_lease_may_still_tell(clock: TestClock, use: Any) -> None:
    def deliver(message: Message) -> Sent:
        clock.wait(delivery.LEASE + timedelta(seconds=1))
        assert delivery.sweep(now=clock()) == 1
        assert again(message).state == State.UNKNOWN
        return Sent(external_id="X-1")

    use("post", deliver, look_up=lambda message: StillUnknown())
    message = queue("a")
    work(clock)
    again(message)
    assert (message.state, message.external_id) == (State.SENT, "X-1")


def test_a_late_outcome_does_not_overwrite_who_took_over(clock: TestClock, use: Any) -> None:
    def deliver(message: Message) -> Sent:
        clock.wait(delivery.LEASE + timedelta(seconds=1))
        assert work(clock) == 1
        raise Refused("late", "Terlambat")

    use("post", deliver, look_up=lambda message: Sent(external_id="X-2"))
    message = queue("a")
    services.deliver_due(clock=clock, budget=timedelta(hours=1))
    again(message)
    assert (message.state, message.external_id) == (State.SENT, "X-2")


def test_a_long_lane_delays_no_other(clock: TestClock, use: Any) -> None:
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


def test_a_row_that_arrives_meanwhile_passes_the_long_lane(clock: TestClock, use: Any) -> None:
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


def test_the_budget_ends_the_work(clock: TestClock, use: Any) -> None:
    def deliver(message: Message) -> Sent:
        clock.wait(timedelta(seconds=25))
        return Sent()

    use("post", deliver)
    for number in range(10):
        queue(f"a:{number}")
    assert work(clock) == 3
    assert Message.objects.filter(state=State.QUEUED).count() == 7


@pytest.mark.django_db(transaction=True)
def test_delivering_inside_a_transaction_is_refused(clock: TestClock, use: Any) -> None:
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
