"""Stock under any sequence of events, repeats and late messages included."""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from shop.stock import services
from shop.stock.models import StockMovement
from shop.stock.selectors import audit, on_hand_at, open_reservations
from shop.stock.services import Demand
from tests.factories_stock import make_item

pytestmark = pytest.mark.django_db

small = st.integers(min_value=1, max_value=30)
any_index = st.integers(min_value=0, max_value=10**6)


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """A change of ``on_hand`` in the model, at a place in the order of moments."""

    place: int
    change: int
    is_count: bool = False


class StockMachine(RuleBasedStateMachine):
    """Every service in any order, against a model in plain Python."""

    def __init__(self) -> None:
        super().__init__()
        self.item_id = make_item().pk
        self.log: list[Happened] = []
        self.moments: list[tuple[datetime, int]] = []
        self.reserved: dict[str, int] = {}
        self.calls: list[tuple[Callable[..., Any], dict[str, Any], Any]] = []
        self.number = 0

    # --- the model ---
    @property
    def on_hand(self) -> int:
        return sum(event.change for event in self.log)

    @property
    def allocated(self) -> int:
        return sum(self.reserved.values())

    @property
    def free(self) -> int:
        return self.on_hand - self.allocated

    def new_ref(self, what: str) -> str:
        self.number += 1
        return f"{what}:{self.number}"

    def call(self, service: Callable[..., Any], answer: Any, **told: Any) -> None:
        """Call it, expect the answer, and remember it for replays."""
        assert service(item_id=self.item_id, **told) == answer
        self.calls.append((service, told, answer))

    def refused(self, service: Callable[..., Any], error: type[Exception], **told: Any) -> None:
        with pytest.raises(error):
            service(item_id=self.item_id, **told)

    def changed(self, change: int, *, place: int | None = None, is_count: bool = False) -> None:
        self.log.append(
            Happened(
                place=len(self.moments) if place is None else place,
                change=change,
                is_count=is_count,
            )
        )

    def some(self, index: int) -> tuple[str, int]:
        return sorted(self.reserved.items())[index % len(self.reserved)]

    # --- the rules ---
    @rule(quantity=small)
    def receive(self, quantity: int) -> None:
        self.call(services.receive, True, quantity=quantity, ref=self.new_ref("note"))
        self.changed(quantity)

    @rule(quantity=small)
    def reserve(self, quantity: int) -> None:
        ref = self.new_ref("shop:LK")
        if quantity > self.free:
            self.refused(services.reserve, services.NotEnough, quantity=quantity, ref=ref)
        else:
            self.call(services.reserve, True, quantity=quantity, ref=ref)
            self.reserved[ref] = quantity

    @rule(first=small, second=small)
    def reserve_two(self, first: int, second: int) -> None:
        refs = [self.new_ref("shop:LK"), self.new_ref("shop:LK")]
        demands = [
            Demand(item_id=self.item_id, quantity=quantity, ref=ref)
            for quantity, ref in zip((first, second), refs, strict=True)
        ]
        if first + second > self.free:
            with pytest.raises(services.NotEnough):
                services.reserve_many(demands=demands)
        else:
            assert services.reserve_many(demands=demands)
            assert services.reserve_many(demands=demands[::-1]) is False
            self.reserved |= {refs[0]: first, refs[1]: second}

    @rule(quantity=small, step=st.integers(min_value=1, max_value=7))
    def reserve_what_is_there(self, quantity: int, step: int) -> None:
        ref = self.new_ref("shopee:9")
        granted = min(quantity, self.free) // step * step
        told = {"quantity": quantity, "step": step, "ref": ref}
        if granted:
            self.call(services.reserve_up_to, granted, **told)
            self.reserved[ref] = granted
        else:
            assert services.reserve_up_to(item_id=self.item_id, **told) == 0

    @precondition(lambda self: self.reserved)
    @rule(index=any_index, quantity=small, ships=st.booleans())
    def release_or_ship(self, index: int, quantity: int, ships: bool) -> None:
        source, held = self.some(index)
        service = services.ship if ships else services.release
        ref = f"{source}#{self.new_ref('x')}"
        if quantity > held:
            self.refused(service, services.NotReserved, quantity=quantity, ref=ref)
            return
        self.call(service, True, quantity=quantity, ref=ref)
        self.reserved[source] -= quantity
        if not self.reserved[source]:
            del self.reserved[source]
        if ships:
            self.changed(-quantity)

    @rule(quantity=small)
    def take_back(self, quantity: int) -> None:
        ref = self.new_ref("shop:LK") + "#return"
        self.call(services.take_back, True, quantity=quantity, ref=ref)
        self.changed(quantity)

    @rule(difference=st.integers(min_value=-30, max_value=30).filter(bool))
    def adjust(self, difference: int) -> None:
        told = {
            "difference": difference,
            "ref": self.new_ref("desk"),
            "reason": "Pecah",
            "actor": None,
        }
        if self.on_hand + difference < self.allocated:
            self.refused(services.adjust, services.BelowAllocated, **told)
        else:
            self.call(services.adjust, True, **told)
            self.changed(difference)

    @rule()
    def look_at_the_clock(self) -> None:
        self.moments.append((timezone.now(), len(self.moments)))

    @precondition(lambda self: self.moments)
    @rule(index=any_index, counted=st.integers(min_value=0, max_value=60))
    def count(self, index: int, counted: int) -> None:
        moment, place = self.moments[index % len(self.moments)]
        newer = any(event.is_count and event.place > place for event in self.log)
        book = sum(event.change for event in self.log if event.place <= place)
        difference = 0 if newer else max(counted - book, -self.on_hand)
        told = {"counted": counted, "counted_at": moment, "ref": self.new_ref("count")}
        result = services.count(item_id=self.item_id, **told)
        self.calls.append((services.count, told, result))
        assert result.difference == difference
        self.changed(difference, place=place, is_count=True)
        missing = self.allocated - self.on_hand
        assert sum(cut.quantity for cut in result.cuts) >= max(0, missing)
        for cut in result.cuts:
            self.reserved[cut.ref] -= cut.quantity
            assert self.reserved[cut.ref] >= 0
        self.reserved = {ref: held for ref, held in self.reserved.items() if held}

    @precondition(lambda self: self.calls)
    @rule(index=any_index)
    def replay(self, index: int) -> None:
        service, told, answer = self.calls[index % len(self.calls)]
        again = service(item_id=self.item_id, **told)
        assert again == (False if answer is True else answer)

    # --- what always holds ---
    @invariant()
    def counters_are_the_model_and_the_sum(self) -> None:
        row = StockMovement.objects.filter(item_id=self.item_id).order_by("-id").first()
        wanted = (self.on_hand, self.allocated)
        if row is not None:
            assert (row.on_hand_after, row.allocated_after) == wanted
            assert (row.item.on_hand, row.item.allocated) == wanted
        assert 0 <= self.allocated <= self.on_hand
        assert audit() == []
        held = {each.ref: each.quantity for each in open_reservations(self.item_id)}
        assert held == self.reserved

    @invariant()
    def the_past_stays_what_it_was(self) -> None:
        for moment, place in self.moments[-3:]:
            book = sum(event.change for event in self.log if event.place <= place)
            assert on_hand_at(self.item_id, moment) == book


