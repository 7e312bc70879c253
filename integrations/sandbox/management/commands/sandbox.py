"""`manage.py sandbox`: run Pasar Tiruan alone."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from integrations.sandbox.__main__ import main


class Command(BaseCommand):
    """Starts the sandbox marketplace, or fills it (`manage.py sandbox seed FILE.json`)."""

    help = "Run Pasar Tiruan, the sandbox marketplace (buyer page and one port per dialect)."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Hand everything on to the sandbox's own command line."""
        parser.add_argument("action", nargs="?", default="serve", choices=["serve", "seed"])
        parser.add_argument("file", nargs="?")
        parser.add_argument("--host")
        parser.add_argument("--port")
        parser.add_argument("--state")
        parser.add_argument("--empty", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run until stopped."""
        arguments = [options["action"], *([options["file"]] if options["file"] else [])]
        for name in ("host", "port", "state"):
            if options[name]:
                arguments += [f"--{name}", options[name]]
        if options["empty"]:
            arguments.append("--empty")
        status = main(arguments)
        if status:
            raise SystemExit(status)
