"""Goods for a short order from one that nobody has paid yet: once, and only while it is unpaid."""

from __future__ import annotations

import pytest

from shop.order import services as orders
from shop.order import shortages
from shop.order.errors import NotAllowed
from shop.order.models import Order, Parcel, ParcelState, PaymentState
from shop.outbox.models import Message
from shop.partner.models import StockRecord
from shop.stock import grants
from shop.stock.models import StockItem, StockMovement
from shop.stock.selectors import audit
from tests.factories_orders import incoming, incoming_line, make_order, make_shelf
from tests.seams import run_before

pytestmark = pytest.mark.django_db


@pytest.fixture
def shelf() -> StockRecord:
    return make_shelf(on_hand=5000)


def short(shelf: StockRecord, packs: int, **changes: object) -> Order:
    """A paid order of a channel for goods that are not all there."""
    return orders.import_order(
        incoming=incoming(shelf.partner, [incoming_line(shelf, packs)], **changes)
    )


def counts(order: Order) -> tuple[int, int, int]:
    line = order.lines.get()
    return line.reserved, line.shortage, line.cancelled


def take(order: Order, donor: Order) -> Order:
    return orders.decide_shortage(order_id=order.pk, decision="take", donor_id=donor.pk)


def test_the_unpaid_order_ends_and_the_short_one_is_filled_first(shelf: StockRecord) -> None:
    unpaid = make_order((shelf, 5))
    older = short(shelf, 1)
    order = short(shelf, 3)

    donor = orders.donor_for(order.pk)
    assert donor is not None
    assert (donor.order, donor.covers, donor.is_enough) == (unpaid, 3, True)
    take(order, unpaid)

    assert counts(order) == (3, 0, 0)
    assert counts(older) == (1, 0, 0), "what is left over goes to whoever waits longest"
    assert counts(unpaid) == (0, 0, 5)
    unpaid.refresh_from_db()
    assert unpaid.lapsed_at is not None
    order.refresh_from_db()
    assert not order.needs_decision
    assert StockItem.objects.get(pk=shelf.stock_item_id).allocated == 4000
    assert audit() == []


def test_its_buyer_is_told_kindly_and_once(shelf: StockRecord) -> None:
    unpaid = make_order((shelf, 5))
    order = short(shelf, 3)
    take(order, unpaid)
    with pytest.raises(NotAllowed):
        take(order, unpaid)
    texts = [str(payload) for payload in Message.objects.values_list("payload", flat=True)]
    told = [text for text in texts if "tidak ada yang ditagih" in text]
    assert len(told) == 1
    assert unpaid.number in told[0]
    releases = StockMovement.objects.filter(kind="release", item_id=shelf.stock_item_id)
    assert [row.quantity for row in releases] == [5000]


def test_money_that_arrives_later_is_held_for_a_person(shelf: StockRecord) -> None:
    unpaid = make_order((shelf, 5))
    order = short(shelf, 5)
    take(order, unpaid)
    orders.mark_paid(order_id=unpaid.pk)
    unpaid.refresh_from_db()
    assert unpaid.payment_state == PaymentState.HELD
    assert unpaid.needs_decision
    assert counts(order) == (5, 0, 0)


def test_what_is_still_missing_is_asked_again(shelf: StockRecord) -> None:
    unpaid = make_order((shelf, 2))
    Order.objects.filter(pk=make_order((shelf, 3)).pk).update(payment_state=PaymentState.PAID)
    order = short(shelf, 4)
    donor = orders.donor_for(order.pk)
    assert donor is not None
    assert (donor.covers, donor.is_enough) == (2, False)
    take(order, unpaid)
    order.refresh_from_db()
    assert counts(order) == (2, 2, 0)
    assert (order.needs_decision, order.decision) == (True, "")
    assert order.decision_due is not None
    assert orders.donor_for(order.pk) is None


def test_an_unpaid_order_of_a_channel_is_cancelled_there(shelf: StockRecord) -> None:
    unpaid = short(shelf, 5, payment_state="awaiting")
    order = short(shelf, 2)
    take(order, unpaid)
    assert counts(order) == (2, 0, 0)
    assert Parcel.objects.get(order=unpaid).state == ParcelState.CANCELLED
    assert counts(unpaid) == (0, 0, 5)


