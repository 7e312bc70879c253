"""Offers, vouchers and free-shipping rules."""

from __future__ import annotations

import itertools
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from shop.offer.models import (
    Benefit,
    Condition,
    ConditionalOffer,
    FreeShippingRule,
    Payer,
    Range,
)
from shop.voucher.models import Voucher

_numbers = itertools.count(1)


def make_offer(
    kind: str = Benefit.PERCENTAGE, value: int | Decimal = 10, at_least: int = 1, **facts: Any
) -> ConditionalOffer:
    """An offer on everything from the first article on."""
    number = next(_numbers)
    everything, _new = Range.objects.get_or_create(
        name="Semua barang", defaults={"includes_all_products": True}
    )
    benefit = Benefit.objects.create(type=kind, value=value, range=everything)
    condition = Condition.objects.create(type=Condition.COUNT, value=at_least, range=everything)
    return ConditionalOffer.objects.create(
        name=f"Promo {number}",
        slug=f"promo-{number}",
        benefit=benefit,
        condition=condition,
        **{"offer_type": ConditionalOffer.SITE} | facts,
    )


def make_voucher(code: str = "", offer: dict[str, Any] | None = None, **facts: Any) -> Voucher:
    """A code that is valid now and takes 10 % off unless ``offer`` says otherwise."""
    number = next(_numbers)
    now = timezone.now()
    facts = {
        "name": f"Voucher {number}",
        "code": code or f"PANEN{number}",
        "start_datetime": now - timedelta(days=1),
        "end_datetime": now + timedelta(days=1),
        **facts,
    }
    voucher = Voucher.objects.create(**facts)
    voucher.offers.add(make_offer(offer_type=ConditionalOffer.VOUCHER, **(offer or {})))
    return voucher


def make_free_shipping(minimum: int = 0, **facts: Any) -> FreeShippingRule:
    """A rule of the whole shop, paid by it, unless said otherwise."""
    defaults = {"name": f"Aturan {next(_numbers)}", "payer": Payer.PLATFORM}
    return FreeShippingRule.objects.create(minimum=minimum, **defaults | facts)
