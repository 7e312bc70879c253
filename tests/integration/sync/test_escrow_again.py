"""Shares that begin again: nothing that was shown before is covered by a share of now."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from integrations import registry
from integrations.channels.errors import Unavailable
from integrations.channels.words import Outcome, StockLevel
from integrations.sync import accounts, desired, duties, matching, reconcile
from integrations.sync.models import Escrow, Listing, ListingState
from integrations.sync.order_words import holder_of
from shop.partner.models import StockRecord
from shop.stock import grants
from shop.stock.selectors import audit
from tests.factories_stock import make_item, make_offer
from tests.fakes.connector import connector_to
from tests.integration.sync.escrow_scene import Two, covered, switch_on

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("sees_it_off", [True, False])
def test_switched_off_and_on_again_each_goes_through_the_fence(two: Two, sees_it_off: bool) -> None:
    two.scene.market.buy(two.scene.key, quantity=4)
    two.scene.pull()
    two.push()
    switch_on(two)
    assert two.shown == (4, 0)
    grants.set_escrow(item_id=two.item.pk, is_on=False)
    if sees_it_off:
        two.push()
        assert two.shown == (6, 6)
    grants.set_escrow(item_id=two.item.pk, is_on=True)
    two.push()
    assert two.shown == (0, 0)
    two.settle(6)
    assert two.shown == (4, 0)
    covered(two)


def test_a_fence_and_a_cancellation_give_no_share_of_goods_that_are_not_shared(two: Two) -> None:
    switch_on(two)
    holder = holder_of(two.scene.listing.pk)
    order_id = two.scene.market.buy(two.scene.key, quantity=2)
    two.scene.pull()
    grants.set_escrow(item_id=two.item.pk, is_on=False)
    grants.begin_fence(item_id=two.item.pk, holder=holder)
    assert not grants.of_item(two.item.pk)
    two.scene.market.cancel_as_buyer(order_id)
    two.scene.pull()
    assert (two.item.granted, two.item.free) == (0, 10_000)
    assert audit() == []


def test_a_pack_of_another_size_goes_through_the_fence(two: Two) -> None:
    switch_on(two)
    assert two.shown == (3, 3)
    StockRecord.objects.filter(pk=two.scene.record.pk).update(units_per_sale=3000)
    desired.mark_stockrecords([two.scene.record.pk])
    two.push()
    assert two.shown == (0, 0)
    two.settle(6)
    assert two.shown == (1, 1)
    for account, shown in zip((two.scene.account, two.account), two.shown, strict=True):
        assert shown * 3000 <= two.granted(account)
    assert set(Escrow.objects.values_list("units", flat=True)) == {3000}
    assert audit() == []


@pytest.mark.parametrize("works_between", [True, False])
def test_matched_to_other_goods_and_back_it_goes_through_the_fence(
    two: Two, works_between: bool
) -> None:
    """The number of the other goods is still shown when the old share would count again."""
    other = make_offer(item=make_item(on_hand=90_000, cooperative=two.scene.account.cooperative))
    switch_on(two)
    listing_id = two.scene.listing.pk
    matching.match_listing(listing_id=listing_id, stockrecord_id=other.pk)
    assert holder_of(listing_id) not in grants.of_item(two.item.pk), "the old share is free"
    if works_between:
        two.push()
        assert two.scene.shown == 90
    matching.match_listing(listing_id=listing_id, stockrecord_id=two.scene.record.pk)
    two.push()
    assert two.scene.shown == 0
    two.settle(6)
    assert two.scene.shown > 0
    covered(two)


def test_a_match_taken_back_frees_its_share_and_begins_again_at_0(two: Two) -> None:
    switch_on(two)
    listing_id = two.scene.listing.pk
    matching.unmatch_listing(listing_id=listing_id)
    assert two.item.granted == 3000
    matching.match_listing(listing_id=listing_id, stockrecord_id=two.scene.record.pk)
    two.push()
    assert two.scene.shown == 0
    two.settle(6)
    covered(two)


def test_a_number_changed_by_hand_at_the_channel_is_fenced(two: Two) -> None:
    switch_on(two)
    two.scene.market.shelves[two.scene.key].quantity = 50
    reconcile.compare(two.scene.account, two.scene.clock)
    two.push()
    assert two.shown == (0, 3)
    two.settle(6)
    assert two.shown[0] > 0
    covered(two)


def test_equal_numbers_are_left_alone_by_the_comparison(two: Two) -> None:
    switch_on(two)
    before = Escrow.objects.get(listing=two.scene.listing).turn
    assert reconcile.compare(two.scene.account, two.scene.clock) == 0
    two.settle()
    assert Escrow.objects.get(listing=two.scene.listing).turn == before


@pytest.mark.parametrize("is_raised", [True, False])
def test_the_wait_after_a_lost_answer_begins_when_it_was_lost(
    two: Two, monkeypatch: pytest.MonkeyPatch, is_raised: bool
) -> None:
    """Forty seconds go by with others before it is asked, and it arrives after we gave up."""
    clock, market = two.scene.clock, two.scene.market

    class Slow(connector_to(market)):  # type: ignore[misc]
        def push_stock(self, levels: Sequence[StockLevel]) -> list[Outcome]:
            clock.advance(seconds=40)
            lost = Unavailable("no answer within 15 s")
            if is_raised:
                raise lost
            return [Outcome(subject=each.subject, error=lost) for each in levels]

    grants.set_escrow(item_id=two.item.pk, is_on=True)
    two.push()
    clock.advance(seconds=6)
    with monkeypatch.context() as patch:
        patch.setitem(registry.CONNECTORS, "fake", Slow)
        two.scene.push()
    row = Escrow.objects.get(listing=two.scene.listing)
    assert row.phase == "raise"
    asked = market.calls.count("push_stock")
    for _second in range(2):
        clock.advance(seconds=12)
        two.scene.push()
    assert market.calls.count("push_stock") == asked, "the number may still arrive"
    market.shelves[two.scene.key].quantity = 3
    two.settle(6)
    assert two.scene.shown > 0
    covered(two)


def test_a_shop_that_is_let_go_gives_its_share_back(two: Two) -> None:
    switch_on(two)
    accounts.disconnect(account_id=two.account.pk)
    assert (two.granted(two.scene.account), two.granted(two.account)) == (3000, 0)
    accounts.disconnect(account_id=two.scene.account.pk)
    assert (two.item.granted, two.item.free) == (0, 10_000)
    assert audit() == []


def test_a_listing_that_is_gone_gives_its_share_back_at_the_next_cleaning(two: Two) -> None:
    switch_on(two)
    Listing.objects.filter(account=two.account).update(state=ListingState.GONE)
    duties.BY_NAME["cleaning"].run(None, two.scene.clock)
    assert (two.item.granted, two.granted(two.account)) == (3000, 0)
    Listing.objects.filter(account=two.account).update(state=ListingState.LIVE)
    desired.mark_account(two.account.pk)
    two.push()
    assert two.shown == (3, 0), "back again, it goes through the fence"
    two.settle(6)
    covered(two)
