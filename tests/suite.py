"""``make test``: the whole suite on every engine this machine has, and a clear word on which ran.

SQLite always. PostgreSQL when ``DATABASE_URL`` names one, or when a server's binaries are found
(then a private server is started). ``CI=true`` insists on PostgreSQL, Chromium and, through
``REDIS_URL``, on Redis: what is missing there is a failure, not a remark.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from tests.postgres import find_binaries, private_server

ROOT = Path(__file__).resolve().parent.parent
# What pytest answers when it finds no test.
NO_TESTS = 5
Process = subprocess.Popen[str]


def chromium() -> str | None:
    """Path of a Chromium that browser tests can drive."""
    named = os.environ.get("CHROMIUM")
    if named:
        return named
    return shutil.which("chromium") or shutil.which("google-chrome")


def environment_for(url: str | None) -> dict[str, str]:
    """Environment of a run on this engine; without an address it is SQLite."""
    kept = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    return {**kept, "DATABASE_URL": url} if url else kept


def run_side_by_side(parts: dict[str, list[str]], url: str | None) -> bool:
    """Run pytest once for each part, all at the same time; True when every one passed.

    The first speaks while it runs. The words of the others follow when it is over, so that
    nothing is mixed.
    """
    running: list[tuple[str, Process, IO[str] | None]] = []
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as files:
        for title, selection in parts.items():
            words = None
            if running:
                words = files.enter_context(open(Path(folder) / str(len(running)), "w+"))
            else:
                print(f"\n=== {title} ===", flush=True)
            running.append((title, start_pytest(selection, url, words), words))
        passed = [wait_for(*each) for each in running]
    return all(passed)


def start_pytest(selection: list[str], url: str | None, words: IO[str] | None) -> Process:
    """One run of pytest, into a file or straight to the terminal."""
    command = [sys.executable, "-m", "pytest", "-q", *selection, *sys.argv[1:]]
    return subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment_for(url),
        stdout=words,
        stderr=words and subprocess.STDOUT,
        text=True,
    )


def wait_for(title: str, process: Process, words: IO[str] | None) -> bool:
    """Whether the run passed; shows what it wrote into its file."""
    code = process.wait()
    if words is not None:
        words.seek(0)
        print(f"\n=== {title} ===\n{words.read()}", flush=True)
    # A path on the command line may hold no test of one part; the whole suite holds some of each.
    return code == 0 or (code == NO_TESTS and bool(sys.argv[1:]))


def run_both_parts(title: str, url: str | None) -> bool:
    """Quick tests on two processes, then those that start programs and mostly wait for them.

    Browser tests and tests of many processes have installations of their own, so that they run
    at the same time.
    """
    quick = ["-m", "not browser and not processes", "-n", "2"]
    has_passed = run_side_by_side({f"{title}: tests": quick}, url)
    heavy = {f"{title}: processes": ["-m", "processes"]}
    if chromium():
        heavy[f"{title}: browser"] = ["-m", "browser and not processes"]
    return run_side_by_side(heavy, url) and has_passed


def postgres(binaries: Path | None) -> contextlib.AbstractContextManager[str] | None:
    """The server ``DATABASE_URL`` names, or a private one; None when there is none."""
    given = os.environ.get("DATABASE_URL", "")
    if given.startswith("postgres"):
        return contextlib.nullcontext(given)
    return private_server(binaries) if binaries else None


def verdicts() -> Iterator[tuple[str, str]]:
    """Run everything; what ran, with the words about it."""
    insists = os.environ.get("CI") == "true"
    yield "SQLite", "passed" if run_both_parts("SQLite", None) else "FAILED"
    server = postgres(find_binaries())
    if server is None:
        yield "PostgreSQL", "FAILED (no server found)" if insists else "not run: no server"
    else:
        with server as url:
            yield "PostgreSQL", "passed" if run_both_parts("PostgreSQL", url) else "FAILED"
    missing = "FAILED (no Chromium)" if insists else "not run: no Chromium found"
    yield "Browser tests", "in the runs above" if chromium() else missing
    redis = os.environ.get("REDIS_URL", "")
    missing = "FAILED (no REDIS_URL)" if insists else "not run: REDIS_URL names no Redis"
    yield "Celery/Redis", "in the runs above" if redis else missing


def main() -> int:
    """Run all, print the verdict, return the exit code."""
    started = time.monotonic()
    results = dict(verdicts())
    print(f"\n=== Verdict after {time.monotonic() - started:.0f} s ===")
    for name, verdict in results.items():
        print(f"{name:15} {verdict}")
    return int(any(verdict.startswith("FAILED") for verdict in results.values()))


if __name__ == "__main__":
    raise SystemExit(main())
