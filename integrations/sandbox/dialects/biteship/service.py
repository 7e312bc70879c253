"""The courier broker as the marketplace sees it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from integrations.sandbox.core.states import MINUTE
from integrations.sandbox.core.store import Tx
from integrations.sandbox.dialects.base import Delivery
from integrations.sandbox.dialects.biteship.schema import SCHEMA

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

    from integrations.sandbox.market import Market


class Biteship:
    """See `dialects.base.Service`."""

    code = "biteship"
    port_offset = 8
    schema = SCHEMA
    push_retries: tuple[int, ...] = (MINUTE, 5 * MINUTE, 30 * MINUTE)

    def wsgi_app(self, *, market: Market) -> WSGIApplication:
        """API and the page to play the courier."""
        from integrations.sandbox.dialects.biteship.courier_page import Pages
        from integrations.sandbox.dialects.biteship.gateway import Api
        from integrations.sandbox.service_host import ServiceHost

        return ServiceHost(
            market=market, code=self.code, api=Api(market=market), pages=Pages(market=market)
        )

    def run_due(self, *, tx: Tx) -> None:
        """Nothing happens by itself: a person or a test plays the courier."""

    def seed(self, *, tx: Tx, data: Mapping[str, Any]) -> None:
        """Accounts of the file, else the demo's."""
        from integrations.sandbox.dialects.biteship import bookings

        bookings.seed(tx=tx, data=data)

    def credentials(self, *, tx: Tx, base_url: str) -> dict[str, Any]:
        """Address, key, and how webhooks show that they are genuine."""
        from integrations.sandbox.dialects.biteship import bookings

        account = bookings.ensure_account(tx=tx)
        return {
            "base_url": base_url,
            "key": account["key"],
            "webhook_header": account["header_name"],
            "webhook_secret": account["header_value"],
        }

    def control(self, *, market: Market, action: str, data: Mapping[str, Any]) -> dict[str, Any]:
        """See `controls.ACTIONS`."""
        from integrations.sandbox.dialects.biteship import controls

        return controls.run(market=market, action=action, data=data)

    def delivery(self, *, tx: Tx, app_id: str, body: bytes, spoilt: bool) -> Delivery | None:
        """A header of the account's own choice; a spoilt message carries another value."""
        account = tx.one("SELECT * FROM biteship_account WHERE key = ?", app_id)
        if account is None or not account["webhook_url"]:
            return None
        value = account["header_value"] + ("-salah" if spoilt else "")
        headers = {account["header_name"]: value} if account["header_name"] else {}
        return Delivery(url=account["webhook_url"], headers=headers, wants_empty_answer=False)

    def push_tried(self, *, tx: Tx, app_id: str) -> None:
        """The broker is patient."""
