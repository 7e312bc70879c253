"""Taking a stock edit back within 24 hours, by the opposite movement."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from shop import formats
from shop.accounts.models import User
from shop.stock import services as stock
from shop.stock.models import Kind, StockMovement

LASTS = timedelta(hours=24)
OF_THE_DESK = "desk:"
MARK = "#undo"
CAN = frozenset({Kind.RECEIVE, Kind.ADJUST, Kind.COUNT})


class CannotUndo(Exception):
    """It stays as it is; ``text`` says why."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


def may_undo(movement: StockMovement, now: datetime) -> bool:
    """Whether a line of the history gets the button."""
    return (
        movement.kind in CAN
        and movement.ref.startswith(OF_THE_DESK)
        and not movement.ref.endswith(MARK)
        and movement.quantity != 0
        and movement.created_at >= now - LASTS
    )


def undo(*, movement: StockMovement, actor: User, now: datetime) -> bool:
    """Write the opposite. False when that was done before. Raises ``CannotUndo``."""
    if not may_undo(movement, now):
        raise CannotUndo(_("This is older than 24 hours. Correct it with a count."))
    try:
        return stock.adjust(
            item_id=movement.item_id,
            difference=-movement.quantity,
            ref=f"{movement.ref}{MARK}",
            reason=_("taken back: %(what)s") % {"what": movement.get_kind_display()},
            actor=actor,
        )
    except stock.BelowAllocated as error:
        ordered = formats.quantity(error.allocated, movement.item.base_unit)
        raise CannotUndo(
            _("%(amount)s is ordered already, so it cannot be taken back. Count it instead.")
            % {"amount": ordered}
        ) from error
