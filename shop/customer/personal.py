"""Who wants to be told that goods are there."""

from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from shop.personal import Holding, Kept, Person, Rule, Why

from .models import Alert


def _alerts(person: Person) -> QuerySet:
    return Alert.objects.filter(contact__in=person.emails)


def _over(before: datetime) -> QuerySet:
    """Told or ended long ago."""
    return Alert.objects.filter(Q(told_at__lt=before) | Q(ended_at__lt=before))


def _unclaimed(before: datetime) -> QuerySet:
    return Alert.objects.filter(created_at__lt=before)


def _forget(keys: list[int]) -> int:
    return Alert.objects.filter(pk__in=keys).delete()[0]


HOLDINGS = (
    Holding(
        model="customer.Alert",
        title=_("Messages asked for"),
        why=Why.MESSAGE,
        kept=Kept.ALERTS,
        fields=("contact",),
        rows=_alerts,
        of_account=True,
        shows=("product__title", "contact", "created_at", "told_at"),
        deletes=True,
    ),
    Holding(
        model="customer.ProductAlert",
        title=_("Messages asked for, old kind"),
        why=Why.NOTHING,
        kept=Kept.EMPTY,
        fields=("email",),
        user="user_id",
        deletes=True,
    ),
)
HARMLESS = {"customer.ProductAlert.key": "not written"}
RULES = (
    Rule(
        code="alerts_sent",
        setting="MAIL_BODY_DAYS",
        about="contacts that were told that goods are there, or said stop",
        due=_over,
        act=_forget,
    ),
    Rule(
        code="alerts_waiting",
        setting="ALERT_DAYS",
        about="contacts that still wait for goods that never came",
        due=_unclaimed,
        act=_forget,
    ),
)
