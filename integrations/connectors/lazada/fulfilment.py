"""Packing, handing over, labels and cancelling: always unit by unit."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence

from integrations.channels.errors import BadPayload, Conflict, Rejected
from integrations.channels.payload import Payload
from integrations.channels.words import CancelReason, OrderRef, Shipment, ShippingLabel
from integrations.connectors.lazada import mapping
from integrations.connectors.lazada.batches import element_error
from integrations.connectors.lazada.client import LazadaClient, as_json
from integrations.connectors.lazada.reading import units_of

TO_PACK = frozenset({"pending", "topack"})
PACKED = frozenset({"packed", "repacked"})
BEFORE_SHIPMENT = TO_PACK | PACKED | {"unpaid", "toship", "ready_to_ship"}


def ship(client: LazadaClient, order: OrderRef) -> Shipment:
    """Pack what is not packed, then say that it is ready; only then is the courier called.

    Both steps stand in the order's units, so that after a lost answer this takes up where it was.
    """
    units = units_of(client, order)
    to_pack = [unit for unit in units if unit.text_at("status") in TO_PACK]
    parcels = {
        unit.text_at("package_id"): unit.text_at("tracking_code")
        for unit in units
        if unit.text_at("status") in PACKED and unit.text_at("package_id")
    }
    if to_pack:
        parcels |= _pack(client, order, to_pack)
    if not parcels:
        words = mapping.state_of(units)[1]
        raise Conflict(f"order {order.external_order_id} has nothing to pack: {words}")
    _ready(client, list(parcels))
    first = next(iter(parcels))
    return Shipment(
        external_order_id=order.external_order_id,
        external_parcel_id=first if len(parcels) == 1 else "",
        tracking_number=parcels[first],
    )


def _pack(client: LazadaClient, order: OrderRef, units: Sequence[Payload]) -> dict[str, str]:
    request = {
        "pack_order_list": [
            {
                "order_id": order.external_order_id,
                "order_item_list": [unit.field("order_item_id").text() for unit in units],
            }
        ],
        "delivery_type": "dropship",
        "shipping_allocate_type": "TFS",
    }
    answer = client.post("/order/fulfill/pack", (("packReq", as_json(request)),))
    packed: dict[str, str] = {}
    for row in answer.field("result").field("data").field("pack_order_list").items():
        for unit in row.field("order_item_list").items():
            error = element_error(unit)
            if error is not None:
                raise error
            packed[unit.field("package_id").text()] = unit.text_at("tracking_number")
    return packed


def _ready(client: LazadaClient, parcel_ids: Sequence[str]) -> None:
    request = {"packages": [{"package_id": parcel_id} for parcel_id in parcel_ids]}
    answer = client.post("/order/package/rts", (("readyToShipReq", as_json(request)),))
    data = answer.field("result").optional("data")
    for row in data.rows_at("packages") if data else ():
        error = element_error(row)
        if error is not None:
            raise error


def shipment_of(client: LazadaClient, order: OrderRef) -> Shipment:
    """Parcel and tracking number as far as there are any."""
    units = [unit for unit in units_of(client, order) if unit.text_at("package_id")]
    if not units:
        return Shipment(external_order_id=order.external_order_id)
    first = units[0]
    return Shipment(
        external_order_id=order.external_order_id,
        external_parcel_id=first.text_at("package_id"),
        tracking_number=first.text_at("tracking_code"),
        courier=first.text_at("shipment_provider"),
        raw_state=first.text_at("status"),
    )


def label(client: LazadaClient, order: OrderRef) -> ShippingLabel | None:
    """The label of all parcels as one PDF, or None while there is none."""
    units = units_of(client, order)
    parcel_ids = list(dict.fromkeys(filter(None, (unit.text_at("package_id") for unit in units))))
    if not parcel_ids:
        return None
    request = {"doc_type": "PDF", "packages": [{"package_id": each} for each in parcel_ids]}
    answer = client.post(
        "/order/package/document/get", (("getDocumentReq", as_json(request)),), is_write=False
    )
    data = answer.field("result").optional("data")
    content = _content(client, data) if data else b""
    if not content:
        return None
    if not content.startswith(b"%PDF"):
        raise BadPayload("$.result.data.file", "not a PDF", ref=order.external_order_id)
    return ShippingLabel(content_type="application/pdf", content=content)


def _content(client: LazadaClient, data: Payload) -> bytes:
    file = data.text_at("file")
    if file:
        try:
            return base64.b64decode(file, validate=True)
        except binascii.Error:
            raise BadPayload(f"{data.path}.file", "not base64") from None
    url = data.text_at("pdf_url")
    return client.download(url) if url.startswith("https://") else b""


def cancel(client: LazadaClient, order: OrderRef, reason: CancelReason) -> None:
    """Cancel every unit that has not gone out."""
    units = units_of(client, order)
    _cancel_units(
        client, order, [u for u in units if u.text_at("status") in BEFORE_SHIPMENT], reason
    )


def agree(client: LazadaClient, order: OrderRef) -> None:
    """Cancel the units that the buyer does not want any more."""
    wished = [unit for unit in units_of(client, order) if mapping.wants_cancel(unit)]
    _cancel_units(client, order, wished, CancelReason.BUYER_ASKED)


def _cancel_units(
    client: LazadaClient, order: OrderRef, units: Sequence[Payload], reason: CancelReason
) -> None:
    if not units:
        raise Conflict(f"no unit of order {order.external_order_id} can be cancelled any more")
    named = (
        ("order_id", order.external_order_id),
        ("order_item_id_list", f"[{','.join(u.field('order_item_id').text() for u in units)}]"),
    )
    allowed = client.get("/order/reverse/cancel/validate", named).field("data")
    reason_id = _reason_id(allowed, reason)
    client.post("/order/reverse/cancel/create", (*named, ("reason_id", reason_id)))


def _reason_id(allowed: Payload, reason: CancelReason) -> str:
    """One of the reasons that Lazada offers for this order.

    A reason that speaks of stock or price sets the SKU's stock to zero, so it is taken only when
    the shelf is empty.
    """
    for row in allowed.field("reason_options").items():
        empties = any(word in row.text_at("reason_name").lower() for word in ("stock", "pric"))
        is_stock = "stock" in row.text_at("reason_name").lower()
        if is_stock if reason is CancelReason.OUT_OF_STOCK else not empties:
            return row.field("reason_id").text()
    raise Rejected(
        f"Lazada offers no reason for {reason.value}", fields={"reason_id": "not offered"}
    )
