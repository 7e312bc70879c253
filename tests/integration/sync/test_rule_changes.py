"""Rules of a shop and of single goods: looked at first, sent where they change something."""

from __future__ import annotations

from datetime import timedelta

import pytest

from integrations.sync import bulk, rule_changes, services
from integrations.sync.models import BulkRun, ChannelAccount, Desired, Listing
from integrations.sync.rule_changes import ListingRules, Rules, RulesChanged
from shop.stock.models import StockMovement
from tests.factories_sync import Scene, add_pack

pytestmark = pytest.mark.django_db(transaction=True)


def rules_now(scene: Scene) -> Rules:
    return rule_changes.rules_of(ChannelAccount.objects.get(pk=scene.account.pk))


def price_there(scene: Scene) -> int:
    return int(scene.market.shelves[scene.key].price)


def test_a_preview_counts_what_would_change_and_changes_nothing(scene: Scene) -> None:
    add_pack(scene, packs=2)
    before = (rules_now(scene), list(Desired.objects.values_list("generation", flat=True)))
    seen = rule_changes.preview(
        account_id=scene.account.pk, rules=Rules(minus=3, price_percent=50, price_rounding=500)
    )
    assert (seen.total, seen.changed, seen.stock_changes, seen.sold_out) == (2, 2, 2, 1)
    assert (seen.price_changes, seen.price_falls) == (2, 2)
    assert [row.stock_then for row in seen.rows] == [0, 7], "the dangerous one comes first"
    assert (rules_now(scene), list(Desired.objects.values_list("generation", flat=True))) == before


def test_a_preview_of_the_present_rules_is_empty(scene: Scene) -> None:
    seen = rule_changes.preview(account_id=scene.account.pk, rules=rules_now(scene))
    assert (seen.total, seen.changed, seen.rows) == (1, 0, ())


def test_what_was_shown_is_what_happens(scene: Scene) -> None:
    rules = Rules(share_percent=80, minus=1, price_percent=110, price_rounding=900)
    [row] = rule_changes.preview(account_id=scene.account.pk, rules=rules).rows
    services.set_rules(account_id=scene.account.pk, rules=rules)
    scene.push()
    scene.push("price")
    assert (scene.shown, price_there(scene)) == (row.stock_then, row.price_then)
    assert price_there(scene) % 1000 == 900


def test_rules_never_write_the_ledger(scene: Scene) -> None:
    """D4: a channel has rules, never stock of its own."""
    before = list(StockMovement.objects.values_list("pk", flat=True))
    services.set_rules(account_id=scene.account.pk, rules=Rules(share_percent=10, minus=1))
    services.set_listing_rules(
        listing_id=scene.listing.pk, rules=ListingRules(minus=4, is_resting=True)
    )
    assert list(StockMovement.objects.values_list("pk", flat=True)) == before
    assert scene.item.free == 10_000


def test_rules_of_stock_send_no_price(scene: Scene) -> None:
    scene.market.shelves[scene.key].price = 1
    services.set_rules(account_id=scene.account.pk, rules=Rules(minus=1))
    scene.push("price")
    assert price_there(scene) == 1


def test_pressing_twice_is_pressing_once(scene: Scene) -> None:
    first = services.set_rules(account_id=scene.account.pk, rules=Rules(minus=1), key="a")
    services.set_rules(account_id=scene.account.pk, rules=Rules(minus=2))
    again = services.set_rules(account_id=scene.account.pk, rules=Rules(minus=1), key="a")
    assert again.pk == first.pk
    assert rules_now(scene).minus == 2


def test_rules_that_changed_since_the_person_looked_are_not_overwritten(scene: Scene) -> None:
    seen = rules_now(scene)
    services.set_rules(account_id=scene.account.pk, rules=Rules(minus=5))
    with pytest.raises(RulesChanged):
        services.set_rules(account_id=scene.account.pk, rules=Rules(minus=1), was=seen)
    assert rules_now(scene).minus == 5
    assert BulkRun.objects.filter(kind="rules").count() == 1, (
        "what was refused leaves nothing behind"
    )


def test_taking_rules_back_sends_the_numbers_of_before(scene: Scene) -> None:
    price = price_there(scene)
    run = services.set_rules(account_id=scene.account.pk, rules=Rules(minus=4, price_percent=200))
    scene.push()
    scene.push("price")
    assert (scene.shown, price_there(scene)) == (6, 2 * price)
    undone = rule_changes.undo_rules(run, actor=None, now=scene.clock())
    assert undone.restored == 1
    scene.push()
    scene.push("price")
    assert (scene.shown, price_there(scene)) == (10, price)
    assert rule_changes.undo_rules(run, actor=None, now=scene.clock()) == bulk.Undone()


def test_rules_are_not_taken_back_over_a_later_change(scene: Scene) -> None:
    run = services.set_rules(account_id=scene.account.pk, rules=Rules(minus=4))
    services.set_rules(account_id=scene.account.pk, rules=Rules(minus=5))
    with pytest.raises(bulk.CannotUndo) as refusal:
        rule_changes.undo_rules(run, actor=None, now=scene.clock())
    assert refusal.value.is_changed
    assert rules_now(scene).minus == 5
    assert BulkRun.objects.get(pk=run.pk).undone_at is None


def test_after_a_day_it_is_too_late(scene: Scene) -> None:
    run = services.set_rules(account_id=scene.account.pk, rules=Rules(minus=4))
    late = scene.clock() + timedelta(hours=24, seconds=1)
    assert not bulk.may_undo(run, late)
    with pytest.raises(bulk.CannotUndo):
        rule_changes.undo_rules(run, actor=None, now=late)
    assert rules_now(scene).minus == 4


def test_goods_may_have_rules_of_their_own(scene: Scene) -> None:
    services.set_rules(account_id=scene.account.pk, rules=Rules(share_percent=50, minus=1))
    scene.push()
    assert scene.shown == 4
    services.set_listing_rules(
        listing_id=scene.listing.pk,
        rules=ListingRules(share_percent=100, minus=3, price_percent=120, price_floor=999_000),
    )
    scene.push()
    scene.push("price")
    assert (scene.shown, price_there(scene)) == (7, 999_000)
    services.set_listing_rules(listing_id=scene.listing.pk, rules=ListingRules())
    scene.push()
    assert scene.shown == 4


def test_goods_that_rest_are_left_alone_until_they_are_switched_on(scene: Scene) -> None:
    services.set_listing_rules(listing_id=scene.listing.pk, rules=ListingRules(is_resting=True))
    services.set_rules(account_id=scene.account.pk, rules=Rules(minus=9))
    assert scene.push().sent == 0
    assert (scene.shown, scene.stock.state) == (10, "ok")
    services.set_listing_rules(listing_id=scene.listing.pk, rules=ListingRules())
    scene.push()
    assert scene.shown == 1


def test_rules_that_change_no_number_make_no_call(scene: Scene) -> None:
    """0 calls for unchanged rows: every row is looked at, none is sent."""
    for _ in range(3):
        add_pack(scene)
    scene.market.calls.clear()
    services.set_rules(account_id=scene.account.pk, rules=Rules(threshold=2))
    assert (scene.push().sent, scene.market.calls.count("push_stock")) == (0, 0)
    assert Listing.objects.count() == 4
    waiting = [row for row in Desired.objects.filter(aspect="stock") if not is_in_step(row)]
    assert waiting == []


def is_in_step(row: Desired) -> bool:
    return row.synced_generation == row.generation
