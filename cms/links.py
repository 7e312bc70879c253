"""Addresses that editors type."""

from urllib.parse import urlencode, urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

SCHEMES = frozenset({"https", "http", "mailto", "tel"})


def check_address(address: str) -> None:
    """Accept ``#place``, ``/path`` and full addresses; refuse scripts and half addresses."""
    if address.startswith("#") or (address.startswith("/") and not address.startswith("//")):
        return
    parts = urlsplit(address)
    has_target = bool(parts.netloc or (parts.scheme in {"mailto", "tel"} and parts.path))
    if parts.scheme not in SCHEMES or not has_target:
        raise ValidationError(
            _("Start with / for a page of this site, or with https:// for another site.")
        )


def share_link(text: str) -> str:
    """Address that lets the reader pick whom to send this text to on WhatsApp."""
    return f"https://wa.me/?{urlencode({'text': text})}"
