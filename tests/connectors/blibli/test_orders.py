"""Items grouped into orders; the quotas; packing, labels, cancelling, payouts."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from integrations.channels.errors import Conflict, RateLimited, Rejected
from integrations.channels.orders import OrderState
from integrations.channels.settlements import SettlementKind
from integrations.channels.words import CancelReason, ShipChoice, ShipMethod
from integrations.connectors.blibli import fulfilment, reading
from tests.connectors.blibli.case import CASE, KOPI, KOPI_250, KOPI_1000, MADU_500
from tests.connectors.blibli.playing import ORDER, PICKUP, json_answer, play, sent
from tests.contract.case import NOW


def _changed(name: str, change) -> object:
    body = json.loads(CASE.answer(name).body)
    change(body["content"])
    return json_answer(body)


def _read(*answers: object):
    connector, transport = play({reading.ORDERS: answers})
    return connector.read_orders(NOW - timedelta(hours=1), NOW).items, transport


def test_an_order_is_read_whole():
    [order] = _read("order.shipped")[0]
    [line] = order.lines

    assert order.state is OrderState.SHIPPED
    assert (line.external_listing_id, line.external_variant_id) == (KOPI, KOPI_250)
    assert (line.seller_sku, line.quantity, line.unit_price) == ("KOP-250", 2, 52_000)
    assert order.parcels[0].tracking_number == "BLB0100012345"
    assert order.courier == "BES Paket"
    assert order.paid_at == order.updated_at
    assert order.ship_by - order.paid_at == timedelta(days=2)


def test_the_list_is_asked_by_the_time_of_payment_some_days_back():
    _, transport = _read("orders.empty")
    [body] = sent(transport, reading.ORDERS)
    paid = body["filter"]["statusFPDateRange"]

    assert paid["end"] == int(NOW.timestamp() * 1000)
    assert paid["end"] - paid["start"] == 1000 * (3600 + 10 * 86_400)
    assert body["paging"] == {"page": 0, "size": 50}


def test_an_order_cut_by_a_page_is_read_whole_by_its_id():
    first = _changed("orders.two", lambda rows: rows[1]["orderItems"].pop())
    items, transport = _read(first, "orders.cut")

    assert [len(order.lines) for order in items] == [1, 2]
    asked = sent(transport, reading.ORDERS)[1]["filter"]
    assert asked == {"orderOrOrderItemIds": ["12010000002"]}


def test_packages_of_one_order_are_one_order():
    def split(rows):
        rows.append({"packageId": "80000009", "orderItems": [rows[1]["orderItems"].pop()]})

    items, _ = _read(_changed("orders.again", split))

    order = items[1]
    assert [line.external_variant_id for line in order.lines] == [KOPI_1000, MADU_500]
    assert [parcel.external_parcel_id for parcel in order.parcels] == ["80000002", "80000009"]


def test_the_slowest_live_item_says_how_far_the_order_is():
    def mixed(rows):
        rows[0]["orderItems"][0]["order"]["itemStatus"] = "FR"

    [order] = _read(_changed("order.two_items", mixed))[0]
    assert (order.state, order.raw_state) == (OrderState.READY, "FP,FR")


def test_a_cancelled_item_is_counted_on_its_line():
    [order] = _read("order.part_cancelled")[0]
    gone, left = order.lines

    assert order.state is OrderState.READY
    assert (gone.quantity, gone.cancelled_quantity) == (1, 1)
    assert (left.quantity, left.cancelled_quantity) == (3, 0)


def test_what_was_ordered_is_kept_where_it_is_told():
    def told(rows):
        rows[0]["orderItems"][0]["order"].update(quantity=1, initialQuantity=4)

    [order] = _read(_changed("order.new", told))[0]
    assert (order.lines[0].quantity, order.lines[0].cancelled_quantity) == (4, 3)


@pytest.mark.parametrize(
    ("word", "state"),
    [
        ("FP", OrderState.READY),
        ("BP", OrderState.READY),
        ("PU", OrderState.PROCESSED),
        ("FR", OrderState.SHIPPED),
        ("D", OrderState.DELIVERED),
        ("CX", OrderState.CANCELLED),
        ("RT", OrderState.RETURNED),
        ("VB", OrderState.RETURNED),
        ("CR", OrderState.UNKNOWN),
        ("DX", OrderState.UNKNOWN),
    ],
)
def test_every_state(word: str, state: OrderState):
    def become(rows):
        rows[0]["orderItems"][0]["order"]["itemStatus"] = word

    [order] = _read(_changed("order.new", become))[0]
    assert (order.state, order.raw_state) == (state, word)


def test_the_newer_envelope_is_read_too():
    inner = json.loads(CASE.answer("order.new").body)["content"]
    [order] = _read(json_answer({"code": 200, "status": "OK", "data": {"content": inner}}))[0]

    assert order.external_order_id == "12010000001"


# Addresses


def test_a_fetched_order_has_its_address():
    connector, _ = play({reading.ORDERS: ("order.new",), reading.DETAIL: ("detail",)})
    [order] = connector.fetch_orders([ORDER])

    assert order.recipient.city == "Kota Medan"
    assert order.recipient.village == "Teladan Barat"
    assert order.recipient.postal_code == "20216"


def test_an_order_does_without_its_address_when_the_quota_is_used_up():
    connector, _ = play({reading.ORDERS: ("order.new",), reading.DETAIL: ("detail.quota",)})
    [order] = connector.fetch_orders([ORDER])

    assert order.recipient.name == "Siti Aminah"
    assert order.recipient.address == ""


def test_a_list_that_knows_no_filter_is_not_read_to_its_end():
    body = json.loads(CASE.answer("order.shipped").body)
    body["paging"]["totalPage"] = 999
    connector, transport = play({reading.ORDERS: (json_answer(body),) * 20})
    connector.fetch_orders([ORDER])

    assert transport.counts() == {reading.ORDERS: 10}


def test_details_are_not_spent_on_what_has_gone_out():
    connector, transport = play({reading.ORDERS: ("order.shipped",)})
    connector.fetch_orders([ORDER])

    assert transport.counts() == {reading.ORDERS: 1}


# Sending


def test_sending_packs_and_fulfils_once_each():
    connector, transport = CASE.play("ship")
    shipment = connector.ship(ORDER, PICKUP)

    assert shipment.external_parcel_id == "80000001"
    assert sent(transport, fulfilment.CREATE_PACKAGE) == [{"orderItemIds": ["12010000011"]}]
    assert sent(transport, fulfilment.FULFILL) == [{}]
    assert transport.requests[-1].url.endswith("/seller/v1/orders/regular/80000001/fulfill")


def test_sending_again_goes_on_where_it_stopped():
    connector, transport = play(
        {reading.ORDERS: ("order.packed",), fulfilment.FULFILL: ("fulfill",)}
    )
    connector.ship(ORDER, PICKUP)

    assert transport.counts() == {reading.ORDERS: 1, fulfilment.FULFILL: 1}


def test_items_of_one_place_share_a_package():
    connector, transport = play(
        {
            reading.ORDERS: ("order.two_items",),
            fulfilment.CREATE_PACKAGE: ("package",),
            fulfilment.FULFILL: ("fulfill",),
        }
    )
    order = type(ORDER)(external_order_id="12010000002")
    connector.ship(order, PICKUP)

    [body] = sent(transport, fulfilment.CREATE_PACKAGE)
    assert body == {"orderItemIds": ["12010000021", "12010000022"]}


def test_a_seller_who_sends_tells_the_number():
    choice = ShipChoice(method=ShipMethod.OWN_COURIER, tracking_number="JNE-77")
    connector, transport = CASE.play("ship")
    shipment = connector.ship(ORDER, choice)

    assert sent(transport, fulfilment.FULFILL) == [{"awbNo": "JNE-77"}]
    assert shipment.tracking_number == "JNE-77"


def test_the_way_of_sending_is_the_sellers_setting():
    fetched, _ = play({reading.ORDERS: ("order.new",)})
    sends, _ = play({reading.ORDERS: ("order.dropship",)})
    pickup, own = fetched.ship_options(ORDER), sends.ship_options(ORDER)

    assert pickup.methods == (ShipMethod.PICKUP,)
    assert pickup.pickup_slots[0].address_id == "PP-3001234"
    assert own.methods == (ShipMethod.OWN_COURIER,)
    assert dict(own.needs)[ShipMethod.OWN_COURIER] == ("tracking_number",)


def test_a_number_given_by_blibli_needs_only_the_counter():
    def given(rows):
        rows[0]["orderItems"][0]["cashlessStatusUpdateSla"] = 3600

    connector, _ = play({reading.ORDERS: (_changed("order.dropship", given),)})
    assert connector.ship_options(ORDER).methods == (ShipMethod.DROPOFF, ShipMethod.OWN_COURIER)


def test_nothing_is_left_to_send():
    connector, _ = play({reading.ORDERS: ("order.gone",)})

    with pytest.raises(Conflict):
        connector.ship(ORDER, PICKUP)


def test_a_label_of_a_known_package_costs_one_call():
    connector, transport = play({fulfilment.LABEL: ("label",)})
    order = type(ORDER)(external_order_id="12010000001", external_parcel_id="80000001")

    assert connector.request_label(order).is_ok
    assert connector.fetch_label(order).content.startswith(b"%PDF")
    assert transport.counts() == {fulfilment.LABEL: 1}


# Cancelling


@pytest.mark.parametrize(
    ("reason", "word"),
    [
        (CancelReason.OUT_OF_STOCK, "Stok habis"),
        (CancelReason.BUYER_ASKED, "Pembeli meminta pembatalan"),
    ],
)
def test_the_reason_is_blibli_s_own_word(reason: CancelReason, word: str):
    connector, transport = CASE.play("cancel")
    assert connector.cancel(ORDER, reason).is_ok

    [body] = sent(transport, fulfilment.CANCEL)
    assert body == {"reason": word, "cancellationQuantity": 2}


def test_a_wish_of_the_buyer_is_not_called_a_wrong_price():
    words = ["Stok habis", "Harga salah", "Permintaan pembeli"]
    connector, transport = play(
        {
            reading.ORDERS: ("order.new",),
            fulfilment.REASONS: (json_answer({"content": words}),),
            fulfilment.CANCEL: ("cancel",),
        }
    )
    assert connector.cancel(ORDER, CancelReason.BUYER_ASKED).is_ok
    assert sent(transport, fulfilment.CANCEL)[0]["reason"] == "Permintaan pembeli"


def test_without_a_fitting_reason_nothing_is_sent():
    answer = json_answer({"success": True, "content": ["Pembeli meminta pembatalan"]})
    connector, transport = play({reading.ORDERS: ("order.new",), fulfilment.REASONS: (answer,)})
    outcome = connector.cancel(ORDER, CancelReason.OUT_OF_STOCK)

    assert isinstance(outcome.error, Rejected)
    assert fulfilment.CANCEL not in transport.counts()


def test_every_item_is_cancelled():
    connector, transport = play(
        {
            reading.ORDERS: ("order.two_items",),
            fulfilment.REASONS: ("reasons",),
            fulfilment.CANCEL: ("cancel", "cancel"),
        }
    )
    order = type(ORDER)(external_order_id="12010000002")
    assert connector.cancel(order, CancelReason.OUT_OF_STOCK).is_ok
    assert transport.counts()[fulfilment.CANCEL] == 2


# Payouts


def test_a_payout_is_sorted_and_adds_up():
    connector, _ = CASE.play("read_settlements")
    page = connector.read_settlements(NOW - timedelta(days=7), NOW)
    paid = page.items[0]

    assert paid.total == 96_928
    assert {line.kind: int(line.amount) for line in paid.lines} == {
        SettlementKind.SALE: 104_000,
        SettlementKind.COMMISSION: -5_200,
        SettlementKind.PAYMENT_FEE: -1_872,
    }
    assert len(page.items) == 2  # one is not paid out yet


def test_payouts_of_another_time_are_left_out():
    connector, _ = CASE.play("read_settlements")
    page = connector.read_settlements(NOW - timedelta(days=30), NOW - timedelta(days=20))

    assert [item for item in page.items if not isinstance(item, Exception)] == []


def test_a_used_up_quota_is_told_when_payouts_are_read():
    connector, _ = play({reading.ORDERS: ("orders.delivered",), reading.DETAIL: ("detail.quota",)})

    with pytest.raises(RateLimited):
        connector.read_settlements(NOW - timedelta(days=7), NOW)
