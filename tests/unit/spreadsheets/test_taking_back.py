"""A file is used, used again and taken back in any order; stock is never moved twice or lost."""

from __future__ import annotations

import pytest
from django.utils import timezone

from catalog.models import Product
from shop.partner.models import Partner, StockRecord
from shop.partner.services import set_price
from shop.spreadsheets import imports, undoing
from shop.spreadsheets.models import Import
from shop.stock import services as stock
from shop.stock.models import StockItem, StockMovement
from tests.factories_storefront import make_product, make_seller, make_shelf, make_variants
from tests.seams import run_before
from tests.unit.spreadsheets.sheets import xlsx
from tests.unit.spreadsheets.steps import look, record_of, use

pytestmark = pytest.mark.django_db
IN = ("Kode", "Harga", "Barang masuk")


@pytest.fixture
def seller() -> Partner:
    make_shelf("Kopi")
    return make_seller("Koperasi Kopi Lintong")


def lies(record: StockRecord) -> int:
    return StockItem.objects.get(pk=record.stock_item_id).on_hand


def take_back(batch: Import) -> list[str]:
    assert undoing.undo(batch_id=batch.pk, actor=batch.actor)
    batch.refresh_from_db()
    return [each["field"] for each in batch.left]


def test_a_second_use_that_was_taken_back_does_not_hide_the_first(seller: Partner) -> None:
    record = record_of(make_product("Kopi", cooperative=seller, packs=20, price=10_000))
    file = xlsx((record.partner_sku, 11_000, 10), heads=IN)
    first = use(seller, file)
    set_price(stockrecord_id=record.pk, price=10_000, actor=None)
    second = use(seller, file)
    assert lies(record) == 30_000
    assert take_back(second) == []
    assert lies(record) == 30_000
    third = use(seller, file)
    assert lies(record) == 30_000
    assert take_back(third) == []
    assert take_back(first) == ["price"]
    assert lies(record) == 20_000
    use(seller, file)
    assert lies(record) == 30_000


def test_what_an_undo_left_is_not_written_again(seller: Partner) -> None:
    record = record_of(make_product("Kopi", cooperative=seller, packs=20, price=10_000))
    file = xlsx((record.partner_sku, 11_000, 10), heads=IN)
    batch = use(seller, file)
    stock.reserve(item_id=record.stock_item_id, quantity=25_000, ref="shop:1:1")
    assert take_back(batch) == ["received"]
    assert lies(record) == 30_000
    again = use(seller, file)
    assert (again.changed, lies(record)) == (1, 30_000)


def test_a_movement_that_is_not_found_is_named(seller: Partner) -> None:
    record = record_of(make_product("Kopi", cooperative=seller, packs=20))
    batch = use(seller, xlsx((record.partner_sku, None, 10), heads=IN))
    Import.objects.filter(pk=batch.pk).update(digest="0" * 64)
    assert take_back(batch) == ["received"]
    assert lies(record) == 30_000


def test_a_pack_that_was_ordered_is_hidden_and_its_product_stays(seller: Partner) -> None:
    parent, _children = make_variants("Kopi", [("250 g", 250, 65_000)], on_hand=9000)
    heads = ("Kode", "Nama barang", "Kategori", "Harga", "Kemasan", "Isi kemasan", "Stok")
    batch = use(
        parent.partner, xlsx(("K-1", "Kopi", "Kopi", 240_000, "1 kg", "1 kg", 5), heads=heads)
    )
    made = StockRecord.objects.get(partner_sku="K-1")
    assert made.product.parent_id == parent.pk
    stock.reserve(item_id=made.stock_item_id, quantity=1000, ref="shop:1:1")
    assert "product" in take_back(batch)
    assert Product.objects.get(pk=parent.pk).is_public
    assert not Product.objects.get(pk=made.product_id).is_public


def test_a_page_the_file_made_is_hidden_with_its_ordered_pack(seller: Partner) -> None:
    heads = ("Kode", "Nama barang", "Kategori", "Harga", "Kemasan", "Stok", "Tampil")
    rows = [(f"K-{n}", "Kopi Baru", "Kopi", 65_000, f"{n} biji", 5, "ya") for n in (1, 2)]
    batch = use(seller, xlsx(*rows, heads=heads))
    made = StockRecord.objects.get(partner_sku="K-1")
    stock.reserve(item_id=made.stock_item_id, quantity=1, ref="shop:1:1")
    take_back(batch)
    assert not Product.objects.get(title="Kopi Baru").is_public
    assert not StockRecord.objects.filter(partner_sku="K-2").exists()


