"""States of orders, parcels, items and documents, and the times after which things move alone."""

from enum import StrEnum

MINUTE = 60
HOUR = 60 * MINUTE
DAY = 24 * HOUR


class OrderState(StrEnum):
    """Where an order stands."""

    UNPAID = "unpaid"
    READY_TO_SHIP = "ready_to_ship"
    PROCESSED = "processed"
    RETRY_SHIP = "retry_ship"
    SHIPPED = "shipped"
    TO_CONFIRM = "to_confirm"
    COMPLETED = "completed"
    IN_CANCEL = "in_cancel"
    CANCELLED = "cancelled"


class ParcelState(StrEnum):
    """Where a parcel stands."""

    NOT_STARTED = "not_started"
    READY = "ready"
    REQUESTED = "requested"
    PICKED_UP = "picked_up"
    PICKUP_RETRY = "pickup_retry"
    DELIVERED = "delivered"
    REQUEST_CANCELLED = "request_cancelled"
    INVALID = "invalid"


class ItemState(StrEnum):
    """Whether an item is on sale."""

    NORMAL = "normal"
    UNLISTED = "unlisted"
    BANNED = "banned"
    DELETED = "deleted"


class DocumentState(StrEnum):
    """How far the printing of a label is."""

    PROCESSING = "processing"
    READY = "ready"


BEFORE_SHIPMENT = (
    OrderState.UNPAID,
    OrderState.READY_TO_SHIP,
    OrderState.PROCESSED,
    OrderState.RETRY_SHIP,
)
CANCEL_ON_REQUEST = (OrderState.READY_TO_SHIP, OrderState.PROCESSED, OrderState.RETRY_SHIP)
FINAL = (OrderState.COMPLETED, OrderState.CANCELLED)

# Seconds. The sheets name none of these but the free hour after payment; each can be changed
# through the control API (`POST /control/settings`).
TIMINGS: dict[str, int] = {
    "pay_within": DAY,
    "days_to_ship": 2,  # days, not seconds: the platform's own unit
    "late_grace": DAY,
    "free_cancel": HOUR,
    "answer_cancel_within": DAY,
    "tracking_delay": 2,
    "document_delay": 2,
    "pickup_after": 8 * HOUR,
    "deliver_after": 2 * DAY,
    "complete_after": 2 * DAY,
}
