"""One movement and its counter, in one transaction: what every service of stock is made of.

Nothing outside this package imports this module; call ``shop.stock.services``.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import Case, F, Sum, When
from django.utils import timezone

from shop.audit import services as audit
from shop.audit.models import Action

from .errors import BelowAllocated, NotEnough, NotReserved, RefConflict, Short, StockError
from .models import EFFECT, Kind, StockGrant, StockItem, StockMovement
from .signals import availability_changed, stock_received

if TYPE_CHECKING:
    from shop.accounts.models import User
    from shop.audit.models import Source

# ``ref`` of the database is longer: a cut joins two refs.
MAX_REF = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A movement somebody asks for, before anything is written."""

    item_id: int
    kind: Kind
    quantity: int
    ref: str
    reason: str = ""
    actor: User | None = None
    happened_at: datetime | None = None
    step: int = 1
    counted: int | None = None
    # Whose grant it is taken from, or goes back to; ignored where there is none.
    holder: str = ""
    # Where a person's change came from, for the history; None: by hand.
    source: Source | None = None

    def __post_init__(self) -> None:
        check_ref(self.ref)
        signed = self.kind in {Kind.ADJUST, Kind.COUNT}
        if not signed and self.quantity <= 0:
            raise ValueError(f"{self.kind} needs a quantity above zero, not {self.quantity}.")
        if self.step <= 0:
            raise ValueError(f"A step must be above zero, not {self.step}.")
        if self.happened_at is not None:
            check_aware(self.happened_at)

    @property
    def on_hand_change(self) -> int:
        return EFFECT[self.kind][0] * self.quantity

    @property
    def allocated_change(self) -> int:
        return EFFECT[self.kind][1] * self.quantity

    def row(self) -> StockMovement:
        """The unsaved row; the counters after it are filled in once they are known."""
        return StockMovement(
            item_id=self.item_id,
            kind=self.kind,
            quantity=self.quantity,
            ref=self.ref,
            source_ref=source_of(self.ref),
            step=self.step,
            counted=self.counted,
            reason=self.reason,
            actor=self.actor,
            happened_at=self.happened_at or timezone.now(),
        )


def check_ref(ref: str) -> None:
    """Refuse refs that cannot tell events apart."""
    source, _, _ = ref.partition("#")
    if not source or len(source) > MAX_REF or len(ref) > 2 * MAX_REF + 10:
        raise ValueError(f"Not a usable stock ref: {ref!r}.")


def check_aware(moment: datetime) -> None:
    """Refuse a moment without a time zone: it could be eight hours off."""
    if timezone.is_naive(moment):
        raise ValueError(f"A moment needs a time zone: {moment.isoformat()}.")


def source_of(ref: str) -> str:
    """What an event belongs to: ``shop:LK-7K:12#cancel`` belongs to ``shop:LK-7K:12``."""
    return ref.partition("#")[0]


def apply(move: Move) -> bool:
    """Write the movement and change the counter; False when it was written before.

    Raises StockError when the counters do not allow it, and RefConflict when the ref was used
    for something else. On PostgreSQL the savepoint keeps a caller's transaction usable.
    """
    try:
        with transaction.atomic():
            write(move)
            announce(move.item_id, free_change=move.on_hand_change - move.allocated_change)
    except IntegrityError as error:
        require_replay(move, error)
        return False
    return True


def write(move: Move) -> StockMovement:
    """Insert the row, then decide in one UPDATE. Must run inside a transaction."""
    row = move.row()
    row.save(force_insert=True)
    if move.kind in {Kind.ADJUST, Kind.COUNT} and move.quantity < 0:
        _make_way(move.item_id, -move.quantity)
    if not change_counters(
        item_id=move.item_id, on_hand=move.on_hand_change, allocated=move.allocated_change
    ):
        raise refusal(move)
    StockMovement.objects.filter(pk=row.pk).update(**counters_after(move.item_id))
    if move.kind in {Kind.RELEASE, Kind.SHIP}:
        require_held(move)
    if move.kind == Kind.RELEASE and move.holder:
        _back_to_grant(move)
    if move.actor is not None and move.on_hand_change:
        _note(move)
    return row


def _note(move: Move) -> None:
    """For the history: what a person did. What orders do stands in the movements alone."""
    item = StockItem.objects.get(pk=move.item_id)
    change = audit.Change(
        action=Action.STOCK,
        cooperative_id=item.cooperative_id,
        target=item.name,
        before={"on_hand": item.on_hand - move.on_hand_change},
        after={
            "on_hand": item.on_hand,
            "base_unit": item.base_unit,
            "kind": move.kind,
            "reason": move.reason,
        },
    )
    audit.note(change, actor=move.actor, source=move.source)


def change_counters(*, item_id: int, on_hand: int, allocated: int, granted: int = 0) -> bool:
    """Change the counters if ``0 <= allocated``, ``0 <= granted`` and ``allocated + granted <=
    on_hand`` still hold afterwards.

    The condition are the CHECK constraints, asked before they are broken: one rule for all.
    """
    changed = StockItem.objects.filter(
        pk=item_id,
        allocated__gte=-allocated,
        granted__gte=-granted,
        on_hand__gte=F("allocated") + F("granted") + (allocated + granted - on_hand),
    ).update(
        on_hand=F("on_hand") + on_hand,
        allocated=F("allocated") + allocated,
        granted=F("granted") + granted,
    )
    return changed == 1


