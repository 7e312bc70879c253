"""D9: a flood in one shop delays no other's orders. Counted in calls and rows, not in seconds."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from integrations import registry
from integrations.sync import desired, inbox, push
from integrations.sync.duties import BUDGET, BY_NAME, DUTIES, Duty, Pool
from integrations.sync.models import Aspect, Cursor, Desired, Inbox, Listing
from integrations.sync.worker import THREADS, Worker, run_due
from shop.order.models import Order
from tests.factories_sync import Scene, ShiftedClock, make_scene
from tests.fakes.connector import connector_to
from tests.fakes.marketplace import FakeMarketplace

pytestmark = pytest.mark.django_db(transaction=True)
FLOOD = 10_000
SOME = 400


@pytest.fixture
def calm(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> Scene:
    """Another cooperative's shop on a marketplace of its own."""
    market = FakeMarketplace(clock=scene.clock, shop_id="calm")
    monkeypatch.setitem(registry.CONNECTORS, "calm", connector_to(market))
    return make_scene(market, scene.clock, channel="calm")


def drown(scene: Scene, count: int = SOME) -> None:
    """So many listings of the shop want to be sent, and have for an hour."""
    long_ago = scene.clock() - timedelta(hours=1)
    listings = Listing.objects.bulk_create(
        [
            Listing(
                account=scene.account,
                external_listing_id=f"banjir-{number}",
                title="Banjir",
                state="live",
                stockrecord=scene.record,
                zero_allowed=True,
            )
            for number in range(count)
        ],
        batch_size=2000,
    )
    Desired.objects.bulk_create(
        [
            Desired(
                listing=listing,
                account=scene.account,
                aspect=Aspect.STOCK,
                not_before=long_ago,
                marked_at=long_ago,
            )
            for listing in listings
        ],
        batch_size=2000,
    )


def test_the_order_of_care(scene: Scene) -> None:
    """Orders before cancellations and labels, before stock, prices, listings and the rest."""
    names = [duty.name for duty in DUTIES]
    wanted = ["inbox", "orders", "unfinished_orders", "shipping", "stock", "prices", "listings"]
    assert [name for name in names if name in wanted] == wanted
    in_care = {duty.name for duty in DUTIES if duty.pool is Pool.CARE}
    assert {"inbox", "orders", "unfinished_orders", "shipping"} <= in_care
    assert not {"stock", "prices", "listings"} & in_care
    assert min(THREADS.values()) >= 2, "one slow shop must not fill a pool"


def test_ten_thousand_dirty_listings_are_one_piece_of_work(scene: Scene, calm: Scene) -> None:
    """The flood is one account in the list; the worker hands it out once however long it takes."""
    drown(scene, FLOOD)
    assert push.due_accounts(now=scene.clock()) == [scene.account.pk]
    desired.mark_listings([calm.listing.pk])
    assert set(push.due_accounts(now=scene.clock())) == {scene.account.pk, calm.account.pk}
    Cursor.objects.update(next_run_at=timezone.now())
    worker = Worker(clock=scene.clock)
    handed: list[tuple[str, int | None]] = []
    worker._hand_out = lambda duty, argument: bool(handed.append((duty.name, argument)) or True)  # type: ignore[method-assign]
    worker.look()
    assert handed.count(("stock", scene.account.pk)) == 1
    assert ("stock", calm.account.pk) in handed
    first_bulk = next(place for place, (name, _argument) in enumerate(handed) if name == "stock")
    assert ("orders", calm.account.pk) in handed[:first_bulk]


def test_one_turn_of_a_flood_is_bounded(scene: Scene) -> None:
    """After its budget the account goes to the end of the row again; what was sent stays sent."""
    drown(scene)
    ticks = iter(range(10**6))
    start = scene.clock()

    def hurried() -> object:
        return start + timedelta(seconds=next(ticks) / 10)

    sent = push.push_account(account_id=scene.account.pk, clock=hurried, budget=BUDGET)
    assert 0 < sent.handled < SOME
    left = Desired.objects.filter(desired.waiting(), account=scene.account).count()
    assert left >= SOME - sent.handled


