"""What somebody asks, understood: terms that must all occur, each under any of its names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shop.search.words import query_words

# One way of saying something, word by word: ("merica", "batak").
Phrase = tuple[str, ...]
# For every phrase people may ask, what else is meant by it.
Names = Mapping[Phrase, Sequence[Phrase]]
LONGEST_PHRASE = 4
MOST_NAMES = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Terms that must all occur; of each term one of its phrases. The asked phrase stands first."""

    terms: tuple[tuple[Phrase, ...], ...]

    def __post_init__(self) -> None:
        if not self.terms:
            raise ValueError("a question has at least one term")

    @property
    def words(self) -> list[str]:
        """The words as they were asked, without the other names."""
        return [word for names in self.terms for word in names[0]]

    @property
    def key(self) -> str:
        """The same for questions that find the same, at this state of the names."""
        return "&".join("|".join("+".join(phrase) for phrase in names) for names in self.terms)


def understand(text: str, names: Names) -> Question | None:
    """Read a question; ``None`` when there is not a single word in it.

    Whatever a visitor types is taken as plain words. Of the phrases known by other names the
    longest wins: "merica batak" is one term, not two.
    """
    words = query_words(text)
    terms: list[tuple[Phrase, ...]] = []
    place = 0
    while place < len(words):
        phrase = _longest_known(words[place : place + LONGEST_PHRASE], names)
        terms.append((phrase, *names.get(phrase, ()))[:MOST_NAMES])
        place += len(phrase)
    return Question(terms=tuple(terms)) if terms else None


def _longest_known(words: Sequence[str], names: Names) -> Phrase:
    for length in range(len(words), 1, -1):
        if tuple(words[:length]) in names:
            return tuple(words[:length])
    return (words[0],)
