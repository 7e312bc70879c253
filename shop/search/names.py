"""Other names of things, as the questions want them: read once a minute, not once a search."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.cache import cache

from shop.search.models import OtherNames
from shop.search.questions import Phrase
from shop.search.words import STOP_WORDS

KEY = "search.other_names"
SECONDS = 60
STARTING = Path(__file__).with_name("other_names.txt")


@dataclass(frozen=True, slots=True, kw_only=True)
class Starting:
    """A row the list begins with."""

    names: str
    is_one_way: bool


def starting() -> Iterator[Starting]:
    """The rows of the data file; lines that begin with ``#`` explain."""
    for line in STARTING.read_text(encoding="utf-8").splitlines():
        text = line.strip()
        if text and not text.startswith("#"):
            yield Starting(names=text.lstrip("> "), is_one_way=text.startswith(">"))


def known() -> dict[Phrase, list[Phrase]]:
    """For every phrase what else is meant by it; at most a minute old in other processes."""
    found: dict[Phrase, list[Phrase]] | None = cache.get(KEY)
    if found is None:
        found = _read(OtherNames.objects.filter(is_active=True))
        cache.set(KEY, found, SECONDS)
    return found


def forget(**_signal: Any) -> None:
    """Read the list again at the next question."""
    cache.delete(KEY)


def _read(rows: Iterable[OtherNames]) -> dict[Phrase, list[Phrase]]:
    found: dict[Phrase, list[Phrase]] = {}
    for row in rows:
        phrases = [_without_stop_words(phrase) for phrase in row.phrases]
        asked = phrases[:1] if row.is_one_way else phrases
        for phrase in asked:
            others = found.setdefault(phrase, [])
            others += [each for each in phrases if each != phrase and each not in others]
    return found


def _without_stop_words(phrase: Phrase) -> Phrase:
    """As a question loses them."""
    return tuple(word for word in phrase if word not in STOP_WORDS) or phrase
