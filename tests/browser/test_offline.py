"""A phone that loses its network gets a calm page instead of the browser's own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.watching import PHONE, chromium
from tests.live.stack import Stack

pytestmark = pytest.mark.browser
KEPT = """async () => {
  const names = await caches.keys();
  const lists = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
  return lists.flat().map((request) => new URL(request.url).pathname);
}"""


@pytest.fixture(scope="module")
def browser(stack: Stack) -> Iterator[Browser]:
    """After the stack, because Django refuses its database while Playwright's loop runs."""
    with chromium() as running:
        yield running


def test_without_a_network_the_shop_says_so_and_keeps_nothing_else(
    browser: Browser, stack: Stack
) -> None:
    context = browser.new_context(viewport=PHONE, locale="id-ID")
    page = context.new_page()
    page.goto(f"{stack.site}/produk/")
    page.wait_for_function("navigator.serviceWorker.controller || navigator.serviceWorker.ready")
    page.wait_for_function("caches.keys().then((names) => names.length)")
    page.goto(f"{stack.site}/keranjang/")
    kept = page.evaluate(KEPT)
    assert sorted(path for path in kept if not path.startswith("/static/")) == [
        "/en/luring/",
        "/luring/",
    ]
    context.set_offline(True)
    page.goto(f"{stack.site}/kategori/")
    assert page.locator("h1").inner_text() == "HP Anda sedang tidak ada sinyal"
    page.goto(f"{stack.site}/en/produk/")
    assert page.locator("h1").inner_text() == "Your phone has no network"
    context.set_offline(False)
    page.goto(f"{stack.site}/kategori/")
    assert "sinyal" not in page.locator("h1").inner_text()
    context.close()
