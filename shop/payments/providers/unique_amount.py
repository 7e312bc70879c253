"""A sum nobody else has open: the total plus a code of up to three digits.

Bank lines often hide who sent them; the amount is what tells two buyers apart. It is unique among
the open requests of one place where money arrives (a bank account, a QRIS), by the database.
"""

from __future__ import annotations

import logging
import secrets
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from ..models import PaymentRequest
from .base import NoCodeLeft

logger = logging.getLogger(__name__)

CODES = range(1, 1000)
# A rival took the code between the look and the insert; each try looks again.
TRIES = 25


def open_with_code(
    *, total: int, arrives_at: dict[str, Any], seen_at: dict[str, Any] | None = None, **facts: Any
) -> PaymentRequest:
    """Write a request for ``total`` plus a free code. Raises NoCodeLeft.

    ``arrives_at`` is ``{"account": …}`` or ``{"qris": …}``; ``seen_at`` a wider filter, where
    money may arrive at several places of one owner.
    """
    for _try in range(TRIES):
        request = PaymentRequest(holds_amount=True, **arrives_at, **facts)
        request.unique_code = free_code(arrives_at, total, seen_at)
        request.amount = total + request.unique_code
        if insert(request, arrives_at):
            return request
    raise no_code(arrives_at, total)


def free_code(arrives_at: dict[str, Any], total: int, seen_at: dict[str, Any] | None = None) -> int:
    """A code whose amount is not taken there, by chance. Raises NoCodeLeft.

    By chance, because consecutive codes would tell buyers how many orders there are.
    """
    taken = set(
        PaymentRequest.objects.filter(
            **(seen_at or arrives_at),
            holds_amount=True,
            amount__range=(total + CODES.start, total + CODES.stop - 1),
        ).values_list("amount", flat=True)
    )
    free = [code for code in CODES if total + code not in taken]
    if not free:
        raise no_code(arrives_at, total)
    return secrets.choice(free)


def insert(request: PaymentRequest, arrives_at: dict[str, Any]) -> bool:
    """Write the request; False when a rival just took the amount."""
    try:
        with transaction.atomic():
            request.save(force_insert=True)
    except IntegrityError:
        taken = PaymentRequest.objects.filter(
            **arrives_at, amount=request.amount, holds_amount=True
        )
        if not taken.exists():
            raise
        request.pk = None
        return False
    return True


def no_code(arrives_at: dict[str, Any], total: int) -> NoCodeLeft:
    """Said loudly: money could not be told apart any more."""
    where = ", ".join(f"{name}={row.pk}" for name, row in arrives_at.items())
    logger.error("payment codes exhausted %s total=%s", where, total)
    return NoCodeLeft(
        "no_code_left",
        _("This way to pay is full for this amount right now. Please choose another way to pay."),
    )
