"""The one place that names all connectors. A new channel is one line here."""

from __future__ import annotations

from integrations.channels.capabilities import ConnectorFactory
from integrations.connectors.blibli import BlibliConnector
from integrations.connectors.lazada import LazadaConnector
from integrations.connectors.shopee import ShopeeConnector
from integrations.connectors.tiktok_shop import TikTokShopConnector
from integrations.connectors.woocommerce import WooCommerceConnector

CONNECTORS: dict[str, ConnectorFactory] = {
    BlibliConnector.code: BlibliConnector,
    LazadaConnector.code: LazadaConnector,
    ShopeeConnector.code: ShopeeConnector,
    TikTokShopConnector.code: TikTokShopConnector,
    WooCommerceConnector.code: WooCommerceConnector,
}


class UnknownChannel(LookupError):
    """No connector has that code."""


def get(code: str) -> ConnectorFactory:
    """The connector of a channel, to be built per account; raises `UnknownChannel`."""
    try:
        return CONNECTORS[code]
    except KeyError:
        known = ", ".join(sorted(CONNECTORS))
        raise UnknownChannel(f"no channel {code!r}; there are: {known}") from None
