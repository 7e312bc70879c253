"""The door for messages of couriers."""

from __future__ import annotations

import logging

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from shop.transactions import calls_network

from .services import receive

logger = logging.getLogger(__name__)

LARGEST = 256 * 1024


# The service owns its transaction: 200 is answered only after what was stored is committed.
@calls_network
@csrf_exempt
@never_cache
@require_POST
def notice(request: HttpRequest) -> HttpResponse:
    """Store, answer; the courier is asked later what happened.

    200 once stored and for the empty body of a registration, 401 without our secret header,
    400 for what is no JSON, 413 above 256 kB.
    """
    body = request.read(LARGEST + 1)
    if not body:
        return HttpResponse(status=200)
    if len(body) > LARGEST:
        return HttpResponse(status=413)
    if not is_genuine(request):
        logger.warning("courier notice refused: wrong or missing header")
        return HttpResponse(status=401)
    try:
        receive(body=body)
    except ValueError:
        return HttpResponse(status=400)
    return HttpResponse(status=200)


def is_genuine(request: HttpRequest) -> bool:
    """The header we chose at Biteship carries the value we chose; never without one."""
    secret = settings.BITESHIP_WEBHOOK_SECRET
    told = request.headers.get(settings.BITESHIP_WEBHOOK_HEADER, "")
    return bool(secret) and constant_time_compare(told, secret)
