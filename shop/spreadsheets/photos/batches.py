"""Photos sent together: looking at whose they would be, using all of them, taking them back.

The same photos against the same goods always make the same plan; its fingerprint is what a person
agrees to. Files of batches that nobody used go after a week.
"""

from __future__ import annotations

import hashlib
import json
import logging
import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.photos import services as photos
from shop.transactions import retries_contention

from ..imports import KEPT_UNUSED, LASTS, CannotUse
from ..models import BatchPhoto, PhotoBatch
from ..refusals import BadFile, Wrong
from . import naming, unpacking

if TYPE_CHECKING:
    from shop.accounts.models import User

logger = logging.getLogger(__name__)

S = PhotoBatch.State
MOST_LEFT = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """What becomes of one file: ``goods`` get it, have it already, or ``wrong`` says why not."""

    photo: BatchPhoto
    number: int = 0
    goods: naming.Goods | None = None
    is_same: bool = False
    wrong: Wrong | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """All files of a batch, decided, in the order in which the goods will show them."""

    rows: tuple[Planned, ...]

    @property
    def added(self) -> tuple[Planned, ...]:
        """Photos that goods would get."""
        return tuple(row for row in self.rows if row.goods and not row.is_same and not row.wrong)

    @property
    def same(self) -> int:
        """Photos the goods have already."""
        return sum(row.is_same for row in self.rows)

    @property
    def wrong(self) -> tuple[Planned, ...]:
        """Files with a problem."""
        return tuple(row for row in self.rows if row.wrong)

    @property
    def fingerprint(self) -> str:
        """Another plan has another one."""
        told = [
            [row.photo.pk, row.goods.product_id if row.goods else 0, row.is_same, bool(row.wrong)]
            for row in self.rows
        ]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:32]


def look(*, files: Iterable[UploadedFile], cooperative_id: int, actor: User) -> PhotoBatch:
    """Keep photos so that they can be looked at; nothing of them counts yet.

    Takes seconds and must not run inside a transaction. Raises ``BadFile``; nothing is kept then.
    """
    _forget_old()
    rows: list[BatchPhoto] = []
    try:
        for photo in unpacking.photos_in(files):
            rows.append(_row(photo))
        if not rows:
            raise BadFile(_("There is no photo in it."))
        return _keep(rows, cooperative_id, actor)
    except BaseException:
        _delete_files(rows)
        raise


def _row(photo: unpacking.Photo) -> BatchPhoto:
    row = BatchPhoto(file_name=photo.name, refusal=photo.refusal[:255], thumb=photo.thumb)
    if photo.data:
        row.digest = hashlib.sha256(photo.data).hexdigest()
        row.file.save(f"{uuid.uuid4().hex}.jpg", ContentFile(photo.data), save=False)
    return row


@retries_contention
@transaction.atomic
def _keep(rows: list[BatchPhoto], cooperative_id: int, actor: User) -> PhotoBatch:
    batch = PhotoBatch.objects.create(cooperative_id=cooperative_id, actor=actor)
    for row in rows:
        row.batch = batch
    BatchPhoto.objects.bulk_create(rows)
    return batch


def own(cooperative_ids: Collection[int]) -> QuerySet[PhotoBatch]:
    """Batches of these cooperatives."""
    rows = PhotoBatch.objects.filter(cooperative_id__in=list(cooperative_ids))
    return rows.select_related("actor", "cooperative", "undone_by")


def plan_of(batch: PhotoBatch) -> Plan:
    """What a batch would do now, in a fixed number of queries."""
    names = naming.names_of(batch.cooperative_id)
    rows = [_named(row, names) for row in batch.photos.defer("thumb").order_by("pk")]
    rows.sort(key=lambda row: (row.goods.title if row.goods else "", row.number, row.photo.pk))
    there = photos.shown_names({row.goods.product_id for row in rows if row.goods})
    return Plan(rows=tuple(_fitted(row, there) for row in rows))


def _named(photo: BatchPhoto, names: naming.Names) -> Planned:
    if photo.refusal:
        return Planned(photo=photo, wrong=Wrong(photo.refusal))
    try:
        goods, number = names.find(photo.file_name)
    except Wrong as wrong:
        return Planned(photo=photo, wrong=wrong)
    return Planned(photo=photo, goods=goods, number=number)


def _fitted(row: Planned, there: dict[int, set[str]]) -> Planned:
    """Whether the goods have this very photo, or as many as they can."""
    if row.goods is None:
        return row
    shown = there[row.goods.product_id]
    base = photos.name_of(product_id=row.goods.product_id, digest=row.photo.digest)
    wrong = None
    is_same = base in shown
    if not is_same and len(shown) >= photos.MOST:
        wrong = Wrong(photos.TooMany().text)
    elif not is_same:
        shown.add(base)
    return Planned(
        photo=row.photo, goods=row.goods, number=row.number, is_same=is_same, wrong=wrong
    )


