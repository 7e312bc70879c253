"""What everybody did and what became of it: ``ok``, ``fail`` or ``unknown``, with the moments."""

from __future__ import annotations

import json
import threading
import time
from collections import Counter
from dataclasses import asdict, dataclass, field
from pathlib import Path

OK, FAIL, UNKNOWN = "ok", "fail", "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One thing somebody wanted. Moments are seconds since the history began.

    ``key`` is how its effect is found in the books: a buyer's phone number, an order's number.
    ``found`` holds the order numbers its answers named.
    """

    actor: str
    what: str
    key: str = ""
    outcome: str = OK
    began: float = 0.0
    ended: float = 0.0
    found: tuple[str, ...] = ()
    words: str = ""


@dataclass(slots=True)
class History:
    """Every operation of a run; written by many threads."""

    started: float = field(default_factory=time.monotonic)
    operations: list[Operation] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def now(self) -> float:
        """Seconds since the history began."""
        return round(time.monotonic() - self.started, 3)

    def add(self, operation: Operation) -> None:
        """Keep one operation."""
        with self._lock:
            self.operations.append(operation)

    def of(self, what: str) -> list[Operation]:
        """Those of one kind."""
        with self._lock:
            return [each for each in self.operations if each.what == what]

    def counts(self) -> dict[str, Counter[str]]:
        """Kind → outcome → how many."""
        counted: dict[str, Counter[str]] = {}
        with self._lock:
            for each in self.operations:
                counted.setdefault(each.what, Counter())[each.outcome] += 1
        return counted

    def save(self, path: Path) -> None:
        """One operation a line, in the order in which they ended."""
        path.parent.mkdir(parents=True, exist_ok=True)
        with self._lock:
            rows = [json.dumps(asdict(each), ensure_ascii=False) for each in self.operations]
        path.write_text("\n".join(rows) + "\n", encoding="utf-8")
