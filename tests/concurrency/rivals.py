"""Several real processes against one database, let go at the same moment.

Each rival is forked from the test, so that it costs no start-up; it opens a connection of its
own, says that it stands at the line, waits for the word, and sends back what its role returns.
"""

from __future__ import annotations

import multiprocessing
import os
import traceback
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection
from typing import Any

from django.db import connections

PATIENCE = 300

Role = Callable[..., Any]


class Rival:
    """One process, standing at the line."""

    def __init__(self, role: Role, told: dict[str, Any]) -> None:
        # A connection shared with a child would mix up both.
        connections.close_all()
        fork = multiprocessing.get_context("fork")
        self.pipe, theirs = fork.Pipe()
        self.process = fork.Process(target=live, args=(theirs, role, told), daemon=True)
        self.process.start()
        theirs.close()
        assert self.hear() == "ready"

    def let_go(self) -> None:
        """Say the word."""
        self.pipe.send("go")

    def hear(self) -> Any:
        """The next thing it says; its traceback fails the test."""
        if not self.pipe.poll(PATIENCE):
            raise TimeoutError("a rival says nothing")
        said = self.pipe.recv()
        if isinstance(said, Failure):
            raise AssertionError(f"a rival failed:\n{said}")
        return said

    def kill(self) -> None:
        """SIGKILL: nothing of it can tidy up."""
        self.process.kill()
        self.process.join()


class Failure(str):
    """The traceback of a rival."""


def live(pipe: Connection, role: Role, told: dict[str, Any]) -> None:
    """A rival's life. It leaves without running what belongs to the test's own process."""
    try:
        pipe.send("ready")
        pipe.recv()
        pipe.send(role(**told))
    except BaseException:
        pipe.send(Failure(traceback.format_exc()))
    finally:
        pipe.close()
        connections.close_all()
        os._exit(0)


def race(role: Role, tasks: Sequence[dict[str, Any]]) -> list[Any]:
    """One process per task, all at once; what each of them answered."""
    rivals: list[Rival] = []
    try:
        rivals += [Rival(role, told) for told in tasks]
        for rival in rivals:
            rival.let_go()
        return [rival.hear() for rival in rivals]
    finally:
        for rival in rivals:
            rival.kill()
