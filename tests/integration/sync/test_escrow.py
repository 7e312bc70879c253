"""Escrow: what a channel shows is its own share, and no two places sell the same pack."""

from __future__ import annotations

from datetime import timedelta

import pytest

from integrations import registry
from integrations.sync import escrow, listings, push, services
from integrations.sync.models import ChannelAccount, ChannelOrder, Escrow, ImportState, Listing
from integrations.sync.order_words import holder_of
from shop.order.errors import CannotPlace
from shop.order.models import Line
from shop.stock import grants
from shop.stock import services as stock
from shop.stock.models import StockItem
from shop.stock.selectors import audit
from tests.factories_orders import make_order
from tests.factories_sync import BUDGET, Scene, make_account, make_app
from tests.fakes.connector import connector_to
from tests.fakes.marketplace import FakeMarketplace, Fault, Key

pytestmark = pytest.mark.django_db(transaction=True)


class Two:
    """The goods of a scene, for sale at a second marketplace as well."""

    def __init__(self, scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
        self.scene = scene
        self.other = FakeMarketplace(clock=scene.clock, shop_id="777002")
        monkeypatch.setitem(registry.CONNECTORS, "fake2", connector_to(self.other))
        self.other_key = self.other.list_item(seller_sku=scene.record.partner_sku, quantity=10)
        self.account = make_account(
            record=scene.record, market=self.other, clock=scene.clock, app=make_app("fake2")
        )
        listings.read_listings(account_id=self.account.pk, clock=scene.clock, budget=BUDGET)
        services.accept_certain(account_id=self.account.pk)
        services.switch_on(account_id=self.account.pk)
        self.push()

    def push(self) -> None:
        """Both accounts, as often as it takes until only waiting is left."""
        for account in (self.scene.account, self.account):
            push.push_account(account_id=account.pk, clock=self.scene.clock, budget=BUDGET)

    def settle(self, rounds: int = 4) -> None:
        """Time passes, and what is due is done."""
        for _round in range(rounds):
            self.push()
            self.scene.clock.advance(seconds=escrow.IN_FLIGHT.total_seconds() + 1)
        self.push()

    @property
    def item(self) -> StockItem:
        return self.scene.item

    def listing_of(self, account: ChannelAccount) -> Listing:
        return Listing.objects.get(account=account)

    def granted(self, account: ChannelAccount) -> int:
        found = grants.of_item(self.item.pk).get(holder_of(self.listing_of(account).pk))
        return found.quantity if found else 0

    @property
    def shown(self) -> tuple[int, int]:
        return self.scene.shown, self.other.quantity(self.other_key)


@pytest.fixture
def two(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> Two:
    return Two(scene, monkeypatch)


def switch_on(two: Two) -> None:
    grants.set_escrow(item_id=two.item.pk, is_on=True)
    two.settle()


def test_every_place_gets_a_share_and_all_of_them_are_no_more_than_there_is(two: Two) -> None:
    assert two.shown == (10, 10)
    switch_on(two)
    assert two.shown == (3, 3)
    assert two.item.granted == 6000
    assert two.item.free == 4000
    assert {row.phase for row in Escrow.objects.all()} == {"steady"}
    assert audit() == []


def test_while_it_is_switched_on_both_are_set_to_0_before_either_gets_a_share(two: Two) -> None:
    grants.set_escrow(item_id=two.item.pk, is_on=True)
    two.push()
    assert two.shown == (0, 0)
    assert two.item.granted == 0
    two.push()
    assert two.shown == (0, 0), "the last orders may not be listed yet"


def test_a_sale_there_uses_its_own_share_and_is_never_pushed_back(two: Two) -> None:
    switch_on(two)
    two.scene.market.calls.clear()
    order_id = two.scene.market.buy(two.scene.key, quantity=1)
    two.scene.pull()
    two.settle()
    assert two.scene.order(order_id).lines.get().reserved == 1
    assert two.granted(two.scene.account) == 2000
    assert two.item.free == 4000
    assert "push_stock" not in two.scene.market.calls
    assert two.shown == (2, 3)


def test_the_own_shop_cannot_sell_what_is_granted(two: Two) -> None:
    switch_on(two)
    make_order((two.scene.record, 4))
    with pytest.raises(CannotPlace):
        make_order((two.scene.record, 1))
    assert two.shown == (3, 3)


def test_a_cancelled_order_goes_back_to_the_share_it_came_from(two: Two) -> None:
    switch_on(two)
    order_id = two.scene.market.buy(two.scene.key, quantity=2)
    two.scene.pull()
    two.scene.market.cancel_as_buyer(order_id)
    two.scene.pull()
    assert two.granted(two.scene.account) == 3000
    assert two.item.free == 4000
    assert two.scene.shown == 3


def test_sold_again_before_the_cancellation_is_read_nothing_stays_short(two: Two) -> None:
    switch_on(two)
    first = two.scene.market.buy(two.scene.key, quantity=3)
    two.scene.pull()
    make_order((two.scene.record, 4))
    two.scene.market.cancel_as_buyer(first)
    second = two.scene.market.buy(two.scene.key, quantity=3)
    from integrations.sync import orders

    orders.take(
        account=two.scene.account,
        incoming=two.scene.market.orders[second],
        now=two.scene.clock(),
    )
    assert two.scene.order(second).lines.get().shortage == 3, "the news came in the wrong order"
    two.scene.pull()
    assert two.scene.order(second).lines.get().shortage == 0
    assert not two.scene.order(second).needs_decision
    assert audit() == []


@pytest.mark.parametrize("fault", [Fault.DOWN_AFTER, Fault.DOWN_BEFORE])
@pytest.mark.parametrize("calls", [1, 2])
def test_after_a_lost_answer_it_is_fenced_again(two: Two, fault: Fault, calls: int) -> None:
    """The answer to setting 0, or to setting the share, does not come."""
    grants.set_escrow(item_id=two.item.pk, is_on=True)
    if calls == 2:
        two.push()
        two.scene.clock.advance(seconds=6)
    two.scene.market.fail("push_stock", fault)
    two.push()
    if calls == 2 and fault is Fault.DOWN_AFTER:
        two.scene.market.buy(two.scene.key, quantity=2)
    two.settle(8)
    sold = 2 if calls == 2 and fault is Fault.DOWN_AFTER else 0
    assert not Line.objects.filter(shortage__gt=0).exists()
    assert two.item.allocated == sold * 1000
    assert two.scene.shown * 1000 <= two.granted(two.scene.account)
    assert two.scene.shown > 0
    assert {row.phase for row in Escrow.objects.all()} == {"steady"}


@pytest.mark.parametrize("seam", ["escrow_push.settle_turn", "push._send", "escrow._drained"])
def test_a_process_that_ends_anywhere_leaves_it_safe_and_the_next_goes_on(
    two: Two, seam: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    class PlugPulled(BaseException):
        pass

    def stop(*args: object, **kwargs: object) -> None:
        raise PlugPulled

    grants.set_escrow(item_id=two.item.pk, is_on=True)
    if seam == "escrow._drained":
        two.push()
        two.scene.clock.advance(seconds=6)
    with monkeypatch.context() as patch:
        patch.setattr(f"integrations.sync.{seam}", stop)
        with pytest.raises(PlugPulled):
            two.push()
    two.settle(6)
    assert two.shown == (3, 3)
    assert audit() == []


def test_an_order_nobody_could_read_keeps_the_listing_at_0(two: Two) -> None:
    grants.set_escrow(item_id=two.item.pk, is_on=True)
    two.push()
    broken = ChannelOrder.objects.create(
        account=two.scene.account, external_order_id="RUSAK", import_state=ImportState.PARKED
    )
    two.settle()
    assert two.scene.shown == 0
    assert Escrow.objects.get(listing=two.scene.listing).waits_for == "orders"
    ChannelOrder.objects.filter(pk=broken.pk).update(import_state=ImportState.DONE)
    two.settle()
    assert two.scene.shown == 3


def test_goods_that_are_not_there_are_taken_from_shares_and_those_are_fenced(two: Two) -> None:
    switch_on(two)
    stock.adjust(item_id=two.item.pk, difference=-8000, ref="rusak", reason="basah", actor=None)
    assert two.item.on_hand == 2000
    assert two.item.granted == 2000
    two.settle()
    assert sum(two.shown) * 1000 <= two.item.granted <= 2000
    assert audit() == []


def test_a_receipt_is_shared_out_again(two: Two) -> None:
    switch_on(two)
    stock.receive(item_id=two.item.pk, quantity=50_000, ref="setor:1")
    two.scene.clock.advance(seconds=escrow.BETWEEN_FENCES.total_seconds())
    two.settle()
    assert min(two.shown) > 10
    assert sum(two.shown) * 1000 == two.item.granted <= 60_000


def test_who_sold_more_gets_more(two: Two) -> None:
    two.scene.market.buy(two.scene.key, quantity=4)
    two.scene.pull()
    two.push()
    switch_on(two)
    assert two.shown == (4, 0)


def test_switched_off_every_channel_shows_all_again(two: Two) -> None:
    switch_on(two)
    grants.set_escrow(item_id=two.item.pk, is_on=False)
    two.push()
    assert two.shown == (10, 10)
    assert two.item.granted == 0
    assert not grants.of_item(two.item.pk)


def covered(two: Two) -> None:
    """Neither place shows more than was granted to it."""
    for account, shown in zip((two.scene.account, two.account), two.shown, strict=True):
        assert shown * 1000 <= two.granted(account), (two.shown, account)
    assert audit() == []


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


def test_switching_twice_changes_nothing(two: Two) -> None:
    assert grants.set_escrow(item_id=two.item.pk, is_on=True)
    assert not grants.set_escrow(item_id=two.item.pk, is_on=True)


def test_a_stalled_worker_that_wakes_up_changes_no_phase(two: Two) -> None:
    """Its answer belongs to a turn that is over."""
    switch_on(two)
    listing = two.scene.listing
    row = Escrow.objects.get(listing=listing)
    late = escrow.Turn(number=row.turn - 1, send=3)
    with pytest.raises(escrow.Overtaken):
        escrow.sent(listing=listing, turn=late, now=two.scene.clock() + timedelta(minutes=2))
    assert Escrow.objects.get(listing=listing).turn == row.turn


def test_a_grant_is_never_more_than_is_free(two: Two) -> None:
    grants.set_escrow(item_id=two.item.pk, is_on=True)
    key: Key = two.scene.key
    assert key
    given = grants.grant(item_id=two.item.pk, holder="listing:1", quantity=99_000, step=3000)
    assert given == 9000
    assert grants.grant(item_id=two.item.pk, holder="listing:2", quantity=5000, step=3000) == 0
    assert grants.grant(item_id=two.item.pk, holder="listing:2", quantity=5000, step=1000) == 1000
    assert two.item.free == 0
    assert audit() == []
