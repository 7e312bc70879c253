"""Add shelves to the shop: a real one begins without any."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from oscar.apps.catalogue.categories import create_from_breadcrumbs


class Command(BaseCommand):
    help = "Tambahkan kategori, misalnya: add_category 'Kopi' 'Beras > Beras merah'"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("names", nargs="+", help="nama kategori; '>' memisahkan induk dan anak")

    def handle(self, *args: Any, **options: Any) -> None:
        """Each part that is missing is made; those that are there stay as they are."""
        for name in options["names"]:
            category = create_from_breadcrumbs(name)
            self.stdout.write(f"{category.full_name}: /kategori/{category.slug}/")
