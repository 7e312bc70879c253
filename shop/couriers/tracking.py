"""Reading the way of a parcel, for the buyer's page and the desk."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import get_language

from shop.order.models import Parcel

from .models import Booking, TrackingEvent
from .words import of_status


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One line of a parcel's way. ``note`` is the courier's own sentence."""

    moment: datetime
    text: str
    note: str = ""
    place: str = ""


def events(parcel: Parcel) -> tuple[Event, ...]:
    """Everything couriers told about a parcel, newest first. One query."""
    return tuple(map(_event, TrackingEvent.objects.filter(parcel=parcel).order_by(*NEWEST)))


def events_of(parcel_ids: Collection[int]) -> dict[int, tuple[Event, ...]]:
    """As ``events`` for many parcels in one query; a parcel without any is not in it."""
    found: dict[int, tuple[Event, ...]] = {}
    rows = TrackingEvent.objects.filter(parcel_id__in=list(parcel_ids)).order_by(*NEWEST)
    for row in rows:
        found[row.parcel_id] = (*found.get(row.parcel_id, ()), _event(row))
    return found


NEWEST = ("-happened_at", "-pk")


def latest_booking(parcel: Parcel) -> Booking | None:
    """The last request for a courier, whatever became of it."""
    return Booking.objects.filter(parcel=parcel).order_by("-attempt").first()


def with_problem(cooperative_id: int) -> QuerySet[Booking]:
    """Last requests for a courier that wait for a person, the longest waiting first."""
    later = Booking.objects.filter(parcel=OuterRef("parcel"), attempt__gt=OuterRef("attempt"))
    rows = Booking.objects.filter(~Exists(later), parcel__cooperative=cooperative_id)
    return rows.exclude(problem="").select_related("parcel").order_by("updated_at", "pk")


def _event(row: TrackingEvent) -> Event:
    # Couriers write Indonesian: their sentence is shown to those who read it.
    is_indonesian = (get_language() or "id").startswith("id")
    text = of_status(row.status)
    note = row.note if is_indonesian and row.note != text else ""
    return Event(moment=row.happened_at, text=text, note=note, place=row.place)
