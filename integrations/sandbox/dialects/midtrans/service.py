"""The payment gateway as the marketplace sees it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from integrations.sandbox.core.states import MINUTE
from integrations.sandbox.core.store import Tx
from integrations.sandbox.dialects.base import Delivery
from integrations.sandbox.dialects.midtrans.schema import SCHEMA

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

    from integrations.sandbox.market import Market


class Midtrans:
    """See `dialects.base.Service`."""

    code = "midtrans"
    port_offset = 7
    schema = SCHEMA
    push_retries: tuple[int, ...] = tuple(minutes * MINUTE for minutes in (2, 10, 30, 90, 210))

    def wsgi_app(self, *, market: Market) -> WSGIApplication:
        """API and the page to pay."""
        from integrations.sandbox.dialects.midtrans.gateway import Api
        from integrations.sandbox.dialects.midtrans.pay_page import Pages
        from integrations.sandbox.service_host import ServiceHost

        return ServiceHost(
            market=market, code=self.code, api=Api(market=market), pages=Pages(market=market)
        )

    def run_due(self, *, tx: Tx) -> None:
        """End what was not paid in time."""
        from integrations.sandbox.dialects.midtrans import payments

        payments.run_due(tx=tx)

    def seed(self, *, tx: Tx, data: Mapping[str, Any]) -> None:
        """Merchants of the file, else the demo's."""
        from integrations.sandbox.dialects.midtrans import payments

        payments.seed(tx=tx, data=data)

    def credentials(self, *, tx: Tx, base_url: str) -> dict[str, Any]:
        """Both addresses and the key of the first merchant."""
        from integrations.sandbox.dialects.midtrans import payments

        merchant = payments.ensure_merchant(tx=tx)
        return {
            "base_url": base_url,
            "snap_base_url": f"{base_url}/snap/v1",
            "merchant_id": merchant["id"],
            "server_key": merchant["server_key"],
        }

    def control(self, *, market: Market, action: str, data: Mapping[str, Any]) -> dict[str, Any]:
        """See `controls.ACTIONS`."""
        from integrations.sandbox.dialects.midtrans import controls

        return controls.run(market=market, action=action, data=data)

    def delivery(self, *, tx: Tx, app_id: str, body: bytes, spoilt: bool) -> Delivery | None:
        """The signature is inside the body; a spoilt one is a body with another."""
        from integrations.sandbox.dialects.midtrans import notifications, payments

        payment_id, _, number = app_id.partition(":")
        payment = tx.one("SELECT * FROM midtrans_payment WHERE id = ?", int(payment_id))
        urls = notifications.addresses(tx=tx, payment=payment) if payment is not None else []
        if int(number) >= len(urls):
            return None
        if spoilt:
            told = json.loads(body)
            told["signature_key"] = notifications.sign(told, f"{payments.DEMO_KEY}-salah")
            body = json.dumps(told, separators=(",", ":")).encode()
        return Delivery(url=urls[int(number)], headers={}, body=body, wants_empty_answer=False)

    def push_tried(self, *, tx: Tx, app_id: str) -> None:
        """The gateway is patient."""
