"""What must be true once everything is quiet, whatever was killed, lost or doubled before.

Each function takes the facts and answers what is wrong, in words; an empty list is a pass.
The numbers are those of docs/explanation/soak.md.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

from tests.soak.facts import Facts, Item, Order
from tests.soak.history import FAIL, OK

# Where our parcel may stand when the marketplace says this.
STATIONS: dict[str, frozenset[str]] = {
    "unpaid": frozenset({"to_pack"}),
    "ready_to_ship": frozenset({"to_pack", "packed"}),
    "retry_ship": frozenset({"to_pack", "packed"}),
    "in_cancel": frozenset({"to_pack", "packed"}),
    "processed": frozenset({"packed"}),
    "shipped": frozenset({"shipped"}),
    "to_confirm": frozenset({"delivered"}),
    "completed": frozenset({"completed"}),
    "cancelled": frozenset({"cancelled"}),
}
UNPAID = "unpaid"
# Seconds after which a notification that nobody has worked on counts as forgotten.
FORGOTTEN = 15.0


def i1_never_negative(facts: Facts) -> list[str]:
    """0 ≤ allocated ≤ on_hand, at the end and in every sample."""
    found = [
        f"after {sample.at:.0f} s: {name}" for sample in facts.samples for name in sample.broken
    ]
    return found + [
        f"{item.name}: allocated {item.allocated} of {item.on_hand}"
        for item in facts.items
        if not 0 <= item.allocated <= item.on_hand
    ]


def i2_allocated_is_held(facts: Facts) -> list[str]:
    """Allocated equals what the live lines hold."""
    return [
        f"{item.name}: allocated {item.allocated}, lines hold {item.held_by_lines}"
        for item in facts.items
        if item.allocated != item.held_by_lines
    ]


def i3_counters_are_movements(facts: Facts) -> list[str]:
    """Both counters equal the sum of their movements."""
    return [
        f"{item.name}: {_counters(item)}"
        for item in facts.items
        if (item.on_hand, item.allocated) != (item.moved_on_hand, item.moved_allocated)
    ]


def _counters(item: Item) -> str:
    return (
        f"on hand {item.on_hand}, movements {item.moved_on_hand}; "
        f"allocated {item.allocated}, movements {item.moved_allocated}"
    )


def i4_every_order_once(facts: Facts) -> list[str]:
    """Every order of the marketplace is one order of ours with the same goods, and no other."""
    ours = {(order.shop, order.external_number): order for order in _from_market(facts)}
    times = Counter((order.shop, order.external_number) for order in _from_market(facts))
    theirs = {(order.shop, order.number): order for order in facts.market_orders}
    found = [f"{key}: {times[key]} orders" for key in sorted(theirs) if times[key] != 1]
    found += [f"{key}: not at the marketplace" for key in sorted(set(ours) - set(theirs))]
    for key in sorted(set(ours) & set(theirs)):
        had, wanted = _wanted(ours[key]), Counter(dict(theirs[key].wanted))
        if had != wanted:
            found.append(f"{key}: {dict(had)} instead of {dict(wanted)}")
    return found + [
        f"{order.number} {line.sku}: {line.parts} of {line.quantity} packs accounted for"
        for order in facts.orders
        for line in order.lines
        if line.parts != line.quantity
    ]


def _from_market(facts: Facts) -> Iterable[Order]:
    return (order for order in facts.orders if order.shop)


def _wanted(order: Order) -> Counter[str]:
    counted: Counter[str] = Counter()
    for line in order.lines:
        counted[line.sku] += line.quantity
    return counted


def i5_states_agree(facts: Facts) -> list[str]:
    """Our parcels stand where the marketplace's order stands; a cancelled one holds nothing."""
    ours = {(order.shop, order.external_number): order for order in _from_market(facts)}
    found = []
    for theirs in facts.market_orders:
        order = ours.get((theirs.shop, theirs.number))
        if order is None:
            continue
        if not set(order.parcel_states) <= STATIONS[theirs.state]:
            found.append(f"{theirs.number}: {theirs.state} there, {order.parcel_states} here")
        if theirs.state == "cancelled" and any(line.reserved for line in order.lines):
            found.append(f"{theirs.number}: cancelled, but goods are held")
        if (order.payment_state == "awaiting") != (theirs.state == UNPAID) and (
            theirs.state != "cancelled"
        ):
            found.append(f"{theirs.number}: {theirs.state} there, {order.payment_state} here")
    return found


def i6_every_channel_shows_our_number(facts: Facts) -> list[str]:
    """What buyers at the marketplace see is what our books say may be sold."""
    return [
        f"{shown.shop} {shown.sku}: shows {shown.theirs}, should {shown.ours}"
        for shown in facts.shown
        if shown.is_wrong
    ]


def i7_money_adds_up(facts: Facts) -> list[str]:
    """Order totals are the sum of frozen line facts and of the parcels' shipping."""
    found = []
    for order in facts.orders:
        goods = sum(line.price for line in order.lines)
        if not order.shop and order.total != goods + order.shipping:
            found.append(f"{order.number}: total {order.total}, {goods} + {order.shipping}")
        if not order.shop and order.shipping != order.parcels_cost:
            found.append(f"{order.number}: shipping {order.shipping}, {order.parcels_cost}")
        carried = sum(line.shipping_paid for line in order.lines)
        if not order.shop and carried != order.shipping:
            found.append(f"{order.number}: shipping {order.shipping}, lines carry {carried}")
        found += [
            f"{order.number} {line.sku}: {line.quantity} × {line.unit_price} - {line.discount} "
            f"≠ {line.price}"
            for line in order.lines
            if line.quantity * line.unit_price - line.discount != line.price
        ]
    return found


