"""Whether messages can be sent at all, and what is said about an event."""

from __future__ import annotations

from django.conf import settings

from .models import NoticeTemplate


def is_offered() -> bool:
    """Whether the shop has a number of its own to write from; without one nothing is offered."""
    return bool(settings.WHATSAPP_PHONE_ID and settings.WHATSAPP_TOKEN)


def template_for(event: str, language: str) -> NoticeTemplate | None:
    """The template of an event in the order's language, else in Indonesian; None: say nothing."""
    rows = NoticeTemplate.objects.filter(event=event, is_active=True)
    found = {row.language: row for row in rows.filter(language__in=[language, "id"])}
    return found.get(language) or found.get("id")
