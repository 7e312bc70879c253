"""Every kind of page, judged by axe in light and dark, on a phone and on a desk.

One visitor walks once (``tour.Tour``); at every stop all rules of WCAG 2.0 to 2.2 A and AA and the
best practices are asked at both widths, and the contrast again in dark. The window is as tall as
the page meanwhile: the bar at the bottom would else lie over whatever happens to be below it, and
axe would call that a target too small.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.states import states
from tests.browser.tour import MEMBER, Tour
from tests.browser.watching import chromium
from tests.live.stack import Stack

pytestmark = pytest.mark.browser

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ALL_RULES = {"resultTypes": ["violations"], "runOnly": {"type": "tag", "values": TAGS}}
CONTRAST = {"resultTypes": ["violations"], "runOnly": ["color-contrast"]}
JUDGED_WIDTHS = (360, 1280)
OTHER_WIDTHS = (320, 768)
TALLEST = 20_000
MANY_STOPS = 40
ASK = "options => axe.run(options).then((answer) => answer.violations)"
TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@dataclass(slots=True, kw_only=True)
class Findings:
    """What was seen on the walk: stops, violations, pages wider than the window."""

    stops: list[str] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)
    too_wide: list[str] = field(default_factory=list)


def judge(axe: Axe, page: Page, stop: str, findings: Findings) -> None:
    """Ask axe at one stop, and look whether it scrolls sideways at any width.

    Its script is half a megabyte: it is put into a page once, not once for each question.
    """
    page.evaluate(axe.axe_script)
    for width in JUDGED_WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        height = min(page.evaluate("document.documentElement.scrollHeight"), TALLEST)
        page.set_viewport_size({"width": width, "height": height})
        note_width(page, stop, width, findings)
        schemes: tuple[tuple[Literal["light", "dark"], dict[str, Any]], ...]
        schemes = (("light", ALL_RULES), ("dark", CONTRAST))
        for scheme, options in schemes:
            page.emulate_media(color_scheme=scheme)
            for violation in page.evaluate(ASK, options):
                where = [str(node["target"]) for node in violation["nodes"][:3]]
                findings.violations.append(
                    f"{stop} {width} {scheme}: {violation['id']} {' '.join(where)}"
                )
    page.emulate_media(color_scheme="light")
    for width in OTHER_WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        note_width(page, stop, width, findings)


def note_width(page: Page, stop: str, width: int, findings: Findings) -> None:
    if page.evaluate(TOO_WIDE):
        findings.too_wide.append(f"{stop} at {width}")


@pytest.fixture(scope="module")
def findings(stack: Stack) -> Findings:
    """The walk. Colours change at once (reduced motion), and no service worker answers for us."""
    found = Findings()
    axe = Axe()
    rare = states(MEMBER)
    with chromium() as browser:
        context = browser.new_context(
            locale="id-ID", reduced_motion="reduce", service_workers="block"
        )
        page = context.new_page()
        for stop in Tour(page, stack.site, rare).stops():
            found.stops.append(stop)
            judge(axe, page, stop, found)
        context.close()
    return found


def test_axe_finds_nothing_on_any_page(findings: Findings) -> None:
    assert len(findings.stops) > MANY_STOPS, findings.stops
    assert findings.violations == []


def test_no_page_is_wider_than_its_window(findings: Findings) -> None:
    assert findings.too_wide == []


def test_axe_would_find_something(stack: Stack) -> None:
    """The judge is awake: a page with pale words is not let through."""
    found = Findings()
    with chromium() as browser:
        page = browser.new_page()
        page.set_content('<html lang="id"><title>x</title><main><h1 style="color:#ccc">Pucat</h1>')
        judge(Axe(), page, "pale", found)
    assert any("color-contrast" in each for each in found.violations)
