"""What is missing is told before anything is sent, by the channel's own numbers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from integrations import registry
from integrations.channels.publishing import Attribute, AttributeValue, Category, path_of
from integrations.sync.models import Publication
from integrations.sync.publishing_categories import search
from integrations.sync.publishing_checks import Place, gaps_of
from integrations.sync.publishing_goods import Goods, Pack

LIMITS = registry.get("shopee").listing_limits  # type: ignore[attr-defined]
AGE = Attribute(
    attribute_id="4001",
    name="Masa Penyimpanan",
    is_mandatory=True,
    values=(AttributeValue(value_id="1", name="6 bulan"),),
)
PACK = Pack(stockrecord_id=1, sku="KL-1", option="250 g", price=27_000, packs=9)
GOODS = Goods(
    product_id=7,
    title="Kopi Lintong",
    description="Kopi dari Lintong Nihuta.",
    weight_grams=290,
    sides=(120, 80, 60),
    pictures=("originals/7.jpg",),
    pictures_are_drawings=False,
    packs=(PACK,),
    item_id=1,
    category_ids=(1,),
)


def plan(**facts: object) -> Publication:
    answers = {"4001": ["1", "6 bulan"]}
    return Publication(**({"external_category_id": "100629", "answers": answers} | facts))


def test_nothing_is_missing() -> None:
    assert gaps_of(GOODS, plan(), LIMITS, [AGE]) == []


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"title": "Kopi"}, Place.GOODS),
        ({"title": "K" * 101}, Place.GOODS),
        ({"description": ""}, Place.GOODS),
        ({"pictures": ()}, Place.PHOTOS),
        ({"weight_grams": 0}, Place.GOODS),
        ({"sides": (120, 0, 60)}, Place.GOODS),
        ({"packs": (replace(PACK, price=None),)}, Place.STOCK),
        ({"packs": (replace(PACK, packs=0),)}, Place.STOCK),
        ({"packs": (replace(PACK, sku=""),)}, Place.GOODS),
        ({"packs": (replace(PACK, sku="K" * 101),)}, Place.GOODS),
        ({"packs": (PACK, replace(PACK, sku="KL-2", option="1 kg", price=190_000))}, Place.GOODS),
        ({"packs": (PACK, replace(PACK, sku="KL-2"))}, Place.GOODS),
    ],
    ids=[
        "short", "long", "words", "photo", "weight", "size",
        "price", "stock", "code", "long code", "span", "same option",
    ],
)  # fmt: skip
def test_each_thing_that_is_missing_is_told_once(change: dict[str, object], place: Place) -> None:
    gaps = gaps_of(replace(GOODS, **change), plan(), LIMITS, [AGE])

    assert [gap.place for gap in gaps] == [place]
    assert gaps[0].text


def test_the_category_its_questions_and_a_code_that_is_taken() -> None:
    def places(found: Publication, asked: list[Attribute] | None, *taken: str) -> list[Place]:
        return [gap.place for gap in gaps_of(GOODS, found, LIMITS, asked, taken)]

    assert places(plan(external_category_id=""), None) == [Place.CATEGORY]
    assert places(plan(), None) == [Place.CATEGORY]
    assert places(plan(answers={}), [AGE]) == [Place.CATEGORY]
    assert places(plan(answers={}), [replace(AGE, is_mandatory=False)]) == []
    assert places(plan(), [AGE], "KL-1") == [Place.MATCH]


def test_our_code_for_the_whole_is_one_of_its_own_where_there_are_variants() -> None:
    both = replace(GOODS, packs=(PACK, replace(PACK, sku="KL-2", option="1 kg")))
    assert (GOODS.code, both.code, both.codes) == ("KL-1", "LK-7", ("KL-1", "KL-2"))


TREE = [
    Category(category_id="1", name="Makanan & Minuman", is_leaf=False),
    Category(category_id="2", parent_id="1", name="Kopi"),
    Category(category_id="3", parent_id="1", name="Madu & Gula"),
    Category(category_id="4", parent_id="4", name="Berputar"),
]


@pytest.mark.parametrize(
    ("typed", "found"),
    [("kopi", ["2"]), ("minum GULA", ["3"]), ("maduu", ["3"]), ("  ", []), ("sepatu bola", [])],
)
def test_leaves_are_found_by_the_words_of_their_path(typed: str, found: list[str]) -> None:
    assert [each.category_id for each in search(TREE, typed)] == found


def test_a_tree_that_bites_its_tail_still_has_a_path() -> None:
    assert path_of("4", TREE) == "Berputar"
    assert path_of("99", TREE) == ""
