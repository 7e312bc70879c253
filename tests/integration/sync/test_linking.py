"""Permission, matching, dry run, on: nothing changes at the channel before "on"."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from integrations.channels.orders import OrderState
from integrations.sync import listings, selectors, services
from integrations.sync.errors_catalogue import Code
from integrations.sync.facts import Change, Confidence
from integrations.sync.models import ChannelAccount, Credential, Desired, LinkRun, Listing
from shop.partner.models import StockRecord
from shop.stock import services as stock
from tests.factories_orders import make_paid_order, make_shelf
from tests.factories_sync import BUDGET, Scene, ShiftedClock, make_app, make_scene
from tests.fakes.marketplace import FakeMarketplace

pytestmark = pytest.mark.django_db(transaction=True)
REDIRECT = "https://toko.example/kerja/saluran/kembali/"


def consent_for(record: StockRecord, account: ChannelAccount | None = None):
    app = account.app if account else make_app()
    return services.start_linking(
        cooperative_id=record.partner_id,
        app_id=app.pk,
        redirect=REDIRECT,
        account_id=account.pk if account else None,
    )


def finish(record: StockRecord, state: str, clock: ShiftedClock, **changes: str):
    facts = {"code": "good-code", "shop_id": "777001", **changes}
    return services.finish_linking(
        state=state,
        cooperative_ids=frozenset({record.partner_id}),
        clock=clock,
        **facts,
    )


@pytest.fixture
def record(transactional_db: None) -> StockRecord:
    return make_shelf(on_hand=25_000)


def test_permission_makes_an_account_that_pushes_nothing(
    record: StockRecord, market: FakeMarketplace, clock: ShiftedClock
) -> None:
    market.list_item(seller_sku=record.partner_sku, quantity=30)
    consent = consent_for(record)
    assert parse_qs(urlsplit(consent.url).query)["state"] == [consent.state]
    assert consent.state not in LinkRun.objects.get().nonce
    run = finish(record, consent.state, clock)
    account = run.account
    assert account is not None
    assert (run.step, account.label, account.push_stock) == ("match", "Toko Uji", False)
    assert account.cooperative_id == record.partner_id
    assert [link.pk for link in selectors.open_links([record.partner_id])] == [run.pk]


def test_a_state_works_once_and_for_half_an_hour(
    record: StockRecord, market: FakeMarketplace, clock: ShiftedClock
) -> None:
    consent = consent_for(record)
    finish(record, consent.state, clock)
    for state in (consent.state, "erfunden"):
        with pytest.raises(services.LinkProblem) as caught:
            finish(record, state, clock)
        assert caught.value.code is Code.LINK_EXPIRED
    late = consent_for(record, ChannelAccount.objects.get())
    clock.advance(minutes=31)
    with pytest.raises(services.LinkProblem):
        finish(record, late.state, clock)


def test_a_state_of_another_cooperative_is_worth_nothing(
    record: StockRecord, market: FakeMarketplace, clock: ShiftedClock
) -> None:
    consent = consent_for(record)
    with pytest.raises(services.LinkProblem):
        services.finish_linking(
            state=consent.state,
            code="good-code",
            shop_id="777001",
            cooperative_ids=frozenset({record.partner_id + 1}),
            clock=clock,
        )
    assert ChannelAccount.objects.count() == 0


@pytest.mark.parametrize("code", ["", "verbraucht"])
def test_cancelled_at_the_channel_or_too_late(
    record: StockRecord, market: FakeMarketplace, clock: ShiftedClock, code: str
) -> None:
    consent = consent_for(record)
    with pytest.raises(services.LinkProblem) as caught:
        finish(record, consent.state, clock, code=code)
    assert caught.value.code is Code.LINK_EXPIRED
    assert ChannelAccount.objects.count() == 0
    assert LinkRun.objects.get().error_code == "link_expired"


def test_the_wrong_shop_is_refused_with_both_names(
    scene: Scene, market: FakeMarketplace, clock: ShiftedClock
) -> None:
    """AS-05: permission again, but the person picked another of their shops."""
    before = Credential.objects.get().access
    consent = consent_for(scene.record, scene.account)
    market.shop_id = "888002"
    with pytest.raises(services.LinkProblem) as caught:
        finish(scene.record, consent.state, clock, shop_id="888002")
    problem = caught.value
    assert (problem.code, problem.chosen, problem.expected) == (
        Code.WRONG_SHOP,
        "Toko Uji",
        "Toko 777001",
    )
    assert Credential.objects.get().access == before
    assert ChannelAccount.objects.count() == 1


def test_a_wrong_shop_that_is_linked_too_keeps_its_tokens(
    scene: Scene, market: FakeMarketplace, clock: ShiftedClock
) -> None:
    """Using its code would have replaced the tokens of the other account."""
    other = ChannelAccount.objects.create(
        cooperative_id=scene.account.cooperative_id,
        app=scene.app,
        channel="fake",
        external_shop_id="888002",
        label="lintongcoffee.2",
    )
    consent = consent_for(scene.record, scene.account)
    market.calls.clear()
    with pytest.raises(services.LinkProblem) as caught:
        finish(scene.record, consent.state, clock, shop_id="888002")
    assert (caught.value.chosen, caught.value.expected) == (other.label, scene.account.label)
    assert market.calls == []


def test_a_shop_of_another_cooperative_is_refused(
    scene: Scene, market: FakeMarketplace, clock: ShiftedClock
) -> None:
    stranger = make_shelf()
    consent = consent_for(stranger)
    market.calls.clear()
    with pytest.raises(services.LinkProblem) as caught:
        finish(stranger, consent.state, clock)
    assert caught.value.code is Code.SHOP_OF_ANOTHER
    assert market.calls == []
    assert ChannelAccount.objects.get().cooperative_id == scene.account.cooperative_id


def test_the_dry_run_says_here_there_and_becomes(
    market: FakeMarketplace, clock: ShiftedClock, transactional_db: None
) -> None:
    """D6: "di sini 25, di Shopee 30 → akan jadi 25"."""
    scene = make_scene(market, clock, packs=25, quantity=30, is_on=False)
    result = services.dry_run(account_id=scene.account.pk)
    [row] = result.rows
    assert (row.here, row.there, row.becomes, row.change) == (25, 30, 25, Change.DOWN)
    assert row.sentence == "di sini 25, di Pasar Uji 30 → akan jadi 25"
    assert result.to_send == 1
    assert scene.push().handled == 0
    assert scene.shown == 30
    assert services.switch_on(account_id=scene.account.pk) == 1
    scene.push()
    assert scene.shown == 25
    assert LinkRun.objects.filter(account=scene.account).exclude(step="done").count() == 0


def test_the_rule_is_told_with_its_numbers(
    market: FakeMarketplace, clock: ShiftedClock, transactional_db: None
) -> None:
    scene = make_scene(market, clock, packs=35, quantity=30, is_on=False)
    services.set_rules(
        account_id=scene.account.pk, rules=services.Rules(share_percent=80, safety_stock=2)
    )
    [row] = services.dry_run(account_id=scene.account.pk).rows
    assert (row.here, row.becomes) == (35, 26)
    assert row.rule == "80% dari 35 = 28, dikurangi 2"


def test_an_empty_warehouse_pushes_nothing(
    market: FakeMarketplace, clock: ShiftedClock, transactional_db: None
) -> None:
    """AS-18."""
    scene = make_scene(market, clock, packs=0, quantity=30, is_on=False)
    result = services.dry_run(account_id=scene.account.pk)
    assert (result.is_all_zero, result.count(Change.SOLD_OUT)) == (True, 1)
    with pytest.raises(services.EverythingSoldOut):
        services.switch_on(account_id=scene.account.pk)
    assert scene.push().handled == 0
    assert scene.shown == 30
    assert "push_stock" not in market.calls


def test_a_zero_needs_an_extra_yes_and_the_others_go(
    market: FakeMarketplace, clock: ShiftedClock, transactional_db: None
) -> None:
    scene = make_scene(market, clock, packs=5, quantity=30, is_on=False)
    from tests.factories_sync import add_pack

    _record, key = add_pack(scene, packs=0, quantity=8)
    result = services.dry_run(account_id=scene.account.pk)
    assert [row.change for row in result.rows] == [Change.SOLD_OUT, Change.DOWN]
    services.switch_on(account_id=scene.account.pk)
    scene.push()
    assert (scene.shown, market.quantity(key)) == (5, 8)
    [cause] = selectors.parked([scene.account.cooperative_id])
    assert cause.code == "zero_needs_yes"
    listing = Listing.objects.get(external_listing_id=key[0])
    services.allow_zero(account_id=scene.account.pk, listing_ids=[listing.pk])
    scene.push()
    assert market.quantity(key) == 0


def test_a_number_shown_once_may_become_zero_by_itself(scene: Scene) -> None:
    make_paid_order((scene.record, 10))
    scene.push()
    assert scene.shown == 0


def test_confirmed_zeros_are_sent(
    market: FakeMarketplace, clock: ShiftedClock, transactional_db: None
) -> None:
    scene = make_scene(market, clock, packs=0, quantity=30, is_on=False)
    sent = services.switch_on(
        account_id=scene.account.pk, confirmed_zero_listing_ids=[scene.listing.pk]
    )
    assert sent == 1
    scene.push()
    assert scene.shown == 0


def test_numbers_that_changed_while_looking_are_shown_first(
    market: FakeMarketplace, clock: ShiftedClock, transactional_db: None
) -> None:
    scene = make_scene(market, clock, packs=25, quantity=30, is_on=False)
    LinkRun.objects.create(
        cooperative_id=scene.account.cooperative_id,
        app=scene.app,
        account=scene.account,
        nonce="x",
        expires_at=clock(),
        step="match",
    )
    services.dry_run(account_id=scene.account.pk)
    stock.receive(item_id=scene.item.pk, quantity=2000, ref="setor:1")
    with pytest.raises(services.NumbersChanged) as caught:
        services.switch_on(account_id=scene.account.pk)
    assert caught.value.dry_run.rows[0].shown_before == 25
    services.dry_run(account_id=scene.account.pk)
    assert services.switch_on(account_id=scene.account.pk) == 1


def test_matching_is_certain_by_code_and_maybe_by_name_weight_and_price(
    record: StockRecord, market: FakeMarketplace, clock: ShiftedClock
) -> None:
    record.product.title = "Kopi Arabika Lintong 250 g"
    record.product.save(update_fields=["title"])
    StockRecord.objects.filter(pk=record.pk).update(units_per_sale=250)
    market.list_item(seller_sku=record.partner_sku.lower() + " ", quantity=1, title="Apa saja")
    market.list_item(
        seller_sku="X-1", quantity=1, title="Kopi Arabika Lintong asli 250 gr", price=95_000
    )
    market.list_item(seller_sku="X-2", quantity=1, title="Kopi Arabika Lintong 1 kg")
    market.list_item(seller_sku="X-3", quantity=1, title="Ulos Ragi Hotang")
    run = finish(record, consent_for(record).state, clock)
    assert run.account is not None
    listings.read_listings(account_id=run.account.pk, clock=clock, budget=BUDGET)
    found = selectors.suggestions(run.account.pk)
    assert [each.confidence for each in found] == [
        Confidence.CERTAIN,
        Confidence.MAYBE,
        Confidence.NONE,
        Confidence.NONE,
    ]
    assert found[0].reasons == ("Kode sama",)
    assert found[1].reasons == ("Nama mirip", "berat sama", "harga sama")
    assert services.accept_certain(account_id=run.account.pk) == 1
    services.ignore_listing(listing_id=found[3].listing_id)
    assert len(selectors.suggestions(run.account.pk)) == 2
    services.unmatch_listing(listing_id=found[0].listing_id)
    assert Desired.objects.count() == 0


def test_a_disconnected_shop_is_left_alone_and_can_come_back(scene: Scene) -> None:
    services.disconnect(account_id=scene.account.pk)
    assert Credential.objects.count() == 0
    make_paid_order((scene.record, 1))
    scene.market.buy(scene.key)
    scene.market.calls.clear()
    assert scene.push().handled == 0
    assert scene.market.calls == []
    [card] = selectors.health_cards([scene.account.cooperative_id], scene.clock())
    assert card.sentence == "Diputus. Pesanan Pasar Uji tidak masuk."

    order_id = scene.market.buy(scene.key, quantity=1)
    scene.clock.advance(seconds=5)
    scene.market.move(order_id, OrderState.SHIPPED)
    scene.clock.advance(minutes=1)
    consent = consent_for(scene.record, scene.account)
    finish(scene.record, consent.state, scene.clock)
    scene.pull()
    assert scene.channel_order(order_id).order is None, "it left while nobody was linked"
    services.switch_on(account_id=scene.account.pk)
    scene.push()
    assert scene.shown == 8


def test_what_the_channel_no_longer_lists_is_gone_after_two_readings(scene: Scene) -> None:
    from tests.factories_sync import add_pack

    _record, key = add_pack(scene, packs=5)
    del scene.market.shelves[key]
    for expected in ("live", "gone"):
        scene.clock.advance(seconds=1)
        listings.read_listings(account_id=scene.account.pk, clock=scene.clock, budget=BUDGET)
        assert Listing.objects.get(external_listing_id=key[0]).state == expected


def test_a_shop_with_many_pages_is_read_to_the_end(scene: Scene) -> None:
    for number in range(130):
        scene.market.list_item(seller_sku=f"S-{number}", quantity=1)
    reading = listings.read_listings(
        account_id=scene.account.pk, clock=scene.clock, budget=timedelta(minutes=1)
    )
    assert (reading.seen, reading.broken, reading.is_complete) == (131, 0, True)
    assert Listing.objects.count() == 131
