"""Transactions: unsafe requests run in one, and contention is tried again by whoever owns it."""

import functools
import logging
import random
import time
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

from django.db import OperationalError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.datastructures import MultiValueDict

logger = logging.getLogger(__name__)

View = Callable[..., HttpResponse]
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
ATTEMPTS = 4
# What ``calls_network`` and ``works_long`` write on a view.
MARKS = ("calls_network", "works_long")
# PostgreSQL: lock_timeout ran out, deadlock (we were the victim), serialization failure.
CONTENTION_STATES = frozenset({"55P03", "40P01", "40001"})

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")


def is_contention(error: OperationalError) -> bool:
    """True when the database refused only because others were writing: trying again may work."""
    if getattr(error.__cause__, "sqlstate", None) in CONTENTION_STATES:
        return True
    return connection.vendor == "sqlite" and "locked" in str(error)


def retries_contention(
    service: Callable[Parameters, Result],
) -> Callable[Parameters, Result]:
    """Run a service again, a few times, when it lost against other writers.

    Only where the service itself owns the transaction. Inside the caller's transaction the error
    goes up: rolling back to a savepoint keeps the caller's locks, so a deadlock would stay one.
    The service must be safe to repeat from its first statement, as all of ours are.
    """

    @functools.wraps(service)
    def run(*args: Parameters.args, **kwargs: Parameters.kwargs) -> Result:
        for attempt in range(1, ATTEMPTS):
            try:
                return service(*args, **kwargs)
            except OperationalError as error:
                if connection.in_atomic_block or not is_contention(error):
                    raise
                logger.warning("contention service=%s attempt=%s", service.__qualname__, attempt)
                # Apart by chance, so that two losers do not meet again at once.
                time.sleep(random.uniform(0.01, 0.05) * attempt)  # noqa: S311
        return service(*args, **kwargs)

    return run


def calls_network(view: View) -> View:
    """Mark a view that talks to the outside: it manages its own transactions."""
    view.calls_network = True  # type: ignore[attr-defined]
    return view


def works_long(view: View) -> View:
    """Mark a view that computes for seconds before it writes, such as one that reads a file.

    It runs outside a transaction, so that nobody waits for it, and its service opens one at the
    end. The service must own every write of the view.
    """
    view.works_long = True  # type: ignore[attr-defined]
    return view


class AtomicViewMiddleware:
    """Wraps the view itself for POST, PUT, PATCH and DELETE.

    The wrapping is done in ``process_view`` because a middleware around ``get_response`` never
    sees the exception (it has become a response by then) and would commit half a request.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: View, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Run the view inside ``atomic`` when its method can write."""
        if request.method in SAFE_METHODS or opts_out(view):
            return None
        request.runs_in_transaction = True  # type: ignore[attr-defined]
        return run_view(request, view, args, kwargs)


@retries_contention
def run_view(
    request: HttpRequest, view: View, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> HttpResponse:
    """The view in one transaction, again from its start after a lost fight for a lock.

    Here is the owner of the transaction, so here is the place to try again. What a view does
    beyond the database goes through the outbox; uploads are read from their start each time.
    """
    for _name, uploads in getattr(request, "_files", MultiValueDict()).lists():
        for upload in uploads:
            upload.seek(0)
    with transaction.atomic():
        return view(request, *args, **kwargs)


def opts_out(view: View) -> bool:
    """True when the view, or the class behind it, is marked to manage its own transactions."""
    marked = (view, getattr(view, "view_class", None))
    return any(getattr(each, mark, False) for each in marked for mark in MARKS)
