"""Whose a basket is."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from shop.personal import Holding, Kept, Person, Rule, Why

from .models import Basket

ORDERED = (Basket.SUBMITTED, Basket.FROZEN)


def _open(person: Person) -> QuerySet:
    return Basket.objects.filter(owner_id=person.user_id).exclude(status__in=ORDERED)


def _ordered(person: Person) -> QuerySet:
    return Basket.objects.filter(owner_id=person.user_id, status__in=ORDERED)


def _left_behind(before: datetime) -> QuerySet:
    rows = Basket.objects.filter(owner=None, date_created__lt=before)
    return rows.exclude(status__in=ORDERED)


def _throw_away(keys: list[int]) -> int:
    return Basket.objects.filter(pk__in=keys).exclude(status__in=ORDERED).delete()[0]


HOLDINGS = (
    Holding(
        model="basket.Basket",
        title=_("Baskets"),
        why=Why.ORDER,
        kept=Kept.BASKETS,
        rows=_open,
        of_account=True,
        shows=("date_created", "status"),
        deletes=True,
    ),
    Holding(
        model="basket.Basket",
        title=_("Baskets that became orders"),
        why=Why.ORDER,
        kept=Kept.WITH_ORDER,
        rows=_ordered,
        of_account=True,
        becomes={"owner": None},
    ),
)
HARMLESS = {"basket.*": "goods and prices, and options nothing here asks for"}
RULES = (
    Rule(
        code="baskets",
        setting="BASKET_DAYS",
        about="baskets of guests who never ordered",
        due=_left_behind,
        act=_throw_away,
    ),
)
