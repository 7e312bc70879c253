"""Reading complaints: for a buyer's order, for a cooperative's desk, for head office."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import QuerySet

from shop.order.models import Line, Order, Parcel
from shop.order.refunds import left_of
from shop.order.selectors import share_of

from .models import Complaint, ComplaintState


def of_order(order: Order) -> QuerySet[Complaint]:
    """All complaints about an order, the newest first."""
    return (
        Complaint.objects.filter(parcel__order=order)
        .prefetch_related("lines__line", "photos")
        .order_by("-pk")
    )


def of_cooperatives(cooperative_ids: Collection[int]) -> QuerySet[Complaint]:
    """Complaints these people may see."""
    return Complaint.objects.filter(parcel__cooperative_id__in=cooperative_ids).select_related(
        "parcel__order", "parcel__cooperative"
    )


def waiting(cooperative_ids: Collection[int]) -> QuerySet[Complaint]:
    """Without an answer, the most urgent first."""
    return of_cooperatives(cooperative_ids).filter(state=ComplaintState.OPEN).order_by("due_at")


def overdue(cooperative_ids: Collection[int], now: datetime) -> QuerySet[Complaint]:
    """Those nobody answered in time."""
    return waiting(cooperative_ids).filter(due_at__lt=now)


def asked_for(complaint: Complaint) -> int:
    """Rupiah the buyer paid for the goods the complaint is about."""
    rows = complaint.lines.select_related("line")
    return sum(share_of(line=row.line, packs=row.quantity) for row in rows)


def refundable(parcel: Parcel) -> int:
    """Rupiah that may still be promised back for a parcel: its goods and their sending."""
    return sum(left_of(row.line) for row in parcel.parcel_lines.select_related("line"))


def lines_to_refund(complaint: Complaint, parcel: Parcel) -> list[Line]:
    """The lines of the parcel, those the complaint is about first."""
    about = set(complaint.lines.values_list("line_id", flat=True))
    rows = parcel.parcel_lines.select_related("line").order_by("line_id")
    return sorted((row.line for row in rows), key=lambda line: line.pk not in about)
