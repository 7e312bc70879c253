"""Calling a channel for an account: keys, pace, renewal, circuit breaker and trace in one place.

``call`` is the only way the engine talks to a marketplace. It makes at most two attempts (the
second only after the access token was refused and renewed); everything else is for the caller.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Protocol, TypeVar

from integrations import registry
from integrations.channels.capabilities import capabilities
from integrations.channels.errors import (
    AuthExpired,
    AuthRevoked,
    ChannelError,
    RateLimited,
    Unavailable,
)
from integrations.channels.transport import Clock, Request
from integrations.channels.words import App, Credentials, Limits, Outcome
from integrations.sync import attempts, breaker, governor, tokens
from integrations.sync.addresses import is_typed
from integrations.sync.models import ChannelAccount, ChannelApp
from integrations.sync.secrets import CannotOpen, owner_of_app, unseal
from integrations.sync.transport import HttpTransport, Trace, refuse_inside_transaction

# Longer than this nobody stands still for the account's pace; the work comes back later instead.
LONGEST_PAUSE = 3.0
# Differences that the second-wise header and the way of the answer explain, in seconds.
CLOCK_NOISE = 2.0
# Channels refuse signatures that are five minutes off.
BAD_CLOCK = timedelta(minutes=4)

Result = TypeVar("Result")


class Keep(Protocol):
    """Called before every request, to hold on to a lease during a long call."""

    def __call__(self) -> None: ...


def _nothing() -> None:
    """No lease to hold."""


def _at_once(request: Request) -> None:
    """No account whose pace could be kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """How calls for an account are made: by which clock, at which pace, holding which lease."""

    clock: Clock
    is_bulk: bool = False
    keep: Keep = _nothing


def call(
    *,
    account: ChannelAccount,
    operation: str,
    do: Callable[[Any], Result],
    line: Line,
    subject: str = "",
) -> Result:
    """Run ``do(connector)`` for the account. Raises any ``ChannelError``, or ``CannotOpen``.

    Failures are counted for the breaker, a throttling answer slows all workers down, and a refused
    permission stops the account. A list of outcomes with such errors inside has the same effects.
    """
    refuse_inside_transaction()
    trace = Trace()
    started = time.monotonic()
    try:
        result = _with_keys(account, do, line, trace)
    except (ChannelError, CannotOpen) as error:
        learn_clock(account, trace, line.clock())
        _draw_consequences(account, error, line.clock())
        attempts.record(account, operation, subject, trace, started, error)
        raise
    learn_clock(account, trace, line.clock())
    errors = _errors_in(result)
    for each in errors:
        _draw_consequences(account, each, line.clock())
    if not errors:
        breaker.note_success(account=account, now=line.clock())
    if trace.writes or errors:
        attempts.record(account, operation, subject, trace, started, *errors[:1])
    return result


def _with_keys(
    account: ChannelAccount, do: Callable[[Any], Result], line: Line, trace: Trace
) -> Result:
    keys = tokens.keys_of(account)
    if not keys.are_fresh(channel_now(account, line.clock)):
        keys = _renewed(account, keys.version, line, trace)
    connector = connector_of(account, keys.credentials, line, trace)
    try:
        result = do(connector)
    except AuthExpired:
        keys = _renewed(account, keys.version, line, trace)
        return do(connector_of(account, keys.credentials, line, trace))
    if any(isinstance(error, AuthExpired) for error in _errors_in(result)):
        # What was refused stays in the outcomes and is sent again by whoever holds the rows.
        _renewed(account, keys.version, line, trace)
    return result


def _renewed(account: ChannelAccount, version: int, line: Line, trace: Trace) -> tokens.Keys:
    nobody = connector_of(account, None, line, trace)
    if "Authorizes" not in capabilities(nobody):
        raise AuthRevoked("these keys are not valid any more")
    return tokens.renew(
        account=account, seen_version=version, refresh=nobody.refresh, clock=line.clock
    )


def connector_of(
    account: ChannelAccount, credentials: Credentials | None, line: Line, trace: Trace
) -> Any:
    """The account's connector, on a transport that keeps its pace."""
    factory = registry.get(account.channel)

    def before_send(request: Request) -> None:
        line.keep()
        wait_for_turn(account=account, limits=connector.limits, line=line, request=request)

    typed = is_typed(account.base_url, trusted=account.app.api_base)
    transport = HttpTransport(before_send=before_send, trace=trace, public_only=typed)
    app = app_words(account.app)
    their_clock = partial(channel_now, account, line.clock)
    connector = factory(credentials, transport, their_clock, app=app, base_url=account.base_url)
    return connector


def channel_now(account: ChannelAccount, clock: Clock) -> datetime:
    """The time at the channel. Signatures, windows and token ends are all counted in it."""
    return clock() + timedelta(milliseconds=account.remote_clock_offset_ms)


