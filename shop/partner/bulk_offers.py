"""Prices and packs of many records at once: all of them, or none."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from . import history
from .models import StockRecord
from .signals import offer_changed

if TYPE_CHECKING:
    from shop.accounts.models import User
    from shop.audit.models import Source

logger = logging.getLogger(__name__)

FIELDS = frozenset({"price", "units_per_sale", "unit_label"})


class OfferMoved(Exception):
    """A record no longer says what was looked at. ``stockrecord_id`` names it."""

    def __init__(self, stockrecord_id: int) -> None:
        super().__init__(f"stockrecord {stockrecord_id} has changed")
        self.stockrecord_id = stockrecord_id


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferChange:
    """Fields of one record before and after: ``price`` in rupiah, ``units_per_sale``, label."""

    stockrecord_id: int
    before: Mapping[str, Any]
    after: Mapping[str, Any]

    def __post_init__(self) -> None:
        if not self.after or set(self.after) - FIELDS or set(self.after) != set(self.before):
            raise ValueError(f"Not fields of an offer: {sorted(self.after)}")


def change_offers(
    *, changes: Sequence[OfferChange], actor: User | None, source: Source | None = None
) -> None:
    """Write every change while its record still says ``before``; tell the others once.

    Raises ``OfferMoved`` for the first that does not; the caller's transaction must end then.
    """
    if not changes:
        return
    now = timezone.now()
    with transaction.atomic():
        for change in sorted(changes, key=lambda each: each.stockrecord_id):
            if not _write(change, date_updated=now):
                raise OfferMoved(change.stockrecord_id)
        told = tuple(sorted({change.stockrecord_id for change in changes}))
        offer_changed.send(sender=StockRecord, stockrecord_ids=told)
        history.note_offers(_both(changes), actor=actor, source=source)
    logger.info("offers changed records=%s actor=%s", len(told), actor.pk if actor else None)


def put_back(
    *, changes: Sequence[OfferChange], actor: User | None, source: Source | None = None
) -> list[OfferChange]:
    """The same for as many as still say ``before``; returns those that did not."""
    now = timezone.now()
    left = []
    told = []
    done: list[OfferChange] = []
    with transaction.atomic():
        for change in sorted(changes, key=lambda each: each.stockrecord_id):
            if _write(change, date_updated=now):
                told.append(change.stockrecord_id)
                done.append(change)
            else:
                left.append(change)
        if told:
            offer_changed.send(sender=StockRecord, stockrecord_ids=tuple(sorted(set(told))))
            history.note_offers(_both(done), actor=actor, source=source)
    logger.info("offers put back records=%s actor=%s", len(told), actor.pk if actor else None)
    return left


def _both(changes: Sequence[OfferChange]) -> dict[int, tuple[dict[str, Any], dict[str, Any]]]:
    """Facts before and after of every record; one record may have several changes."""
    found: dict[int, tuple[dict[str, Any], dict[str, Any]]] = {}
    for each in changes:
        before, after = found.setdefault(each.stockrecord_id, ({}, {}))
        before.update(each.before)
        after.update(each.after)
    return found


def _write(change: OfferChange, **also: Any) -> bool:
    """One conditional UPDATE; False when the record says something else."""
    rows = StockRecord.objects.filter(pk=change.stockrecord_id, **change.before)
    return bool(rows.update(**change.after, **also))
