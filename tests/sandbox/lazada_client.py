"""A program of a stranger that speaks Lazada's dialect with the demo's keys."""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from werkzeug.test import Client

from integrations.sandbox.core import orders, seeding, selectors
from integrations.sandbox.core.records import Wanted
from integrations.sandbox.market import Market, open_market, seed

KEY, SECRET, SHOP = "100100", "lz-pasar-tiruan-kunci-latihan-01", 68430001
START = 1_790_000_000


class Lazada:
    """A client with the demo's keys, and the marketplace it calls."""

    def __init__(self, market: Market) -> None:
        self.market = market
        self.host = Client(market.dialect("lazada").wsgi_app(market=market))
        self.access = ""

    def call(self, path: str, method: str = "GET", **parameters: Any) -> dict[str, Any]:
        files = parameters.pop("files", {})
        token = parameters.pop("token", self.access)
        named = {
            "app_key": KEY,
            "timestamp": str(self.market.store.now() * 1000),
            "sign_method": "sha256",
            **({"access_token": token} if token else {}),
            **{
                name: value if isinstance(value, str) else json.dumps(value)
                for name, value in parameters.items()
            },
        }
        text = path + "".join(name + named[name] for name in sorted(named))
        named.setdefault("sign", hmac.new(SECRET.encode(), text.encode(), "sha256").hexdigest())
        named["sign"] = named["sign"].upper()
        where = {"query_string": named} if method == "GET" else {"data": {**named, **files}}
        answer = self.host.open("/rest" + path, method=method, **where)
        assert answer.status_code == 200
        found: dict[str, Any] = json.loads(answer.data)
        return found

    def post(self, path: str, **parameters: Any) -> dict[str, Any]:
        return self.call(path, "POST", **parameters)

    def control(self, action: str, **data: Any) -> dict[str, Any]:
        return self.market.dialect("lazada").control(
            market=self.market, action=action, data={"shop": str(SHOP), **data}
        )

    def order(self, quantity: int = 2, *, pay: bool = True) -> tuple[str, int]:
        """An order of one SKU: its number in the core and its id here."""
        with self.market.moment() as tx:
            variant = selectors.find_variant(tx=tx, shop_id=SHOP, sku="KPB-TR-0250")
            buyer = tx.the("SELECT id FROM buyer ORDER BY id LIMIT 1")["id"]
            lines = [Wanted(variant_id=variant, quantity=quantity)]
            sn = orders.place(tx=tx, shop_id=SHOP, buyer_id=buyer, lines=lines, pay=pay)
        [found] = self.call("/orders/get", update_after="2020-01-01T00:00:00+07:00")["data"][
            "orders"
        ][:1]
        return sn, found["order_id"]

    def items(self, order_id: int) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.call("/order/items/get", order_id=order_id)["data"]
        return found

    def sku(self, name: str) -> dict[str, Any]:
        products = self.call("/products/get", filter="all")["data"]["products"]
        return next(
            {"ItemId": product["item_id"], **sku}
            for product in products
            for sku in product["skus"]
            if sku["SellerSku"] == name
        )

    def pack(self, order_id: int) -> dict[str, Any]:
        named = [item["order_item_id"] for item in self.items(order_id)]
        wanted = [{"order_id": order_id, "order_item_list": named}]
        request = {"pack_order_list": wanted, "delivery_type": "dropship"}
        answer = self.post("/order/fulfill/pack", packReq=request)
        item: dict[str, Any] = answer["result"]["data"]["pack_order_list"][0]["order_item_list"][0]
        return item


@contextmanager
def marketplace() -> Iterator[Lazada]:
    """A marketplace of its own with the demo in it, and a client that is linked."""
    market = open_market(state=":memory:", demo=False)
    market.store.move_clock(set_to=START, freeze=True)
    seed(market=market, data=seeding.load(path=seeding.DEMO_FILE))
    client = Lazada(market)
    client.access = client.control("link")["access_token"]
    yield client
    market.store.close()
