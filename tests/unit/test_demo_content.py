"""The demo's content is whole: counts, references, numbers, places and pictures."""

from __future__ import annotations

import itertools
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from lokal import wilayah

from shop.demo.content import (
    ARTICLES,
    CATEGORIES,
    COOPERATIVES,
    HOME,
    MARKET_SHOPS,
    PAGES,
    PRODUCT_CLASSES,
    PRODUCTS,
    STOCK_ITEMS,
    shape,
)
from shop.demo.content.reviews import REVIEWS

MEDIA = Path(__file__).parents[2] / "shop" / "demo" / "media"
BUDGET = 12 * 1024 * 1024
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
PERMIT_SHAPES = {
    "PIRT": re.compile(r"\d{13}-\d{2}"),
    "BPOM": re.compile(r"MD \d{12,}"),
    "HALAL": re.compile(r"ID\d{17}"),
    "ORGANIK": re.compile(r"\d{3}/LSO-000-IDN/\d{2}"),
    "SNI": re.compile(r"SNI [\d-]+[:-]\d{4}"),
}

VARIANTS = [variant for product in PRODUCTS for variant in product.variants]
COOPERATIVE_CODES = {each.code for each in COOPERATIVES}
STOCK = {item.key: item for item in STOCK_ITEMS}
SLUGS = {product.slug for product in PRODUCTS}


def repeated(values) -> list:
    return [value for value, count in Counter(values).items() if count > 1]


def blocks() -> Iterator[shape.Block]:
    for text in (*ARTICLES, *PAGES):
        yield from text.body


def pictures_used() -> Iterator[str]:
    for each in COOPERATIVES:
        yield from (each.cover, *each.pictures)
    yield from (each.picture for each in CATEGORIES)
    for product in PRODUCTS:
        yield from product.pictures
    yield from (variant.picture for variant in VARIANTS if variant.picture)
    yield from (article.picture for article in ARTICLES)
    yield from (page.picture for page in PAGES if page.picture)
    yield from (HOME.picture, *(step.picture for step in HOME.steps))
    yield from (listing.picture for shop in MARKET_SHOPS for listing in shop.listings)
    yield from (block.name for block in blocks() if isinstance(block, shape.Picture))


def permits() -> Iterator[shape.Permit]:
    for owner in (*COOPERATIVES, *PRODUCTS):
        yield from owner.permits


# ------------------------------------------------------------------ counts
def test_there_is_enough_of_everything():
    assert len(COOPERATIVES) >= 6
    assert len(PRODUCTS) >= 60
    assert len(CATEGORIES) == 12
    assert 4 <= len(ARTICLES) <= 6
    assert {page.slug for page in PAGES} == {
        "cara-belanja",
        "pengiriman-dan-retur",
        "tentang",
        "kontak",
        "kebijakan-privasi",
    }


def test_every_shelf_and_every_cooperative_has_at_least_four_products():
    per_shelf = Counter(product.category for product in PRODUCTS)
    per_cooperative = Counter(product.cooperative for product in PRODUCTS)
    assert min(per_shelf[each.slug] for each in CATEGORIES) >= 4
    assert min(per_cooperative[each.code] for each in COOPERATIVES) >= 4


def test_at_least_eight_products_sell_several_packs_of_one_stock_item():
    sharing = [p for p in PRODUCTS if repeated(v.stock for v in p.variants)]
    assert len(sharing) >= 8


def test_at_least_six_products_have_variants_with_stock_of_their_own():
    apart = [
        p for p in PRODUCTS if len(p.variants) > 1 and not repeated(v.stock for v in p.variants)
    ]
    assert len(apart) >= 6


def test_three_products_wait_for_their_harvest():
    assert sorted(p.harvest_in_days for p in PRODUCTS if p.harvest_in_days) == [11, 18, 24]


