"""Celery bells: rung after the commit, never in anybody's way."""

from __future__ import annotations

import pytest
from django.db import transaction

from integrations.sync import bells, tasks
from integrations.sync.duties import BY_NAME
from integrations.sync.models import Heartbeat
from shop.stock import services as stock
from tests.factories_orders import make_paid_order
from tests.factories_sync import Scene

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def rung(monkeypatch: pytest.MonkeyPatch, settings) -> list[tuple]:
    """What was rung, with a broker configured."""
    settings.CELERY_BROKER_URL = "memory://"
    heard: list[tuple] = []
    monkeypatch.setattr(bells, "_ring", lambda duty, argument: heard.append((duty, argument)))
    return heard


def test_a_change_rings_after_its_commit(scene: Scene, rung: list[tuple]) -> None:
    with transaction.atomic():
        stock.receive(item_id=scene.item.pk, quantity=1000, ref="setor:1")
        assert rung == []
    assert rung == [("stock", scene.account.pk)]


def test_what_is_undone_rings_nothing(scene: Scene, rung: list[tuple]) -> None:
    with transaction.atomic():
        stock.receive(item_id=scene.item.pk, quantity=1000, ref="setor:1")
        transaction.set_rollback(True)
    assert rung == []


def test_without_a_broker_nothing_is_rung(scene: Scene, rung: list[tuple], settings) -> None:
    settings.CELERY_BROKER_URL = ""
    make_paid_order((scene.record, 1))
    assert rung == []


def test_a_broker_that_is_away_keeps_nobody_waiting(scene: Scene, settings, caplog) -> None:
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:9/0"
    bells._producer.cache_clear()
    bells._ring("stock", scene.account.pk)
    assert caplog.text.count("was not heard") == 1
    make_paid_order((scene.record, 1))
    assert caplog.text.count("was not heard") == 1, "nobody tries again for a while"
    bells._producer.cache_clear()
    bells._silence.until = 0.0
    assert scene.stock.synced_generation < scene.stock.generation, "the row still says so"


def test_every_bell_goes_to_the_pool_of_its_duty() -> None:
    for duty, queue in bells.QUEUES.items():
        assert BY_NAME[duty].pool.value == queue
    assert tasks.work.name == bells.TASK


def test_a_sweep_rings_for_what_is_due_and_twice_does_no_harm(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_paid_order((scene.record, 3))
    heard = []
    monkeypatch.setattr(tasks.work, "apply_async", lambda args, **options: heard.append(args))
    tasks.sweep(is_quick=True)
    tasks.sweep(is_quick=True)
    assert heard.count(("stock", scene.account.pk)) == 2
    assert Heartbeat.objects.get().kind == "celery"
    for duty, argument in heard:
        tasks.work(duty, argument)
    assert scene.shown == 7


def test_a_task_that_breaks_says_so_in_the_log_only(scene: Scene, monkeypatch, caplog) -> None:
    monkeypatch.setattr(
        "integrations.sync.push.push_batch", lambda **told: (_ for _ in ()).throw(KeyError("x"))
    )
    tasks.work("stock", scene.account.pk)
    assert "duty=stock" in caplog.text
