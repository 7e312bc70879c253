"""The page with every channel's capabilities is what the code says."""

from __future__ import annotations

from pathlib import Path

from django.core.management import call_command

from integrations.channels.capabilities import CAPABILITIES
from integrations.connectors.shopee import ShopeeConnector
from integrations.registry import CONNECTORS
from integrations.sync.management.commands.channels_reference import manners, page

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "channels" / "README.md"


def test_the_page_is_current(capsys):
    call_command("channels_reference")

    assert capsys.readouterr().out == PAGE.read_text(), "make reference"


def test_every_call_and_every_manner_of_every_channel_is_on_it():
    text = page(CONNECTORS)

    assert all(f"| `{name}` " in text for name in CAPABILITIES)
    assert all(f"| `{each.__name__}` " in text for each in manners())
    assert all(f"[{each.label}]({code}.md)" in text for code, each in CONNECTORS.items())


def test_a_channel_that_loses_a_call_reads_no():
    class Quiet(ShopeeConnector):
        makes_labels = False
        push_price = None

    row = {line.split("`")[1]: line for line in page({"quiet": Quiet}).splitlines() if "`" in line}

    assert row["makes_labels"].endswith("| no |")
    assert row["PushesStock"].endswith("| yes |")
