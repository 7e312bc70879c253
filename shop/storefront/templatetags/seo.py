"""What a page's head says to machines."""

from typing import Any

from django import template
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from shop.storefront import seo

register = template.Library()
register.filter("absolute", seo.absolute)


@register.simple_tag(takes_context=True)
def alternates(context: dict[str, Any]) -> SafeString:
    """The page's addresses in both languages, where both exist and a search engine may keep it."""
    request = context.get("request")
    match = request.resolver_match if isinstance(request, HttpRequest) else None
    if match is None or match.view_name not in seo.IN_BOTH_LANGUAGES or request.GET:
        return SafeString("")
    rows = seo.alternates(request.path)
    return format_html_join("", '<link rel="alternate" hreflang="{}" href="{}">', rows)


@register.simple_tag
def social(
    title: str, description: str, url: str, picture: str = "", *, kind: str = "website"
) -> SafeString:
    """What apps show of a shared link."""
    properties = {
        "og:site_name": "Lapak Koperasi",
        "og:type": kind,
        "og:title": title,
        "og:description": description,
        "og:url": seo.absolute(url),
        "og:image": seo.absolute(picture) if picture else "",
    }
    rows = [(name, value) for name, value in properties.items() if value]
    card = "summary_large_image" if picture else "summary"
    return format_html(
        '{}<meta name="twitter:card" content="{}">',
        format_html_join("", '<meta property="{}" content="{}">', rows),
        card,
    )


@register.simple_tag
def structured(facts: str) -> SafeString:
    """Facts for search engines; ``facts`` comes from ``seo`` and is inert."""
    if not isinstance(facts, SafeString):
        raise TypeError("only facts that seo.as_json made inert may stand here")
    return format_html('<script type="application/ld+json">{}</script>', facts)
