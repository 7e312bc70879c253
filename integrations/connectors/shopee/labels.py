"""Shipping labels: asked for, made by Shopee, fetched."""

from __future__ import annotations

from integrations.channels.errors import BadPayload, Rejected
from integrations.channels.payload import Payload
from integrations.channels.transport import Response
from integrations.channels.words import OrderRef, ShippingLabel
from integrations.connectors.shopee.client import ALL_FAILED, ShopeeClient, bare, error_for
from integrations.connectors.shopee.fulfilment import parcel_body

DOCUMENT = "THERMAL_AIR_WAYBILL"  # what a small label printer takes

# First bytes -> type. Shopee can also answer HTML, but so does every broken proxy.
_KINDS = ((b"%PDF", "application/pdf"), (b"PK\x03\x04", "application/zip"))


def create(client: ShopeeClient, order: OrderRef, tracking_number: str) -> None:
    """Have the label made; raises what Shopee holds against it."""
    wanted = {"tracking_number": tracking_number, "shipping_document_type": DOCUMENT}
    body = {"order_list": [parcel_body(order) | wanted]}
    _result(client, client.post_raw("/api/v2/logistics/create_shipping_document", body))


def fetch(client: ShopeeClient, order: OrderRef) -> ShippingLabel | None:
    """The label as a file, or None while it is being made."""
    body = {"order_list": [parcel_body(order) | {"shipping_document_type": DOCUMENT}]}
    path = "/api/v2/logistics/get_shipping_document_result"
    result = _result(client, client.post_raw(path, body, is_write=False))
    status = result.field("status").text()
    if status == "FAILED":
        raise Rejected(f"Shopee could not make the label of {order.external_order_id}")
    if status != "READY":
        return None
    return _download(client, order)


def _result(client: ShopeeClient, response: Response) -> Payload:
    """The one element of the answer. When all elements fail the call fails, but the reason stays
    in the element."""
    whole = client.judge(response)
    if whole is not None and bare(whole.code) != ALL_FAILED:
        raise whole
    answer = Payload.parse(response.body).optional("response")
    for result in answer.rows_at("result_list") if answer else ():
        code = result.text_at("fail_error")
        if code:
            request_id = whole.request_id if whole else ""
            raise error_for(code, result.text_at("fail_message"), request_id=request_id)
        if whole is None:
            return result
    raise whole or BadPayload("$.response.result_list", "empty")


def _download(client: ShopeeClient, order: OrderRef) -> ShippingLabel:
    response = client.post_raw(
        "/api/v2/logistics/download_shipping_document",
        {"shipping_document_type": DOCUMENT, "order_list": [parcel_body(order)]},
        is_write=False,
    )
    for start, content_type in _KINDS:
        if response.status == 200 and response.body.startswith(start):
            return ShippingLabel(content_type=content_type, content=response.body)
    error = client.judge(response)
    if error is not None:
        raise error
    raise BadPayload("$", "not a label", ref=order.external_order_id)
