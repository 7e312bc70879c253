"""One module per cooperative: who it is, what lies in its store, what it sells."""

from __future__ import annotations

from shop.demo.content.cooperatives import kopi_lintong
from shop.demo.content.shape import Cooperative, Product, StockItem

_MODULES = (kopi_lintong,)

COOPERATIVES: tuple[Cooperative, ...] = tuple(module.COOPERATIVE for module in _MODULES)
STOCK_ITEMS: tuple[StockItem, ...] = tuple(item for module in _MODULES for item in module.STOCK)
PRODUCTS: tuple[Product, ...] = tuple(product for module in _MODULES for product in module.PRODUCTS)
