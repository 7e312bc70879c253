"""Who owns a transaction, who repeats it, and what a failing view leaves behind."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from shop.stock.models import StockItem
from shop.transactions import (
    ATTEMPTS,
    AtomicViewMiddleware,
    calls_network,
    is_contention,
    retries_contention,
)
from tests.factories_stock import make_cooperative

pytestmark = pytest.mark.django_db(transaction=True)


def lost() -> OperationalError:
    """What the engine at hand says when others were faster."""
    error = OperationalError("database is locked")
    error.__cause__ = SimpleCause("40P01")
    return error


class SimpleCause(Exception):
    """A driver's error with PostgreSQL's code."""

    def __init__(self, sqlstate: str) -> None:
        self.sqlstate = sqlstate


def failing(times: int, error: Callable[[], Exception] = lost) -> tuple[Callable[[], str], list]:
    calls: list[int] = []

    @retries_contention
    def service() -> str:
        calls.append(len(calls))
        if len(calls) <= times:
            raise error()
        return "done"

    return service, calls


def test_a_lost_fight_is_repeated() -> None:
    service, calls = failing(ATTEMPTS - 1)
    assert service() == "done"
    assert len(calls) == ATTEMPTS


def test_it_ends_at_some_time() -> None:
    service, calls = failing(ATTEMPTS)
    with pytest.raises(OperationalError):
        service()
    assert len(calls) == ATTEMPTS


def test_inside_a_transaction_the_owner_decides() -> None:
    service, calls = failing(1)
    with pytest.raises(OperationalError), transaction.atomic():
        service()
    assert len(calls) == 1


def test_another_error_of_the_database_is_not_repeated() -> None:
    service, calls = failing(1, lambda: OperationalError("no such table: goods"))
    with pytest.raises(OperationalError, match="no such table"):
        service()
    assert len(calls) == 1


@pytest.mark.parametrize(
    ("state", "expected"), [("55P03", True), ("40P01", True), ("40001", True), ("08006", False)]
)
def test_contention_is_told_by_the_code(state: str, expected: bool) -> None:
    error = OperationalError("something")
    error.__cause__ = SimpleCause(state)
    assert is_contention(error) is expected


def run(
    view: Callable[..., HttpResponse], request: HttpRequest | None = None
) -> HttpResponse | None:
    middleware = AtomicViewMiddleware(lambda request: HttpResponse())
    return middleware.process_view(request or RequestFactory().post("/"), view, (), {})


def write(name: str) -> None:
    StockItem.objects.create(cooperative=make_cooperative(), name=name, base_unit="g")


def test_a_view_that_fails_leaves_nothing() -> None:
    def view(request: HttpRequest) -> HttpResponse:
        write("Kopi")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        run(view)
    assert StockItem.objects.count() == 0


def test_a_view_that_lost_runs_again_with_its_upload() -> None:
    seen: list[bytes] = []

    def view(request: HttpRequest) -> HttpResponse:
        write(f"Kopi {len(seen)}")
        seen.append(request.FILES["proof"].read())
        if len(seen) == 1:
            raise lost()
        return HttpResponse("done")

    upload = SimpleUploadedFile("a.jpg", b"picture")
    response = run(view, RequestFactory().post("/", {"proof": upload}))
    assert response is not None
    assert response.content == b"done"
    assert seen == [b"picture", b"picture"]
    assert [item.name for item in StockItem.objects.all()] == ["Kopi 1"]


def test_reading_needs_no_transaction() -> None:
    assert run(lambda request: HttpResponse(), RequestFactory().get("/")) is None


def test_a_view_that_calls_the_network_keeps_out() -> None:
    @calls_network
    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    class OldStyle:
        calls_network = True

    assert run(view) is None
    as_view = SimpleNamespace(view_class=OldStyle)
    assert run(as_view) is None


def test_a_view_runs_inside_the_transaction() -> None:
    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse(str(connection.in_atomic_block))

    response = run(view)
    assert response is not None
    assert response.content == b"True"
