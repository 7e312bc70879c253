"""The Shopee dialect as the marketplace sees it."""

from __future__ import annotations

from collections.abc import Mapping
from sqlite3 import Row
from typing import TYPE_CHECKING, Any

from integrations.sandbox.core import selectors
from integrations.sandbox.core.records import NotFound
from integrations.sandbox.core.states import HOUR, MINUTE
from integrations.sandbox.core.store import Tx
from integrations.sandbox.dialects.base import Delivery, Push
from integrations.sandbox.dialects.shopee import apps, messages, signature
from integrations.sandbox.dialects.shopee.schema import SCHEMA

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

    from integrations.sandbox.market import Market


class Shopee:
    """See `dialects.base.Dialect`."""

    code = "shopee"
    port_offset = 1
    schema = SCHEMA
    push_retries: tuple[int, ...] = (5 * MINUTE, 30 * MINUTE, 3 * HOUR)

    def wsgi_app(self, *, market: Market) -> WSGIApplication:
        """The API host with its authorisation page."""
        from integrations.sandbox.dialects.shopee.gateway import Gateway

        return Gateway(market=market)

    def run_due(self, *, tx: Tx) -> None:
        """Announce authorisations that end soon."""
        apps.warn_expiring(tx=tx)

    def seed(self, *, tx: Tx, data: Mapping[str, Any]) -> None:
        """Register the apps of the file, set their push address, link the shops it marks."""
        for app in data.get("apps", ()):
            if app.get("dialect", self.code) == self.code:
                self._seed_app(tx=tx, data=app)
        first = apps.first(tx=tx)
        for shop in data.get("shops", ()):
            if shop.get("dialect", self.code) != self.code or not shop.get("linked"):
                continue
            shop_id = selectors.find_shop(tx=tx, name=str(shop["username"]))["id"]
            partner_id = int(first["partner_id"]) if first is not None else 0
            if first and not apps.find_link(tx=tx, partner_id=partner_id, shop_id=shop_id):
                apps.link(tx=tx, partner_id=partner_id, shop_id=shop_id)

    def _seed_app(self, *, tx: Tx, data: Mapping[str, Any]) -> None:
        partner_id = int(data["partner_id"])
        apps.register(
            tx=tx,
            partner_id=partner_id,
            partner_key=str(data["partner_key"]),
            name=str(data.get("name", "Aplikasi")),
        )
        if "push_url" in data:
            tx.run(
                "UPDATE shopee_app SET push_url = ? WHERE partner_id = ?",
                *(str(data["push_url"]), partner_id),
            )

    def credentials(self, *, tx: Tx, base_url: str) -> dict[str, Any]:
        """Keys of the first app and a fresh pair for its first linked shop."""
        from integrations.sandbox.dialects.shopee import tokens

        app = apps.first(tx=tx)
        link = tx.one("SELECT * FROM shopee_link ORDER BY authorised_at, shop_id LIMIT 1")
        if app is None or link is None:
            return {"base_url": base_url}
        tokens.forget_dead(tx=tx)
        pair = tokens.mint_pair(tx=tx, partner_id=link["partner_id"], shop_id=link["shop_id"])
        return {
            "base_url": base_url,
            "partner_id": app["partner_id"],
            "partner_key": app["partner_key"],
            "shop_id": link["shop_id"],
            "access_token": pair["access_token"],
            "refresh_token": pair["refresh_token"],
        }

    def control(self, *, market: Market, action: str, data: Mapping[str, Any]) -> dict[str, Any]:
        """Run one of `controls.ACTIONS`."""
        from integrations.sandbox.dialects.shopee.controls import ACTIONS

        if action not in ACTIONS:
            raise NotFound(f"action {action}; known: {', '.join(ACTIONS)}")
        return ACTIONS[action](market, data)

    def pushes_for(self, *, tx: Tx, event: Row) -> list[Push]:
        """Messages for the apps that listen to the event's shop."""
        return messages.pushes_for(tx=tx, event=event)

    def delivery(self, *, tx: Tx, app_id: str, body: bytes, spoilt: bool) -> Delivery | None:
        """The registered address, signed over address and raw body."""
        app = apps.find(tx=tx, partner_id=int(app_id))
        if app is None or not app["push_url"] or not app["is_push_enabled"]:
            return None
        sign = signature.sign_push(
            partner_key=app["partner_key"] + ("-salah" if spoilt else ""),
            url=app["push_url"],
            body=body,
        )
        return Delivery(url=app["push_url"], headers={"Authorization": sign})

    def push_tried(self, *, tx: Tx, app_id: str) -> None:
        """A receiver that mostly fails is put off."""
        messages.judge_receiver(tx=tx, partner_id=int(app_id))
