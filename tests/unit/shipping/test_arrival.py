"""When a parcel may be expected: days on the way, and own delivery on its own days."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from shop.shipping.arrival import expected, expected_of

MONDAY = date(2026, 11, 23)


def test_days_on_the_way():
    assert expected(leaves=MONDAY, days_from=2, days_to=4) == (
        date(2026, 11, 25),
        date(2026, 11, 27),
    )


def test_own_delivery_waits_for_a_day_somebody_drives():
    # Tuesday and Friday; packed on Wednesday.
    first, last = expected(leaves=date(2026, 11, 25), days_from=0, days_to=1, weekdays="25")

    assert first == last == date(2026, 11, 27)


def test_what_is_frozen_says_the_same_and_nothing_for_orders_without():
    frozen = {"days_from": 0, "days_to": 1, "weekdays": "1"}

    assert expected_of(frozen, MONDAY) == (MONDAY, MONDAY + timedelta(days=7))
    assert expected_of({"days_from": 2, "days_to": 4}, MONDAY) is not None
    assert expected_of({}, MONDAY) is None


@given(
    leaves=st.dates(max_value=date(9000, 1, 1)),
    days=st.tuples(st.integers(0, 60), st.integers(0, 60)).map(sorted),
    weekdays=st.sets(st.sampled_from("1234567")).map(lambda found: "".join(sorted(found))),
)
def test_never_before_it_is_possible_nor_more_than_a_week_later(leaves, days, weekdays):
    first, last = expected(leaves=leaves, days_from=days[0], days_to=days[1], weekdays=weekdays)

    assert leaves + timedelta(days=days[0]) <= first <= last
    assert last - (leaves + timedelta(days=days[1])) < timedelta(days=7)
    assert not weekdays or {str(first.isoweekday()), str(last.isoweekday())} <= set(weekdays)
