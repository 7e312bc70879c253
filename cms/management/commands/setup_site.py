"""``manage.py setup_site``: address, pages and groups of the website."""

from typing import Any

from django.core.management.base import BaseCommand

from cms import website


class Command(BaseCommand):
    """Safe to run at every start: it only adds what is missing and follows SITE_URL."""

    help = "Set up the website: address from SITE_URL, starting pages, groups and approval."

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it and say where the site is."""
        home = website.set_up()
        if options["verbosity"]:
            self.stdout.write(f"Website: {home.full_url}")
