"""Every failure a person may meet has an entry, in Indonesian."""

import re
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils import translation

from integrations.channels import errors as channel
from integrations.sync import errors_catalogue
from integrations.sync.errors_catalogue import (
    CATALOGUE,
    OF_OUTBOX,
    Code,
    Who,
    code_of,
    code_of_parked_message,
    explain,
)
from integrations.sync.governor import OutOfTurn

ROOT = Path(settings.BASE_DIR)
# Words a person at the desk does not know (visual_desk/flows.md section 2).
FORBIDDEN = re.compile(r"\b(sync|token|mapping|dry.?run|timeout|error|stock|SKU|backorder)\b", re.I)


def all_errors(kind: type[channel.ChannelError]) -> list[type[channel.ChannelError]]:
    """The product's own error classes; those that other tests define do not count."""
    ours = [kind] if kind.__module__.startswith("integrations.") else []
    return [*ours, *(each for sub in kind.__subclasses__() for each in all_errors(sub))]


def make(kind: type[channel.ChannelError]) -> channel.ChannelError:
    return kind("$.x") if issubclass(kind, channel.BadPayload) else kind("something")


def test_every_code_has_an_entry_and_every_entry_a_code() -> None:
    assert set(CATALOGUE) == set(Code)


@pytest.mark.parametrize("kind", all_errors(channel.ChannelError), ids=lambda kind: kind.__name__)
def test_every_error_of_a_channel_is_mapped(kind: type[channel.ChannelError]) -> None:
    code = code_of(make(kind))
    assert code is not Code.BUG
    if kind is not channel.ChannelError:
        assert code is not Code.CHANNEL_ERROR, "a new error class needs a line in OF_ERROR"


def test_our_own_pace_reads_like_throttling() -> None:
    assert code_of(OutOfTurn("x")) is Code.RATE_LIMITED


@pytest.mark.parametrize(
    ("kind", "word", "code"),
    [
        (channel.AuthRevoked, "ERR-PA401001", Code.KEYS_REFUSED),
        (channel.RateLimited, "ERR-PA429001", Code.QUOTA_USED_UP),
        (channel.AuthRevoked, "error_auth", Code.AUTH_REVOKED),
    ],
)
def test_a_channels_own_word_may_have_a_remedy_of_its_own(
    kind: type[channel.ChannelError], word: str, code: Code
) -> None:
    assert code_of(kind("something", code=word)) is code


def test_whatever_is_not_expected_is_a_mistake_of_ours() -> None:
    assert code_of(ZeroDivisionError()) is Code.BUG
    assert explain("a word of tomorrow") is CATALOGUE[Code.BUG]


def test_every_word_the_outbox_writes_is_known() -> None:
    source = (ROOT / "shop/outbox/delivery.py").read_text()
    written = set(re.findall(r'(?:code|error_code)="(\w+)"', source))
    written |= set(re.findall(r'or "(\w+)"', source))
    assert written
    for word in written:
        assert word in OF_OUTBOX or word in set(Code), word
        assert code_of_parked_message(word) in CATALOGUE


def test_every_code_that_the_engine_writes_is_of_the_catalogue() -> None:
    used = set()
    for file in (ROOT / "integrations/sync").rglob("*.py"):
        used |= set(re.findall(r"\bCode\.([A-Z_]+)", file.read_text()))
    assert used <= {code.name for code in Code} | {"BUG"}


@pytest.mark.parametrize("code", list(Code))
def test_entries_speak_plain_indonesian(code: Code) -> None:
    entry = CATALOGUE[code]
    catalogue = polib.pofile(str(ROOT / "locale/sync/id/LC_MESSAGES/django.po"))
    known = {row.msgid: row.msgstr for row in catalogue}
    with translation.override(None):
        english = [str(text) for text in (entry.title, entry.cause, entry.remedy, entry.button)]
    for text in filter(None, english):
        assert known.get(text), f"no Indonesian for {text!r}"
        assert not FORBIDDEN.search(known[text].replace("FIELD_KEYS", "")), known[text]
        for sentence in re.split(r"[.:]\s*", known[text]):
            assert len(sentence.split()) <= 14, sentence
    assert (entry.who is Who.NOBODY) <= (not entry.button)


def test_the_reference_page_is_what_the_catalogue_says(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("errors_reference")
    page = (ROOT / "docs/reference/errors.md").read_text()
    assert capsys.readouterr().out.strip() == page.strip(), "run manage.py errors_reference"


def test_the_catalogue_is_one_table() -> None:
    assert all(entry.who_in_words for entry in CATALOGUE.values())
    assert errors_catalogue.details(channel.RateLimited("slow"))["error_code"] == "rate_limited"