def test_stock_shows_plenty_few_and_none():
    packs = [STOCK[v.stock].on_hand // v.units_per_sale for v in VARIANTS]
    assert packs.count(0) >= 3
    assert len([n for n in packs if 1 <= n <= 3]) >= 4
    assert len([n for n in packs if n > 10]) >= 60


# ------------------------------------------------------------------ names are unique
@pytest.mark.parametrize(
    "names",
    [
        [each.code for each in COOPERATIVES],
        [each.slug for each in COOPERATIVES],
        [each.whatsapp for each in COOPERATIVES],
        [each.bank.account_number for each in COOPERATIVES],
        [each.registry_number for each in COOPERATIVES],
        [each.slug for each in CATEGORIES],
        [each.slug for each in PRODUCT_CLASSES],
        [each.slug for each in PRODUCTS],
        [each.title for each in PRODUCTS],
        [each.title_en for each in PRODUCTS],
        [each.sku for each in VARIANTS],
        [each.key for each in STOCK_ITEMS],
        [(each.cooperative, each.name) for each in STOCK_ITEMS],
        [each.slug for each in (*ARTICLES, *PAGES)],
        [shop.username for shop in MARKET_SHOPS],
    ],
)
def test_names_are_unique(names):
    assert repeated(names) == []


def test_slugs_are_slugs():
    owners = (*COOPERATIVES, *CATEGORIES, *PRODUCT_CLASSES, *PRODUCTS, *ARTICLES, *PAGES)
    assert [each.slug for each in owners if not SLUG.fullmatch(each.slug)] == []


def test_no_sku_is_shared_across_cooperatives():
    for product in PRODUCTS:
        for variant in product.variants:
            assert variant.sku.startswith(f"{product.cooperative}-")


# ------------------------------------------------------------------ references resolve
def test_products_refer_to_what_exists():
    classes = {each.name: {a.code for a in each.attributes} for each in PRODUCT_CLASSES}
    shelves = {each.slug for each in CATEGORIES}
    for product in PRODUCTS:
        assert product.cooperative in COOPERATIVE_CODES, product.slug
        assert product.category in shelves, product.slug
        codes = {code for code, _ in product.attributes}
        assert codes | {product.choice} - {""} <= classes[product.product_class], product.slug
        assert product.choice not in codes, product.slug


def test_variants_draw_on_stock_of_their_own_cooperative():
    for product in PRODUCTS:
        for variant in product.variants:
            assert STOCK[variant.stock].cooperative == product.cooperative, variant.sku


def test_every_stock_item_is_sold():
    assert {item.key for item in STOCK_ITEMS} - {variant.stock for variant in VARIANTS} == set()


def test_several_variants_are_told_apart_and_one_is_not():
    for product in PRODUCTS:
        options = [variant.option for variant in product.variants]
        if len(options) == 1:
            assert (product.choice, options) == ("", [""]), product.slug
        else:
            assert product.choice, product.slug
            assert "" not in options, product.slug
            assert repeated(options) == [], product.slug


def test_texts_refer_to_products_articles_and_cooperatives_that_exist():
    cards = [slug for b in blocks() if isinstance(b, shape.ProductCards) for slug in b.slugs]
    assert set(cards) | set(HOME.shelf) <= SLUGS
    assert set(HOME.categories) <= {each.slug for each in CATEGORIES}
    assert set(HOME.cooperatives) <= COOPERATIVE_CODES
    assert {a.cooperative for a in ARTICLES} - {""} <= COOPERATIVE_CODES
    known = {article.slug for article in ARTICLES}
    for article in ARTICLES:
        assert set(article.related) <= known - {article.slug}
        assert len(article.related) <= 3


def test_reviews_are_of_goods_that_exist_and_one_for_each_name():
    known = {product.slug for product in PRODUCTS}
    assert len(REVIEWS) >= 12
    assert {review.product for review in REVIEWS} <= known
    assert len({(review.product, review.name) for review in REVIEWS}) == len(REVIEWS)
    assert all(1 <= review.stars <= 5 and review.days_ago >= 2 for review in REVIEWS)


def test_the_harvest_article_offers_coffee_in_stock():
    article = next(a for a in ARTICLES if a.topic == "Panen")
    slugs = [s for b in article.body if isinstance(b, shape.ProductCards) for s in b.slugs]
    coffee = {p.slug: p for p in PRODUCTS if p.category == "kopi"}
    assert set(slugs) <= set(coffee)
    kilo = next(v for v in coffee[slugs[0]].variants if v.units_per_sale == 1_000)
    assert STOCK[kilo.stock].on_hand >= 2 * kilo.units_per_sale


# ------------------------------------------------------------------ numbers
def test_prices_are_whole_rupiah_a_shop_would_print():
    for variant in VARIANTS:
        assert type(variant.price) is int
        assert 5_000 <= variant.price <= 5_000_000, variant.sku
        assert variant.price % 500 == 0, variant.sku


def test_a_bigger_pack_costs_more_but_less_per_unit():
    for product in PRODUCTS:
        packs = sorted((v.units_per_sale, v.price) for v in product.variants)
        if product.choice == "kemasan":
            for (small, cheap), (big, dear) in itertools.pairwise(packs):
                assert cheap < dear, product.slug
                assert dear * small < cheap * big, product.slug


def test_packs_weigh_more_than_what_is_in_them():
    for variant in VARIANTS:
        item = STOCK[variant.stock]
        if item.unit == "g":
            net = variant.units_per_sale
            assert net < variant.weight_g <= 1.1 * net + 160, variant.sku
        elif item.unit == "ml":
            assert variant.weight_g > 1.3 * variant.units_per_sale
        else:
            assert variant.units_per_sale == 1, variant.sku
        assert 40 <= variant.weight_g <= 40_000, variant.sku


def test_parcels_have_a_size_a_courier_takes():
    for variant in VARIANTS:
        assert all(20 <= side <= 2_100 for side in variant.size_mm), variant.sku


def test_the_unit_behind_the_price_says_what_is_sold():
    patterns = {"g": r"(\d+) (g|kg)|kg|(karung|dus|bal) \d+ kg", "ml": r"\d+ ml|liter"}
    for variant in VARIANTS:
        pattern = patterns.get(STOCK[variant.stock].unit, r".+")
        assert re.fullmatch(pattern, variant.unit), (variant.sku, variant.unit)


def test_stock_numbers_and_thresholds_are_natural():
    for item in STOCK_ITEMS:
        assert item.on_hand >= 0, item.key
        assert item.low > 0, item.key


# ------------------------------------------------------------------ people, places, permits
def test_addresses_resolve_in_the_register_of_regions():
    for each in COOPERATIVES:
        address = each.address
        village = wilayah.get_wilayah(address.village_code)
        assert village is not None, each.code
        assert village.level == 4
        assert village.name == address.village
        assert village.postal_code == address.postal_code
        district = wilayah.get_wilayah(address.village_code[:8])
        regency = wilayah.get_wilayah(address.village_code[:5])
        assert (district.name, regency.name.removeprefix("Kabupaten ")) == (
            address.kecamatan,
            address.kabupaten,
        )
        assert address.village_code.startswith("12.")


def test_phone_numbers_come_from_the_fictional_range():
    assert [
        c.code for c in COOPERATIVES if not re.fullmatch(r"\+62812000000\d\d", c.whatsapp)
    ] == []


def test_every_cooperative_tells_its_week_and_its_story():
    for each in COOPERATIVES:
        assert [day.weekday for day in each.hours] == list(range(7))
        for day in each.hours:
            assert bool(day.opens) == bool(day.closes)
            assert day.opens <= day.closes
        assert 3 <= len(each.story) <= 5
        assert each.closing_days
        assert each.cod_limit is None or each.cod_limit >= 100_000
        assert 1990 <= each.founded <= 2026
        assert each.members >= 20


def test_some_cooperatives_take_no_cash_on_delivery():
    assert 1 <= len([each for each in COOPERATIVES if each.cod_limit is None]) <= 4


def test_permits_have_the_shape_of_real_ones():
    for permit in permits():
        assert PERMIT_SHAPES[permit.kind].fullmatch(permit.number), permit


def test_one_permit_is_about_to_lapse():
    assert [p.valid_days for p in permits() if p.valid_days <= 30] == [21]


def test_food_in_a_pack_carries_a_permit():
    for product in PRODUCTS:
        if product.product_class in ("Pangan", "Kopi"):
            assert product.permits, product.slug


# ------------------------------------------------------------------ words
def test_descriptions_are_two_to_six_sentences_without_exclamation():
    for product in PRODUCTS:
        text = " ".join(product.description)
        assert 2 <= len(re.findall(r"[.;:](?:\s|$)", text)) <= 7, product.slug
        assert "!" not in text, product.slug
        assert product.origin, product.slug
        assert product.search_words, product.slug


def test_titles_fit_their_fields():
    assert [p.slug for p in PRODUCTS if len(p.title) > 60] == []
    assert [a.slug for a in ARTICLES if len(a.lead) > 160] == []
    assert [c.code for c in COOPERATIVES if len(c.lead) > 120] == []


# ------------------------------------------------------------------ the sandbox's shops
def test_linked_shop_has_our_codes_but_for_two():
    shop = next(s for s in MARKET_SHOPS if s.username == "kopilintong.official")
    ours = {v.sku for v in VARIANTS}
    assert shop.is_linked
    assert [row.sku for row in shop.listings if row.sku not in ours] == ["KKL-SD-10", "KKL-MUG-01"]


def test_waiting_shop_differs_from_our_stock():
    shop = next(s for s in MARKET_SHOPS if s.username == "pesisir.belawan")
    ours = {v.sku: STOCK[v.stock].on_hand // v.units_per_sale for v in VARIANTS}
    known = [(row.stock, ours[row.sku]) for row in shop.listings if row.sku in ours]
    assert not shop.is_linked
    assert len([1 for theirs, here in known if theirs > here]) >= 3
    assert len([1 for theirs, here in known if theirs < here]) >= 3
    assert len([1 for theirs, here in known if theirs == here]) >= 2


def test_listings_of_one_page_are_told_apart_there():
    for shop in MARKET_SHOPS:
        assert repeated((row.item, row.option) for row in shop.listings) == []
        pages = Counter(row.item for row in shop.listings)
        for row in shop.listings:
            assert bool(row.tier) == bool(row.option), row.sku
            assert row.tier or pages[row.item] == 1, row.sku


# ------------------------------------------------------------------ pictures
@pytest.fixture(scope="module")
def listed() -> dict:
    return json.loads((MEDIA / "pictures.json").read_text(encoding="utf-8"))


def test_every_picture_used_is_listed(listed):
    assert set(pictures_used()) - set(listed) == set()


def test_every_listed_picture_has_its_files_and_words(listed):
    for name, entry in listed.items():
        widths = [file["width"] for file in entry["files"]]
        assert widths[:3] == [160, 320, 640], name
        for file in entry["files"]:
            assert (MEDIA / file["avif"]).stat().st_size > 500
            assert (MEDIA / file["jpg"]).stat().st_size > 1_000
        assert entry["width"] == widths[-1]
        assert entry["alt"]["id"], name
        assert entry["alt"]["en"], name
        assert entry["caption"]["id"] == "Gambar, bukan foto"


def test_pictures_of_goods_are_square_and_covers_are_wide(listed):
    for product in PRODUCTS:
        first = listed[product.pictures[0]]
        assert first["width"] == first["height"] == 640, product.slug
    for each in COOPERATIVES:
        assert listed[each.cover]["width"] >= 1.7 * listed[each.cover]["height"], each.code


def test_no_two_products_show_the_same_first_picture():
    assert repeated(product.pictures[0] for product in PRODUCTS) == []


def test_media_folder_stays_under_its_budget(listed):
    files = [path for path in MEDIA.iterdir() if path.is_file()]
    assert sum(path.stat().st_size for path in files) <= BUDGET
    known = {file[kind] for e in listed.values() for file in e["files"] for kind in ("avif", "jpg")}
    assert {path.name for path in files} - known == {"pictures.json"}


def test_only_ways_to_pay_that_exist_are_promised() -> None:
    assert "QRIS" not in repr((HOME, PAGES))
