"""What a designer would check with a ruler: first screens, lines, gaps, dark, paper."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.tour import PRODUCT, Tour
from tests.browser.watching import Phone, chromium
from tests.live.stack import Stack

pytestmark = pytest.mark.browser

SMALL_PHONE = {"width": 360, "height": 640}
WIDTHS = (320, 360, 768, 1280)
# Price of a product and the upper edge of the bar that lies over the page.
FIRST_SCREEN = """() => ({
  price: document.querySelector('.price.huge').getBoundingClientRect().bottom,
  bar: document.querySelector('.bar')?.getBoundingClientRect().top ?? innerHeight,
})"""
# Per row of a shelf: where its prices begin.
PRICE_LINES = """() => [...document.querySelectorAll('.shelf')].flatMap((shelf) => {
  const rows = {};
  for (const card of shelf.querySelectorAll('.card')) {
    const price = card.querySelector('.price');
    if (!price || !card.offsetParent) continue;
    const row = Math.round(card.getBoundingClientRect().top);
    (rows[row] ??= []).push(Math.round(price.getBoundingClientRect().top));
  }
  return Object.values(rows).filter((row) => row.length > 1);
})"""
LEGEND_GAPS = """() => [...document.querySelectorAll('main fieldset')].flatMap((each) => {
  const legend = each.querySelector(':scope > legend:not(.sr)');
  const next = legend?.nextElementSibling;
  if (!next || !next.getClientRects().length) return [];
  return [Math.round(next.getBoundingClientRect().top - legend.getBoundingClientRect().bottom)];
})"""
HIDDEN_ON_PAPER = ".bar, .btn, .foot, .search, .stepper button"
SEEN = """(selector) => [...document.querySelectorAll(selector)]
  .filter((each) => each.getClientRects().length && getComputedStyle(each).display !== 'none')
  .length"""


@pytest.fixture(scope="module")
def browser(stack: Stack) -> Iterator[Browser]:
    """After the stack, because Django refuses its database while Playwright's loop runs."""
    with chromium() as running:
        yield running


def window(browser: Browser, width: int = 360, height: int = 800, **options: Any) -> Page:
    options.setdefault("locale", "id-ID")
    context = browser.new_context(
        viewport={"width": width, "height": height}, service_workers="block", **options
    )
    return context.new_page()


def goods(page: Page, site: str) -> list[str]:
    """The products of the first list page."""
    page.goto(f"{site}/produk/")
    links: list[str] = page.locator(".shelf .card a").evaluate_all(
        "links => links.map((link) => link.pathname)"
    )
    return links


def test_the_price_is_on_the_first_screen_of_a_small_phone(browser: Browser, stack: Stack) -> None:
    page = window(browser, **SMALL_PHONE)
    links = goods(page, stack.site)
    assert len(links) == 24
    hidden = {}
    for link in links:
        page.goto(stack.site + link)
        seen = page.evaluate(FIRST_SCREEN)
        if seen["price"] > seen["bar"]:
            hidden[link] = seen
    assert hidden == {}


@pytest.mark.parametrize("width", WIDTHS)
def test_prices_of_neighbouring_cards_stand_on_one_line(
    browser: Browser, stack: Stack, width: int
) -> None:
    page = window(browser, width)
    for address in ("/", "/produk/", "/cari/?q=kopi"):
        page.goto(stack.site + address)
        rows = page.evaluate(PRICE_LINES)
        assert rows, address
        assert [row for row in rows if len(set(row)) > 1] == [], f"{address} at {width}"


def test_a_legend_keeps_its_distance_from_what_it_names(browser: Browser, stack: Stack) -> None:
    page = window(browser)
    tour = Tour(page, stack.site)
    gaps: list[int] = []
    for stop in tour.buying():
        if stop in {"checkout", "checkout-filled"}:
            gaps += page.evaluate(LEGEND_GAPS)
        if stop == "checkout-filled":
            break
    tour.go(PRODUCT)
    gaps += page.evaluate(LEGEND_GAPS)
    assert len(gaps) >= 3
    assert all(4 <= gap <= 16 for gap in gaps), gaps


