"""A file is looked at, used as a whole, taken back as a whole; the same file does nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from catalog.models import Product
from integrations.sync.desired import ensure
from integrations.sync.models import Desired
from shop.audit.models import Action, Entry, Source
from shop.partner.models import Partner, StockRecord
from shop.partner.services import set_price
from shop.spreadsheets import exporting, imports, undoing
from shop.spreadsheets.models import Import, ImportChange
from shop.stock import services as stock
from shop.stock.models import StockItem, StockMovement
from shop.storefront.models import PageChange, ProductCard
from tests.factories_desk import make_listing, make_shop
from tests.factories_storefront import make_product, make_seller, make_shelf, make_variants
from tests.unit.spreadsheets.sheets import text, xlsx
from tests.unit.spreadsheets.steps import look, record_of, use

pytestmark = pytest.mark.django_db


@pytest.fixture
def seller() -> Partner:
    make_shelf("Kopi")
    return make_seller("Koperasi Kopi Lintong")


def whole_shop() -> list:
    """Everything a file may change."""
    return [
        list(Product.objects.order_by("pk").values_list("pk", "title", "summary", "is_public")),
        list(StockRecord.objects.order_by("pk").values_list("pk", "price", "units_per_sale")),
        list(StockItem.objects.order_by("pk").values_list("pk", "on_hand")),
        list(Product.categories.through.objects.values_list("product_id", "category_id")),
    ]


def test_an_export_changes_nothing_when_it_comes_back(seller: Partner) -> None:
    make_product("=Kopi \"asli\"; 'Toba'", cooperative=seller, summary="-50% & lebih", price=None)
    make_product("Kopi Sidikalang", cooperative=seller, length_mm=125, description="Satu.\n\nDua.")
    for content in (
        b"".join(exporting.as_workbook(seller.pk)),
        "".join(exporting.as_csv(seller.pk)).encode(),
    ):
        _batch, plan = look(seller, content)
        assert (plan.steps, plan.problems, plan.same) == ((), (), 2)


def test_prices_and_counts_change_and_come_back(seller: Partner) -> None:
    product = make_product("Kopi", cooperative=seller, packs=20, price=95_000)
    record = record_of(product)
    before = whole_shop()
    file = xlsx((record.partner_sku, None, "kopi", "Rp 105.000", "12,5"))
    batch = use(seller, file)
    record.refresh_from_db()
    assert (record.price, record.stock_item.on_hand) == (105_000, 12_500)
    assert ProductCard.objects.get(pk=product.pk).price == 105_000
    assert (batch.added, batch.changed, batch.same) == (0, 1, 0)
    movement = StockMovement.objects.latest("pk")
    assert movement.actor == batch.actor
    assert "stok.xlsx" in movement.reason
    _again, plan = look(seller, file)
    assert (plan.steps, plan.same) == ((), 1)
    assert undoing.undo(batch_id=batch.pk, actor=batch.actor)
    assert whole_shop() == before
    assert not undoing.undo(batch_id=batch.pk, actor=batch.actor)
    _once_more, plan = look(seller, file)
    assert plan.changed == 1


def test_new_goods_are_made_and_gone_after_undo(seller: Partner) -> None:
    before = (Product.objects.count(), StockRecord.objects.count())
    heads = ("Kode", "Nama barang", "Kemasan", "Kategori", "Harga", "Stok", "Isi kemasan", "Tampil")
    file = xlsx(
        ("K-250", "Kopi Baru", "250 g", "Kopi", 65000, 3, "250 g", "ya"),
        ("K-1000", "Kopi Baru", "1 kg", "Kopi", "240.000", None, "1 kg", "ya"),
        ("G-1", "Gelas", None, "Kopi", 25000, 7, None, None),
        heads=heads,
    )
    batch = use(seller, file)
    assert batch.added == 3
    page = Product.objects.get(title="Kopi Baru")
    assert [child.title for child in page.children.order_by("pk")] == [
        "Kopi Baru, 250 g",
        "Kopi Baru, 1 kg",
    ]
    assert ProductCard.objects.get(pk=page.pk).price == 65_000
    glass = StockRecord.objects.get(partner_sku="G-1")
    assert glass.stock_item.on_hand == 7
    assert not glass.product.is_public
    _again, plan = look(seller, file)
    assert (plan.steps, plan.same, plan.problems) == ((), 3, ())
    assert undoing.undo(batch_id=batch.pk, actor=batch.actor)
    batch.refresh_from_db()
    assert batch.left == []
    assert (Product.objects.count(), StockRecord.objects.count()) == before
    assert set(StockItem.objects.values_list("on_hand", flat=True)) == {0}
    assert use(seller, file).added == 3


def test_what_others_changed_since_stays_and_is_named(seller: Partner) -> None:
    one = record_of(make_product("Satu", cooperative=seller, price=10_000))
    two = record_of(make_product("Dua", cooperative=seller, price=10_000))
    batch = use(
        seller,
        xlsx((one.partner_sku, None, None, 11_000, 5), (two.partner_sku, None, None, 11_000, 5)),
    )
    set_price(stockrecord_id=one.pk, price=15_000, actor=None)
    stock.count(item_id=two.stock_item_id, counted=9_000, counted_at=timezone.now(), ref="desk:1:a")
    undoing.undo(batch_id=batch.pk, actor=batch.actor)
    batch.refresh_from_db()
    assert sorted((each["sku"], each["field"]) for each in batch.left) == sorted(
        [(one.partner_sku, "price"), (two.partner_sku, "stock")]
    )
    one.refresh_from_db()
    two.refresh_from_db()
    assert (one.price, two.price) == (15_000, 10_000)
    assert (one.stock_item.on_hand, two.stock_item.on_hand) == (20_000, 9_000)


def test_undo_ends_after_a_day(seller: Partner) -> None:
    record = record_of(make_product("Kopi", cooperative=seller))
    batch = use(seller, xlsx((record.partner_sku, None, None, 11_000, None)))
    Import.objects.filter(pk=batch.pk).update(used_at=timezone.now() - timedelta(hours=25))
    with pytest.raises(imports.CannotUse):
        undoing.undo(batch_id=batch.pk, actor=batch.actor)
    record.refresh_from_db()
    assert record.price == 11_000


def test_goods_that_changed_meanwhile_are_looked_at_again(seller: Partner) -> None:
    record = record_of(make_product("Kopi", cooperative=seller, price=10_000))
    batch, plan = look(seller, xlsx((record.partner_sku, None, None, 11_000, None)))
    set_price(stockrecord_id=record.pk, price=12_000, actor=None)
    with pytest.raises(imports.CannotUse):
        imports.use(batch_id=batch.pk, seen=plan.fingerprint, actor=batch.actor)
    record.refresh_from_db()
    batch.refresh_from_db()
    assert (record.price, batch.state) == (12_000, Import.State.LOOKED)
    assert not ImportChange.objects.exists()
    seen = imports.plan_of(batch).fingerprint
    assert imports.use(batch_id=batch.pk, seen=seen, actor=batch.actor)
    assert not imports.use(batch_id=batch.pk, seen=seen, actor=batch.actor)


def test_sales_since_the_download_are_respected(seller: Partner) -> None:
    record = record_of(make_product("Kopi", cooperative=seller, packs=20))
    stock.reserve(item_id=record.stock_item_id, quantity=3000, ref="shop:1:1")
    stock.ship(item_id=record.stock_item_id, quantity=3000, ref="shop:1:1#ship")
    heads = ("Kode", "Stok", "Stok tercatat")
    untouched = xlsx((record.partner_sku, 20, 20), heads=heads)
    assert look(seller, untouched)[1].same == 1
    use(seller, xlsx((record.partner_sku, 25, 20), heads=heads))
    record.stock_item.refresh_from_db()
    assert record.stock_item.on_hand == 22_000


def test_a_receipt_is_written_once_however_often_the_file_comes(seller: Partner) -> None:
    record = record_of(make_product("Kopi", cooperative=seller, packs=20))
    file = text(["Kode", "Barang masuk"], [record.partner_sku, "1.250,5"])
    batch = use(seller, file)
    record.stock_item.refresh_from_db()
    assert record.stock_item.on_hand == 1_270_500
    assert look(seller, file)[1].same == 1
    undoing.undo(batch_id=batch.pk, actor=batch.actor)
    record.stock_item.refresh_from_db()
    assert record.stock_item.on_hand == 20_000


def test_less_than_ordered_is_refused(seller: Partner) -> None:
    record = record_of(make_product("Kopi", cooperative=seller, packs=20))
    stock.reserve(item_id=record.stock_item_id, quantity=3000, ref="shop:1:1")
    _batch, plan = look(seller, xlsx((record.partner_sku, None, None, None, 2)))
    assert [problem.address for problem in plan.problems] == ["E2"]


def test_channels_are_told_once_each_time(seller: Partner) -> None:
    record = record_of(make_product("Kopi", cooperative=seller, price=10_000))
    listing = make_listing(make_shop(seller, push_price=True), record)
    ensure(account_id=listing.account_id, listing_ids=[listing.pk])
    pages = PageChange.objects.count()
    first = dict(Desired.objects.filter(listing=listing).values_list("aspect", "generation"))
    batch = use(seller, xlsx((record.partner_sku, None, None, 11_000, 5)))
    assert PageChange.objects.count() > pages
    after = dict(Desired.objects.filter(listing=listing).values_list("aspect", "generation"))
    assert {"price": after["price"] - first["price"]} == {"price": 1}
    assert after["stock"] > first["stock"]
    undoing.undo(batch_id=batch.pk, actor=batch.actor)
    again = dict(Desired.objects.filter(listing=listing).values_list("aspect", "generation"))
    assert again["price"] == after["price"] + 1
    assert again["stock"] > after["stock"]


def test_a_new_name_goes_to_all_packs(seller: Partner) -> None:
    parent, children = make_variants(
        "Kopi Lama", [("250 g", 250, 65_000), ("1 kg", 1000, 240_000)], on_hand=9000
    )
    records = StockRecord.objects.filter(product__in=children).order_by("pk")
    shop_of = parent.partner
    file = xlsx(*[(each.partner_sku, "Kopi Baru", None, None, None) for each in records])
    batch = use(shop_of, file)
    assert set(Product.objects.filter(parent=parent).values_list("title", flat=True)) == {
        "Kopi Baru, 250 g",
        "Kopi Baru, 1 kg",
    }
    undoing.undo(batch_id=batch.pk, actor=batch.actor)
    parent.refresh_from_db()
    assert parent.title == "Kopi Lama"


def test_another_cooperatives_code_is_as_unknown_as_any(seller: Partner) -> None:
    theirs = record_of(make_product("Rahasia", cooperative=make_seller(), price=77_000))
    _batch, plan = look(
        seller,
        xlsx((theirs.partner_sku, None, None, 1000, None), ("TIDAK-ADA", None, None, 1000, None)),
    )
    first, second = plan.problems
    assert (first.text, first.hint) == (second.text, second.hint)
    theirs.refresh_from_db()
    assert theirs.price == 77_000


def test_looking_takes_the_same_queries_for_any_number_of_rows(
    seller: Partner, django_assert_num_queries
) -> None:
    records = [record_of(make_product(cooperative=seller)) for _each in range(12)]
    for count in (1, 12):
        lines = [(each.partner_sku, None, None, 11_000, 5) for each in records[:count]]
        batch, _plan = look(seller, xlsx(*lines))
        with django_assert_num_queries(5):
            assert imports.plan_of(batch).changed == count


def test_the_history_says_that_a_file_changed_price_and_stock(seller: Partner) -> None:
    product = make_product("Kopi Lintong", cooperative=seller, price=95_000)
    record = record_of(product)
    counted = record.stock_item.on_hand + 5
    use(seller, xlsx((record.partner_sku, None, None, 105_000, counted)))
    changes = Entry.objects.filter(action__in=[Action.PRICE, Action.STOCK])
    assert set(changes.values_list("action", "source")) == {
        (Action.PRICE, Source.SPREADSHEET),
        (Action.STOCK, Source.SPREADSHEET),
    }
