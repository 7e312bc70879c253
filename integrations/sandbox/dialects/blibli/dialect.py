"""The Blibli dialect as the marketplace sees it."""

import json
from collections.abc import Mapping
from sqlite3 import Row
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from integrations.sandbox.core import selectors
from integrations.sandbox.core.records import BadInput, NotFound
from integrations.sandbox.core.store import Tx
from integrations.sandbox.dialects.base import Delivery, Push
from integrations.sandbox.dialects.blibli import messages, products, sellers, signature
from integrations.sandbox.dialects.blibli.call import QUOTAS_OFF, ApiError, Call
from integrations.sandbox.dialects.blibli.schema import SCHEMA
from integrations.sandbox.faults import Plan

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

    from integrations.sandbox.market import Market


class Blibli:
    """See `dialects.base.Dialect`."""

    code = "blibli"
    port_offset = 4
    schema = SCHEMA
    push_retries: tuple[int, ...] = ()  # no repeats are documented: what is not taken is lost

    def wsgi_app(self, *, market: "Market") -> "WSGIApplication":
        """API and the seller's page on one port."""
        from integrations.sandbox.dialects.blibli.gateway import Api
        from integrations.sandbox.service_host import ServiceHost

        api = Api(market=market)
        return ServiceHost(
            market=market,
            code=self.code,
            api=api.answer,
            pages=api.pages,
            shop_of=sellers.shop_of,
        )

    def run_due(self, *, tx: Tx) -> None:
        """Work off the queue."""
        due = "SELECT * FROM blibli_job WHERE due_at <= ? ORDER BY id"
        for job in tx.all(due, tx.now):
            self._work(tx=tx, job=job)

    def _work(self, *, tx: Tx, job: Row) -> None:
        seller = sellers.of_shop(tx=tx, shop_id=job["shop_id"])
        call = Call(tx=tx, seller=seller, query={}, body=None, plan=Plan(), base_url="")
        result = []
        for row in json.loads(job["rows"]):
            told: dict[str, Any] = {"value": row.get("gdnSku", ""), "success": True}
            try:
                products.apply_row(call, row)
            except ApiError as refusal:
                told |= {"success": False, "errorMessage": refusal.message}
            result.append(told)
        tx.update(
            "blibli_job",
            where="id = ?",
            values=(job["id"],),
            result=json.dumps(result),
            due_at=None,
        )

    def seed(self, *, tx: Tx, data: Mapping[str, Any]) -> None:
        """Register the integrators of the file, open its stores, give keys to those it marks."""
        for app in data.get("apps", ()):
            if app.get("dialect") == self.code:
                sellers.register(tx=tx, data=app)
        for shop in data.get("shops", ()):
            if shop.get("dialect") != self.code:
                continue
            row = selectors.find_shop(tx=tx, name=str(shop["username"]))
            code = str(shop.get("store_code", ""))
            seller = sellers.open_store(tx=tx, shop=row, store_code=code)
            if shop.get("linked") and not seller["seller_key"]:
                sellers.make_key(tx=tx, shop_id=row["id"])

    def credentials(self, *, tx: Tx, base_url: str) -> dict[str, Any]:
        """Keys of the first integrator and of the first store, made for that if need be."""
        clients, shops = sellers.clients(tx=tx), selectors.shops(tx=tx, dialect=self.code)
        if not clients or not shops:
            return {"base_url": base_url}
        shop = shops[0]
        seller = sellers.open_store(tx=tx, shop=shop)
        if not seller["seller_key"]:
            sellers.make_key(tx=tx, shop_id=shop["id"])
            seller = sellers.of_shop(tx=tx, shop_id=shop["id"])
        return {
            "base_url": base_url,
            "client_id": clients[0]["client_id"],
            "client_key": clients[0]["client_key"],
            "channel_id": clients[0]["name"],
            "shop_id": str(shop["id"]),
            "store_code": seller["store_code"],
            "username": seller["username"],
            "seller_key": seller["seller_key"],
            "signature_key": seller["signature_key"],
            "keys_page": f"{base_url}/seller-center/api",
        }

    def control(self, *, market: "Market", action: str, data: Mapping[str, Any]) -> dict[str, Any]:
        """key, revoke, signature {key}, push {url, client_id?}, quotas {on}."""
        with market.moment() as tx:
            if action == "quotas":
                tx.set_setting(QUOTAS_OFF, "" if data.get("on", True) else "1")
                return {"on": bool(data.get("on", True))}
            if action == "push":
                return self._set_push(tx=tx, data=data)
            shop_id = self._shop_id(tx=tx, data=data)
            if action == "key":
                return {"seller_key": sellers.make_key(tx=tx, shop_id=shop_id)}
            if action == "revoke":
                sellers.revoke(tx=tx, shop_id=shop_id)
                return {"revoked": True}
            if action == "signature":
                key = str(data.get("key", ""))
                sellers.set_signature_key(tx=tx, shop_id=shop_id, key=key)
                return {"signature_key": key}
        raise NotFound(f"action {action}; known: key, revoke, signature, push, quotas")

    def _shop_id(self, *, tx: Tx, data: Mapping[str, Any]) -> int:
        name = str(data.get("shop", ""))
        if name:
            return int(selectors.find_shop(tx=tx, name=name)["id"])
        shops = selectors.shops(tx=tx, dialect=self.code)
        if not shops:
            raise NotFound("no shop speaks this dialect")
        return int(shops[0]["id"])

    def _set_push(self, *, tx: Tx, data: Mapping[str, Any]) -> dict[str, Any]:
        url = str(data.get("url", ""))
        if url and not url.startswith(("http://", "https://")):
            raise BadInput("url must start with http:// or https://")
        clients = sellers.clients(tx=tx)
        if not clients:
            raise NotFound("no integrator is registered")
        client_id = str(data.get("client_id", clients[0]["client_id"]))
        tx.update("blibli_client", where="client_id = ?", values=(client_id,), push_url=url)
        return {"client_id": client_id, "push_url": url}

    def pushes_for(self, *, tx: Tx, event: Row) -> list[Push]:
        """Messages about the orders of stores that have a key."""
        return messages.pushes_for(tx=tx, event=event)

    def delivery(self, *, tx: Tx, app_id: str, body: bytes, spoilt: bool) -> Delivery | None:
        """The integrator's address, signed with its key over the path of that address."""
        client = sellers.find_client(tx=tx, client_id=app_id)
        if client is None or not client["push_url"]:
            return None
        at = tx.now * 1000
        sign = signature.sign(
            key=client["client_key"] + ("-salah" if spoilt else ""),
            method="POST",
            path=urlsplit(client["push_url"]).path,
            body=body,
            milliseconds=at,
        )
        headers = {"requestId": tx.token("blibli-push"), "requestTime": str(at), "Signature": sign}
        return Delivery(url=client["push_url"], headers=headers, wants_empty_answer=False)

    def push_tried(self, *, tx: Tx, app_id: str) -> None:
        """The platform never loses patience with a receiver."""
