"""The dialects the marketplace speaks. A new one is a folder here and one line below."""

from integrations.sandbox.dialects.base import Dialect
from integrations.sandbox.dialects.shopee import Shopee

DIALECTS: dict[str, Dialect] = {"shopee": Shopee()}