def use(*, batch_id: int, seen: str, actor: User) -> bool:
    """Give every photo to its goods; False when it was done before or nothing is to be done.

    ``seen`` is the fingerprint of the plan that was shown. Raises ``CannotUse``, and no goods have
    changed then. Files are read and stored before anything is locked; never inside a transaction.
    """
    batch = PhotoBatch.objects.filter(pk=batch_id, state=S.LOOKED).first()
    if batch is None:
        return False
    plan = plan_of(batch)
    if plan.fingerprint != seen or plan.wrong:
        raise CannotUse(_changed())
    if not plan.added:
        return False
    try:
        bases = {row.photo.pk: _stored(row) for row in plan.added}
    except FileNotFoundError as error:
        # Somebody else used or left out these very photos at this moment.
        raise CannotUse(_changed()) from error
    try:
        is_used = _attach_all(batch_id, plan, bases, actor)
    except photos.TooMany as error:
        raise CannotUse(_changed()) from error
    if is_used:
        _drop_files(list(batch.photos.defer("thumb")))
        logger.info("photos used batch=%s actor=%s count=%s", batch_id, actor.pk, len(bases))
    return is_used


def _stored(row: Planned) -> str:
    with row.photo.file.open() as file:
        return photos.store(product_id=row.goods.product_id, data=file.read())


@retries_contention
@transaction.atomic
def _attach_all(batch_id: int, plan: Plan, bases: dict[int, str], actor: User) -> bool:
    """All photos or none, product by product in the order of their numbers."""
    taken = PhotoBatch.objects.filter(pk=batch_id, state=S.LOOKED).update(
        state=S.USED, actor=actor, used_at=timezone.now()
    )
    if not taken:
        return False
    rows = set(BatchPhoto.objects.filter(batch_id=batch_id).values_list("pk", flat=True))
    if rows != {row.photo.pk for row in plan.rows}:
        raise CannotUse(_changed())
    # Stable: the photos of one product stay in the order of their names.
    for row in sorted(plan.added, key=lambda each: each.goods.product_id):
        image, is_new = photos.attach(product_id=row.goods.product_id, base=bases[row.photo.pk])
        BatchPhoto.objects.filter(pk=row.photo.pk).update(
            product_id=row.goods.product_id, image=image if is_new else None
        )
    return True


@retries_contention
@transaction.atomic
def leave_out(*, batch_id: int, wrong: Collection[int]) -> int:
    """Forget files of a batch that is only looked at; how many went. The others stay."""
    # The row first: a batch that is being used keeps what it is being used with.
    if not PhotoBatch.objects.filter(pk=batch_id, state=S.LOOKED).update(state=S.LOOKED):
        return 0
    rows = list(BatchPhoto.objects.filter(batch_id=batch_id, pk__in=list(wrong)))
    BatchPhoto.objects.filter(pk__in=[row.pk for row in rows]).delete()
    transaction.on_commit(lambda: _delete_files(rows))
    return len(rows)


def may_undo(batch: PhotoBatch) -> bool:
    """Whether the batch gets the button."""
    is_young = batch.used_at is not None and batch.used_at >= timezone.now() - LASTS
    return batch.state == S.USED and is_young


@retries_contention
@transaction.atomic
def undo(*, batch_id: int, actor: User) -> bool:
    """Take the added photos away again; False when that was done before.

    Raises ``CannotUse`` after 24 hours. Photos the goods had before, and those that somebody
    deleted meanwhile, are as they are.
    """
    now = timezone.now()
    young = PhotoBatch.objects.filter(pk=batch_id, state=S.USED, used_at__gte=now - LASTS)
    if not young.update(state=S.UNDONE, undone_at=now, undone_by=actor):
        if PhotoBatch.objects.filter(pk=batch_id, state=S.UNDONE).exists():
            return False
        raise CannotUse(_("This is older than 24 hours. Delete the photos one by one."))
    rows = BatchPhoto.objects.filter(batch_id=batch_id).exclude(image=None)
    for product_id, image_id in rows.order_by("product_id", "pk").values_list(
        "product_id", "image_id"
    ):
        photos.remove(product_id=product_id, image_id=image_id)
    logger.info("photos taken back batch=%s actor=%s", batch_id, actor.pk)
    return True


@retries_contention
@transaction.atomic
def _forget_old() -> None:
    old = PhotoBatch.objects.filter(state=S.LOOKED, created_at__lt=timezone.now() - KEPT_UNUSED)
    rows = list(BatchPhoto.objects.filter(batch__in=old).defer("thumb"))
    # A process that died after a batch was used has left its files.
    over = BatchPhoto.objects.filter(batch__state__in=[S.USED, S.UNDONE]).exclude(file="")
    rest = list(over.defer("thumb")[:MOST_LEFT])
    old.delete()
    transaction.on_commit(lambda: _delete_files(rows))
    transaction.on_commit(lambda: _drop_files(rest))


def _drop_files(rows: Collection[BatchPhoto]) -> None:
    """Delete the files of photos that stay in the list of their batch."""
    _delete_files(rows)
    BatchPhoto.objects.filter(pk__in=[row.pk for row in rows]).update(file="")


def _delete_files(rows: Iterable[BatchPhoto]) -> None:
    for row in rows:
        if row.file:
            row.file.storage.delete(row.file.name)


def _changed() -> str:
    return _("Your goods or photos have changed since you looked. Look at the photos again.")
