"""``make test`` runs parts side by side, mixes no words and forgets no failure."""

from __future__ import annotations

import subprocess
import sys
from typing import IO

import pytest

from tests import suite

ENDS = 'import sys; print("words of", sys.argv[1]); sys.exit(int(sys.argv[2]))'


@pytest.fixture(autouse=True)
def no_pytest_in_pytest(monkeypatch: pytest.MonkeyPatch) -> None:
    """A part is a program that speaks and ends with the code its selection names."""

    def start(selection: list[str], url: str | None, words: IO[str] | None) -> suite.Process:
        command = [sys.executable, "-c", ENDS, *selection]
        return subprocess.Popen(command, stdout=words, text=True)

    monkeypatch.setattr(suite, "start_pytest", start)
    monkeypatch.setattr(sys, "argv", ["suite"])


@pytest.mark.parametrize(
    ("codes", "passes"),
    [(("0", "0"), True), (("1", "0"), False), (("0", "1"), False), (("0", "5"), False)],
)
def test_every_part_must_pass(codes: tuple[str, str], passes: bool) -> None:
    parts = {f"part {at}": [f"part {at}", code] for at, code in enumerate(codes)}

    assert suite.run_side_by_side(parts, None) is passes


def test_a_path_may_hold_no_test_of_a_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["suite", "tests/unit"])

    assert suite.run_side_by_side({"one": ["one", "0"], "two": ["two", "5"]}, None)


def test_the_words_follow_part_by_part(capfd: pytest.CaptureFixture[str]) -> None:
    suite.run_side_by_side({"one": ["first", "0"], "two": ["second", "0"]}, None)

    told = capfd.readouterr().out
    assert told.index("=== one") < told.index("words of first") < told.index("=== two")
    assert told.index("=== two") < told.index("words of second")
