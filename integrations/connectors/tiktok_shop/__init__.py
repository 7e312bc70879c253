"""TikTok Shop Partner API, Tokopedia included: docs/reference/channels/tiktok_shop.md."""

from integrations.connectors.tiktok_shop.connector import TikTokShopConnector

__all__ = ["TikTokShopConnector"]
