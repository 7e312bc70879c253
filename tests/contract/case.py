"""What a connector has to bring along to be examined."""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from integrations import registry
from integrations.channels.capabilities import capabilities, makes_labels
from integrations.channels.errors import ChannelError
from integrations.channels.transport import Request, Response
from integrations.channels.words import (
    App,
    Credentials,
    LineRef,
    ListingDraft,
    ListingVisibility,
    OrderRef,
    PriceLevel,
    ShipChoice,
    StockLevel,
)
from tests.contract.exchange import Answer, ScriptedTransport, recorded

NOW = datetime(2025, 11, 24, 16, 0, tzinfo=UTC)

# Scenarios that every connector must have recordings for, and those of its capabilities.
ALWAYS = ("shop_info",)
SCENARIOS: dict[str, tuple[str, ...]] = {
    "PushesStock": ("push_stock",),
    "PushesPrice": ("push_price",),
    "ManagesListings": ("list_listings", "list_listings_broken", "list_nothing", "set_visible"),
    "ReadsOrders": (
        "read_orders",
        "read_orders_again",
        "read_orders_broken",
        "read_orders_unknown_state",
        "read_nothing",
        "fetch_missing",
    ),
    "Ships": (
        "ship_options",
        "ship",
        "tracking",
        "tracking_pending",
    ),
    "CancelsOrders": ("cancel", "cancel_conflict"),
    "ReadsSettlements": ("read_settlements",),
    "ReceivesWebhooks": (),  # `webhooks` below
    "Authorizes": ("exchange", "refresh", "refresh_revoked"),
    "TakesKeys": (),  # `keys` below
    "Posts": ("post", "find_post", "find_nothing"),
    "PublishesListings": ("publish",),
    "EditsListings": ("categories", "category_attributes", "finish", "edit"),
}
# Those of a capability in full, which not every channel has.
LABELS = ("request_label", "label_pending", "label")
ANSWERS = ("accept_cancellation", "refuse_cancellation")


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectorCase:
    """One connector's recordings and the inputs that go with them.

    `scenarios` maps a scenario to the recordings each operation plays; `errors` maps each error
    class to recordings that must be classified as exactly it. The inputs of a scenario are in the
    order the recordings were made with; `refused_*` are the positions the recording refuses.
    """

    code: str
    folder: Path
    scenarios: Mapping[str, Mapping[str, tuple[str, ...]]]
    classify: Callable[[int, Mapping[str, str], bytes], ChannelError | None]
    errors: Mapping[type[ChannelError], tuple[str, ...]]
    good_answer: str
    stock_levels: tuple[StockLevel, ...] = ()
    refused_stock: frozenset[int] = frozenset()
    price_levels: tuple[PriceLevel, ...] = ()
    refused_prices: frozenset[int] = frozenset()
    visibilities: tuple[ListingVisibility, ...] = ()
    refused_visibilities: frozenset[int] = frozenset()
    draft: ListingDraft | None = None  # PublishesListings with EditsListings
    draft_listing: str = ""  # the number the channel gives it
    asks_attributes: bool = True  # False where categories ask nothing
    many_levels: Callable[[int], list[StockLevel]] | None = None
    accept_all: Callable[[Request], Response] | None = None
    levels_in: Callable[[Request], int] | None = None
    levels_per_call: int = 0
    order_refs: tuple[OrderRef, ...] = ()
    unchanged_order: str = ""
    changed_order: str = ""
    tells_when_changed: bool = True  # False where an order carries no time of its last change
    broken_order: str = ""
    broken_path: str = ""
    unknown_raw_state: str = ""
    broken_listing: str = ""
    missing_order: str = ""
    ship_choice: ShipChoice | None = None
    cancel_lines: tuple[LineRef, ...] = ()
    can_accept_cancellation: bool = True  # False where buyers cannot ask the channel to cancel
    can_refuse_cancellation: bool = True  # False where the channel has no call for it
    personal: tuple[str, ...] = ()
    webhooks: Mapping[str, int] = field(default_factory=dict)  # recording -> hints it gives
    signature_header: str = ""
    echoing: Callable[[str], Response] | None = None
    consent_names_redirect: bool = True  # False where the return address is part of the app
    keys: Mapping[str, str] = field(default_factory=dict)  # TakesKeys: what a person would copy

    app: App
    credentials: Credentials

    @property
    def factory(self) -> Any:
        """The class under examination."""
        return registry.get(self.code)

    @property
    def wanted_scenarios(self) -> set[str]:
        """What there must be recordings for."""
        held = capabilities(self.factory)
        wanted = {*ALWAYS, *(name for each in held for name in SCENARIOS[each])}
        if "Ships" in held and makes_labels(self.factory):
            wanted |= set(LABELS)
        if "CancelsOrders" in held and self.can_accept_cancellation:
            wanted |= set(ANSWERS)
        return wanted

    def answer(self, name: str) -> Response:
        """One recording."""
        return recorded(self.folder, name)

    def scripted(self, scenario: str) -> ScriptedTransport:
        """A transport that plays a scenario."""
        return ScriptedTransport(
            {
                operation: [self.answer(name) for name in names]
                for operation, names in self.scenarios[scenario].items()
            }
        )

    def connector(self, transport: Callable[[Request], Response]) -> Any:
        """The connector for the examined account, at the examined moment."""
        return self.factory(self.credentials, transport, lambda: NOW, app=self.app)

    def play(self, scenario: str) -> tuple[Any, ScriptedTransport]:
        """A connector and the transport that plays it a scenario."""
        transport = self.scripted(scenario)
        return self.connector(transport), transport

    def always(self, answer: Answer, times: int = 1) -> tuple[Any, ScriptedTransport]:
        """A connector whose every call gets the same answer, `times` in all."""
        transport = ScriptedTransport({"*": [answer] * times})
        return self.connector(transport), transport

    def webhook(self, name: str) -> tuple[dict[str, str], bytes, str]:
        """Headers, raw body and registered address of a recorded notification."""
        sample = json.loads((self.folder / "webhooks" / f"{name}.json").read_text())
        return sample["headers"], sample["body"].encode(), sample["url"]


def case_of(code: str) -> ConnectorCase:
    """The case of a registered connector; a connector without one cannot pass."""
    case: ConnectorCase = importlib.import_module(f"tests.connectors.{code}.case").CASE
    return case
