"""What a dialect or a service has to offer so that Pasar Tiruan can speak it.

Both answer on a port of their own and send signed messages (`Speaker`). A `Dialect` is the language
of a marketplace over the neutral core; a `Service` is something else a shop leans on, a payment
gateway or a courier broker, with tables of its own.
"""

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
    wants_empty_answer: bool = True  # a 2xx with words in it does not count
    body: bytes | None = None  # instead of the push's own, where the signature is inside


class Speaker(Protocol):
    """Anything with a port of its own."""

    code: str
    port_offset: int
    schema: str
    push_retries: tuple[int, ...]  # seconds between attempts; after the last one it is lost

    def wsgi_app(self, *, market: Market) -> WSGIApplication:
        """The platform's host: API and authorisation page."""

    def run_due(self, *, tx: Tx) -> None:
        """Do what its own clockwork has due."""

    def seed(self, *, tx: Tx, data: Mapping[str, Any]) -> None:
        """Register apps and link shops as a seed file says; twice changes nothing."""

    def credentials(self, *, tx: Tx, base_url: str) -> dict[str, Any]:
        """Keys and fresh tokens of the demo shop."""

    def control(self, *, market: Market, action: str, data: Mapping[str, Any]) -> dict[str, Any]:
        """An action of the control API that only it knows; NotFound when unknown."""

    def delivery(self, *, tx: Tx, app_id: str, body: bytes, spoilt: bool) -> Delivery | None:
        """Address and signature (`spoilt`: a wrong one); None when it has nowhere to go."""

    def push_tried(self, *, tx: Tx, app_id: str) -> None:
        """Called after every attempt: the platform may lose patience with a receiver."""


class Dialect(Speaker, Protocol):
    """One marketplace's wire language over the neutral core."""

    def pushes_for(self, *, tx: Tx, event: Row) -> list[Push]:
        """The messages an event of the core becomes."""


class Service(Speaker, Protocol):
    """No marketplace: it has no shops in the core and queues its own messages.

    `pushes.queue` takes them, so every push fault works on them too.
    """
