"""Unsafe requests are one transaction, unless the view says that it calls the network."""

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.http import HttpResponse
from django.test import RequestFactory

from shop.transactions import AtomicViewMiddleware, calls_network

pytestmark = pytest.mark.django_db(transaction=True)


def run(method, view):
    request = getattr(RequestFactory(), method)("/")
    middleware = AtomicViewMiddleware(lambda request: HttpResponse())
    return middleware.process_view(request, view, (), {})


def write_then_fail(request):
    get_user_model().objects.create_user("sari@example.com", "rahasia-sekali")
    raise ValueError("after the write")


def test_an_exception_after_a_write_leaves_nothing():
    with pytest.raises(ValueError, match="after the write"):
        run("post", write_then_fail)

    assert get_user_model().objects.count() == 0


def test_a_safe_method_is_left_to_the_handler():
    assert run("get", write_then_fail) is None


def test_a_view_that_calls_the_network_runs_outside_a_transaction():
    @calls_network
    def view(request):
        return HttpResponse(str(connection.in_atomic_block))

    assert run("post", view) is None
    assert not connection.in_atomic_block


def test_a_post_runs_inside_a_transaction():
    response = run("post", lambda request: HttpResponse(str(connection.in_atomic_block)))

    assert response.content == b"True"
