"""Tables of the software we stand on, our own, and how long orders keep who ordered."""

from datetime import datetime

from django.apps import apps
from django.contrib.sessions.models import Session
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shop.order.models import Order
from shop.personal import Holding, Kept, Person, Rule, Why

from . import erasing, exporting
from .models import DataRequest, Kind, RequestState

OURS = (Order.SHOP, Order.MANUAL)


def _sessions(person: Person) -> QuerySet:
    """Where the account is signed in: who it is stands inside the signed data of each row."""
    mine = [
        session.session_key
        for session in Session.objects.iterator(chunk_size=500)
        if session.get_decoded().get("_auth_user_id") == str(person.user_id)
    ]
    return Session.objects.filter(pk__in=mine)


def _log_of_account(person: Person) -> QuerySet:
    """What the administration wrote down about the account, by its key or by its address."""
    mine = Q(content_type__app_label="accounts", object_id=str(person.user_id))
    for email in sorted(person.emails):
        mine |= Q(object_repr__icontains=email) | Q(change_message__icontains=email)
    return apps.get_model("admin.LogEntry").objects.filter(mine)


def _exports(person: Person) -> QuerySet:
    mine = Q(order_id__in=person.order_ids)
    if person.user_id is not None:
        mine |= Q(user_id=person.user_id)
    return DataRequest.objects.filter(mine, kind=Kind.EXPORT, state=RequestState.READY)


def _of_channels(before: datetime) -> QuerySet:
    """Open or not: the marketplaces' rules know no exception."""
    return erasing.unfinished(Order.objects.exclude(source__in=OURS).filter(date_placed__lt=before))


def _of_our_own(before: datetime) -> QuerySet:
    return erasing.unfinished(
        Order.objects.filter(source__in=OURS, date_placed__lt=before), is_closed=True
    )


def _lapsed(before: datetime) -> QuerySet:
    return erasing.unfinished(
        Order.objects.filter(source__in=OURS, lapsed_at__lt=before), is_closed=True
    )


def _begun_before(before: datetime) -> QuerySet:
    """Marked as nameless a while ago, but a crash came in between."""
    return erasing.unfinished(Order.objects.filter(erased_at__lt=before))


def _ended_sessions(before: datetime) -> QuerySet:
    return Session.objects.filter(expire_date__lt=before)


def _forget_sessions(keys: list[str]) -> int:
    return Session.objects.filter(pk__in=keys, expire_date__lt=timezone.now()).delete()[0]


HOLDINGS = (
    Holding(
        model="sessions.Session",
        title=_("Where you are signed in"),
        why=Why.ACCOUNT,
        kept=Kept.WITH_ACCOUNT,
        fields=("session_data",),
        rows=_sessions,
        of_account=True,
        shows=("expire_date",),
        deletes=True,
    ),
    Holding(
        model="admin.LogEntry",
        title=_("What administrators noted"),
        why=Why.SAFETY,
        kept=Kept.WITH_ACCOUNT,
        fields=("object_repr", "change_message"),
        rows=_log_of_account,
        of_account=True,
        becomes={"object_repr": "", "change_message": ""},
    ),
    Holding(
        model="privacy.DataRequest",
        title=_("Copies of the data"),
        why=Why.MESSAGE,
        kept=Kept.EXPORTS,
        fields=("file",),
        rows=_exports,
        of_account=True,
        shows=("created_at", "expires_at"),
        becomes={"state": RequestState.EXPIRED},
    ),
    Holding(
        model="privacy.Consent",
        title=_("What you agreed to"),
        why=Why.MESSAGE,
        kept=Kept.WITH_ACCOUNT,
        user="user_id",
        shows=("purpose", "is_given", "version", "source", "created_at"),
    ),
    Holding(
        model="wagtailforms.FormSubmission",
        title=_("Forms of the website"),
        why=Why.NOTHING,
        kept=Kept.EMPTY,
        fields=("form_data",),
        stays="no page of the website has a form",
    ),
)
HARMLESS = {
    "auth.*": "names of rights and groups",
    "accounts.*": "roles, by keys",
    "account.EmailConfirmation.*": "a key that goes with its address",
    "contenttypes.*": "names of tables",
    "sites.*": "the address of this website",
    "flatpages.*": "not written",
    "thumbnail.*": "names of pictures of goods",
}
RULES = (
    Rule(
        code="buyers_of_marketplaces",
        setting="MARKETPLACE_BUYER_DAYS",
        about="who ordered at a marketplace",
        due=_of_channels,
        act=erasing.erase_orders,
    ),
    Rule(
        code="buyers_of_the_shop",
        setting="ORDER_BUYER_DAYS",
        about="who ordered in the shop, once nothing is open any more",
        due=_of_our_own,
        act=erasing.erase_closed_orders,
    ),
    Rule(
        code="buyers_who_never_paid",
        setting="LAPSED_ORDER_DAYS",
        about="who ordered and let the order lapse",
        due=_lapsed,
        act=erasing.erase_closed_orders,
    ),
    Rule(
        code="orders_begun",
        days=1,
        about="orders whose erasure was interrupted",
        due=_begun_before,
        act=erasing.erase_orders,
    ),
    Rule(
        code="exports",
        about="copies of data nobody may download any more",
        due=exporting.over,
        act=exporting.throw_away,
    ),
    Rule(
        code="sessions",
        about="sessions that have ended",
        due=_ended_sessions,
        act=_forget_sessions,
    ),
)
