"""Fixtures of tests that look at a running installation. One stack serves a whole module."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.live.stack import Stack, running_stack


def stand_up(name: str, request: pytest.FixtureRequest, django_db_blocker: Any) -> Iterator[Stack]:
    """The product, running. The test's own Django sees the same database and may write to it."""
    failed = request.session.testsfailed
    with django_db_blocker.unblock(), running_stack(name) as stack:
        yield stack
        if request.session.testsfailed > failed:
            print(stack.words())


@pytest.fixture(scope="module")
def stack(request: pytest.FixtureRequest, django_db_blocker: Any) -> Iterator[Stack]:
    """One installation for the module."""
    yield from stand_up(request.module.__name__.rsplit(".", 1)[-1], request, django_db_blocker)
