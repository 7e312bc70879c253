"""How services weigh and what remote areas cost more: head office's, for every cooperative.

Each change is written into the history with what was said before, in its own transaction.
"""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction

from shop.address.models import Region
from shop.audit import services as history
from shop.audit.models import Action
from shop.transactions import retries_contention

from .models import Service, Surcharge, Tariff
from .signals import rates_changed
from .weight import WeightRule
from .zones import ZONES, is_scope

if TYPE_CHECKING:
    from shop.accounts.models import User

CODE = re.compile(r"[\w ./-]{1,40}")
HIGHEST = 100_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Extra:
    """What an area costs more: rupiah for each colli and for each charged kilogram."""

    per_colli: int
    per_kilogram: int
    is_active: bool = True

    def __post_init__(self) -> None:
        if not all(0 <= amount <= HIGHEST for amount in (self.per_colli, self.per_kilogram)):
            raise ValueError("an amount out of bounds")


def rules() -> list[Service]:
    """Every service with a rule of its own."""
    return list(Service.objects.order_by("code"))


def surcharges() -> list[Surcharge]:
    """Every area that costs more, whether it counts now or not."""
    return list(Surcharge.objects.order_by("destination", "service"))


def services() -> list[str]:
    """Codes of all services that have a price or a rule."""
    priced = Tariff.objects.values_list("service", flat=True).distinct()
    return sorted({*priced, *Service.objects.values_list("code", flat=True)})


def place_name(destination: str) -> str:
    """The name of a region, or the zone itself; "" for a place we do not know."""
    if destination in ZONES:
        return destination
    return str(Region.objects.filter(code=destination).values_list("name", flat=True).first() or "")


@retries_contention
def set_rule(*, code: str, name: str, rule: WeightRule, actor: User) -> bool:
    """A service weighs like this from now on; False when it did so already.

    Raises ValueError for a code that no row of the table may have.
    """
    if not CODE.fullmatch(code) or code != code.casefold():
        raise ValueError(f"no service: {code!r}")
    return _set(Service, target=code, key={"code": code}, facts={"name": name, **asdict(rule)},
                actor=actor)  # fmt: skip


@retries_contention
def set_surcharge(*, destination: str, service: str, extra: Extra, actor: User) -> bool:
    """An area costs so much more from now on; False when it did so already.

    ``service`` "" is every service. Raises ValueError for what is no single area.
    """
    if destination in ZONES or (is_scope(destination) and destination[:1].isdecimal()):
        key = {"destination": destination, "service": service}
        return _set(Surcharge, target=f"{destination} {service}".strip(), key=key,
                    facts=asdict(extra), actor=actor)  # fmt: skip
    raise ValueError(f"no area: {destination!r}")


def _set(
    model: type[Service | Surcharge],
    *,
    target: str,
    key: dict[str, str],
    facts: dict[str, Any],
    actor: User,
) -> bool:
    with transaction.atomic():
        _row, is_new = model.objects.get_or_create(**key, defaults=facts)
        before: dict[str, Any] = {}
        if not is_new:
            # Locked, so that two people each read what the other one wrote.
            before = model.objects.select_for_update().values(*facts).get(**key)
            if before == facts:
                return False
            model.objects.filter(**key).update(**facts)
        changed = [name for name in facts if is_new or before[name] != facts[name]]
        history.note(
            history.Change(
                action=Action.RATES,
                cooperative_id=None,
                target=target,
                before={_told(name): before[name] for name in changed if name in before},
                after={_told(name): facts[name] for name in changed},
            ),
            actor=actor,
        )
        rates_changed.send(sender=Tariff)
    return True


def _told(name: str) -> str:
    """The word of the history; it takes no bare "name", which could be a person's."""
    return "service_name" if name == "name" else name
