"""What is not there for one parcel: a line may lie in several, and what is set aside goes to the
first of them that is still here."""

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from .locking import Locked
from .models import Line, Parcel, ParcelLine, ParcelState

IN_THE_STORE = (ParcelState.TO_PACK, ParcelState.PACKED)

# For rows of ``with_earlier``.
IS_SHORT = Q(line__shortage__gt=0) & Q(line__reserved__lt=F("earlier") + F("quantity"))


def with_earlier(rows: QuerySet[ParcelLine]) -> QuerySet[ParcelLine]:
    """The rows with ``earlier``: packs of their line in parcels before that are still here."""
    before = ParcelLine.objects.filter(
        line=OuterRef("line"),
        parcel__state__in=IN_THE_STORE,
        parcel__sequence__lt=OuterRef("parcel__sequence"),
    )
    total = before.order_by().values("line").annotate(total=Sum("quantity")).values("total")
    return rows.annotate(earlier=Coalesce(Subquery(total), 0))


def there_for(locked: Locked, parcel: Parcel, line: Line) -> int:
    """Packs of a line that are set aside for this parcel, the ones before it served first."""
    earlier = sum(
        row.quantity
        for each in locked.parcels
        if each.sequence < parcel.sequence and each.state in IN_THE_STORE
        for row in each.parcel_lines.all()
        if row.line_id == line.pk
    )
    return max(0, line.reserved - earlier)


def missing_of(row: ParcelLine) -> int:
    """Packs of this row that are not there; asks the database only for a row that was read
    without ``with_earlier`` and whose line is short."""
    line = row.line
    if not line.shortage:
        return 0
    earlier = vars(row).get("earlier")
    if earlier is None:
        mine = with_earlier(ParcelLine.objects.filter(pk=row.pk))
        earlier = mine.values_list("earlier", flat=True).first() or 0
    there = max(0, line.reserved - earlier)
    return min(line.shortage, max(0, row.quantity - there))
