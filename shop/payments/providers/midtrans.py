"""Midtrans Snap: the buyer chooses QRIS, a virtual account, an e-wallet or a store on their page.

Their notification is only a knock on the door: its signature does not cover the state, so what
happened is always asked from their API (facts in docs/explanation/payments.md).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from shop.order.mails import HowToPay
from shop.order.models import Order

from ..models import PaymentRequest
from . import midtrans_api as api
from .base import (
    FarError,
    FarRefused,
    FarState,
    FarStatus,
    Method,
    NotGenuine,
    Notice,
    NotOffered,
    OrderLike,
)

SIGNED = ("order_id", "status_code", "gross_amount")
# What Midtrans sends back by itself; a virtual account or a store is paid back by hand.
REFUNDS_ITSELF = frozenset({"gopay", "qris", "shopeepay"})
STATES = {
    "pending": FarState.WAITING,
    "authorize": FarState.WAITING,
    "settlement": FarState.PAID,
    "deny": FarState.ENDED,
    "cancel": FarState.ENDED,
    "expire": FarState.ENDED,
    "failure": FarState.ENDED,
    "refund": FarState.REFUNDED,
    "partial_refund": FarState.REFUNDED,
    "chargeback": FarState.REVERSED,
    "partial_chargeback": FarState.REVERSED,
}
SHORTEST = 1  # minute; Snap takes no shorter expiry


class Midtrans:
    """See ``FarProvider``."""

    code = "midtrans"
    collects_in_parts = False

    def is_set_up(self) -> bool:
        """Whether a server key is in the environment."""
        return bool(settings.MIDTRANS_SERVER_KEY)

    def method(self, order_like: OrderLike) -> Method:
        """Offered whenever it is set up."""
        missing = _("Online payment is not set up yet.")
        return Method(
            code=self.code,
            name=_("Online payment"),
            summary=_("QRIS, virtual account, e-wallet, minimarket. Confirmed within a minute."),
            why_not="" if self.is_set_up() else missing,
        )

    def open(
        self, *, order: Order, order_like: OrderLike, expires_at: datetime | None
    ) -> PaymentRequest:
        """Write the request under a name of its own: Midtrans takes each name once, for ever."""
        if not self.is_set_up():
            raise NotOffered("not_offered", _("Online payment is not set up yet."))
        tries = PaymentRequest.objects.filter(order=order, provider=self.code).count()
        suffix = f"-{tries + 1}" if tries else ""
        return PaymentRequest.objects.create(
            order=order,
            provider=self.code,
            amount=order_like.total,
            external_id=f"{order.number}{suffix}"[:50],
            expires_at=expires_at,
        )

    def how_to_pay(self, request: PaymentRequest) -> HowToPay | None:
        """The page of the order leads to theirs."""
        return HowToPay(
            method=_("Online payment"),
            amount=request.amount,
            due=request.expires_at,
            note=_("Open the page of your order and choose how to pay."),
        )

    def begin(self, request: PaymentRequest) -> str:
        """Make the transaction at Snap and return where it is paid."""
        answer = api.call("POST", f"{settings.MIDTRANS_SNAP_BASE_URL}/transactions", snap(request))
        url = answer.body.get("redirect_url")
        if answer.status == 201 and isinstance(url, str) and url.startswith(("https:", "http:")):
            return url
        raise api.refused(answer)

    def status(self, request: PaymentRequest) -> FarStatus:
        """`GET /v2/{order_id}/status`; 404 means that no way to pay was chosen yet."""
        url = f"{settings.MIDTRANS_BASE_URL}/v2/{request.external_id}/status"
        answer = api.call("GET", url)
        if answer.code == "404":
            return FarStatus(state=FarState.NOT_STARTED)
        if "transaction_status" not in answer.body:
            raise api.refused(answer)
        return read_status(answer.body)

    def close(self, request: PaymentRequest) -> None:
        """Expire what waits. Before a way was chosen there is nothing to expire: a new page under
        the same name kills the old one's link, and ends by itself a minute later."""
        state = self.status(request).state
        if state == FarState.NOT_STARTED:
            told = snap(request) | {"expiry": lasts(SHORTEST)}
            answer = api.call("POST", f"{settings.MIDTRANS_SNAP_BASE_URL}/transactions", told)
            done = answer.status == 201
        elif state == FarState.WAITING:
            url = f"{settings.MIDTRANS_BASE_URL}/v2/{request.external_id}/expire"
            answer = api.call("POST", url)
            done = answer.code in {"200", "407"}
        else:
            return
        if not done:
            # Chosen or paid this very moment: the next look tells.
            raise FarError("not_closed", api.refused(answer).text)

    def notice(self, *, headers: Mapping[str, str], body: bytes) -> Notice:
        """The signature over the strings exactly as received, compared in constant time."""
        try:
            found = json.loads(body)
        except ValueError:
            raise NotGenuine("not_json", "The notification is not JSON.") from None
        if not isinstance(found, dict) or not self.is_set_up():
            raise NotGenuine("not_signed", "The notification is not signed.")
        parts = [found.get(name) for name in (*SIGNED, "signature_key")]
        if not all(isinstance(part, str) and part.isascii() for part in parts):
            raise NotGenuine("not_signed", "The notification is not signed.")
        *signed, given = map(str, parts)
        if not constant_time_compare(signature(*signed), given):
            raise NotGenuine("bad_signature", "The signature is wrong.")
        words = (found.get("transaction_id"), found.get("transaction_status"), *signed[1:])
        key = hashlib.sha256(json.dumps([signed[0], *words]).encode()).hexdigest()
        return Notice(external_id=signed[0], event_key=key, body=without_signature(found))

    def can_refund(self, request: PaymentRequest) -> bool:
        """Only for what was paid from a balance."""
        return request.paid_with in REFUNDS_ITSELF

    def refund(self, request: PaymentRequest, *, amount: int, key: str, reason: str) -> None:
        """`POST /v2/{id}/refund`; their 2xx in the body's own code, or an error."""
        url = f"{settings.MIDTRANS_BASE_URL}/v2/{request.external_id}/refund"
        body = {"refund_key": key, "amount": amount, "reason": reason[:255]}
        answer = api.call("POST", url, body, idempotency_key=f"{key}-refund")
        if answer.code not in {"200", "201"}:
            raise api.refused(answer)


