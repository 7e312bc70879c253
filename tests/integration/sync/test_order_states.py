"""Whatever a channel says about an order, in whatever sequence: one order, the right
stock (D2, D7).

Hypothesis makes up lives that no platform promises: states jumped over, told again, told late, and
gone back to. They go through the real importer.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from integrations.channels.orders import OrderState
from integrations.channels.words import ChannelOrder as Incoming
from integrations.sync import orders
from integrations.sync.models import ChannelOrder
from integrations.sync.orders import Taken
from integrations.sync.progress import STATION, STEPS
from shop.order.models import Line, Order, Parcel
from shop.stock.models import StockMovement
from shop.stock.selectors import audit
from tests.factories_sync import Scene

pytestmark = pytest.mark.django_db(transaction=True)

STATES = list(OrderState)
GONE_OUT = {"shipped", "delivered", "completed", "return_requested", "returned"}
# (state, seconds after the one before; 0 is the same second, negative is old news)
NEWS = st.lists(
    st.tuples(st.sampled_from(STATES), st.sampled_from([60, 60, 60, 0, -30])),
    min_size=1,
    max_size=9,
)
CALM = settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def life(scene: Scene, news: list[tuple[OrderState, int]]) -> list[Incoming]:
    """The news as the channel would tell them, each with its own moment."""
    order_id = scene.market.buy(scene.key, quantity=2, is_paid=False)
    first = scene.market.orders[order_id]
    moment = first.updated_at
    told = []
    for state, seconds in news:
        moment += timedelta(seconds=seconds)
        lines = first.lines
        if state is OrderState.CANCELLED:
            lines = tuple(replace(line, cancelled_quantity=line.quantity) for line in lines)
        told.append(
            replace(first, state=state, raw_state=state.value, updated_at=moment, lines=lines)
        )
    return told


def clean(scene: Scene) -> tuple[int, int]:
    """Where the shelf stands before a life; every example has an order of its own."""
    from shop.stock import services as stock

    number = StockMovement.objects.count()
    stock.receive(item_id=scene.item.pk, quantity=2000, ref=f"setor:hidup:{number}")
    scene.market.shelves[scene.key].quantity += 2
    return scene.item.on_hand, scene.item.allocated


def books_are_right(scene: Scene, order_id: str, before: tuple[int, int]) -> None:
    """Counters, movements and lines agree; the goods are out exactly when the parcel is."""
    assert audit() == []
    row = ChannelOrder.objects.get(external_order_id=order_id)
    lines = list(Line.objects.filter(order=row.order))
    on_hand, allocated = before
    shipped = sum(line.shipped for line in lines)
    reserved = sum(line.reserved for line in lines)
    assert scene.item.on_hand == on_hand - shipped * 1000
    assert scene.item.allocated == allocated + reserved * 1000
    for line in lines:
        assert line.reserved + line.shipped + line.cancelled + line.shortage <= line.quantity
    for parcel in Parcel.objects.filter(order=row.order):
        assert not (parcel.state == "cancelled" and reserved)
        if parcel.state in GONE_OUT:
            assert (reserved, shipped) == (0, 2)


@CALM
@given(news=NEWS)
def test_any_sequence_of_states_keeps_the_books_right(
    scene: Scene, news: list[tuple[OrderState, int]]
) -> None:
    before = clean(scene)
    told = life(scene, news)
    for incoming in told:
        orders.take(account=scene.account, incoming=incoming, now=scene.clock())
    order_id = told[0].external_order_id
    if ChannelOrder.objects.get(external_order_id=order_id).order_id is None:
        return  # it was over before it was first seen, or is in a state nobody knows
    books_are_right(scene, order_id, before)
    assert Order.objects.filter(external_number=order_id).count() == 1


@CALM
@given(news=NEWS, data=st.data())
def test_repeats_and_permutations_end_where_the_newest_news_are(
    scene: Scene, news: list[tuple[OrderState, int]], data: st.DataObject
) -> None:
    """All of it again, shuffled: nothing moves any more."""
    before = clean(scene)
    told = life(scene, news)
    for incoming in told:
        orders.take(account=scene.account, incoming=incoming, now=scene.clock())
    order_id = told[0].external_order_id
    row = ChannelOrder.objects.get(external_order_id=order_id)
    seen = (row.state, scene.item.on_hand, scene.item.allocated)
    states = list(Parcel.objects.filter(order=row.order_id or 0).values_list("state", flat=True))
    movements = StockMovement.objects.count()
    for incoming in data.draw(st.permutations(told)):
        if incoming.updated_at < (row.external_updated_at or incoming.updated_at):
            taken = orders.take(account=scene.account, incoming=incoming, now=scene.clock())
            assert taken is Taken.STALE
    row.refresh_from_db()
    assert (row.state, scene.item.on_hand, scene.item.allocated) == seen
    assert (
        list(Parcel.objects.filter(order=row.order_id or 0).values_list("state", flat=True))
        == states
    )
    assert StockMovement.objects.count() == movements
    if row.order_id:
        books_are_right(scene, order_id, before)


@CALM
@given(
    jumps=st.lists(
        st.sampled_from(
            [
                OrderState.READY,
                OrderState.PROCESSED,
                OrderState.SHIPPED,
                OrderState.DELIVERED,
                OrderState.COMPLETED,
            ]
        ),
        unique=True,
        min_size=1,
    )
)
def test_a_jump_skips_no_stock_effect(scene: Scene, jumps: list[OrderState]) -> None:
    """Whichever states were missed on the way, the goods leave the books exactly once."""
    before = clean(scene)
    path = sorted(jumps, key=STATES.index)
    told = life(scene, [(state, 60) for state in path])
    for incoming in told:
        orders.take(account=scene.account, incoming=incoming, now=scene.clock())
    row = ChannelOrder.objects.get(external_order_id=told[0].external_order_id)
    if row.order_id is None:
        return  # the shop was linked after it was over
    books_are_right(scene, row.external_order_id, before)
    parcel = Parcel.objects.get(order=row.order_id)
    assert parcel.state == STATION.get(path[-1], "to_pack")


def test_every_state_has_its_steps() -> None:
    assert set(STEPS) == set(OrderState)
