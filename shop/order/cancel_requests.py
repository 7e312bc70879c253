"""A buyer who wants to cancel: at once while nothing is packed, later by asking a person.

A wish that waits stands on the parcel as ``cancel_due``: nothing with it is packed or handed over
until somebody has answered. A courier who takes the parcel all the same has answered for us.
"""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shop.transactions import retries_contention

from . import mails
from .cancelling import cancel_order
from .decisions import DECISION_TIME, NOT_LEFT, ask
from .errors import NotAllowed
from .locking import Locked, lock
from .models import CancelRequest, CancelState, Parcel, ParcelState
from .transitions import BUYER, Call, apply

if TYPE_CHECKING:
    from shop.accounts.models import User

DESK = "desk"


@retries_contention
def cancel_unpacked(*, order_id: int, reason: str) -> bool:
    """The buyer cancels an order of which nothing is packed yet. Raises ``NotAllowed``."""
    with transaction.atomic():
        locked = lock(order_id=order_id)
        live = {parcel.state for parcel in locked.parcels} - {ParcelState.CANCELLED}
        if live - {ParcelState.TO_PACK}:
            raise NotAllowed(
                "packed", _("The parcel has just been packed. Ask the cooperative to cancel it.")
            )
        return cancel_order(order_id=order_id, reason=reason, source=BUYER)


@retries_contention
def ask_to_cancel(*, parcel_id: int, reason: str) -> CancelRequest:
    """The buyer asks for a parcel that is still here; the open wish is returned when there is one.

    Raises ``NotAllowed`` for a parcel that has left or is cancelled, for an order from a channel,
    and when somebody has said no before.
    """
    with transaction.atomic():
        locked, parcel = _parcel(parcel_id)
        _require_askable(locked, parcel)
        now = timezone.now()
        waiting = parcel.cancel_requests.filter(state=CancelState.ASKED).first()
        if waiting is not None:
            return waiting
        due = _due(parcel, now)
        wish = CancelRequest.objects.create(parcel=parcel, reason=reason[:160], due_at=due)
        Parcel.objects.filter(pk=parcel_id).update(cancel_due=due)
        mails.cancel_asked(order=locked.order, parcel=parcel, wish=wish)
    return wish


@retries_contention
def take_wish_back(*, parcel_id: int) -> bool:
    """The buyer wants the parcel after all. False when nothing waits for an answer."""
    with transaction.atomic():
        _parcel(parcel_id)
        return _close(parcel_id, CancelState.WITHDRAWN)


@retries_contention
def answer_wish(
    *, parcel_id: int, accept: bool, words: str = "", actor: "User | None" = None
) -> bool:
    """A person at the desk answers; the first answer counts, False for every other.

    Accepting cancels the parcel: goods, vouchers, courier and money as in any cancellation.
    Raises ``NotAllowed`` when it has left meanwhile, or for a refusal without words.
    """
    if not accept and not words.strip():
        raise NotAllowed("no_words", _("Tell the buyer why it cannot be cancelled."))
    with transaction.atomic():
        locked, parcel = _parcel(parcel_id)
        if accept and parcel.cancel_due and parcel.state not in NOT_LEFT:
            raise NotAllowed("has_left", _("The parcel has left and cannot be cancelled."))
        state = CancelState.ACCEPTED if accept else CancelState.REFUSED
        if not _close(parcel_id, state, words=words.strip(), actor=actor):
            return False
        parcel.cancel_due = None
        if accept:
            note = _("The buyer asked to cancel")
            call = Call(actor=actor, source=DESK, note=note, tells_buyer=False)
            apply(locked, parcel, ParcelState.CANCELLED, call)
            ask(locked)
        wish = parcel.cancel_requests.filter(state=state).latest("pk")
        mails.cancel_answered(order=locked.order, parcel=parcel, wish=wish)
    return True


def _parcel(parcel_id: int) -> tuple[Locked, Parcel]:
    order_id = Parcel.objects.values_list("order_id", flat=True).get(pk=parcel_id)
    locked = lock(order_id=order_id)
    return locked, locked.parcel(parcel_id)


def _require_askable(locked: Locked, parcel: Parcel) -> None:
    if not locked.order.is_ours:
        raise NotAllowed("only_channel", _("Cancel it where you ordered it."))
    if parcel.state not in NOT_LEFT:
        raise NotAllowed("has_left", _("The parcel has left and cannot be cancelled."))
    if parcel.cancel_requests.filter(state=CancelState.REFUSED).exists():
        raise NotAllowed("refused", _("The cooperative has answered already: it is sent."))


def _due(parcel: Parcel, now: datetime) -> datetime:
    """A day to answer, or less when the parcel has to leave sooner."""
    soon = now + DECISION_TIME
    return parcel.ship_by if parcel.ship_by and now < parcel.ship_by < soon else soon


def _close(
    parcel_id: int, state: CancelState, *, words: str = "", actor: "User | None" = None
) -> bool:
    closed = CancelRequest.objects.filter(parcel_id=parcel_id, state=CancelState.ASKED).update(
        state=state, answer=words[:255], answered_by=actor, answered_at=timezone.now()
    )
    if closed:
        Parcel.objects.filter(pk=parcel_id).update(cancel_due=None)
    return bool(closed)
