"""What README.md promises after ``make run``: everything is up, linked and in step."""

import pytest
import requests

from integrations.sync.models import ChannelAccount, Listing
from shop.partner.models import StockRecord
from tests.live.stack import Stack, until_equal

pytestmark = pytest.mark.processes


@pytest.mark.parametrize("path", ["/", "/berita/", "/produk/", "/keranjang/", "/kerja/", "/cms/"])
def test_every_door_opens(stack: Stack, path: str) -> None:
    answer = requests.get(f"{stack.site}{path}", timeout=30)

    assert answer.status_code == 200
    assert "<title>" in answer.text


def test_the_linked_shop_shows_our_numbers(stack: Stack) -> None:
    account = ChannelAccount.objects.get(external_shop_id="68410001")
    listings = Listing.objects.filter(account=account, stockrecord__isnull=False)
    ours = {
        listing.seller_sku: StockRecord.objects.select_related("stock_item")
        .get(pk=listing.stockrecord_id)
        .sellable_packs
        for listing in listings
    }

    def theirs() -> dict[str, int]:
        shown = stack.market.numbers()
        return {sku: shown[sku] for sku in ours}

    assert len(ours) >= 7
    until_equal(theirs, ours, seconds=60, what="numbers after linking")


def test_the_unlinked_shop_is_left_alone(stack: Stack) -> None:
    assert stack.market.stock_calls("pesisir.belawan") == []
    assert stack.market.number("KPB-TR-0250", "pesisir.belawan") == 40


def test_demo_check_measures_both_directions(stack: Stack) -> None:
    # The numbers must be right; how quickly is for ``make demo-check`` on an idle machine.
    said = stack.run("manage.py", "demo_check", "--limit", "60")

    assert "Terjual di Pasar Tiruan" in said
    assert "Terjual di toko" in said
    assert "Lulus" in said


def test_demo_check_fails_when_nothing_answers(stack: Stack) -> None:
    with pytest.raises(AssertionError, match="ended with 2"):
        stack.run("manage.py", "demo_check", "--site", "http://127.0.0.1:9")
