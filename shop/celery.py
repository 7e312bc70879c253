"""Celery for several machines: bells and a clock. All truth is in the database.

Start the clock once (``celery -A shop.celery beat``); two of them do no harm. A worker
(``celery -A shop.celery worker``) takes both queues, ``care`` (orders, shipping, mail) and ``bulk``
(stock, prices, comparisons); ``-Q care`` keeps some for the first. Whatever else stands in the
command line, a worker has what ``shop.steady_worker`` demands of it.
"""

import os
from functools import cached_property
from typing import Any

from celery import Celery
from kombu import Exchange, Queue

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings.many")


class LapakCelery(Celery):  # type: ignore[misc]
    """Celery whose workers are steady ones, however they are started."""

    @cached_property
    def Worker(self) -> Any:
        """What the ``worker`` command makes."""
        return self.subclass_with_self("shop.steady_worker:SteadyWorker", name="Worker")


app = LapakCelery("lapak")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.update(
    include=["integrations.sync.tasks"],
    # Named here, because a worker without -Q takes the configured queues and no others.
    task_queues=[Queue(name, Exchange(name), routing_key=name) for name in ("care", "bulk")],
    task_default_queue="care",
    broker_connection_retry_on_startup=True,
    # A broker that is away must not keep a buyer waiting: one quick try, then the sweep finds it.
    broker_transport_options={"socket_connect_timeout": 1, "socket_timeout": 5},
    beat_schedule={
        "quick": {
            "task": "integrations.sync.tasks.sweep",
            "schedule": 5.0,
            "args": (True,),
            "options": {"expires": 5, "queue": "care"},
        },
        "slow": {
            "task": "integrations.sync.tasks.sweep",
            "schedule": 60.0,
            "args": (False,),
            "options": {"expires": 60, "queue": "care"},
        },
    },
)
