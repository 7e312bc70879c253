"""What a page says about itself to machines: schema.org facts, addresses in both languages.

The facts stand in ``<script type="application/ld+json">``. Browsers do not run such a block, so the
policy that forbids inline code lets it stand; ``as_json`` makes sure that no text in it can end it.
"""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse, translate_url
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from shop.storefront import open_graph, pictures
from shop.storefront.models import ProductCard
from shop.storefront.product_page import Pack, ProductPage

CONTEXT = "https://schema.org"
ESCAPES = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}
SEPARATORS = {0x2028: "\\u2028", 0x2029: "\\u2029"}
AVAILABILITY: dict[str, str] = {
    ProductCard.Stock.AVAILABLE: "InStock",
    ProductCard.Stock.LOW: "LimitedAvailability",
    ProductCard.Stock.PREORDER: "PreOrder",
    ProductCard.Stock.OUT: "OutOfStock",
}
# Pages of the shop that are written in both languages and may be found.
IN_BOTH_LANGUAGES = frozenset(
    "storefront:" + name
    for name in ("categories", "category", "products", "product", "origins", "origin")
)


def absolute(path: str) -> str:
    """The whole address of a path of ours; one that is whole already stays."""
    return path if path.startswith(("http://", "https://")) else f"{settings.SITE_URL}{path}"


def as_json(facts: Any) -> SafeString:
    """JSON that is inert inside HTML: no ``</script>``, no entity, no line separator."""
    text = json.dumps(facts, ensure_ascii=False, separators=(",", ":"))
    return SafeString(text.translate({**ESCAPES, **SEPARATORS}))


def graph(*facts: dict[str, Any]) -> SafeString:
    """Several facts about one page."""
    return as_json({"@context": CONTEXT, "@graph": [_known(each) for each in facts]})


def alternates(path: str) -> list[tuple[str, str]]:
    """Language and whole address of a page that exists in both, the default last."""
    found = [(code, absolute(translate_url(path, code))) for code, _name in settings.LANGUAGES]
    return [*found, ("x-default", dict(found)[settings.LANGUAGE_CODE])]


def organization() -> dict[str, Any]:
    """The shop itself."""
    facts: dict[str, Any] = {
        "@type": "Organization",
        "@id": f"{settings.SITE_URL}/#organisasi",
        "name": settings.OSCAR_SHOP_NAME,
        "url": f"{settings.SITE_URL}/",
        "logo": absolute(static("img/icon-512.png")),
    }
    if settings.SHOP_WHATSAPP:
        facts["contactPoint"] = {
            "@type": "ContactPoint",
            "telephone": settings.SHOP_WHATSAPP,
            "contactType": "customer service",
            "areaServed": "ID",
        }
    return facts


def breadcrumbs(trail: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """The way from home to this page: names and paths, this page last."""
    steps = [(_("Home"), reverse("home")), *trail]
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": name, "item": absolute(path)}
            for place, (name, path) in enumerate(steps, start=1)
        ],
    }


def product(page: ProductPage) -> SafeString:
    """A product with one offer for each pack, its rating, and the way to it."""
    path = page.product.get_absolute_url()
    shelves = [
        (above.name, reverse("storefront:category", args=[above.slug])) for above in page.trail
    ]
    seller = {"@type": "Organization", "name": page.cooperative.name}
    facts = {
        "@type": "Product",
        "name": page.product.title,
        "description": page.product.summary or page.product.title,
        "image": product_pictures(page),
        "url": absolute(path),
        "sku": page.packs[0].sku if page.packs else "",
        "category": " > ".join(name for name, _path in shelves),
        "brand": seller,
        "offers": [_offer(page, pack, seller) for pack in page.packs],
        "aggregateRating": _rating(page.card),
    }
    return graph(facts, breadcrumbs([*shelves, (page.product.title, path)]))


def product_pictures(page: ProductPage) -> list[str]:
    """The gallery in its largest size."""
    widest = pictures.GOODS_WIDTHS[-1]
    return [absolute(pictures.goods(name, widest).jpeg) for name in page.pictures if name]


def shared_picture(page: ProductPage) -> str:
    """What a shared link shows: the drawn card when it is ready, else the first photo."""
    drawn = open_graph.address_of(page.card)
    photos = product_pictures(page)
    return absolute(drawn) if drawn else next(iter(photos), absolute(static("img/icon-512.png")))


def _offer(page: ProductPage, pack: Pack, seller: dict[str, Any]) -> dict[str, Any]:
    starts = page.card.harvest_date if pack.stock == ProductCard.Stock.PREORDER else None
    return _known(
        {
            "@type": "Offer",
            "sku": pack.sku,
            "name": pack.label,
            "price": pack.price,
            "priceCurrency": "IDR",
            "availability": f"{CONTEXT}/{AVAILABILITY[pack.stock]}",
            "availabilityStarts": starts.isoformat() if starts else None,
            "itemCondition": f"{CONTEXT}/NewCondition",
            "url": absolute(page.product.get_absolute_url()),
            "seller": seller,
        }
    )


def _rating(card: ProductCard) -> dict[str, Any] | None:
    if not card.rating or not card.review_count:
        return None
    return {
        "@type": "AggregateRating",
        "ratingValue": float(card.rating),
        "reviewCount": card.review_count,
        "bestRating": 5,
        "worstRating": 1,
    }


def shelf(trail: Sequence[tuple[str, str]]) -> SafeString:
    """A list: only the way to it."""
    return graph(breadcrumbs(trail))


def _known(facts: dict[str, Any]) -> dict[str, Any]:
    return {name: fact for name, fact in facts.items() if fact not in (None, "", [])}
