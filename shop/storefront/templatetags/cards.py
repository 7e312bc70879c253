"""Product cards, rendered once for everything that stands on them.

A card's markup depends on the row, the day, the language and the place it stands in, and on nothing
of the visitor. It is kept in the process under exactly these, so there is nothing to empty: another
value is another key.
"""

from typing import Any

from django import template
from django.template.loader import get_template
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from shop.storefront.models import ProductCard

register = template.Library()

# About 1.5 kB each.
MOST_KEPT = 4000
_kept: dict[tuple[Any, ...], SafeString] = {}


@register.simple_tag
def product_card(card: ProductCard, level: str = "", *, first: bool = False) -> SafeString:
    """One card; ``level`` is the heading's, ``first`` marks a picture that is fetched early."""
    key = (level, first, get_language(), timezone.localdate(), *_shown(card))
    found = _kept.get(key)
    if found is None:
        context = {"card": card, "level": level, "first": first}
        found = get_template("includes/card.html").render(context)
        if len(_kept) >= MOST_KEPT:
            _kept.clear()
        _kept[key] = found
    return found


def _shown(card: ProductCard) -> tuple[Any, ...]:
    """Every value of the row that was read, in a form that can be compared."""
    return tuple(
        (name, value if isinstance(value, (str, int)) else repr(value))
        for name, value in card.__dict__.items()
        if not name.startswith("_")
    )
