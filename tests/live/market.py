"""Pasar Tiruan from the outside: its control API over HTTP, as `docs/reference/sandbox.md` says."""

from __future__ import annotations

from typing import Any

import requests

TIMEOUT = 20
COFFEE = "kopilintong.official"
SEAFOOD = "pesisir.belawan"


class Refused(Exception):
    """The marketplace said no; ``code`` is its word for why."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(f"{code}: {text}")
        self.code = code


class Market:
    """One running Pasar Tiruan. ``url`` is the address of its pages."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._session = requests.Session()
        self._session.trust_env = False

    def get(self, path: str, /, **query: Any) -> Any:
        """Read from the control API."""
        answer = self._session.get(f"{self.url}/control/{path}", params=query, timeout=TIMEOUT)
        return self._told(answer)

    def post(self, path: str, /, **data: Any) -> Any:
        """Tell the control API something. Raises ``Refused``."""
        answer = self._session.post(f"{self.url}/control/{path}", json=data, timeout=TIMEOUT)
        return self._told(answer)

    def delete(self, path: str) -> Any:
        """Take something back."""
        answer = self._session.delete(f"{self.url}/control/{path}", timeout=TIMEOUT)
        return self._told(answer)

    @staticmethod
    def _told(answer: requests.Response) -> Any:
        told = answer.json()
        if not answer.ok:
            raise Refused(str(told.get("error", answer.status_code)), str(told.get("message", "")))
        return told

    def shop(self, shop: str = COFFEE) -> dict[str, Any]:
        """The whole truth about a shop."""
        shops: list[dict[str, Any]] = self.get("state", shop=shop)["shops"]
        return shops[0]

    def numbers(self, shop: str = COFFEE) -> dict[str, int]:
        """What buyers can buy now, by the seller's code."""
        return {
            variant["seller_sku"] or item["seller_sku"]: variant["stock"]
            for item in self.shop(shop)["items"]
            for variant in item["variants"]
        }

    def number(self, sku: str, shop: str = COFFEE) -> int:
        """What buyers can buy now of one listing."""
        return self.numbers(shop)[sku]

    def orders(self, shop: str = COFFEE) -> dict[str, dict[str, Any]]:
        """All orders of a shop by their number."""
        return {order["order_sn"]: order for order in self.shop(shop)["orders"]}

    def order(self, sku: str, quantity: int = 1, shop: str = COFFEE, **more: Any) -> str:
        """A buyer orders one listing; returns the order's number."""
        return self.order_lines([(sku, quantity)], shop=shop, **more)

    def order_lines(self, lines: list[tuple[str, int]], shop: str = COFFEE, **more: Any) -> str:
        """A buyer orders; returns the order's number. Raises ``Refused`` when there is too little.

        ``more``: ``pay``, ``cod``, ``buyer``, ``message`` of the control API.
        """
        wanted = [{"sku": sku, "quantity": quantity} for sku, quantity in lines]
        return str(self.post("orders", shop=shop, lines=wanted, **more)["order_sn"])

    def act(self, order_sn: str, action: str) -> dict[str, Any]:
        """Something happens to an order: pay, cancel, ship …"""
        told: dict[str, Any] = self.post(f"orders/{order_sn}/{action}")
        return told

    def fault(self, kind: str, /, **data: Any) -> None:
        """Break something on purpose."""
        self.post("faults", kind=kind, **data)

    def mend(self) -> None:
        """Take all faults back."""
        self.delete("faults")

    def stock_calls(self, shop: str = COFFEE) -> list[dict[str, Any]]:
        """Every call that set stock."""
        calls = self.get("calls", shop=shop, limit=5000)["calls"]
        return [call for call in calls if call["path"].endswith("/update_stock")]
