"""Reading orders: grouped by package, one row per order item, and an item's details."""

from collections.abc import Mapping
from sqlite3 import Row
from typing import Any

from integrations.sandbox.core import selectors
from integrations.sandbox.core.states import OrderState
from integrations.sandbox.core.store import Tx
from integrations.sandbox.dialects.blibli.call import HALF_HOUR, ApiError, Call, invalid, page_of
from integrations.sandbox.dialects.blibli.products import blibli_sku, pickup_point

FIRST_ORDER, FIRST_ITEM, FIRST_PACKAGE = 12_100_000_000, 25_000_000_000, 10_000_000
OLDEST = 365 * 86_400
STATUS = {
    OrderState.UNPAID: "O",  # waits for its payment; the sheet names no word, and no list shows it
    OrderState.READY_TO_SHIP: "FP",
    OrderState.PROCESSED: "FR",
    OrderState.RETRY_SHIP: "FR",
    OrderState.SHIPPED: "FR",
    OrderState.TO_CONFIRM: "D",
    OrderState.COMPLETED: "D",
    OrderState.CANCELLED: "CX",
}
COMMISSION, HANDLING = 5, 1  # percent; ours
_SORTS = {"statusFPUpdatedTimestamp": "fp", "autoCancelTimestamp": "cancel", "createdDate": "made"}
_IDS = {
    "orderId": "order",
    "orderIds": "order",
    "orderItemId": "item",
    "orderItemIds": "item",
    "packageId": "package",
    "packageIds": "package",
}


def paid_at(order: Row) -> int:
    """When the order became FP; cash on delivery does at once."""
    return int(order["paid_at"] or order["created_at"])


def live_state(order: Row) -> str:
    """Blibli knows no wish to cancel: the order stands where it stood."""
    state = order["state"]
    return str(order["state_before_cancel"] if state == OrderState.IN_CANCEL else state)


def package_of(tx: Tx, line: Row) -> Row | None:
    """The package an item was put into."""
    return tx.one(
        "SELECT p.* FROM blibli_package p JOIN blibli_packed k ON k.package_id = p.id "
        "WHERE k.line_id = ?",
        line["id"],
    )


def status_of(tx: Tx, order: Row, line: Row) -> str:
    """The state of one item."""
    if tx.one("SELECT 1 FROM blibli_cancelled WHERE line_id = ?", line["id"]) is not None:
        return "CX"
    word = STATUS[OrderState(live_state(order))]
    package = package_of(tx, line)
    if word == "FP" and package is not None:
        return "FR" if package["is_fulfilled"] else "BP"
    return word


def list_packages(call: Call) -> dict[str, Any]:
    """`POST /seller/v1/orders/packages/filter`: paid orders of the last year, by package."""
    call.spend("orders", most=100, seconds=HALF_HOUR)
    page, size = call.paging()
    told = call.object().get("filter") or {}
    sorting = call.object().get("sorting") or {}
    column = _SORTS.get(sorting.get("by", "statusFPUpdatedTimestamp"))
    if column is None or not isinstance(told, Mapping):
        raise invalid("sorting.by or filter is not known")
    packages = _packages(call, told)
    keys = {"fp": "statusFPUpdatedTimestamp", "cancel": "autoCancelTimestamp", "made": "date"}
    packages.sort(
        key=lambda each: (each["orderItems"][0]["order"][keys[column]], _number(each)),
        reverse=str(sorting.get("direction", "DESC")).upper() != "ASC",
    )
    shift = call.plan.get("page_shift") if page else None
    if shift is not None:
        packages = packages[int(shift.number("by", 1)) :]
    return page_of(packages, page, size)


def _number(package: Mapping[str, Any]) -> int:
    return int(package["orderItems"][0]["order"]["itemId"])


def _packages(call: Call, told: Mapping[str, Any]) -> list[dict[str, Any]]:
    since, until = _span(call, told)
    wanted = told.get("orderItemStatuses") or []
    ids = {
        kind: {str(each) for each in (value if isinstance(value, list) else [value])}
        for name, kind in _IDS.items()
        if (value := told.get(name)) not in (None, "", [])
    }
    either = {str(each) for each in told.get("orderOrOrderItemIds") or []}
    groups: dict[tuple[int, int], list[dict[str, Any]]] = {}
    rows = call.tx.all(
        "SELECT * FROM orders WHERE shop_id = ? AND ship_by > 0 "
        "AND coalesce(nullif(paid_at, 0), created_at) BETWEEN ? AND ? ORDER BY id",
        *(call.shop_id, since, until),
    )
    for order in rows:
        for line in selectors.lines_of(tx=call.tx, order=order):
            item = item_row(call, order, line)
            package = item["packageId"]
            named = {"order": item["order"]["id"], "item": item["order"]["itemId"]}
            named["package"] = str(package or "")
            is_named = all(named[kind] in found for kind, found in ids.items())
            is_named = is_named and (not either or bool(either & {named["order"], named["item"]}))
            if is_named and (not wanted or item["order"]["itemStatus"] in wanted):
                groups.setdefault((order["id"], package or 0), []).append(item)
    return [{"packageId": items[0]["packageId"], "orderItems": items} for items in groups.values()]


