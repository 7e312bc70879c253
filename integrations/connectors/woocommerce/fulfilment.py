"""Handing over and cancelling: a new status of the order, after a look at the present one."""

from __future__ import annotations

from typing import Any

from integrations.channels.errors import Conflict
from integrations.channels.payload import Payload
from integrations.channels.words import (
    OrderRef,
    OrderState,
    ShipChoice,
    Shipment,
    ShipMethod,
    ShipOptions,
)
from integrations.connectors.woocommerce import mapping
from integrations.connectors.woocommerce.client import WooClient
from integrations.connectors.woocommerce.reading import one_order

CANCELLABLE = frozenset({OrderState.UNPAID, OrderState.READY})


def options(order: OrderRef) -> ShipOptions:
    """The shop ships by itself: with the tracking number of a courier, or without any."""
    return ShipOptions(
        external_order_id=order.external_order_id,
        methods=(ShipMethod.OWN_COURIER, ShipMethod.DROPOFF),
        needs=((ShipMethod.OWN_COURIER, ("tracking_number",)), (ShipMethod.DROPOFF, ())),
    )


def ship(client: WooClient, order: OrderRef, choice: ShipChoice) -> Shipment:
    """Complete the order, with the tracking number in its extra fields.

    The interface would allow every step from every state, so the present one is asked for first.
    """
    now = one_order(client, order.external_order_id)
    _require(now, frozenset({OrderState.READY}))
    fields = {mapping.TRACKING: choice.tracking_number, mapping.COURIER: choice.courier_code}
    change: dict[str, Any] = {"status": "completed"}
    told = [{"key": name, "value": value} for name, value in fields.items() if value]
    if told:
        change["meta_data"] = told
    done = client.put(f"orders/{order.external_order_id}", change, operation="order/complete")
    return _shipment(order, done)


def tracking(client: WooClient, order: OrderRef) -> Shipment:
    """The tracking number that we, or a plugin of the shop, have noted."""
    return _shipment(order, one_order(client, order.external_order_id))


def _shipment(order: OrderRef, found: Payload) -> Shipment:
    number, courier = mapping.tracking_of(found)
    return Shipment(
        external_order_id=order.external_order_id,
        tracking_number=number,
        courier=courier,
        raw_state=found.text_at("status"),
    )


def cancel(client: WooClient, order: OrderRef) -> None:
    """Cancel the whole order. Money that was paid is given back in the shop's own admin."""
    now = one_order(client, order.external_order_id)
    _require(now, CANCELLABLE)
    client.put(
        f"orders/{order.external_order_id}", {"status": "cancelled"}, operation="order/cancel"
    )


def _require(order: Payload, states: frozenset[OrderState]) -> None:
    if mapping.state_of(order) not in states:
        raise Conflict(f"the order is {order.text_at('status')}", code=order.text_at("status"))
