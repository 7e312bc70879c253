"""Shops, items, variants and their stock. The only place that writes stock."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from sqlite3 import Row

from integrations.sandbox.core import events
from integrations.sandbox.core.records import BadInput, NotFound, OutOfStock, Refused, Wanted
from integrations.sandbox.core.states import ItemState
from integrations.sandbox.core.store import Tx

MAX_STOCK = 10_000_000
DEAREST_OVER_CHEAPEST = 7  # within one item, in Indonesia


@dataclass(frozen=True, slots=True, kw_only=True)
class NewVariant:
    """One sellable choice of a new item."""

    seller_sku: str
    price: int
    stock: int
    options: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Prices are positive whole rupiah, stock is not negative."""
        if self.price < 1:
            raise BadInput(f"price of {self.seller_sku or 'variant'} must be at least 1")
        if not 0 <= self.stock <= MAX_STOCK:
            raise BadInput(f"stock of {self.seller_sku or 'variant'} must be 0..{MAX_STOCK}")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewItem:
    """A listing to be put on sale. Without tiers it has exactly one variant."""

    name: str
    seller_sku: str
    variants: tuple[NewVariant, ...]
    tiers: tuple[str, ...] = ()
    description: str = ""
    image: str = ""
    weight_grams: int = 1000
    category_id: int = 100_629

    def __post_init__(self) -> None:
        """A listing has a name and a shape that fits its tiers."""
        if not self.name.strip():
            raise BadInput("an item needs a name")
        if not self.tiers and len(self.variants) != 1:
            raise BadInput(f"item {self.name!r} without tiers has exactly one variant")
        if any(len(variant.options) != len(self.tiers) for variant in self.variants):
            raise BadInput(f"item {self.name!r}: every variant needs one option per tier")
        if not 1 <= len(self.variants) <= 50:
            raise BadInput(f"item {self.name!r} needs 1 to 50 variants")


def add_shop(*, tx: Tx, dialect: str, username: str, shop_id: int = 0, **about: str) -> int:
    """Open a shop, or return the id of the one that already has this name."""
    known = tx.one("SELECT id FROM shop WHERE dialect = ? AND username = ?", dialect, username)
    if known is not None:
        return int(known["id"])
    city = about.get("city", "Medan")
    return tx.insert(
        "shop",
        id=shop_id or tx.next_number("shop"),
        dialect=dialect,
        username=username,
        name=about.get("name", username),
        owner=about.get("owner", "Petugas Koperasi"),
        phone=about.get("phone", "6281200000000"),
        address=about.get("address", f"Jalan Koperasi No. 1, {city}"),
        district=about.get("district", city),
        city=city,
        province=about.get("province", "Sumatera Utara"),
        zipcode=about.get("zipcode", "20111"),
        created_at=tx.now,
    )


def add_item(*, tx: Tx, shop_id: int, item: NewItem) -> int:
    """Put an item on sale and return its id."""
    item_id = tx.insert(
        "item",
        id=tx.next_number("item"),
        shop_id=shop_id,
        seller_sku=item.seller_sku,
        name=item.name,
        description=item.description,
        image=item.image,
        category_id=item.category_id,
        weight_grams=item.weight_grams,
        status=ItemState.NORMAL,
        has_variants=int(bool(item.tiers)),
        tiers=json.dumps(item.tiers),
        created_at=tx.now,
        updated_at=tx.now,
    )
    for variant in item.variants:
        add_variant(tx=tx, item_id=item_id, variant=variant)
    return item_id


def give_variants(
    *, tx: Tx, item_id: int, tiers: Sequence[str], variants: Sequence[NewVariant]
) -> list[int]:
    """Split an item that had one number into variants; returns their ids, in order."""
    tx.run("DELETE FROM variant WHERE item_id = ?", item_id)
    tx.run("UPDATE item SET has_variants = 1, tiers = ? WHERE id = ?", json.dumps(tiers), item_id)
    _touch(tx=tx, item_id=item_id)
    return [add_variant(tx=tx, item_id=item_id, variant=variant) for variant in variants]


def add_variant(*, tx: Tx, item_id: int, variant: NewVariant) -> int:
    """Add one more choice to an item and return its id."""
    count = tx.the("SELECT count(*) FROM variant WHERE item_id = ?", item_id)
    return tx.insert(
        "variant",
        id=tx.next_number("variant"),
        item_id=item_id,
        position=int(count[0]),
        options=json.dumps(variant.options),
        seller_sku=variant.seller_sku,
        price=variant.price,
        stock=variant.stock,
    )


def set_stock(*, tx: Tx, variant_id: int, stock: int, cause: str, ref: str = "") -> None:
    """Set the seller's stock to an absolute number, never below what a promotion holds."""
    if not 0 <= stock <= MAX_STOCK:
        raise BadInput(f"stock must be 0..{MAX_STOCK}")
    row = _variant(tx=tx, variant_id=variant_id)
    if stock < row["reserved"]:
        raise Refused(f"stock must be at least the reserved stock ({row['reserved']})")
    tx.run("UPDATE variant SET stock = ? WHERE id = ?", stock, variant_id)
    _note(tx=tx, row=row, after=stock, cause=cause, ref=ref)
    _touch(tx=tx, item_id=row["item_id"])


