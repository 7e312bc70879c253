"""Why stock refused. Quantities are base units; texts are for developers, not for the screen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


class StockError(Exception):
    """Base of everything stock refuses."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Short:
    """One item that does not have enough: wanted in all, and what is free."""

    item_id: int
    wanted: int
    free: int


class NotEnough(StockError):
    """Nothing was reserved because ``shorts`` lack stock."""

    def __init__(self, shorts: Sequence[Short]) -> None:
        self.shorts = tuple(shorts)
        listed = ", ".join(f"item {s.item_id}: wanted {s.wanted}, free {s.free}" for s in shorts)
        super().__init__(f"Not enough stock: {listed}.")


class BelowAllocated(StockError):
    """An adjustment would leave less in the store than is promised to orders."""

    def __init__(self, item_id: int, allocated: int) -> None:
        self.item_id = item_id
        self.allocated = allocated
        super().__init__(f"Item {item_id} has {allocated} promised to orders; it cannot go below.")


class NotReserved(StockError):
    """A release or shipment asked for more than its reservation still holds."""

    def __init__(self, item_id: int, source_ref: str, wanted: int, held: int) -> None:
        self.item_id = item_id
        self.source_ref = source_ref
        self.wanted = wanted
        self.held = held
        super().__init__(f"{source_ref} holds {held} of item {item_id}; {wanted} was asked for.")


class RefConflict(StockError):
    """The ref was used before for something else: a bug of the caller, never a replay."""

    def __init__(self, item_id: int, kind: str, ref: str, before: int, now: int) -> None:
        self.item_id = item_id
        self.ref = ref
        super().__init__(f"{kind} {ref} of item {item_id} was {before} before and is {now} now.")


class CountInFuture(StockError):
    """A count claims to have been made later than now."""

    def __init__(self, counted_at: datetime) -> None:
        self.counted_at = counted_at
        super().__init__(f"A count cannot be made in the future: {counted_at.isoformat()}.")
