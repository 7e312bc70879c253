"""One running installation for all browser tests; each looks after the state it needs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.live.fixtures import stand_up
from tests.live.stack import Stack


@pytest.fixture(scope="package")
def stack(request: pytest.FixtureRequest, django_db_blocker: Any) -> Iterator[Stack]:
    """The product, running."""
    yield from stand_up("browser", request, django_db_blocker)
