"""The engine against Pasar Tiruan over HTTP: the whole way, with real signatures and limits."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import requests

from integrations.channels.orders import CancelReason
from integrations.channels.shipping import ShipChoice, ShipMethod
from integrations.sync import selectors, services, worker
from integrations.sync.errors_catalogue import Code
from integrations.sync.facts import ShipState
from integrations.sync.models import ChannelAccount, ChannelOrder, Inbox
from shop.order.models import Order
from shop.outbox.models import Message
from shop.stock import services as stock
from tests.connectors.shopee.pasar_tiruan import PasarTiruan, running
from tests.factories_orders import make_paid_order
from tests.integration.sync.sandbox_scene import (
    GREEN,
    KILO,
    OTHER_SHOP_ID,
    QUARTERS,
    REDIRECT,
    RealScene,
    link,
    press_allow,
    shelf,
    web_server,
)

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PasarTiruan]:
    folder: Path = tmp_path_factory.mktemp("pasar")
    with running(folder / "sandbox.sqlite3") as pasar:
        yield pasar


@pytest.fixture
def pasar(started: PasarTiruan) -> PasarTiruan:
    started.post("reset", seed=1)
    # Calls are counted by the machine's clock, and ours is moved: pace is proved in test_processes.
    started.post("settings", rate=0)
    requests.delete(f"{started.urls['pages']}/control/faults", timeout=5)
    return started


@pytest.fixture
def real(pasar: PasarTiruan, transactional_db: None, settings) -> RealScene:
    settings.ALLOWED_HOSTS = ["*"]
    return link(pasar)


def due_now() -> None:
    Message.objects.filter(state__in=["queued", "unknown"]).update(
        not_before=Message.objects.earliest("not_before").not_before - timedelta(minutes=5)
    )


def test_linking_pushes_what_lies_here(real: RealScene) -> None:
    assert real.shown(KILO) == 40
    assert [real.shown(sku) for sku in QUARTERS] == [80, 80, 80]
    assert real.shown(GREEN) == 8
    assert real.account.label == "Kopi Lintong Official"
    assert real.account.authorized_until is not None


def test_a_sale_here_is_seen_on_every_pack_of_the_stock(real: RealScene) -> None:
    make_paid_order((real.records[QUARTERS[0]], 10))
    real.work(1)
    assert [real.shown(sku) for sku in QUARTERS] == [70, 70, 70]


def test_a_sale_there_becomes_an_order_here_and_lowers_its_sisters(real: RealScene) -> None:
    order_sn = real.buy(QUARTERS[1], 4)
    real.work()
    order = ChannelOrder.objects.get(external_order_id=order_sn).order
    assert order is not None
    assert (order.source, order.payment_state) == ("shopee", "paid")
    assert order.lines.get().reserved == 4
    assert [real.shown(sku) for sku in QUARTERS] == [76, 76, 76]


def test_an_order_goes_all_the_way(real: RealScene) -> None:
    order_sn = real.buy(KILO, 3)
    real.work(1)
    parcel = real.parcel(order_sn)
    choice = ShipChoice(method=ShipMethod.DROPOFF)
    services.request_shipment(parcel_id=parcel.pk, choice=choice)
    due_now()
    real.work(2)
    assert real.parcel(order_sn).state == "packed"
    time.sleep(2.5)  # the courier's number and the label take two seconds there
    for _ in range(4):
        due_now()
        real.work(1)
        time.sleep(0.7)
    parcel = real.parcel(order_sn)
    assert parcel.tracking_number.startswith("SPXID")
    assert parcel.label.read()[:4] == b"%PDF"
    assert selectors.shipment(parcel.pk).state is ShipState.ARRANGED
    for action, state in (
        ("pickup", "shipped"),
        ("deliver", "delivered"),
        ("receive", "completed"),
    ):
        time.sleep(1.1)
        real.act(order_sn, action)
        real.work(1)
        assert real.parcel(order_sn).state == state
    assert (real.item(KILO).on_hand, real.item(KILO).allocated) == (37_000, 0)
    assert real.shown(KILO) == 37
    assert real.calls("ship_order") == 1


def test_shipped_in_the_sellers_own_app(real: RealScene) -> None:
    """AS-13."""
    order_sn = real.buy(KILO, 2)
    real.work(1)
    parcel_id = real.parcel(order_sn).pk
    time.sleep(1.1)
    real.act(order_sn, "ship")
    real.work(1)
    parcel = real.parcel(order_sn)
    assert parcel.state == "shipped"
    assert (real.item(KILO).on_hand, real.item(KILO).allocated) == (38_000, 0)
    with pytest.raises(services.AlreadyArranged) as caught:
        services.request_shipment(parcel_id=parcel_id)
    assert caught.value.view.elsewhere_at is not None
    real.work(2)
    assert real.parcel(order_sn).tracking_number.startswith("SPXID")
    assert real.calls("ship_order") == 0


@pytest.mark.parametrize(
    ("accept", "state", "free"), [(True, "cancelled", 40), (False, "packed", 38)]
)
def test_a_wish_to_cancel_after_the_label(
    real: RealScene, accept: bool, state: str, free: int
) -> None:
    """AS-06."""
    order_sn = real.buy(KILO, 2)
    real.work(1)
    parcel_id = real.parcel(order_sn).pk
    services.request_shipment(parcel_id=parcel_id)
    due_now()
    real.work(2)
    time.sleep(1.1)
    real.act(order_sn, "request-cancel")
    real.work(1)
    assert real.parcel(order_sn).on_hold is True
    [wish] = selectors.cancel_wishes([real.account.cooperative_id])
    assert wish.answer_by is not None
    time.sleep(1.1)
    services.answer_cancellation(parcel_id=parcel_id, accept=accept)
    real.work(3)
    parcel = real.parcel(order_sn)
    assert (parcel.state, parcel.on_hold) == (state, False)
    assert real.item(KILO).free == free * 1000
    assert real.shown(KILO) == free


def test_cancelled_here_because_nothing_is_left(real: RealScene) -> None:
    order_sn = real.buy(GREEN, 2)
    real.work(1)
    services.cancel_with_reason(
        parcel_id=real.parcel(order_sn).pk, reason=CancelReason.OUT_OF_STOCK
    )
    time.sleep(1.1)
    due_now()
    real.work(3)
    assert real.parcel(order_sn).state == "cancelled"
    assert real.item(GREEN).free == 40_000
    assert real.shown(GREEN) == 8


def test_notifications_bring_orders_at_once(
    pasar: PasarTiruan, transactional_db: None, settings
) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    with web_server() as site:
        address = f"{site}/api/webhooks/shopee/"
        real = link(pasar, callback_url=address)
        pasar.post("shopee/push", url=address)
        order_sn = real.buy(KILO, 1)
        for _ in range(100):
            if Inbox.objects.filter(hints__icontains=order_sn).exists():
                break
            time.sleep(0.05)
        # Before any poll is due.
        worker.run_due(clock=real.clock)
        assert ChannelOrder.objects.get(external_order_id=order_sn).order is not None
        pasar.post("shopee/push", url="http://127.0.0.1:9/nirgends", verify=False)


def test_a_token_that_ends_in_the_middle_is_renewed(real: RealScene) -> None:
    for _ in range(3):
        real.pasar.post("shopee/expire_tokens", shop=SHOP_NAME)
        make_paid_order((real.records[KILO], 1))
        real.work(2)
    assert real.shown(KILO) == 37
    assert ChannelAccount.objects.get().state == "connected"


SHOP_NAME = "kopilintong.official"


def test_permission_taken_back_and_given_again(real: RealScene) -> None:
    """AS-05."""
    real.pasar.post("shopee/unlink", shop=SHOP_NAME)
    make_paid_order((real.records[KILO], 1))
    real.work(1)
    account = ChannelAccount.objects.get()
    assert account.state == "needs_reauth"
    before = len(real.pasar.get("calls", shop=SHOP_NAME)["calls"])
    real.work(5, seconds=120)
    assert len(real.pasar.get("calls", shop=SHOP_NAME)["calls"]) == before

    consent = services.start_linking(
        cooperative_id=account.cooperative_id,
        app_id=account.app_id,
        redirect=REDIRECT,
        account_id=account.pk,
    )
    wrong = press_allow(consent.url, OTHER_SHOP_ID)
    mine = frozenset({account.cooperative_id})
    with pytest.raises(services.LinkProblem) as caught:
        services.finish_linking(
            state=wrong["state"],
            code=wrong["code"],
            shop_id=wrong["shop_id"],
            cooperative_ids=mine,
            clock=real.clock,
        )
    assert caught.value.code is Code.WRONG_SHOP
    assert (caught.value.chosen, caught.value.expected) == (
        "Pesisir Belawan",
        "Kopi Lintong Official",
    )
    consent = services.start_linking(
        cooperative_id=account.cooperative_id,
        app_id=account.app_id,
        redirect=REDIRECT,
        account_id=account.pk,
    )
    right = press_allow(consent.url, account.external_shop_id)
    services.finish_linking(
        state=right["state"],
        code=right["code"],
        shop_id=right["shop_id"],
        cooperative_ids=mine,
        clock=real.clock,
    )
    real.work(2)
    assert real.shown(KILO) == 39


@pytest.mark.parametrize(
    ("kind", "path", "more"),
    [
        ("http_500", "*/update_stock", {}),
        ("html", "*/update_stock", {}),
        ("half_json", "*/update_stock", {}),
        ("partial", "*/update_stock", {}),
        ("rate_limited", "*/update_stock", {}),
        ("http_429", "*/get_order_list", {"retry_after": 1}),
        ("half_json", "*/get_order_detail", {}),
        ("token_expired", "*/update_stock", {}),
        ("outage", "*", {"mode": "close"}),
    ],
)
def test_faults_pass_and_both_sides_agree_in_the_end(
    real: RealScene, kind: str, path: str, more: dict
) -> None:
    real.pasar.post("faults", kind=kind, path=path, count=2, params=more)
    order_sn = real.buy(QUARTERS[2], 3)
    make_paid_order((real.records[QUARTERS[0]], 2))
    stock.receive(item_id=real.item(KILO).pk, quantity=5000, ref="setor:1")
    for _ in range(6):
        real.work(1, seconds=70)
        time.sleep(0.2)
    assert Order.objects.filter(external_number=order_sn).count() == 1
    assert [real.shown(sku) for sku in QUARTERS] == [75, 75, 75]
    assert real.shown(KILO) == 45
    assert selectors.parked([real.account.cooperative_id]) == []


def test_a_day_without_the_marketplace(real: RealScene) -> None:
    """AS-04: 40 sales here, 15 there, 300 changes; orders first, one push for each number."""
    for number in range(15):
        real.buy(QUARTERS[number % 3], 1)
    real.pasar.post("outage", on=True, mode="503")
    for _ in range(40):
        make_paid_order((real.records[QUARTERS[0]], 1))
    for number in range(260):
        stock.receive(item_id=real.item(KILO).pk, quantity=1000, ref=f"setor:{number}")
    real.work(6, seconds=60)
    [card] = selectors.health_cards([real.account.cooperative_id], real.clock())
    assert "Shopee tidak menjawab sejak" in card.sentence
    assert card.waiting == 4
    real.clock.advance(hours=24)
    real.pasar.post("outage", on=False)
    after = real.pasar.get("calls", shop=SHOP_NAME)["calls"][-1]["id"]
    real.work(3, seconds=60)
    assert Order.objects.filter(source="shopee").count() == 15
    assert [real.shown(sku) for sku in QUARTERS] == [80 - 40 - 15] * 3
    assert real.shown(KILO) == 300
    calls = real.pasar.get("calls", shop=SHOP_NAME, after=str(after), limit="5000")["calls"]
    paths = [call["path"].rpartition("/")[2] for call in calls]
    assert paths.index("get_order_list") < paths.index("update_stock")
    # One call for the item with three models, one for the kilo.
    assert paths.count("update_stock") == 2
    assert shelf(real.pasar)[GREEN] == 8
