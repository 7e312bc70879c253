"""`logistics/*`: arranging shipment and tracking numbers."""

from collections.abc import Mapping
from sqlite3 import Row
from typing import Any

from integrations.sandbox.core import shipping
from integrations.sandbox.core.records import NotFound
from integrations.sandbox.core.states import DAY, FINAL, HOUR, OrderState
from integrations.sandbox.dialects.shopee.call import Call
from integrations.sandbox.dialects.shopee.cancellations import own_order
from integrations.sandbox.dialects.shopee.errors import ApiError

METHODS = ("pickup", "dropoff", "non_integrated")
BATCH = 50
_SLOT_DAYS = 3
_WIB = 7 * HOUR
_ARRANGED = (
    OrderState.PROCESSED,
    OrderState.IN_CANCEL,
    OrderState.SHIPPED,
    OrderState.TO_CONFIRM,
    OrderState.COMPLETED,
    OrderState.RETRY_SHIP,
)


def own_parcel(call: Call, order: Row, number: str) -> Row:
    """The order's parcel, which must be the named one if any is named."""
    try:
        return shipping.parcel_of(tx=call.tx, order=order, number=number)
    except NotFound:
        raise call.bad("package_number does not belong to the order") from None


def get_shipping_parameter(call: Call) -> dict[str, Any]:
    """`GET logistics/get_shipping_parameter`: what `ship_order` needs for this order."""
    order = own_order(call, call.query_text("order_sn"))
    own_parcel(call, order, call.query_text("package_number", ""))
    _check_state(order, (OrderState.READY_TO_SHIP, OrderState.RETRY_SHIP))
    shop = call.tx.the("SELECT * FROM shop WHERE id = ?", call.shop_id)
    address = {
        "address_id": _address_id(call),
        "region": "ID",
        "state": shop["province"],
        "city": shop["city"],
        "district": shop["district"],
        "town": "",
        "address": shop["address"],
        "zipcode": shop["zipcode"],
        "address_flag": ["default_address", "pickup_address"],
        "time_slot_list": _slots(call),
    }
    return {
        "info_needed": {"pickup": ["address_id", "pickup_time_id"], "dropoff": []},
        "pickup": {"address_list": [address]},
        "dropoff": {"branch_list": []},
    }


def _check_state(order: Row, allowed: tuple[OrderState, ...]) -> None:
    if order["state"] in FINAL:
        raise ApiError("order_finalized", "The order is completed or cancelled.")
    if order["state"] not in allowed:
        message = "The order status does not support this operation."
        raise ApiError("logistics.error_order_state", message)


def _address_id(call: Call) -> int:
    return call.shop_id * 10 + 1


def _slots(call: Call) -> list[dict[str, Any]]:
    """Three days of pickup slots at noon in the shop's zone, from tomorrow on."""
    today = (call.tx.now + _WIB) // DAY * DAY - _WIB
    noons = [today + (day + 1) * DAY + 12 * HOUR for day in range(_SLOT_DAYS)]
    return [
        {
            "date": noon,
            "pickup_time_id": str(noon),
            "time_text": "12:00 - 16:00",
            "flags": ["recommended"] if noon == noons[0] else [],
        }
        for noon in noons
    ]


def ship_order(call: Call) -> dict[str, Any]:
    """`POST logistics/ship_order`: exactly one of pickup, dropoff, non_integrated."""
    _ship(call, call.body, order=own_order(call, call.body_text("order_sn")))
    return {}


def _ship(call: Call, wish: Mapping[str, Any], *, order: Row) -> None:
    number = wish.get("package_number", "")
    own_parcel(call, order, number if isinstance(number, str) else "-")
    method = _method(call, wish)
    _check_state(order, (OrderState.READY_TO_SHIP,))
    shipping.arrange(tx=call.tx, order_sn=order["sn"], method=method)


def _method(call: Call, wish: Mapping[str, Any]) -> str:
    given = [name for name in METHODS if name in wish]
    if len(given) != 1 or not isinstance(wish[given[0]], Mapping):
        raise call.bad("exactly one of pickup, dropoff, non_integrated is needed, as an object")
    if given[0] == "non_integrated":
        raise call.bad("the channel does not support non_integrated")
    if given[0] == "pickup":
        _check_pickup(call, wish["pickup"])
    return given[0]


def _check_pickup(call: Call, pickup: Mapping[str, Any]) -> None:
    if pickup.get("address_id") != _address_id(call):
        raise call.bad("address_id is invalid")
    if pickup.get("pickup_time_id") not in [slot["pickup_time_id"] for slot in _slots(call)]:
        raise call.bad("pickup_time_id is invalid")


def mass_ship_order(call: Call) -> dict[str, Any]:
    """`POST logistics/mass_ship_order`: up to 50 packages, one way for all."""
    method = _method(call, call.body)
    elements = call.body_list("package_list", most=BATCH)
    unlucky = call.unlucky(len(elements))
    success: list[dict[str, Any]] = []
    failed: list[dict[str, Any]] = []
    for index, element in enumerate(elements):
        number = str(element.get("package_number", ""))
        try:
            if index == unlucky:
                raise ApiError("error_too_many_invoke_function", "Failed to get lock.")
            order = _order_of_package(call, number)
            _check_state(order, (OrderState.READY_TO_SHIP,))
            shipping.arrange(tx=call.tx, order_sn=order["sn"], method=method)
            success.append({"package_number": number})
        except ApiError as refusal:
            failed.append({"package_number": number, "fail_reason": refusal.message})
    answer = {"success_list": success, "fail_list": failed}
    if not success:
        raise ApiError("common.batch_api_all_failed", failed[0]["fail_reason"], response=answer)
    return answer


def _order_of_package(call: Call, number: str) -> Row:
    row = call.tx.one(
        "SELECT orders.* FROM orders JOIN parcel ON parcel.order_id = orders.id "
        "WHERE parcel.number = ? AND shop_id = ?",
        *(number, call.shop_id),
    )
    if row is None:
        raise ApiError("error_not_found", "The package is not found.")
    return row


def update_shipping_order(call: Call) -> dict[str, Any]:
    """`POST logistics/update_shipping_order`: ask the courier again after a failed pickup."""
    order = own_order(call, call.body_text("order_sn"))
    own_parcel(call, order, call.body_text("package_number", ""))
    pickup = call.body.get("pickup")
    if not isinstance(pickup, Mapping):
        raise call.bad("pickup is required")
    _check_pickup(call, pickup)
    _check_state(order, (OrderState.RETRY_SHIP,))
    shipping.arrange_again(tx=call.tx, order_sn=order["sn"], method="pickup")
    return {}


def get_tracking_number(call: Call) -> dict[str, Any]:
    """`GET logistics/get_tracking_number`: empty until the courier has given one."""
    order = own_order(call, call.query_text("order_sn"))
    parcel = own_parcel(call, order, call.query_text("package_number", ""))
    _check_arranged(order)
    number = parcel["tracking_number"]
    hint = "" if number else "The tracking number is being generated, please try again later."
    return {"tracking_number": number, "hint": hint}


def _check_arranged(order: Row) -> None:
    is_arranged = order["state"] in _ARRANGED
    if order["state"] == OrderState.IN_CANCEL:
        is_arranged = order["state_before_cancel"] in _ARRANGED
    if not is_arranged:
        raise ApiError("logistics.error_order_state", "Shipment has not been arranged.")
