"""Writing, answering, reporting and hiding reviews. The only writer of their tables.

Average and count on product and card are written in the same transaction: the product's row is
taken first, so two reviews at once count one after the other.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import partial
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.db.models import Avg, Count, F, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from catalog.models import Product
from catalog.reviews.models import STARS, ProductReview, ReviewPhoto, ReviewReport
from shop.audit import services as audit
from shop.audit.models import Action
from shop.order.models import Line, Order, ParcelLine
from shop.order.selectors import DELIVERED
from shop.storefront import cards, guests, review_photos
from shop.transactions import retries_contention

if TYPE_CHECKING:
    from shop.accounts.models import User

LONGEST_TEXT = 2000
LONGEST_REPLY = 1000


class CannotReview(Exception):
    """Nothing was written; ``text`` tells the buyer why."""

    def __init__(self, code: str, text: str) -> None:
        self.code = code
        self.text = text
        super().__init__(code)


def lines_to_review(order: Order) -> list[Line]:
    """Lines of an order that arrived and have no review yet, in the order's order."""
    if order.source != Order.SHOP:
        return []
    arrived = ParcelLine.objects.filter(line__order=order, parcel__state__in=DELIVERED)
    rows = Line.objects.filter(
        pk__in=arrived.values("line_id"), product__isnull=False, review__isnull=True
    )
    return list(rows.select_related("product__parent").order_by("pk"))


@retries_contention
def write(
    *, order: Order, line_id: int, score: int, text: str, photos: Sequence[review_photos.Drawn] = ()
) -> ProductReview:
    """Keep the review of one line that arrived. Once: raises ``CannotReview`` otherwise."""
    if score not in STARS:
        raise CannotReview("no_stars", _("Choose from one to five stars first."))
    if len(photos) > review_photos.MOST:
        raise CannotReview("too_many_photos", _("Three photos at most, please."))
    line = next((each for each in lines_to_review(order) if each.pk == line_id), None)
    if line is None:
        raise _not_yours()
    names = [review_photos.store(photo) for photo in photos]
    try:
        with transaction.atomic():
            return _keep(order, line, score, text.strip()[:LONGEST_TEXT], names)
    except IntegrityError as error:
        _throw_away(names)
        raise _not_yours() from error
    except Exception:
        _throw_away(names)
        raise


def _not_yours() -> CannotReview:
    return CannotReview("not_yours", _("This was reviewed already, or has not arrived yet."))


def _throw_away(names: Sequence[str]) -> None:
    for name in names:
        review_photos.remove(name)


def _keep(order: Order, line: Line, score: int, text: str, names: Sequence[str]) -> ProductReview:
    page_product = line.product.parent or line.product
    _take(page_product.pk)
    waits = settings.OSCAR_MODERATE_REVIEWS
    review = ProductReview.objects.create(
        product=page_product,
        cooperative_id=page_product.partner_id,
        line=line,
        user_id=order.user_id,
        name=guests.mask_name(order.contact_name),
        bought=line.title[:255],
        score=score,
        body=text,
        status=ProductReview.FOR_MODERATION if waits else ProductReview.APPROVED,
    )
    ReviewPhoto.objects.bulk_create(
        ReviewPhoto(review=review, file=name, position=place) for place, name in enumerate(names)
    )
    count_again(page_product.pk)
    return review


@retries_contention
def reply(*, review_id: int, cooperative_ids: Collection[int], text: str, actor: User) -> bool:
    """The cooperative's answer below a review of its own goods; empty takes it away.

    False when the review is not theirs.
    """
    words = text.strip()[:LONGEST_REPLY]
    with transaction.atomic():
        changed = ProductReview.objects.filter(
            pk=review_id, cooperative_id__in=list(cooperative_ids)
        ).update(reply=words, replied_at=timezone.now() if words else None, replied_by=actor)
        if changed:
            _note(Action.REVIEW_ANSWERED, review_id, actor, "answered" if words else "removed")
    _forget(review_id)
    return changed == 1


@retries_contention
def hide(*, review_id: int, reason: str, actor: User) -> bool:
    """Head office takes a review off the page, with a reason that stays. False when it was."""
    words = reason.strip()[:255]
    if not words:
        raise CannotReview("no_reason", _("Say why, so that nobody has to guess later."))
    return _judge(review_id, ProductReview.REJECTED, words, actor)


@retries_contention
def show(*, review_id: int, actor: User) -> bool:
    """Head office looked and lets a review stand, or be seen again."""
    return _judge(review_id, ProductReview.APPROVED, "", actor)


def _judge(review_id: int, status: int, reason: str, actor: User) -> bool:
    product_id = ProductReview.objects.values_list("product_id", flat=True).get(pk=review_id)
    with transaction.atomic():
        _take(product_id)
        row = ProductReview.objects.filter(pk=review_id)
        changed = row.exclude(status=status).update(status=status, hidden_reason=reason)
        if changed:
            shown = "shown" if status == ProductReview.APPROVED else "hidden"
            _note(Action.REVIEW_JUDGED, review_id, actor, shown)
        row.update(report_count=0, checked_at=timezone.now(), checked_by=actor)
        count_again(product_id)
    _forget(review_id)
    return changed == 1


def _note(action: Action, review_id: int, actor: User, state: str) -> None:
    """For the history: the goods and what became of it, nothing that anybody wrote."""
    row = ProductReview.objects.select_related("product").get(pk=review_id)
    change = audit.Change(
        action=action,
        cooperative_id=row.cooperative_id,
        target=str(row.product),
        after={"state": state},
    )
    audit.note(change, actor=actor)


@retries_contention
def report(*, review_id: int, reporter: str, reason: str) -> bool:
    """Somebody finds a review wrong: head office is asked to look. Once for each reporter."""
    who = salted_hmac("shop.storefront.reviewing", reporter).hexdigest()
    try:
        with transaction.atomic():
            ReviewReport.objects.create(review_id=review_id, reporter=who, reason=reason[:160])
            ProductReview.objects.filter(pk=review_id).update(report_count=F("report_count") + 1)
    except IntegrityError:
        return False
    return True


def cache_key(product_id: int) -> str:
    """Under which the first reviews of a product's page are kept for a minute."""
    return f"storefront.reviews.{product_id}"


def _take(product_id: int) -> None:
    """Hold the product until the transaction ends, so that reviews are counted one by one."""
    Product.objects.filter(pk=product_id).update(review_count=F("review_count"))


def count_again(product_id: int) -> None:
    """Average and count of what buyers see, on the product and on its card."""
    seen = ProductReview.objects.filter(
        product=OuterRef("pk"), status=ProductReview.APPROVED
    ).order_by()
    per_product = seen.values("product")
    Product.objects.filter(pk=product_id).update(
        rating=Subquery(per_product.annotate(value=Avg("score")).values("value")),
        review_count=Coalesce(Subquery(per_product.annotate(value=Count("pk")).values("value")), 0),
    )
    cards.refresh([product_id])
    transaction.on_commit(partial(cache.delete, cache_key(product_id)))


def _forget(review_id: int) -> None:
    product_id = ProductReview.objects.values_list("product_id", flat=True).get(pk=review_id)
    transaction.on_commit(partial(cache.delete, cache_key(product_id)))
