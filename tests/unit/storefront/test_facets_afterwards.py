"""Nobody waits for an old count: it is shown, and counted anew when the answer is out."""

import logging
from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from shop.storefront import afterwards, facets
from shop.storefront.listing import EVERYTHING, Filters
from tests.factories_storefront import make_product, make_seller

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def hours(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """A clock of our own for the age of counts; the function moves it on."""
    cache.clear()
    now = [1_800_000_000.0]
    monkeypatch.setattr(facets.time, "time", lambda: now[0])
    return lambda seconds: now.__setitem__(0, now[0] + seconds)


def toba(page: Any) -> int:
    """How many the list says there are from Toba."""
    places = next(each for each in page.context["facets"] if each.name == "asal")
    return int({choice.label: choice.count for choice in places.choices}["Toba"])


def test_an_old_count_is_shown_once_and_counted_after_the_answer(hours: Any) -> None:
    seller = make_seller(regency_name="Toba")
    make_product("Satu", cooperative=seller)
    assert toba(Client().get("/cari/?q=satu")) == 1
    make_product("Satu lagi", cooperative=seller)
    assert toba(Client().get("/cari/?q=satu")) == 1, "still fresh"
    hours(facets.LONGEST_SECONDS)
    assert toba(Client().get("/cari/?q=satu")) == 1, "old, but nobody waits"
    assert toba(Client().get("/cari/?q=satu")) == 2


def test_while_one_counts_the_others_do_not(hours: Any) -> None:
    make_product(cooperative=make_seller(regency_name="Toba"))
    facets.of(EVERYTHING, Filters())
    hours(facets.LONGEST_SECONDS)
    afterwards.request_started()
    facets.of(EVERYTHING, Filters())
    with CaptureQueriesContext(connection) as captured:
        facets.of(EVERYTHING, Filters())
    assert not any("found" in each["sql"] for each in captured)
    with CaptureQueriesContext(connection) as captured:
        afterwards.request_finished()
    assert sum("found" in each["sql"] for each in captured) == 1


def test_outside_of_a_request_work_is_done_at_once() -> None:
    done: list[int] = []
    afterwards.do("a", lambda: done.append(1))
    assert done == [1]


def test_work_that_fails_is_logged_and_the_rest_is_done(caplog: pytest.LogCaptureFixture) -> None:
    done: list[int] = []
    afterwards.request_started()
    afterwards.do("bad", lambda: 1 / 0)
    for _twice in range(2):
        afterwards.do("good", lambda: done.append(1))
    assert done == []
    with caplog.at_level(logging.ERROR):
        afterwards.request_finished()
    assert done == [1]
    assert "bad" in caplog.text
