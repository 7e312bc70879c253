"""The shop in a real browser, against the product as `make run demo` starts it.

With and without scripts, on the smallest phone and on a desk; nothing may scroll sideways, no page
may ask another host for anything, the policy may stop nothing, and the first view stays small.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.live.stack import Stack

pytestmark = pytest.mark.browser

WIDTHS = (320, 360, 768, 1280)
MOST_BYTES = 300 * 1024
PRODUCT = "/produk/kopi-arabika-lintong-sangrai-sedang/"
OPEN_PAGES = (
    "/",
    "/produk/",
    "/kategori/",
    "/kategori/kopi/",
    PRODUCT,
    "/cari/?q=kopi",
    "/cari/?q=zzzz",
    "/keranjang/",
    "/kirim-ke/?q=medan",
    "/pesanan/",
    "/tidak-ada/",
    "/akun/login/",
)
NUMBER = re.compile(r"LK-[0-9A-Z]{8}")
# Things one must be able to hit with a thumb. A link inside a sentence may be as high as its line,
# and a whole card or row is one target.
TOO_SMALL = """() => [...document.querySelectorAll(
  'button, .btn, .chip, select, input:not([type=hidden]), .bar a, .foot li a, .cats a, .brand, .to'
)].filter((each) => {
  const box = each.getBoundingClientRect();
  if (!box.width || !box.height || each.closest('.sr')) return false;
  if (each.matches('[type=radio], [type=checkbox]')) {
    return each.closest('label').getBoundingClientRect().height < 47.5;
  }
  return box.height < 47.5;
}).map((each) => each.outerHTML.slice(0, 120))"""


@pytest.fixture(scope="module")
def browser(stack: Stack) -> Iterator[Browser]:
    """After the stack, because Django refuses its database while Playwright's loop runs."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield running
        running.close()


class Visitor:
    """A browser window that notes everything that should not happen."""

    def __init__(self, browser: Browser, site: str, **options: Any) -> None:
        options.setdefault("viewport", {"width": 360, "height": 800})
        self.site = site
        self.context: BrowserContext = browser.new_context(**options)
        self.page: Page = self.context.new_page()
        self.complaints: list[str] = []
        self.bytes = 0
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", self._asked)
        self.page.on("response", self._answered)

    def _said(self, message: Any) -> None:
        # The browser itself reports pages that answer 404, 409 or 422; they are meant to.
        if message.type in {"error", "warning"} and "Failed to load resource" not in message.text:
            self.complaints.append(message.text)

    def _asked(self, request: Any) -> None:
        if not request.url.startswith((self.site, "data:")):
            self.complaints.append(f"asked {request.url}")

    def _answered(self, response: Any) -> None:
        is_file = response.request.resource_type != "document"
        if is_file and response.status >= 400:
            self.complaints.append(f"{response.status} {response.url}")
        self.bytes += int(response.headers.get("content-length", 0))

    def go(self, address: str) -> Page:
        self.page.goto(self.site + address)
        return self.page

    def press(self, words: str) -> None:
        """Press the button or link with these words that can be seen."""
        self.page.locator(
            f"button:has-text('{words}'):visible, a:has-text('{words}'):visible"
        ).first.click()

    def fits(self) -> bool:
        self.page.wait_for_load_state()
        return bool(
            self.page.evaluate(
                "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
            )
        )

    def choose_place(self) -> None:
        self.go("/kirim-ke/?q=kebayoran+baru&next=/keranjang/")
        self.page.locator("main button.shelf-link").first.click()

    def fill_in(self) -> None:
        self.page.fill("#id_name", "Sari Wulandari")
        self.page.fill("#id_phone", "0812-3456-7890")
        self.page.fill("#id_street", "Jl. Wijaya II No. 14")


@pytest.mark.parametrize("width", WIDTHS)
def test_no_page_scrolls_sideways_or_complains(browser: Browser, stack: Stack, width: int) -> None:
    visitor = Visitor(browser, stack.site, viewport={"width": width, "height": 800})
    for address in OPEN_PAGES:
        visitor.go(address)
        assert visitor.fits(), f"{address} at {width}"
    assert visitor.complaints == []


@pytest.mark.parametrize("width", [360, 1280])
def test_everything_can_be_hit_with_a_thumb(browser: Browser, stack: Stack, width: int) -> None:
    visitor = Visitor(browser, stack.site, viewport={"width": width, "height": 800})
    for address in OPEN_PAGES:
        small = visitor.go(address).evaluate(TOO_SMALL)
        assert small == [], address