def test_any_sequence_of_events_and_repeats() -> None:
    run_state_machine_as_test(
        StockMachine,
        settings=settings(
            max_examples=40,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


FATES = {
    "kept": ("reserve",),
    "cancelled": ("reserve", "release"),
    "shipped": ("reserve", "ship"),
    "returned": ("reserve", "ship", "take_back"),
}


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    orders=st.lists(st.tuples(st.sampled_from(sorted(FATES)), small), min_size=1, max_size=8),
    chance=st.randoms(use_true_random=False),
)
def test_events_in_any_order_and_repeated_end_in_the_same_stock(
    orders: list[tuple[str, int]], chance: random.Random
) -> None:
    start = sum(quantity for _, quantity in orders)
    item = make_item(on_hand=start)
    events = deque(
        (event, number, quantity)
        for number, (fate, quantity) in enumerate(orders)
        for event in FATES[fate]
        for _ in range(chance.randint(1, 3))
    )
    chance.shuffle(events)
    while events:
        event, number, quantity = events.popleft()
        ref = f"shop:LK-{number}:1" + ("" if event == "reserve" else f"#{event}")
        try:
            getattr(services, event)(item_id=item.pk, quantity=quantity, ref=ref)
        except (services.NotReserved, services.NotEnough):
            # It came before the event it builds on; whoever sent it tries again later.
            events.append((event, number, quantity))
    item.refresh_from_db()
    totals = {fate: sum(q for f, q in orders if f == fate) for fate in FATES}
    assert item.on_hand == start - totals["shipped"]
    assert item.allocated == totals["kept"]
    assert audit() == []
