"""Being the buyer and reading the truth in Pasar Tiruan."""

from __future__ import annotations

from integrations.channels.words import (
    ChannelOrder,
    Listing,
    OrderRef,
    ShipChoice,
    ShipMethod,
    StockLevel,
)
from integrations.connectors.shopee import ShopeeConnector
from tests.connectors.shopee.pasar_tiruan import PasarTiruan

SHOP = "kopilintong.official"
BIJI, HALUS, KILO = "KOPI-LTG-250-BIJI", "KOPI-LTG-250-HALUS", "KOPI-LTG-1KG"


def shelf(connector: ShopeeConnector) -> dict[str, Listing]:
    """Every listing of the shop by SKU, all pages."""
    found: dict[str, Listing] = {}
    cursor: str | None = None
    while True:
        page = connector.list_listings(cursor)
        found |= {item.seller_sku: item for item in page.items}
        if page.next_cursor is None:
            return found
        cursor = page.next_cursor


def truth(pasar: PasarTiruan) -> dict[str, dict[str, int]]:
    """The sandbox's own numbers by SKU."""
    [shop] = pasar.get("state", shop=SHOP)["shops"]
    return {
        variant["seller_sku"]: variant for item in shop["items"] for variant in item["variants"]
    }


def level(listing: Listing, quantity: int) -> StockLevel:
    return StockLevel(
        external_listing_id=listing.external_listing_id,
        external_variant_id=listing.external_variant_id,
        quantity=quantity,
    )


def buy(pasar: PasarTiruan, *skus: str, pay: bool = True, quantity: int = 1) -> OrderRef:
    lines = [{"sku": sku, "quantity": quantity} for sku in skus]
    order = pasar.post("orders", shop=SHOP, lines=lines, pay=pay)
    return OrderRef(external_order_id=order["order_sn"])


def read(connector: ShopeeConnector, ref: OrderRef) -> ChannelOrder:
    [order] = connector.fetch_orders([ref])
    assert isinstance(order, ChannelOrder), order
    return order


def ship(pasar: PasarTiruan, connector: ShopeeConnector, ref: OrderRef) -> None:
    options = connector.ship_options(ref)
    assert set(options.methods) == {ShipMethod.PICKUP, ShipMethod.DROPOFF}
    slot = next(slot for slot in options.pickup_slots if slot.is_recommended)
    assert slot.starts_at > pasar.now()
    choice = ShipChoice(method=ShipMethod.PICKUP, address_id=slot.address_id, slot_id=slot.slot_id)
    connector.ship(ref, choice)
