"""Taking a used file back within a day. Nobody's later change is overwritten."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.models import Product
from catalog.signals import products_changed
from shop.audit import services as audit
from shop.audit.models import Action, Source
from shop.partner.bulk_offers import OfferChange, put_back
from shop.partner.models import StockRecord
from shop.stock import services as stock
from shop.stock.models import Kind, StockMovement
from shop.transactions import retries_contention

from . import imports, turns, writing
from .imports import CannotUse
from .models import Import, ImportChange

if TYPE_CHECKING:
    from shop.accounts.models import User

logger = logging.getLogger(__name__)

S = ImportChange.Scope


@dataclass(slots=True, kw_only=True)
class _Left:
    """What stays as somebody else made it."""

    rows: list[dict[str, Any]] = field(default_factory=list)

    def add(self, note: ImportChange) -> None:
        """Name one field."""
        self.rows.append({"row": note.row, "sku": note.sku, "field": note.field})


@retries_contention
def undo(*, batch_id: int, actor: User) -> bool:
    """Put back every field that still says what the file wrote; False when that was done before.

    Raises ``CannotUse`` after 24 hours. What was changed since is kept and named in ``left``.
    """
    with transaction.atomic():
        batch = Import.objects.defer("content").get(pk=batch_id)
        turns.take_turns(cooperative_id=batch.cooperative_id, digest=batch.digest)
        now = timezone.now()
        young = Import.objects.filter(
            pk=batch_id, state=Import.State.USED, used_at__gte=now - imports.LASTS
        )
        if not young.update(state=Import.State.UNDONE, undone_at=now, undone_by=actor):
            if Import.objects.filter(pk=batch_id, state=Import.State.UNDONE).exists():
                return False
            raise CannotUse(_("This is older than 24 hours. Correct it with a new file."))
        batch.refresh_from_db(fields=["used_at"])
        left = _put_back(batch, undone=turns.times_undone(batch), actor=actor)
        Import.objects.filter(pk=batch_id).update(left=left.rows)
        audit.note(
            audit.Change(
                action=Action.SPREADSHEET_UNDONE,
                cooperative_id=batch.cooperative_id,
                target=batch.file_name,
            ),
            actor=actor,
        )
    logger.info("spreadsheet taken back batch=%s left=%s", batch_id, len(left.rows))
    return True


def _put_back(batch: Import, *, undone: int, actor: User) -> _Left:
    notes = list(ImportChange.objects.filter(batch_id=batch.pk).order_by("pk"))
    left = _Left()

    def of(scope: str) -> list[ImportChange]:
        return [note for note in notes if note.scope == scope]

    written = _products(of(S.PRODUCT), left) | _categories(of(S.CATEGORY), left)
    _offers(of(S.OFFER), left, actor)
    if written:
        products_changed.send(sender=Product, product_ids=tuple(sorted(written)))
    _stock(of(S.STOCK), left, batch, undone, actor)
    _new(of(S.NEW), left)
    return left


def _products(notes: Sequence[ImportChange], left: _Left) -> set[int]:
    """Field by field: one that was changed since does not keep the others."""
    now = timezone.now()
    written = set()
    for note in sorted(notes, key=lambda each: (each.object_id, each.field)):
        rows = Product.objects.filter(pk=note.object_id, **{note.field: note.after})
        if rows.update(**{note.field: note.before}, date_updated=now):
            written.add(note.object_id)
        else:
            left.add(note)
    return written


def _categories(notes: Sequence[ImportChange], left: _Left) -> set[int]:
    written = set()
    for note in sorted(notes, key=lambda each: each.object_id):
        if writing.set_categories(note.object_id, before=note.after, after=note.before):
            written.add(note.object_id)
        else:
            left.add(note)
    return written


def _offers(notes: Iterable[ImportChange], left: _Left, actor: User) -> None:
    """Channels are told the earlier prices again, because they hear of every change."""
    by_key = {(note.object_id, note.field): note for note in notes}
    changes = [
        OfferChange(stockrecord_id=number, before={name: note.after}, after={name: note.before})
        for (number, name), note in by_key.items()
    ]
    for kept in put_back(changes=changes, actor=actor, source=Source.SPREADSHEET):
        left.add(by_key[kept.stockrecord_id, next(iter(kept.after))])


def _stock(
    notes: Sequence[ImportChange], left: _Left, batch: Import, undone: int, actor: User
) -> None:
    """The opposite movement, unless somebody counted since."""
    for note in sorted(notes, key=lambda each: (each.object_id, each.row)):
        ref = turns.movement_ref(digest=batch.digest, undone=undone, row=note.row)
        rows = StockMovement.objects.filter(item_id=note.object_id)
        ours = rows.filter(ref=ref, kind__in=[Kind.RECEIVE, Kind.COUNT]).first()
        if ours is None:
            # Written under a name we do not find: whoever took the file back must know.
            left.add(note)
            continue
        if ours.quantity == 0:
            continue
        if (
            rows.filter(kind=Kind.COUNT, pk__gt=ours.pk)
            .exclude(ref__startswith=_start(ref))
            .exists()
        ):
            left.add(note)
            continue
        try:
            stock.adjust(
                item_id=note.object_id,
                difference=-ours.quantity,
                ref=f"{ref}{turns.MARK}",
                reason=_("taken back: %(what)s") % {"what": batch.file_name},
                actor=actor,
                source=Source.SPREADSHEET,
            )
        except stock.BelowAllocated:
            left.add(note)


def _start(ref: str) -> str:
    return ref.rpartition(":")[0] + ":"


def _new(notes: Sequence[ImportChange], left: _Left) -> None:
    """New goods go again; those that were ordered or changed meanwhile are hidden instead.

    Only what the file made is hidden: a pack, and its page only where the file made that too.
    """
    for note in sorted(notes, key=lambda each: (each.field == "page", each.object_id)):
        product = Product.objects.filter(pk=note.object_id).first()
        if product is None:
            continue
        if _was_used(product) or not _deleted(product):
            product.is_public = False
            product.save(update_fields=["is_public", "date_updated"])
            left.add(note)


def _was_used(product: Product) -> bool:
    """Whether anybody ordered of it, or gave it further packs."""
    items = StockRecord.objects.filter(product=product).values("stock_item_id")
    was_ordered = StockMovement.objects.filter(
        item_id__in=items, kind__in=[Kind.RESERVE, Kind.SHIP]
    ).exists()
    return was_ordered or Product.objects.filter(parent=product).exists()


def _deleted(product: Product) -> bool:
    try:
        with transaction.atomic():
            product.delete()
    except (ProtectedError, IntegrityError):
        return False
    return True
