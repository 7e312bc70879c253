"""The engine's waiting times, shortened from outside, so that a minute holds what a day would.

The rules stay as they are; only how long a lease lasts, how often orders are polled and how long a
failed piece of work rests changes. Every process of a soak takes the same times.
"""

from __future__ import annotations

import sys
from datetime import timedelta
from typing import Any

LEASE = timedelta(seconds=6)
POLL = timedelta(seconds=2)
OVERLAP = timedelta(seconds=8)
REST = timedelta(seconds=2)
# Escrow: longer than a number that was sent can be on its way, with the time-outs below.
IN_FLIGHT, FENCES = timedelta(seconds=10), timedelta(seconds=15)


def apply() -> None:
    """Shorten the times of this process; Django must be set up."""
    from integrations.sync import (  # noqa: F401
        bells,
        breaker,
        calls,
        escrow,
        leases,
        orders,
        pull,
        settling,
        tasks,
        tokens,
        transport,
    )
    from integrations.sync import delivery as channel_delivery
    from shop.outbox import delivery

    leases.LEASE, leases.KEEP_EVERY = LEASE, 1.0
    for function in (leases.take, leases.extend):
        _length_of(function)
    transport.READ_TIMEOUT, transport.CONNECT_TIMEOUT = 2.0, 1.0
    tokens.LEASE, tokens.LONGEST_WAIT = timedelta(seconds=5), 8.0
    breaker.FIRST_WAIT, breaker.LONGEST_WAIT = 0.5, 2.0
    settling.LONGEST_PASSING_WAIT = REST
    pull.POLL_EVERY, pull.OVERLAP = POLL, OVERLAP
    delivery.LEASE, delivery.LONGEST_WAIT = LEASE, REST
    delivery.LOOK_UP_AFTER = timedelta(seconds=1)
    channel_delivery.WAIT_FOR_CHANNEL = channel_delivery.WAIT_FOR_LABEL = timedelta(seconds=1)
    bells.QUIET_AFTER_FAILURE = 2.0
    escrow.IN_FLIGHT, escrow.BETWEEN_FENCES = IN_FLIGHT, FENCES
    escrow.UNREAD_AGAIN = REST
    everywhere(calls.back_off, lambda attempts: min(REST, timedelta(seconds=0.5 * attempts)))
    postpone = orders.postpone
    orders.postpone = lambda rows, *, now: postpone(rows, now=now - timedelta(seconds=58))


def _length_of(function: Any) -> None:
    """The default of ``length``, also below a decorator."""
    while function is not None:
        if "length" in (function.__kwdefaults__ or {}):
            function.__kwdefaults__["length"] = LEASE
        function = getattr(function, "__wrapped__", None)


def everywhere(old: Any, new: Any) -> None:
    """Put another function wherever this one was imported by name."""
    for module in list(sys.modules.values()):
        for name, value in list(vars(module).items() if module else ()):
            if value is old:
                setattr(module, name, new)
