"""What machines read: true numbers, for those who know the word, at a constant cost."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from integrations.sync import metrics
from integrations.sync.duties import BY_NAME
from integrations.sync.models import Heartbeat
from shop.stock import services as stock
from tests.factories_sync import Scene, make_account
from tests.fakes.marketplace import FakeMarketplace

pytestmark = pytest.mark.django_db(transaction=True)
LINE = re.compile(r'[a-z_0-9]+(\{([a-z_]+="(\\.|[^"\\\n])*",?)+\})? -?\d+(\.\d+)?(e[+-]\d+)?$')


def value(text: str, sample: str) -> float:
    [found] = [line for line in text.splitlines() if line.startswith(f"{sample} ")]
    return float(found.rsplit(" ", 1)[1])


def ask(**headers: str):
    return Client().get("/metrics", headers=headers)


def test_without_a_word_there_is_no_such_page(scene: Scene, settings) -> None:
    settings.METRICS_TOKEN = ""
    assert ask(authorization="Bearer ").status_code == 404


@pytest.mark.parametrize("sent", [None, "", "Bearer ", "Bearer salah", "rahasia", "bearer rahasia"])
def test_a_wrong_word_learns_nothing(scene: Scene, settings, sent: str | None) -> None:
    settings.METRICS_TOKEN = "rahasia"
    answer = ask() if sent is None else ask(authorization=sent)
    assert (answer.status_code, answer.content) == (401, b"")


def test_the_right_word_reads_numbers(scene: Scene, settings) -> None:
    settings.METRICS_TOKEN = "rahasia"
    answer = ask(authorization="Bearer rahasia")
    assert (answer.status_code, answer["Content-Type"]) == (200, metrics.CONTENT_TYPE)
    assert "no-store" in answer["Cache-Control"]
    lines = answer.content.decode().splitlines()
    assert [line for line in lines if not line.startswith("#") and not LINE.match(line)] == []
    named = [line.split()[2] for line in lines if line.startswith("# TYPE")]
    assert len(named) == len(set(named)) > 10


def test_a_change_waits_until_it_is_sent(scene: Scene) -> None:
    sample = 'lapak_queue_waiting{duty="stock"}'
    assert value(metrics.page(scene.clock()), sample) == 0
    stock.receive(item_id=scene.item.pk, quantity=1000, ref="setor:1")
    later = metrics.page(scene.clock() + timedelta(seconds=90))
    assert value(later, sample) == 1
    assert 90 <= value(later, 'lapak_queue_oldest_seconds{duty="stock"}') < 120
    scene.push()
    assert value(metrics.page(scene.clock()), sample) == 0
    assert value(metrics.page(scene.clock()), 'lapak_accounts{channel="fake",state="connected"}')


def test_what_a_person_must_mend_is_counted(scene: Scene) -> None:
    scene.market.refuse(scene.key, "tidak boleh")
    stock.receive(item_id=scene.item.pk, quantity=1000, ref="setor:1")
    scene.push()
    page = metrics.page(scene.clock())
    assert value(page, 'lapak_queue_parked{duty="stock"}') == 1
    assert value(page, 'lapak_queue_waiting{duty="stock"}') == 0


def test_a_silent_worker_is_seen(scene: Scene) -> None:
    now = scene.clock()
    Heartbeat.objects.create(worker='a"b\\c:1', started_at=now, beat_at=now)
    page = metrics.page(now + timedelta(seconds=75))
    assert value(page, 'lapak_worker_silent_seconds{worker="a\\"b\\\\c:1",kind="worker"}') == 75


def test_every_queue_is_a_duty(scene: Scene) -> None:
    named = set(re.findall(r'lapak_queue_waiting\{duty="(\w+)"\}', metrics.page(scene.clock())))
    assert named <= set(BY_NAME)
    assert {"inbox", "orders", "shipping", "stock", "prices", "outbox"} <= named


def test_it_costs_the_same_for_one_and_for_many_shops(scene: Scene) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            metrics.page(scene.clock())
        return len(seen)

    few = queries()
    for number in range(6):
        market = FakeMarketplace(clock=scene.clock, shop_id=f"8{number}")
        make_account(record=scene.record, market=market, clock=scene.clock, app=scene.app)
    assert queries() == few <= 12
