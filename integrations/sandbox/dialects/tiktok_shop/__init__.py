"""TikTok Shop Partner API as Pasar Tiruan speaks it; see docs/reference/sandbox.md."""

from integrations.sandbox.dialects.tiktok_shop.dialect import TikTokShop

__all__ = ["TikTokShop"]
