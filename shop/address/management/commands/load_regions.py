"""Fill the table of regions: ``manage.py load_regions``."""

from typing import Any

from django.core.management.base import BaseCommand

from shop.address.regions import load_regions


class Command(BaseCommand):
    help = "Write provinces, regencies, districts and villages into the table of regions."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{load_regions()} regions")
