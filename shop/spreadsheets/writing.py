"""Writing a plan down, every field only while it still says what was looked at."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.models import Product, ProductCategory
from catalog.signals import products_changed
from shop.audit.models import Source as Origin
from shop.partner.bulk_offers import OfferChange, change_offers
from shop.stock import services as stock

from .creating import create
from .models import ImportChange
from .planning import Plan, Step
from .shelf import OFFER_FIELDS, PACK_FIELDS, PAGE_FIELDS
from .turns import movement_ref

if TYPE_CHECKING:
    from shop.accounts.models import User

S = ImportChange.Scope


class Moved(Exception):
    """Something is no longer as it was looked at; nothing of the file may stay."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a plan comes from: whose goods, which file, which time, who."""

    batch_id: int
    cooperative_id: int
    digest: str
    undone: int
    file_name: str
    actor: User
    # A moment before the goods were read for the plan.
    read_at: datetime

    def ref(self, row: int) -> str:
        """The stock ref of a row."""
        return movement_ref(digest=self.digest, undone=self.undone, row=row)

    @property
    def reason(self) -> str:
        """What the history of the stock says."""
        return (_("spreadsheet %(name)s") % {"name": self.file_name})[:255]


def write(plan: Plan, source: Source) -> None:
    """All of it in the caller's transaction. Raises ``Moved`` and ``OfferMoved``."""
    known = [step for step in plan.steps if step.goods is not None]
    notes = [note for step in known for note in _notes(step, source.batch_id)]
    notes += _titles_of_packs(known, source.batch_id)
    _write_products([note for note in notes if note.scope == S.PRODUCT])
    _write_categories([note for note in notes if note.scope == S.CATEGORY])
    change_offers(
        changes=offers([note for note in notes if note.scope == S.OFFER]),
        actor=source.actor,
        source=Origin.SPREADSHEET,
    )
    written = {note.object_id for note in notes if note.scope in {S.PRODUCT, S.CATEGORY}}
    if written:
        products_changed.send(sender=Product, product_ids=tuple(sorted(written)))
    notes += create([step for step in plan.steps if step.goods is None], source)
    _write_stock([note for note in notes if note.scope == S.STOCK], source)
    ImportChange.objects.bulk_create(notes, batch_size=500)


def _notes(step: Step, batch_id: int) -> Iterable[ImportChange]:
    """What a step does, field by field; a pack's own name follows in ``_titles_of_packs``."""
    goods = step.goods
    if goods is None:
        return
    for change in step.changes:
        scope, object_id = S.PRODUCT, goods.product_id
        if change.key in {"stock", "received"}:
            scope, object_id = S.STOCK, goods.item_id or 0
        elif change.key in OFFER_FIELDS:
            scope, object_id = S.OFFER, goods.record_id
        elif change.key == "category":
            scope, object_id = S.CATEGORY, goods.page_id
        elif change.key in PAGE_FIELDS:
            object_id = goods.page_id
        elif change.key not in PACK_FIELDS:
            continue
        yield ImportChange(
            batch_id=batch_id,
            row=step.row,
            sku=step.sku,
            scope=scope,
            object_id=object_id,
            field=change.key,
            before=change.before,
            after=change.after,
        )


def _titles_of_packs(steps: Sequence[Step], batch_id: int) -> list[ImportChange]:
    """A pack is called after its product: ``Kopi Lintong, 250 g``."""
    pages: dict[int, tuple[str, Step]] = {}
    options: dict[int, tuple[str, Step]] = {}
    for step in steps:
        goods = step.goods
        for change in step.changes if goods else ():
            if change.key == "title" and goods.is_variant:
                pages[goods.page_id] = (change.after, step)
            elif change.key == "option":
                options[goods.product_id] = (change.after, step)
    if not pages and not options:
        return []
    packs = Product.objects.filter(parent_id__in=pages) | Product.objects.filter(pk__in=options)
    found = []
    for pack in packs.select_related("parent").order_by("pk"):
        title, step = pages.get(pack.parent_id, (pack.parent.title, None))
        old = pack.title.removeprefix(pack.parent.title).strip(" ,–-:/")
        option, own = options.get(pack.pk, (old, step))
        after = f"{title}, {option}"[:255] if option else title
        if by := own or step:
            found.append(_title_note(pack, after, by, batch_id))
    return found


def _title_note(pack: Product, after: str, step: Step, batch_id: int) -> ImportChange:
    return ImportChange(
        batch_id=batch_id,
        row=step.row,
        sku=step.sku,
        scope=S.PRODUCT,
        object_id=pack.pk,
        field="title",
        before=pack.title,
        after=after,
    )


def by_object(notes: Iterable[ImportChange]) -> list[tuple[int, dict[str, Any], dict[str, Any]]]:
    """(number, fields before, fields after) for each thing, in the order of the numbers."""
    before: defaultdict[int, dict[str, Any]] = defaultdict(dict)
    after: defaultdict[int, dict[str, Any]] = defaultdict(dict)
    for note in notes:
        before[note.object_id][note.field] = note.before
        after[note.object_id][note.field] = note.after
    return [(number, before[number], after[number]) for number in sorted(before)]


def offers(notes: Iterable[ImportChange]) -> list[OfferChange]:
    """The notes as changes of offers."""
    return [
        OfferChange(stockrecord_id=number, before=before, after=after)
        for number, before, after in by_object(notes)
    ]


def _write_products(notes: Sequence[ImportChange]) -> None:
    now = timezone.now()
    for number, before, after in by_object(notes):
        rows = Product.objects.filter(pk=number, **before)
        if not rows.update(**after, date_updated=now):
            raise Moved


def _write_categories(notes: Sequence[ImportChange]) -> None:
    for note in sorted(notes, key=lambda each: each.object_id):
        if not set_categories(note.object_id, before=note.before, after=note.after):
            raise Moved


def set_categories(product_id: int, *, before: Sequence[int], after: Sequence[int]) -> bool:
    """Put a product on other shelves while it stands on these; False when it does not."""
    Product.objects.filter(pk=product_id).update(date_updated=timezone.now())
    rows = ProductCategory.objects.filter(product_id=product_id)
    if set(rows.values_list("category_id", flat=True)) != set(before):
        return False
    rows.filter(category_id__in=set(before) - set(after)).delete()
    for category_id in sorted(set(after) - set(before)):
        ProductCategory.objects.create(product_id=product_id, category_id=category_id)
    return True


def _write_stock(notes: Sequence[ImportChange], source: Source) -> None:
    """In the order of the items, as whoever touches several must. Raises ``Moved``.

    A count holds for the moment the plan was read: what was shipped after it is still taken off,
    and when the books said another number then, or orders would lose goods, people look again.
    """
    for note in sorted(notes, key=lambda each: (each.object_id, each.row)):
        facts: dict[str, Any] = {
            "item_id": note.object_id,
            "ref": source.ref(note.row),
            "reason": source.reason,
            "actor": source.actor,
            "source": Origin.SPREADSHEET,
        }
        difference = note.after - note.before
        if note.field == "received":
            if not stock.receive(quantity=difference, **facts):
                raise Moved
            continue
        result = stock.count(counted=note.after, counted_at=source.read_at, **facts)
        if result.cuts or result.difference != difference:
            raise Moved
