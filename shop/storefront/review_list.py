"""Reading reviews: the first ones of a product's page, all of them by page, and those to write."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.core.cache import cache
from django.core.files.storage import default_storage
from django.db.models import Count, Prefetch, QuerySet

from catalog.reviews.models import ProductReview, ReviewPhoto
from shop.storefront.review_photos import small_name
from shop.storefront.reviewing import cache_key

FIRST = 3
PER_PAGE = 10
LAST_PAGE = 200
KEPT_SECONDS = 60
# The word in the address, and the order it stands for.
ORDERS: dict[str, tuple[str, ...]] = {
    "baru": ("-id",),
    "tinggi": ("-score", "-id"),
    "rendah": ("score", "-id"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Photo:
    """Addresses of a photo: ``small`` is square, 240 pixels."""

    small: str
    large: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """One review as buyers see it. All texts are plain; templates escape them."""

    id: int
    name: str
    score: int
    text: str
    bought: str
    written_at: datetime
    photos: tuple[Photo, ...]
    reply: str
    replied_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """How many buyers gave so many stars; ``percent`` of all."""

    stars: int
    count: int
    percent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewPage:
    """One page of all reviews of a product."""

    reviews: tuple[Review, ...]
    bars: tuple[Bar, ...]
    order: str
    stars: int
    with_photos: bool
    number: int
    has_next: bool


def first_reviews(*, product_id: int, count: int) -> tuple[Review, ...]:
    """The newest few for the product's page; without any this costs nothing."""
    if not count:
        return ()
    kept = cache.get(cache_key(product_id))
    if kept is None:
        kept = _read(seen(product_id).order_by("-id")[:FIRST])
        cache.set(cache_key(product_id), kept, KEPT_SECONDS)
    return tuple(kept)


def review_page(
    *, product_id: int, order: str = "", stars: int = 0, with_photos: bool = False, number: int = 1
) -> ReviewPage:
    """All reviews, sorted and by page. Unknown words mean the newest first."""
    order = order if order in ORDERS else "baru"
    stars = stars if stars in range(1, 6) else 0
    number = min(max(number, 1), LAST_PAGE)
    rows = seen(product_id)
    if stars:
        rows = rows.filter(score=stars)
    if with_photos:
        rows = rows.filter(photos__position=0)
    start = (number - 1) * PER_PAGE
    found = _read(rows.order_by(*ORDERS[order])[start : start + PER_PAGE + 1])
    return ReviewPage(
        reviews=found[:PER_PAGE],
        bars=_bars(product_id),
        order=order,
        stars=stars,
        with_photos=with_photos,
        number=number,
        has_next=len(found) > PER_PAGE,
    )


def seen(product_id: int) -> QuerySet[ProductReview]:
    """Reviews of a product that buyers see."""
    return ProductReview.objects.filter(product_id=product_id, status=ProductReview.APPROVED)


def _read(rows: QuerySet[ProductReview]) -> tuple[Review, ...]:
    photos = Prefetch("photos", ReviewPhoto.objects.order_by("position"))
    return tuple(as_review(row) for row in rows.prefetch_related(photos))


def as_review(row: ProductReview) -> Review:
    """A row in the shape of the pages; its photos should be prefetched."""
    return Review(
        id=row.pk,
        name=row.name,
        score=row.score,
        text=row.body,
        bought=row.bought,
        written_at=row.date_created,
        photos=_photos(row.photos.all()),
        reply=row.reply,
        replied_at=row.replied_at,
    )


def _photos(rows: Iterable[ReviewPhoto]) -> tuple[Photo, ...]:
    return tuple(
        Photo(
            small=default_storage.url(small_name(row.file.name)),
            large=default_storage.url(row.file.name),
        )
        for row in rows
    )


def _bars(product_id: int) -> tuple[Bar, ...]:
    rows = seen(product_id).order_by().values_list("score").annotate(n=Count("pk"))
    counts = dict(rows)
    total = sum(counts.values())
    return tuple(
        Bar(
            stars=stars,
            count=counts.get(stars, 0),
            percent=round(100 * counts.get(stars, 0) / total) if total else 0,
        )
        for stars in (5, 4, 3, 2, 1)
    )
