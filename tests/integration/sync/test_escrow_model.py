"""Escrow against a far side at its worst: nothing is ever for sale twice, at any moment.

Buyers order and cancel at any time at two marketplaces and in our shop, answers are lost, numbers
arrive late, lists of orders lag, processes end in the middle. After every step, per listing: what
it shows and what it has sold unseen by us is covered by its grant. The database adds the rest:
``allocated + granted <= on_hand``. So no order is ever taken that cannot be filled.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any
from unittest import mock

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from integrations import registry
from integrations.channels.errors import Unavailable
from integrations.channels.orders import OrderState
from integrations.channels.words import Outcome, StockLevel
from integrations.sync import desired, escrow, leases, listings, pull, push, services
from integrations.sync.models import ChannelAccount, ChannelOrder, Escrow, Listing
from integrations.sync.order_words import holder_of
from shop.order.errors import CannotPlace
from shop.order.models import Line, Order
from shop.stock import grants
from shop.stock import services as stock
from shop.stock.models import StockItem
from shop.stock.selectors import audit
from tests.factories_orders import make_paid_order, make_shelf
from tests.factories_stock import make_offer
from tests.factories_sync import BUDGET, ShiftedClock, make_account, make_app
from tests.fakes.connector import connector_to
from tests.fakes.marketplace import FakeMarketplace, Fault, Key, SoldOut

pytestmark = pytest.mark.django_db(transaction=True)
CHANNELS = ("fake", "fake2")
SEAMS = ("escrow_push.settle_turn", "push._send", "escrow._raise", "escrow._fence", "escrow.sent")
PACK = 1000
SACK = 3000


class PlugPulled(BaseException):
    """The process ends here; nothing after this line happens."""


class Slow(FakeMarketplace):
    """A marketplace that may do what it is told some seconds after we have stopped listening."""

    def __init__(self, **facts: Any) -> None:
        super().__init__(**facts)
        self.is_slow = False
        self.coming: list[tuple[datetime, Key, int]] = []

    def arrive(self) -> None:
        """What is due by now is done."""
        now = self.clock()
        for when, key, value in self.coming:
            if when <= now:
                self.shelves[key].quantity = value
        self.coming = [each for each in self.coming if each[0] > now]


def slow_connector(market: Slow) -> type:
    """A connector whose next number may arrive late, its answer never."""

    class Connector(connector_to(market)):  # type: ignore[misc]
        def push_stock(self, levels: Sequence[StockLevel]) -> list[Outcome]:
            if not market.is_slow:
                found: list[Outcome] = super().push_stock(levels)
                return found
            market.is_slow = False
            when = market.clock() + timedelta(seconds=12)
            for level in levels:
                key = (level.external_listing_id, level.external_variant_id)
                market.coming.append((when, key, level.quantity))
            lost = Unavailable("no answer within 15 s")
            return [Outcome(subject=level.subject, error=lost) for level in levels]

    return Connector


class Market(RuleBasedStateMachine):
    """Two marketplaces (one of them with two packs of the goods), our shop, and bad luck."""

    @initialize()
    def open(self) -> None:
        self.clock = ShiftedClock()
        self.record = make_shelf(on_hand=40 * PACK)
        sack = make_offer(item=self.record.stock_item, price=280_000, units_per_sale=SACK)
        self.markets: dict[str, Slow] = {}
        self.accounts: dict[str, ChannelAccount] = {}
        self.keys: list[tuple[str, Key, int]] = []
        for channel in CHANNELS:
            self._open_at(channel)
        self._list(CHANNELS[0], sack.partner_sku, SACK)
        for channel in CHANNELS:
            account = self.accounts[channel]
            listings.read_listings(account_id=account.pk, clock=self.clock, budget=BUDGET)
            services.accept_certain(account_id=account.pk)
            services.switch_on(account_id=account.pk)
        grants.set_escrow(item_id=self.item.pk, is_on=True)
        self._rest(4)

    def _open_at(self, channel: str) -> None:
        market = Slow(clock=self.clock, shop_id=f"7770{channel}{self.record.pk}")
        market.order_lag = timedelta(seconds=2)
        registry.CONNECTORS[channel] = slow_connector(market)
        self.markets[channel] = market
        self._list(channel, self.record.partner_sku, PACK)
        self.accounts[channel] = make_account(
            record=self.record, market=market, clock=self.clock, app=make_app(channel)
        )

    def _list(self, channel: str, sku: str, units: int) -> None:
        key = self.markets[channel].list_item(seller_sku=sku, quantity=1)
        self.keys.append((channel, key, units))

    @property
    def item(self) -> StockItem:
        return StockItem.objects.get(pk=self.record.stock_item_id)

    # What happens there

    @rule(which=st.integers(0, 2), packs=st.integers(1, 4), is_paid=st.booleans())
    def buy_there(self, which: int, packs: int, is_paid: bool) -> None:
        channel, key, _units = self.keys[which]
        with contextlib.suppress(SoldOut):
            self.markets[channel].buy(key, quantity=packs, is_paid=is_paid)

    @rule(channel=st.sampled_from(CHANNELS), newest=st.booleans())
    def cancel_there(self, channel: str, newest: bool) -> None:
        market = self.markets[channel]
        still = [
            order_id
            for order_id, order in market.orders.items()
            if order.state in {OrderState.UNPAID, OrderState.READY}
        ]
        if still:
            market.cancel_as_buyer(still[-1 if newest else 0])

    @rule(channel=st.sampled_from(CHANNELS), operation=st.sampled_from(["push_stock", "*"]))
    def answer_is_lost(self, channel: str, operation: str) -> None:
        self.markets[channel].fail(operation, Fault.DOWN_AFTER)

    @rule(channel=st.sampled_from(CHANNELS))
    def is_down(self, channel: str) -> None:
        self.markets[channel].fail("*", Fault.DOWN_BEFORE)

    @rule(channel=st.sampled_from(CHANNELS))
    def number_arrives_late(self, channel: str) -> None:
        self.markets[channel].is_slow = True

    # What happens here

    @rule(packs=st.integers(1, 6))
    def buy_here(self, packs: int) -> None:
        with contextlib.suppress(CannotPlace):
            make_paid_order((self.record, packs))

    @rule(packs=st.integers(1, 9))
    def receive(self, packs: int) -> None:
        stock.receive(
            item_id=self.item.pk, quantity=packs * PACK, ref=f"setor:{self.clock().isoformat()}"
        )

    @rule(channel=st.sampled_from(CHANNELS))
    def poll(self, channel: str) -> None:
        account_id = self.accounts[channel].pk
        pull.poll_soon(account_id=account_id, now=self.clock())
        pull.pull_account(account_id=account_id, clock=self.clock, budget=BUDGET)

    @rule(channel=st.sampled_from(CHANNELS))
    def work(self, channel: str) -> None:
        push.push_batch(account_id=self.accounts[channel].pk, clock=self.clock)

    @rule(channel=st.sampled_from(CHANNELS), seam=st.sampled_from(SEAMS))
    def work_and_die(self, channel: str, seam: str) -> None:
        """kill -9: leases stay until they end."""

        def die(*args: object, **kwargs: object) -> None:
            raise PlugPulled

        with (
            mock.patch(f"integrations.sync.{seam}", die),
            mock.patch.object(leases, "give_back", return_value=0),
            contextlib.suppress(PlugPulled),
        ):
            push.push_batch(account_id=self.accounts[channel].pk, clock=self.clock)

    @rule(seconds=st.sampled_from([1, 3, 6, 31, 61, 1000]))
    def time_passes(self, seconds: int) -> None:
        self.clock.advance(seconds=seconds)
        for market in self.markets.values():
            market.arrive()

    # What must always hold

    @invariant()
    def nothing_is_for_sale_twice(self) -> None:
        if not getattr(self, "markets", None):
            return
        for channel, key, units in self.keys:
            listing = Listing.objects.get(
                account=self.accounts[channel], external_listing_id=key[0]
            )
            has = grants.of_item(self.item.pk).get(holder_of(listing.pk))
            granted = has.quantity if has else 0
            shows = self.markets[channel].quantity(key) * units
            unseen = self._unseen(channel, key) * units
            assert shows + unseen <= granted, (channel, key, shows, unseen, granted)

    def _unseen(self, channel: str, key: Key) -> int:
        """Packs sold there that we do not know of, less those cancelled that we still hold."""
        rows = {
            row.external_order_id: row
            for row in ChannelOrder.objects.filter(account=self.accounts[channel])
        }
        total = 0
        for order_id, order in self.markets[channel].orders.items():
            if (order.lines[0].external_listing_id, "") != (key[0], ""):
                continue
            is_over = order.state is OrderState.CANCELLED
            row = rows.get(order_id)
            held = Line.objects.filter(order_id=row.order_id).first() if row else None
            total += 0 if is_over else order.lines[0].quantity
            total -= (held.reserved + held.shortage) if held is not None else 0
        return total

    def teardown(self) -> None:
        """Luck returns: what waited is done, nothing was promised that is not there."""
        if not getattr(self, "markets", None):
            return
        for market in self.markets.values():
            market._faults.clear()
            market.is_slow = False
        self._rest(9)
        assert not Line.objects.filter(stock_item=self.item, shortage__gt=0).exists()
        assert not Order.objects.filter(lines__stock_item=self.item, needs_decision=True).exists()
        phases = Escrow.objects.filter(listing__stockrecord__stock_item=self.item)
        assert {row.phase for row in phases} == {"steady"}
        assert audit() == []
        self.nothing_is_for_sale_twice()

    def _rest(self, rounds: int) -> None:
        for _round in range(rounds):
            self.time_passes(seconds=31)
            for channel in CHANNELS:
                self.clock.advance(seconds=3)
                self.poll(channel)
                push.push_account(
                    account_id=self.accounts[channel].pk, clock=self.clock, budget=BUDGET
                )


@pytest.fixture
def channels() -> Iterator[None]:
    """The registry as it was before."""
    before = dict(registry.CONNECTORS)
    yield
    registry.CONNECTORS.clear()
    registry.CONNECTORS.update(before)


def test_nothing_is_ever_for_sale_twice(channels: None) -> None:
    run_state_machine_as_test(
        Market,
        settings=settings(
            max_examples=4,
            stateful_step_count=30,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.parametrize("wait", ["LAST_ORDERS", "IN_FLIGHT"])
def test_the_model_sees_a_fence_that_does_not_wait(
    channels: None, monkeypatch: pytest.MonkeyPatch, wait: str
) -> None:
    """A proof that cannot fail proves nothing: without either pause the model finds a way."""
    monkeypatch.setattr(escrow, wait, timedelta(0))
    machine = Market()
    machine.open()
    (channel, key, _units), account = machine.keys[1], machine.accounts[CHANNELS[1]]
    Escrow.objects.filter(listing__account=account).update(phase="zero")
    desired.mark_account(account.pk)
    if wait == "LAST_ORDERS":
        machine.buy_there(1, 1, is_paid=True)
        machine.work(channel)
        machine.work(channel)
        with pytest.raises(AssertionError):
            machine.nothing_is_for_sale_twice()
        return
    machine.work(channel)
    machine.clock.advance(seconds=6)
    machine.markets[channel].is_slow = True
    machine.work(channel)
    for _turn in range(3):
        machine.clock.advance(seconds=3)
        machine.poll(channel)
        machine.work(channel)
    assert key
    machine.buy_there(1, 1, is_paid=True)
    machine.clock.advance(seconds=3)
    machine.poll(channel)
    machine.time_passes(seconds=6)
    with pytest.raises(AssertionError):
        machine.nothing_is_for_sale_twice()
