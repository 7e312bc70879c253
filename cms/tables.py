"""A table that staff paste from a spreadsheet or type with bars."""

from dataclasses import dataclass

NUMBER_MARKS = str.maketrans("", "", " .,%-–+")
UNITS = ("rp", "kg", "g", "km", "m", "cm", "hari", "jam")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One field; figures stand at the right."""

    text: str
    is_number: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Equally long rows under one heading row."""

    head: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]


def parse(text: str) -> Table:
    """Read one row a line, fields apart by TAB (a paste) or ``|``; short rows are filled up."""
    lines = [_fields(line) for line in text.splitlines() if line.strip()]
    width = max((len(line) for line in lines), default=0)
    filled = [line + [""] * (width - len(line)) for line in lines]
    figures = [
        any(row[column] for row in filled[1:])
        and all(_is_number(row[column]) for row in filled[1:] if row[column])
        for column in range(width)
    ]
    cells = [
        tuple(Cell(text=field, is_number=figures[at]) for at, field in enumerate(row))
        for row in filled
    ]
    return Table(head=cells[0] if cells else (), rows=tuple(cells[1:]))


def _fields(line: str) -> list[str]:
    separator = "\t" if "\t" in line else "|"
    return [field.strip() for field in line.strip("|").split(separator)]


def _is_number(field: str) -> bool:
    bare = field.lower()
    for unit in UNITS:
        bare = bare.removeprefix(unit).removesuffix(unit).strip()
    return bare.translate(NUMBER_MARKS).isdigit()
