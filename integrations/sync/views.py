"""Where channels tell us that something changed, and where machines read how we are."""

from __future__ import annotations

import logging

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from integrations.channels.errors import BadSignature
from integrations.sync import inbox
from integrations.sync import metrics as numbers

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


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Queues, pace and failures in Prometheus' text format, for whoever knows ``METRICS_TOKEN``.

    404 while no token is set, 401 for a wrong one. A constant number of queries.
    """
    if not settings.METRICS_TOKEN:
        raise Http404
    sent = request.headers.get("Authorization", "")
    if not constant_time_compare(sent, f"Bearer {settings.METRICS_TOKEN}"):
        return HttpResponse(status=401, headers={"WWW-Authenticate": 'Bearer realm="metrics"'})
    return HttpResponse(numbers.page(timezone.now()), content_type=numbers.CONTENT_TYPE)
