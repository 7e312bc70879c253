"""A session of staff ends when nobody worked with it at a back office for twelve hours."""

from typing import Any

import pytest
from django.test import Client

from shop.accounts import middleware
from shop.accounts.models import User
from tests.factories_desk import client_of, make_staff, worker_beats
from tests.factories_stock import make_cooperative

pytestmark = pytest.mark.django_db

HOUR = 3600


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Hours pass when we say so."""
    real, passed = middleware.time.time, [0.0]

    class Clock:
        @staticmethod
        def time() -> float:
            return real() + passed[0]

    monkeypatch.setattr(middleware, "time", Clock)

    def wait(hours: float) -> None:
        passed[0] += hours * HOUR

    return wait


@pytest.fixture
def rina() -> Client:
    worker_beats()
    return client_of(make_staff(make_cooperative()))


def is_in(client: Client) -> bool:
    return client.get("/akun/").status_code == 200


@pytest.mark.parametrize("address", ["/kerja/", "/kerja/stok/?q=kopi", "/cms/", "/django-admin/"])
def test_after_a_night_the_desk_asks_who_it_is(clock: Any, rina: Client, address: str) -> None:
    clock(12.1)
    answer = rina.get(address)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/akun/login/?next=/")
    assert not is_in(rina), "the session itself is over"


def test_who_works_stays(clock: Any, rina: Client) -> None:
    for _each in range(3):
        clock(11)
        assert rina.get("/kerja/").status_code == 200


def test_a_desk_left_open_rests_although_it_asks_for_news(clock: Any, rina: Client) -> None:
    for _each in range(2):
        clock(5)
        assert rina.get("/kerja/denyut/").status_code == 200
    clock(3)
    assert rina.get("/kerja/").status_code == 302


def test_a_form_sent_too_late_changes_nothing_and_leads_to_the_login(
    clock: Any, rina: Client
) -> None:
    clock(13)
    answer = rina.post("/kerja/pengiriman/simpan/", {})
    assert answer["Location"] == "/akun/login/?next=/kerja/"


def test_a_session_from_before_is_asked_once(rina: Client) -> None:
    session = rina.session
    del session[middleware.SEEN]
    session.save()
    assert rina.get("/kerja/").status_code == 302
    rina.force_login(User.objects.get(), backend="django.contrib.auth.backends.ModelBackend")
    assert rina.get("/kerja/").status_code == 200


def test_shopping_is_left_alone(clock: Any, rina: Client) -> None:
    clock(24 * 10)
    assert is_in(rina)


def test_an_editor_left_open_rests_although_the_page_says_that_it_is_open(
    clock: Any, rina: Client
) -> None:
    for _each in range(2):
        clock(5)
        rina.post("/cms/editing-sessions/ping/cms/articlepage/1/1/")
    clock(3)
    assert rina.get("/kerja/").status_code == 302