def i8_told_is_true(facts: Facts) -> list[str]:
    """Own shop: ok is exactly that one order, fail is none, unknown is at most one."""
    found = []
    for purchase in facts.purchases:
        count, told = len(purchase.orders), set(purchase.told)
        if purchase.outcome == OK and (count != 1 or told != set(purchase.orders)):
            found.append(f"{purchase.phone}: told {sorted(told)}, has {purchase.orders}")
        elif purchase.outcome == FAIL and count:
            found.append(f"{purchase.phone}: refused, but has {purchase.orders}")
        elif count > 1:
            found.append(f"{purchase.phone}: {count} orders for one purchase")
    if facts.hot_orders > facts.hot_packs:
        found.append(f"{facts.hot_orders} orders for the last {facts.hot_packs} packs")
    return found


def i9_shortages_are_flagged(facts: Facts) -> list[str]:
    """What was sold twice is flagged on its order, with a deadline, or was decided."""
    found = []
    for order in facts.orders:
        is_short = any(line.shortage for line in order.lines)
        if is_short and not order.needs_decision and not order.decision:
            found.append(f"{order.number}: short, and nobody is asked")
        if order.needs_decision and not order.has_deadline:
            found.append(f"{order.number}: a decision without a deadline")
    return found


def i10_vouchers_within_limits(facts: Facts) -> list[str]:
    """No voucher is used beyond its limit, and each counts the orders that have its discount."""
    return [
        f"{each.code}: limit {each.limit}, counts {each.counted}, uses {each.uses}, "
        f"orders with a discount {each.discounted_orders}"
        for each in facts.codes
        if each.counted > each.limit or not each.counted == each.uses == each.discounted_orders
    ]


def i11_one_message_per_event(facts: Facts) -> list[str]:
    """An order's mail is one row; what is sent lies in the mailbox, again only for another try."""
    return [
        f"{each.order}: {each.rows} mails, {each.attempts} tries, {each.delivered} delivered"
        for each in facts.told
        if each.rows != 1
        or each.delivered > max(1, each.attempts)
        or (each.is_sent and not each.delivered)
    ]


def i12_nothing_is_forgotten(facts: Facts) -> list[str]:
    """What was acknowledged is stored, no work is left over, and parked work says why."""
    found = [f"acknowledged, not stored: {body}" for body in facts.unstored]
    found += [f"left over: {words}" for words in facts.unsettled]
    for each in facts.waiting:
        if each.state == "parked" and not each.code:
            found.append(f"{each.what}: parked without a reason")
        if each.state != "parked" and each.age > FORGOTTEN:
            found.append(f"{each.what}: {each.state} for {each.age:.0f} s")
    return found


def i13_no_other_cooperative(facts: Facts) -> list[str]:
    """Rows of a cooperative nobody dealt with are as before, and no line reaches across."""
    names = sorted(set(facts.untouched_before) | set(facts.untouched_after))
    found = [
        f"{name}: {facts.untouched_before.get(name)} → {facts.untouched_after.get(name)}"
        for name in names
        if facts.untouched_before.get(name) != facts.untouched_after.get(name)
    ]
    owners = {(order.shop, order.number): order.cooperative for order in facts.market_orders}
    for order in facts.orders:
        owner = owners.get((order.shop, order.external_number)) if order.shop else None
        for line in order.lines:
            parties = {line.item_cooperative, *line.parcel_cooperatives} - {None}
            if len(parties) > 1 or (owner is not None and parties - {owner}):
                found.append(f"{order.number} {line.sku}: of cooperatives {sorted(parties)}")
    return found


def i14_no_error_pages(facts: Facts) -> list[str]:
    """No buyer sees the shop's own error page; ``FULL`` cuts connections in the middle of one."""
    if facts.forgives_pages:
        return []
    return [f"after {p.at:.0f} s: {p.request}: HTTP {p.status}" for p in facts.error_pages]


def i15_escrow_keeps_its_word(facts: Facts) -> list[str]:
    """With every article in escrow no channel sold goods that somebody else had bought."""
    if not facts.is_escrow:
        return []
    return [
        f"{order.number} {line.sku}: {line.shortage} packs sold twice"
        for order in facts.orders
        for line in order.lines
        if line.shortage
    ]


ALL: dict[str, Callable[[Facts], list[str]]] = {
    "I1 stock is never negative": i1_never_negative,
    "I2 allocated is what lines hold": i2_allocated_is_held,
    "I3 counters are their movements": i3_counters_are_movements,
    "I4 every order exactly once": i4_every_order_once,
    "I5 states agree on both sides": i5_states_agree,
    "I6 every channel shows our number": i6_every_channel_shows_our_number,
    "I7 money adds up": i7_money_adds_up,
    "I8 what buyers were told is true": i8_told_is_true,
    "I9 every shortage is flagged": i9_shortages_are_flagged,
    "I10 vouchers stay within limits": i10_vouchers_within_limits,
    "I11 one message for each event": i11_one_message_per_event,
    "I12 nothing is forgotten": i12_nothing_is_forgotten,
    "I13 no other cooperative is touched": i13_no_other_cooperative,
    "I14 no buyer sees an error page": i14_no_error_pages,
    "I15 escrow sells nothing twice": i15_escrow_keeps_its_word,
}


def check(facts: Facts) -> dict[str, list[str]]:
    """Every invariant with what is wrong about it."""
    return {name: function(facts) for name, function in ALL.items()}
