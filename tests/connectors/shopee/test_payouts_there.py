"""The payouts of Pasar Tiruan, read by our connector, page by page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from integrations.channels.settlements import Settlement, SettlementKind
from integrations.channels.transport import Secret
from integrations.channels.words import App, Credentials
from integrations.connectors.shopee import ShopeeConnector
from tests.connectors.shopee.test_publishing import in_process
from tests.sandbox.stranger import PARTNER_ID, PARTNER_KEY, SHOP, Stranger, make_stranger

DAY = timedelta(days=1)


@pytest.fixture
def there() -> Iterator[Stranger]:
    stranger = make_stranger(":memory:")
    yield stranger
    stranger.market.store.close()


def now(there: Stranger) -> datetime:
    return datetime.fromtimestamp(there.market.store.now(), UTC)


@pytest.fixture
def connector(there: Stranger) -> ShopeeConnector:
    return ShopeeConnector(
        Credentials(external_shop_id=str(SHOP), access_token=Secret(there.access_token)),
        in_process(there.host),
        lambda: now(there),
        app=App(app_id=str(PARTNER_ID), secret=Secret(PARTNER_KEY), api_base="http://pasar"),
    )


def test_every_amount_of_a_payout_has_its_name(there: Stranger, connector: ShopeeConnector) -> None:
    sn = there.order(quantity=2)
    for step in ("ship", "deliver", "receive"):
        there.act(sn, step)

    page = connector.read_settlements(now(there) - DAY, now(there) + DAY)

    [found] = page.items
    assert isinstance(found, Settlement)
    assert page.next_cursor is None
    assert (found.statement_id, found.released_at) == (sn, now(there))
    assert int(found.total) == sum(int(line.amount) for line in found.lines)
    assert SettlementKind.OTHER not in {line.kind for line in found.lines}
    [sale] = [line for line in found.lines if line.kind is SettlementKind.SALE]
    [line] = there.detail(sn, "item_list")["item_list"]
    assert int(sale.amount) == 2 * int(line["model_discounted_price"])
