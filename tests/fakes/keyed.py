"""A channel that is linked with keys which staff copy from its own pages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import ClassVar

from integrations.channels.errors import AuthRevoked, ChannelError, Rejected
from integrations.channels.transport import Clock, Request, Secret, Transport
from integrations.channels.words import (
    App,
    Credentials,
    Grant,
    KeyField,
    Limits,
    Listing,
    OperationLimit,
    Page,
    ShopInfo,
    TokenPair,
)


class KeyedConnector:
    """Knows one good key; everything else about the shop is empty."""

    code = "keyed"
    label = "Pasar Kunci"
    limits = Limits(
        stock_batch=10,
        order_detail_batch=10,
        max_window=timedelta(days=15),
        rate_per_second=100,
        burst=50,
        operations=(OperationLimit(operation="list", rate_per_second=0.01, burst=1),),
    )
    good_key: ClassVar[str] = "kunci-benar"

    def __init__(
        self,
        credentials: Credentials | None,
        transport: Transport,
        clock: Clock,
        *,
        app: App,
        base_url: str = "",
    ) -> None:
        self._credentials = credentials
        self._transport = transport
        self._base_url = base_url

    def key_fields(self) -> tuple[KeyField, ...]:
        """An address and a key."""
        return (KeyField(name="site", is_secret=False), KeyField(name="key"))

    def grant_from_keys(self, values: Mapping[str, str]) -> Grant:
        """Only the address can be judged without a call."""
        if not values["site"].startswith("https://"):
            raise Rejected("no address", fields={"site": "no address"})
        return Grant(
            external_shop_id=values["site"].removeprefix("https://"),
            tokens=TokenPair(
                access=Secret(values["key"]), refresh=Secret(""), access_expires_at=None
            ),
            base_url=values["site"],
        )

    def shop_info(self) -> ShopInfo:
        """Named after its address, so that a test sees which address was asked."""
        assert self._credentials is not None
        if self._credentials.access_token.reveal() != self.good_key:
            raise AuthRevoked("unknown key")
        return ShopInfo(
            external_shop_id=self._credentials.external_shop_id,
            name=f"Toko {self._base_url}",
            region="ID",
        )

    def list_listings(self, cursor: str | None = None) -> Page[Listing | ChannelError]:
        """An empty shop."""
        return Page(items=())

    def ask(self) -> None:
        """One call of the operation that has a limit of its own."""
        self._transport(Request(method="GET", url=f"{self._base_url}/list", operation="list"))
