"""One walk through the XML of a sheet: how far it reaches, and where formulas stand.

The library that reads the values builds the whole rectangle up to the farthest cell. So every cell
is placed here first, by a real parser, however its attributes are spelled.
"""

from __future__ import annotations

import re
from xml.parsers import expat

from django.utils.translation import gettext as _

from .refusals import BadFile, broken

MOST_ROWS = 20_000
MOST_COLUMNS = 200
LONGEST_FORMULA = 80
ADDRESS = re.compile(r"([A-Z]{1,3})([0-9]{1,7})\Z")
ROW = re.compile(r"[0-9]{1,7}\Z")

# Row and column, both from 1.
Place = tuple[int, int]


def walk(xml: bytes) -> dict[Place, str]:
    """The formulas of a sheet. Raises ``BadFile`` when it reaches too far or is out of order."""
    walker = _Walker()
    # Read as UTF-8 whatever the file says of itself: a part in other letters is refused as broken.
    parser = expat.ParserCreate(encoding="utf-8")
    parser.buffer_text = True
    parser.StartElementHandler = walker.start
    parser.EndElementHandler = walker.end
    parser.CharacterDataHandler = walker.text
    parser.StartDoctypeDeclHandler = _refuse
    try:
        parser.Parse(xml, True)
    except expat.ExpatError as error:
        raise broken() from error
    return walker.formulas


class _Walker:
    """Where the parser stands. Rows go down; a cell without an address stands right of the last."""

    def __init__(self) -> None:
        self.formulas: dict[Place, str] = {}
        self.inside = False
        self.row = 0
        self.column = 0
        self.cells = 0
        self.formula: str | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        bare = name.rpartition(":")[2]
        if bare == "sheetData":
            self.inside = True
        elif not self.inside:
            return
        elif bare == "c":
            self._cell(attributes.get("r"))
        elif bare == "row":
            self._row(attributes.get("r"))
        elif bare == "f":
            self.formula = ""

    def end(self, name: str) -> None:
        bare = name.rpartition(":")[2]
        if bare == "sheetData":
            self.inside = False
        elif bare == "f" and self.formula is not None:
            self.formulas[self.row, self.column] = f"={self.formula}"[:LONGEST_FORMULA]
            self.formula = None

    def text(self, words: str) -> None:
        if self.formula is not None and len(self.formula) < LONGEST_FORMULA:
            self.formula += words[:LONGEST_FORMULA]

    def _row(self, written: str | None) -> None:
        if written is not None and not ROW.match(written):
            raise broken()
        row = self.row + 1 if written is None else int(written)
        if row <= self.row:
            raise broken()
        self.row, self.column, self.cells = row, 0, 0
        _require_near(row, 1)

    def _cell(self, written: str | None) -> None:
        row, column = self.row, self.column + 1
        if written is not None:
            address = ADDRESS.match(written)
            if address is None:
                raise broken()
            row, column = int(address[2]), column_number(address[1])
        self.cells += 1
        # Cells that stand one on another are counted as if they stood side by side.
        _require_near(row, max(column, self.cells))
        if row != self.row or not row:
            raise broken()
        self.column = column


def _require_near(row: int, column: int) -> None:
    """No cell far away: a table is as large as its farthest cell."""
    if row > MOST_ROWS or column > MOST_COLUMNS:
        raise BadFile(
            _("The sheet reaches to cell %(cell)s. Copy only your goods into a new sheet.")
            % {"cell": f"{column_letters(column)}{row}"}
        )


def _refuse(*_declared: object) -> None:
    raise broken()


def column_number(letters: str) -> int:
    """1 for A, 27 for AA."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def column_letters(number: int) -> str:
    """A for 1, AA for 27."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
