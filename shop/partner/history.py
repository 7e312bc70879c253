"""What is told to the history when an offer changes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from shop.audit import services as audit
from shop.audit.facts import Facts
from shop.audit.models import Action, Source

from .models import StockRecord

if TYPE_CHECKING:
    from shop.accounts.models import User

# Rows read at once; a statement has a limit of parameters.
CHUNK = 500


def note_offers(
    changes: Mapping[int, tuple[Facts, Facts]],
    *,
    actor: User | None,
    source: Source | None = None,
) -> None:
    """Note facts before and after by the key of the record, in the transaction of the change."""
    keys = sorted(changes)
    for start in range(0, len(keys), CHUNK):
        rows = StockRecord.objects.filter(pk__in=keys[start : start + CHUNK]).values_list(
            "pk", "partner_id", "stock_item__name", "partner_sku", "unit_label"
        )
        audit.note_all(
            [
                audit.Change(
                    action=Action.PRICE,
                    cooperative_id=partner_id,
                    target=f"{name or sku} · {label}" if label else name or sku,
                    before=_whole(changes[pk][0]),
                    after=_whole(changes[pk][1]),
                )
                for pk, partner_id, name, sku, label in rows
            ],
            actor=actor,
            source=source,
        )


def _whole(facts: Facts) -> Facts:
    """Prices are whole rupiah, also when they come from the database as decimals."""
    price = facts.get("price")
    return facts if price is None else {**facts, "price": int(price)}
