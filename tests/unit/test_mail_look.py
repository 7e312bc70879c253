"""All mails are one family: the same frame, 600 px, light and dark, and the same words as text."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.template.loader import render_to_string

from shop.storefront import design

FOLDER = Path(__file__).resolve().parent.parent.parent / "templates" / "mail"
FRAMES = {"frame", "base"}
MAILS = sorted(path.stem for path in FOLDER.glob("*.html") if path.stem not in FRAMES)


@pytest.mark.parametrize("name", MAILS)
def test_every_mail_stands_on_the_frame_and_has_a_text_part(name: str) -> None:
    html = (FOLDER / f"{name}.html").read_text()
    text = (FOLDER / f"{name}.txt").read_text()
    assert re.match(r'{% extends "mail/(base|frame)\.html" %}', html)
    assert re.match(r'{% extends "mail/(base|frame)\.txt" %}', text)


def test_a_mail_is_narrow_readable_in_dark_and_asks_nobody_else() -> None:
    html = render_to_string("mail/paid.html", design.mail())
    assert "max-width: 600px" in html
    assert "@media (prefers-color-scheme: dark)" in html
    assert html.count('class="go"') == 1
    assert re.findall(r"<img (?![^>]*alt=\"[^\"]+\")", html) == []
    assert re.findall(r"<img (?![^>]*width=)", html) == []
    assert re.findall(r"(?:src|href)=\"(https?:[^\"]+)\"", html) == []
    assert "<script" not in html


def test_both_parts_of_a_mail_say_the_same() -> None:
    facts = design.mail()
    html, text = (render_to_string(f"mail/paid.{kind}", facts) for kind in ("html", "txt"))
    for words in ("Pembayaran diterima", "LK-7KQ2M9XA", "Paket 1, Koperasi Kopi Lintong"):
        assert words in html
        assert words in text
    for amount in ("Rp190.000", "Rp48.000", "Rp276.000"):
        assert amount in html
        assert amount in text
