#!/usr/bin/env python
"""Django's command line for Lapak Koperasi."""

import gc
import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings.single")
    from django.core.management import execute_from_command_line

    if sys.argv[1:2] == ["migrate"]:
        # Migrating builds tens of thousands of model classes; with the default threshold the
        # garbage collector takes a quarter of the time.
        gc.set_threshold(100_000, 50, 100)
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
