"""The marketplace's own categories and what each of them asks. One small tree for all dialects."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Shelf:
    """One category; `parent` 0 is the top."""

    number: int
    parent: int
    name: str


@dataclass(frozen=True, slots=True)
class Question:
    """One attribute of a category. Without `answers` any words will do."""

    number: int
    name: str
    is_mandatory: bool
    answers: Mapping[int, str]
    takes_words: bool


SHELVES = (
    Shelf(100_600, 0, "Makanan & Minuman"),
    Shelf(100_629, 100_600, "Kopi & Teh"),
    Shelf(100_630, 100_600, "Madu & Gula"),
    Shelf(100_631, 100_600, "Ikan & Hasil Laut"),
    Shelf(100_632, 100_600, "Beras & Biji-bijian"),
    Shelf(100_633, 100_600, "Rempah & Bumbu"),
    Shelf(100_634, 100_600, "Camilan"),
    Shelf(100_700, 0, "Kerajinan"),
    Shelf(100_710, 100_700, "Kain"),
    Shelf(100_711, 100_710, "Ulos & Tenun"),
    Shelf(100_712, 100_710, "Batik"),
    Shelf(100_720, 100_700, "Anyaman"),
    Shelf(100_800, 0, "Kecantikan & Perawatan"),
    Shelf(100_801, 100_800, "Sabun"),
)
_AGE = Question(4001, "Masa Penyimpanan", True, {1: "6 bulan", 2: "12 bulan", 3: "24 bulan"}, False)
_ORIGIN = Question(4002, "Asal", False, {}, True)
_ROAST = Question(4003, "Tingkat Sangrai", False, {11: "Muda", 12: "Sedang", 13: "Gelap"}, False)
_CLOTH = Question(4004, "Bahan", True, {21: "Katun", 22: "Sutra", 23: "Wol"}, True)
_FOOD = (_AGE, _ORIGIN)
QUESTIONS: Mapping[int, tuple[Question, ...]] = {
    100_629: (*_FOOD, _ROAST),
    100_630: _FOOD,
    100_631: _FOOD,
    100_632: (_ORIGIN,),
    100_633: _FOOD,
    100_634: _FOOD,
    100_711: (_CLOTH, _ORIGIN),
    100_712: (_CLOTH,),
    100_720: (_ORIGIN,),
    100_801: (_AGE,),
}


def is_leaf(number: int) -> bool:
    """Whether goods may be put there."""
    known = {shelf.number for shelf in SHELVES}
    return number in known and all(shelf.parent != number for shelf in SHELVES)


def questions_of(number: int) -> tuple[Question, ...]:
    """What a leaf asks; () for a leaf that asks nothing, and for what is no leaf."""
    return QUESTIONS.get(number, ())
