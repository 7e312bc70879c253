"""Ours and theirs side by side, whose shall count, and taking it back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from integrations.sync import differences, reconcile, services, undoing
from integrations.sync.bulk import CannotUndo
from integrations.sync.differences import Key
from integrations.sync.facts import CheckState, Difference, Waiting
from integrations.sync.models import BulkRun, ChannelAccount, Cursor, Desired, Listing
from integrations.sync.rule_changes import Rules
from shop.partner.models import StockRecord
from shop.partner.services import set_price
from shop.stock import services as stock
from tests.factories_orders import make_paid_order
from tests.factories_sync import Scene, add_pack

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def compared(scene: Scene) -> Scene:
    """The first comparison after linking is over."""
    reconcile.run(stream="listings", account_id=scene.account.pk, clock=scene.clock)
    return scene


def account(scene: Scene) -> ChannelAccount:
    return ChannelAccount.objects.get(pk=scene.account.pk)


def found(scene: Scene) -> list[Difference]:
    return differences.differences(account(scene))


def keys(scene: Scene) -> list[Key]:
    return [(row.listing_id, row.aspect) for row in found(scene)]


def shows(scene: Scene, *, quantity: int | None = None, price: int | None = None) -> None:
    """What our last reading saw at the channel."""
    wanted = {"remote_quantity": quantity, "remote_price": price}
    Listing.objects.filter(pk=scene.listing.pk).update(
        **{name: value for name, value in wanted.items() if value is not None}
    )
    if quantity is not None:
        scene.market.shelves[scene.key].quantity = quantity


def run_check(scene: Scene) -> None:
    assert services.check_now(account_id=scene.account.pk)
    scene.clock.advance(seconds=1)
    assert reconcile.due(now=scene.clock()) == [("listings", scene.account.pk)]
    reconcile.run(stream="listings", account_id=scene.account.pk, clock=scene.clock)


def test_equal_sides_show_nothing(scene: Scene) -> None:
    assert found(scene) == []


def test_a_difference_says_both_sides_and_why(scene: Scene) -> None:
    shows(scene, quantity=30, price=45_000)
    stock_row, price_row = found(scene)
    assert (stock_row.ours, stock_row.theirs, stock_row.waiting) == (10, 30, Waiting.LEFT)
    assert (price_row.theirs, price_row.waiting) == (45_000, Waiting.LEFT)
    assert price_row.ours == int(scene.record.price)
    stock.receive(item_id=scene.item.pk, quantity=1000, ref="setor:1")
    assert found(scene)[0].waiting is Waiting.SOON
    services.pause(account_id=scene.account.pk, until=scene.clock() + timedelta(hours=1))
    assert {row.waiting for row in found(scene)} == {Waiting.RESTS}


def test_ours_is_sent(scene: Scene) -> None:
    shows(scene, quantity=30, price=45_000)
    chosen = services.choose_ours(account=account(scene), keys=keys(scene), key="a")
    again = services.choose_ours(account=account(scene), keys=keys(scene), key="a")
    assert (chosen.done, again.done) == (2, 2)
    scene.push()
    scene.push("price")
    assert (scene.shown, scene.market.shelves[scene.key].price) == (10, int(scene.record.price))
    assert found(scene) == []


def test_theirs_becomes_ours_and_can_be_taken_back(scene: Scene) -> None:
    price = int(scene.record.price)
    shows(scene, quantity=30, price=45_000)
    chosen = services.choose_theirs(account=account(scene), keys=keys(scene), key="b")
    assert (chosen.done, chosen.skipped) == (2, 0)
    assert scene.item.on_hand == 30_000
    assert StockRecord.objects.get(pk=scene.record.pk).price == 45_000
    services.choose_theirs(account=account(scene), keys=keys(scene), key="b")
    assert scene.item.on_hand == 30_000, "pressed twice, done once"
    scene.push()
    for run in BulkRun.objects.filter(kind__in=["price", "stock"]):
        assert undoing.undo(run=run, actor=None, now=scene.clock()).restored == 1
        assert undoing.undo(run=run, actor=None, now=scene.clock()).restored == 0
    assert scene.item.on_hand == 10_000
    scene.push()
    scene.push("price")
    assert (scene.shown, scene.market.shelves[scene.key].price) == (10, price)


def test_a_price_that_was_changed_since_is_not_taken_back(scene: Scene) -> None:
    shows(scene, price=45_000)
    services.choose_theirs(account=account(scene), keys=keys(scene))
    set_price(stockrecord_id=scene.record.pk, price=47_000, actor=None)
    undone = undoing.undo(run=BulkRun.objects.get(kind="price"), actor=None, now=scene.clock())
    assert (undone.restored, undone.skipped) == (0, 1)
    assert StockRecord.objects.get(pk=scene.record.pk).price == 47_000


def test_goods_that_were_sold_since_are_not_taken_back(scene: Scene) -> None:
    shows(scene, quantity=30)
    services.choose_theirs(account=account(scene), keys=keys(scene))
    make_paid_order((scene.record, 25))
    undone = undoing.undo(run=BulkRun.objects.get(kind="stock"), actor=None, now=scene.clock())
    assert (undone.restored, undone.skipped) == (0, 1)
    assert scene.item.on_hand == 30_000


def test_under_a_rule_nobody_can_say_what_ours_would_be(scene: Scene) -> None:
    services.set_rules(
        account_id=scene.account.pk, rules=Rules(share_percent=80, price_percent=110)
    )
    shows(scene, quantity=30, price=45_000)
    assert [row.can_take_theirs for row in found(scene)] == [False, False]
    chosen = services.choose_theirs(account=account(scene), keys=keys(scene))
    assert (chosen.done, chosen.skipped) == (0, 2)
    assert scene.item.on_hand == 10_000


def test_what_is_equal_by_now_is_not_touched(scene: Scene) -> None:
    shows(scene, quantity=30)
    wanted = keys(scene)
    shows(scene, quantity=10)
    assert services.choose_theirs(account=account(scene), keys=wanted).done == 0
    assert not BulkRun.objects.filter(kind="stock").exists()


def test_comparing_on_demand_tells_how_far_it_is(compared: Scene) -> None:
    scene = compared
    assert differences.check_view(account(scene), scene.clock()).state is CheckState.RESTING
    assert services.check_now(account_id=scene.account.pk)
    assert not services.check_now(account_id=scene.account.pk), "asked for already"
    assert differences.check_view(account(scene), scene.clock()).state is CheckState.WAITING
    seen = []
    original = differences.progress

    def watching(**facts: int) -> None:
        original(**facts)
        seen.append(differences.check_view(account(scene), scene.clock()))

    differences.progress = watching  # type: ignore[assignment]
    try:
        scene.clock.advance(seconds=1)
        reconcile.run(stream="listings", account_id=scene.account.pk, clock=scene.clock)
    finally:
        differences.progress = original
    assert [(view.state, view.read, view.expected) for view in seen] == [(CheckState.RUNNING, 1, 1)]
    view = differences.check_view(account(scene), scene.clock())
    assert (view.state, view.put_right) == (CheckState.RESTING, 0)
    assert view.checked_at is not None


def test_a_comparison_keeps_what_it_found(compared: Scene) -> None:
    scene = compared
    scene.market.shelves[scene.key].quantity = 99
    run_check(scene)
    run = BulkRun.objects.filter(kind="check").latest("pk")
    assert run.items == [[scene.listing.pk, 99, 10]]
    assert differences.check_view(account(scene), scene.clock()).put_right == 1
    with pytest.raises(CannotUndo):
        undoing.undo(run=run, actor=None, now=scene.clock())
    scene.push()
    assert scene.shown == 10


def test_a_shop_that_is_not_switched_on_is_only_looked_at(compared: Scene) -> None:
    """The first comparison is a dry run: nothing is marked, nothing is sent."""
    scene = compared
    ChannelAccount.objects.update(push_stock=False)
    scene.market.shelves[scene.key].quantity = 99
    generations = list(Desired.objects.order_by("pk").values_list("generation", flat=True))
    run_check(scene)
    assert list(Desired.objects.order_by("pk").values_list("generation", flat=True)) == generations
    assert {row.waiting for row in found(scene)} == {Waiting.OFF}
    assert (scene.push().sent, scene.shown) == (0, 99)


def test_a_disconnected_shop_is_not_compared(compared: Scene) -> None:
    scene = compared
    services.disconnect(account_id=scene.account.pk)
    assert not services.check_now(account_id=scene.account.pk)
    assert Cursor.objects.filter(stream="listings", next_run_at__gt=scene.clock()).exists()


def test_many_goods_cost_the_same(scene: Scene) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            found(scene)
        return len(seen)

    few = queries()
    for _ in range(3):
        add_pack(scene)
    assert queries() == few <= 3


def test_matches_taken_back_send_what_was_there_less_what_was_sold(scene: Scene) -> None:
    _record, key = add_pack(scene, packs=7, quantity=25)
    run = BulkRun.objects.filter(kind="match").latest("pk")
    assert scene.market.quantity(key) == 7
    scene.market.buy(key, quantity=2)
    scene.pull()
    undone = undoing.undo(run=run, actor=None, now=scene.clock())
    assert (undone.restored, undone.skipped) == (1, 0)
    listing = Listing.objects.get(external_listing_id=key[0])
    assert listing.stockrecord_id is None
    scene.push()
    assert scene.market.quantity(key) == 23
    listing.refresh_from_db()
    assert listing.restore_quantity is None
    assert not Desired.objects.filter(listing=listing).exists()
    scene.market.buy(key, quantity=1)
    scene.pull()
    scene.push()
    assert scene.market.quantity(key) == 22, "from now on the channel keeps it"


def test_a_sale_while_the_old_number_waits_is_respected(scene: Scene) -> None:
    _record, key = add_pack(scene, packs=7, quantity=25)
    undoing.undo(
        run=BulkRun.objects.filter(kind="match").latest("pk"), actor=None, now=scene.clock()
    )
    scene.market.buy(key, quantity=3)
    scene.push()
    assert scene.market.quantity(key) == 22
