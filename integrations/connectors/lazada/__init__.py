"""Lazada Open Platform, Indonesia. Facts and quirks: docs/reference/channels/lazada.md."""

from integrations.connectors.lazada.connector import LazadaConnector

__all__ = ["LazadaConnector"]
