"""Whatever happens, in whatever order: both sides agree in the end and nothing is sold twice."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Callable

import pytest

from integrations.channels.orders import OrderState
from integrations.sync import pull
from integrations.sync.models import ChannelOrder, Listing
from shop.order.errors import CannotPlace
from shop.order.models import Line, Order
from shop.stock import services as stock
from shop.stock.selectors import audit
from tests.factories_orders import make_paid_order
from tests.factories_sync import Scene
from tests.fakes.marketplace import Fault, SoldOut

pytestmark = pytest.mark.django_db(transaction=True)
STEPS = 60


class Life:
    """Random days of a shop, with a marketplace that fails now and then."""

    def __init__(self, scene: Scene, seed: int) -> None:
        self.scene = scene
        self.chance = random.Random(seed)
        self.received = 10
        self.pushed: list[tuple[int, int]] = []
        self._watch()

    def _watch(self) -> None:
        """Keep every number that arrives at the channel, and what our books said at that moment."""
        shelf = self.scene.market.shelves[self.scene.key]
        life = self

        class Watched(type(shelf)):  # type: ignore[misc]
            def __setattr__(self, name: str, value: object) -> None:
                if name == "quantity" and life.is_pushing:
                    life.pushed.append((int(value), life.for_sale()))  # type: ignore[call-overload]
                object.__setattr__(self, name, value)

        self.is_pushing = False
        self.scene.market.shelves[self.scene.key] = Watched(
            listing=shelf.listing, quantity=shelf.quantity, price=shelf.price
        )

    def for_sale(self) -> int:
        """What can truly be sold: free in our books, less what the channel sold unseen by us."""
        seen = set(ChannelOrder.objects.values_list("external_order_id", flat=True))
        unseen = sum(
            line.quantity
            for order_id, order in self.scene.market.orders.items()
            if order_id not in seen and order.state is not OrderState.CANCELLED
            for line in order.lines
        )
        return self.scene.item.free // 1000 - unseen

    def live(self) -> None:
        """One thing after the other."""
        what: list[Callable[[], object]] = [
            self.sell_here,
            self.sell_there,
            self.sell_there,
            self.receive,
            self.cancel_there,
            self.go_on_there,
            self.scene.pull,
            self.push,
            self.push,
            self.fail,
            self.wait,
        ]
        for _ in range(STEPS):
            self.chance.choice(what)()

    def sell_here(self) -> None:
        with contextlib.suppress(CannotPlace):
            make_paid_order((self.scene.record, self.chance.randint(1, 3)))

    def sell_there(self) -> None:
        with contextlib.suppress(SoldOut):
            self.scene.market.buy(
                self.scene.key,
                quantity=self.chance.randint(1, 3),
                is_paid=self.chance.random() < 0.7,
            )

    def receive(self) -> None:
        packs = self.chance.randint(1, 4)
        self.received += packs
        ref = f"setor:{self.received}:{self.chance.random()}"
        stock.receive(item_id=self.scene.item.pk, quantity=packs * 1000, ref=ref)

    def cancel_there(self) -> None:
        if open_orders := self._in({OrderState.UNPAID, OrderState.READY}):
            self.scene.market.cancel_as_buyer(self.chance.choice(open_orders))

    def go_on_there(self) -> None:
        if ready := self._in({OrderState.READY}):
            state = self.chance.choice([OrderState.PROCESSED, OrderState.SHIPPED])
            self.scene.market.move(self.chance.choice(ready), state)

    def push(self) -> None:
        self.is_pushing = True
        try:
            self.scene.push()
        finally:
            self.is_pushing = False

    def fail(self) -> None:
        operation = self.chance.choice(["push_stock", "read_orders", "*"])
        fault = self.chance.choice([each for each in Fault if each is not Fault.REVOKED])
        self.scene.market.fail(operation, fault)

    def wait(self) -> None:
        self.scene.clock.advance(seconds=self.chance.randint(1, 90))

    def _in(self, states: set[OrderState]) -> list[str]:
        return [each for each, order in self.scene.market.orders.items() if order.state in states]

    def come_to_rest(self) -> None:
        """No more faults, no more sales: everything that waits is brought to its end."""
        self.scene.market._faults.clear()
        for _ in range(6):
            self.scene.clock.advance(minutes=3)
            self.scene.pull()
            pull.retry_unfinished(account_id=self.scene.account.pk, clock=self.scene.clock)
            self.push()


@pytest.mark.parametrize("seed", range(6))
def test_both_sides_agree_in_the_end(scene: Scene, seed: int) -> None:
    Listing.objects.update(zero_allowed=True)
    life = Life(scene, seed)
    life.live()
    life.come_to_rest()
    theirs = scene.market.orders
    # Every order of theirs exactly once, where they say it is.
    assert set(
        Order.objects.filter(source="fake").values_list("external_number", flat=True)
    ) == set(theirs)
    assert {row.external_order_id: row.state for row in ChannelOrder.objects.all()} == {
        each: order.state.value for each, order in theirs.items()
    }
    # The right number is shown, and our books add up.
    assert scene.shown == scene.item.free // 1000
    assert audit() == []
    lines = Line.objects.all()
    assert scene.item.allocated == sum(line.reserved for line in lines) * 1000
    assert scene.item.on_hand == (life.received - sum(line.shipped for line in lines)) * 1000
    # D5: a number was never above what could be sold when it arrived.
    assert life.pushed
    assert all(number == for_sale for number, for_sale in life.pushed)
    # Whatever was sold beyond the shelf is seen by somebody.
    short = [line.order for line in lines if line.shortage]
    assert all(order.needs_decision for order in short)
