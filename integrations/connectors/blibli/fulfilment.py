"""Packing, handing over, labels and cancelling: item by item, package by package."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import quote

from integrations.channels.errors import BadPayload, Conflict, NotFound, Rejected, Unavailable
from integrations.channels.payload import Payload
from integrations.channels.words import (
    CancelReason,
    OrderRef,
    PickupSlot,
    ShipChoice,
    Shipment,
    ShipMethod,
    ShipOptions,
    ShippingLabel,
)
from integrations.connectors.blibli import mapping
from integrations.connectors.blibli.client import BlibliClient, content_of, rows_of
from integrations.connectors.blibli.mapping import Item, part, text_of
from integrations.connectors.blibli.reading import items_of_order

CREATE_PACKAGE = "order/createPackage"
FULFILL = "orders/regular/fulfill"
LABEL = "orders/shippingLabel"
REASONS = "cancellations/reasons"
CANCEL = "orders/items/cancellations"
STOCK = ("stok", "stock", "habis")
BUYER = ("pembeli", "pelanggan", "customer", "buyer")
PRICE = ("harga", "price")
_PDF = "JVBERi"  # how "%PDF-" begins in base64


def ship_options(client: BlibliClient, order: OrderRef) -> ShipOptions:
    """The way is a setting of the seller; only a seller that sends on its own has a number."""
    items = _live(items_of_order(client, order))
    if not items:
        raise Conflict(f"nothing of order {order.external_order_id} can be sent any more")
    row = items[0].row
    if "DROP" in row.text_at("sellerDeliveryType").upper():
        has_number = bool(text_of(part(row, "logistic"), "awbNumber", "awbNo"))
        is_given = has_number or bool(row.integer_at("cashlessStatusUpdateSla"))
        ways = (ShipMethod.DROPOFF,) if is_given else ()
        return ShipOptions(
            external_order_id=order.external_order_id,
            methods=(*ways, ShipMethod.OWN_COURIER),
            needs=((ShipMethod.DROPOFF, ()), (ShipMethod.OWN_COURIER, ("tracking_number",))),
        )
    place = part(row, "pickupPoint")
    slot = PickupSlot(
        address_id=place.text_at("code") or "-", address=place.text_at("name"), is_recommended=True
    )
    return ShipOptions(
        external_order_id=order.external_order_id,
        methods=(ShipMethod.PICKUP,),
        pickup_slots=(slot,),
        needs=((ShipMethod.PICKUP, ("address_id",)),),
    )


def _live(items: Sequence[Item]) -> list[Item]:
    return [item for item in items if item.status in mapping.BEFORE_SHIPMENT]


def ship(client: BlibliClient, order: OrderRef, choice: ShipChoice) -> Shipment:
    """Pack what is not packed, then fulfil each package; only then is the courier called.

    Both steps stand in the order's items, so that after a lost answer this takes up where it was.
    """
    items = _live(items_of_order(client, order))
    packages = [item.package_id for item in items if item.package_id]
    packages += [
        _create_package(client, group)
        for group in _shared([item for item in items if not item.package_id])
    ]
    packages = list(dict.fromkeys(packages))
    if not packages:
        raise Conflict(f"order {order.external_order_id} has nothing to pack")
    data: dict[str, Any] = {}
    if choice.method is ShipMethod.OWN_COURIER:
        data["awbNo"] = choice.tracking_number
    for package_id in packages:
        path = f"/seller/v1/orders/regular/{quote(package_id, safe='')}/fulfill"
        client.post(path, FULFILL, data)
    known = [text_of(part(item.row, "logistic"), "awbNumber", "awbNo") for item in items]
    return Shipment(
        external_order_id=order.external_order_id,
        external_parcel_id=packages[0] if len(packages) == 1 else "",
        tracking_number=choice.tracking_number or next(filter(None, known), ""),
    )


def _shared(items: Sequence[Item]) -> Iterator[list[Item]]:
    """Items that lie in the same place share a package: every further one costs postage."""
    places: dict[str, list[Item]] = {}
    for item in items:
        places.setdefault(part(item.row, "pickupPoint").text_at("code"), []).append(item)
    yield from places.values()


def _create_package(client: BlibliClient, items: Sequence[Item]) -> str:
    answer = client.post(
        "/mtaapi/api/businesspartner/v1/order/createPackage",
        CREATE_PACKAGE,
        {"orderItemIds": [item.item_id for item in items]},
    )
    return content_of(answer).field("packageId").text()


def shipment_of(client: BlibliClient, order: OrderRef) -> Shipment:
    """Package and tracking number as far as there are any."""
    items = [item for item in items_of_order(client, order) if item.package_id]
    if not items:
        return Shipment(external_order_id=order.external_order_id)
    logistic = part(items[0].row, "logistic")
    return Shipment(
        external_order_id=order.external_order_id,
        external_parcel_id=items[0].package_id,
        tracking_number=text_of(logistic, "awbNumber", "awbNo"),
        courier=text_of(logistic, "productName", "optionName", "productCode"),
        raw_state=items[0].status,
    )


def require_package(client: BlibliClient, order: OrderRef) -> None:
    """Labels need not be asked for, but there is none before the order is packed."""
    if not order.external_parcel_id and not shipment_of(client, order).external_parcel_id:
        raise Unavailable("the order is not packed yet")


def label(client: BlibliClient, order: OrderRef) -> ShippingLabel | None:
    """The label of the package, or None while there is none."""
    package_id = order.external_parcel_id or shipment_of(client, order).external_parcel_id
    if not package_id:
        return None
    path = f"/seller/v1/orders/{quote(package_id, safe='')}/shippingLabel"
    try:
        answer = client.get(path, LABEL)
    except (Conflict, NotFound):
        return None
    found = _pdf_in(content_of(answer))
    if not found:
        raise BadPayload("$.content", "holds no PDF", ref=order.external_order_id)
    try:
        content = base64.b64decode(found, validate=True)
    except binascii.Error:
        raise BadPayload("$.content", "not base64", ref=order.external_order_id) from None
    return ShippingLabel(content_type="application/pdf", content=content)


def _pdf_in(found: Payload) -> str:
    """The file, wherever it stands: the page about labels shows no answer."""
    value = found.value
    if isinstance(value, str):
        return value if value.startswith(_PDF) else ""
    if isinstance(value, dict):
        return next(filter(None, (_pdf_in(Payload(each)) for each in value.values())), "")
    return ""


def cancel(client: BlibliClient, order: OrderRef, reason: CancelReason) -> None:
    """Cancel every item that has not gone out."""
    items = _live(items_of_order(client, order))
    if not items:
        raise Conflict(f"no item of order {order.external_order_id} can be cancelled any more")
    word = _reason(client, reason)
    for item in items:
        path = f"/seller/v1/orders/items/{quote(item.item_id, safe='')}/cancellations"
        quantity = item.order.field("quantity").integer()
        client.post(path, CANCEL, {"reason": word, "cancellationQuantity": quantity})


def _reason(client: BlibliClient, reason: CancelReason) -> str:
    """One of Blibli's reasons, letter for letter: with any other word it is a partial cancel."""
    answer = client.get("/seller/v1/orders/items/cancellations/reasons", REASONS)
    words = [word for row in rows_of(answer) if (word := _word(row))]
    about_stock = [word for word in words if _speaks_of(word, STOCK)]
    if reason is CancelReason.OUT_OF_STOCK:
        fitting = about_stock
    else:
        # The buyer's wish if there is one; a wrong price would be a word about the seller.
        wished = [word for word in words if _speaks_of(word, BUYER)]
        rest = [word for word in words if not _speaks_of(word, (*STOCK, *PRICE))]
        fitting = wished or rest
    if not fitting:
        told = f"Blibli offers no reason for {reason.value}"
        raise Rejected(told, fields={"reason": "not offered"})
    return fitting[0]


def _speaks_of(word: str, parts: Sequence[str]) -> bool:
    return any(each in word.lower() for each in parts)


def _word(row: Payload) -> str:
    if isinstance(row.value, str):
        return row.value
    return text_of(row, "reason", "name", "code")