def set_prices(*, tx: Tx, item_id: int, prices: Mapping[int, int]) -> dict[int, str]:
    """Set prices (whole rupiah) by variant id; returns the refused ones with the reason."""
    refused: dict[int, str] = {}
    for variant_id, price in prices.items():
        reason = _price_refused(tx=tx, item_id=item_id, variant_id=variant_id, price=price)
        if reason:
            refused[variant_id] = reason
    wanted = {key: price for key, price in prices.items() if key not in refused}
    rows = tx.all("SELECT id, price FROM variant WHERE item_id = ?", item_id)
    after = [wanted.get(row["id"], row["price"]) for row in rows]
    if wanted and max(after) > DEAREST_OVER_CHEAPEST * min(after):
        reason = f"the dearest model may cost at most {DEAREST_OVER_CHEAPEST} times the cheapest"
        return {key: refused.get(key, reason) for key in prices}
    for variant_id, price in wanted.items():
        tx.run("UPDATE variant SET price = ? WHERE id = ?", price, variant_id)
    if wanted:
        _touch(tx=tx, item_id=item_id)
    return refused


def _price_refused(*, tx: Tx, item_id: int, variant_id: int, price: int) -> str:
    row = tx.one("SELECT * FROM variant WHERE id = ? AND item_id = ?", variant_id, item_id)
    if row is None:
        return "model not found"
    if price < 1:
        return "price must be at least 1"
    if row["promotion_id"]:
        return "price is locked by a running promotion"
    return ""


def set_status(*, tx: Tx, item_id: int, status: ItemState) -> None:
    """List, unlist, ban or delete an item."""
    tx.run("UPDATE item SET status = ? WHERE id = ?", status, item_id)
    _touch(tx=tx, item_id=item_id)


def take(*, tx: Tx, wanted: Sequence[Wanted], ref: str) -> None:
    """Take units out of stock for an order, all or none; promotion stock is taken first."""
    for variant_id, quantity in sorted(_summed(wanted).items()):
        row = _variant(tx=tx, variant_id=variant_id)
        taken = tx.run(
            "UPDATE variant SET stock = stock - ?, reserved = max(0, reserved - ?), "
            "sold = sold + ? WHERE id = ? AND stock >= ?",
            *(quantity, quantity, quantity, variant_id, quantity),
        )
        if not taken:
            raise OutOfStock(f"{row['seller_sku'] or variant_id}: {row['stock']} left")
        _note(tx=tx, row=row, after=row["stock"] - quantity, cause="order", ref=ref)
        _tell_reserved(tx=tx, row=row, action="place_order")


def give_back(*, tx: Tx, wanted: Sequence[Wanted], ref: str) -> None:
    """Put the units of a cancelled order back on sale."""
    for variant_id, quantity in sorted(_summed(wanted).items()):
        row = _variant(tx=tx, variant_id=variant_id)
        tx.run(
            "UPDATE variant SET stock = stock + ?, sold = sold - ? WHERE id = ?",
            *(quantity, quantity, variant_id),
        )
        _note(tx=tx, row=row, after=row["stock"] + quantity, cause="cancel", ref=ref)


def start_promotion(*, tx: Tx, variant_id: int, reserved: int, price: int) -> int:
    """Hold `reserved` units for a campaign at a promotion price; price is locked meanwhile."""
    row = _variant(tx=tx, variant_id=variant_id)
    if row["promotion_id"]:
        raise Refused("a promotion is already running")
    if not 0 <= reserved <= row["stock"]:
        raise Refused(f"only {row['stock']} in stock")
    if not 0 < price <= row["price"]:
        raise BadInput("promotion price must be between 1 and the price")
    promotion_id = tx.next_number("promotion")
    tx.run(
        "UPDATE variant SET promotion_id = ?, promotion_price = ?, reserved = ? WHERE id = ?",
        *(promotion_id, price, reserved, variant_id),
    )
    _tell_reserved(tx=tx, row=row, action="promotion_start")
    return promotion_id


def end_promotion(*, tx: Tx, variant_id: int) -> None:
    """End the campaign. What was reserved is free again, and nobody is told (as on Shopee)."""
    _variant(tx=tx, variant_id=variant_id)
    tx.run(
        "UPDATE variant SET promotion_id = 0, promotion_price = 0, reserved = 0 WHERE id = ?",
        variant_id,
    )


def _summed(wanted: Iterable[Wanted]) -> dict[int, int]:
    total: dict[int, int] = {}
    for line in wanted:
        total[line.variant_id] = total.get(line.variant_id, 0) + line.quantity
    return total


def _variant(*, tx: Tx, variant_id: int) -> Row:
    row = tx.one(
        "SELECT variant.*, item.shop_id FROM variant JOIN item ON item.id = variant.item_id "
        "WHERE variant.id = ?",
        variant_id,
    )
    if row is None:
        raise NotFound(f"variant {variant_id}")
    return row


def _touch(*, tx: Tx, item_id: int) -> None:
    tx.run("UPDATE item SET updated_at = ? WHERE id = ?", tx.now, item_id)


def _note(*, tx: Tx, row: Row, after: int, cause: str, ref: str) -> None:
    tx.insert(
        "stock_change",
        variant_id=row["id"],
        wall=tx.wall,
        before=row["stock"],
        after=after,
        cause=cause,
        ref=ref,
    )


def _tell_reserved(*, tx: Tx, row: Row, action: str) -> None:
    after = tx.the("SELECT reserved FROM variant WHERE id = ?", row["id"])
    if after["reserved"] != row["reserved"]:
        events.emit(
            tx=tx,
            shop_id=row["shop_id"],
            kind=events.RESERVED_CHANGED,
            item_id=row["item_id"],
            variant_id=row["id"],
            action=action,
            before=row["reserved"],
            after=after["reserved"],
        )
