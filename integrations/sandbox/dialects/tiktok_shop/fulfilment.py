"""`/fulfillment/*`, `/logistics/*`, `/finance/*`: packages, labels, warehouses, statements."""

from sqlite3 import Row
from typing import Any

from integrations.sandbox.core import orders, selectors, shipping
from integrations.sandbox.core.records import MarketError
from integrations.sandbox.core.states import DAY, HOUR, OrderState
from integrations.sandbox.core.store import Tx
from integrations.sandbox.dialects.tiktok_shop import names
from integrations.sandbox.dialects.tiktok_shop.call import ApiError, Call, bad
from integrations.sandbox.dialects.tiktok_shop.order_calls import order_json
from integrations.sandbox.label import Label, render

SHIPPED, MAKING_LABEL, NO_PACKAGE = 11006021, 11034037, 11006001  # the last one is ours
AFTER_SALE = 21021010
DOCUMENTS = ("SHIPPING_LABEL", "PACKING_SLIP", "SHIPPING_LABEL_AND_PACKING_SLIP")
COMMISSION, PAYMENT_FEE = 0.04, 0.018
_WIB = 7 * HOUR


def _own(call: Call) -> tuple[Row, Row]:
    number = names.core_package(call.parts[0])
    parcel = call.tx.one(
        "SELECT parcel.* FROM parcel JOIN orders ON orders.id = parcel.order_id "
        "WHERE parcel.id = ? AND shop_id = ? AND orders.state <> ?",
        *(number, call.shop_id, OrderState.UNPAID),
    )
    if parcel is None:
        raise ApiError(NO_PACKAGE, "The package does not exist")
    return parcel, call.tx.the("SELECT * FROM orders WHERE id = ?", parcel["order_id"])


def read(call: Call) -> dict[str, Any]:
    """`GET packages/{id}`."""
    parcel, order = _own(call)
    body = order_json(call, order)
    return {
        "package_id": names.package_id(parcel),
        "package_status": body["line_items"][0]["package_status"],
        "handover_method": {"pickup": "PICKUP", "dropoff": "DROP_OFF"}.get(parcel["method"], ""),
        "shipping_provider_name": parcel["carrier"],
        "tracking_number": parcel["tracking_number"],
        "orders": [{"id": names.order_id(order)}],
        "update_time": parcel["updated_at"],
    }


def slots(call: Call) -> dict[str, Any]:
    """`GET packages/{id}/handover_time_slots`: noon of the next three days, or bring it."""
    _own(call)
    today = (call.tx.now + _WIB) // DAY * DAY - _WIB
    return {
        "can_drop_off": True,
        "can_pickup": True,
        "can_van_collection": False,
        "drop_off_point_url": "",
        "pickup_slots": [
            {"start_time": noon, "end_time": noon + 4 * HOUR, "avaliable": True, "available": True}
            for noon in (today + day * DAY + 12 * HOUR for day in (1, 2, 3))
        ],
    }


def ship(call: Call) -> dict[str, Any]:
    """`POST packages/{id}/ship`: the platform's courier, to come or to be brought to."""
    _, order = _own(call)
    method = call.body.get("handover_method", "PICKUP")
    if call.body.get("self_shipment"):
        raise bad("self_shipment: the platform ships the orders of this shop")
    if method not in ("PICKUP", "DROP_OFF"):
        raise bad("handover_method")
    _check_slot(call, method)
    if order["state"] == OrderState.IN_CANCEL:
        raise ApiError(AFTER_SALE, "A cancellation is pending")
    how = {"PICKUP": "pickup", "DROP_OFF": "dropoff"}[method]
    do = shipping.arrange_again if order["state"] == OrderState.RETRY_SHIP else shipping.arrange
    try:
        do(tx=call.tx, order_sn=order["sn"], method=how)
    except MarketError:
        raise ApiError(SHIPPED, "The package is already shipped or cancelled") from None
    return {}


def _check_slot(call: Call, method: str) -> None:
    wish = call.body.get("pickup_slot")
    if method != "PICKUP" or wish is None:
        return
    offered = [slot["start_time"] for slot in slots(call)["pickup_slots"]]
    if not isinstance(wish, dict) or wish.get("start_time") not in offered:
        raise bad("pickup_slot is not offered")


def documents(call: Call) -> dict[str, Any]:
    """`GET packages/{id}/shipping_documents`: an address that is good for a day."""
    parcel, _ = _own(call)
    kind = call.query.get("document_type", "")
    if kind not in DOCUMENTS:
        raise bad("document_type")
    delay = orders.timing(tx=call.tx, name="document_delay")
    if not parcel["tracking_number"] or call.tx.now < parcel["updated_at"] + delay:
        raise ApiError(MAKING_LABEL, "The label is still being generated")
    until = call.tx.now + DAY
    address = f"{call.host_url}/berkas/{names.package_id(parcel)}-{until}.pdf"
    return {"doc_url": address, "tracking_number": parcel["tracking_number"]}


