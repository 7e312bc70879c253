"""Reviews: read all of them, write one for what arrived, report one."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from catalog.reviews.models import ProductReview
from shop.order import selectors
from shop.order.models import Order
from shop.payments.proofs import BadProof
from shop.storefront import review_list, review_photos, reviewing
from shop.storefront.models import ProductCard
from shop.storefront.same_origin import same_origin_only
from shop.storefront.throttle import TooManyTries, address_of, count_try
from shop.storefront.typed import number, one_line
from shop.storefront.views.orders import secret
from shop.transactions import calls_network

REPORTS_PER_ADDRESS = 20


@require_safe
def reviews(request: HttpRequest, slug: str) -> HttpResponse:
    """All reviews of a product, sorted and by page."""
    card = ProductCard.objects.filter(slug=slug, is_public=True).select_related("product").first()
    if card is None:
        raise Http404
    page = review_list.review_page(
        product_id=card.pk,
        order=request.GET.get("urut", ""),
        stars=number(request.GET.get("bintang", "")),
        with_photos="foto" in request.GET,
        number=number(request.GET.get("hal", "1")),
    )
    context = {"card": card, "product": card.product, "page": page}
    return render(request, "storefront/product_reviews.html", context)


# Not wrapped in a transaction: drawing photos anew takes a moment.
@calls_network
@secret("same-origin")
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, token: str) -> HttpResponse:
    """A form for each article of the order that arrived; the order's link is the right to write."""
    order = selectors.order_by_token(token)
    if order is None or order.source != Order.SHOP:
        raise Http404
    problem: dict[str, Any] = {}
    if request.method == "POST":
        problem = _write(request, order)
        if not problem:
            messages.success(request, _("Thank you. Your review helps the next buyer."))
            response = HttpResponseRedirect(reverse("storefront:review_write", args=[token]))
            response.status_code = 303
            return response
    context = {
        "order": order,
        "lines": reviewing.lines_to_review(order),
        "written": ProductReview.objects.filter(line__order=order).order_by("pk"),
        "stars": (5, 4, 3, 2, 1),
        **problem,
    }
    return render(
        request, "storefront/product_review_write.html", context, status=422 if problem else 200
    )


def _write(request: HttpRequest, order: Order) -> dict[str, Any]:
    """Keep what was sent; the problem and what was typed, when there is one."""
    line_id = number(request.POST.get("line", ""))
    text = request.POST.get("text", "").replace("\0", " ")
    score = number(request.POST.get("score", ""), 1)
    try:
        files = request.FILES.getlist("photos")
        if len(files) > review_photos.MOST:
            raise reviewing.CannotReview("too_many_photos", _("Three photos at most, please."))
        photos = [review_photos.draw(each) for each in files]
        reviewing.write(order=order, line_id=line_id, score=score, text=text, photos=photos)
    except (reviewing.CannotReview, BadProof) as refusal:
        return {
            "problem": refusal.text,
            "wrong_line": line_id,
            "typed_text": text[: reviewing.LONGEST_TEXT],
            "typed_score": score,
        }
    return {}


@same_origin_only
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, review_id: int) -> HttpResponse:
    """Ask first, then tell head office. Everybody gets the same thanks, also the second time."""
    review = get_object_or_404(
        ProductReview.objects.select_related("product"),
        pk=review_id,
        status=ProductReview.APPROVED,
        product__is_public=True,
    )
    is_done, problem, status = False, "", 200
    if request.method == "POST":
        address = address_of(request)
        try:
            count_try(f"report.{address}", REPORTS_PER_ADDRESS)
            reviewing.report(
                review_id=review.pk,
                reporter=address,
                reason=one_line(request.POST.get("reason", ""), 160),
            )
            is_done = True
        except TooManyTries as refusal:
            problem, status = refusal.text, 429
    context = {
        "review": review_list.as_review(review),
        "product": review.product,
        "is_done": is_done,
        "problem": problem,
    }
    return render(request, "storefront/product_review_report.html", context, status=status)
