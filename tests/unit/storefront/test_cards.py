"""Cards follow product, price, stock and cooperative, in the transaction that changes them."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalog.models import Category, Product, ProductCategory
from shop.partner.models import StockRecord
from shop.partner.services import set_price
from shop.search import index
from shop.stock import services as stock
from shop.storefront import cards
from shop.storefront.models import ProductCard
from tests.factories_orders import make_order
from tests.factories_storefront import card_of, make_product, make_seller, make_shelf, make_variants

pytestmark = pytest.mark.django_db


def item_of(product: Product) -> int:
    return StockRecord.objects.get(product=product).stock_item_id


def test_a_new_product_has_a_card_with_price_and_stock() -> None:
    product = make_product("Kopi Lintong", packs=7, price=95_000)
    card = card_of(product)
    assert (card.title, card.price, card.sellable) == ("Kopi Lintong", 95_000, 7)
    assert (card.stock, card.unit_label) == ("available", "kg")
    assert card.cooperative_name == product.partner.name


def test_a_sale_changes_the_card_in_the_same_transaction() -> None:
    product = make_product(packs=4)
    stock.reserve(item_id=item_of(product), quantity=2_000, ref="x")
    card = card_of(product)
    assert (card.sellable, card.stock) == (2, "low")


def test_what_is_rolled_back_leaves_the_card_as_it_was() -> None:
    product = make_product(packs=4)
    with transaction.atomic():
        stock.reserve(item_id=item_of(product), quantity=2_000, ref="x")
        transaction.set_rollback(True)
    assert card_of(product).sellable == 4


def test_an_order_and_its_end_go_over_the_card() -> None:
    product = make_product(packs=4)
    make_order((StockRecord.objects.get(product=product), 3))
    assert (card_of(product).sellable, card_of(product).stock) == (1, "low")


def test_a_price_change_through_the_service_reaches_the_card() -> None:
    product = make_product(price=95_000)
    record = StockRecord.objects.get(product=product)
    set_price(stockrecord_id=record.pk, price=105_000, actor=None)
    assert card_of(product).price == 105_000


@pytest.mark.parametrize(
    ("packs", "word"), [(0, "out"), (1, "low"), (3, "low"), (4, "available"), (500, "available")]
)
def test_the_stock_word_names_three_and_fewer(packs: int, word: str) -> None:
    assert card_of(make_product(packs=packs)).stock == word


def test_a_coming_harvest_is_a_pre_order_until_its_day_and_then_stock() -> None:
    today = timezone.localdate()
    assert card_of(make_product(harvest_date=today + timedelta(days=1))).stock == "preorder"
    fresh = card_of(make_product(harvest_date=today))
    assert (fresh.stock, fresh.is_fresh_harvest) == ("available", True)
    old = card_of(make_product(harvest_date=today - timedelta(days=31)))
    assert old.is_fresh_harvest is False


def test_a_sold_out_pre_order_is_sold_out() -> None:
    harvest = timezone.localdate() + timedelta(days=9)
    assert card_of(make_product(packs=0, harvest_date=harvest)).stock == "out"


def test_variants_share_one_card_with_the_lowest_price_and_the_best_pack() -> None:
    parent, children = make_variants(
        "Kopi", [("250 g", 250, 27_000), ("25 kg", 25_000, 2_000_000)], on_hand=30_000
    )
    card = card_of(parent)
    assert (card.price, card.has_price_range, card.unit_label) == (27_000, True, "250 g")
    assert card.sellable == 120
    assert not ProductCard.objects.filter(pk__in=[child.pk for child in children]).exists()


def test_a_hidden_variant_neither_sets_the_price_nor_the_stock() -> None:
    parent, (small, _large) = make_variants(
        "Kopi", [("250 g", 250, 27_000), ("1 kg", 1_000, 95_000)], on_hand=30_000
    )
    small.is_public = False
    small.save()
    card = card_of(parent)
    assert (card.price, card.has_price_range, card.sellable) == (95_000, False, 30)


def test_a_product_without_a_price_has_a_card_that_is_sold_out() -> None:
    card = card_of(make_product(price=None))
    assert (card.price, card.stock, card.sellable) == (None, "out", 0)


def test_hiding_a_product_or_closing_its_cooperative_hides_the_card() -> None:
    product = make_product()
    Product.objects.get(pk=product.pk)
    product.is_public = False
    product.save()
    assert card_of(product).is_public is False

    other = make_product()
    other.partner.is_active = False
    other.partner.save()
    assert card_of(other).is_public is False


def test_a_training_cooperative_is_never_shown() -> None:
    assert card_of(make_product(cooperative=make_seller(is_training=True))).is_public is False


def test_renaming_a_cooperative_renames_its_cards() -> None:
    product = make_product()
    product.partner.name = "Koperasi Nama Baru"
    product.partner.save()
    assert card_of(product).cooperative_name == "Koperasi Nama Baru"
    assert product.pk in index.find("nama baru")


def test_search_finds_title_other_names_origin_category_and_cooperative() -> None:
    shelf = make_shelf("Minuman hangat")
    product = make_product(
        "Kopi Lintong", shelf=shelf, search_words="kopi batak", origin="Desa Sigompul"
    )
    for text in ("lintong", "batak", "sigompul", "hangat", product.partner.name):
        assert product.pk in index.find(text), text


def test_taking_a_product_off_a_shelf_changes_the_card() -> None:
    shelf = make_shelf()
    product = make_product(shelf=shelf)
    assert card_of(product).category_ids == [shelf.pk]
    ProductCategory.objects.get(product=product).delete()
    assert card_of(product).category_ids == []


def test_a_deleted_product_is_not_found_any_more() -> None:
    seller = make_seller()
    product = Product.objects.create(
        title="Sekali saja",
        slug="sekali",
        partner=seller,
        product_class=make_product().product_class,
    )
    assert index.find("sekali") == [product.pk]
    product.delete()
    assert index.find("sekali") == []


@pytest.mark.parametrize("many", [False, True])
def test_deleting_a_product_on_a_shelf_does_not_bring_its_card_back(many: bool) -> None:
    product = make_product()
    ProductCategory.objects.create(product=product, category=make_shelf())
    assert ProductCard.objects.filter(product=product).exists()

    with transaction.atomic():
        if many:
            Product.objects.filter(pk=product.pk).delete()
        else:
            product.delete()
    assert not ProductCard.objects.exists()


def test_a_receipt_that_changes_no_word_writes_only_what_changed() -> None:
    product = make_product(packs=0, units_per_sale=1000)
    before = card_of(product).updated_at
    stock.receive(item_id=item_of(product), quantity=999, ref="half a pack")
    assert card_of(product).updated_at == before


def test_a_stock_change_takes_few_statements() -> None:
    product = make_product()
    item_id = item_of(product)
    with CaptureQueriesContext(connection) as captured:
        cards.refresh_stock([item_id])
    statements = [each["sql"] for each in captured if "SAVEPOINT" not in each["sql"]]
    assert len(statements) <= 4, statements


def test_refreshing_everything_is_a_constant_number_of_statements_a_batch() -> None:
    ids = [make_product().pk for _each in range(12)]
    with CaptureQueriesContext(connection) as few:
        cards.refresh(ids[:2])
    with CaptureQueriesContext(connection) as many:
        assert cards.refresh(ids) == 12
    assert len(few) == len(many)


def test_the_command_rebuilds_cards_index_and_sold_counters() -> None:
    product = make_product("Kopi Lintong", packs=9)
    make_order((StockRecord.objects.get(product=product), 2))
    ProductCard.objects.all().delete()
    index.clear()
    call_command("refresh_cards", "--index", verbosity=0)
    card = card_of(product)
    assert (card.title, card.sellable, card.sold) == ("Kopi Lintong", 7, 2)
    assert index.find("lintong") == [product.pk]


def test_an_order_that_lapsed_does_not_count_as_sold() -> None:
    product = make_product(packs=9)
    order = make_order((StockRecord.objects.get(product=product), 2))
    order.lapsed_at = timezone.now()
    order.save(update_fields=["lapsed_at"])
    cards.refresh_sold()
    assert card_of(product).sold == 0


def test_categories_are_read_again_after_one_is_saved(
    django_assert_num_queries: object,
) -> None:
    from shop.storefront import selectors

    make_shelf("Kopi")
    assert [link.name for link in selectors.shop_categories()] == ["Kopi"]
    shelf = Category.objects.get(name="Kopi")
    shelf.name = "Kopi & teh"
    shelf.save()
    assert [link.name for link in selectors.shop_categories()] == ["Kopi & teh"]
