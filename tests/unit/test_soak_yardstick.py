"""The soak's yardstick says what is missing instead of failing, and reads what came of it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.bench import stock_env
from tests.soak import yardstick

ANSWER = '{"guests": 20, "packs": 5, "orders": 14, "allocated": 14, "error_pages": 1}'


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What stands for the interpreter of the environment."""
    path = tmp_path / "python"
    monkeypatch.setattr(stock_env, "python", lambda: path)
    return path


def measured(program: Path, script: str) -> yardstick.Stock:
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    return yardstick.measure(guests=20, packs=5, database_url="sqlite:///x")


def test_the_last_line_is_the_answer(program: Path) -> None:
    stock = measured(program, f"echo words; echo '{ANSWER}'")

    assert (stock.orders, stock.packs, stock.error_pages) == (14, 5, 1)
    assert "14 orders for 5 packs, 20 guests, 1 error pages" in stock.words


def test_a_broken_run_is_told(program: Path) -> None:
    assert "left out, it broke: no luck" in measured(program, "echo no luck >&2; exit 1").words


def test_packages_out_of_reach_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def unreachable() -> Path:
        raise subprocess.CalledProcessError(1, "pip")

    monkeypatch.setattr(stock_env, "python", unreachable)

    stock = yardstick.measure(guests=20, packs=5, database_url="sqlite:///x")

    assert "left out, its packages cannot be had" in stock.words
