"""A client of WooCommerce written from its fact sheet, with a signing of its own."""

import base64
import hashlib
import hmac
from typing import Any
from urllib.parse import quote
from uuid import uuid4

from werkzeug.test import Client, TestResponse

from integrations.sandbox.market import open_market
from integrations.sandbox.pushes import Sender, deliver_next
from integrations.sandbox.web.site import Site

START = 1_790_000_000
SHOP = "hutansipirok.toko"
HOST = "http://localhost"
V3 = "/wp-json/wc/v3"


def oauth(secret: str, method: str, url: str, parameters: dict[str, str]) -> str:
    """The signature as the sheet describes it, by another way than the sandbox's."""
    pairs = sorted((quote(k, safe="~"), quote(v, safe="~")) for k, v in parameters.items())
    told = quote("&".join(f"{k}={v}" for k, v in pairs), safe="~")
    base = f"{method}&{quote(url, safe='~')}&{told}"
    digest = hmac.new((secret + "&").encode(), base.encode(), hashlib.sha256).digest()
    return base64.b64encode(digest).decode()


class Owner:
    """A marketplace, the keys of its first site, and every switch a test may need."""

    def __init__(self, state: Any = ":memory:") -> None:
        self.market = open_market(state=state)
        self.market.store.move_clock(set_to=START, freeze=True)
        self.site = Client(Site(market=self.market))
        dialect = self.market.dialect("woocommerce")
        self.host = Client(dialect.wsgi_app(market=self.market))
        self.keys: dict[str, str] = self.site.get("/control/credentials").json["woocommerce"]
        self.control("settings", rate=0)
        with self.market.store.transaction() as tx:  # seeded by the machine's clock
            tx.run("UPDATE item SET created_at = ?1, updated_at = ?1", START)

    def close(self) -> None:
        self.market.store.close()

    def send(self, method: str, path: str, body: Any = None, **query: Any) -> TestResponse:
        """One signed call; `oauth_…` in the query overrides what is signed."""
        told = {
            "oauth_consumer_key": self.keys["consumer_key"],
            "oauth_timestamp": str(self.market.store.now()),
            "oauth_nonce": uuid4().hex,
            "oauth_signature_method": "HMAC-SHA256",
            **{name: str(value) for name, value in query.items() if name != "oauth_signature"},
        }
        secret = self.keys["consumer_secret"]
        proof = oauth(secret, method, f"{HOST}{V3}{path}", told)
        told["oauth_signature"] = query.get("oauth_signature", proof)
        options = {} if body is None else {"json": body}
        return self.host.open(f"{V3}{path}", method=method, query_string=told, **options)

    def ask(self, method: str, path: str, body: Any = None, **query: Any) -> Any:
        answer = self.send(method, path, body, **query)
        assert answer.status_code in (200, 201), answer.text
        return answer.json

    def refused(self, method: str, path: str, body: Any = None, **query: Any) -> tuple[int, str]:
        answer = self.send(method, path, body, **query)
        assert answer.json["data"]["status"] == answer.status_code
        return answer.status_code, answer.json["code"]

    def control(self, path: str, **data: Any) -> dict[str, Any]:
        return self.site.post(f"/control/{path}", json=data).json

    def product(self, sku: str) -> dict[str, Any]:
        [found] = self.ask("GET", "/products", sku=sku)
        return found

    def quantity(self, sku: str) -> int:
        return self.product(sku)["stock_quantity"]

    def buy(self, sku: str = "KHS-MK-0250", quantity: int = 1, **how: Any) -> int:
        """A buyer orders; the number of the order on the site."""
        lines = [{"sku": sku, "quantity": quantity}]
        sn = self.control("orders", shop=SHOP, lines=lines, **how)["order_sn"]
        with self.market.store.transaction() as tx:
            return int(tx.the("SELECT id FROM orders WHERE sn = ?", sn)["id"]) + 700

    def move(self, number: int, action: str) -> None:
        """A step underneath: `pay`, `ship`, `deliver`, …"""
        with self.market.store.transaction() as tx:
            sn = tx.the("SELECT sn FROM orders WHERE id = ?", number - 700)["sn"]
        self.control(f"orders/{sn}/{action}")

    def deliver(self) -> None:
        """Send every message that is due."""
        sender = Sender()
        while deliver_next(market=self.market, sender=sender):
            pass
        sender.close()
