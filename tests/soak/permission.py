"""Shops whose keys were lost on the way are linked again, as staff do; others stay lost.

A channel's refresh token works once. When the process dies, or the answer breaks off, between the
channel's yes and our row, the new pair exists nowhere: no program can bring it back, a person gives
permission again. That is done here only for a shop that has such a cause. A shop that lost its
permission otherwise stays without, and the invariants see it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from integrations.sync.models import AccountState, ChannelAccount
from tests.soak.stage import Stage

RENEWAL = "/auth/access_token/get"
# An answer that breaks off after the keys were changed.
BROKEN_ANSWERS = frozenset({"timeout_after", "half_json", "html"})
# From the channel's yes to our row: a process killed that soon afterwards took the keys with it.
ON_THE_WAY = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Renewal:
    """A renewal that the marketplace granted: when, and which faults lay on the call."""

    wall: float
    faults: frozenset[str]


def was_lost(renewals: list[Renewal], kills: list[float]) -> bool:
    """Whether the last granted pair had a reason to get lost between the channel and our row."""
    if not renewals:
        return False
    last = max(renewals, key=lambda each: each.wall)
    is_killed = any(0 <= moment - last.wall <= ON_THE_WAY for moment in kills)
    return is_killed or not BROKEN_ANSWERS.isdisjoint(last.faults)


def give_again(stage: Stage) -> int:
    """Link the shops again whose keys were lost for a known reason; how many."""
    lost = list(ChannelAccount.objects.filter(state=AccountState.NEEDS_REAUTH))
    if not lost:
        return 0
    calls = stage.market.get("calls", limit=5000)["calls"]
    due = [each for each in lost if was_lost(_of_shop(calls, each.external_shop_id), stage.kills)]
    for account in due:
        stage.permit_again(account)
    return len(due)


def _of_shop(calls: list[dict[str, Any]], shop_id: str) -> list[Renewal]:
    return [
        Renewal(wall=call["wall"], faults=frozenset(call["fault"].split(",")))
        for call in calls
        if str(call["shop_id"]) == shop_id
        and call["path"].endswith(RENEWAL)
        and call["status"] == 200
        and call["error"] not in {"error_shop_refresh_token", "error_auth"}
    ]
