"""What the first view of a page costs on a phone with nothing cached."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser

from tests.browser.watching import LOCAL, PHONE, chromium
from tests.live.stack import Stack

pytestmark = pytest.mark.browser

KIB = 1024
MOST_BYTES = 250 * KIB
MOST_SCRIPT = 15 * KIB
PRODUCT = "/produk/kopi-arabika-lintong-sangrai-sedang/"


@dataclass(slots=True, kw_only=True)
class Weight:
    """Bytes over the wire by kind, and the hosts that were asked."""

    total: int = 0
    script: int = 0
    hosts: set[str] = field(default_factory=set)
    page: str = ""


@pytest.fixture(scope="module")
def browser(stack: Stack) -> Iterator[Browser]:
    """After the stack, because Django refuses its database while Playwright's loop runs."""
    with chromium() as running:
        yield running


class Scale:
    """A phone that weighs pages; with a basket once something was put into it."""

    def __init__(self, browser: Browser, site: str) -> None:
        self.site = site
        self.context = browser.new_context(viewport=PHONE, device_scale_factor=2, locale="id-ID")
        self.page = self.context.new_page()
        self.kinds: dict[str, str] = {}
        self.weight = Weight()
        network = self.context.new_cdp_session(self.page)
        network.send("Network.enable")
        network.send("Network.setCacheDisabled", {"cacheDisabled": True})
        network.on("Network.requestWillBeSent", self._asked)
        network.on("Network.loadingFinished", self._loaded)

    def _asked(self, event: dict[str, Any]) -> None:
        self.kinds[event["requestId"]] = event.get("type", "")
        parts = urlsplit(event["request"]["url"])
        if parts.scheme != "data":
            self.weight.hosts.add(parts.hostname or "")

    def _loaded(self, event: dict[str, Any]) -> None:
        size = int(event["encodedDataLength"])
        self.weight.total += size
        if self.kinds.get(event["requestId"]) == "Script":
            self.weight.script += size

    def weigh(self, path: str) -> Weight:
        """Open a page and wait until it asks for nothing more."""
        self.weight = Weight()
        answer = self.page.goto(self.site + path)
        assert answer is not None
        assert answer.status == 200
        self.page.wait_for_load_state("networkidle")
        self.weight.page = self.page.content()
        return self.weight

    def fill_basket(self) -> None:
        """Put one product in, as a buyer does."""
        self.page.goto(self.site + PRODUCT)
        self.page.locator(
            "button:visible", has_text=re.compile("Tambah ke keranjang")
        ).first.click()
        self.page.wait_for_load_state("load")


@pytest.fixture
def scale(browser: Browser, stack: Stack) -> Iterator[Scale]:
    weighing = Scale(browser, stack.site)
    yield weighing
    weighing.context.close()


def newest_article(scale: Scale) -> str:
    """The path of the first article on the news page."""
    text = scale.weigh("/berita/").page
    found = re.findall(r'href="(?:https?://[^/"]+)?(/berita/[a-z0-9-]+/)"', text)
    return next(path for path in found if path not in {"/berita/rss/", "/berita/topik/"})


def within_budget(weight: Weight) -> None:
    """The limits of every page."""
    assert weight.hosts <= LOCAL, weight.hosts
    assert 0 < weight.script <= MOST_SCRIPT, f"scripts {weight.script / KIB:.1f} KiB"
    assert weight.total <= MOST_BYTES, f"page {weight.total / KIB:.1f} KiB"


def test_a_list_of_24_goods_is_small(scale: Scale) -> None:
    weight = scale.weigh("/produk/")
    assert weight.page.count('<li class="card') == 24
    within_budget(weight)


@pytest.mark.parametrize("path", ["/", PRODUCT, "/berita/", "/cari/?q=kopi"])
def test_open_pages_are_small(scale: Scale, path: str) -> None:
    within_budget(scale.weigh(path))


def test_an_article_is_small(scale: Scale) -> None:
    within_budget(scale.weigh(newest_article(scale)))


@pytest.mark.parametrize("path", ["/keranjang/", "/checkout/"])
def test_basket_and_checkout_are_small(scale: Scale, path: str) -> None:
    scale.fill_basket()
    within_budget(scale.weigh(path))
