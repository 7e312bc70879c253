"""One HTTP attempt at Midtrans, with timeouts and never inside a transaction."""

from __future__ import annotations

import base64
import json
import re
from dataclasses import dataclass
from datetime import timedelta, timezone
from decimal import Decimal, InvalidOperation
from typing import Any

import requests
from django.conf import settings
from django.db import connection

from .base import FarError, FarRefused

WIB = timezone(timedelta(hours=7), "WIB")
CONNECT, READ = 3.0, 8.0  # seconds
LARGEST = 256 * 1024
CHUNK = 64 * 1024
NOTIFY_AT = "/api/bayar/midtrans/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Status line and JSON. ``code`` is the body's own, which Midtrans uses beside HTTP's."""

    status: int
    body: dict[str, Any]

    @property
    def code(self) -> str:
        """``status_code`` of the body, else the HTTP status."""
        return str(self.body.get("status_code") or self.status)


def call(
    method: str, url: str, body: dict[str, Any] | None = None, *, idempotency_key: str = ""
) -> Answer:
    """Ask once. Raises FarError; ``is_unknown`` tells that it may have been done all the same."""
    if connection.in_atomic_block:
        raise RuntimeError("close the transaction before calling Midtrans")
    headers = {
        "Accept": "application/json",
        "Authorization": f"Basic {basic(settings.MIDTRANS_SERVER_KEY)}",
        "X-Override-Notification": settings.SITE_URL + NOTIFY_AT,
    }
    if idempotency_key:
        headers["Idempotency-Key"] = idempotency_key
    try:
        with requests.Session() as session:
            session.trust_env = False
            with session.request(
                method,
                url,
                json=body,
                headers=headers,
                timeout=(CONNECT, READ),
                allow_redirects=False,
                stream=True,
            ) as answer:
                return read(answer)
    except requests.ConnectTimeout as error:
        raise FarError("no_connection", "Midtrans did not answer.") from error
    except (requests.RequestException, ValueError) as error:
        raise FarError("no_answer", "Midtrans gave no clear answer.", is_unknown=True) from error


def read(answer: requests.Response) -> Answer:
    """The JSON object, or FarError for anything else."""
    raw = bytearray()
    for piece in answer.iter_content(CHUNK):
        raw += piece
        if len(raw) > LARGEST:
            raise ValueError("too large")
    if answer.status_code == 429 or answer.status_code >= 500:
        raise FarError("busy", f"Midtrans answered HTTP {answer.status_code}.", is_unknown=True)
    found = json.loads(bytes(raw))
    if not isinstance(found, dict):
        raise ValueError("not an object")
    return Answer(status=answer.status_code, body=found)


def refused(answer: Answer) -> FarError:
    """Their refusal as an error; their own trouble (5xx) may pass."""
    said = answer.body.get("status_message") or answer.body.get("error_messages") or ""
    text = f"Midtrans {answer.code}: {said}"[:300]
    if answer.code.startswith("5") or answer.code == "202":
        return FarError("busy", text, is_unknown=True)
    return FarRefused(f"http_{answer.code}", text)


def basic(key: str) -> str:
    """User is the server key, the password is empty."""
    return base64.b64encode(f"{key}:".encode()).decode()


def rupiah(text: object) -> int:
    """``"55000.00"`` to 55000. Raises FarError for anything that is no whole rupiah."""
    try:
        amount = Decimal(str(text))
    except InvalidOperation:
        amount = Decimal("0.5")
    if not re.fullmatch(r"\d{1,13}(\.0{1,2})?", str(text)) or amount != int(amount):
        raise FarError("odd_amount", f"Midtrans says {text!r} as an amount.")
    return int(amount)
