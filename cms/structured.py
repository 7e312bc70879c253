"""Facts about a page for search engines (schema.org), as inert JSON."""

from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from shop.storefront import seo


def home(page: Any) -> SafeString:
    """The shop and its website."""
    organization = seo.organization()
    site = {
        "@type": "WebSite",
        "name": organization["name"],
        "url": page.full_url,
        "publisher": {"@id": organization["@id"]},
    }
    return seo.graph(organization, site)


def article(page: Any) -> SafeString:
    """A news article and the way to it."""
    changed = page.last_published_at
    facts = {
        "@type": "NewsArticle",
        "headline": page.title,
        "description": page.description,
        "datePublished": page.date.isoformat(),
        "url": page.full_url,
        "dateModified": changed.isoformat() if changed else None,
        "mainEntityOfPage": page.full_url,
        "image": [seo.absolute(page.photo.file.url)] if page.photo else None,
        "author": {"@type": "Person", "name": page.author} if page.author else None,
        "publisher": seo.organization(),
    }
    news = (_("News"), reverse("wagtail_serve", args=["berita/"]))
    return seo.graph(facts, seo.breadcrumbs([news, (page.title, page.full_url)]))


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
        "address": {name: fact for name, fact in address.items() if fact},
    }
    all_of_them = (_("Cooperatives"), reverse("wagtail_serve", args=["koperasi/"]))
    return seo.graph(facts, seo.breadcrumbs([all_of_them, (page.title, page.full_url)]))
