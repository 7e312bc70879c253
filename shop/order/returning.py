"""Goods that come back: asked for with a complaint, and what a person found when they were there.

Fit goods go back on the shelf (``cancelling.take_back``). Spoiled ones left the books when they
were sent and do not come in again; that they are back, and why nobody sells them, stands in the
parcel's timeline.
"""

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from shop.transactions import retries_contention

from . import effects
from .cancelling import take_back
from .decisions import refresh
from .errors import NotAllowed
from .locking import Locked, lock
from .models import Line, Parcel, ParcelEvent, ParcelState
from .transitions import Call, apply

if TYPE_CHECKING:
    from shop.accounts.models import User


@retries_contention
def receive_back(
    *,
    parcel_id: int,
    line_id: int,
    quantity: int,
    known: int,
    is_fit: bool,
    actor: "User | None" = None,
    source: str = "",
) -> bool:
    """So many sent packs of a line are here again, fit to sell or spoiled.

    ``known`` is how many had come back when the person looked: False when it is another number by
    now, so that a second press changes nothing. With its last pack a parcel of our own shop that
    was to be returned is returned; where the buyer keeps some, a person says that it is done. A
    channel says so itself. Raises ``NotAllowed`` for more than
    was sent.
    """
    with transaction.atomic():
        order_id = Line.objects.values_list("order_id", flat=True).get(pk=line_id)
        locked = lock(order_id=order_id)
        parcel, line = locked.parcel(parcel_id), locked.lines[line_id]
        if line.taken_back != known:
            return False
        if is_fit:
            reason = _("back from %(number)s") % {"number": parcel.number}
            take_back(line_id=line_id, quantity=quantity, reason=reason, actor=actor)
            locked.reread()
        else:
            _note_spoiled(parcel, line, quantity, actor, source)
        _end_return(locked, parcel, Call(actor=actor, source=source))
    return True


def _note_spoiled(
    parcel: Parcel, line: Line, quantity: int, actor: "User | None", source: str
) -> None:
    out = line.shipped - line.taken_back
    if not 1 <= quantity <= out:
        raise NotAllowed("too_many", _("Only %(count)s can come back.") % {"count": out})
    effects.change(line, taken_back=quantity)
    text = _("%(count)s × %(goods)s came back spoiled, not for sale") % {
        "count": quantity,
        "goods": line.title,
    }
    ParcelEvent.objects.create(
        parcel=parcel,
        from_state=parcel.state,
        to_state=parcel.state,
        actor=actor,
        source=source,
        note=text[: ParcelEvent._meta.get_field("note").max_length],
    )


def _end_return(locked: Locked, parcel: Parcel, call: Call) -> None:
    is_ours = locked.order.is_ours and parcel.state == ParcelState.RETURN_REQUESTED
    contents = locked.contents(parcel)
    if is_ours and all(line.shipped <= line.taken_back for _row, line in contents):
        apply(locked, parcel, ParcelState.RETURNED, call)
        refresh(locked)
