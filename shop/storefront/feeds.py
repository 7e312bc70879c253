"""New goods as RSS, for readers and for programs that pass them on."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Rss201rev2Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from shop import formats
from shop.storefront import selectors
from shop.storefront.models import ProductCard
from shop.storefront.seo import absolute

NEWEST = 30


def new_goods() -> HttpResponse:
    """The newest goods that can be bought or ordered ahead, with whole addresses."""
    feed = Rss201rev2Feed(
        title=_("New goods at Lapak Koperasi"),
        link=absolute(reverse("storefront:products")),
        description=_("What the cooperatives have just put on the shelf."),
        language=get_language(),
        feed_url=absolute(reverse("storefront:new_goods")),
    )
    for card in selectors.newest(NEWEST):
        address = absolute(reverse("storefront:product", args=[card.slug]))
        feed.add_item(
            title=card.title,
            link=address,
            description=_line(card),
            pubdate=card.created_at,
            unique_id=address,
            unique_id_is_permalink=True,
        )
    response = HttpResponse(content_type="application/rss+xml; charset=utf-8")
    feed.write(response, "utf-8")
    return response


def _line(card: ProductCard) -> str:
    """Who sells it and for how much."""
    price = formats.rupiah(card.price) if card.price is not None else ""
    unit = f"{price} / {card.unit_label}" if card.unit_label else price
    return " · ".join(part for part in (card.cooperative_name, card.regency, unit) if part)
