"""Everything that is kept about a person, as one ZIP: a page to read and JSON for programs."""

from __future__ import annotations

import json
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain
from pathlib import PurePosixPath
from typing import IO, Any

from django.core.files import File
from django.core.files.storage import storages
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils import timezone, translation

from shop.formats import moment_with_zone
from shop.personal import REASONS, Holding, Person, period

from . import registry
from .columns import label
from .erasing import file_fields
from .models import DataRequest, RequestState

# Pictures beyond this many bytes are named, not packed: a copy stays small enough for a phone.
MOST_BYTES = 100 * 1024 * 1024
NAME = "data-saya"


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One table of the copy: why it is kept, for how long, and the person's rows."""

    title: str
    model: str
    why: str
    kept: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]

    @property
    def labels(self) -> list[str]:
        """The columns as a person reads them."""
        return [str(label(column)) for column in self.columns]

    @property
    def words(self) -> list[list[str]]:
        """The rows as a person reads them."""
        return [[in_words(value) for value in row] for row in self.rows]


def in_words(value: object) -> str:
    """A cell of the page."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return moment_with_zone(value)
    if isinstance(value, bool):
        return "✓" if value else "–"
    return str(value)


def sections(person: Person) -> list[Section]:
    """What is kept, table by table, in the active language; empty tables are left out."""
    found = [_section(holding, person) for holding in registry.holdings() if holding.shows]
    return [section for section in found if section.rows]


def _section(holding: Holding, person: Person) -> Section:
    rows: dict[Any, tuple[Any, ...]] = {}
    for part in (holding.of_orders(person), holding.of_person(person)):
        for key, *values in part.order_by("pk").values_list("pk", *holding.shows):
            rows[key] = tuple(values)
    return Section(
        title=str(holding.title),
        model=holding.model,
        why=str(REASONS[holding.why]),
        kept=period(holding.kept),
        columns=holding.shows,
        rows=tuple(rows.values()),
    )


def write(*, person: Person, target: IO[bytes], language: str) -> None:
    """Write the ZIP into an open file."""
    with translation.override(language):
        found = sections(person)
        page = render_to_string("privacy/copy.html", {"sections": found, "now": timezone.now()})
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(f"{NAME}.html", page)
        packed.writestr(f"{NAME}.json", in_json(found))
        room = MOST_BYTES
        for name, stored in _files(person):
            room -= stored.size
            if room >= 0:
                packed.writestr(f"berkas/{name}", stored.read())
            stored.close()


def in_json(found: Sequence[Section]) -> str:
    """The same for programs: table → rows by column."""
    told = {
        section.model: [dict(zip(section.columns, row, strict=True)) for row in section.rows]
        for section in found
    }
    return json.dumps(told, cls=_Encoder, ensure_ascii=False, indent=1)


class _Encoder(DjangoJSONEncoder):
    """What JSON has no word for (a phone number) as text."""

    def default(self, o: object) -> Any:
        """Django's way, else as text."""
        try:
            return super().default(o)
        except TypeError:
            return str(o)


def _files(person: Person) -> Iterator[tuple[str, File]]:
    """Pictures the person sent, with names as in the tables. One that is gone is left out."""
    for holding in registry.holdings():
        for name in file_fields(holding):
            if name not in holding.shows:
                continue
            storage = holding.table._meta.get_field(name).storage  # type: ignore[union-attr]
            parts = (holding.of_orders(person), holding.of_person(person))
            rows = (part.exclude(**{name: ""}).values_list(name, flat=True) for part in parts)
            for path in dict.fromkeys(chain.from_iterable(rows)):
                if storage.exists(path):
                    yield str(PurePosixPath(path)), storage.open(path)


def store(*, request: DataRequest, person: Person) -> str:
    """Keep the copy of a request in private storage; returns its name there.

    The name is the request's own: made again after a crash, it takes the place of what was left.
    """
    name = f"exports/{request.pk}.zip"
    storage = storages["private"]
    with tempfile.TemporaryFile() as packed:
        write(person=person, target=packed, language=request.language)
        packed.seek(0)
        storage.delete(name)
        return str(storage.save(name, File(packed)))


def over(before: datetime) -> QuerySet[DataRequest]:
    """Copies whose days are over."""
    return DataRequest.objects.filter(state=RequestState.READY, expires_at__lt=before)


def throw_away(keys: Sequence[int]) -> int:
    """Delete their files, then say so on the rows."""
    rows = DataRequest.objects.filter(pk__in=keys, state=RequestState.READY)
    for name in rows.exclude(file="").values_list("file", flat=True):
        storages["private"].delete(name)
    return rows.update(state=RequestState.EXPIRED, file="")


def file_name(day: date) -> str:
    """As what the copy is saved on the person's device."""
    return f"{NAME}-{day:%Y-%m-%d}.zip"
