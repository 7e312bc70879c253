"""The door for webhooks of Meta."""

from __future__ import annotations

import logging

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from integrations.social import reports
from shop.transactions import calls_network

logger = logging.getLogger(__name__)

LARGEST = 256 * 1024
LONGEST_CHALLENGE = 200


# Taking in owns its transaction: 200 is answered only after it is committed.
@calls_network
@csrf_exempt
@never_cache
@require_http_methods(["GET", "POST"])
def webhook(request: HttpRequest) -> HttpResponse:
    """Repeat the challenge of a registration, or take in what is told.

    200 once it is taken in, 401 without Meta's signature, 403 for a wrong word, 400 for what is no
    JSON, 413 above 256 kB.
    """
    if request.method == "GET":
        return _challenged(request)
    body = request.read(LARGEST + 1)
    if len(body) > LARGEST:
        return HttpResponse(status=413)
    signature = request.headers.get("X-Hub-Signature-256", "")
    if not reports.is_genuine(body=body, signature=signature):
        logger.warning("meta webhook refused: wrong or missing signature")
        return HttpResponse(status=401)
    try:
        reports.take(body=body)
    except ValueError:
        return HttpResponse(status=400)
    return HttpResponse(status=200)


def _challenged(request: HttpRequest) -> HttpResponse:
    word, given = settings.META_VERIFY_TOKEN, request.GET.get("hub.verify_token", "")
    challenge = request.GET.get("hub.challenge", "")
    is_right = bool(word) and constant_time_compare(given, word)
    if request.GET.get("hub.mode") != "subscribe" or not is_right:
        return HttpResponse(status=403)
    return HttpResponse(challenge[:LONGEST_CHALLENGE], content_type="text/plain; charset=utf-8")
