"""Facts about a page for search engines (schema.org), as inert JSON."""

import json
from typing import Any

from django.utils.safestring import SafeString

CONTEXT = "https://schema.org"
# So that no text can close the element it stands in.
ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def article(page: Any) -> SafeString:
    """A news article."""
    facts = {
        "@type": "NewsArticle",
        "headline": page.title,
        "description": page.description,
        "datePublished": page.date.isoformat(),
        "url": page.full_url,
        "author": {"@type": "Person", "name": page.author} if page.author else None,
    }
    return _json(facts)


def cooperative(page: Any) -> SafeString:
    """A cooperative as an organization with its address."""
    partner = page.partner
    address = {
        "@type": "PostalAddress",
        "addressCountry": "ID",
        "addressLocality": partner.regency_name,
        "streetAddress": partner.origin_line,
        "postalCode": partner.postal_code,
    }
    facts = {
        "@type": "Organization",
        "name": page.title,
        "legalName": partner.legal_name,
        "description": page.description,
        "url": page.full_url,
        "foundingDate": str(partner.founded_year or ""),
        "telephone": partner.whatsapp,
        "address": _known(address),
    }
    return _json(facts)


def _json(facts: dict[str, Any]) -> SafeString:
    text = json.dumps({"@context": CONTEXT, **_known(facts)}, ensure_ascii=False)
    return SafeString(text.translate(ESCAPES))


def _known(facts: dict[str, Any]) -> dict[str, Any]:
    return {name: fact for name, fact in facts.items() if fact}
