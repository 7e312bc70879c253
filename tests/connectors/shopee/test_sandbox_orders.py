"""Orders, shipping and cancelling against Pasar Tiruan over HTTP."""

from __future__ import annotations

from datetime import timedelta

import pytest

from integrations.channels.errors import (
    Conflict,
    NotFound,
    Unavailable,
)
from integrations.channels.words import (
    CancelReason,
    OrderRef,
    OrderState,
    ShipChoice,
    ShipMethod,
)
from integrations.connectors.shopee import ShopeeConnector
from tests.connectors.shopee.pasar_tiruan import PasarTiruan
from tests.connectors.shopee.shopping import (
    BIJI,
    KILO,
    buy,
    read,
    shelf,
    ship,
    truth,
)

# Orders


def test_an_order_is_read_with_its_lines(pasar: PasarTiruan, connector: ShopeeConnector):
    ref = buy(pasar, BIJI, KILO, pay=False, quantity=2)
    unpaid = read(connector, ref)
    pasar.post(f"orders/{ref.external_order_id}/pay")

    paid = read(connector, ref)

    found = shelf(connector)
    assert (unpaid.state, unpaid.paid_at) == (OrderState.UNPAID, None)
    assert (paid.state, paid.raw_state) == (OrderState.READY, "READY_TO_SHIP")
    assert paid.paid_at is not None
    assert paid.ship_by is not None
    lines = {line.seller_sku: line for line in paid.lines}
    assert set(lines) == {BIJI, KILO}
    assert lines[KILO].external_listing_id == found[KILO].external_listing_id
    assert lines[KILO].external_variant_id == ""
    assert lines[BIJI].external_variant_id == found[BIJI].external_variant_id
    assert (lines[BIJI].quantity, lines[BIJI].unit_price) == (2, 52_000)
    assert [line.external_line_id for line in paid.lines] == [
        line.external_line_id for line in unpaid.lines
    ]
    assert len(paid.parcels) == 1
    assert found[BIJI].quantity == 58


def test_masked_and_unmasked_buyers_are_told_apart(pasar: PasarTiruan, connector: ShopeeConnector):
    ref = buy(pasar, BIJI)
    pasar.post("shopee/app", ip_declared=False)
    masked = read(connector, ref).recipient
    pasar.post("shopee/app", ip_declared=True)
    plain = read(connector, ref)

    assert masked.is_masked
    assert not plain.recipient.is_masked
    assert plain.recipient.name == "Rina Wulandari"
    assert "Rina" not in plain.payload


def test_all_orders_are_read_page_by_page(pasar: PasarTiruan, connector: ShopeeConnector):
    wanted = {buy(pasar, KILO).external_order_id for _ in range(3)}
    wanted |= {buy(pasar, BIJI).external_order_id for _ in range(57)}
    since = pasar.now() - timedelta(hours=1)
    until = pasar.now() + timedelta(seconds=1)

    first = connector.read_orders(since, until)
    second = connector.read_orders(since, until, first.next_cursor)

    assert (len(first.items), len(second.items)) == (50, 10)
    assert second.next_cursor is None
    assert {order.external_order_id for order in (*first.items, *second.items)} == wanted


def test_the_longest_window_is_taken(pasar: PasarTiruan, connector: ShopeeConnector):
    ref = buy(pasar, KILO)
    until = pasar.now() + timedelta(seconds=1)

    page = connector.read_orders(until - timedelta(days=15), until)

    assert [order.external_order_id for order in page.items] == [ref.external_order_id]


def test_an_order_that_does_not_exist_is_not_found(pasar: PasarTiruan, connector: ShopeeConnector):
    known = buy(pasar, KILO)
    ghost = OrderRef(external_order_id="2611240GHOST00")

    alone = connector.fetch_orders([ghost])
    mixed = connector.fetch_orders([ghost, known])

    assert isinstance(alone[0], NotFound)
    assert isinstance(mixed[0], NotFound)
    assert mixed[1].external_order_id == known.external_order_id


# Shipping


