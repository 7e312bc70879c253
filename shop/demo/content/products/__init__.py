"""What is sold, one module per shelf: the stock it draws on and the products."""

from __future__ import annotations

from shop.demo.content.products import (
    cloth,
    coffee,
    coffee_specials,
    fashion,
    fruit,
    gifts,
    honey_and_sugar,
    rice_and_grains,
    seafood,
    snacks,
    spices,
    tea_and_drinks,
    wickerwork,
)
from shop.demo.content.shape import Product, StockItem

_SHELVES = (
    coffee,
    coffee_specials,
    tea_and_drinks,
    rice_and_grains,
    fruit,
    spices,
    snacks,
    seafood,
    honey_and_sugar,
    cloth,
    wickerwork,
    fashion,
    gifts,
)

STOCK_ITEMS: tuple[StockItem, ...] = tuple(item for shelf in _SHELVES for item in shelf.STOCK)
PRODUCTS: tuple[Product, ...] = tuple(product for shelf in _SHELVES for product in shelf.PRODUCTS)
