"""Handing packages over, their labels, and cancelling."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256
from typing import Any

from integrations.channels.errors import (
    BadPayload,
    ChannelError,
    Conflict,
    NotFound,
    Rejected,
)
from integrations.channels.payload import Payload
from integrations.channels.words import (
    CancelReason,
    LineRef,
    OrderRef,
    PickupSlot,
    ShipChoice,
    Shipment,
    ShipMethod,
    ShipOptions,
    ShippingLabel,
)
from integrations.connectors.tiktok_shop import mapping
from integrations.connectors.tiktok_shop.client import (
    APPROVE,
    CANCEL,
    DOCUMENTS,
    REJECT,
    SEARCH_CANCELLATIONS,
    SHIP,
    SLOTS,
    TikTokClient,
)
from integrations.connectors.tiktok_shop.errors import LABEL_IN_THE_MAKING
from integrations.connectors.tiktok_shop.reading import filled, raw_order

# TikTok knows one pickup address, the shop's own, and has no id for it.
SHOP_ADDRESS = "shop"
_WIB = timezone(timedelta(hours=7), "WIB")

# Unpaid and paid orders take different reasons; "no cash on delivery" is no reason of TikTok's.
_PAID = {
    CancelReason.OUT_OF_STOCK: "seller_cancel_reason_out_of_stock",
    CancelReason.BUYER_ASKED: "seller_cancel_paid_reason_buyer_requested_cancellation",
    CancelReason.COD_NOT_SUPPORTED: "seller_cancel_paid_reason_address_not_deliver",
}
_UNPAID = {
    CancelReason.OUT_OF_STOCK: "seller_cancel_unpaid_reason_out_of_stock",
    CancelReason.BUYER_ASKED: "seller_cancel_unpaid_reason_buyer_requested_cancellation",
    CancelReason.COD_NOT_SUPPORTED: "seller_cancel_unpaid_reason_buyer_requested_cancellation",
}
REFUSAL = "seller_reject_apply_product_has_been_packed"
_WAITING = "CANCELLATION_REQUEST_PENDING"


def package_id(client: TikTokClient, order: OrderRef) -> str:
    """The package meant: the one named, or the order's only one."""
    return order.external_parcel_id or _only_package(raw_order(client, order))


def _only_package(order: Payload) -> str:
    parcels = mapping.parcels_from(order, order.rows_at("line_items"))
    if not parcels:
        raise Conflict("the order has no package yet: it cannot be shipped in this state")
    if len(parcels) > 1:
        names = ", ".join(parcel.external_parcel_id for parcel in parcels)
        told = f"the order is split into packages, name one: {names}"
        raise Rejected(told, fields={"external_parcel_id": told})
    return parcels[0].external_parcel_id


def ship_options(client: TikTokClient, order: OrderRef) -> ShipOptions:
    """What TikTok's courier offers, or a number of one's own where the seller ships."""
    found = raw_order(client, order)
    if found.text_at("shipping_type") == "SELLER":
        return ShipOptions(
            external_order_id=order.external_order_id,
            methods=(ShipMethod.OWN_COURIER,),
            needs=((ShipMethod.OWN_COURIER, ("tracking_number", "courier_code")),),
        )
    answer = client.call(SLOTS, id=order.external_parcel_id or _only_package(found))
    return options_from(answer, order.external_order_id)


def options_from(answer: Payload, external_order_id: str) -> ShipOptions:
    """Pickup times and whether the package may be brought."""
    slots = tuple(
        _slot(row)
        for row in answer.rows_at("pickup_slots")
        if _allowed(row, "available") and _allowed(row, "avaliable")  # spelt both ways
    )
    methods = []
    if slots and _allowed(answer, "can_pickup"):
        methods.append(ShipMethod.PICKUP)
    if _allowed(answer, "can_drop_off"):
        methods.append(ShipMethod.DROPOFF)
    needs = {ShipMethod.PICKUP: ("address_id", "slot_id"), ShipMethod.DROPOFF: ()}
    return ShipOptions(
        external_order_id=external_order_id,
        methods=tuple(methods),
        pickup_slots=slots,
        needs=tuple((method, needs[method]) for method in methods),
    )


def _allowed(row: Payload, name: str) -> bool:
    found = row.optional(name)
    return found.boolean() if found else True


def _slot(row: Payload) -> PickupSlot:
    starts, ends = row.field("start_time"), row.field("end_time")
    first, last = starts.seconds().astimezone(_WIB), ends.seconds().astimezone(_WIB)
    return PickupSlot(
        address_id=SHOP_ADDRESS,
        slot_id=f"{starts.integer()}-{ends.integer()}",
        starts_at=datetime.fromtimestamp(starts.integer(), UTC),
        label=f"{first:%d-%m-%Y %H:%M}–{last:%H:%M} WIB",
    )


