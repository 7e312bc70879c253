"""The migrated database every test starts from, made once per state of the migrations.

Migrating takes half a minute; copying the result a few milliseconds. The template's name holds
a hash of everything that shapes a fresh database, so it can never be stale. On SQLite it is a
file in ``var/test``, on PostgreSQL a database on the test server.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.db import connection, connections

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / "var" / "test"
TEMPLATE_KEPT = 3600.0  # seconds


def schema_hash() -> str:
    """Hash of what a fresh database depends on: models, migrations, search, the lock file."""
    digest = hashlib.sha256()
    places = ["catalog", "shop", "integrations", "cms", "desk"]
    files = [ROOT / "requirements.lock"]
    for place in places:
        files += (ROOT / place).glob("**/migrations/*.py")
    files += (ROOT / "shop" / "search").glob("*.py")
    for file in sorted(files):
        digest.update(str(file.relative_to(ROOT)).encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Only one test process builds the template."""
    CACHE.mkdir(parents=True, exist_ok=True)
    with open(CACHE / "lock", "w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def migrate(url: str) -> None:
    """Run the real migrations on an empty database, in a process of its own."""
    environment = {
        **os.environ,
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "shop.settings.test",
    }
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "-v0"], cwd=ROOT, env=environment, check=True
    )


class SqliteDatabase:
    """A copy of the template file for this process."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="lapak-test-"))
        self.path = self.folder / "test.sqlite3"

    def template(self) -> Path:
        file = CACHE / f"template-{schema_hash()}.sqlite3"
        with one_at_a_time():
            if not file.exists():
                self._drop_old_templates()
                draft = CACHE / "draft.sqlite3"
                for leftover in CACHE.glob("draft.sqlite3*"):
                    leftover.unlink()
                migrate(f"sqlite:///{draft}")
                self._fold_log(draft)
                draft.rename(file)
        return file

    def create(self) -> str:
        self.source = self.template()
        self.restore()
        return str(self.path)

    def restore(self) -> None:
        """Back to the template, between tests that commit."""
        connections.close_all()
        for leftover in self.folder.glob("test.sqlite3-*"):
            leftover.unlink()
        shutil.copyfile(self.source, self.path)

    def drop(self) -> None:
        connections.close_all()
        shutil.rmtree(self.folder, ignore_errors=True)

    @staticmethod
    def _drop_old_templates() -> None:
        """Those of yesterday's migrations; a younger one may be in use by a run beside this one."""
        for old in CACHE.glob("template-*.sqlite3"):
            if time.time() - old.stat().st_mtime > TEMPLATE_KEPT:
                old.unlink()

    @staticmethod
    def _fold_log(file: Path) -> None:
        import sqlite3

        with sqlite3.connect(file) as handle:
            handle.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            handle.execute("PRAGMA journal_mode=DELETE")


class PostgresDatabase:
    """A database made from the template database on the same server."""

    def __init__(self) -> None:
        self.server_url = os.environ["DATABASE_URL"]
        self.name = f"lapak_test_{os.getpid()}"

    def _server(self):  # type: ignore[no-untyped-def]
        import psycopg

        parts = urlsplit(self.server_url)
        plain = urlunsplit(parts._replace(scheme="postgresql"))
        return psycopg.connect(plain, autocommit=True)

    def _url(self, name: str) -> str:
        return urlunsplit(urlsplit(self.server_url)._replace(path=f"/{name}"))

    def template(self) -> str:
        name = f"lapak_template_{schema_hash()}"
        with one_at_a_time(), self._server() as server:
            exists = server.execute(
                "SELECT 1 FROM pg_database WHERE datname = %s AND datistemplate", [name]
            )
            if not exists.fetchone():
                server.execute(f'DROP DATABASE IF EXISTS "{name}"')
                server.execute(f'CREATE DATABASE "{name}"')
                migrate(self._url(name))
                server.execute(f'ALTER DATABASE "{name}" IS_TEMPLATE true')
        return name

    def create(self) -> str:
        self.source = self.template()
        self.restore()
        return self.name

    def restore(self) -> None:
        connections.close_all()
        with one_at_a_time(), self._server() as server:
            server.execute(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')
            server.execute(f'CREATE DATABASE "{self.name}" TEMPLATE "{self.source}"')

    def drop(self) -> None:
        connections.close_all()
        with self._server() as server:
            server.execute(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')


def make_database() -> SqliteDatabase | PostgresDatabase:
    """The database of this test process, by the engine the settings name."""
    return SqliteDatabase() if connection.vendor == "sqlite" else PostgresDatabase()


def use(name: str) -> None:
    """Point Django at the database ``name``."""
    connections.close_all()
    settings.DATABASES["default"]["NAME"] = name
    connections["default"].settings_dict["NAME"] = name


def current_url() -> str:
    """``DATABASE_URL`` of the test database, for processes that a test starts."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}"))
