"""The state file: one SQLite database, one transaction at a time, one movable clock."""

import hashlib
import hmac
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from integrations.sandbox.core.schema import SCHEMA

DEFAULT_SEED = 1
_FIRST_ID = {  # above 2**32 where the platform's ids are int64, so that 32-bit clients break here
    "shop": 68_400_000,
    "item": 24_100_000_000,
    "variant": 131_500_000_000,
    "buyer": 402_000_000,
    "promotion": 9_007_199_254_741_000,  # above 2**53: a float would lose it
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Tx:
    """One open transaction and the moment it happens at."""

    db: sqlite3.Connection
    now: int
    wall: float
    seed: int

    def one(self, sql: str, *params: Any) -> sqlite3.Row | None:
        """First row or None."""
        row: sqlite3.Row | None = self.db.execute(sql, params).fetchone()
        return row

    def the(self, sql: str, *params: Any) -> sqlite3.Row:
        """The row that must be there; a missing one is a bug of ours."""
        row = self.one(sql, *params)
        if row is None:
            raise LookupError(f"no row for {sql}")
        return row

    def all(self, sql: str, *params: Any) -> list[sqlite3.Row]:
        """Every row."""
        return self.db.execute(sql, params).fetchall()

    def run(self, sql: str, *params: Any) -> int:
        """Run a write and return how many rows it changed."""
        return self.db.execute(sql, params).rowcount

    def insert(self, table: str, **columns: Any) -> int:
        """Insert one row and return its rowid. Table and column names come from our own code."""
        names = ", ".join(columns)
        marks = ", ".join("?" * len(columns))
        sql = f"INSERT INTO {table} ({names}) VALUES ({marks})"  # noqa: S608 # nosec B608
        return int(self.db.execute(sql, tuple(columns.values())).lastrowid or 0)

    def update(self, table: str, *, where: str, values: Sequence[Any], **columns: Any) -> int:
        """Set columns of the rows that fit `where`; names and `where` come from our own code."""
        names = ", ".join(f"{name} = ?" for name in columns)
        sql = f"UPDATE {table} SET {names} WHERE {where}"  # noqa: S608 # nosec B608
        return self.db.execute(sql, (*columns.values(), *values)).rowcount

    def next_number(self, name: str) -> int:
        """Next value of a named counter; ids start where the platforms' ids live."""
        row = self.the(
            "INSERT INTO counter (name, value) VALUES (?, ?) "
            "ON CONFLICT (name) DO UPDATE SET value = value + 1 RETURNING value",
            name,
            _FIRST_ID.get(name, 0) + 1,
        )
        return int(row[0])

    def token(self, name: str) -> str:
        """A fresh 32-character hex string; the same seed gives the same sequence."""
        text = f"{name}:{self.next_number('token:' + name)}"
        digest = hmac.new(str(self.seed).encode(), text.encode(), hashlib.sha256)
        return digest.hexdigest()[:32]

    def setting(self, key: str, default: str = "") -> str:
        """A value of the meta table."""
        row = self.one("SELECT value FROM meta WHERE key = ?", key)
        return default if row is None else str(row[0])

    def set_setting(self, key: str, value: str) -> None:
        """Write a value of the meta table."""
        self.run("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", key, value)


class Store:
    """Owns the connection and the clock. Every read and write happens inside `transaction()`.

    One lock around one connection keeps the marketplace simple to reason about: calls are short
    (well under a millisecond), and anything slow (faults, pushes) happens outside the lock.
    """

    def __init__(
        self,
        *,
        path: Path | str,
        schemas: tuple[str, ...] = (),
        wall: Callable[[], float] = time.time,
    ) -> None:
        """Open or create the state file at `path` (":memory:" for a throw-away one)."""
        if str(path) != ":memory:":
            Path(path).parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.RLock()
        self._schemas = (SCHEMA, *schemas)
        self._wall = wall
        self._on_commit: list[Callable[[], None]] = []
        self._db = sqlite3.connect(
            str(path), timeout=20, isolation_level=None, check_same_thread=False
        )
        self._db.row_factory = sqlite3.Row
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = NORMAL")
        self._db.execute("PRAGMA foreign_keys = ON")
        self._create()

    def _create(self) -> None:
        for schema in self._schemas:
            self._db.executescript(f"BEGIN IMMEDIATE; {schema} COMMIT;")
        self._offset, self._frozen_at, self._seed = 0, None, DEFAULT_SEED
        with self.transaction() as tx:
            self._offset = int(tx.setting("clock_offset", "0"))
            frozen = tx.setting("clock_frozen_at")
            self._frozen_at = int(frozen) if frozen else None
            self._seed = int(tx.setting("seed", str(DEFAULT_SEED)))

    def wall(self) -> float:
        """The machine's clock, in seconds."""
        return self._wall()

    def now(self) -> int:
        """The marketplace's clock, in whole seconds."""
        if self._frozen_at is not None:
            return self._frozen_at
        return int(self._wall()) + self._offset

    @property
    def seed(self) -> int:
        """What every random choice of this marketplace is drawn from."""
        return self._seed

    @property
    def is_frozen(self) -> bool:
        """Whether the clock stands still until it is moved."""
        return self._frozen_at is not None

    def add_listener(self, listener: Callable[[], None]) -> None:
        """Call `listener` after every commit that changed something; it must be quick."""
        self._on_commit.append(listener)

    @contextmanager
    def transaction(self, *, quiet: bool = False) -> Iterator[Tx]:
        """All or nothing; one at a time in this process, and safe beside other processes.

        Listeners hear of it when it changed something, unless it is `quiet`.
        """
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            changes = self._db.total_changes
            try:
                yield Tx(db=self._db, now=self.now(), wall=self._wall(), seed=self._seed)
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            has_changed = self._db.total_changes > changes
            self._db.execute("COMMIT")
        if has_changed and not quiet:
            for listener in self._on_commit:
                listener()

    def move_clock(
        self, *, advance: int = 0, set_to: int | None = None, freeze: bool | None = None
    ) -> int:
        """Move the clock (seconds) and return the new time. `freeze` stops or starts it."""
        with self._lock:
            target = (self.now() if set_to is None else set_to) + advance
            is_frozen = self.is_frozen if freeze is None else freeze
            self._frozen_at = target if is_frozen else None
            self._offset = target - int(self._wall())
            with self.transaction() as tx:
                tx.set_setting("clock_offset", str(self._offset))
                tx.set_setting("clock_frozen_at", str(target) if is_frozen else "")
            return self.now()

    def reset(self, *, seed: int = DEFAULT_SEED) -> None:
        """Forget everything and start again with the given seed and the machine's clock."""
        with self._lock:
            self._db.execute("PRAGMA foreign_keys = OFF")
            names = self._db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            for (name,) in names.fetchall():
                if not name.startswith("sqlite_"):
                    self._db.execute(f"DROP TABLE {name}")
            self._db.execute("DELETE FROM sqlite_sequence")
            self._db.execute("PRAGMA foreign_keys = ON")
            self._create()
            self._seed = seed
            with self.transaction() as tx:
                tx.set_setting("seed", str(seed))

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._db.close()
