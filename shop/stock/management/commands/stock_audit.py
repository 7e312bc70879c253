"""``manage.py stock_audit``: does every number still explain itself?"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from shop.stock.models import StockItem
from shop.stock.selectors import Discrepancy, audit

COUNTERS = {"on_hand": "in the store", "allocated": "promised to orders"}


class Command(BaseCommand):
    """Exit code 1 and one line per wrong number; silence is never the answer."""

    help = "Compare every stock counter with the sum of its movements."

    def handle(self, *args: Any, **options: Any) -> None:
        found = audit()
        for discrepancy in found:
            self.stdout.write(sentence(discrepancy))
        if found:
            raise CommandError(f"{len(found)} stock numbers do not add up.", returncode=1)
        self.stdout.write(f"All {StockItem.objects.count()} stock items add up.")


def sentence(found: Discrepancy) -> str:
    """The item and both numbers, in plain words."""
    return (
        f"{found.name} (item {found.item_id}): the counter says {found.stored} {found.base_unit} "
        f"{COUNTERS[found.counter]}, the movements say {found.from_movements} {found.base_unit}."
    )
