"""Where channels tell us that something changed."""

from __future__ import annotations

import logging

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from integrations.channels.errors import BadSignature
from integrations.sync import inbox

logger = logging.getLogger(__name__)


@csrf_exempt
@never_cache
@require_POST
def webhook(request: HttpRequest, channel: str) -> HttpResponse:
    """Verify the raw body, store, answer; everything else happens later.

    200 with an empty body once it is stored (or was before), 401 when it is not the channel's,
    404 for a channel we are not registered with, 413 above 256 kB.
    """
    body = _read(request)
    if body is None:
        return HttpResponse(status=413)
    try:
        inbox.receive(channel=channel, headers=request.headers, body=body, now=timezone.now())
    except inbox.UnknownChannel:
        return HttpResponse(status=404)
    except BadSignature:
        logger.warning("channel=%s a notification with a wrong signature was refused", channel)
        return HttpResponse(status=401)
    return HttpResponse(status=200)


def _read(request: HttpRequest) -> bytes | None:
    """The raw body, or None when it is too large; never more of it than that is read."""
    body = request.read(inbox.LARGEST_BODY + 1)
    return None if len(body) > inbox.LARGEST_BODY else body
