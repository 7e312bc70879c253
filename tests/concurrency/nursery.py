"""Brings up ``sync_worker`` processes quickly, so that they can be killed often.

``python -m tests.concurrency.nursery``: Django is loaded once; for every line on standard input a
child is forked that runs the command ``sync_worker`` as ``manage.py`` does, and its process id is
printed. A child shares nothing with the others but the code.
"""

from __future__ import annotations

import os
import signal
import sys


def main() -> None:
    """Until standard input ends."""
    import django

    django.setup()
    # Everything a worker imports is loaded before the first fork.
    import integrations.sync.management.commands.sync_worker
    import integrations.sync.tasks  # noqa: F401

    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    print("ready", flush=True)
    for _line in sys.stdin:
        child = os.fork()
        if child == 0:
            work()
        print(child, flush=True)


def work() -> None:
    """The child: the worker until somebody ends it."""
    from django.core.management import call_command

    sys.stdin.close()
    try:
        call_command("sync_worker")
    finally:
        os._exit(0)


if __name__ == "__main__":
    main()
