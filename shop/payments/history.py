"""What is told to the history when money moves: the order's number, never the buyer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shop.audit import services as audit
from shop.audit.facts import Facts
from shop.audit.models import Action

from .models import PaymentRequest

if TYPE_CHECKING:
    from shop.accounts.models import User


def note(
    action: Action, request_id: int, actor: User | None, *, after: Facts | None = None
) -> None:
    """Note what a person did with a payment, in the transaction that does it.

    What providers report is left out: their notifications are kept in their own tables. Whose
    history it is follows the account or QRIS; money at the door belongs to the one cooperative of
    the order, and what came to head office's accounts to head office.
    """
    if actor is None:
        return
    row = PaymentRequest.objects.select_related("order", "account", "qris").get(pk=request_id)
    change = audit.Change(
        action=action,
        cooperative_id=_whose(row),
        target=row.order.number,
        after=after or {},
    )
    audit.note(change, actor=actor)


def _whose(row: PaymentRequest) -> int | None:
    for place in (row.account, row.qris):
        if place is not None:
            return place.cooperative_id
    if row.provider != "cod":
        return None
    owners = row.order.parcels.order_by().values_list("cooperative_id", flat=True).distinct()[:2]
    return owners[0] if len(owners) == 1 else None
