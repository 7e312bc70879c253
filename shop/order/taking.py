"""Goods for a short order, taken from an order that nobody has paid yet.

The unpaid order is chosen by rule, shown to a person, and asked for by its number: whatever has
happened to it meanwhile (paid, lapsed, taken by a colleague) is found out under its lock.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from shop.stock.selectors import kept_shares

from . import mails
from .cancelling import IN_THE_STORE, cancel_order
from .decisions import refresh
from .errors import NotAllowed
from .locking import Locked, lock
from .models import Line, Order, Parcel, ParcelState, PaymentState
from .transitions import LAPSE, Call, apply

if TYPE_CHECKING:
    from shop.accounts.models import User


@dataclass(frozen=True, slots=True, kw_only=True)
class Donor:
    """An unpaid order that could give its goods. ``covers`` is how many missing packs that fills,
    ``is_enough`` whether nothing would be missing afterwards."""

    order: Order
    covers: int
    is_enough: bool


def donor_for(order_id: int) -> Donor | None:
    """The unpaid order that gives least trouble: the newest that is enough, else the one that
    fills most. Only orders of this cooperative alone, with all parcels still here; never one
    whose buyer has sent a proof or a part of the money, and none for an order that is not paid
    itself. What goes back to the share of a channel (escrow) is nothing to take."""
    rows = Line.objects.filter(order_id=order_id, shortage__gt=0, stock_item__isnull=False)
    short = list(rows.exclude(order__payment_state=PaymentState.AWAITING))
    kept = kept_shares([line.stock_item_id for line in short])
    found = [_donor(order, short, kept) for order in _unpaid(order_id, short)]
    useful = [each for each in found if each.covers]
    return max(
        useful,
        key=lambda each: (each.is_enough, 0 if each.is_enough else each.covers, each.order.pk),
        default=None,
    )


def _unpaid(order_id: int, short: Iterable[Line]) -> list[Order]:
    items = {line.stock_item_id for line in short}
    owners = {line.partner_id for line in short}
    if len(owners) != 1:
        return []
    rows = (
        Order.objects.filter(
            payment_state=PaymentState.AWAITING,
            lapsed_at=None,
            paying_since=None,
            lines__stock_item_id__in=items,
            lines__reserved__gt=0,
        )
        .exclude(pk=order_id)
        .exclude(parcels__in=_elsewhere(owners))
        .distinct()
    )
    return list(rows.prefetch_related("lines").order_by("-pk")[:50])


def _elsewhere(owners: set[int]) -> QuerySet[Parcel]:
    """Parcels of other cooperatives, and parcels that have left."""
    gone = ~Q(state__in=[*IN_THE_STORE, ParcelState.CANCELLED])
    return Parcel.objects.filter(gone | ~Q(cooperative_id__in=owners))


def _donor(order: Order, short: Iterable[Line], kept: Collection[tuple[int, str]]) -> Donor:
    there: dict[int | None, int] = {}
    for line in order.lines.all():
        if (line.stock_item_id, line.stock_holder) in kept:
            continue
        held = line.reserved * line.units_per_sale
        there[line.stock_item_id] = there.get(line.stock_item_id, 0) + held
    covers, wanted = 0, 0
    for line in short:
        packs = min(line.shortage, there.get(line.stock_item_id, 0) // line.units_per_sale)
        there[line.stock_item_id] = there.get(line.stock_item_id, 0) - packs * line.units_per_sale
        covers += packs
        wanted += line.shortage
    return Donor(order=order, covers=covers, is_enough=covers == wanted)


def take_from(locked: Locked, donor_id: int, actor: "User | None") -> None:
    """End the unpaid order; what it held goes to the order that is held (``locked``) first.

    Raises ``NotAllowed`` when it is no longer the one to take from. Needs a transaction.
    """
    donor = donor_for(locked.order.pk)
    if donor is None or donor.order.pk != donor_id:
        raise NotAllowed("no_donor", _("The unpaid order has changed meanwhile. Look again."))
    locked.is_stale = True
    if donor.order.is_ours:
        _end_ours(donor_id, actor)
        return
    still_unpaid = Order.objects.filter(pk=donor_id, payment_state=PaymentState.AWAITING)
    # The write holds the row, so that news of a payment come before or after, not between.
    if not still_unpaid.update(payment_state=PaymentState.AWAITING):
        raise NotAllowed("no_donor", _("The unpaid order has changed meanwhile. Look again."))
    cancel_order(order_id=donor_id, reason=_reason(), actor=actor, source="decision")


def _end_ours(order_id: int, actor: "User | None") -> None:
    """As if its time had come: money that is on its way revives it while stock lasts."""
    donor = lock(order_id=order_id)
    ended = Order.objects.filter(
        pk=order_id, payment_state=PaymentState.AWAITING, lapsed_at=None, paying_since=None
    ).update(lapsed_at=timezone.now())
    if not ended:
        raise NotAllowed("no_donor", _("The unpaid order has changed meanwhile. Look again."))
    donor.order.refresh_from_db(fields=["lapsed_at"])
    call = Call(actor=actor, source=LAPSE, note=_reason(), tells_buyer=False)
    for parcel in donor.parcels:
        if parcel.state in IN_THE_STORE:
            apply(donor, parcel, ParcelState.CANCELLED, call)
    with translation.override(donor.order.language):
        mails.order_cancelled(order=donor.order, reason=_reason())
    refresh(donor)


def _reason() -> str:
    return _("the last ones went to an order that was paid earlier; nothing was charged")
