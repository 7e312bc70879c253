"""Shipping, cancelling and labels: Shopee's words into ours and back. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from integrations.channels.payload import Payload
from integrations.channels.words import (
    CancelReason,
    DropoffBranch,
    LineRef,
    OrderRef,
    PickupSlot,
    ShipChoice,
    ShipMethod,
    ShipOptions,
)
from integrations.connectors.shopee.mapping import model_number, number

CANCEL_REASONS: dict[CancelReason, str] = {
    CancelReason.OUT_OF_STOCK: "OUT_OF_STOCK",
    CancelReason.BUYER_ASKED: "CUSTOMER_REQUEST",
    CancelReason.COD_NOT_SUPPORTED: "COD_NOT_SUPPORTED",
}

SHIP_METHODS: dict[str, ShipMethod] = {
    "pickup": ShipMethod.PICKUP,
    "dropoff": ShipMethod.DROPOFF,
    "non_integrated": ShipMethod.OWN_COURIER,
}


def ship_options_from(response: Payload, external_order_id: str) -> ShipOptions:
    """What `get_shipping_parameter` allows."""
    needed = response.field("info_needed")
    methods = [name for name in SHIP_METHODS if needed.optional(name) is not None]
    pickup = response.optional("pickup")
    dropoff = response.optional("dropoff")
    return ShipOptions(
        external_order_id=external_order_id,
        methods=tuple(SHIP_METHODS[name] for name in methods),
        pickup_slots=tuple(_slots(pickup)) if pickup else (),
        branches=tuple(_branch(row) for row in dropoff.rows_at("branch_list")) if dropoff else (),
        needs=tuple(
            (SHIP_METHODS[name], tuple(field.text() for field in needed.field(name).items()))
            for name in methods
        ),
    )


def _slots(pickup: Payload) -> list[PickupSlot]:
    slots = []
    for address in pickup.rows_at("address_list"):
        address_id = address.field("address_id").text()
        where = address.text_at("address")
        times = address.rows_at("time_slot_list")
        slots += [
            PickupSlot(
                address_id=address_id,
                address=where,
                slot_id=time.field("pickup_time_id").text(),
                starts_at=time.seconds_at("date"),
                label=time.text_at("time_text"),
                is_recommended=any(flag.text() == "recommended" for flag in time.rows_at("flags")),
            )
            for time in times
        ] or [PickupSlot(address_id=address_id, address=where)]
    return slots


def _branch(row: Payload) -> DropoffBranch:
    return DropoffBranch(
        branch_id=row.field("branch_id").text(),
        name=row.text_at("branch_name") or row.text_at("city"),
        address=row.text_at("address"),
    )


def ship_path(order: OrderRef) -> str:
    """A first arrangement and one after a failed pickup are different calls."""
    name = "update_shipping_order" if order.raw_state == "RETRY_SHIP" else "ship_order"
    return f"/api/v2/logistics/{name}"


def ship_body(order: OrderRef, choice: ShipChoice) -> dict[str, Any]:
    """The body of `ship_order`: exactly one of the three ways, even when it is empty."""
    dropoff: dict[str, Any] = {
        "sender_real_name": choice.sender_name,
        "tracking_no": choice.tracking_number,
        "slug": choice.courier_code,
    }
    if choice.branch_id:
        dropoff["branch_id"] = number(choice.branch_id, "branch_id")
    if choice.method is ShipMethod.PICKUP:
        pickup: dict[str, Any] = {"address_id": number(choice.address_id, "address_id")}
        way = {"pickup": pickup | _filled({"pickup_time_id": choice.slot_id})}
    elif choice.method is ShipMethod.DROPOFF:
        way = {"dropoff": _filled(dropoff)}
    else:
        way = {"non_integrated": {"tracking_number": choice.tracking_number}}
    return parcel_body(order) | way


def parcel_body(order: OrderRef) -> dict[str, Any]:
    """How an order, or one parcel of it, is named in a body."""
    return _filled(
        {"order_sn": order.external_order_id, "package_number": order.external_parcel_id}
    )


def parcel_query(order: OrderRef) -> tuple[tuple[str, str], ...]:
    """How an order, or one parcel of it, is named in a query."""
    return tuple(parcel_body(order).items())


def cancel_body(order: OrderRef, reason: CancelReason, lines: Sequence[LineRef]) -> dict[str, Any]:
    """The body of `cancel_order`; only an empty shelf has to be told item by item."""
    body: dict[str, Any] = {
        "order_sn": order.external_order_id,
        "cancel_reason": CANCEL_REASONS[reason],
    }
    if reason is CancelReason.OUT_OF_STOCK:
        pairs = dict.fromkeys(
            (line.external_listing_id, line.external_variant_id) for line in lines
        )
        body["item_list"] = [
            {"item_id": number(item, "external_listing_id"), "model_id": model_number(model)}
            for item, model in pairs
        ]
    return body


def _filled(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value}
