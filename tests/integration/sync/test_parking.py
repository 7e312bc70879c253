"""Stuck work: shown by cause, tried again in bulk with its progress, or left with a reason."""

from __future__ import annotations

import pytest

from integrations.sync import parking, selectors, services
from integrations.sync.facts import ParkedItem
from integrations.sync.models import ChannelAccount, Desired, Listing
from shop.stock import services as stock
from tests.factories_sync import Scene, add_pack

pytestmark = pytest.mark.django_db(transaction=True)


def account(scene: Scene) -> ChannelAccount:
    return ChannelAccount.objects.get(pk=scene.account.pk)


def stuck(scene: Scene) -> list[ParkedItem]:
    found = selectors.parked([scene.account.cooperative_id])
    return [item for cause in found for item in cause.items]


def failed(scene: Scene) -> int:
    [card] = selectors.health_cards([scene.account.cooperative_id], scene.clock())
    return card.failed


@pytest.fixture
def refused(scene: Scene) -> Scene:
    """Three goods that the channel refuses."""
    for _ in range(2):
        add_pack(scene)
    for key in list(scene.market.shelves):
        scene.market.refuse(key, "tidak boleh")
    for listing in Listing.objects.select_related("stockrecord"):
        assert listing.stockrecord is not None
        stock.receive(
            item_id=listing.stockrecord.stock_item_id or 0,
            quantity=1000,
            ref=f"setor:{listing.pk}",
        )
    scene.push()
    assert (len(stuck(scene)), failed(scene)) == (3, 3)
    return scene


def test_tried_again_once_however_often_it_is_pressed(refused: Scene) -> None:
    items = stuck(refused)
    first = services.retry_many(account=account(refused), items=items, key="a")
    again = services.retry_many(account=account(refused), items=items, key="a")
    other = services.retry_many(account=account(refused), items=items, key="b")
    assert (first.total, again.pk, other.total) == (3, first.pk, 0)
    assert set(Desired.objects.filter(aspect="stock").values_list("state", flat=True)) == {"ok"}


def test_progress_follows_the_rows(refused: Scene) -> None:
    run = services.retry_many(account=account(refused), items=stuck(refused))
    start = parking.progress(run)
    assert (start.total, start.waiting, start.done, start.failed) == (3, 3, 0, 0)
    for key in list(refused.market.shelves)[:2]:
        refused.market.allow(key)
    refused.push()
    end = parking.progress(run)
    assert (end.waiting, end.done, end.failed) == (0, 2, 1)


def test_what_is_left_needs_a_reason_and_is_counted_no_more(refused: Scene) -> None:
    items = stuck(refused)
    with pytest.raises(ValueError):
        services.leave(account=account(refused), items=items, reason="  ")
    services.leave(account=account(refused), items=items[:2], reason="Tidak dijual di sana")
    assert (len(stuck(refused)), failed(refused)) == (1, 1)
    kept = parking.left_alone(refused.account.pk)
    assert {row.reason for row in kept} == {"Tidak dijual di sana"}
    assert services.take_up_again(account_id=refused.account.pk, left_id=kept[0].pk)
    assert (len(stuck(refused)), failed(refused)) == (2, 2)


def test_stuck_anew_is_shown_anew(refused: Scene) -> None:
    services.leave(account=account(refused), items=stuck(refused), reason="Nanti saja")
    assert stuck(refused) == []
    stock.receive(item_id=refused.item.pk, quantity=1000, ref="setor:lagi")
    refused.push()
    assert [item.listing_id for item in stuck(refused)] == [refused.listing.pk]
    assert failed(refused) == 1


def test_another_cooperatives_work_is_not_touched(refused: Scene) -> None:
    from tests.factories_stock import make_cooperative

    other = ChannelAccount.objects.create(
        cooperative=make_cooperative(),
        app=refused.app,
        channel="fake",
        external_shop_id="lain",
        label="Toko lain",
    )
    run = services.retry_many(account=other, items=stuck(refused))
    assert run.total == 0
    assert failed(refused) == 3