def _back_to_grant(move: Move) -> None:
    """The channel shows the units of its cancelled order again: they are its own. Item held."""
    mine = StockGrant.objects.filter(item_id=move.item_id, holder=move.holder, item__is_escrow=True)
    if mine.update(quantity=F("quantity") + move.quantity, late=F("late") + move.quantity):
        change_counters(item_id=move.item_id, on_hand=0, allocated=0, granted=move.quantity)


def _make_way(item_id: int, gone: int) -> None:
    """Goods do not exist: what is not free of them is taken out of grants, the largest first.

    Those channels may show more than they have now; they are marked, to be set to 0 at once.
    """
    item = lock(item_id)
    missing = min(gone - item.free, item.granted)
    for row in StockGrant.objects.filter(item_id=item_id, quantity__gt=0).order_by(
        "-quantity", "pk"
    ):
        if missing <= 0:
            return
        less = min(missing, row.quantity)
        StockGrant.objects.filter(pk=row.pk).update(quantity=F("quantity") - less, is_cut=True)
        change_counters(item_id=item_id, on_hand=0, allocated=0, granted=-less)
        missing -= less


def lock(item_id: int) -> StockItem:
    """Hold the item until the transaction ends, and read it. Raises StockItem.DoesNotExist.

    A write that changes nothing locks the row on PostgreSQL; on SQLite the transaction already
    has the only writer's place. ``select_for_update`` would do nothing there.
    """
    StockItem.objects.filter(pk=item_id).update(on_hand=F("on_hand"))
    return StockItem.objects.get(pk=item_id)


def lock_all(item_ids: Collection[int]) -> dict[int, StockItem]:
    """As ``lock`` for several, taken in primary-key order. Raises StockItem.DoesNotExist.

    On SQLite every transaction of ours begins as the only writer, and nothing has to be locked.
    """
    rows = StockItem.objects.filter(pk__in=item_ids).order_by("pk")
    found = {item.pk: item for item in rows.select_for_update(no_key=True)}
    for item_id in item_ids:
        if item_id not in found:
            raise StockItem.DoesNotExist(f"item {item_id}")
    return found


def counters_after(item_id: int) -> dict[str, object]:
    """Values for the after-columns, read by the database in the same statement."""
    item = StockItem.objects.filter(pk=item_id)
    return {
        "on_hand_after": item.values("on_hand")[:1],
        "allocated_after": item.values("allocated")[:1],
    }


def held(item_id: int, source_ref: str) -> int:
    """Base units the reservation of ``source_ref`` still holds of the item."""
    total = StockMovement.objects.filter(item_id=item_id, source_ref=source_ref).aggregate(
        total=Sum(allocated_effect(), default=0)
    )["total"]
    return int(total)


def allocated_effect() -> Case:
    """SQL: the change of ``allocated`` that a movement row stands for."""
    return Case(
        When(kind=Kind.RESERVE, then=F("quantity")),
        When(kind__in=[Kind.RELEASE, Kind.SHIP], then=-F("quantity")),
        default=0,
    )


def on_hand_effect(prefix: str = "") -> Case:
    """SQL: the change of ``on_hand`` that a movement row stands for."""
    grows = [kind for kind, effect in EFFECT.items() if effect[0] == 1]
    return Case(
        When(**{f"{prefix}kind__in": grows}, then=F(f"{prefix}quantity")),
        When(**{f"{prefix}kind": Kind.SHIP}, then=-F(f"{prefix}quantity")),
        default=0,
    )


def require_held(move: Move) -> None:
    """Refuse to give away what another reservation holds.

    Asked after the counter was changed: from then on the item's row is locked, so nobody else
    can take from the same reservation between the question and the commit.
    """
    source = source_of(move.ref)
    left = held(move.item_id, source)
    if left < 0:
        raise NotReserved(move.item_id, source, move.quantity, left + move.quantity)


def refusal(move: Move) -> StockError:
    """The error for a change the counters do not allow. Raises StockItem.DoesNotExist."""
    item = StockItem.objects.get(pk=move.item_id)
    if move.kind == Kind.RESERVE:
        return NotEnough([Short(item_id=item.pk, wanted=move.quantity, free=item.free)])
    if move.kind in {Kind.RELEASE, Kind.SHIP}:
        source = source_of(move.ref)
        return NotReserved(item.pk, source, move.quantity, held(item.pk, source) + move.quantity)
    return BelowAllocated(item.pk, item.allocated)


def find(item_id: int, kind: Kind, ref: str) -> StockMovement | None:
    """The movement written before under this ref, if any."""
    return StockMovement.objects.filter(item_id=item_id, kind=kind, ref=ref).first()


def require_replay(move: Move, error: Exception) -> None:
    """Return only when the very same movement exists; otherwise the error was another one."""
    earlier = find(move.item_id, move.kind, move.ref)
    if earlier is None:
        raise error
    if earlier.quantity != move.quantity:
        raise RefConflict(
            move.item_id, move.kind, move.ref, earlier.quantity, move.quantity
        ) from error


def announce(item_id: int, *, free_change: int) -> None:
    """Tell the others, inside the transaction, when free stock is another number."""
    if free_change:
        availability_changed.send(sender=StockItem, item_ids=(item_id,))
    if free_change > 0:
        stock_received.send(sender=StockItem, item_id=item_id)
