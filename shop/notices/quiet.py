"""Nobody's phone rings at night: 21.00 to 07.00 where the cooperative is."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

BEGINS, ENDS = time(21), time(7)
WEST = "Asia/Jakarta"
# First two digits of a region's code (Kemendagri): Bali, Nusa Tenggara, south, east and north
# Kalimantan, Sulawesi; Maluku and Papua.
CENTRAL = frozenset(["51", "52", "53", "63", "64", "65", "71", "72", "73", "74", "75", "76"])
EAST = frozenset(["81", "82", "91", "92", "93", "94", "95", "96", "97"])


def zone_of(region_code: str) -> str:
    """The zone of a region; the west's where the code says nothing."""
    province = region_code[:2]
    if province in CENTRAL:
        return "Asia/Makassar"
    return "Asia/Jayapura" if province in EAST else WEST


def allowed_from(now: datetime, zone: str) -> datetime:
    """Now, or the next morning when it is night there."""
    local = now.astimezone(ZoneInfo(zone))
    if ENDS <= local.time() < BEGINS:
        return now
    day = local.date() + timedelta(days=local.time() >= BEGINS)
    return datetime.combine(day, ENDS, tzinfo=ZoneInfo(zone))
