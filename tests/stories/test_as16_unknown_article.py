"""AS-16: a marketplace order with an article nobody here knows."""

from __future__ import annotations

import pytest

from integrations.sync import selectors, services
from integrations.sync.models import ChannelAccount, Listing
from shop.order.models import Line, Order
from tests.live import goods
from tests.live.stack import Stack, until, until_equal

pytestmark = pytest.mark.processes

KNOWN = "KKL-GB-1000"
# Sold at the marketplace under this code; our books call it otherwise.
UNKNOWN = "KKL-MUG-01"
OURS = "KKL-NG-TRG"


def account() -> ChannelAccount:
    return ChannelAccount.objects.get(external_shop_id="68410001")


def taken_over(stack: Stack, order_sn: str) -> Order:
    return until(lambda: goods.imported(order_sn), what="the order is taken over")


def line_of_unknown(order: Order) -> Line:
    return Line.objects.exclude(partner_sku=KNOWN).get(order=order)


def test_the_known_line_holds_stock_and_the_other_waits_for_one_tap(stack: Stack) -> None:
    known, ours = goods.packs(KNOWN), goods.packs(OURS)
    order_sn = stack.market.order_lines([(KNOWN, 2), (UNKNOWN, 1)])
    order = taken_over(stack, order_sn)

    assert goods.line_of(order, KNOWN).reserved == 2
    assert goods.packs(KNOWN) == known - 2
    waiting = line_of_unknown(order)
    assert waiting.stock_item is None
    assert (waiting.reserved, waiting.shortage) == (0, 0)
    assert order.needs_decision
    (listing,) = Listing.objects.filter(account=account(), seller_sku=UNKNOWN)
    assert listing.pk in [each.listing_id for each in selectors.suggestions(account().pk)]

    services.match_listing(listing_id=listing.pk, stockrecord_id=goods.record(OURS).pk)

    waiting.refresh_from_db()
    assert waiting.stock_item_id == goods.item(OURS).pk
    assert waiting.reserved == 1
    assert goods.packs(OURS) == ours - 1
    order.refresh_from_db()
    assert not order.needs_decision
    until_equal(
        lambda: stack.market.number(UNKNOWN), goods.packs(OURS), what="the matched listing follows"
    )

    again = taken_over(stack, stack.market.order(UNKNOWN))

    assert Line.objects.get(order=again).reserved == 1
    assert not again.needs_decision
    assert goods.packs(OURS) == ours - 2
    assert goods.audit() == []
