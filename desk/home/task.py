"""One line of the list of what must be done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

NAMES_SHOWN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One line of the list: a number, what, a sentence, and by when."""

    count: int
    title: str
    text: str
    url: str
    due: datetime | None = None
    due_text: str = ""
