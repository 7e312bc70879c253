"""The worker's side: claim a row, call its handler outside any transaction, write the outcome.

``sending`` is committed before the call. A worker that dies in between leaves it there; when the
lease ends the row becomes ``unknown`` and is looked up, never sent again blindly. A guarded
UPDATE decides who may send, on both engines.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import Any

from django.db import OperationalError, transaction
from django.db.models import F, Q, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from shop.transactions import retries_contention

from .models import Message, State
from .registry import (
    HANDLERS,
    Handler,
    NotSent,
    OutcomeUnknown,
    Refused,
    Retry,
    Sent,
    StillUnknown,
)

logger = logging.getLogger(__name__)

Clock = Callable[[], datetime]

# A handler's timeouts together stay below a third of this.
LEASE = timedelta(minutes=2)
# Rows one lane may have ahead of another lane's first.
AHEAD = 4
BATCH = 40
MAX_ATTEMPTS = 10
LONGEST_WAIT = timedelta(hours=6)
LOOK_UP_AFTER = timedelta(seconds=30)


def deliver_due(*, clock: Clock, budget: timedelta, kinds: Collection[str] | None = None) -> int:
    """Work through what is due until nothing is, or the budget is spent; returns how many rows.

    Safe to run in several processes at once. Raises RuntimeError inside a transaction.
    """
    until = clock() + budget
    handled = 0
    sweep(now=clock())
    while batch := due(now=clock(), kinds=kinds):
        progress = 0
        for message_id in batch:
            if clock() >= until:
                return handled + progress
            progress += handle(message_id, clock)
        if not progress:
            # Every row of the batch was taken by another worker.
            break
        handled += progress
    return handled


@retries_contention
def sweep(*, now: datetime) -> int:
    """Rows whose worker vanished mid-call become ``unknown``. The token stays: a worker that was
    only asleep may still report what happened, until somebody else looks it up."""
    lost = Message.objects.filter(state=State.SENDING, lease_until__lt=now).update(
        state=State.UNKNOWN,
        attempts=F("attempts") + 1,
        lease_until=None,
        not_before=now,
        updated_at=now,
        error_code="interrupted",
        error_text="",
    )
    if lost:
        logger.warning("outbox interrupted rows=%s", lost)
    return lost


def due(*, now: datetime, kinds: Collection[str] | None = None) -> list[int]:
    """Ids to work on: the first few of every lane, so that a long lane delays no other."""
    rows = Message.objects.filter(
        Q(lease_until__isnull=True) | Q(lease_until__lt=now),
        state__in=[State.QUEUED, State.UNKNOWN],
        not_before__lte=now,
    )
    if kinds is not None:
        rows = rows.filter(kind__in=list(kinds))
    place = Window(
        RowNumber(),
        partition_by=[F("kind"), F("lane")],
        order_by=[F("not_before").asc(), F("id").asc()],
    )
    ranked = rows.annotate(place=place).filter(place__lte=AHEAD)
    return list(ranked.order_by("place", "not_before", "id").values_list("id", flat=True)[:BATCH])


def handle(message_id: int, clock: Clock) -> int:
    """Claim one row and bring it further; 0 when another worker has it."""
    message = claim(message_id, now=clock())
    if message is None:
        return 0
    handler = HANDLERS.get(message.kind)
    if handler is None:
        park(message, clock, code="no_handler", text=f"Nothing delivers {message.kind}.")
    elif message.state == State.UNKNOWN:
        clear_up(message, handler, clock)
    else:
        send(message, handler, clock)
    return 1


@retries_contention
def claim(message_id: int, *, now: datetime) -> Message | None:
    """Take the row under a lease of our own. A queued row becomes ``sending`` at once."""
    token = str(uuid.uuid4())
    lease: dict[str, Any] = {
        "lease_token": token,
        "lease_until": now + LEASE,
        "updated_at": now,
    }
    # durable: refuses to run inside a caller's transaction, where ``sending`` would not be
    # committed before the call is made.
    with transaction.atomic(durable=True):
        free = Message.objects.filter(
            Q(lease_until__isnull=True) | Q(lease_until__lt=now), pk=message_id, not_before__lte=now
        )
        taken = free.filter(state=State.QUEUED).update(state=State.SENDING, **lease)
        taken = taken or free.filter(state=State.UNKNOWN).update(**lease)
        return Message.objects.get(pk=message_id) if taken else None


@retries_contention
def hold(*, message: Message, now: datetime | None = None) -> bool:
    """Keep the row during a long delivery; call it before every outside call.

    False when the row is somebody else's by now: then nothing more may be sent.
    """
    moment = now or timezone.now()
    held = Message.objects.filter(
        pk=message.pk, lease_token=message.lease_token, state__in=[State.SENDING, State.UNKNOWN]
    ).update(lease_until=moment + LEASE, updated_at=moment)
    return held == 1


def send(message: Message, handler: Handler, clock: Clock) -> None:
    """Make the call and write down what came of it."""
    try:
        sent = handler.deliver(message)
    except Retry as error:
        postpone(message, clock, error)
    except Refused as error:
        park(message, clock, code=error.code, text=error.text)
    except OutcomeUnknown as error:
        doubt(message, handler, clock, code=error.code, text=error.text)
    except OperationalError as error:
        # Our own database failed around the call: it may have been made.
        doubt(message, handler, clock, code="database", text=str(error))
    except Exception as error:
        logger.exception("outbox bug kind=%s message=%s", message.kind, message.pk)
        park(message, clock, code="bug", text=f"{type(error).__name__}: {error}")
    else:
        done(message, clock, sent)


def clear_up(message: Message, handler: Handler, clock: Clock) -> None:
    """Ask the far side about an unknown outcome; without a way to ask, a person must."""
    if handler.look_up is None:
        park(message, clock, code=message.error_code or "unknown", text=message.error_text)
        return
    try:
        answer = handler.look_up(message)
    except Retry as error:
        still_unknown(message, clock, after=error.after, counts=error.counts)
    except (Refused, OutcomeUnknown) as error:
        park(message, clock, code=error.code, text=error.text)
    except Exception as error:
        logger.exception("outbox bug in look_up kind=%s message=%s", message.kind, message.pk)
        park(message, clock, code="bug", text=f"{type(error).__name__}: {error}")
    else:
        believe(message, clock, answer)


def believe(message: Message, clock: Clock, answer: Sent | NotSent | StillUnknown) -> None:
    """Write down what the far side says became of the message."""
    match answer:
        case Sent():
            done(message, clock, answer)
        case NotSent():
            settle(message, clock, state=State.QUEUED, not_before=clock())
        case StillUnknown():
            still_unknown(message, clock, after=LOOK_UP_AFTER, counts=True)


def done(message: Message, clock: Clock, sent: Sent) -> None:
    """It took effect."""
    settle(
        message,
        clock,
        state=State.SENT,
        external_id=sent.external_id,
        sent_at=clock(),
        error_code="",
        error_text="",
    )


def postpone(message: Message, clock: Clock, error: Retry) -> None:
    """Not sent, later again; parked when it was tried often enough."""
    if not error.counts:
        until = clock() + error.after
        settle(
            message, clock, state=State.QUEUED, not_before=until, **words(error.code, error.text)
        )
        hold_lane(message, until=until)
        return
    attempts = message.attempts + 1
    if attempts >= MAX_ATTEMPTS:
        park(message, clock, code=error.code, text=error.text)
        return
    settle(
        message,
        clock,
        state=State.QUEUED,
        attempts=attempts,
        not_before=clock() + wait(error.after, attempts),
        **words(error.code, error.text),
    )


def doubt(message: Message, handler: Handler, clock: Clock, *, code: str, text: str) -> None:
    """Maybe sent. Looked up soon; parked for a person where nothing can be looked up."""
    attempts = message.attempts + 1
    if handler.look_up is None or attempts >= MAX_ATTEMPTS:
        park(message, clock, code=code, text=text)
        return
    settle(
        message,
        clock,
        state=State.UNKNOWN,
        attempts=attempts,
        not_before=clock() + LOOK_UP_AFTER,
        **words(code, text),
    )


def still_unknown(message: Message, clock: Clock, *, after: timedelta, counts: bool) -> None:
    """Nobody could say yet; asked again later, parked when it was asked often enough."""
    attempts = message.attempts + (1 if counts else 0)
    if attempts >= MAX_ATTEMPTS:
        park(message, clock, code=message.error_code or "unknown", text=message.error_text)
        return
    settle(
        message,
        clock,
        state=State.UNKNOWN,
        attempts=attempts,
        not_before=clock() + (wait(after, attempts) if counts else after),
    )


def park(message: Message, clock: Clock, *, code: str, text: str) -> None:
    """Stop until a person decides; the reason stays on the row."""
    settle(message, clock, state=State.PARKED, attempts=message.attempts + 1, **words(code, text))


def words(code: str, text: str) -> dict[str, str]:
    """Error columns, cut to their size."""
    return {"error_code": code[:80], "error_text": text[:500]}


def wait(after: timedelta, attempts: int) -> timedelta:
    """Twice as long after each counted attempt, six hours at most."""
    return min(after * (1 << (attempts - 1)), LONGEST_WAIT)


@retries_contention
def settle(message: Message, clock: Clock, **fields: Any) -> bool:
    """Write the outcome if the lease is still ours; end the lease.

    ``unknown`` counts as ours while the token is: the sweep was faster than a slow call, and
    what the call really did is worth more than the doubt.
    """
    settled = Message.objects.filter(
        pk=message.pk, lease_token=message.lease_token, state__in=[State.SENDING, State.UNKNOWN]
    ).update(lease_until=None, updated_at=clock(), **fields)
    if not settled:
        logger.warning(
            "outbox outcome too late kind=%s message=%s state=%s",
            message.kind,
            message.pk,
            fields["state"],
        )
    return settled == 1


@retries_contention
def hold_lane(message: Message, *, until: datetime) -> int:
    """The rest of the lane waits as long: what stopped this row would stop them too."""
    return Message.objects.filter(
        kind=message.kind, lane=message.lane, state=State.QUEUED, not_before__lt=until
    ).update(not_before=until)
