"""The desk on phones and wide screens: light, nothing sideways, and the same without scripts."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page

from shop.demo.loading.people import PASSWORD
from tests.browser.watching import Phone, chromium
from tests.live.stack import Stack
from tests.live.staff import COFFEE

pytestmark = pytest.mark.browser

SCREENS = (
    "/kerja/",
    "/kerja/pesanan/",
    "/kerja/pesanan/?tab=dibatalkan",
    "/kerja/pesanan/?q=" + "x" * 60,
    "/kerja/stok/",
    "/kerja/stok/?saring=habis",
    "/kerja/saluran/",
    "/kerja/saluran/hubungkan/",
    "/kerja/uang/",
    "/kerja/lainnya/",
    "/kerja/bantuan/",
    "/kerja/pesanan/daftar-kemas/",
    "/kerja/pesanan/label/",
)
WIDTHS = (320, 360, 768, 1280)
MOST_BYTES = 100 * 1024
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def log_in(phone: Phone) -> Page:
    page = phone.go("/kerja/")
    page.fill("input[name=login]", COFFEE)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url("**/kerja/**")
    return page


def cards_and_forms(page: Page, site: str) -> list[str]:
    """The first stock card and its forms."""
    page.goto(f"{site}/kerja/stok/")
    card = page.locator("a.cellgood").first.get_attribute("href") or ""
    return [card, *(f"{card}{form}/" for form in ("masuk", "berkurang", "hitung"))]


def faults(browser: Browser, site: str) -> tuple[list[str], dict[str, int], list[str]]:
    """(screens that go sideways, bytes of each screen, what the phone complained about)."""
    phone = Phone(browser, site)
    page = log_in(phone)
    screens = [*SCREENS, *cards_and_forms(page, site)]
    sideways = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        for screen in screens:
            phone.go(screen)
            if page.evaluate(SIDEWAYS) > 0:
                sideways.append(f"{screen} at {width}")
    page.set_viewport_size({"width": 360, "height": 800})
    html = {screen: len(page.goto(site + screen).body()) for screen in screens}
    return sideways, html, phone.complaints


def test_no_screen_goes_sideways_or_weighs_more_than_100_kib(stack: Stack) -> None:
    with chromium() as browser:
        sideways, html, complaints = faults(browser, stack.site)

    assert sideways == []
    assert {screen: size for screen, size in html.items() if size > MOST_BYTES} == {}
    assert complaints == []


def first_field(page: Page) -> tuple[str, str]:
    """Name and content of the first stock field."""
    field = page.locator("input[name^=stok_]").first
    return field.get_attribute("name") or "", field.input_value()


def edit_and_undo(browser: Browser, site: str, *, scripts: bool) -> list[str]:
    """Type a sum, look, use it, take it back; the field as it stood at each station."""
    context = browser.new_context(
        viewport={"width": 360, "height": 800}, locale="id-ID", java_script_enabled=scripts
    )
    page = context.new_page()
    page.goto(f"{site}/kerja/")
    page.fill("input[name=login]", COFFEE)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url("**/kerja/**")
    page.goto(f"{site}/kerja/stok/")
    name, before = first_field(page)
    seen = [before]
    page.fill(f"input[name={name}]", "+25")
    page.locator("button[form=ubah]").click()
    page.wait_for_load_state("load")
    assert "Akan dicatat: barang masuk 25" in page.inner_text("main")
    page.locator("button[form=pakai]").click()
    page.wait_for_load_state("load")
    assert "1 perubahan sudah dipakai" in page.inner_text("main")
    page.goto(f"{site}/kerja/stok/")
    seen.append(page.input_value(f"input[name={name}]"))
    page.go_back()
    page.locator("form[action*='/urungkan/'] button").first.click()
    page.wait_for_load_state("load")
    page.goto(f"{site}/kerja/stok/")
    seen.append(page.input_value(f"input[name={name}]"))
    context.close()
    return seen


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_stock_edit_and_its_way_back(stack: Stack, scripts: bool) -> None:
    with chromium() as browser:
        seen = edit_and_undo(browser, stack.site, scripts=scripts)

    before, after, again = (float(re.sub(r"\.", "", text).replace(",", ".")) for text in seen)
    assert (after, again) == (before + 25, before)
