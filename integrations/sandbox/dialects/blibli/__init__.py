"""Blibli's Seller API. Which calls are there, and what we chose: docs/reference/sandbox.md."""

from integrations.sandbox.dialects.blibli.dialect import Blibli

__all__ = ["Blibli"]
