"""The broker's API: couriers, rates, orders, trackings, and the envelope of its errors."""

import json
import logging
import re
from collections.abc import Mapping
from sqlite3 import Row
from typing import Any
from urllib.parse import unquote

from werkzeug.wrappers import Request, Response

from integrations.sandbox.core.store import Tx
from integrations.sandbox.dialects.biteship import bookings, couriers
from integrations.sandbox.dialects.biteship.bookings import Asked, Refusal
from integrations.sandbox.faults import Plan
from integrations.sandbox.market import Market

logger = logging.getLogger(__name__)

ORDER = re.compile(r"/v1/orders/([^/]+)(/cancel)?")
TRACKING = re.compile(r"/v1/trackings/([^/]+)(?:/couriers/([^/]+))?")
LARGEST = 64 * 1024
REASONS = [
    {"code": "shipper_cannot_prepare", "reason": "Pengirim tidak siap"},
    {"code": "others", "reason": "Lainnya"},
]


class Api:
    """Answers every call of the API; never raises."""

    def __init__(self, *, market: Market) -> None:
        """Serve this market."""
        self._market = market

    def __call__(self, request: Request, plan: Plan) -> Response:
        """One call."""
        try:
            with self._market.moment() as tx:
                account = _account(tx, request)
                hit = plan.get("error")
                if hit is not None:
                    number = int(hit.number("code", 40000001))
                    status = int(hit.number("status", 400))
                    raise Refusal(status, number, str(hit.params.get("message", "Error")))
                return _json(200, _handle(tx, request, account))
        except Refusal as refusal:
            body = {"success": False, "error": refusal.message, "code": refusal.code}
            return _json(refusal.status, {**body, "details": dict(refusal.details)})
        except Exception:
            logger.exception("event=endpoint_crashed path=%s", request.path)
            body = {"success": False, "error": "Internal server error", "code": 50000001}
            return _json(500, body)


def _json(status: int, body: Mapping[str, Any]) -> Response:
    return Response(json.dumps(body), status=status, mimetype="application/json")


def _account(tx: Tx, request: Request) -> Row:
    """The key stands alone or after `Bearer`."""
    bookings.ensure_account(tx=tx)
    key = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
    row = tx.one("SELECT * FROM biteship_account WHERE key = ?", key)
    if row is None:
        raise Refusal(401, 40101001, "Authorization failed")
    return row


def _handle(tx: Tx, request: Request, account: Row) -> dict[str, Any]:
    asked = (request.method, request.path)
    if asked == ("GET", "/v1/couriers"):
        return {"success": True, "object": "courier", "couriers": _list()}
    if asked == ("POST", "/v1/rates/couriers"):
        return _rates(_body(request))
    if asked == ("GET", "/v1/orders/cancellation_reasons"):
        return {"success": True, "cancellation_reasons": REASONS}
    if asked == ("POST", "/v1/orders"):
        return bookings.describe(tx=tx, order=_create(tx, account, _body(request)))
    found = TRACKING.fullmatch(request.path)
    if found and request.method == "GET":
        return bookings.tracking(tx=tx, order=_known(tx, account, unquote(found[1])))
    return _of_order(tx, request, account)


def _of_order(tx: Tx, request: Request, account: Row) -> dict[str, Any]:
    found = ORDER.fullmatch(request.path)
    is_cancel = request.method == "DELETE" or (request.method == "POST" and found and found[2])
    if found is None or (request.method != "GET" and not is_cancel):
        raise Refusal(404, 40400001, "Not found")
    order = _known(tx, account, unquote(found[1]))
    if is_cancel:
        order = _cancel(tx, order, _body(request))
    return bookings.describe(tx=tx, order=order)


def _known(tx: Tx, account: Row, name: str) -> Row:
    order = bookings.find(tx=tx, name=name)
    if order is None or order["account_key"] != account["key"] or name == order["reference"]:
        raise Refusal(404, 40400002, "Order not found")
    return order


def _cancel(tx: Tx, order: Row, body: Mapping[str, Any]) -> Row:
    return bookings.cancel(tx=tx, order=order, reason=str(body.get("cancellation_reason", "")))


def _list() -> list[dict[str, Any]]:
    return [
        {
            "courier_name": service.courier_name,
            "courier_code": service.courier,
            "courier_service_name": service.name,
            "courier_service_code": service.code,
            "available_for_cash_on_delivery": service.takes_cash,
            "shipment_duration_range": service.days,
            "shipment_duration_unit": "days",
        }
        for service in couriers.SERVICES
    ]


