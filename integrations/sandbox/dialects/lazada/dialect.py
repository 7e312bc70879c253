"""The Lazada dialect as the marketplace sees it."""

from __future__ import annotations

from collections.abc import Mapping
from sqlite3 import Row
from typing import TYPE_CHECKING, Any

from integrations.sandbox.core import selectors
from integrations.sandbox.core.records import NotFound
from integrations.sandbox.core.seeding import DEMO_FILE, load
from integrations.sandbox.core.states import MINUTE
from integrations.sandbox.core.store import Tx
from integrations.sandbox.dialects.base import Delivery, Push
from integrations.sandbox.dialects.lazada import apps, messages, signature
from integrations.sandbox.dialects.lazada.schema import SCHEMA

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

    from integrations.sandbox.market import Market


class Lazada:
    """See `dialects.base.Dialect`."""

    code = "lazada"
    port_offset = 3
    schema = SCHEMA
    push_retries: tuple[int, ...] = (30 * MINUTE,) * 12

    def wsgi_app(self, *, market: Market) -> WSGIApplication:
        """API, token host and consent page on one port."""
        from integrations.sandbox.dialects.lazada.gateway import Gateway

        return Gateway(market=market)

    def run_due(self, *, tx: Tx) -> None:
        """Announce consents that end soon."""
        apps.warn_expiring(tx=tx)

    def seed(self, *, tx: Tx, data: Mapping[str, Any]) -> None:
        """Register the apps of the file and link the shops it marks.

        A marketplace with shops but without any app gets the demo's app.
        """
        shops = [row for row in data.get("shops", ()) if row.get("dialect") == self.code]
        wanted = [row for row in data.get("apps", ()) if row.get("dialect") == self.code]
        if shops and not wanted and apps.first(tx=tx) is None:
            demo = load(path=DEMO_FILE)["apps"]
            wanted = [row for row in demo if row.get("dialect") == self.code]
        for row in wanted:
            app_key = str(row["app_key"])
            name = str(row.get("name", "Aplikasi"))
            apps.register(tx=tx, app_key=app_key, app_secret=str(row["app_secret"]), name=name)
            if "push_url" in row:
                values = (str(row["push_url"]), app_key)
                tx.run("UPDATE lazada_app SET push_url = ? WHERE app_key = ?", *values)
        for shop in shops:
            if shop.get("linked"):
                self._link(tx=tx, username=str(shop["username"]))

    def _link(self, *, tx: Tx, username: str) -> None:
        app = apps.first(tx=tx)
        shop_id = selectors.find_shop(tx=tx, name=username)["id"]
        if app and apps.find_link(tx=tx, app_key=app["app_key"], shop_id=shop_id) is None:
            apps.link(tx=tx, app_key=app["app_key"], shop_id=shop_id)

    def credentials(self, *, tx: Tx, base_url: str) -> dict[str, Any]:
        """Keys of the first app and a fresh pair for its first shop, which is linked for that."""
        app = apps.first(tx=tx)
        shops = selectors.shops(tx=tx, dialect=self.code)
        if app is None or not shops:
            return {"base_url": f"{base_url}/rest"}
        shop_id = shops[0]["id"]
        if apps.find_link(tx=tx, app_key=app["app_key"], shop_id=shop_id) is None:
            apps.link(tx=tx, app_key=app["app_key"], shop_id=shop_id)
        pair = apps.mint_pair(tx=tx, app_key=app["app_key"], shop_id=shop_id)
        return {
            "base_url": f"{base_url}/rest",
            "auth_base_url": f"{base_url}/rest",
            "consent_url": f"{base_url}/oauth/authorize",
            "app_key": app["app_key"],
            "app_secret": app["app_secret"],
            "shop_id": shop_id,
            "access_token": pair["access_token"],
            "refresh_token": pair["refresh_token"],
        }

    def control(self, *, market: Market, action: str, data: Mapping[str, Any]) -> dict[str, Any]:
        """Run one of `controls.ACTIONS`."""
        from integrations.sandbox.dialects.lazada.controls import ACTIONS

        if action not in ACTIONS:
            raise NotFound(f"action {action}; known: {', '.join(ACTIONS)}")
        return ACTIONS[action](market, data)

    def pushes_for(self, *, tx: Tx, event: Row) -> list[Push]:
        """Messages for the apps that listen to the event's shop."""
        return messages.pushes_for(tx=tx, event=event)

    def delivery(self, *, tx: Tx, app_id: str, body: bytes, spoilt: bool) -> Delivery | None:
        """The registered address, signed over app key and raw body."""
        app = apps.find(tx=tx, app_key=app_id)
        if app is None or not app["push_url"]:
            return None
        secret = app["app_secret"] + ("-salah" if spoilt else "")
        sign = signature.sign_push(app_key=app_id, app_secret=secret, body=body)
        return Delivery(
            url=app["push_url"], headers={"Authorization": sign}, wants_empty_answer=False
        )

    def push_tried(self, *, tx: Tx, app_id: str) -> None:
        """The platform never loses patience with a receiver."""
