"""The demo's marketplace shops as a seed file for Pasar Tiruan."""

from __future__ import annotations

import json
from itertools import groupby
from pathlib import Path
from typing import Any

from django.conf import settings

from shop.demo.content import shape
from shop.demo.content.marketplace import MARKET_SHOPS


def write_seed() -> Path:
    """Write ``VAR_DIR/sandbox-seed.json``; Pasar Tiruan reads it when it is seeded."""
    path = Path(settings.VAR_DIR) / "sandbox-seed.json"
    seed = {"shops": [shop_seed(content) for content in MARKET_SHOPS]}
    path.write_text(json.dumps(seed, ensure_ascii=False, indent=1), encoding="utf-8")
    return path


def shop_seed(content: shape.MarketShop) -> dict[str, Any]:
    """One shop with its listings; listings of the same item are choices of one page."""
    items = [
        item_seed(list(choices)) for _, choices in groupby(content.listings, lambda each: each.item)
    ]
    return {
        "dialect": content.channel,
        "shop_id": int(content.external_shop_id),
        "username": content.username,
        "name": content.name,
        "items": items,
    }


def item_seed(choices: list[shape.MarketListing]) -> dict[str, Any]:
    """One page of the marketplace, with models when there is something to choose."""
    first = choices[0]
    item: dict[str, Any] = {
        "seller_sku": first.sku,
        "name": first.title,
        "description": first.description,
        "image": f"shop/demo/media/{first.picture}-320.jpg",
        "weight_grams": first.weight_g,
        "price": first.price,
        "stock": first.stock,
    }
    if first.option:
        item["seller_sku"] = ""
        item["tiers"] = [first.tier]
        item["models"] = [
            {
                "name": choice.option,
                "seller_sku": choice.sku,
                "price": choice.price,
                "stock": choice.stock,
            }
            for choice in choices
        ]
    return item
