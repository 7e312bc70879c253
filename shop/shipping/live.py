"""Rates of couriers, asked before a page is made and read from a table while it is made.

``warm`` calls Biteship and belongs outside any transaction; ``found`` only reads. An answer holds
for minutes, a failure for one, so that a courier who is down costs one buyer three seconds and
the next ones nothing.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from shop.address.models import Region
from shop.partner.models import Partner

from . import biteship
from .biteship import CourierError, CourierRefused, Goods, Rate
from .models import RateAnswer

if TYPE_CHECKING:
    from .parcels import ParcelContents

logger = logging.getLogger(__name__)

HOLDS = timedelta(minutes=10)
REST = timedelta(minutes=1)  # after a failure nobody is asked again for so long
KEPT = timedelta(days=1)


def is_on() -> bool:
    """Whether buyers are shown couriers' own prices (``BITESHIP_LIVE_RATES``)."""
    return settings.BITESHIP_LIVE_RATES and biteship.is_set_up()


def key(contents: ParcelContents, destination: str) -> str:
    """What an answer is found by: who sends, to which district, the exact goods, which couriers."""
    goods = sorted(
        (
            *(item.weight_grams, item.length_mm, item.width_mm, item.height_mm),
            *(item.quantity, item.value),
        )
        for item in contents.items
    )
    asked = [
        contents.cooperative_id,
        contents.origin_code,
        district(destination),
        goods,
        sorted(settings.BITESHIP_COURIERS),
    ]
    return hashlib.sha256(json.dumps(asked).encode()).hexdigest()


def district(destination: str) -> str:
    """The district of a village: couriers charge the same within one."""
    return ".".join(destination.split(".")[:3])


def found(
    *, parcels: Sequence[ParcelContents], destination: str, now: datetime | None = None
) -> dict[str, list[Rate]]:
    """What couriers answered for these parcels and still holds, by ``key``. Never calls anybody.

    An empty list: nobody goes there, or nobody could be asked. Raises nothing.
    """
    if not is_on() or not destination:
        return {}
    keys = {key(contents, destination) for contents in parcels}
    rows = RateAnswer.objects.filter(key__in=keys, expires_at__gt=now or timezone.now())
    return {row.key: [Rate(**rate) for rate in row.rates] for row in rows}


def warm(*, parcels: Sequence[ParcelContents], destination: str) -> bool:
    """Ask couriers about parcels no answer holds for; True when something new was learned.

    Never inside a transaction. The first failure ends the asking: the tariff table answers.
    """
    if not is_on() or not destination:
        return False
    now = timezone.now()
    asked = {key(contents, destination): contents for contents in parcels if _is_weighed(contents)}
    rows = RateAnswer.objects.filter(
        Q(key__in=asked.keys()) | Q(is_outage=True), expires_at__gt=now
    )
    known = dict(rows.values_list("key", "is_outage"))
    missing = {name: contents for name, contents in asked.items() if name not in known}
    if not missing or any(known.values()):
        return False
    return _ask_all(missing, destination)


def _is_weighed(contents: ParcelContents) -> bool:
    return bool(contents.items) and all(item.weight_grams > 0 for item in contents.items)


def _ask_all(missing: Mapping[str, ParcelContents], destination: str) -> bool:
    origins = _origins([contents.cooperative_id for contents in missing.values()])
    postal_code = _postal_code(destination)
    for name, contents in missing.items():
        origin = origins.get(contents.cooperative_id, "")
        try:
            rates = _ask(contents, origin, postal_code)
        except CourierRefused as error:
            # Asked again it would be refused again; of the others nothing is known yet.
            logger.warning("rates refused code=%s", error.code)
            _keep(name, contents, destination, [], holds=HOLDS)
        except CourierError as error:
            logger.warning("rates failed code=%s", error.code)
            _keep(name, contents, destination, [], holds=REST, is_outage=True)
            return False
        else:
            _keep(name, contents, destination, rates, holds=HOLDS)
    return True


def _ask(contents: ParcelContents, origin: str, destination: str) -> list[Rate]:
    goods = [
        Goods(
            name=item.name,
            grams=item.weight_grams,
            value=item.value,
            quantity=item.quantity,
            length_cm=_centimetres(item.length_mm),
            width_cm=_centimetres(item.width_mm),
            height_cm=_centimetres(item.height_mm),
        )
        for item in contents.items
    ]
    return biteship.rates(
        origin=origin, destination=destination, couriers=settings.BITESHIP_COURIERS, goods=goods
    )


def _centimetres(millimetres: int) -> int:
    """Rounded up: a box is never said to be smaller than it is."""
    return -(-millimetres // 10)


def _origins(cooperative_ids: Collection[int]) -> dict[int, str]:
    rows = Partner.objects.filter(pk__in=cooperative_ids)
    return dict(rows.values_list("pk", "postal_code"))


def _postal_code(destination: str) -> str:
    """The first postal code of the district; empty where none is known."""
    code = district(destination)
    places = Region.objects.filter(Q(code=code) | Q(code__startswith=f"{code}."))
    rows = places.exclude(postal_code="").order_by("code")
    return rows.values_list("postal_code", flat=True).first() or ""


def _keep(
    name: str,
    contents: ParcelContents,
    destination: str,
    rates: Sequence[Rate],
    *,
    holds: timedelta,
    is_outage: bool = False,
) -> None:
    """The newest answer wins, whoever asked; old ones go."""
    now = timezone.now()
    row = RateAnswer(
        key=name,
        cooperative_id=contents.cooperative_id,
        destination=district(destination),
        rates=[asdict(rate) for rate in rates],
        is_outage=is_outage,
        expires_at=now + holds,
    )
    RateAnswer.objects.bulk_create(
        [row],
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=["rates", "is_outage", "expires_at"],
    )
    RateAnswer.objects.filter(expires_at__lt=now - KEPT).delete()
