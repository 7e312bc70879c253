"""The product as people run it: ``python -m shop.run demo`` on free ports, with seeded data.

Nothing is replaced: supervisor, granian, ``sync_worker`` and Pasar Tiruan are the processes of
``make run``, on a copy of the seeded database. What they print is kept and shown when they fail.
The test's own Django looks at the same database.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

from django.db import connection, connections
from django.test import override_settings

from shop.demo.loading.market import APP
from shop.demo.shopper import Shopper
from shop.run import (
    DEMO_SOURCES,
    MIGRATIONS,
    STATIC_SOURCES,
    Plan,
    answers,
    children_of,
    die_with_parent,
    once,
)
from tests import database
from tests.live.market import Market
from tests.live.seeding import ROOT, collect_static, environment, make_seeded

Result = TypeVar("Result")

HOST = "127.0.0.1"
# Cold processes on a busy machine with few cores.
START_PATIENCE = 120.0
STOP_PATIENCE = 20.0
LAST_LINES = 60


def until(
    look: Callable[[], Result], *, seconds: float = 60.0, what: str = "", pause: float = 0.1
) -> Result:
    """The first true answer of ``look``. Fails with the last answer when time is over."""
    deadline = time.monotonic() + seconds
    while True:
        found = look()
        if found:
            return found
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds:.0f} s: {what or look}; last: {found!r}")
        time.sleep(pause)


def until_equal(
    look: Callable[[], Result], wanted: Result, *, seconds: float = 60.0, what: str = ""
) -> float:
    """Wait until ``look`` answers ``wanted``; returns after how many seconds it did."""
    started = time.monotonic()
    last: list[Result] = []

    def same() -> bool:
        last[:] = [look()]
        return last[0] == wanted

    try:
        until(same, seconds=seconds)
    except AssertionError:
        raise AssertionError(
            f"not within {seconds:.0f} s: {what}: wanted {wanted!r}, last {last!r}"
        ) from None
    return time.monotonic() - started


def free_ports() -> tuple[int, int]:
    """A port for the shop and the ones after it for the sandbox; nobody holds them now.

    Below the range from which the system takes ports for outgoing calls: one of those could land
    on a port of ours between this look and the start of the sandbox.
    """
    for _try in range(200):
        base = random.randrange(20_000, 32_000)
        if all(_is_free(base + step) for step in range(11)):
            return base, base + 1
    raise AssertionError("no eleven free ports in a row")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


class Process:
    """One process of the product; what it says goes to a file."""

    def __init__(
        self, name: str, command: Sequence[str], env: dict[str, str], folder: Path
    ) -> None:
        self.name = name
        self.log = folder / f"{name}.log"
        self._said = self.log.open("ab")
        self.process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=env,
            stdout=self._said,
            stderr=subprocess.STDOUT,
            preexec_fn=die_with_parent,
            start_new_session=True,
        )

    @property
    def is_alive(self) -> bool:
        """Whether it runs."""
        return self.process.poll() is None

    def stop(self) -> None:
        """End it and everything it started."""
        children = descendants(self.process.pid)
        if self.is_alive:
            self.process.terminate()
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(STOP_PATIENCE)
        for pid in [self.process.pid, *children]:
            with suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait(STOP_PATIENCE)
        self._said.close()

    def words(self) -> str:
        """The end of what it said."""
        lines = self.log.read_text(errors="replace").splitlines()[-LAST_LINES:]
        return f"--- {self.name} ---\n" + "\n".join(lines)


def descendants(pid: int) -> list[int]:
    """Processes below this one, parents first."""
    try:
        text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    except OSError:
        return []
    found: list[int] = []
    for child in text.split():
        found += [int(child), *descendants(int(child))]
    return found


def command_of(pid: int) -> str:
    """The command line of a process; empty when it is gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
    except OSError:
        return ""


