"""Starts one background process of the product with the soak's times.

``python -m tests.soak.start sync_worker`` or ``… celery worker --concurrency 2``: what
``manage.py`` and ``celery -A shop.celery`` do, after the times were shortened.
"""

from __future__ import annotations

import sys
from datetime import timedelta

import django


def main() -> None:
    """Until somebody ends it."""
    django.setup()
    from tests.soak import hurry, plants

    hurry.apply()
    plants.in_process()
    what, *arguments = sys.argv[1:]
    if what == "sync_worker":
        from django.core.management import call_command

        call_command("sync_worker")
        return
    from shop.celery import app

    app.conf.beat_schedule["quick"]["schedule"] = timedelta(seconds=2)
    app.start(argv=arguments)


if __name__ == "__main__":
    main()
