"""The platform's words and 18-digit ids for what the core calls otherwise."""

from sqlite3 import Row

from integrations.sandbox.core.states import ItemState, OrderState

ORDER_STATUS: dict[str, str] = {
    OrderState.UNPAID: "UNPAID",
    OrderState.READY_TO_SHIP: "AWAITING_SHIPMENT",
    OrderState.PROCESSED: "AWAITING_COLLECTION",
    OrderState.RETRY_SHIP: "AWAITING_COLLECTION",
    OrderState.SHIPPED: "IN_TRANSIT",
    OrderState.TO_CONFIRM: "DELIVERED",
    OrderState.COMPLETED: "COMPLETED",
    OrderState.CANCELLED: "CANCELLED",
}
OTHER_ORDER_STATUS = frozenset({"ON_HOLD", "PARTIALLY_SHIPPING"})
ITEM_STATUS: dict[str, str] = {
    ItemState.NORMAL: "ACTIVATE",
    ItemState.UNLISTED: "SELLER_DEACTIVATED",
    ItemState.BANNED: "PLATFORM_DEACTIVATED",
    ItemState.DELETED: "DELETED",
}
PRODUCT_FILTERS = frozenset({*ITEM_STATUS.values(), "ALL", "DRAFT", "PENDING", "FAILED", "FREEZE"})

_ORDER, _UNIT, _PACKAGE, _CANCEL, _WAREHOUSE, _STATEMENT, _STEP = (
    576_000_000_000_000_000,
    577_000_000_000_000_000,
    115_200_000_000_000_000,
    403_500_000_000_000_000,
    700_000_000_000_000_000,
    760_000_000_000_000_000,
    1_000_003,
)


def order_id(order: Row) -> str:
    """The order's 18 digits."""
    return str(_ORDER + order["id"] * _STEP)


def package_id(parcel: Row) -> str:
    """The package's 18 digits."""
    return str(_PACKAGE + parcel["id"] * _STEP)


def cancel_id(order: Row) -> str:
    """The id of the cancellation; an order has at most one open."""
    return str(_CANCEL + order["id"] * _STEP)


def unit_id(line: Row, number: int) -> str:
    """The id of one unit of a line."""
    return str(_UNIT + line["id"] * 10_007 + number)


def warehouse_id(shop_id: int) -> str:
    """The shop's only warehouse."""
    return str(_WAREHOUSE + shop_id)


def statement_id(day: int) -> str:
    """The statement of a day (counted from 1970)."""
    return str(_STATEMENT + day)


def core_order(text: str) -> int:
    """The core's order number behind an order or cancellation id, 0 for none."""
    return _back(text, _ORDER) or _back(text, _CANCEL)


def core_package(text: str) -> int:
    """The core's parcel behind a package id, 0 for none."""
    return _back(text, _PACKAGE)


def core_day(text: str) -> int:
    """The day behind a statement id, 0 for none."""
    return int(text) - _STATEMENT if text.isascii() and text.isdigit() else 0


def _back(text: str, base: int) -> int:
    if not (text.isascii() and text.isdigit() and len(text) == 18):
        return 0
    number, rest = divmod(int(text) - base, _STEP)
    return number if rest == 0 and 0 < number < 10**11 else 0


def order_status(order: Row) -> str:
    """Where an order stands; one whose buyer wants out stays where it was."""
    state = order["state"]
    if state == OrderState.IN_CANCEL:
        state = order["state_before_cancel"]
    return ORDER_STATUS[state]
