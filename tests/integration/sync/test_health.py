"""One card for each account, and letters in time."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from integrations.sync import notices, selectors, services
from integrations.sync.facts import AccountCard, Colour
from integrations.sync.models import ChannelAccount, Heartbeat
from shop.accounts.models import Role, StaffRole, User
from shop.outbox.models import Message
from shop.stock import services as stock
from tests.factories_orders import make_paid_order
from tests.factories_sync import Scene, make_account
from tests.fakes.marketplace import FakeMarketplace, Fault

pytestmark = pytest.mark.django_db(transaction=True)


def card(scene: Scene) -> AccountCard:
    [found] = selectors.health_cards([scene.account.cooperative_id], scene.clock())
    return found


def test_all_is_well(scene: Scene) -> None:
    scene.pull()
    found = card(scene)
    assert (found.colour, found.needs_person, found.waiting, found.failed) == (
        Colour.GREEN,
        False,
        0,
        0,
    )
    assert found.sentence.startswith("Sehat. Diperiksa ")
    assert found.channel_label == "Pasar Uji"


def test_a_channel_that_is_down_needs_nobody(scene: Scene) -> None:
    """AS-04: broken within five minutes, how much waits, and what happens when it is back."""
    scene.market.fail("*", Fault.DOWN_BEFORE, times=50)
    began = scene.clock()
    for number in range(3):
        stock.receive(item_id=scene.item.pk, quantity=1000, ref=f"setor:{number}")
        scene.push()
        scene.clock.advance(seconds=70)
    assert scene.clock() - began < timedelta(minutes=5)
    found = card(scene)
    assert (found.colour, found.code, found.waiting) == (Colour.AMBER, "unavailable", 1)
    assert found.down_since is not None
    assert found.down_since - began < timedelta(seconds=30)
    assert "tidak menjawab sejak" in found.sentence
    assert found.sentence.endswith("1 perubahan menunggu. Anda tidak perlu berbuat apa-apa.")

    calls = len(scene.market.calls)
    for _ in range(60):
        scene.clock.advance(seconds=10)
        for account_id in _due(scene):
            scene.pull() if account_id else None
    probes = len(scene.market.calls) - calls
    assert 5 <= probes <= 15, "at most about one a minute"

    scene.market._faults.clear()
    order_id = scene.market.buy(scene.key, quantity=2)
    scene.clock.advance(minutes=2)
    scene.market.calls.clear()
    scene.push()
    found = card(scene)
    assert scene.market.calls[0] == "read_orders"
    assert scene.order(order_id).lines.get().reserved == 2
    assert scene.market.calls.count("push_stock") == 1
    assert scene.shown == 11
    assert found.colour is Colour.GREEN
    assert "pulih" in found.sentence
    assert found.sentence.endswith("1 perubahan terkirim, 1 pesanan masuk.")


def _due(scene: Scene) -> list[int]:
    from integrations.sync import breaker

    return list(breaker.callable_accounts(scene.clock()).values_list("pk", flat=True))


def test_a_withdrawn_permission_needs_a_person(scene: Scene) -> None:
    scene.market.fail("*", Fault.REVOKED)
    scene.pull()
    found = card(scene)
    assert (found.colour, found.needs_person, found.code) == (Colour.RED, True, "auth_revoked")
    assert found.entry is not None
    assert str(found.entry.button) == "Beri izin ulang"


def test_what_failed_needs_a_person(scene: Scene) -> None:
    scene.market.refuse(scene.key, "tidak boleh")
    make_paid_order((scene.record, 1))
    scene.push()
    found = card(scene)
    assert (found.colour, found.failed) == (Colour.RED, 1)
    assert found.sentence == "1 hal perlu dibetulkan."


def test_a_pause_is_told(scene: Scene) -> None:
    services.pause(account_id=scene.account.pk, until=scene.clock() + timedelta(hours=1))
    found = card(scene)
    assert found.colour is Colour.GREY
    assert found.sentence.startswith("Kirim stok dijeda sampai ")
    scene.clock.advance(hours=2)
    assert card(scene).colour is Colour.GREEN


@pytest.mark.parametrize(("days", "letters"), [(20, 0), (14, 1), (7, 2), (1, 3), (0, 3)])
def test_letters_before_the_permission_ends(scene: Scene, days: int, letters: int) -> None:
    """AS-05: 14, 7 and 1 days before, each once, to the managers of that cooperative only."""
    boss = User.objects.create(email="rina@koperasi.example")
    StaffRole.objects.create(
        user=boss, cooperative_id=scene.account.cooperative_id, role=Role.MANAGER
    )
    packer = User.objects.create(email="jonni@koperasi.example")
    StaffRole.objects.create(
        user=packer, cooperative_id=scene.account.cooperative_id, role=Role.PACKER
    )
    end = scene.clock() + timedelta(days=20, hours=1)
    ChannelAccount.objects.filter(pk=scene.account.pk).update(authorized_until=end)
    for left in range(20, days - 1, -1):
        for _ in range(2):
            notices.warn_ending(now=end - timedelta(days=left, hours=1))
    mails = Message.objects.filter(kind="email", dedup_key__startswith="channel-ends")
    assert mails.count() == letters
    assert {mail.payload["to"][0] for mail in mails} <= {"rina@koperasi.example"}
    scene.clock.shift += timedelta(days=20 - days)
    found = card(scene)
    assert found.days_left == days
    assert ("Izin Pasar Uji habis" in found.sentence) == (days <= 14)


def test_cards_cost_the_same_for_one_and_for_many_accounts(scene: Scene) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            selectors.health_cards([scene.account.cooperative_id], scene.clock())
        return len(seen)

    few = queries()
    for number in range(8):
        market = FakeMarketplace(clock=scene.clock, shop_id=f"9{number}")
        make_account(record=scene.record, market=market, clock=scene.clock, app=scene.app)
    assert len(selectors.accounts_of([scene.account.cooperative_id])) == 9
    assert queries() == few <= 9


def test_another_cooperative_sees_nothing(scene: Scene) -> None:
    other = [scene.account.cooperative_id + 1]
    assert selectors.health_cards(other, scene.clock()) == []
    assert selectors.accounts_of(other) == []
    with pytest.raises(ChannelAccount.DoesNotExist):
        selectors.account_for(other, scene.account.pk)
    with pytest.raises(type(scene.listing).DoesNotExist):
        selectors.listing_for(other, scene.listing.pk)


def test_a_worker_that_is_silent_for_a_minute_is_missed(scene: Scene) -> None:
    assert selectors.worker_alive() is False
    now = scene.clock()
    Heartbeat.objects.create(worker="a:1", started_at=now, beat_at=now)
    assert selectors.worker_alive(now + timedelta(seconds=60)) is True
    assert selectors.worker_alive(now + timedelta(seconds=61)) is False
    assert selectors.worker_silent_since() == now
