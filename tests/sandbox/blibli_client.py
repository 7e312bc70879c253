"""A program of a stranger that speaks Blibli's dialect with the demo's keys."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from werkzeug.test import Client, TestResponse

from integrations.sandbox.core import orders, seeding, selectors
from integrations.sandbox.core.records import Wanted
from integrations.sandbox.market import Market, open_market, seed

CLIENT, KEY = "mta-api-lapak-koperasi-7f3a1", "mta-api-kunciLatihanBlibliPasarTiruan01"
SHOP, STORE, LOGIN = 68440001, "KTS-60044", "tanisopo.blibli@contoh.id"
START = 1_790_000_000
OLD = "/mtaapi/api/businesspartner/v1"


def wib(milliseconds: int) -> str:
    """The date line of the signature, written by hand."""
    at = datetime.fromtimestamp(milliseconds / 1000, UTC) + timedelta(hours=7)
    return at.strftime("%a %b %d %H:%M:%S WIB %Y")


def signed(key: str, method: str, path: str, body: bytes, milliseconds: int) -> str:
    """A signature made outside the sandbox."""
    digest = hashlib.md5(body).hexdigest() if method != "GET" else ""
    kind = "application/json" if method != "GET" else ""
    text = "\n".join([method, digest, kind, wib(milliseconds), path])
    return base64.b64encode(hmac.new(key.encode(), text.encode(), "sha256").digest()).decode()


class Blibli:
    """A client with the demo's keys, and the marketplace it calls."""

    def __init__(self, market: Market) -> None:
        self.market = market
        self.host = Client(market.dialect("blibli").wsgi_app(market=market))
        self.seller_key = ""
        self.signature_key = ""
        self.headers: dict[str, str] = {}
        self.query: dict[str, str] = {}

    def call(self, method: str, path: str, data: Any = None, **query: str) -> TestResponse:
        pair = base64.b64encode(f"{CLIENT}:{KEY}".encode()).decode()
        body = b"" if data is None else json.dumps(data).encode()
        headers = {
            "Authorization": f"Basic {pair}",
            "Api-Seller-Key": self.seller_key,
            "Content-Type": "application/json",
        }
        if self.signature_key:
            at = self.market.store.now() * 1000
            headers["Signature"] = signed(self.signature_key, method, path, body, at)
            headers["Signature-Time"] = str(at)
        told = {
            "requestId": "uuid-1",
            "storeId": "10001",
            "channelId": "Uji",
            "username": LOGIN,
            "storeCode": STORE,
        }
        return self.host.open(
            path,
            method=method,
            data=body,
            headers={**headers, **self.headers},
            query_string={**told, **self.query, **query},
        )

    def get(self, path: str, **query: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.call("GET", path, **query).data)
        return found

    def post(self, path: str, data: Any) -> dict[str, Any]:
        answer = self.call("POST", path, data)
        return json.loads(answer.data) if answer.data else {"status": answer.status_code}

    def control(self, action: str, **data: Any) -> dict[str, Any]:
        return self.market.dialect("blibli").control(market=self.market, action=action, data=data)

    def products(self, state: str = "ACTIVE") -> list[dict[str, Any]]:
        data = {"filter": {"state": state}, "paging": {"page": 0, "size": 50}}
        found: list[dict[str, Any]] = self.post("/seller/v1/products/filter", data)["content"]
        return found

    def choices(self) -> dict[str, dict[str, Any]]:
        """Every choice of every product by its seller SKU."""
        found = {}
        for state in ("ACTIVE", "OOS"):
            for row in self.products(state):
                path = f"/seller/v1/products/{row['product']['sku']}/variants/filter"
                for choice in self.post(path, {"paging": {"page": 0, "size": 50}})["content"]:
                    found[choice["sellerSku"]] = choice
        return found

    def buy(self, *skus: str, quantity: int = 2, pay: bool = True) -> str:
        """An order of a line for each SKU; its number in the core."""
        with self.market.moment() as tx:
            lines = [
                Wanted(
                    variant_id=selectors.find_variant(tx=tx, shop_id=SHOP, sku=sku),
                    quantity=quantity,
                )
                for sku in skus
            ]
            buyer = tx.the("SELECT id FROM buyer ORDER BY id LIMIT 1")["id"]
            return orders.place(tx=tx, shop_id=SHOP, buyer_id=buyer, lines=lines, pay=pay)

    def packages(self, **told: Any) -> list[dict[str, Any]]:
        data = {
            "filter": told,
            "sorting": {"by": "statusFPUpdatedTimestamp", "direction": "ASC"},
            "paging": {"page": 0, "size": 50},
        }
        found: list[dict[str, Any]] = self.post("/seller/v1/orders/packages/filter", data)[
            "content"
        ]
        return found

    def items(self) -> list[dict[str, Any]]:
        """Every order item of the list."""
        return [item for package in self.packages() for item in package["orderItems"]]

    def statuses(self) -> list[str]:
        return [item["order"]["itemStatus"] for item in self.items()]

    def pack(self, *items: dict[str, Any]) -> str:
        ids = [item["order"]["itemId"] for item in items]
        answer = self.post(f"{OLD}/order/createPackage", {"orderItemIds": ids})
        return str(answer["value"]["packageId"])


@contextmanager
def marketplace() -> Iterator[Blibli]:
    """A marketplace of its own with the demo in it, and a client with a key."""
    market = open_market(state=":memory:", demo=False)
    market.store.move_clock(set_to=START, freeze=True)
    seed(market=market, data=seeding.load(path=seeding.DEMO_FILE))
    client = Blibli(market)
    client.seller_key = client.control("key")["seller_key"]
    yield client
    market.store.close()
