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
import time
from pathlib import Path

from tests.postgres import find_binaries, private_server

ROOT = Path(__file__).resolve().parent.parent


def chromium() -> str | None:
    """Path of a Chromium that browser tests can drive."""
    named = os.environ.get("CHROMIUM")
    if named:
        return named
    return shutil.which("chromium") or shutil.which("google-chrome")


def run_pytest(title: str, url: str | None, *selection: str) -> bool:
    """Run the suite on one engine; True when it passed."""
    environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    if url:
        environment["DATABASE_URL"] = url
    print(f"\n=== {title} ===", flush=True)
    command = [sys.executable, "-m", "pytest", "-q", *selection, *sys.argv[1:]]
    return subprocess.run(command, cwd=ROOT, env=environment).returncode == 0


def run_both_parts(title: str, url: str | None) -> bool:
    """Quick tests side by side, then those that need the whole machine, one by one."""
    quick = run_pytest(f"{title}: tests", url, "-m", "not browser and not processes", "-n", "2")
    heavy = "browser or processes" if chromium() else "processes"
    return run_pytest(f"{title}: processes and browser", url, "-m", heavy) and quick


def main() -> int:
    """Run all, print the verdict, return the exit code."""
    insists = os.environ.get("CI") == "true"
    started = time.monotonic()
    results: dict[str, str] = {}
    results["SQLite"] = "passed" if run_both_parts("SQLite", None) else "FAILED"
    given = os.environ.get("DATABASE_URL", "")
    binaries = find_binaries()
    if given.startswith("postgres"):
        server: contextlib.AbstractContextManager[str] | None = contextlib.nullcontext(given)
    else:
        server = private_server(binaries) if binaries else None
    if server is None:
        results["PostgreSQL"] = "FAILED (no server found)" if insists else "not run: no server"
    else:
        with server as url:
            results["PostgreSQL"] = "passed" if run_both_parts("PostgreSQL", url) else "FAILED"
    missing = "FAILED (no Chromium)" if insists else "not run: no Chromium found"
    results["Browser tests"] = "in the runs above" if chromium() else missing
    redis = os.environ.get("REDIS_URL", "")
    missing = "FAILED (no REDIS_URL)" if insists else "not run: REDIS_URL names no Redis"
    results["Celery/Redis"] = "in the runs above" if redis else missing
    print(f"\n=== Verdict after {time.monotonic() - started:.0f} s ===")
    for name, verdict in results.items():
        print(f"{name:15} {verdict}")
    return int(any(verdict.startswith("FAILED") for verdict in results.values()))


if __name__ == "__main__":
    raise SystemExit(main())
