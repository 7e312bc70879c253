"""The nightly question: does every number explain itself?"""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from shop.stock import services
from shop.stock.models import StockItem
from shop.stock.selectors import Discrepancy, audit
from tests.factories_stock import make_item

pytestmark = pytest.mark.django_db


def run() -> str:
    out = StringIO()
    call_command("stock_audit", stdout=out)
    return out.getvalue()


def test_healthy_stock_adds_up() -> None:
    item = make_item(on_hand=10)
    make_item()
    services.reserve(item_id=item.pk, quantity=4, ref="shop:LK-1:1")
    services.ship(item_id=item.pk, quantity=1, ref="shop:LK-1:1#ship")
    services.release(item_id=item.pk, quantity=2, ref="shop:LK-1:1#cancel")
    services.take_back(item_id=item.pk, quantity=1, ref="shop:LK-1:1#return")
    services.adjust(item_id=item.pk, difference=-2, ref="desk:1", reason="Pecah", actor=None)
    assert audit() == []
    assert run() == "All 2 stock items add up.\n"


def test_a_corrupted_counter_is_found_and_named() -> None:
    make_item(on_hand=10)
    item = make_item(on_hand=12_000, name="Kopi Lintong")
    services.reserve(item_id=item.pk, quantity=2_000, ref="shop:LK-1:1")
    StockItem.objects.filter(pk=item.pk).update(on_hand=13_000, allocated=1_000)
    assert audit() == [
        Discrepancy(
            item_id=item.pk,
            name="Kopi Lintong",
            base_unit="g",
            counter="on_hand",
            stored=13_000,
            from_movements=12_000,
        ),
        Discrepancy(
            item_id=item.pk,
            name="Kopi Lintong",
            base_unit="g",
            counter="allocated",
            stored=1_000,
            from_movements=2_000,
        ),
    ]


def test_the_command_says_so_in_words_and_fails() -> None:
    item = make_item(on_hand=12_000, name="Kopi Lintong")
    StockItem.objects.filter(pk=item.pk).update(on_hand=13_000)
    out = StringIO()
    with pytest.raises(CommandError, match="1 stock numbers do not add up") as caught:
        call_command("stock_audit", stdout=out)
    assert caught.value.returncode == 1
    assert out.getvalue() == (
        f"Kopi Lintong (item {item.pk}): the counter says 13000 g in the store, "
        "the movements say 12000 g.\n"
    )


def test_a_number_nobody_moved_is_found() -> None:
    item = make_item()
    StockItem.objects.filter(pk=item.pk).update(on_hand=5)
    assert [(d.counter, d.stored, d.from_movements) for d in audit()] == [("on_hand", 5, 0)]
