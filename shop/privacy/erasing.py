"""Taking a person out of the rows that have to stay, and away where nothing has to.

An order is first marked (``erased_at``), by one UPDATE that decides whether nothing of it is open.
From then on its page shows no name. Files go next, then all columns in one transaction, the order's
own last: a crash anywhere leaves a marked order that still has its name, which is begun again.
Money, quantities and states are never touched.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import F, FileField, Q, QuerySet
from django.utils import timezone

from shop.order.models import Order
from shop.personal import NAMELESS, Holding, Person
from shop.transactions import retries_contention

from . import open_matters, registry
from .models import DataRequest


def unfinished(rows: QuerySet[Order], *, is_closed: bool = False) -> QuerySet[Order]:
    """Those of these orders that still say who ordered; with ``is_closed`` only what may go."""
    named = rows.filter(Q(erased_at=None) | ~Q(contact_name=NAMELESS))
    if not is_closed:
        return named
    return named.filter(Q(erased_at__isnull=False) | open_matters.is_closed())


def erase_order(*, order_id: int, is_forced: bool = False, request_id: int | None = None) -> bool:
    """Make an order nameless. False when something of it is open, unless ``is_forced``.

    Repeating changes nothing and goes on where a crash came in between; ``request_id`` counts the
    order once.
    """
    if not mark(order_id=order_id, is_forced=is_forced):
        return False
    if not unfinished(Order.objects.filter(pk=order_id)).exists():
        return True
    person = Person(order_ids=(order_id,))
    for holding in registry.holdings():
        drop_files(holding, holding.of_orders(person))
    _scrub(person, request_id)
    return True


def erase_orders(order_ids: Sequence[int]) -> int:
    """Make orders nameless whatever is open; returns how many."""
    return sum(erase_order(order_id=order_id, is_forced=True) for order_id in order_ids)


def erase_closed_orders(order_ids: Sequence[int]) -> int:
    """Make those orders nameless of which nothing is open; returns how many."""
    return sum(erase_order(order_id=order_id) for order_id in order_ids)


@retries_contention
def mark(*, order_id: int, is_forced: bool) -> bool:
    """Decide that an order is erased; True also when that was decided before."""
    rows = Order.objects.filter(pk=order_id, erased_at=None)
    if not is_forced:
        rows = rows.filter(open_matters.is_closed())
    if rows.update(erased_at=timezone.now()):
        return True
    return Order.objects.filter(pk=order_id, erased_at__isnull=False).exists()


@retries_contention
def _scrub(person: Person, request_id: int | None) -> None:
    """All columns of one order, or none."""
    with transaction.atomic():
        DataRequest.objects.filter(pk=request_id).update(orders_done=F("orders_done") + 1)
        for holding in registry.holdings():
            take(holding, holding.of_orders(person))


@retries_contention
def erase_holding(holding: Holding, person: Person) -> int:
    """What one table says about an account; returns how many rows."""
    drop_files(holding, holding.of_person(person))
    with transaction.atomic():
        return take(holding, holding.of_person(person))


def take(holding: Holding, rows: QuerySet[Any]) -> int:
    """Delete rows or empty their columns, as the holding says; returns how many."""
    if not (holding.deletes or holding.becomes):
        return 0
    keys = list(rows.order_by("pk").values_list("pk", flat=True))
    if not keys:
        return 0
    found = holding.table._base_manager.filter(pk__in=keys)
    if holding.deletes:
        found.delete()
    else:
        found.update(**holding.becomes)
    if holding.after is not None:
        holding.after(keys)
    return len(keys)


def drop_files(holding: Holding, rows: QuerySet[Any]) -> None:
    """Delete the rows' files from their storage. Outside any transaction: it may be far away."""
    if holding.stays:
        return
    for name in file_fields(holding):
        field = holding.table._meta.get_field(name)
        for key, path in rows.exclude(**{name: ""}).values_list("pk", name):
            field.storage.delete(path)  # type: ignore[union-attr]
            if not holding.deletes:
                holding.table._base_manager.filter(pk=key).update(**{name: ""})


def file_fields(holding: Holding) -> Iterable[str]:
    """The personal columns that name files."""
    fields = ((name, holding.table._meta.get_field(name)) for name in holding.fields)
    return [name for name, field in fields if isinstance(field, FileField)]
