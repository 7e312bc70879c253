"""Head office's list of messages: what was sent, what became of it, what needs a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from integrations.social.models import MessageStatus, Reached
from shop.accounts.selectors import is_head_office
from shop.notices import selectors
from shop.notices.models import NoticeTemplate
from shop.notices.services import KIND
from shop.outbox import services as outbox
from shop.outbox.models import Message, State

SHOWN = 100
S = State
STATES: Mapping[str, str] = {
    S.QUEUED: gettext_lazy("Waits"),
    S.SENDING: gettext_lazy("Is being sent"),
    S.SENT: gettext_lazy("Gone out"),
    S.UNKNOWN: gettext_lazy("Not sure yet, we are finding out"),
    S.PARKED: gettext_lazy("To be checked"),
    S.CANCELLED: gettext_lazy("Called back"),
}
# Code of a trouble → what it means and what to do. Others show what WhatsApp said.
TROUBLES: Mapping[str, str] = {
    "night": gettext_lazy("It is night there. It goes out at 07.00."),
    "switched_off": gettext_lazy("The key is missing. Fill in WHATSAPP_PHONE_ID and TOKEN."),
    "not_connected": gettext_lazy("WhatsApp could not be reached. It is tried again by itself."),
    "throttled": gettext_lazy("WhatsApp asked to wait. It is tried again by itself."),
    "no_report": gettext_lazy(
        "The answer was lost and no report came. Ask the buyer before you send it again."
    ),
    "too_late": gettext_lazy("The news was too old and was not sent."),
    "not_wanted": gettext_lazy("The buyer wants no more messages. Nothing was sent."),
    "190": gettext_lazy("The token is not valid. Make a new one and put it into WHATSAPP_TOKEN."),
    "190_463": gettext_lazy("The token has run out. Make a new one for WHATSAPP_TOKEN."),
    "132000": gettext_lazy("The number of words does not fit. Compare the template's words."),
    "132001": gettext_lazy("There is no such approved template. Compare name and language."),
    "132015": gettext_lazy("WhatsApp has paused this template. Look into WhatsApp Manager."),
    "131026": gettext_lazy("This number has no WhatsApp, or cannot be reached."),
    "130429": gettext_lazy("WhatsApp asked to wait. It is tried again by itself."),
    "368": gettext_lazy("WhatsApp has blocked the shop's number for some hours. Look at Meta."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One message as head office reads it. The phone number is not shown."""

    message_id: int
    about: str
    at: datetime
    state: str
    trouble: str
    can_retry: bool


# The view changes one row at most, through the outbox.
@require_http_methods(["GET", "HEAD", "POST"])
def messages_page(request: HttpRequest) -> HttpResponse:
    """The newest messages; a button sends a stopped one again."""
    if not is_head_office(request.user):
        raise Http404
    if request.method == "POST":
        return _retry(request)
    return TemplateResponse(
        request,
        "social/messages.html",
        {
            "is_offered": selectors.is_offered(),
            "has_templates": NoticeTemplate.objects.filter(is_active=True).exists(),
            "templates_url": _templates_url(),
            "rows": listing(),
        },
    )


def listing(limit: int = SHOWN) -> list[Row]:
    """The newest messages first."""
    rows = list(Message.objects.filter(kind=KIND).order_by("-pk")[:limit])
    wamids = [row.external_id for row in rows if row.external_id]
    reached = {found.wamid: found for found in MessageStatus.objects.filter(wamid__in=wamids)}
    return [_row(row, reached.get(row.external_id)) for row in rows]


def _row(message: Message, status: MessageStatus | None) -> Row:
    state, code = str(STATES[message.state]), message.error_code
    if message.state == State.SENT and status is not None:
        state, code = capfirst(str(Reached(status.reached).label)), status.error_code
    if message.state == State.QUEUED and not code and message.not_before > timezone.now():
        code = "night"
    known = TROUBLES.get(code)
    return Row(
        message_id=message.pk,
        about=str(message.payload.get("template", "")),
        at=message.sent_at or message.created_at,
        state=state,
        trouble=str(known) if known else (f"{code} {message.error_text}".strip() if code else ""),
        can_retry=message.state == State.PARKED and "to" in message.payload,
    )


def _retry(request: HttpRequest) -> HttpResponse:
    given = request.POST.get("pesan", "")
    rows = Message.objects.filter(kind=KIND, pk=int(given) if given.isdecimal() else 0)
    message = rows.first()
    if message is None:
        raise Http404
    if outbox.retry(message_id=message.pk):
        messages.success(request, _("It is sent again."))
    else:
        messages.error(request, _("It is on its way already."))
    return redirect("social_messages")


def _templates_url() -> str:
    """Where templates are kept; registering them has given the model its screens."""
    screens: Any = NoticeTemplate
    return reverse(screens.snippet_viewset.get_url_name("list"))
