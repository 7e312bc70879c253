"""The demo's marketplace shops as a seed file for Pasar Tiruan."""

from __future__ import annotations

import json
from itertools import groupby
from pathlib import Path
from typing import Any

from django.conf import settings

from shop.demo.content import shape
from shop.demo.content.marketplace import MARKET_SHOPS

# Our registration with the practice marketplace. The key is good for nothing else.
APP = {
    "dialect": "shopee",
    "partner_id": 2009001,
    "partner_key": "shpk-pasar-tiruan-kunci-latihan-lapak-koperasi-01",
    "name": "Lapak Koperasi",
}
BUYERS = (
    {
        "username": "ratna_jt",
        "name": "Pembeli Latihan Satu",
        "phone": "6281200009001",
        "address": "Jalan Tebet Barat Dalam VII No. 12",
        "district": "Tebet",
        "city": "Kota Jakarta Selatan",
        "province": "DKI Jakarta",
        "zipcode": "12810",
    },
    {
        "username": "andi_bdg",
        "name": "Pembeli Latihan Dua",
        "phone": "6281200009002",
        "address": "Jalan Cihampelas No. 88",
        "district": "Coblong",
        "city": "Kota Bandung",
        "province": "Jawa Barat",
        "zipcode": "40131",
    },
)


def write_seed() -> Path:
    """Write ``VAR_DIR/sandbox-seed.json``; Pasar Tiruan reads it when it is seeded."""
    path = Path(settings.VAR_DIR) / "sandbox-seed.json"
    seed = {
        "apps": [{**APP, "push_url": f"{settings.SITE_URL}/api/webhooks/shopee/"}],
        "social": {"app": {"webhook_url": f"{settings.SITE_URL}/api/webhooks/meta/"}},
        "biteship": [{"webhook_url": f"{settings.SITE_URL}/api/kurir/biteship/"}],
        "buyers": [dict(buyer) for buyer in BUYERS],
        "shops": [shop_seed(content) for content in MARKET_SHOPS],
    }
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
        "linked": content.is_linked,
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
