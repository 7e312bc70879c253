"""The desk's words: complete in Indonesian, no inline script or style, no outside host."""

from __future__ import annotations

import ast
import itertools
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from desk import nonces, words

ROOT = Path(__file__).resolve().parents[3]
DESK = ROOT / "templates" / "desk"
TEMPLATES = sorted([*DESK.glob("*.html"), *DESK.glob("shops/*.html")])
NOON = datetime(2026, 10, 10, 5, 0, tzinfo=UTC)  # Sab, 10 Okt 12.00 WIB


def messages_of_templates() -> set[tuple[str | None, str]]:
    found: set[tuple[str | None, str]] = set()
    for path in TEMPLATES:
        text = path.read_text()
        for word, context in re.findall(
            r'{%\s*translate\s+"([^"]*)"(?:\s+context\s+"([^"]*)")?', text
        ):
            found.add((context or None, word))
        for body in re.findall(
            r"{%\s*blocktranslate trimmed.*?%}(.*?){%\s*endblocktranslate", text, re.S
        ):
            first = re.split(r"{%\s*plural\s*%}", body)[0].strip().replace("%", "%%")
            found.add((None, re.sub(r"{{\s*(\w+)\s*}}", r"%(\1)s", first)))
    return found


def messages_of_code() -> set[tuple[str | None, str]]:
    found: set[tuple[str | None, str]] = set()
    for path in (ROOT / "desk").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
                continue
            texts = [each.value for each in node.args if isinstance(each, ast.Constant)]
            if node.func.id in {"_", "ngettext"} and texts:
                found.add((None, texts[0]))
            if node.func.id == "pgettext" and len(texts) > 1:
                found.add((texts[0], texts[1]))
    return found


def test_every_sentence_is_in_the_indonesian_catalog() -> None:
    known = set()
    # Areas are merged when the site runs: a sentence may stand in any of them.
    for path in (ROOT / "locale").glob("*/id/LC_MESSAGES/django.po"):
        with path.open("rb") as handle:
            catalog = read_po(handle)
        for message in catalog:
            first = message.id[0] if isinstance(message.id, tuple) else message.id
            text = message.string[0] if isinstance(message.string, tuple) else message.string
            if text:
                known.add((message.context, first))
    wanted = messages_of_templates() | messages_of_code()
    assert len(wanted) > 600
    assert wanted - known == set()


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_templates_hold_no_inline_script_style_or_outside_host(path: Path) -> None:
    text = path.read_text()
    assert not re.search(r"\sstyle=|\son[a-z]+=|<style|javascript:", text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)
    assert not re.search(r"""(?:src|href)=["']https?://""", text)


FORBIDDEN = re.compile(
    r"\b(SKU|mapping|sync|sinkron|dry run|token|timeout|webhook|error|stock|order|shop|OK|submit"
    r"|silakan)\b|!",
    re.I,
)


def test_indonesian_sentences_hold_no_forbidden_word() -> None:
    catalogs = []
    for area in ("desk", "desk_shops"):
        with (ROOT / "locale" / area / "id/LC_MESSAGES/django.po").open("rb") as handle:
            catalogs.append(read_po(handle))
    wrong = []
    for message in itertools.chain(*catalogs):
        text = message.string[0] if isinstance(message.string, tuple) else message.string
        if message.id and FORBIDDEN.search(re.sub(r"%\(\w+\)s|<[^>]+>", "", text)):
            wrong.append(text)
    assert wrong == []


def test_scripts_and_styles_stay_small() -> None:
    assert (ROOT / "static/desk/desk.js").stat().st_size <= 12 * 1024
    assert (ROOT / "static/desk/desk.css").stat().st_size <= 40 * 1024


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (NOON + timedelta(hours=4), "hari ini sebelum 16.00"),
        (NOON + timedelta(hours=28), "besok sebelum 16.00"),
        (NOON + timedelta(days=3), "sebelum Sel, 13 Okt 12.00"),
    ],
)
def test_deadlines_are_said_the_way_people_say_them(moment: datetime, said: str) -> None:
    assert words.deadline(moment, NOON) == said


@pytest.mark.parametrize(
    ("span", "said"),
    [
        (timedelta(hours=3, minutes=38), "sisa 3 jam 38 menit"),
        (timedelta(minutes=5), "sisa 5 menit"),
        (-timedelta(hours=2), "terlambat 2 jam 0 menit"),
        (timedelta(days=3), "sisa 3 hari"),
    ],
)
def test_time_left_is_said_in_hours(span: timedelta, said: str) -> None:
    assert words.time_left(NOON + span, NOON) == said


def test_a_form_number_that_was_tampered_with_is_replaced(rf) -> None:
    good = "0123456789abcdef" * 2
    assert nonces.of(rf.post("/", {"nonce": good})) == good
    for bad in ("", "x", good + "0", "../../etc", good.upper(), good + "\n"):
        assert nonces.of(rf.post("/", {"nonce": bad})) != bad


@pytest.mark.parametrize(
    ("label", "unit", "said"),
    [
        ("karung 25 kg", "g", "2 karung"),
        ("dus 10 kg", "g", "2 dus"),
        ("helai", "pcs", "2 helai"),
        ("kotak isi 25", "pcs", "2 kotak"),
        ("500 g", "g", "2 bungkus"),
        ("kg", "g", "2 bungkus"),
        ("liter", "ml", "2 bungkus"),
        ("isi 3", "pcs", "2 buah"),
        ("", "pcs", "2 buah"),
        ("", "", "2 barang"),
    ],
)
def test_packs_are_called_what_the_seller_calls_them(label, unit, said) -> None:
    assert words.packs(2, unit, label) == said
