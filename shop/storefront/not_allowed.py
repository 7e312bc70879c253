"""Addresses that only take forms say so in words, not with an empty page."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.utils.cache import patch_cache_control

MACHINES = ("/api/",)


class NotAllowedMiddleware:
    """Give an empty 405 a page with a way on. Machines get theirs as it is.

    Usually somebody has opened the address of a form again, from the history or a bookmark.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer of the view, or the page for an empty 405."""
        response = self.get_response(request)
        if not isinstance(response, HttpResponseNotAllowed) or request.path.startswith(MACHINES):
            return response
        if response.content:
            return response
        shown = render(request, "405.html", status=405)
        shown["Allow"] = response["Allow"]
        patch_cache_control(shown, no_store=True)
        return shown
