"""What people do with a file: look at it, use it."""

from __future__ import annotations

from catalog.models import Product
from shop.partner.models import Partner, StockRecord
from shop.spreadsheets import imports
from shop.spreadsheets.models import Import
from shop.spreadsheets.planning import Plan
from tests.factories_desk import make_staff


def record_of(product: Product) -> StockRecord:
    return StockRecord.objects.select_related("stock_item").get(product=product)


def look(seller: Partner, content: bytes) -> tuple[Import, Plan]:
    batch = imports.look(
        content=content, file_name="stok.xlsx", cooperative_id=seller.pk, actor=make_staff(seller)
    )
    return batch, imports.plan_of(batch)


def use(seller: Partner, content: bytes) -> Import:
    batch, plan = look(seller, content)
    assert not plan.problems, plan.problems
    assert imports.use(batch_id=batch.pk, seen=plan.fingerprint, actor=batch.actor)
    batch.refresh_from_db()
    return batch
