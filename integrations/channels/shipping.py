"""Handing a parcel over: what can be chosen, what was chosen, and where the parcel is."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class ShipMethod(StrEnum):
    """How the parcel gets to the courier."""

    PICKUP = "pickup"
    DROPOFF = "dropoff"
    OWN_COURIER = "own_courier"
    """The seller ships it and tells the tracking number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PickupSlot:
    """A time at which the courier can come. `slot_id` "" where only the address is chosen."""

    address_id: str
    address: str = ""
    slot_id: str = ""
    starts_at: datetime | None = None
    label: str = ""
    is_recommended: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DropoffBranch:
    """A counter to which the parcel can be brought."""

    branch_id: str
    name: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShipOptions:
    """What the channel allows for an order. `needs` names the fields that each method demands."""

    external_order_id: str
    methods: tuple[ShipMethod, ...]
    pickup_slots: tuple[PickupSlot, ...] = ()
    branches: tuple[DropoffBranch, ...] = ()
    needs: tuple[tuple[ShipMethod, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ShipChoice:
    """What was chosen. Only the fields that the method needs are filled."""

    method: ShipMethod
    address_id: str = ""
    slot_id: str = ""
    branch_id: str = ""
    sender_name: str = ""
    tracking_number: str = ""
    courier_code: str = ""

    def __post_init__(self) -> None:
        if self.method is ShipMethod.PICKUP and not self.address_id:
            raise ValueError("a pickup needs the address to pick up from")
        if self.method is ShipMethod.OWN_COURIER and not self.tracking_number:
            raise ValueError("an own courier needs a tracking number")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shipment:
    """A shipment as the channel knows it. `tracking_number` "" : not given yet, ask again later."""

    external_order_id: str
    external_parcel_id: str = ""
    tracking_number: str = ""
    courier: str = ""
    raw_state: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShippingLabel:
    """A printable label."""

    content_type: str
    content: bytes = field(repr=False)
