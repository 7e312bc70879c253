"""Stock django-oscar before the same barrier, on the same engine: what our number stands beside."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg

from tests.bench import stock_env

PATIENCE = 240


@dataclass(frozen=True, slots=True, kw_only=True)
class Stock:
    """What came of stock Oscar's barrier, or ``why`` it was left out."""

    guests: int = 0
    packs: int = 0
    orders: int = 0
    allocated: int = 0
    error_pages: int = 0
    why: str = ""

    @property
    def words(self) -> str:
        """The line for the report."""
        if self.why:
            return f"stock django-oscar at the same barrier: left out, {self.why}"
        return (
            f"stock django-oscar at the same barrier: {self.orders} orders for {self.packs} packs, "
            f"{self.guests} guests, {self.error_pages} error pages"
        )


def measure(*, guests: int, packs: int, database_url: str) -> Stock:
    """Run it. Never fails: what is missing on this machine is said, not raised."""
    try:
        interpreter = stock_env.python()
    except (subprocess.SubprocessError, OSError) as error:
        return Stock(why=f"its packages cannot be had ({type(error).__name__})")
    with tempfile.TemporaryDirectory() as folder, _empty_database(database_url) as address:
        environment = {**os.environ, "BENCH_VAR": folder, "BENCH_DATABASE_URL": address}
        environment.pop("DJANGO_SETTINGS_MODULE", None)
        command = [str(interpreter), "-W", "ignore", "-m", "tests.bench.stock_oscar.barrier"]
        try:
            done = subprocess.run(
                [*command, str(guests), str(packs)],
                cwd=stock_env.ROOT,
                env=environment,
                capture_output=True,
                text=True,
                check=True,
                timeout=PATIENCE,
            )
        except subprocess.TimeoutExpired:
            return Stock(why=f"not done after {PATIENCE} s")
        except subprocess.CalledProcessError as error:
            return Stock(why=f"it broke: {error.stderr.strip()[-200:]}")
    return Stock(**json.loads(done.stdout.splitlines()[-1]))


@contextmanager
def _empty_database(url: str) -> Iterator[str]:
    """The address of an empty database on the same PostgreSQL; "" for SQLite."""
    if not url.startswith("postgres"):
        yield ""
        return
    server, _slash, _name = url.rpartition("/")
    name = f"stock_{os.getpid()}"
    with psycopg.connect(url, autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}"')
        try:
            yield f"{server}/{name}"
        finally:
            admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