def test_a_parcel_travels_from_the_store_to_the_buyer(
    pasar: PasarTiruan, connector: ShopeeConnector
):
    ref = buy(pasar, KILO)
    sn = ref.external_order_id

    ship(pasar, connector, ref)
    assert read(connector, ref).state is OrderState.PROCESSED
    assert connector.tracking(ref).tracking_number == ""
    early = connector.request_label(ref)
    assert (type(early.error), early.is_sent) == (Unavailable, False)

    pasar.post("clock", advance=5)
    assert connector.tracking(ref).tracking_number
    assert connector.request_label(ref).is_ok
    assert connector.fetch_label(ref) is None
    pasar.post("clock", advance=5)
    label = connector.fetch_label(ref)
    assert label.content.startswith(b"%PDF")

    pasar.post(f"orders/{sn}/pickup")
    assert read(connector, ref).state is OrderState.SHIPPED
    pasar.post(f"orders/{sn}/deliver")
    assert read(connector, ref).state is OrderState.DELIVERED
    pasar.post(f"orders/{sn}/receive")
    assert read(connector, ref).state is OrderState.COMPLETED


def test_a_parcel_is_dropped_off_with_nothing_to_choose(
    pasar: PasarTiruan, connector: ShopeeConnector
):
    ref = buy(pasar, KILO)

    connector.ship(ref, ShipChoice(method=ShipMethod.DROPOFF))

    assert read(connector, ref).state is OrderState.PROCESSED


def test_arranging_twice_is_a_conflict(pasar: PasarTiruan, connector: ShopeeConnector):
    ref = buy(pasar, KILO)
    ship(pasar, connector, ref)

    with pytest.raises(Conflict):
        connector.ship(ref, ShipChoice(method=ShipMethod.DROPOFF))


def test_what_was_arranged_in_the_sellers_own_app_is_seen(
    pasar: PasarTiruan, connector: ShopeeConnector
):
    ref = buy(pasar, KILO)
    pasar.post(f"orders/{ref.external_order_id}/ship")

    assert read(connector, ref).state in {OrderState.PROCESSED, OrderState.SHIPPED}
    with pytest.raises(Conflict):
        connector.ship(ref, ShipChoice(method=ShipMethod.DROPOFF))


def test_a_courier_who_did_not_come_is_asked_again(pasar: PasarTiruan, connector: ShopeeConnector):
    ref = buy(pasar, KILO)
    ship(pasar, connector, ref)
    pasar.post(f"orders/{ref.external_order_id}/fail-pickup")

    waiting = read(connector, ref)
    ship(pasar, connector, waiting.ref)
    arranged = read(connector, ref)

    assert (waiting.state, waiting.raw_state) == (OrderState.PROCESSED, "RETRY_SHIP")
    assert (arranged.state, arranged.raw_state) == (OrderState.PROCESSED, "PROCESSED")


# Cancelling


def test_an_empty_shelf_cancels_and_gives_the_units_back(
    pasar: PasarTiruan, connector: ShopeeConnector
):
    ref = buy(pasar, BIJI, KILO, quantity=3)
    assert truth(pasar)[KILO]["stock"] == 37

    outcome = connector.cancel(ref, CancelReason.OUT_OF_STOCK)

    order = read(connector, ref)
    assert outcome.error is None
    assert (order.state, order.cancelled_by) == (OrderState.CANCELLED, "seller")
    assert [line.cancelled_quantity for line in order.lines] == [3, 3]
    assert truth(pasar)[KILO]["stock"] == 40


def test_a_shipped_order_is_not_cancelled(pasar: PasarTiruan, connector: ShopeeConnector):
    ref = buy(pasar, KILO)
    ship(pasar, connector, ref)
    pasar.post(f"orders/{ref.external_order_id}/pickup")

    outcome = connector.cancel(ref, CancelReason.BUYER_ASKED)

    assert isinstance(outcome.error, Conflict)


@pytest.mark.parametrize(
    ("accept", "state"), [(True, OrderState.CANCELLED), (False, OrderState.READY)]
)
def test_a_buyer_who_asks_gets_an_answer(
    pasar: PasarTiruan, connector: ShopeeConnector, accept: bool, state: OrderState
):
    ref = buy(pasar, KILO)
    pasar.post("clock", advance=2 * 3600)  # past the hour in which a buyer cancels freely
    pasar.post(f"orders/{ref.external_order_id}/request-cancel", reason="Salah alamat")
    asked = read(connector, ref)

    outcome = connector.answer_cancellation(ref, accept)
    again = connector.answer_cancellation(ref, accept)

    assert asked.state is OrderState.CANCEL_REQUESTED
    assert asked.cancel_reason == "Salah alamat"
    assert outcome.error is None
    assert isinstance(again.error, Conflict)
    assert read(connector, ref).state is state
