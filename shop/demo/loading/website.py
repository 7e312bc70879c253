"""Shelf cards and website pages of the demo."""

from __future__ import annotations

from shop.demo import content
from shop.demo.loading.pages import load_pages
from shop.storefront.cards import refresh


def load(product_ids: list[int]) -> None:
    """Cards first: the pages show them."""
    refresh(product_ids)
    load_pages(content)
