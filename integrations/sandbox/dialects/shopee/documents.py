"""`logistics/*_shipping_document`: labels are asked for, awaited and fetched."""

from collections.abc import Callable, Mapping
from sqlite3 import Row
from typing import Any

from integrations.sandbox.core import orders, selectors, shipping
from integrations.sandbox.core.records import NotFound, WrongState
from integrations.sandbox.core.states import DocumentState
from integrations.sandbox.dialects.shopee.call import Call
from integrations.sandbox.dialects.shopee.errors import ApiError
from integrations.sandbox.label import Label, render

BATCH = 50
KINDS = (
    "NORMAL_AIR_WAYBILL",
    "THERMAL_AIR_WAYBILL",
    "NORMAL_JOB_AIR_WAYBILL",
    "THERMAL_JOB_AIR_WAYBILL",
)
CANNOT_PRINT = "logistics.package_can_not_print"
NOT_READY = "The shipping document is not ready."


def create_shipping_document(call: Call) -> dict[str, Any]:
    """`POST logistics/create_shipping_document`: start making up to 50 labels."""

    def create(parcel: Row, kind: str, element: Mapping[str, Any]) -> dict[str, Any]:
        given = element.get("tracking_number")
        if given and given != parcel["tracking_number"]:
            raise ApiError("logistics.error_param", "tracking_number does not match.")
        try:
            shipping.print_document(tx=call.tx, parcel=parcel, kind=kind)
        except WrongState as refusal:
            raise ApiError(CANNOT_PRINT, str(refusal)) from None
        return {}

    return _each(call, create)


def get_shipping_document_result(call: Call) -> dict[str, Any]:
    """`POST logistics/get_shipping_document_result`: PROCESSING or READY per label."""

    def read(parcel: Row, kind: str, element: Mapping[str, Any]) -> dict[str, Any]:
        document = shipping.document_of(tx=call.tx, parcel=parcel, kind=kind)
        if document is None:
            raise ApiError(CANNOT_PRINT, "The shipping document was never created.")
        is_ready = document["state"] == DocumentState.READY
        return {"status": "READY" if is_ready else "PROCESSING"}

    return _each(call, read)


def _each(
    call: Call, act: Callable[[Row, str, Mapping[str, Any]], dict[str, Any]]
) -> dict[str, Any]:
    elements = call.body_list("order_list", most=BATCH)
    unlucky = call.unlucky(len(elements))
    results = []
    for index, element in enumerate(elements):
        result: dict[str, Any] = {
            "order_sn": element.get("order_sn", ""),
            "package_number": element.get("package_number", ""),
        }
        try:
            if index == unlucky:
                raise ApiError("error_too_many_invoke_function", "Failed to get lock.")
            parcel = _parcel(call, element)
            result["package_number"] = parcel["number"]
            result |= act(parcel, _kind(call, element), element)
        except ApiError as refusal:
            result |= {"fail_error": refusal.code, "fail_message": refusal.message}
        results.append(result)
    if all("fail_error" in result for result in results):
        message = results[0]["fail_message"]
        answer = {"result_list": results}
        raise ApiError("common.batch_api_all_failed", message, response=answer)
    return {"result_list": results}


def _kind(call: Call, element: Mapping[str, Any]) -> str:
    kind = element.get("shipping_document_type", KINDS[0])
    if kind not in KINDS:
        raise call.bad("shipping_document_type is invalid")
    return str(kind)


def _parcel(call: Call, element: Mapping[str, Any]) -> Row:
    try:
        order_sn = str(element.get("order_sn", ""))
        order = orders.get(tx=call.tx, order_sn=order_sn, shop_id=call.shop_id)
        number = str(element.get("package_number", ""))
        return shipping.parcel_of(tx=call.tx, order=order, number=number)
    except NotFound:
        raise ApiError("error_not_found", "The order or package is not found.") from None


def download_shipping_document(call: Call) -> bytes:
    """`POST logistics/download_shipping_document`: one PDF with a page per parcel."""
    kind = _kind(call, call.body)
    labels = []
    for element in call.body_list("order_list", most=BATCH):
        parcel = _parcel(call, element)
        document = shipping.document_of(tx=call.tx, parcel=parcel, kind=kind)
        if document is None or document["state"] != DocumentState.READY:
            raise ApiError(CANNOT_PRINT, NOT_READY)
        labels.append(_label(call, parcel))
    return render(labels=labels)


def _label(call: Call, parcel: Row) -> Label:
    order = call.tx.the("SELECT * FROM orders WHERE id = ?", parcel["order_id"])
    buyer = call.tx.the("SELECT * FROM buyer WHERE id = ?", order["buyer_id"])
    shop = call.tx.the("SELECT * FROM shop WHERE id = ?", order["shop_id"])
    return Label(
        title=parcel["carrier"],
        order_number=order["sn"],
        tracking_number=parcel["tracking_number"],
        sender=(shop["name"], shop["phone"], shop["city"]),
        recipient=(buyer["name"], buyer["phone"], buyer["address"], buyer["city"]),
        contents=tuple(
            f"{line['quantity']} x {line['item_name']} {line['variant_name']}".rstrip()
            for line in selectors.lines_of(tx=call.tx, order=order)
        ),
    )
