"""AS-02: the last bag in the same second, two hundred times."""

from __future__ import annotations

import threading

import pytest
from django.db import connections
from django.db.models import Sum

from integrations.sync import desired, orders
from integrations.sync.models import ChannelOrder, Listing
from shop.order.errors import CannotPlace
from shop.order.models import Line, Order
from shop.partner.models import StockRecord
from tests.factories_orders import make_order
from tests.factories_stock import make_item, make_offer
from tests.factories_sync import Scene
from tests.fakes.marketplace import Key

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]
TIMES = {"shop first": 60, "channel first": 60, "at once": 80}


def last_bag(scene: Scene) -> tuple[StockRecord, Key]:
    """A new pack of which one is left, here and there."""
    item = make_item(on_hand=1000, cooperative=scene.record.partner)
    record = make_offer(item=item)
    key = scene.market.list_item(seller_sku=record.partner_sku, quantity=1)
    listing = Listing.objects.create(
        account=scene.account,
        stockrecord=record,
        external_listing_id=key[0],
        title="Kopi",
        state="live",
        zero_allowed=True,
    )
    desired.ensure(account_id=scene.account.pk, listing_ids=[listing.pk])
    return record, key


class Sale:
    """Both buyers of one bag."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.record, self.key = last_bag(scene)
        self.refusal: CannotPlace | None = None
        self.external_id = ""

    def at_the_shop(self) -> None:
        """The buyer presses "Bayar"."""
        try:
            make_order((self.record, 1))
        except CannotPlace as refusal:
            self.refusal = refusal

    def at_the_channel(self) -> None:
        """The marketplace buyer pays, and the news reach us."""
        self.external_id = self.scene.market.buy(self.key)
        incoming = self.scene.market.orders[self.external_id]
        orders.take(account=self.scene.account, incoming=incoming, now=self.scene.clock())

    def at_once(self) -> None:
        """Both, released by a barrier."""
        gate = threading.Barrier(2)

        def let(act) -> None:  # type: ignore[no-untyped-def]
            try:
                gate.wait()
                act()
            finally:
                connections.close_all()

        both = [
            threading.Thread(target=let, args=(act,))
            for act in (self.at_the_shop, self.at_the_channel)
        ]
        for thread in both:
            thread.start()
        for thread in both:
            thread.join()

    def check(self) -> str:
        """Sold once, nothing lost, nothing hidden. Returns who was faster."""
        item = self.record.stock_item
        assert item is not None
        item.refresh_from_db()
        assert (item.on_hand, item.allocated) == (1000, 1000)
        assert item.movements.filter(kind="reserve").count() == 1
        lines = Line.objects.filter(stockrecord=self.record)
        sums = lines.aggregate(Sum("reserved"), Sum("shortage"))
        theirs = ChannelOrder.objects.get(external_order_id=self.external_id)
        assert theirs.import_state == "done"
        assert theirs.order is not None
        line = theirs.order.lines.get()
        if self.refusal is None:
            assert (line.reserved, line.shortage) == (0, 1)
            assert theirs.order.needs_decision is True
            assert theirs.order.decision_due is not None
            assert (sums["reserved__sum"], sums["shortage__sum"]) == (1, 1)
            return "shop"
        assert set(self.refusal.codes) <= {"sold_out", "short_stock"}
        assert (
            "habis" in self.refusal.problems[0].text or "tersisa" in self.refusal.problems[0].text
        )
        assert (line.reserved, line.shortage) == (1, 0)
        assert (sums["reserved__sum"], sums["shortage__sum"]) == (1, 0)
        return "channel"


def test_the_last_bag_is_sold_once(scene: Scene) -> None:
    winners = {"shop first": set(), "channel first": set(), "at once": set()}  # type: ignore[var-annotated]
    for order, times in TIMES.items():
        for _ in range(times):
            sale = Sale(scene)
            if order == "shop first":
                sale.at_the_shop()
                sale.at_the_channel()
            elif order == "channel first":
                sale.at_the_channel()
                sale.at_the_shop()
            else:
                sale.at_once()
            winners[order].add(sale.check())
    assert winners["shop first"] == {"shop"}
    assert winners["channel first"] == {"channel"}
    assert Order.objects.filter(source="fake").count() == sum(TIMES.values())
