"""Blibli Seller API. Facts and quirks: docs/reference/channels/blibli.md."""

from integrations.connectors.blibli.connector import BlibliConnector

__all__ = ["BlibliConnector"]
