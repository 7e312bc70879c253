"""Shopee Open Platform, version 2. Facts and quirks: docs/reference/channels/shopee.md."""

from integrations.connectors.shopee.connector import ShopeeConnector

__all__ = ["ShopeeConnector"]
