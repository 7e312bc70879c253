"""Every screen of the desk, of head office and of an account, judged by axe like the shop's pages.

The screens come from the addresses (``desk_tour``): one that is new is walked at once, and one that
shows nothing to this walk has to be named.
"""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from shop.demo.loading.people import HEAD_OFFICE
from tests.browser.desk_tour import may_log_in, screens, stops
from tests.browser.test_axe import Findings, judge
from tests.browser.watching import chromium
from tests.factories_desk import make_world
from tests.live.stack import Stack

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def findings(stack: Stack) -> Findings:
    """The walk: everything is made before the browser starts, and each screen opened once."""
    world = make_world()
    may_log_in(world)
    wanted = screens(world)
    people = {False: world.manager.email, True: HEAD_OFFICE}
    found = Findings()
    axe = Axe()
    with chromium() as browser:
        context = browser.new_context(
            locale="id-ID", reduced_motion="reduce", service_workers="block"
        )
        page = context.new_page()
        for stop in stops(page, stack.site, wanted, people):
            found.stops.append(stop)
            judge(axe, page, stop, found)
        context.close()
    return found


def test_axe_finds_nothing_on_any_screen(findings: Findings) -> None:
    assert findings.violations == []


def test_no_screen_is_wider_than_its_window(findings: Findings) -> None:
    assert findings.too_wide == []