def _body(request: Request) -> Mapping[str, Any]:
    raw = request.get_data()
    if len(raw) > LARGEST:
        raise Refusal(413, 41300001, "The body is too large")
    try:
        body = json.loads(raw or b"{}")
    except ValueError:
        raise Refusal(400, 40000002, "The body is not JSON") from None
    if not isinstance(body, dict):
        raise Refusal(400, 40000002, "The body must be an object")
    return body


def _postal(body: Mapping[str, Any], side: str) -> str:
    found = str(body.get(f"{side}_postal_code", ""))
    if not re.fullmatch(r"\d{5}", found):
        raise Refusal(400, 40002004, f"{side} postal code or area id is missing")
    return found


def _weighed(body: Mapping[str, Any]) -> tuple[int, int, int]:
    """Grams, cubic centimetres and declared value of all items."""
    items = body.get("items")
    if not isinstance(items, list) or not items:
        raise Refusal(400, 40001010, "items is required")
    grams = cubic = value = 0
    try:
        for item in items:
            count = int(item["quantity"])
            grams += int(item["weight"]) * count
            value += int(item["value"]) * count
            sides = [int(item.get(side) or 0) for side in ("length", "width", "height")]
            cubic += sides[0] * sides[1] * sides[2] * count
    except (KeyError, TypeError, ValueError, AttributeError):
        raise Refusal(400, 40001010, "items need name, value, weight and quantity") from None
    if grams < 1:
        raise Refusal(400, 40001011, "weight must be more than 0")
    return grams, cubic, value


def _rates(body: Mapping[str, Any]) -> dict[str, Any]:
    origin, destination = _postal(body, "origin"), _postal(body, "destination")
    grams, cubic, _value = _weighed(body)
    wanted = [code.strip() for code in str(body.get("couriers", "")).split(",") if code.strip()]
    if not wanted:
        raise Refusal(400, 40001001, "couriers is required")
    pricing = []
    for service in couriers.SERVICES:
        cost = couriers.price(
            service=service, origin=origin, destination=destination, grams=grams, cubic_cm=cubic
        )
        if service.courier in wanted and cost:
            pricing.append(_priced(service, cost))
    return {
        "success": True,
        "object": "courier_pricing",
        "message": "Success to retrieve courier pricing",
        "code": 20001003,
        "origin": {"postal_code": int(origin)},
        "destination": {"postal_code": int(destination)},
        "pricing": pricing,
    }


def _priced(service: couriers.Service, cost: int) -> dict[str, Any]:
    return {
        "company": service.courier,
        "courier_name": service.courier_name,
        "courier_code": service.courier,
        "courier_service_name": service.name,
        "courier_service_code": service.code,
        "type": service.code,
        "duration": f"{service.days} days",
        "shipment_duration_range": service.days,
        "shipment_duration_unit": "days",
        "shipping_fee": cost,
        "shipping_fee_discount": 0,
        "shipping_fee_surcharge": 0,
        "insurance_fee": 0,
        "cash_on_delivery_fee": 0,
        "price": cost,
        "available_for_cash_on_delivery": service.takes_cash,
    }


def _create(tx: Tx, account: Row, body: Mapping[str, Any]) -> Row:
    for side in ("origin", "destination"):
        for name in ("contact_name", "contact_phone", "address"):
            if not str(body.get(f"{side}_{name}") or "").strip():
                raise Refusal(400, 40002006, f"{side} contact and address are required")
    if body.get("delivery_type") not in ("now", "scheduled"):
        raise Refusal(400, 40002002, "delivery_type must be now or scheduled")
    service = couriers.find(str(body.get("courier_company")), str(body.get("courier_type")))
    if service is None:
        raise Refusal(400, 40002010, "courier is not available")
    cash = int(body.get("destination_cash_on_delivery") or 0)
    if cash and not service.takes_cash:
        raise Refusal(400, 40002003, "Cash on delivery is not available")
    grams, cubic, _value = _weighed(body)
    cost = couriers.price(
        service=service,
        origin=_postal(body, "origin"),
        destination=_postal(body, "destination"),
        grams=grams,
        cubic_cm=cubic,
    )
    if not cost:
        raise Refusal(400, 40002012, "The parcel is too heavy for this courier")
    return bookings.create(
        tx=tx,
        account=account,
        asked=Asked(
            reference=str(body.get("reference_id") or ""),
            courier=service.courier,
            service=service.code,
            price=cost,
            cash=cash,
            grams=grams,
            receiver=str(body["destination_contact_name"]),
            address=str(body["destination_address"]),
            sender=str(body["origin_contact_name"]),
        ),
    )
