"""Every invariant of the soak passes on sound facts and fails on each way of being wrong."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.soak import invariants
from tests.soak.facts import (
    Code,
    ErrorPage,
    Facts,
    Item,
    Line,
    MarketOrder,
    Order,
    Purchase,
    Sample,
    Shown,
    Told,
    Waiting,
)

ITEM = Item(
    name="Kopi", on_hand=10, allocated=3, moved_on_hand=10, moved_allocated=3, held_by_lines=3
)
LINE = Line(
    sku="K-1",
    quantity=2,
    reserved=2,
    shortage=0,
    shipped=0,
    cancelled=0,
    unit_price=95_000,
    price=190_000,
    shipping_paid=10_000,
    discount=0,
    item_cooperative=1,
    parcel_cooperatives=(1,),
)
OURS = Order(
    number="LK-1",
    shop="",
    external_number="",
    phone="0812",
    payment_state="awaiting",
    parcel_states=("to_pack",),
    total=200_000,
    shipping=10_000,
    parcels_cost=10_000,
    needs_decision=False,
    decision="",
    has_deadline=False,
    lines=(LINE,),
)
TAKEN = replace(OURS, number="LK-2", shop="7001", external_number="SN1", payment_state="paid")
THEIRS = MarketOrder(
    shop="7001", number="SN1", state="ready_to_ship", cooperative=1, wanted=(("K-1", 2),)
)
BOUGHT = Purchase(phone="0812", outcome="ok", told=("LK-1",), orders=("LK-1",))
CODE = Code(code="SOAK", limit=6, counted=6, uses=6, discounted_orders=6)
MAIL = Told(order="LK-1", rows=1, attempts=1, is_sent=True, delivered=1)
SOUND = Facts(
    items=(ITEM,),
    orders=(OURS, TAKEN),
    market_orders=(THEIRS,),
    shown=(Shown(shop="a", sku="K-1", ours=7, theirs=7),),
    purchases=(BOUGHT,),
    codes=(CODE,),
    told=(MAIL,),
    waiting=(Waiting(what="listing 1", state="parked", age=60, code="rejected"),),
    samples=(Sample(at=1.0),),
    untouched_before={"items": "4 ab"},
    untouched_after={"items": "4 ab"},
    hot_packs=5,
    hot_orders=5,
)


def with_order(order: Order, **changes: Any) -> Facts:
    """The sound facts with one order that is otherwise."""
    changed = replace(order, **changes)
    return replace(SOUND, orders=tuple(changed if o is order else o for o in (OURS, TAKEN)))


def with_line(order: Order, **changes: Any) -> Facts:
    """The sound facts with one line that is otherwise."""
    return with_order(order, lines=(replace(LINE, **changes),))


def with_item(**changes: Any) -> Facts:
    """The sound facts with one item that is otherwise."""
    return replace(SOUND, items=(replace(ITEM, **changes),))


def with_purchase(**changes: Any) -> Facts:
    """The sound facts with a guest who was told something else."""
    return replace(SOUND, purchases=(replace(BOUGHT, **changes),))


BROKEN = {
    "I1": [
        with_item(allocated=-1, moved_allocated=-1, held_by_lines=-1),
        with_item(allocated=11, moved_allocated=11, held_by_lines=11),
        replace(SOUND, samples=(Sample(at=3.0, broken=("Kopi",)),)),
    ],
    "I2": [with_item(held_by_lines=2)],
    "I3": [with_item(moved_on_hand=9), with_item(moved_allocated=4)],
    "I4": [
        replace(SOUND, orders=(OURS,)),
        replace(SOUND, orders=(OURS, TAKEN, replace(TAKEN, number="LK-3"))),
        replace(SOUND, market_orders=()),
        replace(SOUND, market_orders=(replace(THEIRS, wanted=(("K-1", 3),)),)),
        with_line(OURS, reserved=1),
    ],
    "I5": [
        with_order(TAKEN, parcel_states=("shipped",)),
        with_order(TAKEN, payment_state="awaiting"),
        replace(SOUND, market_orders=(replace(THEIRS, state="cancelled"),)),
        replace(SOUND, market_orders=(replace(THEIRS, state="unpaid"),)),
    ],
    "I6": [
        replace(SOUND, shown=(Shown(shop="a", sku="K-1", ours=7, theirs=8),)),
        replace(SOUND, shown=(Shown(shop="a", sku="K-1", ours=7, theirs=8, is_bound=True),)),
    ],
    "I7": [
        with_order(OURS, total=199_999),
        with_order(OURS, parcels_cost=9_000),
        with_line(OURS, shipping_paid=9_000),
        with_line(TAKEN, price=95_000),
        with_line(OURS, discount=1_000),
    ],
    "I8": [
        with_purchase(orders=()),
        with_purchase(orders=("LK-1", "LK-9")),
        with_purchase(told=("LK-8",)),
        with_purchase(outcome="fail", told=()),
        with_purchase(outcome="unknown", told=(), orders=("LK-1", "LK-9")),
        replace(SOUND, hot_orders=6),
    ],
    "I9": [
        with_line(TAKEN, reserved=1, shortage=1),
        with_order(TAKEN, needs_decision=True),
    ],
    "I10": [
        replace(SOUND, codes=(replace(CODE, counted=7, uses=7, discounted_orders=7),)),
        replace(SOUND, codes=(replace(CODE, uses=5),)),
        replace(SOUND, codes=(replace(CODE, discounted_orders=7),)),
    ],
    "I11": [
        replace(SOUND, told=(replace(MAIL, rows=0),)),
        replace(SOUND, told=(replace(MAIL, rows=2, attempts=2, delivered=2),)),
        replace(SOUND, told=(replace(MAIL, delivered=2),)),
        replace(SOUND, told=(replace(MAIL, delivered=0),)),
    ],
    "I12": [
        replace(SOUND, unstored=("{}",)),
        replace(SOUND, unsettled=("order SN1 retrying",)),
        replace(SOUND, waiting=(Waiting(what="n 1", state="parked", age=1, code=""),)),
        replace(SOUND, waiting=(Waiting(what="n 1", state="new", age=99, code=""),)),
    ],
    "I13": [
        replace(SOUND, untouched_after={"items": "5 cd"}),
        with_line(TAKEN, item_cooperative=2),
        with_line(OURS, parcel_cooperatives=(1, 2)),
    ],
    "I14": [replace(SOUND, error_pages=(ErrorPage(at=3.0, request="GET /", status=500),))],
    "I15": [
        replace(with_line(TAKEN, reserved=1, shortage=1), is_escrow=True),
    ],
}


def test_sound_facts_break_nothing() -> None:
    assert invariants.check(SOUND) == {name: [] for name in invariants.ALL}


def test_every_invariant_has_facts_that_break_it() -> None:
    assert {name.split()[0] for name in invariants.ALL} == set(BROKEN)


@pytest.mark.parametrize(
    ("short", "place"), [(name, at) for name, facts in BROKEN.items() for at in range(len(facts))]
)
def test_wrong_facts_are_seen(short: str, place: int) -> None:
    (name,) = (each for each in invariants.ALL if each.split()[0] == short)

    assert invariants.ALL[name](BROKEN[short][place])


def test_a_shortage_that_was_decided_is_no_fault() -> None:
    facts = with_order(TAKEN, lines=(replace(LINE, reserved=1, shortage=1),), decision="wait")

    assert invariants.i9_shortages_are_flagged(facts) == []


def test_in_escrow_a_listing_may_show_less_than_its_grant() -> None:
    shown = Shown(shop="a", sku="K-1", ours=7, theirs=6, is_bound=True)

    assert invariants.i6_every_channel_shows_our_number(replace(SOUND, shown=(shown,))) == []


def test_an_unknown_purchase_may_have_become_one_order() -> None:
    for orders in ((), ("LK-1",)):
        facts = with_purchase(outcome="unknown", told=(), orders=orders)
        assert invariants.i8_told_is_true(facts) == []


def test_pages_broken_by_cut_connections_are_forgiven() -> None:
    page = ErrorPage(at=3.0, request="GET /", status=500)

    facts = replace(SOUND, error_pages=(page,), forgives_pages=True)

    assert invariants.i14_no_error_pages(facts) == []


def test_a_mail_tried_again_may_arrive_twice() -> None:
    facts = replace(SOUND, told=(replace(MAIL, attempts=2, delivered=2),))

    assert invariants.i11_one_message_per_event(facts) == []
