"""The networks as the marketplace sees them."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from integrations.sandbox.core.states import MINUTE
from integrations.sandbox.core.store import Tx
from integrations.sandbox.dialects.base import Delivery
from integrations.sandbox.dialects.social.schema import SCHEMA

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

    from integrations.sandbox.market import Market


class Social:
    """See `dialects.base.Service`."""

    code = "social"
    port_offset = 6
    schema = SCHEMA
    push_retries: tuple[int, ...] = tuple(minutes * MINUTE for minutes in (1, 5, 30, 120, 720))

    def wsgi_app(self, *, market: Market) -> WSGIApplication:
        """The APIs and the pages that show what was posted."""
        from integrations.sandbox.dialects.social.gateway import Api
        from integrations.sandbox.dialects.social.wall import Pages
        from integrations.sandbox.service_host import ServiceHost

        return ServiceHost(
            market=market,
            code=self.code,
            api=Api(market=market),
            pages=Pages(market=market),
            has_own_limit_words=True,
        )

    def run_due(self, *, tx: Tx) -> None:
        """Deliver messages."""
        from integrations.sandbox.dialects.social import whatsapp

        whatsapp.run_due(tx=tx)

    def seed(self, *, tx: Tx, data: Mapping[str, Any]) -> None:
        """The demo's app and accounts, and what the file adds."""
        from integrations.sandbox.dialects.social import accounts

        accounts.seed(tx=tx, data=data)

    def credentials(self, *, tx: Tx, base_url: str) -> dict[str, Any]:
        """App, accounts and their tokens."""
        from integrations.sandbox.dialects.social import accounts

        if tx.one("SELECT 1 FROM social_app") is None:
            accounts.seed(tx=tx, data={})
        app = tx.the("SELECT * FROM social_app ORDER BY id")
        rows = tx.all("SELECT * FROM social_account ORDER BY id")
        return {
            "base_url": base_url,
            "app_id": app["id"],
            "app_secret": app["secret"],
            "verify_token": app["verify_token"],
            "accounts": {row["kind"]: {"id": row["id"], "token": row["token"]} for row in rows},
        }

    def control(self, *, market: Market, action: str, data: Mapping[str, Any]) -> dict[str, Any]:
        """See `controls.ACTIONS`."""
        from integrations.sandbox.dialects.social import controls

        return controls.run(market=market, action=action, data=data)

    def delivery(self, *, tx: Tx, app_id: str, body: bytes, spoilt: bool) -> Delivery | None:
        """Signed over the raw bytes with the app's secret; a spoilt one with another."""
        app = tx.one("SELECT * FROM social_app WHERE id = ?", app_id)
        if app is None or not app["webhook_url"]:
            return None
        key = app["secret"] + ("-salah" if spoilt else "")
        signature = hmac.new(key.encode(), body, hashlib.sha256).hexdigest()
        return Delivery(
            url=app["webhook_url"],
            headers={"X-Hub-Signature-256": f"sha256={signature}"},
            wants_empty_answer=False,
        )

    def push_tried(self, *, tx: Tx, app_id: str) -> None:
        """The networks are patient."""
