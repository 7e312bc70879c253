"""Notifications: proven or refused, stored once, and only hints."""

from __future__ import annotations

import json
import random

import pytest
from django.test import Client

from integrations.channels.accounts import App
from integrations.channels.transport import Secret
from integrations.sync import inbox
from integrations.sync.models import ChannelApp, Inbox
from shop.order.models import Order
from shop.stock import services as stock
from tests.factories_sync import APP_SECRET, BUDGET, Scene
from tests.fakes.connector import signature
from tests.fakes.marketplace import Fault

pytestmark = pytest.mark.django_db(transaction=True)
URL = "/api/webhooks/fake/"


def sign(body: bytes, secret: str = APP_SECRET) -> str:
    return signature(App(app_id="", secret=Secret(secret)), body)


def send(body: bytes, given: str | None = None, url: str = URL) -> int:
    headers = {"X-Fake-Signature": sign(body) if given is None else given}
    response = Client().post(url, body, content_type="application/json", headers=headers)
    return response.status_code


def process(scene: Scene) -> int:
    return sum(
        inbox.process_account(account_id=account_id, clock=scene.clock, budget=BUDGET)
        for account_id in inbox.due_accounts(now=scene.clock())
    )


def test_a_notification_brings_the_order_without_polling(scene: Scene) -> None:
    order_id = scene.market.buy(scene.key, quantity=2)
    assert send(scene.market.pushes[-1]) == 200
    row = Inbox.objects.get()
    assert (row.account_id, row.state) == (scene.account.pk, "new")
    assert "X-Fake-Signature" not in row.headers
    assert process(scene) == 1
    assert scene.order(order_id).lines.get().reserved == 2
    row.refresh_from_db()
    assert row.state == "done"


@pytest.mark.parametrize("given", ["", "0" * 64, "nicht-hex-ü"])
def test_a_wrong_or_missing_signature_is_refused_and_stored_nowhere(
    scene: Scene, given: str
) -> None:
    scene.market.buy(scene.key)
    assert send(scene.market.pushes[-1], given) == 401
    assert Inbox.objects.count() == 0


def test_one_changed_byte_is_refused(scene: Scene) -> None:
    scene.market.buy(scene.key)
    body = scene.market.pushes[-1]
    assert send(body + b" ", sign(body)) == 401


def test_the_same_delivery_twice_is_one_row(scene: Scene) -> None:
    scene.market.buy(scene.key)
    body = scene.market.pushes[-1]
    assert [send(body), send(body)] == [200, 200]
    assert Inbox.objects.count() == 1


def test_a_giant_body_is_refused(scene: Scene) -> None:
    body = json.dumps({"n": 1, "shop": "7", "order": "x" * 300_000}).encode()
    assert send(body) == 413
    assert Inbox.objects.count() == 0


def test_an_unknown_channel_and_a_get_have_no_address(scene: Scene) -> None:
    assert send(b"{}", url="/api/webhooks/tidak-ada/") == 404
    assert Client().get(URL).status_code == 405


def test_a_shop_we_do_not_know_is_noted_and_done(scene: Scene) -> None:
    body = b'{"n": 1, "shop": "999", "order": "F1"}'
    assert send(body) == 200
    assert process(scene) == 1
    assert Inbox.objects.get().error_code == "unknown_shop"
    assert Order.objects.count() == 0


def test_a_channel_that_does_not_answer_keeps_the_notification(scene: Scene) -> None:
    order_id = scene.market.buy(scene.key)
    send(scene.market.pushes[-1])
    scene.market.fail("fetch_orders", Fault.DOWN_BEFORE)
    process(scene)
    row = Inbox.objects.get()
    assert (row.state, row.attempts, row.error_code) == ("new", 1, "unavailable")
    scene.clock.advance(minutes=5)
    process(scene)
    assert scene.order(order_id).lines.get().reserved == 1


def test_an_answer_stores_the_body_and_does_nothing_else(
    scene: Scene, django_assert_max_num_queries
) -> None:
    """Answered at once, whatever it means: the work is for the worker (``make bench`` times it)."""
    scene.market.buy(scene.key)
    asked = list(scene.market.calls)
    with django_assert_max_num_queries(5):
        assert send(scene.market.pushes[-1]) == 200
    assert scene.market.calls == asked
    assert Order.objects.count() == 0
    assert Inbox.objects.get().state == "new"


@pytest.mark.parametrize("seed", range(2))
def test_notifications_lost_doubled_and_reordered_leave_every_order_exactly_once(
    scene: Scene, seed: int
) -> None:
    """AS-17 and D7: 30 % lost, 30 % doubled, all shuffled; polling finds the rest."""
    chance = random.Random(seed)
    stock.receive(item_id=scene.item.pk, quantity=190_000, ref="setor:besar")
    scene.push()
    ids = []
    for _ in range(40):
        order_id = scene.market.buy(scene.key, quantity=chance.randint(1, 3), is_paid=False)
        ids.append(order_id)
        if chance.random() < 0.8:
            scene.market.pay(order_id)
        if chance.random() < 0.2:
            scene.market.cancel_as_buyer(order_id)
    deliveries = [body for body in scene.market.pushes if chance.random() >= 0.3]
    deliveries += [body for body in deliveries if chance.random() < 0.3]
    chance.shuffle(deliveries)
    assert {send(body) for body in deliveries} == {200}
    process(scene)
    scene.clock.advance(seconds=20)
    scene.pull()
    theirs = scene.market.orders
    assert Order.objects.count() == 40
    assert set(Order.objects.values_list("external_number", flat=True)) == set(ids)
    held = sum(
        line.quantity
        for order in theirs.values()
        if order.state.value != "cancelled"
        for line in order.lines
    )
    assert scene.item.allocated == held * 1000
    scene.push()
    assert scene.shown == 200 - held


def test_rows_older_than_a_month_are_deleted(scene: Scene) -> None:
    scene.market.buy(scene.key)
    send(scene.market.pushes[-1])
    process(scene)
    assert inbox.purge(now=scene.clock()) == 0
    scene.clock.advance(days=31)
    assert inbox.purge(now=scene.clock()) == 1


def test_two_registrations_of_one_channel_are_told_apart_by_their_secret(scene: Scene) -> None:
    from tests.factories_sync import make_app

    make_app()
    assert ChannelApp.objects.count() == 2
    scene.market.buy(scene.key)
    assert send(scene.market.pushes[-1]) == 200
