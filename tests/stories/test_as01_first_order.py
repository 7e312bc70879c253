"""AS-01: from a news article to the cooperative's table, paid by transfer or at the door."""

from __future__ import annotations

import re
from urllib.parse import unquote

import pytest

from shop.accounts.models import User
from shop.demo.shopper import Buyer, Page, Placed, Shopper
from shop.order.models import Order, Parcel, PaymentState
from shop.payments.models import PaymentRequest
from shop.payments.services import Outcome, confirm
from tests.live import goods
from tests.live.stack import Stack, until, until_equal
from tests.live.staff import HEAD_OFFICE, Staff

pytestmark = pytest.mark.processes

SKU = "KKL-LS-1000"
PAGE = "kopi-arabika-lintong-sangrai-sedang"
# Packs that draw on the same coffee and are listed at the marketplace.
LISTED = ("KKL-LS-0250", "KKL-LS-1000")
BUYER = Buyer(name="Sari Wulandari", phone="0812-3456-7890", email="sari@contoh.example")
JAKARTA = "31.74.01"


def link_to(page: Page, words: str) -> str:
    """The first link whose address holds these words."""
    found = [href for href in re.findall(r'href="([^"#]+)"', page.html) if words in href]
    assert found, f"no link to {words} on {page.url}"
    return found[0]


def read_article(shopper: Shopper) -> Page:
    """The news article about the harvest, found as a visitor finds it."""
    return shopper.get(link_to(shopper.get("/berita/"), "panen-raya-kopi-lintong"))


def basket_with_two_kilograms(shopper: Shopper) -> None:
    """Article, product card, product page, basket."""
    card = link_to(read_article(shopper), f"/produk/{PAGE}/")
    shopper.post("/kirim-ke/", [("code", JAKARTA), ("next", card)])
    product = shopper.get(card)
    for words in ("Lintong Nihuta", "HALAL", "Tersedia", "Ongkir", "Tebet"):
        assert words.lower() in product.words.lower(), f"{words} is not on the product's page"
    assert shopper.add(PAGE, SKU, 2).status == 200


def expected_numbers() -> dict[str, int]:
    return {sku: goods.packs(sku) for sku in LISTED}


def channels_follow(stack: Stack) -> float:
    """Every channel shows what is left, packs rounded down; returns after how many seconds."""

    def shown() -> dict[str, int]:
        numbers = stack.market.numbers()
        return {sku: numbers[sku] for sku in LISTED}

    return until_equal(shown, expected_numbers(), seconds=60, what="lower numbers at the channel")


def order_of(placed: Placed) -> Order:
    return Order.objects.get(number=placed.number)


def assert_reserved_once(order: Order, grams: int) -> None:
    (movement,) = goods.reservations(SKU, order)
    line = goods.line_of(order, SKU)
    assert movement.ref == f"shop:{order.number}:{line.pk}"
    assert movement.quantity == grams


def test_an_order_paid_by_transfer(stack: Stack) -> None:
    channels_follow(stack)
    before = goods.packs(SKU)
    shopper = stack.shopper()
    basket_with_two_kilograms(shopper)

    placed = shopper.check_out(buyer=BUYER, pay="manual_transfer")
    seconds = channels_follow(stack)

    order = order_of(placed)
    assert_reserved_once(order, 2000)
    assert goods.packs(SKU) == before - 2
    assert "Belum bayar" in shopper.get(f"/pesanan/{placed.token}/").words
    until(lambda: placed.number in stack.mails(), what="the order's number by e-mail")
    request = PaymentRequest.objects.get(order=order)
    assert request.amount == int(order.total_incl_tax) + request.unique_code
    office = User.objects.get(email=HEAD_OFFICE)
    assert confirm(request_id=request.pk, amount=request.amount, actor=office) is Outcome.PAID
    assert "Dikemas" in shopper.get(f"/pesanan/{placed.token}/").words
    assert Order.objects.get(pk=order.pk).payment_state == PaymentState.PAID
    print(f"AS-01 transfer: channels right after {seconds:.2f} s")


def test_an_order_paid_at_the_door(stack: Stack) -> None:
    before = goods.packs(SKU)
    shopper = stack.shopper()
    basket_with_two_kilograms(shopper)

    placed = shopper.check_out(buyer=BUYER, pay="cod")
    seconds = channels_follow(stack)

    order = order_of(placed)
    assert order.payment_state == PaymentState.COD
    assert_reserved_once(order, 2000)
    assert goods.packs(SKU) == before - 2
    assert "Dikemas" in shopper.get(f"/pesanan/{placed.token}/").words
    print(f"AS-01 cash on delivery: channels right after {seconds:.2f} s")


def test_the_desk_shows_the_parcel_and_writes_to_the_buyer(stack: Stack) -> None:
    shopper = stack.shopper()
    shopper.add(PAGE, SKU, 1)
    placed = shopper.check_out(buyer=BUYER, pay="cod")
    parcel = Parcel.objects.get(order__number=placed.number)

    staff = Staff(stack.site)
    waiting = Parcel.objects.filter(
        cooperative=parcel.cooperative, state="to_pack", order__payment_state__in=["paid", "cod"]
    ).count()
    assert re.search(rf"\b{waiting}\b.{{0,40}}perlu dikemas", staff.home.words)
    sheet = staff.get(link_to(staff.get("/kerja/pesanan/"), f"/{parcel.pk}/"))

    assert placed.number in sheet.words
    messages = [unquote(href) for href in re.findall(r'href="(https://wa\.me/[^"]+)"', sheet.html)]
    assert any("6281234567890" in text and placed.number in text for text in messages)
