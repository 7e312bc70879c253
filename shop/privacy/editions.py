"""Which edition of the terms and the privacy policy people see now."""

from __future__ import annotations

from django.conf import settings
from django.core.cache import cache
from django.core.signing import BadSignature, Signer
from wagtail.models import Locale, Page

CACHE_KEY = "privacy.editions"
# Seconds: after an edit, a form may name the edition before it for that long.
KEPT = 60
SIGNER = Signer(salt="shop.privacy.editions")


def current() -> str:
    """Page and revision of each page of ``TERMS_PAGES``: ``kebijakan-privasi:12 pengiriman:9``.

    Wagtail keeps every revision, so the words behind a number can always be shown. A page that was
    never published through the CMS has 0. One query a minute.
    """
    known = cache.get(CACHE_KEY)
    if known is None:
        known = _read()
        cache.set(CACHE_KEY, known, KEPT)
    return str(known)


def _read() -> str:
    pages = Page.objects.filter(slug__in=settings.TERMS_PAGES, live=True)
    rows = pages.filter(locale=Locale.get_default()).order_by("slug")
    numbers = rows.values_list("slug", "live_revision_id")
    return " ".join(f"{slug}:{revision or 0}" for slug, revision in numbers)


def signed() -> str:
    """The edition as a form carries it."""
    return SIGNER.sign(current())


def of_form(text: str) -> str:
    """The edition a form was shown with; today's where it was lost or made up."""
    try:
        return SIGNER.unsign(text)
    except BadSignature:
        return current()
