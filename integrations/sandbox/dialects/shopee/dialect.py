"""The Shopee dialect as the marketplace sees it."""

from __future__ import annotations

from collections.abc import Mapping
from sqlite3 import Row
from typing import TYPE_CHECKING, Any

from integrations.sandbox.core import selectors
from integrations.sandbox.core.records import NotFound
from integrations.sandbox.core.seeding import DEMO_FILE, load
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
        """Register the apps of the file, set their push address, link the shops it marks.

        A marketplace with shops but without any app gets the demo's app, so that somebody can
        call it.
        """
        shops = [row for row in data.get("shops", ()) if self._speaks(row)]
        wanted = [row for row in data.get("apps", ()) if self._speaks(row)]
        if shops and not wanted and apps.first(tx=tx) is None:
            wanted = [row for row in load(path=DEMO_FILE)["apps"] if self._speaks(row)]
        for app in wanted:
            self._seed_app(tx=tx, data=app)
        for shop in shops:
            if shop.get("linked"):
                self._link(tx=tx, username=str(shop["username"]))

    def _speaks(self, row: Mapping[str, Any]) -> bool:
        return bool(row.get("dialect", self.code) == self.code)

    def _link(self, *, tx: Tx, username: str) -> None:
        app = apps.first(tx=tx)
        shop_id = selectors.find_shop(tx=tx, name=username)["id"]
        if app and not apps.find_link(tx=tx, partner_id=app["partner_id"], shop_id=shop_id):
            apps.link(tx=tx, partner_id=app["partner_id"], shop_id=shop_id)

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
        """Keys of the first app and a fresh pair for its first linked shop.

        Where no shop is linked yet, the first shop is linked for that.
        """
        from integrations.sandbox.dialects.shopee import tokens

        app = apps.first(tx=tx)
        if app is None:
            return {"base_url": base_url}
        link = self._first_link(tx=tx, partner_id=app["partner_id"])
        if link is None:
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

    def _first_link(self, *, tx: Tx, partner_id: int) -> Row | None:
        oldest = (
            "SELECT * FROM shopee_link WHERE partner_id = ? ORDER BY authorised_at, shop_id LIMIT 1"
        )
        shops = selectors.shops(tx=tx, dialect=self.code)
        if tx.one(oldest, partner_id) is None and shops:
            apps.link(tx=tx, partner_id=partner_id, shop_id=shops[0]["id"])
        return tx.one(oldest, partner_id)

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
