"""What a dialect has to offer so that the marketplace can speak it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from sqlite3 import Row
from typing import TYPE_CHECKING, Any, Protocol

from integrations.sandbox.core.store import Tx

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

    from integrations.sandbox.market import Market


@dataclass(frozen=True, slots=True, kw_only=True)
class Push:
    """A message for one registered app, not signed yet."""

    app_id: str
    shop_id: int
    code: str
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """Where a push goes and with which headers."""

    url: str
    headers: Mapping[str, str]


class Dialect(Protocol):
    """One marketplace's wire language over the neutral core."""

    code: str
    port_offset: int
    schema: str
    push_retries: tuple[int, ...]  # seconds between attempts; after the last one it is lost

    def wsgi_app(self, *, market: Market) -> WSGIApplication:
        """The platform's host: API and authorisation page."""

    def run_due(self, *, tx: Tx) -> None:
        """Do what the dialect's own clockwork has due."""

    def seed(self, *, tx: Tx, data: Mapping[str, Any]) -> None:
        """Register apps and link shops as a seed file says; twice changes nothing."""

    def credentials(self, *, tx: Tx, base_url: str) -> dict[str, Any]:
        """Keys and fresh tokens of the demo shop."""

    def control(self, *, market: Market, action: str, data: Mapping[str, Any]) -> dict[str, Any]:
        """An action of the control API that only this dialect knows; NotFound when unknown."""

    def pushes_for(self, *, tx: Tx, event: Row) -> list[Push]:
        """The messages an event of the core becomes."""

    def delivery(self, *, tx: Tx, app_id: str, body: bytes, spoilt: bool) -> Delivery | None:
        """Address and signature (`spoilt`: a wrong one); None when it has nowhere to go."""

    def push_tried(self, *, tx: Tx, app_id: str) -> None:
        """Called after every attempt: the platform may lose patience with a receiver."""
