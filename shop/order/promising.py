"""A day a person promised for goods that cannot leave yet: kept, told, asked about when it passes.

The day stands on the parcel. A parcel of our own shop has to leave on it, and its buyer is told. A
channel has deadlines of its own and no word for such a promise: there the day is for the staff.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from shop.formats import long_date
from shop.transactions import retries_contention

from . import mails
from .cancelling import IN_THE_STORE, split_parcel
from .dates import LAST_PICKUP, LONGEST_WAIT
from .decisions import ask
from .errors import NotAllowed
from .locking import lock
from .missing import IS_SHORT, with_earlier
from .models import Order, Parcel, ParcelEvent, ParcelLine

if TYPE_CHECKING:
    from shop.accounts.models import User


def require_day(day: date) -> None:
    """A day nobody can keep or remember is refused with ``NotAllowed``."""
    today = timezone.localdate()
    if not today <= day <= today + timedelta(days=LONGEST_WAIT):
        raise NotAllowed("day", _("Choose a day from today on, at most a year ahead."))


@retries_contention
def promise(*, parcel_id: int, day: date, actor: "User | None" = None, source: str = "") -> bool:
    """What is in a parcel leaves on a day at the latest; the buyer is told.

    False when that day was promised before (a second press). Raises ``NotAllowed`` for a day that
    is no promise and for a parcel that has left.
    """
    require_day(day)
    with transaction.atomic():
        order_id = Parcel.objects.values_list("order_id", flat=True).get(pk=parcel_id)
        locked = lock(order_id=order_id)
        here = Parcel.objects.filter(pk=parcel_id, state__in=IN_THE_STORE)
        if not here.filter(Q(promised_on=None) | ~Q(promised_on=day)).update(
            **_facts(locked.order, locked.parcel(parcel_id), day)
        ):
            if here.exists():
                return False
            raise NotAllowed("has_left", _("The parcel has left and cannot be promised."))
        parcel = here.select_related("cooperative", "order").get()
        event = ParcelEvent.objects.create(
            parcel=parcel,
            from_state=parcel.state,
            to_state=parcel.state,
            actor=actor,
            source=source,
            note=_("Promised for %(day)s") % {"day": long_date(day)},
        )
        mails.promised(order=parcel.order, parcel=parcel, event_id=event.pk)
    return True


@retries_contention
def send_in_parts(
    *,
    parcel_id: int,
    later: Mapping[int, int],
    seen: Mapping[int, int],
    day: date,
    actor: "User | None" = None,
    source: str = "",
) -> Parcel:
    """Leave packs ({line id: packs}) for a parcel of their own that is promised for a day.

    ``seen`` is what the parcel held ({line id: packs}) when the person decided: a second press, or
    a page that has been open for long, is refused and not carried out on what is left. Raises
    ``NotAllowed`` for that and as ``split_parcel`` and ``promise`` do.
    """
    with transaction.atomic():
        order_id = Parcel.objects.values_list("order_id", flat=True).get(pk=parcel_id)
        locked = lock(order_id=order_id)
        rows = locked.parcel(parcel_id).parcel_lines.all()
        if {row.line_id: row.quantity for row in rows} != dict(seen):
            raise NotAllowed("changed", _("The parcel has changed meanwhile. Look again."))
        second = split_parcel(parcel_id=parcel_id, quantities=later, actor=actor, source=source)
        promise(parcel_id=second.pk, day=day, actor=actor, source=source)
    return second


def ask_about_passed(*, today: date, limit: int = 100) -> int:
    """Ask again about orders whose day has passed while goods are still missing; how many."""
    here = ParcelLine.objects.filter(
        parcel__promised_on__lt=today, parcel__state__in=IN_THE_STORE, line__shortage__gt=0
    )
    short = with_earlier(here).filter(IS_SHORT).values("parcel__order")
    late = (
        Order.objects.filter(pk__in=short, needs_decision=False).exclude(decision="").order_by("pk")
    )
    return sum(_ask_again(order_id) for order_id in list(late.values_list("pk", flat=True)[:limit]))


@retries_contention
def _ask_again(order_id: int) -> bool:
    with transaction.atomic():
        locked = lock(order_id=order_id)
        was = locked.order.needs_decision
        ask(locked)
    return locked.order.needs_decision and not was


def forget_passed(*, order_id: int) -> None:
    """Clear the passed days of an order's parcels that are still here: nothing is promised now.

    Needs the order held. Without it a person who chose to wait on would be asked for ever.
    """
    Parcel.objects.filter(
        order=order_id, state__in=IN_THE_STORE, promised_on__lt=timezone.localdate()
    ).update(promised_on=None)


def passed(cooperative_id: int, today: date) -> QuerySet[Parcel]:
    """Parcels of a cooperative whose promised day has come and that are still here."""
    return Parcel.objects.filter(
        cooperative_id=cooperative_id, promised_on__lte=today, state__in=IN_THE_STORE
    ).order_by("promised_on", "pk")


def _facts(order: Order, parcel: Parcel, day: date) -> dict[str, object]:
    if not order.is_ours:
        return {"promised_on": day}
    by = timezone.make_aware(datetime.combine(day, LAST_PICKUP))
    found: dict[str, object] = {"promised_on": day, "ship_by": by}
    if parcel.is_collected:
        kept = {name: fact for name, fact in parcel.quote.items() if name != "pickup_hours"}
        found["quote"] = kept | {"pickup_on": day.isoformat()}
    return found