def test_paid_at_the_last_moment_nothing_is_taken(shelf: StockRecord) -> None:
    """The buyer's money comes between the look and the taking."""
    unpaid = make_order((shelf, 5))
    order = short(shelf, 3)
    with (
        run_before("shop.order.taking._end_ours", lambda: orders.mark_paid(order_id=unpaid.pk)),
        pytest.raises(NotAllowed),
    ):
        take(order, unpaid)
    unpaid.refresh_from_db()
    assert unpaid.lapsed_at is None


@pytest.mark.django_db(transaction=True)
def test_whoever_breaks_off_leaves_everything_as_it_was(
    shelf: StockRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process ends after the goods were freed and before the decision is whole."""
    unpaid = make_order((shelf, 5))
    order = short(shelf, 3)

    class PlugPulled(BaseException):
        pass

    def stop(*args: object, **kwargs: object) -> None:
        raise PlugPulled

    with monkeypatch.context() as patch:
        patch.setattr(shortages, "ask", stop)
        with pytest.raises(PlugPulled):
            take(order, unpaid)
    assert counts(unpaid) == (5, 0, 0)
    assert counts(order) == (0, 3, 0)
    assert Order.objects.get(pk=order.pk).needs_decision
    take(order, unpaid)
    assert counts(order) == (3, 0, 0)
    assert audit() == []


def test_goods_of_a_shared_order_are_not_taken(shelf: StockRecord) -> None:
    other = make_shelf(on_hand=5000)
    make_order((shelf, 5), (other, 1))
    assert orders.donor_for(short(shelf, 1).pk) is None


def test_another_order_than_the_one_shown_is_not_taken(shelf: StockRecord) -> None:
    shown = make_order((shelf, 2))
    order = short(shelf, 4)
    assert orders.donor_for(order.pk) is not None
    with pytest.raises(NotAllowed):
        orders.decide_shortage(order_id=order.pk, decision="take", donor_id=shown.pk + 1)
    assert counts(shown) == (2, 0, 0)
    assert Order.objects.get(pk=order.pk).needs_decision


def test_an_order_whose_buyer_is_paying_keeps_its_goods(shelf: StockRecord) -> None:
    unpaid = make_order((shelf, 5))
    order = short(shelf, 3)
    orders.note_paying(order_id=unpaid.pk)
    assert orders.donor_for(order.pk) is None
    with pytest.raises(NotAllowed):
        take(order, unpaid)
    orders.note_not_paying(order_id=unpaid.pk)
    assert orders.donor_for(order.pk) is not None


def test_a_proof_that_comes_in_the_same_moment_keeps_the_goods(shelf: StockRecord) -> None:
    unpaid = make_order((shelf, 5))
    order = short(shelf, 3)
    with (
        run_before("shop.order.taking._end_ours", lambda: orders.note_paying(order_id=unpaid.pk)),
        pytest.raises(NotAllowed),
    ):
        take(order, unpaid)
    assert counts(unpaid) == (5, 0, 0)


def test_an_order_that_is_not_paid_itself_takes_nothing(shelf: StockRecord) -> None:
    make_order((shelf, 5))
    order = short(shelf, 2, payment_state=PaymentState.AWAITING)
    assert orders.donor_for(order.pk) is None


def test_what_goes_back_to_the_share_of_a_channel_is_nothing_to_take(shelf: StockRecord) -> None:
    line = incoming_line(shelf, 5, stock_holder="listing:1")
    unpaid = incoming(shelf.partner, [line], payment_state=PaymentState.AWAITING)
    orders.import_order(incoming=unpaid)
    order = short(shelf, 2)
    assert orders.donor_for(order.pk) is not None
    grants.set_escrow(item_id=shelf.stock_item_id, is_on=True)
    grants.begin_fence(item_id=shelf.stock_item_id, holder="listing:1")
    assert orders.donor_for(order.pk) is None
