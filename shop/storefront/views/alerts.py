"""Beri tahu saya: ask to be told, and end it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from shop.storefront import alerts
from shop.storefront.models import ProductCard
from shop.storefront.same_origin import same_origin_only
from shop.storefront.throttle import TooManyTries, address_of
from shop.storefront.typed import one_line


@same_origin_only
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, slug: str) -> HttpResponse:
    """One field: an e-mail address or a WhatsApp number. The answer never tells who asked."""
    card = ProductCard.objects.filter(slug=slug, is_public=True).first()
    if card is None:
        raise Http404
    contact = one_line(request.POST.get("contact", ""), alerts.LONGEST_CONTACT)
    context = {"card": card, "contact": contact, "is_kept": False, "problem": ""}
    status = 200
    if request.method == "POST":
        try:
            alerts.ask(
                card=card,
                contact=contact,
                address=address_of(request),
                language=get_language() or "id",
            )
            context["is_kept"] = True
        except alerts.BadContact as error:
            context["problem"], status = str(error), 422
        except TooManyTries as refusal:
            context["problem"], status = refusal.text, 429
    return render(request, "storefront/product_alert.html", context, status=status)


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, token: str) -> HttpResponse:
    """End an alert: the secret in the address is the right to do so, mail programs may post."""
    if request.method == "POST":
        alert = alerts.end(token=token)
    else:
        alert = alerts.Alert.objects.select_related("product").filter(token=token).first()
    if alert is None:
        raise Http404
    context = {"alert": alert, "is_ended": request.method == "POST"}
    response = render(request, "storefront/product_alert_end.html", context)
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "no-referrer"
    return response
