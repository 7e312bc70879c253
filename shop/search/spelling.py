"""Near spellings, for questions that find nothing: "kpi lintog" was meant to be "kopi lintong".

Both engines use the same list of words and the same distance. PostgreSQL's trigrams are not asked:
the words people mistype are short ("kpi" and "kopi" share one trigram in four), and one way of
counting means that both engines answer alike.
"""

from collections.abc import Iterable, Sequence
from itertools import islice, product

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Q
from rapidfuzz import process
from rapidfuzz.distance import OSA

from shop.search import names
from shop.search.models import Word
from shop.search.words import LONGEST_WORD, query_words

SHORTEST = 3
# Up to so many letters a word may differ by one, longer ones by two.
SHORT = 5
NEAREST = 3
MOST = 4


def learn(texts: Iterable[str], *, using: str = DEFAULT_DB_ALIAS) -> None:
    """Remember the words of normalised texts. Meant for after the commit, see ``index.put``.

    Words are inserted in one order in a statement of its own, so that two processes that learn
    the same words wait for each other at most, and never in a circle.
    """
    words = {word for text in texts for word in text.split() if _is_worth_knowing(word)}
    ordered = sorted(words)
    for start in range(0, len(ordered), 500):
        part = ordered[start : start + 500]
        known = set(Word.objects.using(using).filter(pk__in=part).values_list("pk", flat=True))
        new = [Word(text=word, length=len(word)) for word in part if word not in known]
        if new:
            Word.objects.using(using).bulk_create(new, ignore_conflicts=True)


def corrections(text: str, *, using: str = DEFAULT_DB_ALIAS) -> list[str]:
    """Questions spelled nearly like ``text``, the nearest first; empty when nothing is near.

    A word that begins some known word is left as it is. One query, whatever the question.
    """
    asked = query_words(text)
    vocabulary = _vocabulary(asked, using)
    choices = [_choices(word, vocabulary) for word in asked]
    found = (" ".join(words) for words in product(*choices))
    return list(islice((each for each in found if each != " ".join(asked)), MOST))


def _choices(word: str, vocabulary: Sequence[str]) -> list[str]:
    if len(word) < SHORTEST or any(known.startswith(word) for known in vocabulary):
        return [word]
    near = process.extract(
        word,
        vocabulary,
        scorer=OSA.distance,
        score_cutoff=1 if len(word) <= SHORT else 2,
        limit=NEAREST * 4,
    )
    ranked = sorted((distance, known[0] != word[0], known) for known, distance, _place in near)
    return [known for _distance, _other_letter, known in ranked[:NEAREST]] or [word]


def _vocabulary(asked: Sequence[str], using: str) -> list[str]:
    """Words of about the asked lengths, and those that begin as an asked word does."""
    wanted = Q()
    for word in asked:
        wanted |= Q(length__range=(len(word) - 2, len(word) + 2)) | Q(text__startswith=word)
    words = set(Word.objects.using(using).filter(wanted).values_list("text", flat=True))
    words |= {word for phrase in names.known() for word in phrase}
    return sorted(words)


def _is_worth_knowing(word: str) -> bool:
    return SHORTEST <= len(word) <= LONGEST_WORD and word.isalpha()