def _span(call: Call, told: Mapping[str, Any]) -> tuple[int, int]:
    """The asked time of payment, in seconds; never more than a year back."""
    span = told.get("statusFPDateRange") or {}
    start, end = span.get("start", 0), span.get("end", 2**50)
    if not isinstance(start, int) or not isinstance(end, int) or start > end:
        raise invalid("statusFPDateRange needs start and end in milliseconds")
    lag = call.plan.get("list_lag")
    newest = call.tx.now - int(lag.number("seconds", 5)) if lag else 2**50
    return max(start // 1000, call.tx.now - OLDEST), min(end // 1000, newest)


def item_row(call: Call, order: Row, line: Row) -> dict[str, Any]:
    """One order item as the list shows it."""
    tx, seller = call.tx, call.seller
    package = package_of(tx, line)
    buyer = tx.the("SELECT name FROM buyer WHERE id = ?", order["buyer_id"])
    at = paid_at(order) * 1000
    return {
        "packageId": FIRST_PACKAGE + package["id"] if package else None,
        "createdDate": order["created_at"] * 1000,
        "storeCode": seller["store_code"],
        "sellerDeliveryType": "REGULAR",
        "order": {
            "id": str(FIRST_ORDER + order["id"]),
            "itemId": str(FIRST_ITEM + line["id"]),
            "itemStatus": status_of(tx, order, line),
            "quantity": line["quantity"],
            "date": order["created_at"] * 1000,
            "statusFPUpdatedTimestamp": at,
            "autoCancelTimestamp": order["ship_by"] * 1000,
            "customerFullName": buyer["name"],
            "type": "REGULAR",
        },
        "product": {
            "blibliSku": blibli_sku(seller, line["item_id"], line["variant_id"]),
            "sellerSku": line["variant_sku"] or line["item_sku"],
            "itemName": line["item_name"],
            "variantName": line["variant_name"],
            "price": float(line["original_price"]),
            "finalPrice": float(line["price"]),
            "type": "REGULAR",
        },
        "logistic": {
            "awbNumber": package["awb"] if package else "",
            "productCode": "REG",
            "productName": "Reguler",
            "optionCode": "REGULAR",
            "optionName": "Reguler",
        },
        "pickupPoint": {"code": pickup_point(seller), "name": "Gudang koperasi"},
    }


def find_item(call: Call, text: object) -> tuple[Row, Row]:
    """Order and line behind an order item of the store."""
    digits = str(text)
    number = int(digits) - FIRST_ITEM if digits.isascii() and digits.isdigit() else 0
    line = call.tx.one("SELECT * FROM order_line WHERE id = ?", min(number, 2**60))
    order = None
    if line is not None:
        order = call.tx.one(
            "SELECT * FROM orders WHERE id = ? AND shop_id = ?", line["order_id"], call.shop_id
        )
    if line is None or order is None:
        raise ApiError(404, "ERR-PA404012", "Order item not found")
    return order, line


def detail(call: Call, item_id: str) -> dict[str, Any]:
    """`GET /seller/v1/orders/items/{orderItemId}`: with recipient, amounts, and later the money."""
    order, line = find_item(call, item_id)
    call.spend(f"detail:{line['id']}", most=5, seconds=HALF_HOUR)
    row = item_row(call, order, line)
    buyer = call.tx.the("SELECT * FROM buyer WHERE id = ?", order["buyer_id"])
    total = line["price"] * line["quantity"]
    content = {
        **row,
        "id": row["order"]["id"],
        "itemId": row["order"]["itemId"],
        "status": row["order"]["itemStatus"],
        "quantity": line["quantity"],
        "timestamp": {"statusUpdatedToFP": row["order"]["statusFPUpdatedTimestamp"]},
        "amount": {
            "item": float(line["price"]),
            "itemTotal": float(total),
            "shipping": float(order["shipping_fee"]),
        },
        "recipient": {
            "name": buyer["name"],
            "phoneNumber": buyer["phone"],
            "streetAddress": buyer["address"],
            "subdistrict": "",
            "district": buyer["district"],
            "city": buyer["city"],
            "state": buyer["province"],
            "zipCode": buyer["zipcode"],
            "country": "Indonesia",
        },
        "shipment": {
            "airwayBill": {"number": row["logistic"]["awbNumber"]},
            "logistic": {"product": {"code": "REG", "name": "Reguler"}},
        },
        "financeSettlement": _settlement(order, line, row["order"]["itemStatus"]),
    }
    return {"content": content}


def _settlement(order: Row, line: Row, status: str) -> dict[str, Any] | None:
    if status != "D" or order["state"] != OrderState.COMPLETED:
        return None
    total = line["price"] * line["quantity"]
    commission, handling = total * COMMISSION // 100, total * HANDLING // 100
    return {
        "paymentDate": order["completed_at"] * 1000,
        "itemPrice": float(total),
        "commission": float(-commission),
        "handlingFee": float(-handling),
        "totalPayment": float(total - commission - handling),
    }
