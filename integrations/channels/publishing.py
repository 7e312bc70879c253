"""What a channel wants to know before it takes a new listing: categories, attributes, limits."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """One shelf of the channel's tree. Goods are put up in leaves only."""

    category_id: str
    parent_id: str = ""
    name: str
    is_leaf: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributeValue:
    """One answer the channel offers."""

    value_id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribute:
    """One question a category asks. ``takes_text``: an answer of one's own is taken too."""

    attribute_id: str
    name: str
    is_mandatory: bool = False
    values: tuple[AttributeValue, ...] = ()
    takes_text: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingLimits:
    """What a channel's papers say about listings. 0 or () where they say nothing.

    Lengths are in characters, sizes in bytes. ``pictures_least`` and ``pictures_most`` count
    pictures of one listing, ``variants_most`` its variants and ``options_most`` the ways in which
    they may differ. The dearest variant may cost ``dearest_over_cheapest`` times the cheapest.
    """

    title_least: int = 0
    title_most: int = 0
    description_least: int = 0
    description_most: int = 0
    pictures_least: int = 1
    pictures_most: int = 0
    picture_types: tuple[str, ...] = ()
    picture_bytes: int = 0
    variants_most: int = 0
    options_most: int = 0
    sku_most: int = 0
    dearest_over_cheapest: int = 0
    needs_weight: bool = True
    needs_size: bool = False


def path_of(category_id: str, categories: Iterable[Category]) -> str:
    """ "Makanan & Minuman › Kopi": the names from the top of the tree down, "" when unknown."""
    by_id = {category.category_id: category for category in categories}
    names: list[str] = []
    seen: set[str] = set()
    here = by_id.get(category_id)
    while here is not None and here.category_id not in seen:
        seen.add(here.category_id)
        names.append(here.name)
        here = by_id.get(here.parent_id)
    return " › ".join(reversed(names))