def label_file(*, tx: Tx, name: str) -> bytes | None:
    """The PDF behind a `doc_url`; None when it is over or was never made."""
    package, _, until = name.removesuffix(".pdf").partition("-")
    parcel = tx.one("SELECT * FROM parcel WHERE id = ?", names.core_package(package))
    if parcel is None or not until.isdigit() or not tx.now < int(until) <= tx.now + DAY:
        return None
    order = tx.the("SELECT * FROM orders WHERE id = ?", parcel["order_id"])
    buyer = tx.the("SELECT * FROM buyer WHERE id = ?", order["buyer_id"])
    shop = tx.the("SELECT * FROM shop WHERE id = ?", order["shop_id"])
    label = Label(
        title="Tokopedia & Shop",  # what labels in Indonesia must say
        order_number=names.order_id(order),
        tracking_number=parcel["tracking_number"],
        sender=(shop["name"], shop["phone"], shop["city"]),
        recipient=(buyer["name"], buyer["address"], buyer["city"]),
        contents=tuple(
            f"{line['quantity']} x {line['item_name']} {line['variant_name']}".rstrip()
            for line in selectors.lines_of(tx=tx, order=order)
        ),
    )
    return render(labels=[label])


def warehouses(call: Call) -> dict[str, Any]:
    """`GET warehouses`: the one every shop has."""
    shop = call.tx.the("SELECT * FROM shop WHERE id = ?", call.shop_id)
    return {
        "warehouses": [
            {
                "id": names.warehouse_id(call.shop_id),
                "name": "Gudang Utama",
                "type": "SALES_WAREHOUSE",
                "sub_type": "DOMESTIC_WAREHOUSE",
                "effect_status": "ENABLED",
                "is_default": True,
                "address": {"region": "Indonesia", "city": shop["city"]},
            }
        ]
    }


# Money


def statements(call: Call) -> dict[str, Any]:
    """`GET statements`: one per day (UTC) on which orders were completed."""
    if call.query.get("sort_field") != "statement_time":
        raise bad("sort_field must be statement_time")
    since = call.number("statement_time_ge", low=0, high=2**62, default=0)
    until = call.number("statement_time_lt", low=0, high=2**62, default=2**62)
    rows = call.tx.all(
        "SELECT DISTINCT completed_at / 86400 AS day FROM orders WHERE shop_id = ? "
        "AND state = 'completed' ORDER BY day",
        call.shop_id,
    )
    days = [row["day"] for row in rows if since <= (row["day"] + 1) * DAY < until]
    # A day's statement is closed when the day is over.
    found = [_statement(call, day) for day in days if (day + 1) * DAY <= call.tx.now]
    return {"next_page_token": "", "total_count": len(found), "statements": found}


def _statement(call: Call, day: int) -> dict[str, Any]:
    amounts = [_amounts(call, order) for order in _paid_on(call, day)]
    revenue, fees = sum(each[0] for each in amounts), sum(each[1] for each in amounts)
    return {
        "id": names.statement_id(day),
        "statement_time": (day + 1) * DAY,
        "currency": "IDR",
        "revenue_amount": str(revenue),
        "fee_amount": str(fees),
        "shipping_cost_amount": "0",
        "adjustment_amount": "0",
        "net_sales_amount": str(revenue),
        "settlement_amount": str(revenue + fees),
        "payment_status": "PAID",
        "payment_id": f"PAY{day}",
    }


def _paid_on(call: Call, day: int) -> list[Row]:
    return call.tx.all(
        "SELECT * FROM orders WHERE shop_id = ? AND state = 'completed' "
        "AND completed_at / 86400 = ? ORDER BY id",
        *(call.shop_id, day),
    )


def _amounts(call: Call, order: Row) -> tuple[int, int, int, int]:
    """Revenue, all fees, commission, payment fee; fees are negative."""
    revenue = selectors.total(tx=call.tx, order=order) - order["shipping_fee"]
    commission, payment = -round(revenue * COMMISSION), -round(revenue * PAYMENT_FEE)
    return revenue, commission + payment, commission, payment


def transactions(call: Call) -> dict[str, Any]:
    """`GET statements/{id}/statement_transactions`: the orders of a day."""
    found = _paid_on(call, names.core_day(call.parts[0]))
    return {
        "id": call.parts[0],
        "next_page_token": "",
        "total_count": len(found),
        "transactions": [_transaction(call, order) for order in found],
    }


def order_transactions(call: Call) -> dict[str, Any]:
    """`GET orders/{id}/statement_transactions`: one order's; none before it is completed."""
    number = names.core_order(call.parts[0])
    order = call.tx.one(
        "SELECT * FROM orders WHERE id = ? AND shop_id = ? AND state = 'completed'",
        *(number, call.shop_id),
    )
    rows = [] if order is None else [_transaction(call, order)]
    return {"order_id": call.parts[0], "statement_transactions": rows, "transactions": rows}


def _transaction(call: Call, order: Row) -> dict[str, Any]:
    revenue, fees, commission, payment = _amounts(call, order)
    return {
        "id": f"T{names.order_id(order)}",
        "type": "ORDER",
        "order_id": names.order_id(order),
        "order_create_time": order["created_at"],
        "currency": "IDR",
        "revenue_amount": str(revenue),
        "fee_tax_amount": str(fees),
        "shipping_cost_amount": "0",
        "adjustment_amount": "0",
        "settlement_amount": str(revenue + fees),
        "revenue_breakdown": {"subtotal_before_discount_amount": str(revenue)},
        "fee_tax_breakdown": {
            "fee": {
                "platform_commission_amount": str(commission),
                "transaction_fee_amount": str(payment),
            }
        },
    }
