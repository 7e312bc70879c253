"""Changes to what a cooperative offers."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import date, time
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from shop.audit import services as audit
from shop.audit.models import Action
from shop.transactions import retries_contention

from . import history
from .models import Partner, StockRecord
from .signals import offer_changed

if TYPE_CHECKING:
    from shop.accounts.models import User

logger = logging.getLogger(__name__)

# The column holds ten digits before the decimals.
HIGHEST_PRICE = 9_999_999_999
MOST_PACKING_DAYS = 60
WEEK = frozenset("0123456")


@retries_contention
def set_price(*, stockrecord_id: int, price: int, actor: User | None) -> bool:
    """Set the price of one pack, in whole rupiah. False when it was that already.

    Raises ValueError for anything but a whole number of rupiah from 1, and
    StockRecord.DoesNotExist.
    """
    if isinstance(price, bool) or not isinstance(price, int) or not 1 <= price <= HIGHEST_PRICE:
        raise ValueError(f"A price is a whole number of rupiah above zero, not {price!r}.")
    with transaction.atomic():
        before = StockRecord.objects.select_for_update().get(pk=stockrecord_id).price
        changed = (
            StockRecord.objects.filter(pk=stockrecord_id)
            .filter(~Q(price=price) | Q(price__isnull=True))
            .update(price=price, date_updated=timezone.now())
        )
        if not changed:
            return False
        offer_changed.send(sender=StockRecord, stockrecord_ids=(stockrecord_id,))
        was = None if before is None else int(before)
        history.note_offers({stockrecord_id: ({"price": was}, {"price": price})}, actor=actor)
    logger.info(
        "price set stockrecord=%s rupiah=%s actor=%s",
        stockrecord_id,
        price,
        actor.pk if actor else None,
    )
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """How a cooperative sends. Hours by weekday, ``"0"`` is Monday; days as ISO dates.

    ``services_off`` and ``cash_off`` are codes of services or couriers (``kargo``, ``jne``).
    """

    services_off: tuple[str, ...]
    cash_off: tuple[str, ...]
    packing_days: int
    opening_hours: dict[str, tuple[str, str]]
    closing_days: tuple[str, ...]

    def __post_init__(self) -> None:
        if not 1 <= self.packing_days <= MOST_PACKING_DAYS:
            raise ValueError("days to pack out of bounds")
        for weekday, (opens, closes) in self.opening_hours.items():
            if weekday not in WEEK or time.fromisoformat(opens) >= time.fromisoformat(closes):
                raise ValueError("closes before it opens")
        for day in self.closing_days:
            date.fromisoformat(day)


@retries_contention
def set_delivery(*, cooperative_id: int, delivery: Delivery, actor: User) -> bool:
    """Write down how a cooperative sends; False when it did so already."""
    facts = {
        "services_off": sorted(set(delivery.services_off)),
        "cash_off": sorted(set(delivery.cash_off)),
        "packing_days": delivery.packing_days,
        "opening_hours": {day: list(hours) for day, hours in delivery.opening_hours.items()},
        "closing_days": sorted(set(delivery.closing_days)),
    }
    with transaction.atomic():
        # Held, so that what is noted as before is what the next one changed.
        partner = Partner.objects.select_for_update().get(pk=cooperative_id)
        if all(getattr(partner, name) == value for name, value in facts.items()):
            return False
        before = {name: getattr(partner, name) for name in facts}
        Partner.objects.filter(pk=cooperative_id).update(**facts)
        changed = [name for name in facts if before[name] != facts[name]]
        audit.note(
            audit.Change(
                action=Action.DELIVERY,
                cooperative_id=cooperative_id,
                target=partner.name,
                before={name: before[name] for name in changed},
                after={name: facts[name] for name in changed},
            ),
            actor=actor,
        )
    logger.info("delivery set cooperative=%s actor=%s", cooperative_id, actor.pk)
    return True
