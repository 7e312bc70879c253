"""A database with the demo in it, made once per state of the code that shapes it, then copied.

Migrations come from ``tests.database``; on top of them run the steps of ``make run``: regions,
website, demo. Pictures and the practice marketplace's seed lie in a folder beside it.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path
from typing import Any

from shop import run
from tests.database import (
    CACHE,
    ROOT,
    PostgresDatabase,
    SqliteDatabase,
    connection,
    one_at_a_time,
    schema_hash,
)

VAR = CACHE / "seeded"
SOURCES = ("shop/demo/**/*.py", "cms/**/*.py", "shop/stock/*.py", "shop/storefront/cards.py")
COMMANDS = (["load_regions"], ["setup_site", "-v0"], ["demo"])


def seed_hash() -> str:
    """Hash of what a seeded database depends on."""
    digest = hashlib.sha256(schema_hash().encode())
    for file in sorted(file for pattern in SOURCES for file in ROOT.glob(pattern)):
        if "illustrations" not in file.parts:
            digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def environment(database_url: str, var: Path) -> dict[str, str]:
    """Environment of a process of the product: one machine, no broker, data in ``var``."""
    return {
        **{name: value for name, value in os.environ.items() if name != "REDIS_URL"},
        "DATABASE_URL": database_url,
        "VAR_DIR": str(var),
        "DJANGO_SETTINGS_MODULE": "shop.settings.single",
        # The demo's people have no second step, as with ``make run``.
        "STAFF_NEEDS_SECOND_FACTOR": "false",
        "PYTHONUNBUFFERED": "1",
    }


def fill(database_url: str, var: Path) -> None:
    """Seed a migrated database, and put what belongs on disk into ``var``."""
    plan = run.Plan(is_demo=True, host="127.0.0.1", port=8000, sandbox_port=8900, var=var)
    plan.environment = environment(database_url, var)
    for command in COMMANDS:
        run.python(plan, "manage.py", *command)


def collect_static() -> None:
    """Static files as ``make run`` prepares them, once per state of their sources."""
    plan = run.Plan(is_demo=True, host="127.0.0.1", port=8000, sandbox_port=8900, var=VAR)
    plan.environment = environment("sqlite://:memory:", VAR)
    (VAR / "stamps").mkdir(parents=True, exist_ok=True)
    collected = ROOT / "staticfiles" / "staticfiles.json"
    if not collected.exists():
        (VAR / "stamps" / "static").unlink(missing_ok=True)
    command = [["manage.py", "collectstatic", "-v0", "--noinput"]]
    run.once(plan, "static", run.STATIC_SOURCES, "static files", command)


def prepared_var(name: str, database_url: str) -> None:
    """``VAR/<name>`` holds the pictures of the demo; ``database_url`` its rows."""
    var = VAR / name
    shutil.rmtree(var, ignore_errors=True)
    var.mkdir(parents=True)
    fill(database_url, var)


class SeededSqlite(SqliteDatabase):
    """A copy of the seeded file."""

    def template(self) -> Path:
        """The seeded file, made when its sources have changed."""
        migrated = super().template()
        name = f"sqlite-{seed_hash()}"
        file = VAR / f"{name}.sqlite3"
        with one_at_a_time():
            if not file.exists():
                _forget("sqlite-*")
                VAR.mkdir(exist_ok=True)
                draft = VAR / "draft.sqlite3"
                shutil.copyfile(migrated, draft)
                prepared_var(name, f"sqlite:///{draft}")
                self._fold_log(draft)
                draft.rename(file)
        self.var = VAR / name
        return file

    @property
    def url(self) -> str:
        """``DATABASE_URL`` of the copy."""
        return f"sqlite:///{self.path}"


class SeededPostgres(PostgresDatabase):
    """A database made from the seeded template on the same server."""

    copies = 0

    def __init__(self) -> None:
        super().__init__()
        SeededPostgres.copies += 1
        self.name = f"lapak_live_{os.getpid()}_{SeededPostgres.copies}"

    def template(self) -> str:
        """The seeded template, made when its sources have changed."""
        migrated = super().template()
        name = f"lapak_seeded_{seed_hash()}"
        self.var = VAR / name
        with one_at_a_time(), self._server() as server:
            if not _is_template(server, name) or not self.var.exists():
                server.execute(
                    "UPDATE pg_database SET datistemplate = false WHERE datname = %s", [name]
                )
                server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
                server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{migrated}"')
                _forget("lapak_seeded_*")
                prepared_var(name, self._url(name))
                server.execute(f'ALTER DATABASE "{name}" IS_TEMPLATE true')
        return name

    @property
    def url(self) -> str:
        """``DATABASE_URL`` of the copy."""
        return self._url(self.name)


def make_seeded() -> SeededSqlite | SeededPostgres:
    """A seeded database on the engine of this run; call ``create`` and at the end ``drop``."""
    return SeededSqlite() if connection.vendor == "sqlite" else SeededPostgres()


def _is_template(server: Any, name: str) -> bool:
    found = server.execute("SELECT 1 FROM pg_database WHERE datname = %s AND datistemplate", [name])
    return found.fetchone() is not None


def _forget(pattern: str) -> None:
    for old in VAR.glob(pattern):
        shutil.rmtree(old) if old.is_dir() else old.unlink()
