"""Lazada Open Platform, Indonesia: what the sandbox speaks on its third port."""

from integrations.sandbox.dialects.lazada.dialect import Lazada

__all__ = ["Lazada"]
