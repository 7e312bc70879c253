"""A cooperative's own delivery: where it drives, what it asks, on which days."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from shop.transactions import retries_contention

from .defaults import OWN
from .models import WEEKDAYS, Tariff, TariffChange
from .signals import rates_changed
from .zones import EVERYWHERE, is_scope

if TYPE_CHECKING:
    from shop.accounts.models import User

HIGHEST = 100_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """One area: a district or regency code, or ``=KAB``. Rupiah; ``weekdays`` 1 is Monday."""

    destination: str
    fixed: int
    free_from: int | None = None
    least_goods: int = 0
    weekdays: str = ""
    days_to: int = 1
    allows_cod: bool = False

    def __post_init__(self) -> None:
        if not is_scope(self.destination) or self.destination == EVERYWHERE:
            raise ValueError(f"no area: {self.destination!r}")
        amounts = (self.fixed, self.free_from or 0, self.least_goods)
        if not all(0 <= amount <= HIGHEST for amount in amounts):
            raise ValueError("an amount out of bounds")
        if not WEEKDAYS.regex.match(self.weekdays) or not 0 <= self.days_to <= 30:
            raise ValueError("days out of bounds")


def areas(cooperative_id: int) -> list[Tariff]:
    """Where the cooperative drives, widest first."""
    rows = Tariff.objects.filter(cooperative_id=cooperative_id, service=OWN)
    return sorted(rows, key=lambda row: (len(row.destination), row.destination))


@retries_contention
def set_area(*, cooperative_id: int, area: Area, actor: User) -> bool:
    """Drive there at this price; False when it says that already. Who and when is kept."""
    with transaction.atomic():
        row, is_new = Tariff.objects.get_or_create(
            cooperative_id=cooperative_id,
            origin=EVERYWHERE,
            destination=area.destination,
            service=OWN,
            defaults={**_facts(area), "is_active": True},
        )
        before = None if is_new else row.facts()
        if not is_new:
            Tariff.objects.filter(pk=row.pk).update(**_facts(area), is_active=True)
            row.refresh_from_db()
        if before == row.facts():
            return False
        _note(row, before=before, after=row.facts(), actor=actor)
    return True


@retries_contention
def stop_area(*, cooperative_id: int, tariff_id: int, actor: User) -> bool:
    """Drive there no more; False when there is no such area of this cooperative."""
    with transaction.atomic():
        row = Tariff.objects.filter(
            pk=tariff_id, cooperative_id=cooperative_id, service=OWN
        ).first()
        if row is None or not Tariff.objects.filter(pk=row.pk).delete()[0]:
            return False
        _note(row, before=row.facts(), after=None, actor=actor)
    return True


def _facts(area: Area) -> dict[str, object]:
    facts = asdict(area)
    del facts["destination"]
    return {**facts, "per_kilogram": 0, "days_from": 0}


def _note(row: Tariff, *, before: object, after: object, actor: User) -> None:
    TariffChange.objects.create(
        cooperative_id=row.cooperative_id,
        origin=row.origin,
        destination=row.destination,
        service=row.service,
        before=before,
        after=after,
        actor=actor,
    )
    rates_changed.send(sender=Tariff)
