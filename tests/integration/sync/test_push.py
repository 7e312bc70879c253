"""Numbers reach the channel, the latest wins, and no sale is given back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from integrations.sync import desired, push, services
from integrations.sync.models import Attempt, ChannelAccount, Desired
from integrations.sync.settling import Batch
from shop.partner import services as partner
from shop.stock import services as stock
from tests.factories_orders import make_paid_order
from tests.factories_sync import Scene, add_pack, make_scene
from tests.fakes.marketplace import Fault
from tests.seams import run_before

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_sale_here_lowers_the_number_there(scene: Scene) -> None:
    make_paid_order((scene.record, 3))
    assert scene.push().sent == 1
    assert scene.shown == 7
    assert scene.stock.last_value == 7
    assert scene.stock.synced_generation == scene.stock.generation


def test_ten_changes_are_one_push(scene: Scene) -> None:
    for number in range(10):
        stock.receive(item_id=scene.item.pk, quantity=1000, ref=f"setor:{number}")
    scene.market.calls.clear()
    assert scene.push().sent == 1
    assert scene.market.calls.count("push_stock") == 1
    assert scene.shown == 20


def test_a_number_that_the_channel_shows_already_is_not_sent(scene: Scene) -> None:
    desired.mark(Desired.objects.filter(listing=scene.listing, aspect="stock"))
    scene.market.calls.clear()
    pushed = scene.push()
    assert (pushed.sent, pushed.unchanged) == (0, 1)
    assert "push_stock" not in scene.market.calls


def test_a_change_during_a_push_leaves_the_row_due(scene: Scene) -> None:
    make_paid_order((scene.record, 1))
    with run_before(
        "integrations.sync.push._send", lambda: make_paid_order((scene.record, 1)), times=1
    ):
        push.push_batch(account_id=scene.account.pk, clock=scene.clock)
    assert scene.stock.synced_generation < scene.stock.generation
    scene.push()
    assert scene.shown == 8


def test_orders_are_read_before_numbers_leave(scene: Scene) -> None:
    """The seam: a marketplace buyer is faster than our push of an absolute number."""
    scene.market.calls.clear()
    make_paid_order((scene.record, 1))
    with run_before(
        "integrations.sync.desired.claim", lambda: scene.market.buy(scene.key, quantity=4)
    ):
        scene.push()
    calls = [call for call in scene.market.calls if call in {"read_orders", "push_stock"}]
    assert calls[0] == "read_orders"
    assert scene.shown == 10 - 1 - 4
    assert scene.item.allocated == 5000


def test_a_sale_between_claim_and_barrier_is_not_given_back(scene: Scene) -> None:
    make_paid_order((scene.record, 1))
    with run_before(
        "integrations.sync.pull.barrier", lambda: scene.market.buy(scene.key, quantity=2), times=1
    ):
        push.push_batch(account_id=scene.account.pk, clock=scene.clock)
    assert scene.shown == 7


def test_without_the_barrier_nothing_is_pushed(scene: Scene) -> None:
    make_paid_order((scene.record, 1))
    scene.market.fail("read_orders", Fault.DOWN_BEFORE)
    pushed = scene.push()
    assert (pushed.sent, pushed.failed) == (0, 1)
    assert scene.shown == 10
    assert scene.stock.state == "retrying"


def test_the_channels_own_sale_and_a_receipt_are_pushed_although_the_number_is_the_same(
    scene: Scene,
) -> None:
    scene.market.buy(scene.key, quantity=1)
    scene.pull()
    stock.receive(item_id=scene.item.pk, quantity=1000, ref="setor:1")
    scene.push()
    assert scene.shown == 10


def test_a_lost_answer_is_sent_again(scene: Scene) -> None:
    make_paid_order((scene.record, 1))
    scene.market.fail("push_stock", Fault.DOWN_AFTER)
    scene.push()
    assert scene.stock.error_code == "unavailable"
    scene.clock.advance(minutes=2)
    scene.push()
    assert scene.shown == 9
    assert scene.stock.state == "ok"


def test_a_refusal_parks_one_listing_and_the_rest_goes_on(scene: Scene) -> None:
    other, key = add_pack(scene, packs=5)
    scene.market.refuse(scene.key, "Stok promosi lebih besar")
    make_paid_order((scene.record, 1))
    make_paid_order((other, 1))
    scene.push()
    assert scene.market.quantity(key) == 4
    assert (scene.stock.state, scene.stock.error_code) == ("parked", "rejected")
    assert "Stok promosi" in scene.stock.error_text
    scene.market.allow(scene.key)
    make_paid_order((scene.record, 1))
    scene.push()
    assert scene.shown == 8
    assert scene.stock.state == "ok"


def test_trying_again_is_a_button(scene: Scene) -> None:
    scene.market.refuse(scene.key, "tidak boleh")
    make_paid_order((scene.record, 1))
    scene.push()
    scene.market.allow(scene.key)
    mine = [scene.account.cooperative_id]
    assert services.retry(kind="listing", row_id=scene.stock.pk, cooperative_ids=[]) is False
    assert services.retry(kind="listing", row_id=scene.stock.pk, cooperative_ids=mine) is True
    assert services.retry(kind="listing", row_id=scene.stock.pk, cooperative_ids=mine) is False
    scene.push()
    assert scene.shown == 9


def test_throttling_waits_as_told_and_counts_as_no_attempt(scene: Scene) -> None:
    make_paid_order((scene.record, 1))
    scene.market.fail("push_stock", Fault.RATE_LIMITED)
    scene.push()
    assert (scene.stock.state, scene.stock.attempts) == ("retrying", 0)
    assert push.due_accounts(now=scene.clock()) == []
    scene.clock.advance(seconds=8)
    assert push.due_accounts(now=scene.clock()) == [scene.account.pk]
    scene.push()
    assert scene.shown == 9


def test_an_expired_token_is_renewed_in_the_middle_of_a_push(scene: Scene) -> None:
    make_paid_order((scene.record, 1))
    scene.market.fail("push_stock", Fault.TOKEN_EXPIRED)
    scene.push()
    scene.push()
    assert scene.shown == 9
    assert scene.market.calls.count("refresh") == 1


def test_a_lost_lease_marks_the_row_again(scene: Scene) -> None:
    make_paid_order((scene.record, 1))

    def steal() -> None:
        Desired.objects.filter(pk=scene.stock.pk).update(lease_token="somebody-else")

    with run_before("integrations.sync.push.settle", steal, times=1):
        push.push_batch(account_id=scene.account.pk, clock=scene.clock)
    row = scene.stock
    assert row.synced_generation < row.generation
    assert row.last_value is None


def test_a_paused_account_sends_nothing_and_keeps_taking_orders(scene: Scene) -> None:
    services.pause(account_id=scene.account.pk, until=scene.clock() + timedelta(hours=1))
    order_id = scene.market.buy(scene.key, quantity=2)
    scene.pull()
    assert scene.push().handled == 0
    assert push.due_accounts(now=scene.clock()) == []
    assert scene.order(order_id).lines.get().reserved == 2
    services.resume(account_id=scene.account.pk)
    make_paid_order((scene.record, 1))
    scene.push()
    assert scene.shown == 7


def test_rules_change_what_is_shown_and_never_the_stock(scene: Scene) -> None:
    before = scene.item.movements.count()
    services.set_rules(
        account_id=scene.account.pk,
        rules=services.Rules(share_percent=80, minus=1, safety_stock=1),
    )
    scene.push()
    assert scene.shown == 6
    assert scene.item.movements.count() == before


def test_a_price_here_becomes_a_price_there(scene: Scene) -> None:
    assert scene.push("price").handled == 0
    partner.set_price(stockrecord_id=scene.record.pk, price=105_000, actor=None)
    scene.push("price")
    assert scene.market.shelves[scene.key].price == 105_000


def test_the_price_follows_the_accounts_percentage(scene: Scene) -> None:
    services.set_rules(account_id=scene.account.pk, rules=services.Rules(price_percent=110))
    partner.set_price(stockrecord_id=scene.record.pk, price=95_001, actor=None)
    scene.push("price")
    assert scene.market.shelves[scene.key].price == 104_502


def test_variants_of_one_sack_are_pushed_as_packs_rounded_down(
    market, clock, transactional_db
) -> None:
    from tests.factories_stock import make_offer

    scene = make_scene(market, clock, packs=30)
    sack = make_offer(item=scene.item, units_per_sale=25_000)
    key = market.list_item(seller_sku=sack.partner_sku, quantity=1, variant_of=scene.key[0])
    from integrations.sync import listings
    from tests.factories_sync import BUDGET

    listings.read_listings(account_id=scene.account.pk, clock=clock, budget=BUDGET)
    services.accept_certain(account_id=scene.account.pk)
    make_paid_order((scene.record, 6))
    scene.push()
    assert market.quantity(key) == 0 or not_allowed_zero(scene, key)
    assert scene.market.quantity(scene.key) == 24


def not_allowed_zero(scene: Scene, key: tuple[str, str]) -> bool:
    """The sack was never sent before: its first zero waits for a person."""
    row = Desired.objects.get(
        listing__account=scene.account, listing__external_variant_id=key[1], aspect="stock"
    )
    return (row.state, row.error_code) == ("parked", "zero_needs_yes")


def test_a_call_that_changed_something_leaves_a_trace_without_secrets(scene: Scene) -> None:
    account = ChannelAccount.objects.get(pk=scene.account.pk)
    scene.market.fail("push_stock", Fault.DOWN_BEFORE)
    make_paid_order((scene.record, 1))
    scene.push()
    trace = Attempt.objects.filter(account=account).latest("pk")
    assert (trace.operation, trace.outcome) == ("push_stock", "unavailable")
    assert scene.market.access_token not in trace.excerpt


def test_a_long_batch_keeps_its_lease(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("integrations.sync.leases.KEEP_EVERY", 0.0)
    make_paid_order((scene.record, 1))
    account = scene.account
    token, rows = desired.claim(account_id=account.pk, aspect="stock", limit=50, now=scene.clock())
    batch = Batch(account=account, aspect="stock", token=token, rows=rows, clock=scene.clock)
    before = scene.stock.lease_until
    scene.clock.advance(seconds=30)
    batch.keep()
    after = scene.stock.lease_until
    assert before is not None
    assert after is not None
    assert after - before >= timedelta(seconds=30)
    other, nothing = desired.claim(
        account_id=account.pk, aspect="stock", limit=50, now=before + timedelta(seconds=10)
    )
    assert (other != token, nothing) == (True, [])
