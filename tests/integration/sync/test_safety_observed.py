"""What the advised buffer is worked out from: sales of a day, and how late they were known."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db.models import F
from django.utils import timezone

from integrations.sync import safety
from integrations.sync.models import ChannelAccount, ChannelOrder, Desired
from shop.order.models import Line, Order
from tests.factories_orders import make_order
from tests.factories_sync import Scene

pytestmark = pytest.mark.django_db(transaction=True)


def linked(scene: Scene, at: datetime) -> None:
    """The shop was linked then, and no number has been pushed since."""
    ChannelAccount.objects.filter(pk=scene.account.pk).update(linked_at=at)
    Desired.objects.update(last_pushed_at=None)


def keep_orders(scene: Scene, count: int, *, made: datetime, known: datetime) -> None:
    """Orders that were made there at one time, and known here at another."""
    ChannelOrder.objects.bulk_create(
        ChannelOrder(
            account=scene.account,
            external_order_id=f"{made.isoformat()}-{number}",
            external_created_at=made,
        )
        for number in range(count)
    )
    ChannelOrder.objects.filter(external_created_at=made).update(created_at=known)


def test_orders_from_before_the_shop_was_linked_say_nothing_about_the_delay(scene: Scene) -> None:
    now = timezone.now()
    linked(scene, now - timedelta(hours=1))
    keep_orders(scene, 50, made=now - timedelta(days=3), known=now)
    make_order((scene.record, 10))
    observed = safety.observe(listing=scene.listing, now=now)
    assert observed == safety.Observed(busiest_day=10, delay=safety.ASSUMED_DELAY)
    assert safety.advise(observed=observed, confidence=99).buffer <= 1


def test_without_a_time_of_linking_it_is_when_the_account_was_made(scene: Scene) -> None:
    made = ChannelAccount.objects.get(pk=scene.account.pk).created_at
    ChannelAccount.objects.filter(pk=scene.account.pk).update(linked_at=None)
    Desired.objects.update(last_pushed_at=None)
    keep_orders(scene, 5, made=made - timedelta(days=1), known=made)
    keep_orders(scene, 5, made=made + timedelta(days=1), known=made + timedelta(days=1, seconds=90))
    assert safety.observe(listing=scene.listing, now=made).delay == timedelta(seconds=90)


def test_a_delay_of_days_counts_as_an_hour(scene: Scene) -> None:
    now = timezone.now()
    linked(scene, now - timedelta(days=9))
    keep_orders(scene, 20, made=now - timedelta(days=2), known=now)
    Desired.objects.update(last_pushed_at=F("marked_at") + timedelta(minutes=5))
    assert safety.observe(listing=scene.listing, now=now).delay == safety.LONGEST_DELAY


def test_the_busiest_day_is_a_day_here_and_leaves_cancelled_packs_out(scene: Scene) -> None:
    """Two orders of one local day that are two days in UTC; of the larger half was cancelled."""
    now = timezone.now()
    midnight = timezone.localtime(now - timedelta(days=3)).replace(
        hour=0, minute=0, second=0, microsecond=0
    )
    for packs, placed in ((4, midnight + timedelta(hours=1)), (3, midnight + timedelta(hours=20))):
        order = make_order((scene.record, packs))
        Order.objects.filter(pk=order.pk).update(date_placed=placed)
        Line.objects.filter(order=order, quantity=4).update(cancelled=2, reserved=F("reserved") - 2)
    other = make_order((scene.record, 2))
    Order.objects.filter(pk=other.pk).update(date_placed=midnight - timedelta(hours=1))
    assert safety.observe(listing=scene.listing, now=now).busiest_day == 5
