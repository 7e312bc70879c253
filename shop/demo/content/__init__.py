"""Everything the demo shows, gathered: the loader reads only the names below."""

from __future__ import annotations

from shop.demo.content.articles import ARTICLES
from shop.demo.content.categories import CATEGORIES
from shop.demo.content.classes import PRODUCT_CLASSES
from shop.demo.content.cooperatives import COOPERATIVES
from shop.demo.content.marketplace import MARKET_SHOPS
from shop.demo.content.pages import HOME, PAGES
from shop.demo.content.products import PRODUCTS, STOCK_ITEMS

__all__ = [
    "ARTICLES",
    "CATEGORIES",
    "COOPERATIVES",
    "HOME",
    "MARKET_SHOPS",
    "PAGES",
    "PRODUCTS",
    "PRODUCT_CLASSES",
    "STOCK_ITEMS",
]
