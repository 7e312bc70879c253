"""``make bench``: our shop on both engines, stock Oscar and Lighthouse; then the page of numbers.

Every part keeps its numbers in ``var/bench/*.json``; ``docs/reference/performance.md`` is written
from those files, so a part that did not run this time shows what it measured last, with its date.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.bench import lighthouse, report, stock_env
from tests.postgres import find_binaries

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "var" / "bench"
STOCK_SIZES = 10_000


def main() -> None:
    """Run the parts that were asked for, then write the page."""
    arguments = _arguments()
    FOLDER.mkdir(parents=True, exist_ok=True)
    for part in arguments.parts.split(","):
        PARTS[part](arguments.sizes)
    report.write(FOLDER, ROOT / "docs" / "reference" / "performance.md")
    print("docs/reference/performance.md is written.")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="1000,10000,100000")
    parser.add_argument("--parts", default=",".join(PARTS))
    return parser.parse_args()


def _sqlite(sizes: str) -> None:
    folder = _fresh("sqlite")
    address = f"sqlite:///{folder / 'bench.sqlite3'}"
    _shop("sqlite", sizes, [sys.executable], {"DATABASE_URL": address})


def _postgresql(sizes: str) -> None:
    if find_binaries() is None:
        print("PostgreSQL was not found on this machine: left out.")
        return
    _fresh("postgresql")
    _shop("postgresql", sizes, [sys.executable, "-m", "tests.postgres", "--", sys.executable], {})


def _shop(name: str, sizes: str, program: list[str], more: dict[str, str]) -> None:
    _program(name, program, ["tests.bench.our_shop", sizes], more)


def _program(name: str, program: list[str], words: list[str], more: dict[str, str]) -> None:
    """Run a measuring module with the shop's settings; its numbers go into ``<name>.json``."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "shop.settings.single",
        "VAR_DIR": str(FOLDER / name),
        "SECRET_KEY": "only-for-the-bench-" + "0" * 40,
        "FIELD_KEYS": "MDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDA=",
        "LOG_LEVEL": "ERROR",
        **more,
    }
    collect = [sys.executable, "manage.py", "collectstatic", "--noinput", "-v0"]
    subprocess.run(collect, cwd=ROOT, env=environment, check=True)
    output = FOLDER / f"{name}.json"
    command = [*program, "-m", *words, str(output)]
    subprocess.run(command, cwd=ROOT, env=environment, check=True)
    _stamp(output)


def _stock(sizes: str) -> None:
    """Up to 10,000 products: beyond that Whoosh needs an hour to build its index."""
    wanted = [size for size in sizes.split(",") if int(size) <= STOCK_SIZES]
    output = FOLDER / "stock.json"
    command = [str(stock_env.python()), "-W", "ignore", "-m", "tests.bench.stock_oscar.run"]
    environment = {**os.environ, "BENCH_VAR": str(_fresh("stock"))}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    if wanted:
        subprocess.run(
            [*command, ",".join(wanted), str(output)], cwd=ROOT, env=environment, check=True
        )
        _stamp(output)


def _engine(_sizes: str) -> None:
    """The engine on SQLite against Pasar Tiruan (ENGINE_ORDERS=, ENGINE_LISTINGS=, ENGINE_PARTS=).

    Draining 2,000 listings takes three and a half minutes, which is the channel's own pace.
    """
    address = f"sqlite:///{_fresh('engine') / 'bench.sqlite3'}"
    _program("engine", [sys.executable], ["tests.bench.engine"], {"DATABASE_URL": address})


def _engine_postgresql(_sizes: str) -> None:
    """The same on PostgreSQL."""
    if find_binaries() is None:
        print("PostgreSQL was not found on this machine: left out.")
        return
    _fresh("engine_postgresql")
    program = [sys.executable, "-m", "tests.postgres", "--", sys.executable]
    _program("engine_postgresql", program, ["tests.bench.engine"], {})


def _lighthouse(_sizes: str) -> None:
    missing = lighthouse.why_not()
    if missing:
        print(f"Lighthouse is left out. {missing}")
        return
    output = FOLDER / "lighthouse.json"
    (FOLDER / "light").mkdir(exist_ok=True)
    output.write_text(json.dumps({"pages": lighthouse.measure(FOLDER / "light")}, indent=1))
    _stamp(output)


def _fresh(name: str) -> Path:
    folder = FOLDER / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def _stamp(output: Path) -> None:
    """When it ran, and how busy the machine was at the end."""
    results: dict[str, Any] = json.loads(output.read_text())
    results["at"] = datetime.now(UTC).isoformat(timespec="minutes")
    results["load"] = [round(each, 1) for each in os.getloadavg()]
    results["cores"] = os.cpu_count()
    output.write_text(json.dumps(results, indent=1))


PARTS = {
    "sqlite": _sqlite,
    "postgresql": _postgresql,
    "stock": _stock,
    "lighthouse": _lighthouse,
    "engine": _engine,
    "engine_postgresql": _engine_postgresql,
}

if __name__ == "__main__":
    main()