def test_another_shops_order_is_taken_over_in_the_first_round(scene: Scene, calm: Scene) -> None:
    """One round of the worker beside the flood: the order is in, after two calls at its channel."""
    drown(scene)
    order_id = calm.market.buy(calm.key, quantity=2)
    scene.clock.advance(seconds=20)
    Cursor.objects.update(next_run_at=timezone.now())
    calm.market.calls.clear()
    care = [duty for duty in DUTIES if duty.pool is Pool.CARE]
    run_due(clock=scene.clock, duties=care)
    assert calm.order(order_id).lines.get().reserved == 2
    assert calm.market.calls.count("read_orders") <= 2
    assert "push_stock" not in scene.market.calls[-1:], "no bulk work was done before it"


def test_a_flood_of_notifications_of_one_shop_is_one_piece_of_work(
    scene: Scene, calm: Scene
) -> None:
    """Leases are by account: a thousand notifications of one are handed out once."""
    now = scene.clock()
    Inbox.objects.bulk_create(
        [
            Inbox(
                channel="fake",
                account=scene.account,
                delivery_key=f"banjir-{number}",
                hints=[],
                verified_at=now,
                not_before=now - timedelta(hours=1),
            )
            for number in range(1000)
        ]
    )
    Inbox.objects.create(
        channel="calm",
        account=calm.account,
        delivery_key="satu",
        hints=[],
        verified_at=now,
        not_before=now,
    )
    due = list(inbox.due_accounts(now=now))
    assert sorted(due, key=str) == sorted([scene.account.pk, calm.account.pk], key=str)
    duty: Duty = BY_NAME["inbox"]
    duty.run(calm.account.pk, scene.clock)
    assert Inbox.objects.get(delivery_key="satu").state == "done"
    assert Inbox.objects.filter(account=scene.account, state="new").count() == 1000


def test_a_flood_drains_in_whole_chunks(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """A barrier holds for what goes out in two seconds; none is spent on the rest of a claim."""
    drown(scene, 96)
    # One call for each row at ten a second: sixteen between two barriers.
    monkeypatch.setattr(push, "_seconds_per_row", {})
    monkeypatch.setattr(push, "learn_pace", lambda *_args: None)
    scene.market.calls.clear()
    done = 0
    while handled := push.push_batch(account_id=scene.account.pk, clock=scene.clock).handled:
        done += handled
    assert done == 96
    barriers = scene.market.calls.count("read_orders")
    assert barriers == 96 // 16
    # One call for each row and one for each barrier: the floor is ten calls a second.
    assert (96 + barriers) / 96 < 1.1


def test_unchanged_rows_cost_no_call(scene: Scene) -> None:
    """Rows that the channel shows already are brought to an end without a push."""
    drown(scene)
    Desired.objects.filter(account=scene.account, aspect=Aspect.STOCK).update(
        last_value=scene.item.free // 1000
    )
    scene.market.calls.clear()
    while push.push_batch(account_id=scene.account.pk, clock=scene.clock).handled:
        pass
    assert scene.market.calls.count("push_stock") == 0
    assert not Desired.objects.filter(desired.waiting(), aspect=Aspect.STOCK).exists()
    assert Order.objects.count() == 0


def test_the_flood_itself_drains(scene: Scene, clock: ShiftedClock) -> None:
    """Nothing of it is forgotten: what is left is due, by age."""
    drown(scene)
    token, rows = desired.claim(
        account_id=scene.account.pk, aspect=Aspect.STOCK, limit=50, now=clock()
    )
    again, others = desired.claim(
        account_id=scene.account.pk, aspect=Aspect.STOCK, limit=50, now=clock()
    )
    assert len(rows) == len(others) == 50
    assert token != again
    assert not {row.pk for row in rows} & {row.pk for row in others}
