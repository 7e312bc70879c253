"""Workers that meet, and a worker that dies in the middle of a call."""

import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from shop.outbox import delivery, registry, services
from shop.outbox.models import Message, State
from shop.outbox.registry import NotSent, Sent
from tests.concurrency import roles
from tests.concurrency.rivals import Rival, race
from tests.concurrency.roles import write_line

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]


def lines(path: Path) -> list[str]:
    return path.read_text().splitlines() if path.exists() else []


def wait_for(sign: Path) -> None:
    """Until the other process has left its sign."""
    patience = time.monotonic() + 120
    while not sign.exists():
        assert time.monotonic() < patience, "the worker never began its call"
        time.sleep(0.02)


def test_four_workers_deliver_every_row_once(tmp_path: Path) -> None:
    letterbox = tmp_path / "letterbox"
    for number in range(300):
        services.enqueue(
            kind="post", dedup_key=f"row-{number}", payload={}, lane=f"lane:{number % 7}"
        )
    handled = race(roles.deliver, [{"letterbox": str(letterbox)}] * 4)
    assert sum(handled) == 300
    assert Counter(lines(letterbox)) == {f"row-{number}": 1 for number in range(300)}
    assert Message.objects.filter(state=State.SENT).count() == 300


@pytest.mark.parametrize("arrives", [True, False], ids=["it arrived", "it never arrived"])
def test_a_worker_killed_in_the_call_leaves_doubt_and_no_second_send(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arrives: bool
) -> None:
    letterbox = tmp_path / "letterbox"
    sign = tmp_path / "calling"
    message = services.enqueue(kind="post", dedup_key="ship:LK-1", payload={})
    worker = Rival(
        roles.die_in_the_call, {"letterbox": str(letterbox), "arrives": arrives, "sign": str(sign)}
    )
    try:
        worker.let_go()
        wait_for(sign)
    finally:
        worker.kill()
    assert Message.objects.get(pk=message.pk).state == State.SENDING

    def look_up(message: Message) -> Sent | NotSent:
        found = message.dedup_key in lines(letterbox)
        return Sent(external_id="found") if found else NotSent()

    def post(message: Message) -> Sent:
        write_line(str(letterbox), message.dedup_key)
        return Sent(external_id="sent by the second worker")

    monkeypatch.setitem(registry.HANDLERS, "post", registry.Handler(deliver=post, look_up=look_up))

    def work_at(moment: datetime) -> int:
        return services.deliver_due(
            clock=lambda: moment, budget=timedelta(minutes=1), kinds=["post"]
        )

    now = datetime.now(UTC)
    assert work_at(now) == 0
    assert lines(letterbox) == (["ship:LK-1"] if arrives else [])
    work_at(now + delivery.LEASE + timedelta(seconds=1))
    message.refresh_from_db()
    assert message.state == State.SENT
    assert message.external_id == ("found" if arrives else "sent by the second worker")
    assert lines(letterbox) == ["ship:LK-1"]
