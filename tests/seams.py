"""Run a rival exactly at a seam: before a named function does its work."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any


@contextmanager
def run_before(dotted: str, action: Callable[[], Any], *, times: int = 1) -> Iterator[list[str]]:
    """Call ``action`` before each of the first ``times`` calls of ``module.function``.

    Yields a list that grows with every call of the action. The function is replaced where it is
    looked up: name the module whose global it is.
    """
    module_name, _dot, name = dotted.rpartition(".")
    module = import_module(module_name)
    original = getattr(module, name)
    ran: list[str] = []

    @functools.wraps(original)
    def instead(*args: Any, **kwargs: Any) -> Any:
        if len(ran) < times:
            ran.append(name)
            action()
        return original(*args, **kwargs)

    setattr(module, name, instead)
    try:
        yield ran
    finally:
        setattr(module, name, original)
    assert ran, f"the seam {dotted} was never reached"
