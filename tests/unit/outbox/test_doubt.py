"""Unknown outcomes, leases, and rivals at the seam: nothing is sent twice."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError

from shop.outbox import delivery, services
from shop.outbox.models import Message, State
from shop.outbox.registry import (
    NotSent,
    OutcomeUnknown,
    Refused,
    Sent,
    StillUnknown,
)
from tests.unit.outbox.play import StandingClock, again, queue, raises, work

pytestmark = pytest.mark.django_db


def test_an_unknown_outcome_without_look_up_asks_a_person(clock: StandingClock, use: Any) -> None:
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
    clock: StandingClock, use: Any, answer: Any, state: str, sends: int
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


def test_asking_goes_on_and_ends_with_a_person(clock: StandingClock, use: Any) -> None:
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


def test_our_own_database_failing_during_the_call_is_doubt(clock: StandingClock, use: Any) -> None:
    use("post", raises(OperationalError("gone")), look_up=lambda message: Sent(external_id="X"))
    message = queue("a")
    work(clock)
    assert (again(message).state, message.error_code) == (State.UNKNOWN, "database")
    clock.wait(delivery.LOOK_UP_AFTER)
    work(clock)
    assert again(message).state == State.SENT


def test_a_vanished_worker_leaves_doubt_not_a_second_send(clock: StandingClock, use: Any) -> None:
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


def test_two_workers_never_hold_the_same_row(clock: StandingClock, use: Any) -> None:
    message = queue("a")
    assert delivery.claim(message.pk, now=clock()) is not None
    assert delivery.claim(message.pk, now=clock()) is None


def test_the_rival_at_the_seam_finds_nothing_to_send(clock: StandingClock, use: Any) -> None:
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


def test_a_worker_that_slept_past_its_lease_may_still_tell(clock: StandingClock, use: Any) -> None:
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


def test_a_late_outcome_does_not_overwrite_who_took_over(clock: StandingClock, use: Any) -> None:
    def deliver(message: Message) -> Sent:
        clock.wait(delivery.LEASE + timedelta(seconds=1))
        assert work(clock) == 1
        raise Refused("late", "Terlambat")

    use("post", deliver, look_up=lambda message: Sent(external_id="X-2"))
    message = queue("a")
    services.deliver_due(clock=clock, budget=timedelta(hours=1))
    again(message)
    assert (message.state, message.external_id) == (State.SENT, "X-2")
