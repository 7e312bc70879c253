"""The running installation these tests look at."""

from tests.live.fixtures import stack

__all__ = ["stack"]