@pytest.mark.parametrize("address", ["/", "/produk/", "/kategori/kopi/", PRODUCT, "/cari/?q=kopi"])
def test_the_first_view_on_a_phone_is_small(browser: Browser, stack: Stack, address: str) -> None:
    visitor = Visitor(browser, stack.site, device_scale_factor=2)
    visitor.go(address)
    visitor.page.wait_for_load_state("networkidle")
    document = len(visitor.page.content().encode())
    assert visitor.bytes + document < MOST_BYTES, visitor.bytes


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
@pytest.mark.parametrize("width", [320, 1280])
def test_a_guest_buys_from_two_cooperatives(
    browser: Browser, stack: Stack, scripts: bool, width: int
) -> None:
    visitor = Visitor(
        browser,
        stack.site,
        viewport={"width": width, "height": 800},
        java_script_enabled=scripts,
    )
    page = visitor.go(f"{PRODUCT}?kemasan=KKL-LS-1000")
    visitor.press("Tambah ke keranjang")
    visitor.go("/produk/selendang-tenun-tangan/")
    visitor.press("Tambah ke keranjang")
    assert "Barang Anda datang dari 2 koperasi" in page.content()
    visitor.choose_place()
    assert page.url == f"{stack.site}/keranjang/"
    assert visitor.fits()
    visitor.press("Lanjut")
    # The basket's ways of sending come along.
    assert page.url.startswith(f"{stack.site}/checkout/?ship_")
    visitor.press("Buat pesanan")
    assert "hal perlu dilengkapi" in page.inner_text("#errors")
    visitor.fill_in()
    visitor.press("Buat pesanan")
    assert page.url.endswith("/bayar/"), page.inner_text("main")
    assert visitor.fits()
    number = NUMBER.search(page.inner_text("main"))
    assert number
    assert page.locator("button[data-copy]:visible").count() == (2 if scripts else 0)
    visitor.press("Lihat pesanan")
    text = page.inner_text("main")
    assert number[0] in text
    assert text.count("Paket ") >= 2
    assert "Sari Wulandari" in text
    assert visitor.fits()
    visitor.go("/keranjang/")
    assert "Keranjang Anda kosong" in page.inner_text("main")
    assert visitor.complaints == []


def test_places_appear_while_typing_and_the_total_follows(browser: Browser, stack: Stack) -> None:
    visitor = Visitor(browser, stack.site)
    page = visitor.go(PRODUCT)
    visitor.press("Tambah ke keranjang")
    visitor.go("/checkout/")
    page.fill("#id_name", "Sari")
    page.locator("#place_query").press_sequentially("kebayoran", delay=20)
    page.locator("#places button", has_text="Kebayoran Baru").first.click()
    assert "Kebayoran Baru" in page.inner_text(".chosen-place")
    assert page.input_value("#id_name") == "Sari"
    total = page.locator("[data-shown-total]").input_value()
    goods = page.locator("[data-goods]").first.get_attribute("data-goods")
    page.locator(".opt-card", has_text="Ambil sendiri").click()
    assert page.locator("[data-shown-total]").input_value() == goods != total
    page.fill("#id_phone", "081234567890")
    page.fill("#id_street", "Jl. Uji 1")
    visitor.press("Buat pesanan")
    assert page.url.endswith("/bayar/"), page.inner_text("main")
    assert visitor.complaints == []


def test_choosing_a_pack_shows_its_price_and_limit(browser: Browser, stack: Stack) -> None:
    visitor = Visitor(browser, stack.site)
    page = visitor.go(PRODUCT)
    page.locator(".opt-card", has_text="1 kg").first.click()
    assert page.inner_text("[data-shown-price]") == "Rp95.000"
    more = page.locator("[data-step='1']")
    more.click()
    assert page.input_value("#jumlah") == "2"
    visitor.press("Tambah ke keranjang")
    assert "Rp190.000" in page.inner_text("main")


def test_a_double_press_is_one_order(browser: Browser, stack: Stack) -> None:
    visitor = Visitor(browser, stack.site)
    page = visitor.go(PRODUCT)
    visitor.press("Tambah ke keranjang")
    visitor.choose_place()
    visitor.go("/checkout/")
    visitor.fill_in()
    page.locator("button[value=place]:visible").dblclick()
    page.wait_for_url("**/bayar/")
    number = NUMBER.search(page.inner_text("main"))
    assert number
    listed = visitor.go("/pesanan/").inner_text("main")
    assert NUMBER.findall(listed).count(number[0]) == 1
    assert len(set(NUMBER.findall(listed)) - {"LK-7KQ2M9XA"}) == 1


def test_the_back_button_after_ordering_leads_to_the_order(browser: Browser, stack: Stack) -> None:
    visitor = Visitor(browser, stack.site)
    page = visitor.go(PRODUCT)
    visitor.press("Tambah ke keranjang")
    visitor.choose_place()
    visitor.go("/checkout/")
    visitor.fill_in()
    visitor.press("Buat pesanan")
    page.wait_for_url("**/bayar/")
    page.go_back()
    assert "Keranjang Anda kosong" in page.inner_text("main")


def test_a_keyboard_reaches_content_and_errors_first(browser: Browser, stack: Stack) -> None:
    visitor = Visitor(browser, stack.site)
    page = visitor.go("/produk/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "isi"
    visitor.go(PRODUCT)
    visitor.press("Tambah ke keranjang")
    visitor.go("/checkout/")
    visitor.press("Buat pesanan")
    assert page.evaluate("document.activeElement.id") == "errors"


def test_every_field_has_a_label_and_every_picture_a_size(browser: Browser, stack: Stack) -> None:
    visitor = Visitor(browser, stack.site)
    page = visitor.go(PRODUCT)
    visitor.press("Tambah ke keranjang")
    for address in (*OPEN_PAGES, "/checkout/"):
        visitor.go(address)
        unnamed = page.evaluate(
            """() => [...document.querySelectorAll('input:not([type=hidden]), select, textarea')]
            .filter((each) => !each.labels?.length && !each.getAttribute('aria-label'))
            .map((each) => each.outerHTML)"""
        )
        assert unnamed == [], address
        unsized = page.evaluate(
            """() => [...document.images]
            .filter((each) => !each.getAttribute('width') || !each.hasAttribute('alt'))
            .map((each) => each.src)"""
        )
        assert unsized == [], address
        assert page.locator("h1").count() == 1, address
