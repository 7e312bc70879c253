"""Reviews: what a buyer said, with or without a name."""

from collections.abc import Sequence
from functools import partial

from django.core.cache import cache
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from catalog.reviews.models import ProductReview
from shop.personal import Holding, Kept, Why
from shop.storefront import page_versions
from shop.storefront.reviewing import cache_key

_REVIEWER = "Pembeli"


def _show_again(review_ids: Sequence[int]) -> None:
    """The pages that showed these reviews are drawn anew."""
    shown = ProductReview.objects.filter(pk__in=review_ids)
    products = dict(shown.values_list("product_id", "product__slug"))
    page_versions.bump(sorted(page_versions.of_product(slug) for slug in products.values()))
    for product_id in products:
        transaction.on_commit(partial(cache.delete, cache_key(product_id)))


HOLDINGS = (
    Holding(
        model="reviews.ProductReview",
        title=_("Reviews"),
        why=Why.OPINION,
        kept=Kept.REVIEW,
        fields=("name", "email", "homepage"),
        order="line__order_id",
        user="user_id",
        shows=("product__title", "name", "score", "title", "body", "date_created"),
        becomes={"name": _REVIEWER, "email": "", "homepage": "", "user": None},
        after=_show_again,
    ),
    Holding(
        model="reviews.ReviewPhoto",
        title=_("Photos of reviews"),
        why=Why.OPINION,
        kept=Kept.REVIEW,
        fields=("file",),
        order="review__line__order_id",
        user="review__user_id",
        shows=("review__product__title", "file"),
        stays="the photo shows goods, without place or device; it stays with the nameless review",
    ),
    Holding(
        model="reviews.Vote",
        title=_("Votes on reviews"),
        why=Why.NOTHING,
        kept=Kept.EMPTY,
        user="user_id",
        deletes=True,
    ),
)
HARMLESS = {
    "reviews.ProductReview.title": "what everybody may read; the name beside it goes",
    "reviews.ProductReview.body": "what everybody may read; the name beside it goes",
    "reviews.ProductReview.reply": "a cooperative's words",
    "reviews.ProductReview.hidden_reason": "head office's words",
    "reviews.ReviewReport.reason": "about a review, not about whoever reports it",
    "reviews.ReviewReport.reporter": "a keyed digest",
    "storefront.*": "goods",
}
