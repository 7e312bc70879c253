"""Using a file of tariffs as a whole, and taking the last one back as a whole.

Every row is changed only while it still says what was looked at; otherwise nothing is changed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from shop.transactions import retries_contention

from .models import Tariff, TariffChange, TariffImport
from .signals import rates_changed
from .tariff_files import read
from .tariff_plans import Key, Plan, Step, plan

if TYPE_CHECKING:
    from shop.accounts.models import User

S = TariffImport.State
KEPT_UNUSED = timedelta(days=7)


class CannotUse(Exception):
    """Nothing was changed. ``text`` says why, for people."""

    def __init__(self, text: str) -> None:
        self.text = text
        super().__init__(text)


@retries_contention
def look(*, content: bytes, file_name: str, actor: User) -> TariffImport:
    """Keep a file so that it can be looked at; nothing of it counts yet. Raises ``BadFile``."""
    rows = read(content)
    with transaction.atomic():
        old = TariffImport.objects.filter(
            state=S.LOOKED, created_at__lt=timezone.now() - KEPT_UNUSED
        )
        old.delete()
        return TariffImport.objects.create(
            file_name=file_name[-120:],
            digest=hashlib.sha256(content).hexdigest(),
            cells=rows,
            actor=actor,
        )


def plan_of(batch: TariffImport) -> Plan:
    """What a kept file would do now."""
    return plan(batch.cells)


@retries_contention
def use(*, batch_id: int, seen: str, actor: User) -> bool:
    """Write all rows of a file; False when it was used before or changes nothing.

    ``seen`` is the fingerprint of the plan that was shown. Raises ``CannotUse`` when the table
    has changed since, or something is wrong with the file.
    """
    try:
        with transaction.atomic():
            taken = TariffImport.objects.filter(pk=batch_id, state=S.LOOKED).update(
                state=S.USED, actor=actor, used_at=timezone.now()
            )
            if not taken:
                return False
            found = plan_of(TariffImport.objects.get(pk=batch_id))
            if found.fingerprint != seen or found.problems:
                raise CannotUse(_changed())
            if not found.steps:
                transaction.set_rollback(True)
                return False
            _write(found.steps, batch_id=batch_id, actor=actor)
            TariffImport.objects.filter(pk=batch_id).update(
                added=found.added, changed=found.changed
            )
    except IntegrityError as error:
        raise CannotUse(_changed()) from error
    return True


@retries_contention
def undo(*, batch_id: int, actor: User) -> bool:
    """Take the last used file back; False when it is not the last, or undone already.

    Raises ``CannotUse`` when a row of it has been changed since: then nothing is taken back.
    """
    later = TariffImport.objects.filter(state=S.USED, used_at__gt=OuterRef("used_at"))
    try:
        with transaction.atomic():
            taken = TariffImport.objects.filter(~Exists(later), pk=batch_id, state=S.USED).update(
                state=S.UNDONE, undone_at=timezone.now(), undone_by=actor
            )
            if not taken:
                return False
            changes = list(TariffChange.objects.filter(batch_id=batch_id).order_by("pk"))
            for change in changes:
                _put_back(change)
            _note(((_key(change), change.after, change.before) for change in changes), actor=actor)
    except IntegrityError as error:
        raise CannotUse(_changed()) from error
    return True


def last_used() -> TariffImport | None:
    """The file that may be taken back."""
    rows = TariffImport.objects.filter(state=S.USED).select_related("actor")
    return rows.order_by("-used_at").first()


def _write(steps: Iterable[Step], *, batch_id: int, actor: User) -> None:
    steps = list(steps)
    new = [_row(step.key, step.after) for step in steps if step.before is None]
    Tariff.objects.bulk_create(new)
    for step in steps:
        if step.before is None:
            continue
        if Tariff.objects.filter(**_where(step.key, step.before)).update(**step.after) != 1:
            raise CannotUse(_changed())
    _note(((s.key, s.before, s.after) for s in steps), actor=actor, batch_id=batch_id)


def _put_back(change: TariffChange) -> None:
    rows = Tariff.objects.filter(**_where(_key(change), change.after or {}))
    if change.before is None:
        count, _of_what = rows.delete()
    else:
        count = rows.update(**change.before)
    if count != 1:
        words = _("%(row)s has been changed since. Nothing was taken back.")
        raise CannotUse(words % {"row": change})


def _note(
    told: Iterable[tuple[Key, Any, Any]], *, actor: User, batch_id: int | None = None
) -> None:
    TariffChange.objects.bulk_create(
        TariffChange(
            batch_id=batch_id,
            cooperative_id=key[0],
            origin=key[1],
            destination=key[2],
            service=key[3],
            before=before,
            after=after,
            actor=actor,
        )
        for key, before, after in told
    )
    rates_changed.send(sender=Tariff)


def _key(change: TariffChange) -> Key:
    return (change.cooperative_id, change.origin, change.destination, change.service)


def _where(key: Key, facts: dict[str, Any]) -> dict[str, Any]:
    """The one row, and only while it says this."""
    names = ("cooperative_id", "origin", "destination", "service")
    return dict(zip(names, key, strict=True)) | facts


def _row(key: Key, facts: dict[str, Any]) -> Tariff:
    return Tariff(**_where(key, facts))


def _changed() -> str:
    return _("The table has changed since you looked. Look at the file again.")
