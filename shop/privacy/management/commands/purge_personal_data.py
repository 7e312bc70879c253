"""Delete or empty personal data whose days are over; ``--dry-run`` only counts."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from shop.privacy import retention


class Command(BaseCommand):
    """``manage.py purge_personal_data [--dry-run]``."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="change nothing, only count")

    def handle(self, *args: Any, **options: Any) -> None:
        is_dry = options["dry_run"]
        outcomes = (
            retention.count(now=timezone.now()) if is_dry else retention.purge(clock=timezone.now)
        )
        for each in outcomes:
            days = "off" if each.days is None else f"{each.days} days"
            rows = f"{each.due} due" if is_dry else f"{each.done} done"
            self.stdout.write(f"{each.rule.code:<26} {days:>10}  {rows:>10}  {each.rule.about}")
