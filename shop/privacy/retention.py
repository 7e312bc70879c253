"""The daily tidying: what is older than its days goes, in batches, whoever asks."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from shop.personal import Rule

from . import registry

logger = logging.getLogger(__name__)

Clock = Callable[[], datetime]
BATCH = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How many rows of a rule were due, and how many were worked on. ``days`` None: it is off."""

    rule: Rule
    days: int | None
    due: int
    done: int


def days_of(rule: Rule) -> int | None:
    """The days of a rule; None when its setting is 0."""
    if not rule.setting:
        return rule.days
    return int(getattr(settings, rule.setting)) or None


def count(*, now: datetime) -> list[Outcome]:
    """What a run would do now."""
    found = []
    for rule in registry.rules():
        days = days_of(rule)
        rows = 0 if days is None else rule.due(now - timedelta(days=days)).count()
        found.append(Outcome(rule=rule, days=days, due=rows, done=0))
    return found


def purge(*, clock: Clock, budget: timedelta | None = None) -> list[Outcome]:
    """Work through every rule until nothing is due or the budget is spent.

    Each batch is finished before the next is looked for, so a run that is killed has lost nothing
    and the next one goes on. A rule that fails does not stop the others.
    """
    until = None if budget is None else clock() + budget
    return [_run(rule, clock, until) for rule in registry.rules()]


def _run(rule: Rule, clock: Clock, until: datetime | None) -> Outcome:
    days = days_of(rule)
    if days is None:
        return Outcome(rule=rule, days=None, due=0, done=0)
    before = clock() - timedelta(days=days)
    done, last = 0, None
    while until is None or clock() < until:
        keys = list(rule.due(before).order_by("pk").values_list("pk", flat=True)[:BATCH])
        if not keys or keys == last:
            if keys:
                logger.error("retention rule=%s makes no progress", rule.code)
            break
        last = keys
        try:
            done += rule.act(keys)
        except Exception:
            logger.exception("retention rule=%s failed", rule.code)
            break
    if done:
        logger.info("retention rule=%s done=%s", rule.code, done)
    return Outcome(rule=rule, days=days, due=done, done=done)
