"""Unsafe requests run in one transaction, unless the view says it calls the network."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse

View = Callable[..., HttpResponse]
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


def calls_network(view: View) -> View:
    """Mark a view that talks to the outside: it manages its own transactions."""
    view.calls_network = True  # type: ignore[attr-defined]
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
        with transaction.atomic():
            return view(request, *args, **kwargs)


def opts_out(view: View) -> bool:
    """True when the view, or the class behind it, is marked with ``calls_network``."""
    view_class = getattr(view, "view_class", None)
    return bool(
        getattr(view, "calls_network", False) or getattr(view_class, "calls_network", False)
    )
