"""Goods are put up once, whatever happens on the way, and stand under our rules at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from catalog.models import Category, Product
from integrations.channels.listings import ListingState
from integrations.sync import duties, listings, parking, publishing, publishing_delivery
from integrations.sync import publishing_categories as shelves
from integrations.sync.models import Aspect, Desired, Publication
from integrations.sync.publishing import Stage
from integrations.sync.publishing_checks import Place
from shop.outbox.models import Message, State
from shop.partner.models import StockRecord
from shop.stock.models import StockItem
from tests.factories_stock import make_offer
from tests.factories_sync import ShiftedClock
from tests.fakes.marketplace import FakeMarketplace, Fault
from tests.fakes.publishing import AGE, COFFEE
from tests.integration.sync.publishing_scene import ANSWERS, Stall, make_goods, make_stall
from tests.seams import run_before


@pytest.fixture(autouse=True)
def media(settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def stall(
    transactional_db: None,
    market: FakeMarketplace,
    clock: ShiftedClock,
    monkeypatch: pytest.MonkeyPatch,
) -> Stall:
    return make_stall(market, clock, monkeypatch, 1)


@pytest.fixture
def choice(
    transactional_db: None,
    market: FakeMarketplace,
    clock: ShiftedClock,
    monkeypatch: pytest.MonkeyPatch,
) -> Stall:
    """Goods in two packs."""
    return make_stall(market, clock, monkeypatch, 2)


def test_goods_are_put_up_matched_and_their_numbers_follow(stall: Stall) -> None:
    stall.scene.account.price_percent = 110
    stall.scene.account.save()
    stall.choose()
    assert stall.offer.stage is Stage.READY

    assert stall.press() == publishing.Asked(sent=1, left=0)
    assert stall.offer.stage is Stage.WAITING
    # Pressing twice is one; and the care of orders never does this work.
    assert stall.press().sent == 0
    assert duties.BY_NAME["shipping"].find(stall.scene.clock()) == []
    assert duties.BY_NAME["publishing"].find(stall.scene.clock()) == [None]
    stall.work()
    stall.work()

    [listing] = stall.standing
    assert (listing.seller_sku, listing.remote_quantity) == (stall.records[0].partner_sku, None)
    assert stall.offer.stage is Stage.UP
    assert stall.message.state == State.SENT
    due = Desired.objects.filter(listing=listing, synced_generation__lt=2)
    assert {row.aspect for row in due} == {Aspect.STOCK, Aspect.PRICE}
    assert stall.scene.push().sent == 1
    key = (listing.external_listing_id, "")
    assert stall.scene.market.quantity(key) == 9
    [draft] = stall.fake.drafts
    assert (draft.title, draft.description) == ("Kopi Mandheling", "Kopi dari Tapanuli.")
    assert (draft.price, draft.quantity, draft.weight_grams) == (104_500, 9, 1100)
    assert (draft.attributes, draft.attribute_value_ids) == ({AGE: "6 bulan"}, {AGE: "1"})
    assert [image.content for image in draft.images] == [b"\xff\xd8\xff"]


def test_a_lost_answer_is_looked_for_and_nothing_is_put_up_twice(stall: Stall) -> None:
    stall.choose()
    stall.scene.market.fail("publish", Fault.DOWN_AFTER)
    stall.press()
    stall.work()
    assert stall.message.state == State.UNKNOWN

    stall.work(minutes=2)

    assert stall.message.state == State.SENT
    assert len(stall.fake.drafts) == 1
    assert len(stall.standing) == 1


def test_a_call_that_never_arrived_is_made_after_looking(stall: Stall) -> None:
    stall.choose()
    stall.scene.market.fail("publish", Fault.DOWN_BEFORE)
    stall.press()
    stall.work()
    assert stall.message.state == State.UNKNOWN

    stall.work(minutes=2)
    stall.work(minutes=2)

    assert stall.offer.stage is Stage.UP
    assert len(stall.fake.drafts) == 1


def test_half_a_listing_is_finished_under_its_own_number(choice: Stall) -> None:
    choice.choose()
    choice.scene.market.fail("publish", Fault.DOWN_AFTER)
    choice.press()
    choice.work()
    assert choice.standing == []

    choice.work(minutes=2)
    choice.work(minutes=2)

    small, large = choice.standing
    assert small.external_listing_id == large.external_listing_id
    assert [row.stockrecord_id for row in (small, large)] == [each.pk for each in choice.records]
    [draft] = choice.fake.drafts
    assert [each.options for each in draft.variants] == [("1 kg",), ("2 kg",)]
    assert choice.offer.stage is Stage.UP


@pytest.mark.parametrize("seam", ["before the call", "after the call"])
def test_a_worker_that_dies_leaves_nothing_twice(
    stall: Stall, monkeypatch: pytest.MonkeyPatch, seam: str
) -> None:
    class Died(BaseException):
        """The process is gone: nothing after this line ran."""

    original = publishing_delivery.call

    def die(**kwargs: object) -> object:
        if kwargs["operation"] == "publish":
            if seam == "after the call":
                original(**kwargs)
            raise Died
        return original(**kwargs)

    stall.choose()
    stall.press()
    monkeypatch.setattr(publishing_delivery, "call", die)
    with pytest.raises(Died):
        stall.work()
    monkeypatch.setattr(publishing_delivery, "call", original)
    assert stall.message.state == State.SENDING
    for _ in range(4):
        stall.work(minutes=3)

    assert stall.offer.stage is Stage.UP
    assert len(stall.fake.drafts) == 1
    assert len(stall.standing) == 1


def test_goods_found_hidden_after_a_lost_answer_are_shown_first(choice: Stall) -> None:
    """Their connector had made everything but the last step when the line broke."""
    choice.choose()
    choice.scene.market.fail("variants", Fault.DOWN_AFTER)
    choice.press()
    choice.work()
    shelves_there = choice.scene.market.shelves
    keys = [
        key
        for key, shelf in shelves_there.items()
        if shelf.listing.title == choice.offer.goods.title
    ]
    assert len(keys) == 2
    for key in keys:
        hidden = replace(shelves_there[key].listing, state=ListingState.DRAFT, raw_state="draft")
        shelves_there[key].listing = hidden
    choice.scene.market.fail("set_visible", Fault.DOWN_BEFORE)

    choice.work(minutes=2)
    assert choice.offer.stage is Stage.WAITING
    choice.work(minutes=2)
    choice.work(minutes=2)

    assert choice.offer.stage is Stage.UP
    assert {shelves_there[key].listing.state for key in keys} == {ListingState.LIVE}
    assert {row.state for row in choice.standing} == {ListingState.LIVE}
    assert len(choice.fake.drafts) == 1


def test_a_pack_that_changes_after_a_lost_answer_makes_no_second_listing(choice: Stall) -> None:
    choice.choose()
    choice.scene.market.fail("variants", Fault.DOWN_AFTER)
    choice.press()
    choice.work()
    StockRecord.objects.filter(pk=choice.records[1].pk).update(partner_sku="BARU-2KG")

    for _round in range(3):
        choice.work(minutes=2)

    assert len(choice.fake.drafts) == 1
    assert choice.offer.stage is Stage.UP
    [small] = choice.standing
    assert small.stockrecord_id == choice.records[0].pk


def test_a_press_on_a_page_that_is_older_than_the_listing_puts_nothing_up(stall: Stall) -> None:
    stall.choose()

    def rival() -> None:
        assert stall.press().sent == 1
        stall.work()
        assert stall.offer.stage is Stage.UP

    with run_before("integrations.sync.publishing._ask", rival):
        assert stall.press() == publishing.Asked(sent=0, left=1)
    stall.work()

    assert len(stall.fake.drafts) == 1
    assert Publication.objects.get().attempt == 0
    assert Message.objects.filter(kind=publishing.PUBLISH).count() == 1


def test_goods_that_vanished_while_an_edit_failed_are_put_up_anew(stall: Stall) -> None:
    stall.choose()
    stall.press()
    stall.work()
    [listing] = stall.standing
    Product.objects.filter(pk=stall.product.pk).update(description="Petik merah.")
    del stall.scene.market.shelves[listing.external_listing_id, ""]
    publishing.update(account=stall.scene.account, product_ids=[stall.product.pk])
    stall.work()
    assert (stall.message.kind, stall.message.state) == (publishing.EDIT, State.PARKED)
    assert stall.offer.stage is Stage.FAILED
    for _reading in range(listings.MISSES_UNTIL_GONE):
        listings.read_listings(
            account_id=stall.scene.account.pk, clock=stall.scene.clock, budget=timedelta(seconds=9)
        )
    assert stall.offer.stage is Stage.READY

    assert stall.press().sent == 1
    stall.work()

    assert Publication.objects.get().attempt == 1
    assert stall.offer.stage is Stage.UP
    assert len(stall.standing) == 2  # the one that is gone, and the new one


def begins_with(goods: Stall) -> list[int]:
    """What the listing shows on the first day, of goods in which every channel has a share."""
    goods.choose()
    StockItem.objects.filter(pk=goods.records[0].stock_item_id).update(is_escrow=True)
    assert goods.offer.stage is Stage.READY  # there is something to give a share of
    goods.press()
    goods.work()
    assert goods.offer.stage is Stage.UP
    [draft] = goods.fake.drafts
    return [draft.quantity, *(each.quantity for each in draft.variants)]


def test_goods_with_a_share_per_channel_begin_with_nothing(stall: Stall) -> None:
    assert begins_with(stall) == [0]


def test_so_do_their_packs(choice: Stall) -> None:
    assert begins_with(choice) == [0, 0, 0]


def test_a_refusal_stands_with_its_words_and_is_tried_again_with_the_new_name(
    stall: Stall,
) -> None:
    Product.objects.filter(pk=stall.product.pk).update(title="Terlarang di sana")
    stall.choose()
    stall.press()
    stall.work()
    offer = stall.offer
    assert (offer.stage, offer.code) == (Stage.FAILED, "rejected")
    assert "not allowed" in offer.text
    [cause] = parking.causes([stall.scene.account.cooperative_id])
    assert cause.items[0].title == "Terlarang di sana"

    Product.objects.filter(pk=stall.product.pk).update(title="Kopi Mandheling")
    assert stall.press().sent == 1
    stall.work()

    assert stall.offer.stage is Stage.UP


def test_goods_that_stand_there_under_our_code_are_matched_and_not_put_up(stall: Stall) -> None:
    stall.choose()
    stall.scene.market.list_item(seller_sku=stall.records[0].partner_sku, quantity=3)
    listings.read_listings(
        account_id=stall.scene.account.pk, clock=stall.scene.clock, budget=timedelta(seconds=9)
    )
    assert [gap.place for gap in stall.offer.gaps] == [Place.MATCH]
    assert stall.press().sent == 0


def test_what_changes_here_is_different_there_until_it_is_sent_each_time(stall: Stall) -> None:
    stall.choose()
    stall.press()
    stall.work()
    for words in ("Petik merah.", "Kopi dari Tapanuli.", "Petik merah."):
        Product.objects.filter(pk=stall.product.pk).update(description=words)
        assert stall.offer.stage is Stage.CHANGED
        publishing.update(account=stall.scene.account, product_ids=[stall.product.pk])
        stall.work()
        assert stall.offer.stage is Stage.UP
        assert stall.fake.drafts[-1].description == words


def test_the_choice_is_remembered_for_the_next_goods_of_the_shelf(stall: Stall) -> None:
    shelf = Category.add_root(name="Hasil kebun", slug="hasil-kebun")
    stall.product.categories.add(shelf)
    stall.choose()
    other, _records = make_goods(stall.scene)
    other.categories.add(shelf)

    [offer] = publishing.offers(stall.scene.account, [other.pk])

    assert offer.category == "Makanan & Minuman › Kopi"
    assert (offer.plan.external_category_id, offer.plan.answers) == (COFFEE, ANSWERS)
    assert offer.stage is Stage.READY


def test_the_tree_is_read_once_and_searched_here(stall: Stall) -> None:
    account = stall.scene.account
    assert shelves.is_stale(account, stall.scene.clock())
    shelves.read_categories(account=account, clock=stall.scene.clock)
    calls = stall.scene.market.calls.count("categories")

    found = shelves.search(shelves.tree_of(account), "kop minum")

    assert [each.category_id for each in found] == [COFFEE]
    assert shelves.search(shelves.tree_of(account), "maduu")[0].path.endswith("Madu")
    assert stall.scene.market.calls.count("categories") == calls == 1
    assert not shelves.is_stale(account, stall.scene.clock())
    assert shelves.is_stale(account, stall.scene.clock() + timedelta(days=8))


def test_a_shop_that_sends_no_stock_puts_nothing_up(stall: Stall) -> None:
    stall.choose()
    stall.scene.account.push_stock = False
    stall.scene.account.save()
    assert stall.press() == publishing.Asked(sent=0, left=1)


def test_another_cooperatives_goods_do_not_exist(stall: Stall) -> None:
    foreign = make_offer().product
    shelves.read_categories(account=stall.scene.account, clock=stall.scene.clock)
    stall.product.categories.add(Category.add_root(name="Kopi", slug="kopi-uji"))
    assert stall.offer.plan.external_category_id == COFFEE  # a shelf of the same name
    assert {gap.place for gap in stall.offer.gaps} == {Place.CATEGORY}
    assert stall.press() == publishing.Asked(sent=0, left=1)
    assert publishing.offers(stall.scene.account, [foreign.pk]) == []
    with pytest.raises(Publication.DoesNotExist):
        publishing.choose(
            account=stall.scene.account, product_id=foreign.pk, category_id=COFFEE, answers={}
        )
