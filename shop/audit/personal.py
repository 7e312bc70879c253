"""The history knows colleagues by their account, and no buyer at all (``shop/audit/facts.py``)."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet

from shop.personal import Rule

from .models import Entry

HARMLESS = {
    "audit.Entry.target": "goods, the number of an order, a file or a bank",
}


def _old(before: datetime) -> QuerySet:
    return Entry.objects.filter(created_at__lt=before)


def _forget(keys: Sequence[int]) -> int:
    return Entry.objects.filter(pk__in=keys).delete()[0]


RULES = (
    Rule(
        code="history",
        # As long as books must be kept.
        days=3650,
        about="changes of the business: who, what, before and after",
        due=_old,
        act=_forget,
    ),
)