class Stack:
    """A running installation. ``site`` and ``market`` are how the outside sees it."""

    def __init__(self, name: str) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix=f"lapak-{name}-"))
        self.var = self.folder / "var"
        self.database = make_seeded()
        self.processes: list[Process] = []
        self.port, self.sandbox_port = free_ports()
        self.site = f"http://{HOST}:{self.port}"
        self.market = Market(f"http://{HOST}:{self.sandbox_port}")
        self.extra: dict[str, str] = {}

    @property
    def environment(self) -> dict[str, str]:
        """What the product's processes are told."""
        return {
            **environment(self.database.url, self.var),
            "SITE_URL": self.site,
            "HOST": HOST,
            "PORT": str(self.port),
            "SANDBOX_PORT": str(self.sandbox_port),
            **self.extra,
        }

    def prepare(self) -> None:
        """The copies: database, pictures, the marketplace's seed with this installation's port."""
        name = self.database.create()
        database.use(name)
        self.var.mkdir()
        source = self.database.var
        shutil.copytree(source / "media", self.var / "media", copy_function=os.link)
        shutil.copy(source / "demo-logins.txt", self.var)
        seed = json.loads((source / "sandbox-seed.json").read_text())
        for app in seed["apps"]:
            app["push_url"] = f"{self.site}/api/webhooks/{APP['dialect']}/"
        (self.var / "sandbox-seed.json").write_text(json.dumps(seed))
        command = ["-m", "integrations.sandbox", "seed", str(self.var / "sandbox-seed.json")]
        command += ["--state", str(self.var / "sandbox.sqlite3"), "--empty"]
        self.run(*command)
        with override_settings(SITE_URL=self.site, SITE_HOST=HOST):
            from cms import website

            website.set_up()
        connections.close_all()

    def run(self, *arguments: str) -> str:
        """Run Python to its end with this installation's environment; what it printed."""
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise AssertionError(f"{arguments} ended with {done.returncode}: {done.stderr[-3000:]}")
        return done.stdout

    def start(self, name: str, *command: str) -> Process:
        """Start one process of the installation."""
        process = Process(name, command, self.environment, self.folder)
        self.processes.append(process)
        return process

    def start_demo(self) -> None:
        """``make run``, its preparations already stamped as done; returns once it is linked."""
        plan = Plan(
            is_demo=True, host=HOST, port=self.port, sandbox_port=self.sandbox_port, var=self.var
        )
        for name, sources in (
            ("static", STATIC_SOURCES),
            ("database", MIGRATIONS),
            ("demo", DEMO_SOURCES),
        ):
            once(plan, name, sources, name, [])
        supervisor = self.start("run", sys.executable, "-m", "shop.run", "demo")
        stamp = self.var / "stamps" / "linked"

        def is_ready() -> bool:
            assert supervisor.is_alive, supervisor.words()
            return stamp.exists() or "belum terhubung" in supervisor.words()

        until(is_ready, seconds=START_PATIENCE, what="make run is up", pause=0.3)
        assert stamp.exists(), supervisor.words()

    def start_part(self, name: str) -> Process:
        """One of the processes of ``make run`` by its name there, without the supervisor."""
        plan = Plan(
            is_demo=True, host=HOST, port=self.port, sandbox_port=self.sandbox_port, var=self.var
        )
        (command,) = (child.command for child in children_of(plan) if child.name == name)
        return self.start(name, *command)

    def wait_for_web(self) -> None:
        """Until shop and marketplace answer."""
        for address in (f"{self.site}/healthz", f"{self.market.url}/control/health"):
            until(lambda at=address: answers(at), seconds=START_PATIENCE, what=address, pause=0.2)

    def stop(self) -> None:
        """End everything, forget the data."""
        for process in reversed(self.processes):
            process.stop()
        self.database.drop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def words(self) -> str:
        """The end of what every process said."""
        return "\n".join(process.words() for process in self.processes)

    def pid_of(self, words: str) -> int:
        """The process of this installation whose command line holds these words."""
        found = [
            pid
            for process in self.processes
            for pid in [process.process.pid, *descendants(process.process.pid)]
            if words in command_of(pid)
        ]
        assert found, f"no process with {words!r}\n{self.words()}"
        return found[0]

    def kill(self, words: str) -> int:
        """SIGKILL, without a word; the supervisor starts it again. Returns who it was."""
        pid = self.pid_of(words)
        os.kill(pid, signal.SIGKILL)
        return pid

    @contextmanager
    def asleep(self, words: str) -> Iterator[None]:
        """The process stands still meanwhile."""
        pid = self.pid_of(words)
        os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(pid, signal.SIGCONT)

    def shopper(self) -> Shopper:
        """A new guest with an empty basket."""
        return Shopper(self.site)

    def mails(self) -> str:
        """Every mail written so far."""
        folder = self.var / "mail"
        files = sorted(folder.glob("*")) if folder.is_dir() else []
        return "\n".join(file.read_text(errors="replace") for file in files)


@contextmanager
def running_stack(name: str) -> Iterator[Stack]:
    """A whole installation with the demo linked; gone afterwards, its words printed on failure."""
    with prepared_stack(name) as stack:
        stack.start_demo()
        yield stack


@contextmanager
def prepared_stack(name: str) -> Iterator[Stack]:
    """An installation of which nothing runs yet; whatever was started ends with it."""
    before = connection.settings_dict["NAME"]
    collect_static()
    stack = Stack(name)
    try:
        stack.prepare()
        yield stack
    except BaseException:
        print(stack.words())
        raise
    finally:
        connections.close_all()
        stack.stop()
        database.use(before)
