"""A client of the platform written from its fact sheet, and a marketplace to point it at.

The signing here is a third one, neither the sandbox's nor the connector's: if two agree by
mistake, the vectors of the sheet would still tell.
"""

import hashlib
import hmac
import json
from dataclasses import dataclass, field
from typing import Any

from werkzeug.test import Client, TestResponse

from integrations.sandbox.core import seeding
from integrations.sandbox.market import Market, open_market, seed
from integrations.sandbox.pushes import Sender, deliver_next
from integrations.sandbox.web.site import Site

PARTNER_ID = 2009001
PARTNER_KEY = "shpk-pasar-tiruan-kunci-latihan-lapak-koperasi-01"
SHOP = 68410001
OTHER_SHOP = 68410002
START = 1_790_000_000  # a Monday in September 2026


def sign(key: str, *parts: object) -> str:
    message = "".join(str(part) for part in parts)
    return hmac.new(key.encode(), message.encode(), hashlib.sha256).hexdigest()


@dataclass
class Stranger:
    """Calls the marketplace as an outside program would, with every switch a test may need."""

    market: Market
    access_token: str = ""
    refresh_token: str = ""
    shop_id: int = SHOP
    partner_id: int = PARTNER_ID
    partner_key: str = PARTNER_KEY
    site: Client = field(init=False)
    host: Client = field(init=False)

    def __post_init__(self) -> None:
        self.site = Client(Site(market=self.market))
        self.host = Client(self.market.dialect("shopee").wsgi_app(market=self.market))

    # the platform

    def send(
        self,
        method: str,
        name: str,
        query: dict[str, Any] | None = None,
        body: Any = None,
        *,
        public: bool = False,
        **common: Any,
    ) -> TestResponse:
        """One signed call; `common` overrides or (with None) removes a common parameter."""
        path = f"/api/v2/{name}"
        known: dict[str, Any] = {
            "partner_id": self.partner_id,
            "timestamp": self.market.store.now(),
        }
        signed = [known["partner_id"], path, common.get("timestamp", known["timestamp"])]
        if not public:
            known |= {"access_token": self.access_token, "shop_id": self.shop_id}
            signed += [self.access_token, self.shop_id]
        known["sign"] = sign(self.partner_key, *signed)
        known |= common
        parameters = {key: value for key, value in known.items() if value is not None}
        return self.host.open(
            path,
            method=method,
            query_string={**parameters, **(query or {})},
            json=body if method == "POST" else None,
        )

    def get(self, name: str, **query: Any) -> dict[str, Any]:
        return self.send("GET", name, query).get_json()

    def post(self, name: str, **body: Any) -> dict[str, Any]:
        return self.send("POST", name, body=body).get_json()

    def ok(self, method: str, name: str, **values: Any) -> Any:
        """The `response` of a call that must succeed."""
        answer = self.get(name, **values) if method == "GET" else self.post(name, **values)
        assert answer["error"] == "", answer
        return answer["response"]

    def authorise(self, code: str) -> dict[str, Any]:
        body = {"code": code, "partner_id": self.partner_id, "shop_id": self.shop_id}
        return self.send("POST", "auth/token/get", body=body, public=True).get_json()

    def refresh(self, token: str | None = None) -> dict[str, Any]:
        body = {
            "refresh_token": self.refresh_token if token is None else token,
            "partner_id": self.partner_id,
            "shop_id": self.shop_id,
        }
        return self.send("POST", "auth/access_token/get", body=body, public=True).get_json()

    def sign_in(self, shop: int = SHOP) -> None:
        """A fresh pair, as after authorising."""
        self.shop_id = shop
        pair = self.control("POST", "shopee/link", shop=str(shop))
        self.access_token, self.refresh_token = pair["access_token"], pair["refresh_token"]

    # the control API

    def control(self, method: str, name: str, **body: Any) -> Any:
        response = self.site.open(f"/control/{name}", method=method, json=body or None)
        assert response.status_code < 300, response.get_data(as_text=True)
        return response.get_json()

    def refused(self, method: str, name: str, **body: Any) -> tuple[int, str]:
        response = self.site.open(f"/control/{name}", method=method, json=body or None)
        return response.status_code, response.get_json()["error"]

    def order(self, sku: str = "KOPI-LTG-1KG", quantity: int = 1, **more: Any) -> str:
        lines = [{"sku": sku, "quantity": quantity}]
        return str(self.control("POST", "orders", shop=str(SHOP), lines=lines, **more)["order_sn"])

    def act(self, order_sn: str, action: str, **body: Any) -> Any:
        return self.control("POST", f"orders/{order_sn}/{action}", **body)

    def wait(self, seconds: int) -> None:
        self.control("POST", "clock", advance=seconds)

    def wait_long(self, seconds: int) -> None:
        """Wait past the end of the access token and sign in again."""
        self.wait(seconds)
        self.sign_in(self.shop_id)

    def fault(self, kind: str, **more: Any) -> int:
        return int(self.control("POST", "faults", kind=kind, **more)["id"])

    # the truth

    def truth(self, shop: int = SHOP) -> dict[str, Any]:
        response = self.site.get("/control/state", query_string={"shop": str(shop)})
        return response.get_json()["shops"][0]

    def item(self, sku: str, shop: int = SHOP) -> dict[str, Any]:
        return next(item for item in self.truth(shop)["items"] if item["seller_sku"] == sku)

    def variant(self, sku: str, shop: int = SHOP) -> dict[str, Any]:
        return next(
            variant
            for item in self.truth(shop)["items"]
            for variant in item["variants"]
            if variant["seller_sku"] == sku
        )

    def stock(self, sku: str = "KOPI-LTG-1KG") -> int:
        return int(self.variant(sku)["stock"])

    def detail(self, order_sn: str, fields: str = "") -> dict[str, Any]:
        query = {"order_sn_list": order_sn, "response_optional_fields": fields}
        return self.ok("GET", "order/get_order_detail", **query)["order_list"][0]

    def status(self, order_sn: str) -> str:
        return str(self.detail(order_sn)["order_status"])

    # pushes

    def deliver(self) -> int:
        """Send every push that is due; returns how many attempts that took."""
        sender, count = Sender(), 0
        while deliver_next(market=self.market, sender=sender):
            count += 1
        sender.close()
        return count

    def pushes(self) -> list[dict[str, Any]]:
        return list(self.site.get("/control/pushes").get_json()["pushes"])


def make_stranger(path: Any) -> Stranger:
    """A demo marketplace in `path` whose clock stands still, and a client signed in to shop A."""
    market = open_market(state=path, demo=False)
    market.store.move_clock(set_to=START, freeze=True)
    seed(market=market, data=seeding.load(path=seeding.DEMO_FILE))
    market.limiter.configure(rate=0, burst=0)
    stranger = Stranger(market=market)
    stranger.sign_in()
    return stranger


def as_json(body: bytes) -> Any:
    return json.loads(body)
