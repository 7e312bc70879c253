"""The shapes answers come in: pages, and one outcome per element of a batch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from integrations.channels.errors import ChannelError

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[T]):
    """Some items and where to go on. `next_cursor` None: this was the last page.

    A cursor is opaque: hand it back to the same call with the same arguments.
    """

    items: tuple[T, ...]
    next_cursor: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one element of a batch, in the place of its input.

    `subject` names the element in logs, `is_sent` is False when the call that would have carried it
    was never made (an earlier one in the batch was throttled, say): then nothing happened to it.
    """

    subject: str
    error: ChannelError | None = None
    is_sent: bool = True

    @property
    def is_ok(self) -> bool:
        """Whether the channel has taken it."""
        return self.error is None
