"""Mails that wait or were sent: their words, and the address they go to."""

from datetime import datetime

from django.db.models import Case, F, Q, QuerySet, Value, When
from django.utils.translation import gettext_lazy as _

from shop.personal import Holding, Kept, Person, Rule, Why

from .models import Message, State

SENT_LONG_AGO = (State.SENT, State.PARKED, State.CANCELLED)
# A mail about a code or a link is void after two days.
KINDS = ("email", "account_mail", "whatsapp")
# Both name the order in their key.
OF_ORDERS = ("email", "whatsapp")
# What has not been sent yet is not sent any more; what is being sent ends by itself.
_STOPPED = Case(
    When(state__in=[State.QUEUED, State.UNKNOWN, State.PARKED], then=Value(State.CANCELLED)),
    default=F("state"),
)
_EMPTY = {"payload": {}, "error_text": "", "state": _STOPPED}


def _of_orders(person: Person) -> QuerySet:
    """Mails and messages about these orders (``shop.order.mails``, ``shop.notices``)."""
    named = Q(pk=None)
    for order_id in person.order_ids:
        named |= Q(dedup_key__startswith=f"order:{order_id}:")
    return Message.objects.filter(named, kind__in=OF_ORDERS)


def _to_the_person(person: Person) -> QuerySet:
    """Mails to one of the addresses, about anything."""
    like = Q(pk=None)
    for email in sorted(person.emails):
        like |= Q(payload__to__icontains=email)
    rows = Message.objects.filter(like, kind="email")
    found = [
        key
        for key, payload in rows.values_list("pk", "payload")
        if {address.lower() for address in payload.get("to", ())} & person.emails
    ]
    return Message.objects.filter(pk__in=found)


def _long_sent(before: datetime) -> QuerySet:
    rows = Message.objects.filter(kind__in=KINDS, state__in=SENT_LONG_AGO, updated_at__lt=before)
    return rows.exclude(payload={}, error_text="")


def _empty(keys: list[int]) -> int:
    return Message.objects.filter(pk__in=keys).update(payload={}, error_text="")


HOLDINGS = (
    Holding(
        model="outbox.Message",
        title=_("Mails about orders"),
        why=Why.MESSAGE,
        kept=Kept.MESSAGES,
        fields=("payload", "error_text"),
        rows=_of_orders,
        shows=("created_at", "sent_at", "payload__subject", "payload__text", "payload__values"),
        becomes=_EMPTY,
    ),
    Holding(
        model="outbox.Message",
        title=_("Mails about the account and about goods"),
        why=Why.MESSAGE,
        kept=Kept.MESSAGES,
        fields=("payload", "error_text"),
        rows=_to_the_person,
        of_account=True,
        shows=("created_at", "sent_at", "payload__subject", "payload__text"),
        becomes=_EMPTY,
    ),
)
RULES = (
    Rule(
        code="mails",
        setting="MAIL_BODY_DAYS",
        about="words and addresses of mails that were sent or given up",
        due=_long_sent,
        act=_empty,
    ),
)
