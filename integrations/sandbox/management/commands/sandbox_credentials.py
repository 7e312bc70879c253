"""`manage.py sandbox_credentials`: demo credentials of every dialect as JSON."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from integrations.sandbox.__main__ import main


class Command(BaseCommand):
    """Prints keys and a fresh pair of tokens; pairs handed out before stay valid."""

    help = "Print the sandbox's credentials of every dialect as JSON, for any client."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Where the sandbox runs and keeps its state."""
        parser.add_argument("--host")
        parser.add_argument("--port")
        parser.add_argument("--state")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print."""
        arguments = ["credentials"]
        for name in ("host", "port", "state"):
            if options[name]:
                arguments += [f"--{name}", options[name]]
        status = main(arguments)
        if status:
            raise SystemExit(status)
