"""AS-12: the buyer pays a virtual account after the hold has ended; the money always lands."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from shop.demo.shopper import Buyer, Placed, Shopper
from shop.order.models import Order, PaymentState
from shop.payments.models import PaymentRequest, RequestState
from tests.live import goods
from tests.live.stack import Stack, until

pytestmark = pytest.mark.processes

SKU = "KKL-NG-SDG"
BUYER = Buyer(name="Sari Wulandari", phone="0812-3456-7890")
SECONDS = 40


def order_online(stack: Stack) -> tuple[Shopper, Placed]:
    """A guest orders one pack, opens the gateway's page and chooses a virtual account."""
    shopper = stack.shopper()
    shopper.add(goods.slug(SKU), SKU)
    placed = shopper.check_out(buyer=BUYER, pay="midtrans")
    assert "Bayar sekarang" in shopper.get(f"/pesanan/{placed.token}/bayar/").words
    stack.market.post("midtrans/choose", order_id=placed.number, method="bca_va")
    return shopper, placed


def let_it_lapse(placed: Placed) -> None:
    """The hold ends: twenty minutes have passed at once."""
    over = timezone.now() - timedelta(seconds=1)
    order = Order.objects.get(number=placed.number)
    PaymentRequest.objects.filter(order=order).update(expires_at=over)
    Order.objects.filter(pk=order.pk).update(lapses_at=over)
    until(
        lambda: Order.objects.get(pk=order.pk).lapsed_at is not None,
        seconds=SECONDS,
        what="the order lapses",
    )


def pay_late(stack: Stack, placed: Placed) -> None:
    """The bank tells it, and tells it again and again."""
    stack.market.post("midtrans/pay", order_id=placed.number, late=True)
    stack.market.post("midtrans/notify", order_id=placed.number, times=3)


def state(placed: Placed) -> tuple[str, str]:
    order = Order.objects.get(number=placed.number)
    return order.payment_state, order.payment_requests.get().state


def test_with_stock_left_the_order_lives_again_under_its_number(stack: Stack) -> None:
    goods.set_packs(SKU, 3)
    shopper, placed = order_online(stack)
    let_it_lapse(placed)
    assert goods.packs(SKU) == 3

    pay_late(stack, placed)

    paid = (PaymentState.PAID, RequestState.PAID)
    until(lambda: state(placed) == paid, seconds=SECONDS, what="the order lives again")
    words = shopper.get(f"/pesanan/{placed.token}/").words
    assert placed.number in words
    assert "Dikemas" in words
    assert goods.packs(SKU) == 2
    assert PaymentRequest.objects.get(order__number=placed.number).receipts.count() == 1


def test_without_stock_the_money_waits_for_a_person_with_a_timer(stack: Stack) -> None:
    goods.set_packs(SKU, 1)
    shopper, placed = order_online(stack)
    let_it_lapse(placed)
    goods.set_packs(SKU, 0)

    pay_late(stack, placed)

    held = (PaymentState.HELD, RequestState.HELD)
    until(lambda: state(placed) == held, seconds=SECONDS, what="the money is held")
    address = f"/pesanan/{placed.token}/bayar/"
    page = shopper.get(address)
    assert "Dana diterima, stok habis" in page.words
    token = page.all("csrfmiddlewaretoken")[0].value
    shopper.post(address, [("csrfmiddlewaretoken", token), ("aksi", "kembalikan")])
    assert "minta uangnya dikembalikan" in shopper.get(address).words
    order = Order.objects.get(number=placed.number)
    assert order.needs_decision
    assert order.decision_due is not None
    assert order.payment_requests.get().receipts.count() == 1