def learn_clock(account: ChannelAccount, trace: Trace, now: datetime) -> None:
    """Keep how far the channel's clock is from ours, as its last answer tells it."""
    if trace.remote_now is None:
        return
    # The header is cut to whole seconds: half a second is the best guess of the rest.
    seconds = (trace.remote_now - now).total_seconds() + 0.5
    offset = 0 if abs(seconds) <= CLOCK_NOISE else round(seconds * 1000)
    if abs(offset - account.remote_clock_offset_ms) <= CLOCK_NOISE * 1000:
        return
    ChannelAccount.objects.filter(pk=account.pk).update(remote_clock_offset_ms=offset)
    account.remote_clock_offset_ms = offset


def call_as_app(
    *,
    app: ChannelApp,
    do: Callable[[Any], Result],
    clock: Clock,
    credentials: Credentials | None = None,
    base_url: str = "",
) -> Result:
    """Run ``do(connector)`` before there is an account; once more when only the clocks differed."""
    trace = Trace()
    build = partial(connector_of_app, app, credentials=credentials, trace=trace, base_url=base_url)
    try:
        return do(build(clock=clock))
    except Unavailable:
        if trace.remote_now is None or abs(trace.remote_now - clock()) < BAD_CLOCK:
            raise
        apart = trace.remote_now - clock()
    return do(build(clock=lambda: clock() + apart))


def connector_of_app(
    app: ChannelApp,
    *,
    clock: Clock,
    credentials: Credentials | None = None,
    trace: Trace | None = None,
    base_url: str = "",
) -> Any:
    """A connector before there is an account: consent pages, notifications, a new shop's name."""
    transport = HttpTransport(
        before_send=_at_once,
        trace=trace or Trace(),
        public_only=is_typed(base_url, trusted=app.api_base),
    )
    factory = registry.get(app.channel)
    return factory(credentials, transport, clock, app=app_words(app), base_url=base_url)


def app_words(app: ChannelApp) -> App:
    """Our registration as connectors know it, with its secret opened."""
    return App(
        app_id=app.app_id,
        secret=unseal(app.secret, owner_of_app(app.channel, app.app_id)),
        api_base=app.api_base,
        auth_base=app.auth_base,
        callback_url=app.callback_url,
        service_id=app.service_id,
    )


def wait_for_turn(*, account: ChannelAccount, limits: Limits, line: Line, request: Request) -> None:
    """Wait until the account may make this call. Raises ``OutOfTurn`` when that is long.

    An operation with a limit of its own waits for that one first: its turns are the rare ones.
    """
    patience = time.monotonic() + LONGEST_PAUSE
    for own in limits.operations:
        if own.operation == request.operation:
            pace = governor.Pace(interval=1 / own.rate_per_second, burst=own.burst)
            _wait(account, pace, own.operation, line, patience)
    _wait(account, governor.pace_of(limits, is_bulk=line.is_bulk), governor.API, line, patience)


def _wait(
    account: ChannelAccount, pace: governor.Pace, bucket: str, line: Line, patience: float
) -> None:
    while True:
        wait = governor.acquire(account_id=account.pk, pace=pace, now=line.clock(), bucket=bucket)
        if not wait:
            return
        if time.monotonic() + wait > patience:
            raise governor.OutOfTurn("our own pace for this shop is used up", retry_after=wait)
        time.sleep(wait)


def _errors_in(result: Any) -> list[ChannelError]:
    """The errors inside one outcome or a list of them, each kind once."""
    outcomes: Iterable[Any] = result if isinstance(result, list) else (result,)
    found: dict[type, ChannelError] = {}
    for outcome in outcomes:
        if isinstance(outcome, Outcome) and outcome.error is not None:
            found.setdefault(type(outcome.error), outcome.error)
    return list(found.values())


def _draw_consequences(account: ChannelAccount, error: Exception, now: datetime) -> None:
    if isinstance(error, Unavailable):
        breaker.note_failure(account=account, now=now, error=error)
    elif isinstance(error, governor.OutOfTurn):
        return
    elif isinstance(error, RateLimited):
        governor.penalise(account_id=account.pk, seconds=error.retry_after, now=now)
    elif isinstance(error, (AuthRevoked, CannotOpen)):
        breaker.revoke(account=account, error=error)
    elif isinstance(error, ChannelError):
        # It answered, whatever it said.
        breaker.note_success(account=account, now=now)


def back_off(attempts: int) -> timedelta:
    """How long to wait after so many failures in a row: 2 s, 4 s, 8 s … at most 5 minutes."""
    return timedelta(seconds=min(300.0, 2.0 ** max(1, min(attempts, 16))))
