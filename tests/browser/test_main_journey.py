"""The whole way on a phone: news, basket, order, desk, money, parcel; and the other way round.

A buyer orders from an article and pays by transfer, head office finds the money, the cooperative
packs and sends, the buyer reads "Dikirim". Then somebody buys on Pasar Tiruan, and the desk and
the shop know it within seconds. No page asks another machine for anything.
"""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import Browser

from shop.demo.loading.people import HEAD_OFFICE, PASSWORD
from tests.browser.watching import Phone, chromium
from tests.live.stack import Stack, until
from tests.live.staff import COFFEE

pytestmark = pytest.mark.browser

PRODUCT = "/produk/kopi-arabika-lintong-sangrai-sedang/"
SKU = "KKL-LS-1000"
ARTICLE = "panen-raya-kopi-lintong"
MOST_BYTES = 300 * 1024
NUMBER = re.compile(r"LK-[0-9A-Z]{8}")
SECONDS = 15


def log_in(phone: Phone, email: str) -> None:
    page = phone.go("/kerja/")
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url("**/kerja/**")


def find_article(phone: Phone) -> str:
    """From the news to the article as a visitor finds it; its address."""
    phone.go("/berita/")
    phone.page.locator(f"a[href*='{ARTICLE}']").first.click()
    phone.page.wait_for_load_state("load")
    return phone.page.url


def fill_the_checkout(phone: Phone) -> None:
    page = phone.page
    page.fill("#id_name", "Sari Wulandari")
    page.fill("#id_phone", "0812-3456-7890")
    page.fill("#id_email", "sari@contoh.example")
    page.locator("#place_query").press_sequentially("tebet", delay=20)
    page.locator("#places button", has_text="Tebet").first.click()
    page.wait_for_selector(".chosen-place")
    page.fill("#id_street", "Jl. Wijaya II No. 14")
    page.locator("input[name=pay][value=manual_transfer]").check()


def order_two_kilograms(phone: Phone) -> tuple[str, str]:
    """Article → card → product → basket → checkout; order number and the order page's address."""
    find_article(phone)
    phone.page.locator(f"a[href='{PRODUCT}']").first.click()
    phone.page.wait_for_load_state("load")
    phone.page.locator("label.opt-card", has_text="1 kg").first.click()
    phone.page.fill("#jumlah", "2")
    phone.press("Tambah ke keranjang")
    assert phone.page.url.startswith(f"{phone.site}/keranjang/"), phone.words()
    phone.press("Lanjut bayar")
    fill_the_checkout(phone)
    phone.press("Buat pesanan")
    assert phone.page.url.endswith("/bayar/"), phone.words()
    phone.press("Lihat pesanan")
    number = NUMBER.search(phone.words())
    assert number, phone.words()
    assert "Belum bayar" in phone.words()
    return number[0], phone.page.url


def find_the_money(phone: Phone, number: str) -> None:
    """Head office opens the order's payment and types what stands in the account."""
    log_in(phone, HEAD_OFFICE)
    page = phone.go("/kerja/uang/")
    page.locator("li a", has_text=number).first.click()
    page.wait_for_load_state("load")
    heading = page.inner_text("h1")
    page.fill("#jumlah", re.sub(r"\D", "", heading))
    page.locator("button[form=terima]:visible").click()
    page.wait_for_load_state("load")


def pack_and_send(phone: Phone, number: str) -> None:
    """The coffee staff find the parcel at the desk, tick, pack, send."""
    log_in(phone, COFFEE)
    assert "perlu dikemas" in phone.words()
    phone.go(f"/kerja/pesanan/?q={number}")
    phone.page.locator("a[href*='/kerja/paket/']:visible").first.click()
    phone.page.wait_for_load_state("load")
    assert number in phone.words()
    phone.page.locator("button.tickbtn:visible").first.click()
    phone.page.wait_for_load_state("load")
    phone.page.locator("form[action$='/kemas/'] button").click()
    phone.page.wait_for_load_state("load")
    phone.page.locator("a[href$='/kirim/']:visible").click()
    phone.page.wait_for_load_state("load")
    phone.page.fill("#resi", "JX0099887766")
    phone.page.locator("button[form=kirim]:visible").click()
    phone.page.wait_for_load_state("load")


def offered(phone: Phone) -> int:
    """How many packs the product's page offers."""
    page = phone.go(f"{PRODUCT}?kemasan={SKU}")
    return int(page.locator("#jumlah").get_attribute("max") or 0)


def buy_at_the_marketplace(phone: Phone, market: str) -> str:
    """A buyer on Pasar Tiruan buys one bag; the order's number there."""
    page = phone.go(f"{market}/?q=Lintong Sangrai Sedang")
    page.locator("a[href*='/barang/']").first.click()
    page.wait_for_load_state("load")
    page.locator("label.choice", has_text="1 kg").first.click()
    page.locator("button", has_text="Beli").click()
    page.wait_for_load_state("load")
    found = re.search(r"/pesanan/(\w+)", page.url)
    assert found, page.url
    return found[1]


def journey(browser: Browser, stack: Stack) -> list[str]:
    """Everything in order; returns what the phones complained about."""
    buyer, office, staff, stranger = (Phone(browser, stack.site) for _person in range(4))
    number, order_page = order_two_kilograms(buyer)
    find_the_money(office, number)
    buyer.go(order_page)
    assert "Dikemas" in buyer.words()
    pack_and_send(staff, number)
    buyer.go(order_page)
    assert "Dikirim" in buyer.words()
    assert "JX0099887766" in buyer.words()

    before = offered(buyer)
    order_sn = buy_at_the_marketplace(stranger, stack.market.url)
    started = time.monotonic()
    until(lambda: offered(buyer) == before - 1, seconds=SECONDS, what="one less in the shop")
    in_shop = time.monotonic() - started

    def is_at_the_desk() -> bool:
        staff.go("/kerja/pesanan/")
        return order_sn in staff.words()

    until(is_at_the_desk, seconds=SECONDS, what="the order at the desk")
    print(f"bought at the marketplace, in the shop after {in_shop:.2f} s")
    return [text for phone in (buyer, office, staff, stranger) for text in phone.complaints]


def test_from_the_news_to_the_door_and_back(stack: Stack) -> None:
    with chromium() as browser:
        complaints = journey(browser, stack)

    assert complaints == []


def test_every_page_of_the_way_is_light(stack: Stack) -> None:
    with chromium() as browser:
        phone = Phone(browser, stack.site)
        article = find_article(phone)
        weights = {"article": phone.weigh(article), "product": phone.weigh(PRODUCT)}
        phone.press("Tambah ke keranjang")
        weights["checkout"] = phone.weigh("/checkout/")

    print(weights)
    assert phone.complaints == []
    assert {name: size for name, size in weights.items() if size > MOST_BYTES} == {}
    assert all(size > 5_000 for size in weights.values())
