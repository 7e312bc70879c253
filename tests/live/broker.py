"""A Redis of a test's own: it may be killed, and comes back empty."""

from __future__ import annotations

import shutil
import socket
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import redis

from tests.live.stack import until


class Broker:
    """A Redis of our own, which may be killed and comes back empty."""

    def __init__(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.folder = Path(tempfile.mkdtemp(prefix="lapak-soak-redis-"))
        self.start()

    @staticmethod
    def is_there() -> bool:
        """Whether this machine has the server."""
        return shutil.which("redis-server") is not None

    def start(self) -> None:
        """An empty one."""
        command = ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", ""]
        command += ["--appendonly", "no", "--dir", str(self.folder)]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        until(self._answers, seconds=20, what="the broker")

    def _answers(self) -> bool:
        with suppress(redis.RedisError):
            return bool(redis.Redis(port=self.port).ping())
        return False

    def die(self, seconds: float) -> None:
        """Gone with everything in it, and back after a while."""
        self.process.kill()
        self.process.wait()
        time.sleep(seconds)
        self.start()

    def empty(self) -> None:
        """Everything in it is lost."""
        with suppress(redis.RedisError):
            redis.Redis(port=self.port).flushall()

    def stop(self) -> None:
        """For good."""
        self.process.kill()
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)
