"""Both sides compared: numbers every night, order ids every day."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.models import F

from integrations.sync import reconcile
from integrations.sync.models import ChannelAccount, Cursor, Desired
from tests.factories_orders import make_paid_order
from tests.factories_sync import Scene
from tests.fakes.marketplace import Fault

pytestmark = pytest.mark.django_db(transaction=True)


def run(scene: Scene, stream: str) -> int:
    Cursor.objects.filter(stream=stream).update(next_run_at=scene.clock())
    return reconcile.run(stream=stream, account_id=scene.account.pk, clock=scene.clock)


def make_quiet(scene: Scene) -> None:
    hours = timedelta(hours=2)
    Desired.objects.update(
        marked_at=F("marked_at") - hours, last_pushed_at=F("last_pushed_at") - hours
    )


def test_equal_sides_differ_in_nothing(scene: Scene) -> None:
    assert run(scene, "listings") == 0
    account = ChannelAccount.objects.get()
    assert (account.drift, account.last_reconciled_at is not None) == (0, True)
    assert scene.push().handled == 0


def test_a_number_changed_by_hand_at_the_channel_is_drift_and_put_right(scene: Scene) -> None:
    make_quiet(scene)
    scene.market.shelves[scene.key].quantity = 99
    assert run(scene, "listings") == 1
    assert ChannelAccount.objects.get().drift == 1
    scene.push()
    assert scene.shown == 10


def test_within_an_hour_of_a_change_a_difference_is_no_drift_but_put_right(scene: Scene) -> None:
    scene.market.shelves[scene.key].quantity = 99
    assert run(scene, "listings") == 0
    scene.push()
    assert scene.shown == 10


def test_a_sale_that_was_not_read_yet_is_no_drift(scene: Scene) -> None:
    make_quiet(scene)
    scene.market.buy(scene.key, quantity=3)
    assert run(scene, "listings") == 0
    scene.push()
    assert scene.shown == 7


def test_what_waits_to_be_sent_is_no_drift(scene: Scene) -> None:
    make_quiet(scene)
    make_paid_order((scene.record, 1))
    assert run(scene, "listings") == 0


def test_the_daily_audit_finds_orders_that_were_missed(scene: Scene) -> None:
    """D7: the cursor was moved too far by a bug; the audit finds the gap."""
    order_id = scene.market.buy(scene.key, quantity=2)
    scene.clock.advance(hours=1)
    Cursor.objects.filter(stream="orders").update(position=scene.clock())
    scene.pull()
    assert scene.item.allocated == 0
    assert run(scene, "gap_audit") == 1
    assert scene.order(order_id).lines.get().reserved == 2
    assert Cursor.objects.get(stream="gap_audit").found == 1
    assert run(scene, "gap_audit") == 0


def test_a_channel_that_is_down_is_asked_again_later(scene: Scene) -> None:
    scene.market.fail("list_listings", Fault.DOWN_BEFORE)
    assert run(scene, "listings") == 0
    cursor = Cursor.objects.get(stream="listings")
    assert (cursor.failures, cursor.error_code, cursor.lease_token) == (1, "unavailable", "")
    assert cursor.next_run_at > scene.clock()


def test_the_next_run_is_at_night(scene: Scene) -> None:
    from django.utils import timezone

    run(scene, "listings")
    when = timezone.localtime(Cursor.objects.get(stream="listings").next_run_at)
    assert 2 <= when.hour < 4
    assert timedelta(0) < when - scene.clock() <= timedelta(days=1)
    assert reconcile.run(stream="listings", account_id=scene.account.pk, clock=scene.clock) == 0