def test_what_is_shipped_while_the_file_is_used_stays_shipped(seller: Partner) -> None:
    record = record_of(make_product("Kopi", cooperative=seller, packs=20))
    item_id = record.stock_item_id
    stock.reserve(item_id=item_id, quantity=5000, ref="shop:1:1")
    batch, plan = look(seller, xlsx((record.partner_sku, None, None, None, 25)))

    def rival() -> None:
        stock.ship(item_id=item_id, quantity=5000, ref="shop:1:1#ship")

    with run_before("shop.spreadsheets.writing._write_stock", rival):
        assert imports.use(batch_id=batch.pk, seen=plan.fingerprint, actor=batch.actor)
    assert lies(record) == 20_000


def test_a_shipment_the_plan_did_not_see_is_looked_at_again(
    seller: Partner, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Written before the plan was read, seen after it: as a slow transaction of a rival is."""
    record = record_of(make_product("Kopi", cooperative=seller, packs=20))
    item_id = record.stock_item_id
    stock.reserve(item_id=item_id, quantity=5000, ref="shop:1:1")
    batch, plan = look(seller, xlsx((record.partner_sku, None, None, None, 25)))
    early = timezone.now()

    def rival() -> None:
        stock.ship(item_id=item_id, quantity=5000, ref="shop:1:1#ship")
        StockMovement.objects.filter(ref="shop:1:1#ship").update(happened_at=early)

    with (
        run_before("shop.spreadsheets.writing._write_stock", rival),
        pytest.raises(imports.CannotUse),
    ):
        imports.use(batch_id=batch.pk, seen=plan.fingerprint, actor=batch.actor)
    batch.refresh_from_db()
    assert (batch.state, lies(record)) == (Import.State.LOOKED, 20_000)


def test_no_order_loses_goods_that_were_reserved_meanwhile(seller: Partner) -> None:
    record = record_of(make_product("Kopi", cooperative=seller, packs=20))
    batch, plan = look(seller, xlsx((record.partner_sku, None, None, None, 12)))

    def rival() -> None:
        stock.reserve(item_id=record.stock_item_id, quantity=15_000, ref="shop:1:1")

    with (
        run_before("shop.spreadsheets.writing._write_stock", rival),
        pytest.raises(imports.CannotUse),
    ):
        imports.use(batch_id=batch.pk, seen=plan.fingerprint, actor=batch.actor)
    assert lies(record) == 20_000


@pytest.mark.parametrize("turned", [False, True])
def test_counted_and_come_in_for_one_stock_is_asked_about(seller: Partner, turned: bool) -> None:
    parent, children = make_variants(
        "Kopi", [("250 g", 250, 65_000), ("1 kg", 1000, 240_000)], on_hand=9000
    )
    one, two = StockRecord.objects.filter(product__in=children).order_by("pk")
    assert one.stock_item_id == two.stock_item_id
    rows = [(one.partner_sku, 10, None), (two.partner_sku, None, 5)]
    heads = ("Kode", "Stok", "Barang masuk")
    _batch, plan = look(parent.partner, xlsx(*(rows[::-1] if turned else rows), heads=heads))
    (problem,) = plan.problems
    assert problem.address == ("B3" if turned else "C3")
    assert "angka lain untuk stok yang sama" in problem.text


def test_stock_left_over_under_the_name_of_new_goods_is_counted(seller: Partner) -> None:
    item = StockItem.objects.create(cooperative=seller, name="Gelas", base_unit="pcs")
    stock.receive(item_id=item.pk, quantity=8, ref="old:1")
    batch = use(seller, xlsx(("G-1", "Gelas", "Kopi", 25_000, 5)))
    made = StockRecord.objects.get(partner_sku="G-1")
    assert (made.stock_item_id, lies(made)) == (item.pk, 5)
    assert take_back(batch) == []
    assert StockItem.objects.get(pk=item.pk).on_hand == 8
