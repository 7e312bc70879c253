"""``python -m tests.soak.plants_check [NAME …]``: every planted bug must make the soak fail.

A soak that cannot fail proves nothing. Runs one after the other; ends with 0 when each was seen
by the invariant it is about.
"""

from __future__ import annotations

import os
import subprocess
import sys

import django

SECONDS, SEED = "45", "1"


def failed(verdict: str) -> list[str]:
    """The invariants a verdict line names: ``SOAK FAIL I1,I8 seed=…``."""
    words = verdict.split()
    return words[2].split(",") if words[:2] == ["SOAK", "FAIL"] else []


def main(names: list[str]) -> int:
    """Run the soak once for each plant and say what saw it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings.test")
    django.setup()
    from tests.soak.plants import NAMES, SEEN_BY

    unseen = []
    for name in names or NAMES:
        command = [sys.executable, "-m", "tests.soak", "--no-stock", "--plant", name]
        command += ["--secs", os.environ.get("SECS") or SECONDS]
        command += ["--seed", os.environ.get("SEED") or SEED]
        done = subprocess.run(command, capture_output=True, text=True)
        lines = [line for line in done.stdout.splitlines() if line.startswith("SOAK ")]
        said = lines[-1] if len(lines) > 1 else done.stderr.strip()[-300:]
        is_seen = not SEEN_BY[name].isdisjoint(failed(said))
        print(f"{'seen  ' if is_seen else 'UNSEEN'} {name}: {said}", flush=True)
        if not is_seen:
            unseen.append(name)
    return len(unseen)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
