"""Finding our own packs by name or code."""

from __future__ import annotations

import re

from django.db.models import Q, QuerySet
from django.http import Http404

from desk.access import Desk
from desk.numbers import number
from shop.partner.models import StockRecord

SHOWN = 25


def records(desk: Desk) -> QuerySet[StockRecord]:
    """Every pack of this cooperative with what a row needs."""
    return StockRecord.objects.filter(partner=desk.cooperative).select_related(
        "stock_item", "product__parent"
    )


def matching(text: str) -> Q:
    """Packs with all of these words in name or code."""
    found = Q()
    for word in text.split():
        found &= (
            Q(partner_sku__icontains=word)
            | Q(product__title__icontains=word)
            | Q(product__parent__title__icontains=word)
            | Q(stock_item__name__icontains=word)
        )
    return found


def packs(desk: Desk, text: str, *, loose: bool = False) -> list[StockRecord]:
    """Packs to choose from; ``loose`` offers what shares any word, and all when nothing does."""
    rows = records(desk).filter(stock_item__isnull=False).order_by("product__title", "pk")
    if not loose:
        return list(rows.filter(matching(text))[:SHOWN])
    alike = Q()
    for word in re.findall(r"\w{4,}", text):
        alike |= matching(word)
    return list(rows.filter(alike)[:SHOWN]) or list(rows[:SHOWN])


def pack_for(desk: Desk, value: str) -> StockRecord:
    """One pack of this cooperative; 404 for those of others."""
    record = records(desk).filter(pk=number(value)).first()
    if record is None:
        raise Http404
    return record
