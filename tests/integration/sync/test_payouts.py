"""Payouts are read by themselves, written once, and every fee stands beside its order."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from integrations.channels.errors import BadPayload
from integrations.channels.orders import OrderState
from integrations.channels.words import Rupiah, Settlement, SettlementKind, SettlementLine
from integrations.sync import payout_reading, payouts
from integrations.sync.models import ChannelOrder, Cursor, OrderPayout, Payout, PayoutLine, Stream
from tests.factories_sync import Scene
from tests.fakes.marketplace import Fault

pytestmark = pytest.mark.django_db(transaction=True)


def read(scene: Scene) -> int:
    scene.clock.advance(seconds=5)
    payout_reading.read_soon(account_id=scene.account.pk, now=scene.clock())
    return payout_reading.run(account_id=scene.account.pk, clock=scene.clock)


def sold(scene: Scene, packs: int = 1) -> str:
    order_id = scene.market.buy(scene.key, quantity=packs)
    scene.pull()
    return order_id


def statement(scene: Scene, *amounts: tuple[str, SettlementKind, int, str], name: str = "S1"):
    lines = tuple(
        SettlementLine(
            line_id=f"{name}:{place}",
            external_order_id=order_id,
            kind=kind,
            amount=Rupiah(amount),
            raw_kind=raw,
        )
        for place, (order_id, kind, amount, raw) in enumerate(amounts)
    )
    return Settlement(
        statement_id=name,
        released_at=scene.market.now(),
        total=Rupiah(sum(line.amount for line in lines)),
        lines=lines,
    )


def test_a_payout_is_read_once_and_stands_beside_its_order(scene) -> None:
    order_id = sold(scene, 2)
    scene.market.pay_out(order_id, fee=5000)
    assert read(scene) == 1
    assert read(scene) == 0  # the windows overlap
    row = OrderPayout.objects.get()
    price = int(scene.record.price) * 2
    assert row.channel_order == scene.channel_order(order_id)
    assert (row.goods, row.fees, row.total) == (price, -5000, price - 5000)
    assert (row.goods_expected, row.gaps) == (price, [])
    assert Payout.objects.count() == 1
    assert PayoutLine.objects.count() == 2


def test_the_duty_knows_who_is_due(scene) -> None:
    now = scene.clock()
    assert payout_reading.due(now=now) == []
    assert payout_reading.due(now=now + timedelta(hours=2)) == [scene.account.pk]
    read(scene)
    assert payout_reading.due(now=scene.clock() + timedelta(hours=5)) == []
    assert payout_reading.due(now=scene.clock() + timedelta(hours=7)) == [scene.account.pk]


def test_a_fee_nobody_knows_keeps_its_own_name(scene) -> None:
    order_id = sold(scene)
    price = int(scene.record.price)
    scene.market.settlements.append(
        statement(
            scene,
            (order_id, SettlementKind.SALE, price, "item"),
            (order_id, SettlementKind.OTHER, -1234, "biaya_kejutan"),
        )
    )
    read(scene)
    assert PayoutLine.objects.filter(raw_kind="biaya_kejutan", amount=-1234).count() == 1
    row = OrderPayout.objects.get()
    assert (row.rest, row.gaps, row.differs) == (-1234, ["rest"], True)


def test_a_statement_that_was_amended_replaces_what_it_said(scene) -> None:
    order_id = sold(scene)
    price = int(scene.record.price)
    first = statement(scene, (order_id, SettlementKind.SALE, price, "item"))
    scene.market.settlements.append(first)
    read(scene)
    amended = statement(
        scene,
        (order_id, SettlementKind.SALE, price, "item"),
        (order_id, SettlementKind.SHIPPING, -3000, "berat"),
    )
    scene.market.settlements[:] = [replace(amended, released_at=first.released_at)]
    assert read(scene) == 1
    row = OrderPayout.objects.get()
    assert (row.shipping, row.total, row.gaps) == (-3000, price - 3000, ["shipping"])
    assert Payout.objects.get().total == price - 3000
    scene.market.settlements[:] = [
        replace(
            statement(scene, ("", SettlementKind.OTHER, -10, "x")), released_at=first.released_at
        )
    ]
    read(scene)
    assert not OrderPayout.objects.exists()


def test_an_older_reading_never_wins(scene) -> None:
    now = scene.clock()
    new = statement(scene, ("A", SettlementKind.SALE, 900, ""))
    old = statement(scene, ("A", SettlementKind.SALE, 100, ""))
    assert payouts.store(account=scene.account, settlements=[new], read_at=now) == 1
    before = now - timedelta(minutes=1)
    assert payouts.store(account=scene.account, settlements=[old], read_at=before) == 0
    assert OrderPayout.objects.get().total == 900


def test_a_payout_that_came_before_its_order_meets_it(scene) -> None:
    order_id = scene.market.buy(scene.key, quantity=1)
    scene.market.pay_out(order_id, fee=100)
    read(scene)
    assert OrderPayout.objects.get().channel_order is None
    scene.pull()
    read(scene)
    row = OrderPayout.objects.get()
    assert row.channel_order == scene.channel_order(order_id)
    assert row.goods_expected == int(scene.record.price)


def test_an_order_that_was_given_back_should_bring_nothing(scene) -> None:
    order_id = sold(scene)
    for state in (OrderState.SHIPPED, OrderState.RETURNED):
        scene.market.move(order_id, state)
        scene.pull()
    scene.market.pay_out(order_id, fee=0)
    read(scene)
    row = OrderPayout.objects.get()
    assert (row.goods_expected, row.gaps) == (0, ["goods"])


def test_a_broken_statement_stops_nobody_and_is_kept(scene, monkeypatch) -> None:
    order_id = sold(scene)
    paid = scene.market.pay_out(order_id, fee=10)
    scene.market.settlements[:] = [BadPayloadWithTime(paid.released_at), paid]
    assert read(scene) == 1
    cursor = Cursor.objects.get(account=scene.account, stream=Stream.SETTLEMENTS)
    assert (cursor.error_code, cursor.failures) == ("bad_payload", 0)
    scene.market.settlements[:] = [paid]
    read(scene)
    cursor.refresh_from_db()
    assert cursor.error_code == ""


class BadPayloadWithTime(BadPayload):
    """A statement of that time that cannot be read."""

    def __init__(self, released_at) -> None:
        super().__init__("statement.total", "not a number", ref="S9", raw="{}")
        self.released_at = released_at


def test_a_statement_that_cannot_be_stored_stops_no_other(scene, caplog) -> None:
    good = statement(scene, ("A", SettlementKind.SALE, 900, ""), name="S2")
    worse = statement(scene, ("SECRET-9", SettlementKind.SALE, 10**30, ""), name="S1")
    scene.market.settlements.extend([worse, good])

    assert read(scene) == 1

    assert [row.statement_id for row in Payout.objects.all()] == ["S2"]
    cursor = Cursor.objects.get(account=scene.account, stream=Stream.SETTLEMENTS)
    assert (cursor.error_code, cursor.failures) == ("bad_payload", 0)
    assert cursor.position is not None
    assert "cannot be stored" in cursor.error_text
    assert "SECRET-9" not in caplog.text
    assert str(10**30) not in caplog.text
    position = cursor.position
    assert read(scene) == 0
    cursor.refresh_from_db()
    assert cursor.position > position


def test_a_payout_whose_order_was_known_but_not_taken_over_meets_it_too(scene) -> None:
    order_id = sold(scene)
    row = scene.channel_order(order_id)
    ours = row.order
    ChannelOrder.objects.filter(pk=row.pk).update(order=None)
    scene.market.pay_out(order_id, fee=100)
    read(scene)
    payout = OrderPayout.objects.get()
    assert (payout.channel_order, payout.goods_expected) == (row, None)
    assert payouts.meet_orders(account=scene.account) == 0

    ChannelOrder.objects.filter(pk=row.pk).update(order=ours)
    assert payouts.meet_orders(account=scene.account) == 1

    payout.refresh_from_db()
    assert payout.goods_expected == int(scene.record.price)
    assert payouts.meet_orders(account=scene.account) == 0


def test_a_channel_that_does_not_answer_is_asked_later(scene) -> None:
    scene.market.fail("read_settlements", Fault.DOWN_BEFORE, times=3)
    assert read(scene) == 0
    cursor = Cursor.objects.get(account=scene.account, stream=Stream.SETTLEMENTS)
    assert cursor.failures == 1
    assert cursor.next_run_at < scene.clock() + payout_reading.EVERY


PARTS = st.lists(
    st.tuples(
        st.sampled_from(["A", "B", ""]),
        st.sampled_from(list(SettlementKind)),
        st.integers(-(10**9), 10**9),
        st.sampled_from(["", "fee", "aneh"]),
    ),
    max_size=6,
)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(versions=st.lists(st.tuples(st.sampled_from(["S1", "S2"]), PARTS), max_size=5))
def test_the_sums_are_exact_whatever_is_read_how_often(scene, versions) -> None:
    Payout.objects.all().delete()
    OrderPayout.objects.all().delete()
    now = scene.clock()
    latest = {}
    for place, (name, parts) in enumerate(versions):
        latest[name] = found = statement(scene, *parts, name=name)
        for _again in range(2):
            payouts.store(
                account=scene.account, settlements=[found], read_at=now + timedelta(seconds=place)
            )
    lines = [line for found in latest.values() for line in found.lines]
    assert {row.statement_id: row.total for row in Payout.objects.all()} == {
        name: int(found.total) for name, found in latest.items()
    }
    sums: dict[str, int] = {}
    for line in lines:
        sums[line.external_order_id] = sums.get(line.external_order_id, 0) + int(line.amount)
    sums.pop("", None)
    assert {row.external_order_id: row.total for row in OrderPayout.objects.all()} == sums
    for row in OrderPayout.objects.all():
        assert row.total == sum(
            (row.goods, row.shipping, row.fees, row.tax, row.adjustment, row.rest)
        )
