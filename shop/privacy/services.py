"""Ask for a copy or for erasure, call it back, and do what is due.

A request is a row; the worker takes those that are due by a lease and may die anywhere: every step
can be done again. Until an erasure begins it can be called back; what is open keeps it waiting.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from shop.accounts.models import User
from shop.order.claiming import claim_guest_orders
from shop.order.models import Order
from shop.transactions import retries_contention

from . import erasing, exporting, mails, open_matters, registry
from .models import OPEN, DataRequest, Kind, RequestState
from .people import person_of, proven_addresses

logger = logging.getLogger(__name__)

Clock = Callable[[], datetime]
# Access and withdrawal within 3 × 24 hours (UU 27/2022). No hours are known to us for erasure; we
# keep to the same, counted from the end of the days in which it can be called back.
ANSWER_WITHIN = timedelta(hours=72)
LEASE = timedelta(minutes=10)
LOOK_AGAIN = timedelta(hours=1)


class StillOpen(Exception):
    """Something has to come to its end first; ``matters`` says what."""

    def __init__(self, matters: list[open_matters.Matter]) -> None:
        self.matters = matters
        super().__init__(", ".join(matter.code for matter in matters))


def ask_for_copy(*, user: User, language: str, clock: Clock = timezone.now) -> DataRequest:
    """Ask for everything about an account; while one is being made it is that one."""
    now = clock()
    return _open(
        DataRequest(
            kind=Kind.EXPORT,
            user=user,
            language=language[:5],
            next_at=now,
            due_at=now + ANSWER_WITHIN,
        )
    )


def ask_for_erasure(*, user: User, language: str, clock: Clock = timezone.now) -> DataRequest:
    """Ask that an account goes after the days of grace. Raises ``StillOpen``."""
    if matters := open_matters.of_account(user):
        raise StillOpen(matters)
    request = _open(_erasure(clock(), language, user=user))
    mails.erasure_planned(request=request, to=user.email)
    return request


def ask_to_erase_order(*, order: Order, language: str, clock: Clock = timezone.now) -> DataRequest:
    """A guest asks that an order forgets who ordered. Raises ``StillOpen``."""
    if matters := open_matters.of_orders([order.pk]):
        raise StillOpen(matters)
    return _open(_erasure(clock(), language, order=order))


def _erasure(now: datetime, language: str, **whose: object) -> DataRequest:
    begins = now + timedelta(days=settings.ERASURE_GRACE_DAYS)
    return DataRequest(
        kind=Kind.ERASURE,
        language=language[:5],
        next_at=begins,
        due_at=begins + ANSWER_WITHIN,
        **whose,
    )


def _open(request: DataRequest) -> DataRequest:
    """Store it unless one is open already; either way the open one."""
    DataRequest.objects.bulk_create([request], ignore_conflicts=True)
    mine = DataRequest.objects.filter(kind=request.kind, user=request.user, order=request.order)
    return mine.latest("pk")


@retries_contention
def call_back(*, request_id: int) -> bool:
    """The person thinks again; False once it has begun or is over."""
    changed = DataRequest.objects.filter(
        pk=request_id, kind=Kind.ERASURE, state=RequestState.WAITING
    ).update(state=RequestState.CANCELLED, finished_at=timezone.now())
    return changed == 1


def due(now: datetime) -> list[int]:
    """Requests to work on."""
    free = Q(lease_until=None) | Q(lease_until__lt=now)
    rows = DataRequest.objects.filter(free, state__in=OPEN, next_at__lte=now)
    return list(rows.order_by("next_at", "pk").values_list("pk", flat=True)[:20])


def work(*, request_id: int, clock: Clock = timezone.now) -> bool:
    """Bring one request further; False when another worker has it or it is not due.

    What fails is logged and tried again in an hour; the list at the desk shows what is late.
    """
    request = _claim(request_id, clock())
    if request is None:
        return False
    try:
        DOES[request.kind](request, clock)
    except Exception as error:
        logger.exception("privacy request=%s kind=%s failed", request.pk, request.kind)
        _later(request, clock(), error_code=type(error).__name__[:80], attempts=F("attempts") + 1)
    return True


@retries_contention
def _claim(request_id: int, now: datetime) -> DataRequest | None:
    token = str(uuid.uuid4())
    taken = DataRequest.objects.filter(
        Q(lease_until=None) | Q(lease_until__lt=now),
        pk=request_id,
        state__in=OPEN,
        next_at__lte=now,
    ).update(lease_token=token, lease_until=now + LEASE)
    return DataRequest.objects.get(pk=request_id) if taken else None


@retries_contention
def _settle(request: DataRequest, **fields: object) -> bool:
    """Write an outcome and end the lease, if it is still ours."""
    changed = DataRequest.objects.filter(
        pk=request.pk, lease_token=request.lease_token, state__in=OPEN
    ).update(lease_token="", lease_until=None, **fields)
    return changed == 1


def _later(request: DataRequest, now: datetime, **fields: object) -> None:
    _settle(request, next_at=now + LOOK_AGAIN, **fields)


def _make_copy(request: DataRequest, clock: Clock) -> None:
    """Write the file, then say that it is there. A file nobody named is written over or removed."""
    user = request.user
    if user is None or not user.is_active:
        _settle(request, state=RequestState.CANCELLED, finished_at=clock())
        return
    name = exporting.store(request=request, person=person_of(user))
    expires = clock() + timedelta(days=settings.EXPORT_DAYS)
    with transaction.atomic():
        is_ready = _settle(
            request,
            state=RequestState.READY,
            file=name,
            expires_at=expires,
            finished_at=clock(),
            error_code="",
        )
        if is_ready:
            mails.copy_ready(request=request, to=user.email, until=expires)


def _erase(request: DataRequest, clock: Clock) -> None:
    if request.user_id is None:
        _erase_order(request, clock)
    else:
        _erase_account(request, clock)


def _erase_order(request: DataRequest, clock: Clock) -> None:
    order_id = request.order_id
    if order_id is not None and not erasing.erase_order(order_id=order_id, request_id=request.pk):
        _hold(request, clock, open_matters.of_orders([order_id]))
        return
    _settle(request, state=RequestState.DONE, held_by="", finished_at=clock())


def _erase_account(request: DataRequest, clock: Clock) -> None:
    """Close the door, then orders one by one, then the tables about the account, itself last."""
    user = User.objects.get(pk=request.user_id)
    if request.state == RequestState.WAITING and not _begin(request, user):
        _hold(request, clock, open_matters.of_account(user))
        return
    claim_guest_orders(user_id=user.pk, verified=proven_addresses(user))
    for order_id in _orders_of(user):
        erasing.erase_order(order_id=order_id, request_id=request.pk)
    if left := _orders_of(user):
        # An order that was being placed while the door closed: its parcel still needs an address.
        _hold(request, clock, open_matters.of_orders(left))
        return
    person = person_of(user)
    # The login's own address too: what was sent there goes even if it was never proven.
    person = replace(person, emails=person.emails | {user.email.lower()})
    result = dict(request.result)
    for holding in registry.holdings():
        if taken := erasing.erase_holding(holding, person):
            result[holding.model] = result.get(holding.model, 0) + taken
    _settle(
        request,
        state=RequestState.DONE,
        result=result,
        held_by="",
        error_code="",
        finished_at=clock(),
    )


@retries_contention
def _begin(request: DataRequest, user: User) -> bool:
    """From here nobody signs in and nothing is called back; False while something is open.

    The request is taken first, so that calling back and beginning cannot both succeed.
    """
    with transaction.atomic():
        begun = DataRequest.objects.filter(
            pk=request.pk, lease_token=request.lease_token, state=RequestState.WAITING
        ).update(state=RequestState.RUNNING, held_by="")
        if not begun:
            return False
        User.objects.filter(pk=user.pk).update(is_active=False, password=make_password(None))
        is_open = bool(open_matters.of_account(user))
        transaction.set_rollback(is_open)
    return not is_open


def _orders_of(user: User) -> list[int]:
    """Orders that still belong to the account: one that is nameless does not any more."""
    return list(Order.objects.filter(user=user).order_by("pk").values_list("pk", flat=True))


def _hold(request: DataRequest, clock: Clock, matters: list[open_matters.Matter]) -> None:
    """Not yet: say why on the row and look again in an hour."""
    _later(request, clock(), held_by=matters[0].code if matters else "")


DOES: dict[str, Callable[[DataRequest, Clock], None]] = {
    Kind.EXPORT: _make_copy,
    Kind.ERASURE: _erase,
}
