"""Every channel has its page, and the page does not promise what the code cannot do."""

from __future__ import annotations

import re
from pathlib import Path

from integrations.channels.capabilities import CAPABILITIES, capabilities
from tests.contract.case import ConnectorCase

PAGES = Path(__file__).parents[2] / "docs" / "reference" / "channels"
ROW = re.compile(r"^\| (\w+) \| (yes|no) \|", re.MULTILINE)


def test_the_channels_page_lists_every_capability_as_it_is(case: ConnectorCase):
    page = (PAGES / f"{case.code}.md").read_text()

    held = capabilities(case.factory)
    assert dict(ROW.findall(page)) == {
        name: "yes" if name in held else "no" for name in CAPABILITIES
    }


def test_the_channels_page_says_how_to_get_keys_and_how_to_test(case: ConnectorCase):
    page = (PAGES / f"{case.code}.md").read_text()

    assert {"## States", "## Getting keys", "## Testing"} <= set(page.splitlines())
