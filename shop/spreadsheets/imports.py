"""Looking at a spreadsheet, using it as a whole, and taking it back for a day."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from shop.audit import services as audit
from shop.audit.models import Action
from shop.partner.bulk_offers import OfferMoved
from shop.stock.errors import StockError
from shop.transactions import retries_contention

from . import planning, reading, turns, writing
from .models import Import
from .planning import Plan
from .reading import Table

if TYPE_CHECKING:
    from shop.accounts.models import User

logger = logging.getLogger(__name__)

S = Import.State
KEPT_UNUSED = timedelta(days=7)
LASTS = timedelta(hours=24)
SHOWN = 10


class CannotUse(Exception):
    """Nothing was changed. ``text`` says why, for people."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


@retries_contention
def look(*, content: bytes, file_name: str, cooperative_id: int, actor: User) -> Import:
    """Keep a file so that it can be looked at; nothing of it counts yet. Raises ``BadFile``."""
    reading.read(content)
    with transaction.atomic():
        old = timezone.now() - KEPT_UNUSED
        Import.objects.filter(state=S.LOOKED, created_at__lt=old).delete()
        return Import.objects.create(
            cooperative_id=cooperative_id,
            actor=actor,
            file_name="".join(sign for sign in file_name if sign.isprintable())[-120:],
            digest=hashlib.sha256(content).hexdigest(),
            content=content,
        )


def own(cooperative_ids: Collection[int]) -> QuerySet[Import]:
    """Files of these cooperatives, without their content."""
    rows = Import.objects.filter(cooperative_id__in=list(cooperative_ids))
    return rows.defer("content").select_related("actor", "cooperative", "undone_by")


def table_of(batch: Import) -> Table:
    """The rows of a file that was not used yet."""
    return reading.read(bytes(batch.content))


def plan_of(batch: Import, table: Table | None = None) -> Plan:
    """What a file would do now."""
    return planning.plan(
        table=table or table_of(batch),
        cooperative_id=batch.cooperative_id,
        digest=batch.digest,
    )


@retries_contention
def use(*, batch_id: int, seen: str, actor: User) -> bool:
    """Write the whole file; False when it was used before or has nothing to do.

    ``seen`` is the fingerprint of the plan that was shown. Raises ``CannotUse`` when the goods
    have changed since, or something is wrong with the file.
    """
    looked = Import.objects.filter(pk=batch_id, state=S.LOOKED).first()
    if looked is None:
        return False
    # Seconds for a large file; nobody waits for it, because nothing is locked yet.
    table = table_of(looked)
    try:
        with transaction.atomic():
            turns.take_turns(cooperative_id=looked.cooperative_id, digest=looked.digest)
            # The moment at which the goods are read: what is shipped after it stays shipped.
            now = timezone.now()
            taken = Import.objects.filter(pk=batch_id, state=S.LOOKED).update(
                state=S.USED, actor=actor, used_at=now
            )
            if not taken:
                return False
            batch = Import.objects.defer("content").get(pk=batch_id)
            found = _agreed(batch, table, seen)
            if not found.steps:
                transaction.set_rollback(True)
                return False
            _write(found, batch=batch, read_at=now, actor=actor)
            audit.note(
                audit.Change(
                    action=Action.SPREADSHEET,
                    cooperative_id=batch.cooperative_id,
                    target=batch.file_name,
                    after={"rows": len(found.steps)},
                ),
                actor=actor,
            )
    except (IntegrityError, OfferMoved, StockError, writing.Moved) as error:
        raise CannotUse(_changed()) from error
    logger.info("spreadsheet used batch=%s actor=%s", batch_id, actor.pk)
    return True


def _agreed(batch: Import, table: Table, seen: str) -> Plan:
    found = plan_of(batch, table)
    if found.fingerprint != seen or found.problems:
        raise CannotUse(_changed())
    return found


def _write(found: Plan, *, batch: Import, read_at: datetime, actor: User) -> None:
    source = writing.Source(
        batch_id=batch.pk,
        cooperative_id=batch.cooperative_id,
        digest=batch.digest,
        undone=turns.times_undone(batch),
        read_at=read_at,
        file_name=batch.file_name,
        actor=actor,
    )
    writing.write(found, source)
    Import.objects.filter(pk=batch.pk).update(
        added=found.added, changed=found.changed, same=found.same, content=b""
    )


def may_undo(batch: Import) -> bool:
    """Whether the file gets the button."""
    is_young = batch.used_at is not None and batch.used_at >= timezone.now() - LASTS
    return batch.state == S.USED and is_young


def _changed() -> str:
    return _("Your goods have changed since you looked. Look at the file again.")
