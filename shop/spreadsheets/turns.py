"""One file used, taken back and used again: what stock remembers of each turn."""

from __future__ import annotations

from shop.stock.models import Kind, StockMovement

from .models import Import

# Behind the ref of a movement of stock: the movement that took it back.
MARK = "#undo"


def movement_ref(*, digest: str, undone: int, row: int) -> str:
    """The name under which stock remembers a row of a file: the same file again does nothing.

    A file that was taken back may be used again, under ``undone`` one higher.
    """
    return f"{_name(digest)}{undone}:{row}"


def _name(digest: str) -> str:
    return f"sheet:{digest[:32]}."


def take_turns(*, cooperative_id: int, digest: str) -> None:
    """Wait until nobody else uses or takes back this very file, until the transaction ends."""
    rows = Import.objects.filter(cooperative_id=cooperative_id, digest=digest)
    list(rows.select_for_update().order_by("pk").values_list("pk", flat=True))


def times_undone(batch: Import) -> int:
    """How often this very file had been taken back when the batch was used.

    The same before and after the batch itself is taken back, and whatever happened since.
    """
    rows = Import.objects.filter(cooperative_id=batch.cooperative_id, digest=batch.digest)
    return (
        rows.filter(state=Import.State.UNDONE, undone_at__lte=batch.used_at)
        .exclude(pk=batch.pk)
        .count()
    )


def rows_written(*, cooperative_id: int, digest: str) -> frozenset[int]:
    """Rows of this very file whose stock was written down, at any time, and not taken back."""
    refs = (
        StockMovement.objects.filter(
            item__cooperative_id=cooperative_id,
            kind__in=[Kind.RECEIVE, Kind.COUNT, Kind.ADJUST],
            ref__startswith=_name(digest),
        )
        .exclude(quantity=0)
        .values_list("ref", flat=True)
    )
    every = frozenset(refs)
    rows = {ref.rpartition(":")[2] for ref in every if ref + MARK not in every}
    return frozenset(int(row) for row in rows if row.isdecimal())