def ship_body(choice: ShipChoice) -> dict[str, Any]:
    """The body of the hand-over."""
    if choice.method is ShipMethod.OWN_COURIER:
        if not choice.courier_code:
            raise Rejected("TikTok needs the courier", fields={"courier_code": "missing"})
        return {
            "self_shipment": {
                "tracking_number": choice.tracking_number,
                "shipping_provider_id": choice.courier_code,
            }
        }
    if choice.method is ShipMethod.DROPOFF:
        return {"handover_method": "DROP_OFF"}
    start, _, end = choice.slot_id.partition("-")
    if not (start.isdigit() and end.isdigit()):
        raise Rejected("a pickup needs its time", fields={"slot_id": "missing"})
    return {
        "handover_method": "PICKUP",
        "pickup_slot": {"start_time": int(start), "end_time": int(end)},
    }


def ship(client: TikTokClient, order: OrderRef, choice: ShipChoice) -> Shipment:
    """Arrange the hand-over of one package."""
    body = ship_body(choice)
    package = package_id(client, order)
    client.call(SHIP, id=package, data=body)
    return Shipment(
        external_order_id=order.external_order_id,
        external_parcel_id=package,
        tracking_number=choice.tracking_number,
    )


def tracking(client: TikTokClient, order: OrderRef) -> Shipment:
    """What the order says of the package; here numbers come only once it is shipped or printed."""
    found = raw_order(client, order)
    parcels = mapping.parcels_from(found, found.rows_at("line_items"))
    wanted = order.external_parcel_id
    for parcel in parcels:
        if wanted in {"", parcel.external_parcel_id}:
            return Shipment(
                external_order_id=order.external_order_id,
                external_parcel_id=parcel.external_parcel_id,
                tracking_number=parcel.tracking_number,
                courier=parcel.courier,
                raw_state=parcel.raw_state,
            )
    if wanted:
        raise NotFound(f"the order has no package {wanted} (any more)")
    return Shipment(external_order_id=order.external_order_id)


def label_address(client: TikTokClient, order: OrderRef) -> str | None:
    """Where the label can be fetched for a day; asking has it made, None meanwhile."""
    query = (("document_type", "SHIPPING_LABEL"),)
    try:
        answer = client.call(DOCUMENTS, id=package_id(client, order), query=query)
    except ChannelError as error:
        if error.code == LABEL_IN_THE_MAKING:
            return None
        raise
    return answer.field("doc_url").text()


def label(client: TikTokClient, order: OrderRef) -> ShippingLabel | None:
    """The label as a PDF, or None while it is being made."""
    address = label_address(client, order)
    if address is None:
        return None
    response = client.download(address, "label/download")
    if response.status == 200 and response.body.startswith(b"%PDF"):
        return ShippingLabel(content_type="application/pdf", content=response.body)
    error = client.judge(response)
    raise error or BadPayload("$", "not a label", ref=order.external_order_id)


def cancel_body(order: OrderRef, reason: CancelReason, lines: Sequence[LineRef]) -> dict[str, Any]:
    """The body of a cancellation; without SKUs it is the whole order."""
    reasons = _UNPAID if order.raw_state == "UNPAID" else _PAID
    skus = [
        {"sku_id": line.external_variant_id, "quantity": line.quantity}
        for line in lines
        if line.external_variant_id
    ]
    body = {"order_id": order.external_order_id, "cancel_reason": reasons[reason]}
    return filled(body | {"skus": skus})


def cancel(
    client: TikTokClient, order: OrderRef, reason: CancelReason, lines: Sequence[LineRef]
) -> None:
    """Cancel the order or some units of it."""
    if lines and not all(line.external_variant_id for line in lines):
        raise Rejected("TikTok needs the SKU ids", fields={"external_variant_id": "missing"})
    client.call(CANCEL, data=cancel_body(order, reason, lines))


def answer_cancellation(client: TikTokClient, order: OrderRef, accept: bool) -> None:
    """Answer the wish that waits; raises `Conflict` when none does."""
    query = (("page_size", "10"),)
    body = {"order_ids": [order.external_order_id]}
    found = client.call(SEARCH_CANCELLATIONS, query=query, data=body)
    for row in found.rows_at("cancellations"):
        is_ours = row.text_at("order_id") == order.external_order_id
        if is_ours and row.text_at("cancel_status") == _WAITING:
            _answer(client, row.field("cancel_id").text(), accept)
            return
    raise Conflict("the buyer's wish to cancel does not wait for an answer (any more)")


def _answer(client: TikTokClient, cancel_id: str, accept: bool) -> None:
    word = "approve" if accept else "reject"
    # The same for every repetition, so that a lost answer can be asked for again.
    key = sha256(f"{cancel_id}:{word}".encode()).hexdigest()[:32]
    query = (("idempotency_key", key),)
    if accept:
        client.call(APPROVE, id=cancel_id, query=query, data={})
    else:
        client.call(REJECT, id=cancel_id, query=query, data={"reject_reason": REFUSAL})
