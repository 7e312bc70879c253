"""Every word on the shop's pages has its Indonesian, with the same placeholders."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent.parent.parent
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
AREAS = {
    "storefront": (
        "shop/storefront/**/*.py",
        "templates/includes/**/*.html",
        "templates/storefront/**/*.html",
        "templates/allauth/**/*.html",
        "templates/*.html",
    ),
    "checkout_pages": ("templates/checkout/**/*.html",),
}


def said(area: str) -> set[tuple[str | None, str]]:
    """Context and singular of everything the area's code and templates say."""
    found = set()
    for pattern in AREAS[area]:
        for path in sorted(ROOT.glob(pattern)):
            source = path.read_text()
            if path.suffix == ".html":
                source = templatize(source)
            handle = io.BytesIO(source.encode())
            for _line, message, _comments, context in extract("python", handle, keywords=KEYWORDS):
                found.add((context, message[0] if isinstance(message, tuple) else message))
    return found


def written(area: str) -> dict[tuple[str | None, str], tuple[str, str]]:
    """The catalogue: all originals together, and the translation."""
    with (ROOT / "locale" / area / "id" / "LC_MESSAGES" / "django.po").open("rb") as handle:
        catalog = read_po(handle, locale="id")
    rows = {}
    for message in catalog:
        if not message.id:
            continue
        first = message.id[0] if isinstance(message.id, tuple) else message.id
        text = message.string[0] if isinstance(message.string, tuple) else message.string
        rows[message.context, first] = (
            " ".join(message.id) if first != message.id else first,
            text,
        )
    return rows


def written_anywhere() -> dict[tuple[str | None, str], tuple[str, str]]:
    """All catalogues as one, as Django merges them."""
    areas = sorted(path.parts[-4] for path in ROOT.glob("locale/*/id/LC_MESSAGES/django.po"))
    return {key: row for area in areas for key, row in written(area).items()}


@pytest.mark.parametrize("area", AREAS)
def test_nothing_is_left_in_english(area: str) -> None:
    found, known = said(area), written_anywhere()
    assert len(found) > 50
    assert sorted(text for context, text in found if (context, text) not in known) == []
    assert [original for original, text in known.values() if not text] == []


@pytest.mark.parametrize("area", [*AREAS, "formats"])
def test_translations_use_only_placeholders_that_are_filled(area: str) -> None:
    for original, text in written(area).values():
        assert set(PLACEHOLDER.findall(text)) <= set(PLACEHOLDER.findall(original)), original


@pytest.mark.parametrize("area", [*AREAS, "formats"])
def test_no_exclamation_marks_and_no_pressure(area: str) -> None:
    for original, text in written(area).values():
        assert "!" not in text, original


def test_pictures_are_not_called_photos_because_many_are_drawn() -> None:
    with translation.override("id"):
        words = gettext("Picture %(n)s of %(total)s") % {"n": 1, "total": 2}
    assert words == "Gambar 1 dari 2"
