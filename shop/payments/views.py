"""The door for payment providers' notifications."""

from __future__ import annotations

import logging

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from shop.transactions import calls_network

from .far import receive
from .providers.base import NotGenuine

logger = logging.getLogger(__name__)

LARGEST = 256 * 1024


# The service owns its transaction: 200 is answered only after what was stored is committed.
@calls_network
@csrf_exempt
@never_cache
@require_POST
def notification(request: HttpRequest, provider: str) -> HttpResponse:
    """Verify the raw body, store, answer; the provider is asked later what happened.

    200 once it is stored (or was before), 401 when it is not genuine, 413 above 256 kB.
    """
    body = request.read(LARGEST + 1)
    if len(body) > LARGEST:
        return HttpResponse(status=413)
    try:
        receive(provider=provider, headers=request.headers, body=body)
    except NotGenuine as error:
        logger.warning("payment provider=%s refused notification: %s", provider, error.code)
        return HttpResponse(status=401)
    return HttpResponse(status=200)