def snap(request: PaymentRequest) -> dict[str, Any]:
    """What Snap is told: one line for all of it, so that the sum is right whatever is in it."""
    order = request.order
    page = settings.SITE_URL + reverse("storefront:payment", args=[order.token])
    return {
        "transaction_details": {
            "order_id": request.external_id,
            "gross_amount": request.amount,
        },
        "item_details": [
            {
                "id": order.number[:50],
                "price": request.amount,
                "quantity": 1,
                "name": f"Pesanan {order.number}"[:50],
            }
        ],
        "customer_details": {"first_name": order.contact_name[:50], "phone": order.contact_phone},
        "callbacks": {"finish": f"{page}?kembali"},
        **expiry(request),
    }


def expiry(request: PaymentRequest) -> dict[str, Any]:
    """Their page ends when our hold ends; their clock is GMT+7."""
    if request.expires_at is None:
        return {}
    minutes = int((request.expires_at - timezone.now()).total_seconds() // 60)
    return {"expiry": lasts(max(SHORTEST, minutes))}


def lasts(minutes: int) -> dict[str, Any]:
    """So many minutes from now, in their words."""
    start = timezone.localtime(timezone.now(), api.WIB).strftime("%Y-%m-%d %H:%M:%S +0700")
    return {"start_time": start, "unit": "minutes", "duration": minutes}


def read_status(body: Mapping[str, Any]) -> FarStatus:
    """Their words to ours. Raises FarError for an answer we cannot believe."""
    word, fraud = str(body["transaction_status"]), body.get("fraud_status")
    if word == "capture":
        state = FarState.PAID if fraud == "accept" else FarState.WAITING
    elif word in STATES:
        state = STATES[word]
    else:
        raise FarError("unknown_state", f"Midtrans says {word!r}, which we do not know.")
    if state == FarState.PAID and str(body.get("status_code")) != "200":
        raise FarError("odd_status", f"{word} with status {body.get('status_code')}")
    if body.get("currency", "IDR") != "IDR":
        raise FarRefused("currency", f"Midtrans says {body.get('currency')!r} instead of IDR.")
    refunds = body.get("refunds") or []
    return FarStatus(
        state=state,
        amount=api.rupiah(body.get("gross_amount")),
        reference=str(body.get("transaction_id", ""))[:120],
        paid_with=str(body.get("payment_type", ""))[:40],
        refunded=api.rupiah(body.get("refund_amount", "0")),
        refund_keys=frozenset(str(each.get("refund_key", "")) for each in refunds),
    )


def signature(order_id: str, status_code: str, gross_amount: str) -> str:
    """SHA-512 over the three strings and the server key."""
    text = order_id + status_code + gross_amount + settings.MIDTRANS_SERVER_KEY
    return hashlib.sha512(text.encode()).hexdigest()


def without_signature(body: Mapping[str, Any]) -> dict[str, Any]:
    """What is kept of a notification."""
    return {name: value for name, value in body.items() if name != "signature_key"}
