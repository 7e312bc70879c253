"""By when a parcel has to be handed over."""

from datetime import date

import pytest
from django.utils import timezone

from shop.order.dates import ready_on, ship_by
from shop.partner.models import Partner

FRIDAY = date(2026, 10, 9)
MONDAY = date(2026, 10, 12)
WEEKDAYS = {str(day): ["08:00", "16:00"] for day in range(5)}


@pytest.mark.parametrize(
    ("facts", "ready", "day"),
    [
        ({}, FRIDAY, date(2026, 10, 10)),
        ({"packing_days": 2}, FRIDAY, MONDAY),
        ({"opening_hours": WEEKDAYS}, FRIDAY, MONDAY),
        ({"opening_hours": WEEKDAYS, "closing_days": ["2026-10-12"]}, FRIDAY, date(2026, 10, 13)),
        ({"opening_hours": {"2": ["09:00", "12:00"]}}, FRIDAY, date(2026, 10, 14)),
        ({"packing_days": 0}, FRIDAY, date(2026, 10, 10)),
    ],
)
def test_working_days_are_counted(facts, ready, day):
    moment = ship_by(partner=Partner(**facts), ready=ready)

    local = timezone.localtime(moment)
    assert (local.date(), local.hour) == (day, 17)


def test_a_cooperative_that_is_never_open_still_gets_a_date():
    closed = [date.fromordinal(FRIDAY.toordinal() + day).isoformat() for day in range(500)]

    assert ship_by(partner=Partner(closing_days=closed), ready=FRIDAY) is not None


@pytest.mark.parametrize(
    ("lead_days", "harvest", "expected"),
    [
        (0, None, FRIDAY),
        (3, None, MONDAY),
        (0, date(2026, 11, 1), date(2026, 11, 1)),
        (3, date(2026, 10, 1), MONDAY),
    ],
)
def test_goods_are_ready_when_made_or_harvested(lead_days, harvest, expected):
    assert ready_on(today=FRIDAY, lead_days=lead_days, harvest_date=harvest) == expected
