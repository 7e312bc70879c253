"""AS-18: a shop is linked before anybody counted the store. Nothing is sent."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import override_settings
from django.utils import timezone

from integrations.sync import services
from integrations.sync.facts import Change
from integrations.sync.models import ChannelAccount
from shop.demo.content.marketplace import SEAFOOD_SHOP
from shop.demo.management.commands.link_sandbox import give_permission, registration
from shop.stock.models import StockItem
from shop.stock.services import count
from tests.live import goods
from tests.live.market import SEAFOOD
from tests.live.stack import Stack, until_equal

pytestmark = pytest.mark.processes

BUDGET = timedelta(seconds=60)


def empty_the_store() -> None:
    for item in StockItem.objects.filter(cooperative__code=SEAFOOD_SHOP.cooperative.lower()):
        count(
            item_id=item.pk,
            counted=0,
            counted_at=timezone.now(),
            ref=f"kosong:{item.pk}",
            reason="gudang belum dihitung",
        )


def link(stack: Stack) -> int:
    """Permission given, listings read and matched; the account's id."""
    with override_settings(SITE_URL=stack.site, SANDBOX_PORT=stack.sandbox_port):
        account_id = give_permission(app=registration(), shop=SEAFOOD_SHOP)
    services.read_listings(account_id=account_id, clock=timezone.now, budget=BUDGET)
    assert services.accept_certain(account_id=account_id) >= 8
    return account_id


def test_linking_with_an_empty_store_sends_nothing(stack: Stack) -> None:
    empty_the_store()
    before = stack.market.numbers(SEAFOOD)
    account_id = link(stack)

    shown = services.dry_run(account_id=account_id)
    assert shown.is_all_zero
    assert {row.change for row in shown.rows} == {Change.SOLD_OUT}
    with pytest.raises(services.EverythingSoldOut):
        services.switch_on(account_id=account_id)

    assert not ChannelAccount.objects.get(pk=account_id).push_stock
    assert stack.market.stock_calls(SEAFOOD) == []
    assert stack.market.numbers(SEAFOOD) == before

    goods.set_packs("KPB-TR-0250", 8)
    again = services.dry_run(account_id=account_id)
    (row,) = [row for row in again.rows if row.seller_sku == "KPB-TR-0250"]
    assert (row.here, row.there, row.becomes) == (8, 40, 8)
    services.switch_on(account_id=account_id)

    until_equal(lambda: stack.market.number("KPB-TR-0250", SEAFOOD), 8, what="the counted goods")
    # What nobody has counted keeps its number until a person says yes to zero.
    assert stack.market.number("KPB-EB-0250", SEAFOOD) == before["KPB-EB-0250"]
