"""What counting answers. Quantities are base units."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """A reservation lost ``quantity``; ``ref`` is the reservation's own ref (its order line).

    The quantity is a multiple of the ``step`` the reservation was made with.
    """

    ref: str
    quantity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CountResult:
    """``difference`` was added to ``on_hand``; ``cuts`` are reservations that had to shrink."""

    difference: int
    cuts: tuple[Cut, ...] = ()
