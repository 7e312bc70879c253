"""All pictures of the demo by name."""

from __future__ import annotations

from shop.demo.illustrations import (
    baskets,
    cloth,
    coffee_and_tea,
    crunchy,
    fruit,
    gifts,
    pantry,
    places,
    sea,
    sewn,
    sweets,
)
from shop.demo.illustrations.picture import Scene, Still

PICTURES: dict[str, Still | Scene] = {
    **coffee_and_tea.GOODS,
    **pantry.GOODS,
    **crunchy.GOODS,
    **fruit.GOODS,
    **sea.GOODS,
    **sweets.GOODS,
    **cloth.GOODS,
    **sewn.GOODS,
    **baskets.GOODS,
    **gifts.GOODS,
    **places.PLACES,
}
