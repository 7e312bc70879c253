"""Work that a request finds due but nobody should wait for: done when its answer has been sent.

The process itself does it, in the thread that answered; there is no queue and nothing is promised:
a process that stops in between leaves the work to the next request that finds it due. Outside of a
request (a duty, a command) it is done at once.
"""

import logging
import threading
from collections.abc import Callable
from typing import Any

logger = logging.getLogger(__name__)

Work = Callable[[], object]


class _Due(threading.local):
    """What this thread has to do after the request it is answering; None between requests."""

    work: dict[str, Work] | None = None


_due = _Due()


def do(key: str, work: Work) -> None:
    """Do this after the answer; the same key once for each request."""
    if _due.work is None:
        work()
    else:
        _due.work.setdefault(key, work)


def request_started(**_signal: Any) -> None:
    """From here on work is put off."""
    _due.work = {}


def request_finished(**_signal: Any) -> None:
    """The answer is out. What fails now is logged: there is nobody left to tell."""
    due, _due.work = _due.work, None
    for key, work in (due or {}).items():
        try:
            work()
        except Exception:
            logger.exception("Left undone after a request: %s", key)
