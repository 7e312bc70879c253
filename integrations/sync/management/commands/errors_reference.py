"""Print docs/reference/errors.md from the error catalogue."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import translation

from integrations.sync.errors_catalogue import CATALOGUE, Code, Entry

HEAD = """# Errors and what to do about them

Every failure of a channel that a person may meet, from `integrations/sync/errors_catalogue.py`.
The English line is for developers, the Indonesian one is what staff read. This page is generated:
`manage.py errors_reference > docs/reference/errors.md`.
"""


class Command(BaseCommand):
    """``manage.py errors_reference``."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        sections = [self.section(code, CATALOGUE[code]) for code in Code]
        self.stdout.write("\n".join([HEAD, *sections]))

    def section(self, code: Code, entry: Entry) -> str:
        """One failure, in both languages."""
        lines = [f"## `{code}`\n"]
        for language in ("en", "id"):
            with translation.override(language):
                button = f" Button: **{entry.button}**." if entry.button else ""
                if language == "id" and entry.button:
                    button = f" Tombol: **{entry.button}**."
                lines.append(
                    f"- {language}: **{entry.title}.** {entry.cause} {entry.remedy} "
                    f"({entry.who_in_words}).{button}"
                )
        return "\n".join(lines) + "\n"
