"""Whatever happens to orders in whatever order, goods and promises stay in step (D2, D12)."""

import random
from datetime import timedelta

import pytest
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shop.order import services
from shop.order.errors import CannotPlace, NotAllowed
from shop.order.models import Line, Order, Parcel, ParcelState
from shop.order.selectors import refund_due
from shop.order.status import derive
from shop.stock import services as stock
from shop.stock.models import StockItem
from shop.stock.selectors import audit
from tests.factories_orders import incoming, incoming_line, make_order, make_shelf
from tests.factories_stock import make_offer

pytestmark = pytest.mark.django_db


class World:
    """A shelf with two packs of one article, and everything that can be done to its orders."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.bag = make_shelf(on_hand=12_000, units_per_sale=1_000)
        self.sack = make_offer(item=self.bag.stock_item, units_per_sale=5_000, price=400_000)
        self.received = 0

    def any(self, model):
        ids = list(model.objects.values_list("pk", flat=True))
        return self.chance.choice(ids) if ids else 0

    def record(self):
        return self.chance.choice([self.bag, self.sack])

    def order_here(self):
        make_order((self.record(), self.chance.randint(1, 3)))

    def order_on_a_channel(self):
        lines = [
            incoming_line(self.chance.choice([self.record(), None]), self.chance.randint(1, 3))
            for _number in range(self.chance.randint(1, 2))
        ]
        services.import_order(incoming=incoming(self.bag.partner, lines))

    def receive(self):
        self.received += 1
        quantity = self.chance.choice([500, 3_000, 7_000])
        stock.receive(
            item_id=self.bag.stock_item_id, quantity=quantity, ref=f"terima:{self.received}"
        )

    def count(self):
        self.received += 1
        stock.count(
            item_id=self.bag.stock_item_id,
            counted=self.chance.choice([0, 4_500, 9_000]),
            counted_at=timezone.now(),
            ref=f"hitung:{self.received}",
        )

    def pay(self):
        services.mark_paid(order_id=self.any(Order))

    def lapse(self):
        services.lapse_due(clock=lambda: timezone.now() + timedelta(days=2), budget=2)

    def late_money(self):
        self.lapse()
        lapsed = Order.objects.filter(lapsed_at__isnull=False).values_list("pk", flat=True)
        for order_id in lapsed[:2]:
            services.mark_paid(order_id=order_id)

    def walk(self):
        source = self.chance.choice(["desk", "shopee"])
        to = self.chance.choice(ParcelState.values)
        services.walk(parcel_id=self.any(Parcel), to=to, source=source)

    def move(self):
        to = self.chance.choice(ParcelState.values)
        services.move(parcel_id=self.any(Parcel), to=to, source="desk")

    def match(self):
        services.match_line(line_id=self.any(Line), stockrecord_id=self.record().pk)

    def cancel(self):
        services.cancel_order(order_id=self.any(Order), reason="")

    def cancel_some(self):
        services.cancel_line(line_id=self.any(Line), quantity=self.chance.randint(1, 3), reason="")

    def split(self):
        parcel = Parcel.objects.get(pk=self.any(Parcel))
        rows = list(parcel.parcel_lines.all())
        if rows:
            row = self.chance.choice(rows)
            services.split_parcel(parcel_id=parcel.pk, quantities={row.line_id: 1})

    def take_back(self):
        services.take_back(line_id=self.any(Line), quantity=1)

    def decide(self):
        decision = self.chance.choice(list(services.Decision))
        services.decide_shortage(order_id=self.any(Order), decision=decision)

    def refund(self):
        order = Order.objects.get(pk=self.any(Order))
        due = refund_due(order=order, lines=order.lines.all(), parcels=order.parcels.all())
        if due:
            services.mark_refunded(order_id=order.pk, amount=due)


DEEDS = sorted(name for name in vars(World) if name not in {"any", "record"} and name[0] != "_")


def attempt(world, deed):
    """Do it, or be refused: a refusal leaves no trace."""
    before = snapshot()
    try:
        with transaction.atomic():
            getattr(world, deed)()
    except (NotAllowed, CannotPlace, Order.DoesNotExist, Parcel.DoesNotExist, Line.DoesNotExist):
        assert snapshot() == before


def snapshot():
    return (
        list(Line.objects.order_by("pk").values_list("reserved", "shortage", "shipped")),
        list(Parcel.objects.order_by("pk").values_list("state", flat=True)),
        list(StockItem.objects.order_by("pk").values_list("on_hand", "allocated")),
    )


def check(world):
    assert audit() == []
    promised = 0
    for line in Line.objects.all():
        parts = line.reserved + line.shortage + line.shipped + line.cancelled
        assert parts == (line.quantity if line.stock_item_id else 0), line.pk
        promised += line.reserved * line.units_per_sale
    item = StockItem.objects.get(pk=world.bag.stock_item_id)
    assert item.allocated == promised
    for order in Order.objects.prefetch_related("parcels", "lines"):
        check_order(order)


def check_order(order):
    states = [parcel.state for parcel in order.parcels.all()]
    assert order.status == derive(payment_state=order.payment_state, parcel_states=states)
    if any(line.shortage for line in order.lines.all()):
        assert order.needs_decision or order.decision
    if order.needs_decision:
        assert order.decision_due is not None
    facts = sum(line.price + line.shipping_paid for line in order.lines.all())
    assert facts == int(order.total_incl_tax)
    packed = order.parcels.aggregate(packs=Sum("parcel_lines__quantity"))["packs"] or 0
    gone = sum(line.cancelled for line in order.lines.all())
    assert packed <= sum(line.quantity for line in order.lines.all()) <= packed + gone or any(
        line.stock_item_id is None for line in order.lines.all()
    )


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(seed=st.integers(0, 10**6), deeds=st.lists(st.sampled_from(DEEDS), min_size=5, max_size=25))
def test_goods_and_promises_stay_in_step(seed, deeds):
    with transaction.atomic():
        world = World(seed)
        for deed in ["order_here", "order_on_a_channel", *deeds]:
            attempt(world, deed)
            check(world)
        transaction.set_rollback(True)
