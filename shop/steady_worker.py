"""A Celery worker that goes on after its broker was away.

Celery's workers talk to each other (gossip, mingle, heartbeat events) over connections of their
own. When Redis is killed and comes back, restarting gossip can fail, and the worker then holds a
connection, looks healthy and never takes another task (celery issues 8030, 8091, 9054; seen here
with 5.7.0 after the first restart). Nothing of ours uses that talk: rows in the database say who
works, ``Heartbeat`` says who lives. So it is switched off here, in the one place that every command
line, compose file and test goes through.
"""

from __future__ import annotations

from typing import Any

from celery.apps.worker import Worker

QUIET = {"without_gossip": True, "without_mingle": True, "without_heartbeat": True}


class SteadyWorker(Worker):  # type: ignore[misc]
    """Celery's worker without the talk between workers."""

    def __init__(self, app: Any = None, **options: Any) -> None:
        super().__init__(app, **{**options, **QUIET})
