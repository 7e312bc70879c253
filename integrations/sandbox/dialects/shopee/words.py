"""The platform's words for the states of the core."""

from integrations.sandbox.core.states import ItemState, OrderState, ParcelState

ORDER_STATUS: dict[str, str] = {
    OrderState.UNPAID: "UNPAID",
    OrderState.READY_TO_SHIP: "READY_TO_SHIP",
    OrderState.PROCESSED: "PROCESSED",
    OrderState.RETRY_SHIP: "RETRY_SHIP",
    OrderState.SHIPPED: "SHIPPED",
    OrderState.TO_CONFIRM: "TO_CONFIRM_RECEIVE",
    OrderState.COMPLETED: "COMPLETED",
    OrderState.IN_CANCEL: "IN_CANCEL",
    OrderState.CANCELLED: "CANCELLED",
}
ORDER_STATE = {word: state for state, word in ORDER_STATUS.items()}
# Words of the platform for states this marketplace never reaches: valid as filters, empty answers.
OTHER_ORDER_STATUS = frozenset({"TO_RETURN", "PENDING", "INVOICE_PENDING"})

PACKAGE_STATUS: dict[str, str] = {
    ParcelState.NOT_STARTED: "LOGISTICS_NOT_START",
    ParcelState.READY: "LOGISTICS_READY",
    ParcelState.REQUESTED: "LOGISTICS_REQUEST_CREATED",
    ParcelState.PICKED_UP: "LOGISTICS_PICKUP_DONE",
    ParcelState.PICKUP_RETRY: "LOGISTICS_PICKUP_RETRY",
    ParcelState.DELIVERED: "LOGISTICS_DELIVERY_DONE",
    ParcelState.REQUEST_CANCELLED: "LOGISTICS_REQUEST_CANCELED",
    ParcelState.INVALID: "LOGISTICS_INVALID",
}

ITEM_STATUS: dict[str, str] = {
    ItemState.NORMAL: "NORMAL",
    ItemState.UNLISTED: "UNLIST",
    ItemState.BANNED: "BANNED",
    ItemState.DELETED: "SELLER_DELETE",
}
ITEM_STATE = {word: state for state, word in ITEM_STATUS.items()}
OTHER_ITEM_STATUS = frozenset({"REVIEWING", "SHOPEE_DELETE"})
