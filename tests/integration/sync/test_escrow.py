"""Escrow: what a channel shows is its own share, and no two places sell the same pack."""

from __future__ import annotations

from datetime import timedelta

import pytest

from integrations.sync import escrow
from integrations.sync.models import ChannelOrder, Escrow, ImportState
from shop.order.errors import CannotPlace
from shop.order.models import Line
from shop.stock import grants
from shop.stock import services as stock
from shop.stock.selectors import audit
from tests.factories_orders import make_order
from tests.fakes.marketplace import Fault, Key
from tests.integration.sync.escrow_scene import Two, switch_on

pytestmark = pytest.mark.django_db(transaction=True)


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
