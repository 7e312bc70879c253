"""Social networks and messengers on one port: Graph API, Telegram Bot API, WhatsApp Cloud API."""

from integrations.sandbox.dialects.social.service import Social

__all__ = ["Social"]
