"""Biteship, asked over HTTP: rates, pickups, their state and history.

One attempt per call, never inside a transaction; who calls decides whether to try again. What is
known of the service stands in docs/explanation/shipping.md.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote as in_path

import requests
from django.conf import settings
from django.db import connection
from django.utils.dateparse import parse_datetime

CONNECT, READ, RATES = 3.0, 8.0, 3.0  # seconds
LARGEST = 512 * 1024
CHUNK = 64 * 1024


class CourierError(Exception):
    """No clear answer, it may pass. ``is_unknown``: it may have been done all the same."""

    def __init__(self, code: str, text: str, *, is_unknown: bool = False) -> None:
        self.code = code
        self.text = text
        self.is_unknown = is_unknown
        super().__init__(f"{code}: {text}")


class CourierRefused(CourierError):
    """Understood and refused; the same call would be refused again."""

    def __init__(self, code: str, text: str, *, details: dict[str, Any] | None = None) -> None:
        self.details = details or {}
        super().__init__(code, text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Goods:
    """One article for a courier: grams and whole centimetres of a pack, rupiah for a pack."""

    name: str
    grams: int
    value: int
    quantity: int
    length_cm: int = 0
    width_cm: int = 0
    height_cm: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """What a service asks for a parcel, all in, whole rupiah."""

    courier: str
    service: str
    courier_name: str
    service_name: str
    price: int
    days_from: int
    days_to: int
    takes_cash: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """One end of the way."""

    name: str
    phone: str
    address: str
    postal_code: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pickup:
    """A courier asked for. ``reference`` is our own number and books once."""

    reference: str
    origin: Stop
    destination: Stop
    courier: str
    service: str
    goods: tuple[Goods, ...]
    cash: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class FarOrder:
    """A pickup as they see it; the waybill may come later."""

    external_id: str
    status: str
    waybill: str = ""
    tracking_id: str = ""
    price: int = 0
    link: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FarEvent:
    """One line of their history."""

    status: str
    note: str
    moment: datetime


def is_set_up() -> bool:
    """Whether there is a key."""
    return bool(settings.BITESHIP_KEY)


def rates(
    *, origin: str, destination: str, couriers: Sequence[str], goods: Sequence[Goods]
) -> list[Rate]:
    """What couriers ask between two postal codes; empty: nobody goes there. Raises CourierError."""
    body = {
        "origin_postal_code": _postal(origin),
        "destination_postal_code": _postal(destination),
        "couriers": ",".join(couriers),
        "items": [_item(each) for each in goods],
    }
    answer = call("POST", "/v1/rates/couriers", body, read=RATES)
    pricing = answer.get("pricing")
    if not isinstance(pricing, list):
        raise CourierError("odd_answer", "Biteship gave no list of rates.")
    found = (_rate(row) for row in pricing if isinstance(row, dict))
    return [rate for rate in found if rate is not None]


def book(pickup: Pickup) -> FarOrder:
    """Ask for a courier. Asked again with the same reference it answers with the first order."""
    body = {
        **_stop("origin", pickup.origin),
        **_stop("destination", pickup.destination),
        "reference_id": pickup.reference,
        "courier_company": pickup.courier,
        "courier_type": pickup.service,
        "delivery_type": "now",
        "origin_collection_method": "pickup",
        "items": [_item(each) for each in pickup.goods],
    }
    if pickup.cash:
        body["destination_cash_on_delivery"] = pickup.cash
    try:
        return _order(call("POST", "/v1/orders", body))
    except CourierRefused as refusal:
        first = refusal.details.get("order_id")
        if not first or refusal.details.get("reference_id") != pickup.reference:
            raise
        return order(str(first))


def order(external_id: str) -> FarOrder:
    """The pickup as it is now. Raises CourierError."""
    return _order(call("GET", f"/v1/orders/{in_path(external_id, safe='')}"))


def cancel(external_id: str, *, reason: str) -> FarOrder:
    """Take a pickup back. Raises CourierRefused once the courier has the parcel."""
    body = {"cancellation_reason_code": "others", "cancellation_reason": reason[:200]}
    return _order(call("POST", f"/v1/orders/{in_path(external_id, safe='')}/cancel", body))


def history(tracking_id: str) -> list[FarEvent]:
    """What happened to a parcel, in their order. Raises CourierError."""
    answer = call("GET", f"/v1/trackings/{in_path(tracking_id, safe='')}")
    rows = answer.get("history")
    found = (_event(row) for row in rows) if isinstance(rows, list) else ()
    return [event for event in found if event is not None]


def call(
    method: str, path: str, body: dict[str, Any] | None = None, *, read: float = READ
) -> dict[str, Any]:
    """Ask once. Raises CourierError, or CourierRefused for a clear no."""
    if connection.in_atomic_block:
        raise RuntimeError("close the transaction before calling Biteship")
    headers = {"Accept": "application/json", "Authorization": f"Bearer {settings.BITESHIP_KEY}"}
    try:
        with requests.Session() as session:
            session.trust_env = False
            with session.request(
                method,
                settings.BITESHIP_BASE_URL + path,
                json=body,
                headers=headers,
                timeout=(min(CONNECT, read), read),
                allow_redirects=False,
                stream=True,
            ) as answer:
                return _read(answer)
    except requests.ConnectTimeout as error:
        raise CourierError("no_connection", "Biteship did not answer.") from error
    except (requests.RequestException, ValueError) as error:
        raise CourierError(
            "no_answer", "Biteship gave no clear answer.", is_unknown=True
        ) from error


def _read(answer: requests.Response) -> dict[str, Any]:
    raw = bytearray()
    for piece in answer.iter_content(CHUNK):
        raw += piece
        if len(raw) > LARGEST:
            raise ValueError("too large")
    status = answer.status_code
    if status == 429:
        raise CourierError("busy", "Biteship answered HTTP 429.")
    if status >= 500:
        raise CourierError("busy", f"Biteship answered HTTP {status}.", is_unknown=True)
    found = json.loads(bytes(raw))
    if not isinstance(found, dict):
        raise ValueError("not an object")
    if status >= 400 or found.get("success") is False:
        details = found.get("details")
        raise CourierRefused(
            f"biteship_{found.get('code') or status}"[:80],
            f"Biteship: {found.get('error') or status}"[:300],
            details=details if isinstance(details, dict) else None,
        )
    return found


def _order(found: dict[str, Any]) -> FarOrder:
    courier = found.get("courier")
    courier = courier if isinstance(courier, dict) else {}
    if not found.get("id") or not found.get("status"):
        raise CourierError("odd_answer", "Biteship named no order.", is_unknown=True)
    price = found.get("price")
    return FarOrder(
        external_id=str(found["id"])[:80],
        status=str(found["status"])[:40],
        waybill=str(courier.get("waybill_id") or "")[:80],
        tracking_id=str(courier.get("tracking_id") or "")[:80],
        price=price if isinstance(price, int) and price >= 0 else 0,
        link=_https(courier.get("link")),
    )


def _https(address: object) -> str:
    text = str(address or "")
    return text if text.startswith("https://") and len(text) <= 500 else ""


def _event(row: object) -> FarEvent | None:
    """A line of history; None for one without a moment or with a time that says no zone."""
    if not isinstance(row, dict):
        return None
    try:
        moment = parse_datetime(str(row.get("updated_at")))
    except ValueError:
        return None
    if moment is None or moment.tzinfo is None:
        return None
    status = str(row.get("status") or "")[:40]
    return FarEvent(status=status, note=str(row.get("note") or "")[:255], moment=moment)


def _rate(row: dict[str, Any]) -> Rate | None:
    """A rate; None for one we could not charge exactly."""
    price, codes = row.get("price"), (row.get("courier_code"), row.get("courier_service_code"))
    if not isinstance(price, int) or isinstance(price, bool) or price <= 0 or not all(codes):
        return None
    days = _days(row)
    return Rate(
        courier=str(codes[0])[:20],
        service=str(codes[1])[:20],
        courier_name=str(row.get("courier_name") or codes[0])[:40],
        service_name=str(row.get("courier_service_name") or codes[1])[:40],
        price=price,
        days_from=days[0],
        days_to=days[1],
        takes_cash=row.get("available_for_cash_on_delivery") is True,
    )


def _days(row: dict[str, Any]) -> tuple[int, int]:
    """ "1 - 2" days; hours are a day. (0, 0) when nothing is promised."""
    unit = str(row.get("shipment_duration_unit") or "days")
    words = str(row.get("shipment_duration_range") or "").replace("-", " ").split()
    numbers = [int(word) for word in words if word.isascii() and word.isdigit() and len(word) < 4]
    if not numbers:
        return (0, 0)
    if unit.startswith("hour"):
        return (0, 1)
    return (numbers[0], numbers[-1])


def _item(each: Goods) -> dict[str, Any]:
    item: dict[str, Any] = {"name": each.name[:80] or "Barang", "value": each.value}
    item |= {"weight": each.grams, "quantity": each.quantity}
    if each.length_cm and each.width_cm and each.height_cm:
        item |= {"length": each.length_cm, "width": each.width_cm, "height": each.height_cm}
    return item


def _stop(side: str, stop: Stop) -> dict[str, Any]:
    return {
        f"{side}_contact_name": stop.name,
        f"{side}_contact_phone": stop.phone,
        f"{side}_address": stop.address,
        f"{side}_postal_code": _postal(stop.postal_code),
        f"{side}_note": stop.note,
    }


def _postal(code: str) -> int:
    """Postal codes travel as numbers. Raises CourierRefused for none."""
    if not (code.isascii() and code.isdigit() and len(code) == 5):
        raise CourierRefused("postal_code", "The postal code is missing.")
    return int(code)
