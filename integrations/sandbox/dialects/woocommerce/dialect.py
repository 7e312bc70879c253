"""The WooCommerce dialect as the marketplace sees it: sites of their own, one key each."""

from __future__ import annotations

from collections.abc import Mapping
from sqlite3 import Row
from typing import TYPE_CHECKING, Any

from integrations.sandbox.core import selectors
from integrations.sandbox.core.records import NotFound
from integrations.sandbox.core.states import OrderState
from integrations.sandbox.core.store import Tx
from integrations.sandbox.dialects.base import Delivery, Push
from integrations.sandbox.dialects.woocommerce import keys, site
from integrations.sandbox.dialects.woocommerce.schema import SCHEMA

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

    from integrations.sandbox.market import Market


class WooCommerce:
    """See `dialects.base.Dialect`."""

    code = site.CODE
    port_offset = 5
    schema = SCHEMA
    push_retries: tuple[int, ...] = ()  # what fails is not sent again

    def wsgi_app(self, *, market: Market) -> WSGIApplication:
        """The REST API and the owner's page on one port."""
        from integrations.sandbox.dialects.woocommerce.gateway import Api
        from integrations.sandbox.service_host import ServiceHost

        api = Api(market=market)
        return ServiceHost(
            market=market, code=self.code, api=api.answer, pages=api.pages, shop_of=api.shop_of
        )

    def run_due(self, *, tx: Tx) -> None:
        """A site of one's own cancels no order that is paid, however late it is sent."""
        tx.run(
            "UPDATE orders SET due_at = NULL WHERE due_at IS NOT NULL AND state = ? "
            "AND shop_id IN (SELECT id FROM shop WHERE dialect = ?)",
            *(OrderState.READY_TO_SHIP, self.code),
        )

    def seed(self, *, tx: Tx, data: Mapping[str, Any]) -> None:
        """Register the keys of the file; a linked shop without any gets one."""
        for row in data.get("apps", ()):
            if row.get("dialect") != self.code:
                continue
            shop = selectors.find_shop(tx=tx, name=str(row["shop"]))
            keys.add(
                tx=tx,
                shop_id=shop["id"],
                description=str(row.get("name", "Aplikasi")),
                consumer_key=str(row["consumer_key"]),
                consumer_secret=str(row["consumer_secret"]),
                permissions=str(row.get("permissions", "read_write")),
            )
        for shop in data.get("shops", ()):
            if shop.get("dialect") == self.code and shop.get("linked"):
                row = selectors.find_shop(tx=tx, name=str(shop["username"]))
                self._key(tx=tx, shop_id=row["id"])

    def _key(self, *, tx: Tx, shop_id: int) -> Row:
        known = keys.first(tx=tx, shop_id=shop_id)
        if known is not None:
            return known
        return keys.make(
            tx=tx, shop_id=shop_id, description="Lapak Koperasi", permissions="read_write"
        )

    def credentials(self, *, tx: Tx, base_url: str) -> dict[str, Any]:
        """Address and keys of the first site; it gets new ones when all were taken back."""
        shops = selectors.shops(tx=tx, dialect=self.code)
        if not shops:
            return {"base_url": base_url}
        key = self._key(tx=tx, shop_id=shops[0]["id"])
        return {
            "base_url": base_url,
            "admin_url": f"{base_url}/wp-admin/",
            "site": base_url,
            "shop_id": shops[0]["id"],
            "consumer_key": key["consumer_key"],
            "consumer_secret": key["consumer_secret"],
        }

    def control(self, *, market: Market, action: str, data: Mapping[str, Any]) -> dict[str, Any]:
        """site {shop?, switches}, key {shop?, permissions?}, revoke {shop?}, webhooks {shop?}."""
        with market.moment() as tx:
            shop_id = self._shop_id(tx=tx, data=data)
            if action == "site":
                switches = {name: value for name, value in data.items() if name != "shop"}
                return site.switch(tx=tx, shop_id=shop_id, data=switches)
            if action == "key":
                rights = str(data.get("permissions", "read_write"))
                about = str(data.get("description", "Lapak Koperasi"))
                made = keys.make(tx=tx, shop_id=shop_id, description=about, permissions=rights)
                return dict(made)
            if action == "revoke":
                return {"revoked": keys.revoke(tx=tx, shop_id=shop_id)}
            if action == "webhooks":
                rows = tx.all("SELECT * FROM woo_webhook WHERE shop_id = ? ORDER BY id", shop_id)
                return {"webhooks": [dict(row) for row in rows]}
        raise NotFound(f"action {action}; known: site, key, revoke, webhooks")

    def _shop_id(self, *, tx: Tx, data: Mapping[str, Any]) -> int:
        name = str(data.get("shop", ""))
        shops = selectors.shops(tx=tx, dialect=self.code)
        if name:
            return int(selectors.find_shop(tx=tx, name=name)["id"])
        if not shops:
            raise NotFound("no shop speaks this dialect")
        return int(shops[0]["id"])

    def pushes_for(self, *, tx: Tx, event: Row) -> list[Push]:
        """Messages for the webhooks of the event's site."""
        from integrations.sandbox.dialects.woocommerce import hooks

        return hooks.pushes_for(tx=tx, event=event)

    def delivery(self, *, tx: Tx, app_id: str, body: bytes, spoilt: bool) -> Delivery | None:
        """The webhook's address, signed with its own secret."""
        from integrations.sandbox.dialects.woocommerce import hooks

        return hooks.delivery(tx=tx, app_id=app_id, body=body, spoilt=spoilt)

    def push_tried(self, *, tx: Tx, app_id: str) -> None:
        """WooCommerce loses patience after five failures in a row."""
        from integrations.sandbox.dialects.woocommerce import hooks

        hooks.push_tried(tx=tx, app_id=app_id)
