"""Encrypt every stored secret anew with the first of FIELD_KEYS."""

from typing import Any

from django.core.management.base import BaseCommand

from integrations.sync.secrets import rotate_keys


class Command(BaseCommand):
    """``manage.py rotate_keys``: after a new key was put first in FIELD_KEYS."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{rotate_keys()} secrets are encrypted with the newest key.")
