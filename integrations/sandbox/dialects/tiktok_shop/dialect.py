"""The TikTok Shop dialect (in Indonesia "Tokopedia & TikTok Shop") as the marketplace sees it."""

from collections.abc import Mapping
from sqlite3 import Row
from typing import TYPE_CHECKING, Any

from integrations.sandbox.core import selectors
from integrations.sandbox.core.records import BadInput, NotFound
from integrations.sandbox.core.states import HOUR, MINUTE
from integrations.sandbox.core.store import Tx
from integrations.sandbox.dialects.base import Delivery, Push
from integrations.sandbox.dialects.tiktok_shop import apps, messages, signature
from integrations.sandbox.dialects.tiktok_shop.schema import SCHEMA

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

    from integrations.sandbox.market import Market

_APP_FIELDS = ("redirect_url", "push_url")


class TikTokShop:
    """See `dialects.base.Dialect`."""

    code = "tiktok_shop"
    port_offset = 2
    schema = SCHEMA
    push_retries: tuple[int, ...] = (2 * MINUTE, 30 * MINUTE, 3 * HOUR, 12 * HOUR)

    def wsgi_app(self, *, market: "Market") -> "WSGIApplication":
        """API, tokens, consent page and label files on one host."""
        from integrations.sandbox.dialects.tiktok_shop.gateway import Api
        from integrations.sandbox.service_host import ServiceHost

        api = Api(market=market)
        return ServiceHost(
            market=market, code=self.code, api=api.answer, pages=api.pages, shop_of=api.shop_of
        )

    def run_due(self, *, tx: Tx) -> None:
        """Nothing runs by itself here."""

    def seed(self, *, tx: Tx, data: Mapping[str, Any]) -> None:
        """Register the apps of the file and link the shops it marks."""
        for app in data.get("apps", ()):
            if app.get("dialect") == self.code:
                apps.register(tx=tx, data=app)
        app = apps.first(tx=tx)
        for shop in data.get("shops", ()):
            if app is None or shop.get("dialect") != self.code or not shop.get("linked"):
                continue
            shop_id = selectors.find_shop(tx=tx, name=str(shop["username"]))["id"]
            if not apps.is_linked(tx=tx, app_key=app["app_key"], shop_id=shop_id):
                apps.link(tx=tx, app_key=app["app_key"], shop_id=shop_id)

    def credentials(self, *, tx: Tx, base_url: str) -> dict[str, Any]:
        """Keys of the first app and a fresh pair for the first shop, linked for that if need be."""
        app, shops = apps.first(tx=tx), selectors.shops(tx=tx, dialect=self.code)
        if app is None or not shops:
            return {"base_url": base_url}
        linked = [
            shop
            for shop in shops
            if apps.is_linked(tx=tx, app_key=app["app_key"], shop_id=shop["id"])
        ]
        shop_id = (linked or shops)[0]["id"]
        if not linked:
            apps.link(tx=tx, app_key=app["app_key"], shop_id=shop_id)
        pair = apps.mint_pair(tx=tx, app_key=app["app_key"], shop_id=shop_id)
        return {
            "base_url": base_url,
            "app_key": app["app_key"],
            "app_secret": app["app_secret"],
            "service_id": app["service_id"],
            "shop_id": str(shop_id),
            "shop_cipher": apps.cipher(shop_id),
            "access_token": pair["access_token"],
            "refresh_token": pair["refresh_token"],
        }

    def control(self, *, market: "Market", action: str, data: Mapping[str, Any]) -> dict[str, Any]:
        """code, link, unlink, expire_tokens {shop, refresh?}, app {redirect_url?, push_url?}."""
        with market.moment() as tx:
            app = apps.first(tx=tx)
            if app is None:
                raise NotFound("no app is registered")
            if action == "app":
                return self._set_app(tx=tx, app_key=app["app_key"], data=data)
            where = {"app_key": app["app_key"], "shop_id": self._shop_id(tx=tx, data=data)}
            if action == "code":
                return {"code": apps.mint_code(tx=tx, **where)}
            if action == "link":
                apps.link(tx=tx, **where)
                return apps.mint_pair(tx=tx, **where)
            if action == "unlink":
                return {"unlinked": apps.unlink(tx=tx, **where)}
            if action == "expire_tokens":
                with_refresh = bool(data.get("refresh"))
                shop_id = int(where["shop_id"])
                expired = apps.expire(tx=tx, shop_id=shop_id, with_refresh=with_refresh)
                return {"expired": expired}
        raise NotFound(f"action {action}; known: app, code, link, unlink, expire_tokens")

    def _shop_id(self, *, tx: Tx, data: Mapping[str, Any]) -> int:
        name = str(data.get("shop", ""))
        if name:
            return int(selectors.find_shop(tx=tx, name=name)["id"])
        shops = selectors.shops(tx=tx, dialect=self.code)
        if not shops:
            raise NotFound("no shop speaks this dialect")
        return int(shops[0]["id"])

    def _set_app(self, *, tx: Tx, app_key: str, data: Mapping[str, Any]) -> dict[str, Any]:
        for name in _APP_FIELDS:
            if name not in data:
                continue
            url = str(data[name])
            if url and not url.startswith(("http://", "https://")):
                raise BadInput(f"{name} must start with http:// or https://")
            tx.update("tiktok_app", where="app_key = ?", values=(app_key,), **{name: url})
        row = tx.the("SELECT * FROM tiktok_app WHERE app_key = ?", app_key)
        return {"app_key": app_key, **{name: row[name] for name in _APP_FIELDS}}

    def pushes_for(self, *, tx: Tx, event: Row) -> list[Push]:
        """Messages for the apps that listen to the event's shop."""
        return messages.pushes_for(tx=tx, event=event)

    def delivery(self, *, tx: Tx, app_id: str, body: bytes, spoilt: bool) -> Delivery | None:
        """The registered address, signed over app key and raw body."""
        app, url = apps.find(tx=tx, app_key=app_id), ""
        if app is not None:
            url = messages.address(tx=tx, app_key=app_id, body=body)
        if app is None or not url:
            return None
        secret = app["app_secret"] + ("-salah" if spoilt else "")
        sign = signature.push_signature(app_key=app_id, secret=secret, body=body)
        return Delivery(url=url, headers={"Authorization": sign})

    def push_tried(self, *, tx: Tx, app_id: str) -> None:
        """This platform never loses patience."""
