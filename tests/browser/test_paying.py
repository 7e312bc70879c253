"""Paying online on a phone: checkout, the gateway's page, back, and the order is being packed."""

from __future__ import annotations

import os

import pytest
from playwright.sync_api import Browser

from tests.browser.test_main_journey import PRODUCT, fill_the_checkout
from tests.browser.watching import Phone, chromium
from tests.live.stack import Stack, until

pytestmark = pytest.mark.browser

SECONDS = 20


def keep(phone: Phone, name: str) -> None:
    """A picture for people, when somebody wants to look (``PICTURES=folder``)."""
    folder = os.environ.get("PICTURES")
    if folder:
        phone.page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def order_one(phone: Phone, way: str) -> None:
    phone.go(PRODUCT)
    phone.page.locator("label.opt-card", has_text="1 kg").first.click()
    phone.press("Tambah ke keranjang")
    phone.press("Lanjut bayar")
    fill_the_checkout(phone)
    phone.page.locator(f"input[name=pay][value={way}]").check()
    keep(phone, "checkout")
    phone.press("Buat pesanan")
    assert phone.page.url.endswith("/bayar/"), phone.words()


def pay_at_the_gateway(phone: Phone, way: str) -> None:
    phone.press("Bayar sekarang")
    assert "Pasar Tiruan" in phone.words()
    keep(phone, "gateway")
    phone.page.locator("label.choice", has_text=way).first.click()
    phone.press("Lanjut")
    phone.press("Bayar sekarang")
    keep(phone, "gateway-paid")
    phone.press("Kembali ke toko")


def journey(browser: Browser, stack: Stack) -> list[str]:
    buyer = Phone(browser, stack.site)
    order_one(buyer, "midtrans")
    keep(buyer, "online")
    pay_at_the_gateway(buyer, "GoPay")

    def is_paid() -> bool:
        buyer.page.reload()
        return "Sudah dibayar" in buyer.words()

    until(is_paid, seconds=SECONDS, what="paid without anybody at the desk")
    keep(buyer, "paid")
    buyer.press("Lihat pesanan")
    assert "Dikemas" in buyer.words()
    return buyer.complaints


def test_paid_online_and_packed_without_a_person(stack: Stack) -> None:
    with chromium() as browser:
        complaints = journey(browser, stack)

    assert complaints == []


def test_a_qris_with_the_amount_inside_and_another_way(stack: Stack) -> None:
    with chromium() as browser:
        buyer = Phone(browser, stack.site)
        order_one(buyer, "qris")
        picture = buyer.page.locator(".qr img")
        drawn = picture.evaluate("image => image.complete && image.naturalWidth")
        keep(buyer, "qris")
        buyer.page.set_viewport_size({"width": 1280, "height": 900})
        keep(buyer, "qris-wide")
        buyer.page.set_viewport_size({"width": 360, "height": 800})
        buyer.page.locator("summary", has_text="Bayar dengan cara lain").click()
        keep(buyer, "other-ways")
        buyer.press("Transfer bank")
        words = buyer.words()
        keep(buyer, "transfer")

    assert drawn > 100
    assert "Nomor rekening" in words
    assert buyer.complaints == []