def test_dark_turns_the_page_but_not_codes_and_pictures(browser: Browser, stack: Stack) -> None:
    page = window(browser, color_scheme="dark")
    page.goto(f"{stack.site}/desain/")
    colours = page.evaluate(
        """() => Object.fromEntries([['page', 'html'], ['qr', '.qr'], ['code', '.qr img']].map(
        ([name, at]) => [name, getComputedStyle(document.querySelector(at)).backgroundColor]))"""
    )
    assert colours == {
        "page": "rgb(21, 20, 29)",
        "qr": "rgb(255, 255, 255)",
        "code": "rgb(255, 255, 255)",
    }
    assert page.evaluate("getComputedStyle(document.querySelector('.card img')).filter") == "none"


def test_paper_shows_goods_and_orders_without_what_is_for_thumbs(
    browser: Browser, stack: Stack
) -> None:
    page = window(browser)
    tour = Tour(page, stack.site)
    seen = []
    for stop in tour.buying():
        page.emulate_media(media="print")
        if stop in {"basket", "order"}:
            seen.append(stop)
            assert page.evaluate(SEEN, HIDDEN_ON_PAPER) == 0, stop
            assert page.evaluate(SEEN, ".brand") == 1, stop
            assert page.evaluate(SEEN, ".parcel") == 2, stop
            assert page.evaluate(SEEN, ".sum .total") == 1, stop
        page.emulate_media(media="screen")
        if stop == "order":
            break
    tour.go(PRODUCT)
    page.emulate_media(media="print")
    assert page.evaluate(SEEN, HIDDEN_ON_PAPER) == 0
    assert page.evaluate(SEEN, ".film a") == 1
    assert seen == ["basket", "order"]


def test_links_of_an_article_are_written_out_on_paper(browser: Browser, stack: Stack) -> None:
    page = window(browser)
    page.goto(f"{stack.site}/desain/")
    page.evaluate(
        """() => document.querySelector('main').insertAdjacentHTML('beforeend',
        '<div class="prose"><p><a id="far" href="https://contoh.example/panen">Panen</a></p></div>')"""
    )
    page.emulate_media(media="print")
    written = page.evaluate("getComputedStyle(document.querySelector('#far'), '::after').content")
    assert "https://contoh.example/panen" in written


def test_states_keep_their_shape_when_the_device_brings_its_colours(
    browser: Browser, stack: Stack
) -> None:
    page = window(browser, forced_colors="active")
    page.goto(f"{stack.site}/desain/")
    borders = page.locator(".stock").evaluate_all(
        "all => all.map((each) => getComputedStyle(each, '::before').borderTopWidth)"
    )
    assert len(borders) >= 4
    assert set(borders) == {"2px"}


def test_nothing_moves_for_who_asked_for_stillness(browser: Browser, stack: Stack) -> None:
    page = window(browser, reduced_motion="reduce")
    page.goto(f"{stack.site}/desain/")
    moving = page.evaluate(
        """() => [...document.querySelectorAll('main *')].filter((each) => {
          const style = getComputedStyle(each);
          return style.animationName !== 'none'
            || style.transitionDuration.split(', ').some((time) => time !== '0s');
        }).map((each) => each.className)"""
    )
    assert moving == []


@pytest.mark.parametrize("width", WIDTHS)
def test_the_component_page_fits_and_nothing_complains(
    browser: Browser, stack: Stack, width: int
) -> None:
    visitor = Phone(browser, stack.site)
    visitor.page.set_viewport_size({"width": width, "height": 900})
    visitor.go("/desain/")
    visitor.page.wait_for_load_state("networkidle")
    assert visitor.page.evaluate(
        "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    )
    letter = visitor.page.frame_locator(".mail-frame")
    assert letter.locator("h1").inner_text() == "Pembayaran diterima"
    assert visitor.complaints == []
