"""Why a file or a cell is not taken, in words for people."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _


class BadFile(Exception):
    """The file cannot be read at all. ``text`` says what to do instead."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


class Wrong(Exception):
    """A cell makes no sense: ``text`` is the reason, ``hint`` what to write instead."""

    def __init__(self, text: str, hint: str = "") -> None:
        super().__init__(text)
        self.text = text
        self.hint = hint


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One wrong cell: where (``D14``), what stood there, why, and what to write instead."""

    row: int
    address: str
    head: str
    was: str
    text: str
    hint: str


def broken() -> BadFile:
    """A file that only looks like a spreadsheet."""
    return BadFile(_("The file is damaged. Open it, save it again as .xlsx and send that."))
