"""The component page and the style sheet it shows."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import brotli
import pytest
from django.test import Client

from shop.storefront import design, icons

ROOT = Path(__file__).resolve().parent.parent.parent.parent
STYLE = (ROOT / "static" / "css" / "lapak.css").read_text()
MOST_BYTES = 10_000
COLOUR = re.compile(r"--([a-z-]+): (#[0-9a-f]{3,6})\b")
# What every screen is made of (visual identity, section 10).
COMPONENTS = (
    "btn go",
    "btn quiet",
    "btn square",
    "btn go wide",
    "card",
    "card gone",
    "card line",
    "price huge",
    "stock few",
    "stock none",
    "stock po",
    "badge ok",
    "badge note",
    "badge no",
    "badge dark",
    "field",
    "opt-card",
    "pick packs",
    "stepper",
    "parcel",
    "steps",
    "bars",
    "sum",
    "banner ok",
    "banner note",
    "banner no",
    "toast",
    "empty",
    "errors",
    "tabs",
    "chips",
    "pages",
    "table",
    "facts",
    "gallery",
    "clock",
    "qr",
    "copy",
    "tile",
    "kinds",
    "crumbs",
    "fold",
    "mono",
    "bar act",
    "zoom",
)
TEXT = 4.5
SIGN = 3.0
# Foreground, ground, least contrast.
PAIRS = (
    ("ink", "page", TEXT),
    ("ink", "paper", TEXT),
    ("ink", "raised", TEXT),
    ("soft", "page", TEXT),
    ("soft", "paper", TEXT),
    ("soft", "raised", TEXT),
    ("on-red", "red", TEXT),
    ("on-red", "red-press", TEXT),
    ("red-text", "page", TEXT),
    ("red-text", "red-wash", TEXT),
    ("ink", "red-wash", TEXT),
    ("leaf", "page", TEXT),
    ("leaf", "leaf-wash", TEXT),
    ("gold", "page", TEXT),
    ("gold", "gold-wash", TEXT),
    ("on-night", "night", TEXT),
    ("night-soft", "night", TEXT),
    ("edge", "page", SIGN),
    ("edge", "raised", SIGN),
    ("star", "page", SIGN),
    ("focus", "page", SIGN),
    ("red", "page", SIGN),
)


def tokens(scheme: str) -> dict[str, str]:
    """Colours of light, or of dark laid over light."""
    before, dark = STYLE.split("@media (prefers-color-scheme: dark)", 1)
    light = dict(COLOUR.findall(before))
    return light if scheme == "light" else {**light, **dict(COLOUR.findall(dark.split("@", 1)[0]))}


def luminance(colour: str) -> float:
    digits = colour[1:]
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    parts = [int(digits[index : index + 2], 16) / 255 for index in (0, 2, 4)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    high, low = sorted((luminance(first), luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.fixture
def page(db: None, client: Client, settings: Any) -> str:
    settings.DESIGN_PAGE = True
    answer = client.get("/desain/")
    assert answer.status_code == 200
    assert "no-cache" in answer["Cache-Control"]
    return answer.content.decode()


@pytest.mark.parametrize("address", ["/desain/", "/en/desain/", "/desain/surat/"])
def test_the_component_page_is_only_where_a_setting_says_so(
    db: None, client: Client, settings: Any, address: str
) -> None:
    settings.DESIGN_PAGE = False
    assert client.get(address).status_code == 404
    settings.DESIGN_PAGE = True
    assert client.get(address).status_code == 200


def test_every_colour_and_icon_is_shown(page: str) -> None:
    assert sorted(tokens("light")) == sorted(design.COLOURS)
    assert [name for name in design.COLOURS if f"sw-{name}" not in page] == []
    assert [name for name in icons.PATHS if f">{name}</span>" not in page] == []


def test_every_component_is_shown(page: str) -> None:
    shown = [set(each.split()) for each in re.findall(r'class="([^"]+)"', page)]
    missing = [each for each in COMPONENTS if not any(set(each.split()) <= has for has in shown)]
    assert missing == []


def test_cards_are_shown_in_every_state(page: str) -> None:
    assert page.count('<li class="card') == 8
    for words in ("Tersisa 3", "Habis", "PO ", "Panen baru", "mulai", "5,0"):
        assert words in page


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_and_signs_stand_out_from_their_ground(scheme: str) -> None:
    colours = tokens(scheme)
    pale = {
        f"{first} on {second}": round(contrast(colours[first], colours[second]), 2)
        for first, second, least in PAIRS
        if contrast(colours[first], colours[second]) < least
    }
    assert pale == {}


def test_the_style_sheet_stays_small_and_calm() -> None:
    assert len(brotli.compress(STYLE.encode(), quality=11)) <= MOST_BYTES
    rules = re.findall(r"([^{}]+)\{([^{}]*!important[^{}]*)\}", STYLE)
    assert {selector.strip().split("\n")[-1] for selector, _rule in rules} <= {"[hidden]", ".desk"}
    assert re.findall(r"(?:^|[\s,}])#[a-z][\w-]*\s*[{,]", STYLE) == []
