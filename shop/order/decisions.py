"""Why an order needs a person, since when, and what was settled by itself."""

from datetime import datetime, timedelta

from django.utils import timezone

from .locking import Locked
from .models import Line, Order, Parcel, ParcelState, PaymentState
from .selectors import refund_due
from .status import derive

DECISION_TIME = timedelta(hours=24)
NOT_LEFT = frozenset({ParcelState.TO_PACK, ParcelState.PACKED})

SHORT = "short"
UNKNOWN_ARTICLE = "unknown_article"
MONEY_HELD = "money_held"
REFUND = "refund"


def reasons(locked: Locked) -> tuple[str, ...]:
    """What a person has to decide about the order now; empty when nothing."""
    found = []
    if any(line.shortage for line in locked.lines.values()):
        found.append(SHORT)
    if any(_is_open_unknown(locked, line) for line in locked.lines.values()):
        found.append(UNKNOWN_ARTICLE)
    if locked.order.payment_state == PaymentState.HELD:
        found.append(MONEY_HELD)
    if refund_due(order=locked.order, lines=locked.lines.values(), parcels=locked.parcels):
        found.append(REFUND)
    return tuple(found)


def _is_open_unknown(locked: Locked, line: Line) -> bool:
    """Whether an article nobody knows is in a parcel that has not been cancelled."""
    if line.stock_item_id is not None:
        return False
    return any(
        row.line_id == line.pk
        for parcel in locked.parcels
        if parcel.state != ParcelState.CANCELLED
        for row in parcel.parcel_lines.all()
    )


def due_for(parcels: list[Parcel]) -> datetime:
    """The moment by which somebody has to decide: before the first parcel still here must go."""
    soon = timezone.now() + DECISION_TIME
    here = [parcel.ship_by for parcel in parcels if parcel.state in NOT_LEFT]
    return min([soon, *(moment for moment in here if moment is not None)])


def refresh(locked: Locked) -> None:
    """Store what follows from the parts: the order's status, and whether a person is needed.

    What somebody decided stands (we wait for goods that are missing) until ``ask`` is called
    because something new went wrong.
    """
    if locked.is_stale:
        locked.reread()
    order = locked.order
    facts: dict[str, object] = {
        "status": derive(
            payment_state=order.payment_state,
            parcel_states=[parcel.state for parcel in locked.parcels],
        )
    }
    why = reasons(locked)
    if not why:
        facts |= {"needs_decision": False, "decision_due": None}
    elif not order.needs_decision and not order.decision:
        facts |= {"needs_decision": True, "decision_due": due_for(locked.parcels)}
    changed = {name: value for name, value in facts.items() if getattr(order, name) != value}
    if changed:
        Order.objects.filter(pk=order.pk).update(**changed)
        for name, value in changed.items():
            setattr(order, name, value)


def ask(locked: Locked) -> None:
    """Something new went wrong: ask a person, also when an earlier matter was decided."""
    if locked.is_stale:
        locked.reread()
    if locked.order.decision and reasons(locked):
        Order.objects.filter(pk=locked.order.pk).update(decision="")
        locked.order.decision = ""
    refresh(locked)
