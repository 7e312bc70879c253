"""Rebuild all product cards, the search index and the sold counters."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from catalog.models import Product
from shop.search import index
from shop.storefront import cards


class Command(BaseCommand):
    help = "Rebuild the cards that lists and search show (all products, or the given ids)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("products", nargs="*", type=int, help="product ids; all when empty")
        parser.add_argument("--index", action="store_true", help="empty the search index first")

    def handle(self, *args: Any, **options: Any) -> None:
        """Refresh in batches; safe to run while the shop sells."""
        chosen = options["products"] or None
        if options["index"]:
            index.clear()
        ids = chosen or Product.objects.exclude(structure=Product.CHILD).values_list(
            "pk", flat=True
        )
        written = cards.refresh(list(ids))
        if options["index"]:
            cards.index_again()
        cards.refresh_sold(chosen)
        self.stdout.write(f"{written} cards")
