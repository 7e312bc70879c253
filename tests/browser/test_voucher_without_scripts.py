"""Product, basket, voucher, place by steps, order: a whole purchase with scripts switched off."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.factories_offers import make_free_shipping, make_voucher
from tests.live.stack import Stack

pytestmark = pytest.mark.browser

PRODUCT = "/produk/kopi-arabika-lintong-sangrai-sedang/"
NUMBER = re.compile(r"LK-[0-9A-Z]{8}")


@pytest.fixture
def browser(stack: Stack) -> Iterator[Browser]:
    """After the stack, because Django refuses its database while Playwright's loop runs."""
    make_voucher("TANPASKRIP", most_orders=50, offer={"payer": "platform"})
    make_free_shipping(1_000, cap=5_000)
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as player:
        yield player.chromium.launch(executable_path=path, args=["--no-sandbox"])


def choose(page: Page, field: str, words: str) -> None:
    """Choose the first option that holds these words, and go on."""
    options = page.locator(f"#{field} option").all()
    value = next(each.get_attribute("value") for each in options if words in each.inner_text())
    page.select_option(f"#{field}", value)
    page.click("button[value=step]")


def test_a_purchase_with_a_voucher_needs_no_scripts(browser: Browser, stack: Stack) -> None:
    page = browser.new_context(
        viewport={"width": 360, "height": 740}, java_script_enabled=False
    ).new_page()
    page.goto(f"{stack.site}{PRODUCT}")
    page.click("button:has-text('Tambah ke keranjang') >> visible=true")
    page.click("summary:has-text('kode voucher')")
    page.fill("input[name=code]", "tanpaskrip")
    page.click("button:has-text('Pakai') >> visible=true")
    assert "TANPASKRIP" in page.inner_text("main")
    assert "Gratis ongkir" in page.inner_text("main")
    page.click("button[form=go] >> visible=true")
    page.click("summary:has-text('langkah demi langkah')")
    choose(page, "place_1", "Jakarta")
    choose(page, "place_2", "Jakarta Selatan")
    choose(page, "place_3", "Tebet")
    page.click("button[value=step_use]")
    assert "Tebet" in page.inner_text(".chosen-place")
    page.fill("#id_name", "Sari Wulandari")
    page.fill("#id_phone", "0812-3456-7890")
    page.fill("#id_street", "Jl. Tebet Raya 1")
    page.click("button[value=place] >> visible=true")
    assert NUMBER.search(page.inner_text("main")), page.inner_text("main")[:500]
