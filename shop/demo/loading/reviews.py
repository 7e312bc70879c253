"""Reviews of the demo. They stand without an order line, because the demo begins without orders."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from catalog.models import Product
from catalog.reviews.models import ProductReview
from shop.demo.content.reviews import REVIEWS
from shop.storefront import reviewing


def load_reviews() -> int:
    """Write the reviews once; a second run changes nothing. Returns how many there are."""
    products = {
        product.slug: product
        for product in Product.objects.filter(slug__in={content.product for content in REVIEWS})
    }
    now = timezone.now()
    for content in sorted(REVIEWS, key=lambda each: -each.days_ago):
        product = products[content.product]
        row, is_new = ProductReview.objects.get_or_create(
            product=product,
            name=content.name,
            line=None,
            defaults={
                "cooperative_id": product.partner_id,
                "score": content.stars,
                "body": content.text,
                "bought": product.title,
                "reply": content.reply,
                "replied_at": now - timedelta(days=content.days_ago - 1) if content.reply else None,
                "status": ProductReview.APPROVED,
            },
        )
        if is_new:
            written = now - timedelta(days=content.days_ago)
            ProductReview.objects.filter(pk=row.pk).update(date_created=written)
    for product in products.values():
        reviewing.count_again(product.pk)
    return len(REVIEWS)
