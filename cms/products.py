"""Which products a page names, and their cards as they are now."""

from collections.abc import Iterable

from wagtail.blocks import StreamValue

from catalog.models import Product
from cms import references
from shop.storefront import selectors
from shop.storefront.models import ProductCard

Cards = dict[int, ProductCard]


def cards_for(streams: Iterable[StreamValue]) -> Cards:
    """Cards of all products the streams name, by product id, in one query.

    Products that are gone or hidden are missing: their blocks then show nothing.
    """
    product_ids = references.ids(streams, Product)
    if not product_ids:
        return {}
    return {card.pk: card for card in selectors.cards(product_ids)}


def in_order(product_ids: Iterable[int], cards: Cards) -> list[ProductCard]:
    """The cards of these products in this order; what is gone is left out."""
    return [cards[product_id] for product_id in product_ids if product_id in cards]
