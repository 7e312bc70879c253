"""The Shopee Open Platform v2 dialect of the sandbox, written from its fact sheet."""

from integrations.sandbox.dialects.shopee.dialect import Shopee

__all__ = ["Shopee"]
