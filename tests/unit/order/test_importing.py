"""Orders from elsewhere: nothing is lost, nothing is written twice."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shop.order import services
from shop.order.errors import NotAllowed
from shop.order.models import LineFee, ParcelEvent
from shop.order.requests import Address, Contact, Fee, IncomingLine
from shop.outbox.models import Message
from shop.stock import services as stock
from shop.stock.models import StockItem
from shop.stock.selectors import audit
from tests.factories_orders import incoming, incoming_line, make_shelf, only_parcel
from tests.factories_stock import make_cooperative, make_offer

pytestmark = pytest.mark.django_db


def numbers(record):
    item = StockItem.objects.get(pk=record.stock_item_id)
    return item.on_hand, item.allocated


def parts(line):
    line.refresh_from_db()
    return line.reserved, line.shortage, line.shipped, line.cancelled


def test_an_unpaid_channel_order_reserves_at_first_sight():
    record = make_shelf(on_hand=5_000)

    order = services.import_order(
        incoming=incoming(
            record.partner,
            [incoming_line(record, 2, shipping_paid=10_000, seller_discount=5_000)],
            payment_state="awaiting",
            source_label="kopilintong.official",
            courier="SPX",
            ship_by=timezone.now() + timedelta(days=2),
        )
    )

    line = order.lines.get()
    assert (order.status, order.source, order.lapses_at) == ("awaiting", "shopee", None)
    assert int(order.total_incl_tax) == 205_000
    assert parts(line) == (2, 0, 0, 0)
    assert numbers(record) == (5_000, 2_000)
    assert not order.needs_decision
    assert only_parcel(order).cooperative == record.partner
    assert Message.objects.count() == 0


def test_the_same_order_again_is_found():
    record = make_shelf(on_hand=5_000)
    told = incoming(record.partner, [incoming_line(record, 2)])

    first = services.import_order(incoming=told)
    second = services.import_order(incoming=told)

    assert first.pk == second.pk
    assert numbers(record) == (5_000, 2_000)


def test_equal_numbers_on_two_accounts_are_two_orders():
    record = make_shelf()
    one = incoming(record.partner, [incoming_line(record)], external_number="7", account_key="1")
    two = incoming(record.partner, [incoming_line(record)], external_number="7", account_key="2")

    assert services.import_order(incoming=one).pk != services.import_order(incoming=two).pk


def test_what_is_missing_is_written_down_and_a_person_is_asked():
    record = make_shelf(on_hand=1_500)
    due = timezone.now() + timedelta(hours=5)

    order = services.import_order(
        incoming=incoming(record.partner, [incoming_line(record, 3)], ship_by=due)
    )

    assert parts(order.lines.get()) == (1, 2, 0, 0)
    assert order.needs_decision
    assert order.decision_due == due
    assert numbers(record) == (1_500, 1_000)


def test_an_order_with_no_stock_at_all_is_imported():
    record = make_shelf(on_hand=0)

    order = services.import_order(incoming=incoming(record.partner, [incoming_line(record, 1)]))

    assert parts(order.lines.get()) == (0, 1, 0, 0)
    assert order.needs_decision


def test_an_unknown_article_keeps_the_known_lines_and_is_matched_in_one_step():
    record = make_shelf(on_hand=5_000)
    unknown = incoming_line(None, 2, title="Kopi baru", sku="KB-1")
    order = services.import_order(
        incoming=incoming(record.partner, [incoming_line(record, 1), unknown])
    )
    first, second = order.lines.order_by("pk")
    assert parts(first) == (1, 0, 0, 0)
    assert (second.stock_item, parts(second)) == (None, (0, 0, 0, 0))
    assert order.needs_decision

    services.match_line(line_id=second.pk, stockrecord_id=record.pk)
    services.match_line(line_id=second.pk, stockrecord_id=record.pk)

    order.refresh_from_db()
    assert parts(second) == (2, 0, 0, 0)
    assert not order.needs_decision
    assert numbers(record) == (5_000, 3_000)


def test_a_matched_line_is_not_matched_with_something_else():
    record = make_shelf()
    other = make_offer(item=record.stock_item)
    order = services.import_order(incoming=incoming(record.partner, [incoming_line(record)]))

    with pytest.raises(NotAllowed) as refusal:
        services.match_line(line_id=order.lines.get().pk, stockrecord_id=other.pk)

    assert refusal.value.code == "matched"


def test_another_cooperatives_article_stays_unknown_and_cannot_be_chosen():
    record, foreign = make_shelf(), make_shelf()
    order = services.import_order(incoming=incoming(record.partner, [incoming_line(foreign, 1)]))
    line = order.lines.get()
    assert line.stock_item is None
    assert numbers(foreign) == (30_000, 0)

    with pytest.raises(NotAllowed) as refusal:
        services.match_line(line_id=line.pk, stockrecord_id=foreign.pk)

    assert refusal.value.code == "no_article"


@pytest.mark.parametrize(
    ("state", "expected", "stock_after"),
    [
        ("shipped", (0, 0, 2, 0), (3_000, 0)),
        ("cancelled", (0, 0, 0, 2), (5_000, 0)),
    ],
)
def test_matching_after_the_parcel_moved_catches_up(state, expected, stock_after):
    record = make_shelf(on_hand=5_000)
    order = services.import_order(incoming=incoming(record.partner, [incoming_line(None, 2)]))
    services.walk(parcel_id=only_parcel(order).pk, to=state, source="shopee")

    services.match_line(line_id=order.lines.get().pk, stockrecord_id=record.pk)

    assert parts(order.lines.get()) == expected
    assert numbers(record) == stock_after
    assert audit() == []


def test_odd_amounts_and_a_missing_address_are_kept_as_told():
    cooperative = make_cooperative()
    line = IncomingLine(
        external_line_id="9",
        title="x" * 400,
        sku="s" * 300,
        quantity=1,
        list_price=-5_000,
        platform_discount=7_000,
        tax_withheld=-3,
        fees=(Fee(code="commission", amount=-12), Fee(code="c" * 90, amount=5)),
    )

    order = services.import_order(
        incoming=incoming(
            cooperative,
            [line],
            contact=Contact(name="n" * 300, phone="62*********01 (disembunyikan)"),
            shipping_cost=-4,
            courier="k" * 200,
            source_label="l" * 300,
        )
    )

    row = order.lines.get()
    assert order.shipping_address is None
    assert int(order.total_incl_tax) == row.price == -12_000
    assert len(row.title) == 255
    assert sorted(fee.amount for fee in LineFee.objects.all()) == [-12, 5]
    assert only_parcel(order).shipping_cost == 0


def test_a_masked_address_is_kept():
    record = make_shelf()
    order = services.import_order(
        incoming=incoming(
            record.partner,
            [incoming_line(record)],
            contact=Contact(name="S***i", phone="62***"),
            address=Address(line1="Jl. ****", regency="Kota Bekasi"),
        )
    )

    assert order.shipping_address.line1 == "Jl. ****"
    assert order.contact_phone == "62***"


def test_two_lines_of_one_article_share_what_there_is():
    record = make_shelf(on_hand=3_000)

    order = services.import_order(
        incoming=incoming(record.partner, [incoming_line(record, 2), incoming_line(record, 2)])
    )

    assert sorted(parts(line)[:2] for line in order.lines.all()) == [(1, 1), (2, 0)]
    assert numbers(record) == (3_000, 3_000)


def test_an_order_typed_in_says_who_typed_it(django_user_model):
    staff = django_user_model.objects.create_user(email="rina@example.com", password="x")
    record = make_shelf()

    order = services.import_order(
        incoming=incoming(
            record.partner, [incoming_line(record)], source="manual", actor=staff, account_key=""
        )
    )

    assert order.source == "manual"
    assert ParcelEvent.objects.get().actor == staff


@pytest.mark.parametrize("amount", [1.5, True, "10", 10**10])
def test_an_amount_that_is_no_whole_rupiah_is_refused_at_the_door(amount):
    with pytest.raises((TypeError, ValueError)):
        incoming_line(None, list_price=amount)


def test_new_stock_fills_the_oldest_shortage_first_and_closes_the_question():
    record = make_shelf(on_hand=0)
    old, new = (
        services.import_order(
            incoming=incoming(
                record.partner,
                [incoming_line(record, 2)],
                placed_at=timezone.now() - timedelta(hours=hours),
            )
        )
        for hours in (5, 1)
    )

    stock.receive(item_id=record.stock_item_id, quantity=3_000, ref="terima:1")
    assert parts(old.lines.get()) == (2, 0, 0, 0)
    assert parts(new.lines.get()) == (1, 1, 0, 0)
    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.needs_decision, new.needs_decision) == (False, True)
    assert old.decision_due is None

    stock.receive(item_id=record.stock_item_id, quantity=5_000, ref="terima:2")
    assert parts(new.lines.get()) == (2, 0, 0, 0)
    new.refresh_from_db()
    assert not new.needs_decision
    assert numbers(record) == (8_000, 4_000)
    assert audit() == []


def test_goods_a_large_pack_cannot_use_go_to_a_smaller_one():
    sack = make_shelf(on_hand=0, units_per_sale=25_000)
    bag = make_offer(item=sack.stock_item, units_per_sale=1_000)
    services.import_order(
        incoming=incoming(
            sack.partner,
            [incoming_line(sack, 1)],
            placed_at=timezone.now() - timedelta(days=1),
        )
    )
    later = services.import_order(incoming=incoming(sack.partner, [incoming_line(bag, 2)]))

    stock.receive(item_id=sack.stock_item_id, quantity=10_000, ref="terima:1")

    assert parts(later.lines.get()) == (2, 0, 0, 0)


def test_released_goods_fill_shortages_too():
    record = make_shelf(on_hand=1_000)
    first = services.import_order(incoming=incoming(record.partner, [incoming_line(record, 1)]))
    second = services.import_order(incoming=incoming(record.partner, [incoming_line(record, 1)]))

    services.cancel_order(order_id=first.pk, reason="batal")

    assert parts(second.lines.get()) == (1, 0, 0, 0)
    assert audit() == []


def test_a_count_below_what_was_promised_makes_the_newest_order_short():
    record = make_shelf(on_hand=5_000)
    old = services.import_order(incoming=incoming(record.partner, [incoming_line(record, 3)]))
    new = services.import_order(incoming=incoming(record.partner, [incoming_line(record, 2)]))

    stock.count(
        item_id=record.stock_item_id, counted=3_500, counted_at=timezone.now(), ref="hitung:1"
    )

    assert parts(old.lines.get()) == (3, 0, 0, 0)
    assert parts(new.lines.get()) == (0, 2, 0, 0)
    new.refresh_from_db()
    assert new.needs_decision
    item = StockItem.objects.get(pk=record.stock_item_id)
    held = sum(line.reserved for line in [old.lines.get(), new.lines.get()])
    assert item.allocated == held * 1_000
    assert audit() == []


def test_a_person_who_decided_is_asked_again_when_more_goes_missing():
    record = make_shelf(on_hand=2_000)
    order = services.import_order(incoming=incoming(record.partner, [incoming_line(record, 3)]))
    services.decide_shortage(order_id=order.pk, decision="wait")
    order.refresh_from_db()
    assert (order.needs_decision, order.decision) == (False, "wait")

    stock.count(
        item_id=record.stock_item_id, counted=1_000, counted_at=timezone.now(), ref="hitung:1"
    )

    order.refresh_from_db()
    assert order.needs_decision
