"""Fill the marketplace from JSON. Seeding the same file twice changes nothing."""

import json
from collections.abc import Mapping
from pathlib import Path
from sqlite3 import Row
from typing import Any

from integrations.sandbox.core import catalog
from integrations.sandbox.core.catalog import NewItem, NewVariant
from integrations.sandbox.core.records import BadInput
from integrations.sandbox.core.store import Tx

DEMO_FILE = Path(__file__).parent.parent / "demo.json"
_ABOUT = ("name", "owner", "phone", "address", "district", "city", "province", "zipcode")


def load(*, path: Path) -> dict[str, Any]:
    """Read a seed file."""
    data = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(data, dict):
        raise BadInput(f"{path} must hold a JSON object")
    return data


def remember(*, tx: Tx, data: Mapping[str, Any]) -> None:
    """Keep what is seeded, so that a reset can bring it back."""
    text = json.dumps(data, sort_keys=True)
    tx.run("INSERT INTO seeded (data) VALUES (?) ON CONFLICT (data) DO NOTHING", text)


def remembered(*, tx: Tx) -> list[dict[str, Any]]:
    """Everything that was seeded, oldest first."""
    return [json.loads(row["data"]) for row in tx.all("SELECT data FROM seeded ORDER BY id")]


def seed_shops(*, tx: Tx, data: Mapping[str, Any]) -> dict[str, int]:
    """Open shops and put listings on sale; returns how many of each are new.

    A listing that exists (same shop and SKU, or same name when it has no SKU) keeps its stock and
    price, since units may have been sold; with `"overwrite": true` they are set again.
    """
    counts = {"shops": 0, "items": 0, "variants": 0, "buyers": 0}
    for buyer in data.get("buyers", ()):
        counts["buyers"] += _seed_buyer(tx=tx, data=buyer)
    overwrite = bool(data.get("overwrite", False))
    for shop in data.get("shops", ()):
        is_known = tx.one("SELECT 1 FROM shop WHERE username = ?", shop.get("username"))
        shop_id = seed_shop(tx=tx, data=shop)
        counts["shops"] += is_known is None
        for item in shop.get("items", ()):
            _seed_item(tx=tx, shop_id=shop_id, data=item, overwrite=overwrite, counts=counts)
    return counts


def seed_shop(*, tx: Tx, data: Mapping[str, Any]) -> int:
    """Open one shop or find it again; returns its id."""
    about = {key: str(data[key]) for key in _ABOUT if key in data}
    return catalog.add_shop(
        tx=tx,
        dialect=str(data.get("dialect", "shopee")),
        username=_text(data, "username"),
        shop_id=int(data.get("shop_id", 0)),
        **about,
    )


def _text(data: Mapping[str, Any], key: str) -> str:
    value = data.get(key)
    if not isinstance(value, str) or not value.strip():
        raise BadInput(f"{key} must be a text")
    return value.strip()


def _whole(data: Mapping[str, Any], key: str, default: int | None = None) -> int:
    value = data.get(key, default)
    if not isinstance(value, int) or isinstance(value, bool):
        raise BadInput(f"{key} must be a whole number")
    return value


def _seed_buyer(*, tx: Tx, data: Mapping[str, Any]) -> int:
    username = _text(data, "username")
    if tx.one("SELECT 1 FROM buyer WHERE username = ?", username):
        return 0
    add_buyer(tx=tx, username=username, about=data)
    return 1


def add_buyer(*, tx: Tx, username: str, about: Mapping[str, Any]) -> int:
    """A new buyer; what is not told gets a plausible Jakarta address. Returns the id."""
    number = tx.next_number("buyer")
    return tx.insert(
        "buyer",
        id=number,
        username=username,
        name=str(about.get("name", username.title())),
        phone=str(about.get("phone", f"62812{number % 100_000_000:08d}")),
        address=str(about.get("address", f"Jalan Melati No. {number % 90 + 1}")),
        district=str(about.get("district", "Tebet")),
        city=str(about.get("city", "Kota Jakarta Selatan")),
        province=str(about.get("province", "DKI Jakarta")),
        zipcode=str(about.get("zipcode", "12810")),
    )


def _seed_item(
    *, tx: Tx, shop_id: int, data: Mapping[str, Any], overwrite: bool, counts: dict[str, int]
) -> None:
    item = _read_item(data)
    known = _known_item(tx=tx, shop_id=shop_id, item=item)
    if known is None:
        catalog.add_item(tx=tx, shop_id=shop_id, item=item)
        counts["items"] += 1
        counts["variants"] += len(item.variants)
        return
    for variant in item.variants:
        counts["variants"] += _seed_variant(tx=tx, item=known, variant=variant, overwrite=overwrite)
    if overwrite:
        tx.run(
            "UPDATE item SET name = ?, description = ?, image = ?, weight_grams = ? WHERE id = ?",
            *(item.name, item.description, item.image, item.weight_grams, known["id"]),
        )


def _read_item(data: Mapping[str, Any]) -> NewItem:
    sku = str(data.get("seller_sku", ""))
    models = data.get("models") or ()
    tiers = tuple(str(name) for name in data.get("tiers", ("Pilihan",) if models else ()))
    price = data.get("price")
    variants = tuple(
        NewVariant(
            seller_sku=str(model.get("seller_sku", "")),
            price=_whole(model, "price", price if isinstance(price, int) else None),
            stock=_whole(model, "stock"),
            options=tuple(model.get("options") or (_text(model, "name"),)),
        )
        for model in models
    )
    if not models:
        variants = (
            NewVariant(seller_sku=sku, price=_whole(data, "price"), stock=_whole(data, "stock")),
        )
    return NewItem(
        name=_text(data, "name"),
        seller_sku=sku,
        variants=variants,
        tiers=tiers,
        description=str(data.get("description", "")),
        image=str(data.get("image", "")),
        weight_grams=_whole(data, "weight_grams", 1000),
    )


def _known_item(*, tx: Tx, shop_id: int, item: NewItem) -> Row | None:
    return tx.one(
        "SELECT * FROM item WHERE shop_id = ?1 AND CASE WHEN ?2 <> '' THEN seller_sku = ?2 "
        "ELSE name = ?3 END ORDER BY id",
        *(shop_id, item.seller_sku, item.name),
    )


def _seed_variant(*, tx: Tx, item: Row, variant: NewVariant, overwrite: bool) -> int:
    options = json.dumps(variant.options)
    known = tx.one("SELECT id FROM variant WHERE item_id = ? AND options = ?", item["id"], options)
    if known is None:
        catalog.add_variant(tx=tx, item_id=item["id"], variant=variant)
        return 1
    if overwrite:
        catalog.set_stock(tx=tx, variant_id=known["id"], stock=variant.stock, cause="seed")
        tx.run("UPDATE variant SET price = ? WHERE id = ?", variant.price, known["id"])
    return 0
