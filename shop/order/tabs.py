"""The five tabs of ``status`` as conditions of the database, so that lists can be paged."""

from enum import StrEnum
from typing import Any

from django.db.models import Exists, OuterRef, Q

from . import status
from .models import Parcel, ParcelState, PaymentState


class Tab(StrEnum):
    """A tab by the word in its address."""

    UNPAID = "belum-bayar"
    PACKING = "dikemas"
    ON_THE_WAY = "dikirim"
    DONE = "selesai"
    CANCELLED = "dibatalkan"

    @property
    def word(self) -> str:
        """What stands on it."""
        return str(WORDS[self])


WORDS = {
    Tab.UNPAID: status.UNPAID,
    Tab.PACKING: status.PACKING,
    Tab.ON_THE_WAY: status.ON_THE_WAY,
    Tab.DONE: status.DONE,
    Tab.CANCELLED: status.CANCELLED,
}
NOT_SENT = (ParcelState.TO_PACK, ParcelState.PACKED)
MOVING = (ParcelState.SHIPPED, ParcelState.DELIVERED, ParcelState.RETURN_REQUESTED)
OVER = (ParcelState.CANCELLED, ParcelState.RETURNED)


def in_tab(tab: Tab) -> Q:
    """Orders whose ``status.buyers_word`` is this tab; every order is in exactly one."""
    waiting = Q(payment_state=PaymentState.AWAITING)
    held = Q(payment_state=PaymentState.HELD)
    unsent, left, moving = _has(NOT_SENT), _has(status.LEFT_THE_STORE), _has(MOVING)
    if tab == Tab.UNPAID:
        return waiting & unsent & ~left
    if tab == Tab.PACKING:
        return held | (~waiting & unsent & ~left)
    if tab == Tab.ON_THE_WAY:
        return ~held & (moving | (unsent & left))
    if tab == Tab.DONE:
        return ~held & _has([ParcelState.COMPLETED]) & ~unsent & ~moving
    return ~held & ~_has(set(ParcelState.values) - set(OVER))


def _has(states: Any) -> Q:
    parcels = Parcel.objects.filter(order=OuterRef("pk"), state__in=sorted(states))
    return Q(Exists(parcels))
