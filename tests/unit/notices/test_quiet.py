"""Nobody's phone rings at night, wherever the cooperative is."""

from datetime import UTC, datetime

import pytest

from shop.notices import quiet

NOON = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("code", "zone"),
    [
        ("12.16.05", "Asia/Jakarta"),
        ("51.71.01", "Asia/Makassar"),
        ("73.71.01", "Asia/Makassar"),
        ("91.03.01", "Asia/Jayapura"),
        ("62.01.01", "Asia/Jakarta"),
        ("", "Asia/Jakarta"),
    ],
)
def test_a_region_has_the_zone_of_its_province(code: str, zone: str) -> None:
    assert quiet.zone_of(code) == zone


@pytest.mark.parametrize(
    ("hour", "minute", "zone", "expected"),
    [
        (5, 0, "Asia/Jakarta", datetime(2026, 11, 24, 5, 0, tzinfo=UTC)),
        (0, 0, "Asia/Jakarta", datetime(2026, 11, 24, 0, 0, tzinfo=UTC)),  # 07.00
        (13, 59, "Asia/Jakarta", datetime(2026, 11, 24, 13, 59, tzinfo=UTC)),  # 20.59
        (14, 0, "Asia/Jakarta", datetime(2026, 11, 25, 0, 0, tzinfo=UTC)),  # 21.00
        (23, 30, "Asia/Jakarta", datetime(2026, 11, 25, 0, 0, tzinfo=UTC)),  # 06.30 the next day
        (23, 30, "Asia/Makassar", datetime(2026, 11, 24, 23, 30, tzinfo=UTC)),  # 07.30
        (12, 30, "Asia/Jayapura", datetime(2026, 11, 24, 22, 0, tzinfo=UTC)),  # 21.30
    ],
)
def test_night_ends_at_seven_in_the_zone(
    hour: int, minute: int, zone: str, expected: datetime
) -> None:
    assert quiet.allowed_from(NOON.replace(hour=hour, minute=minute), zone) == expected
