"""What channels and connectors may know, read off their source."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2] / "integrations"
FORBIDDEN = {
    "django",
    "oscar",
    "wagtail",
    "celery",
    "requests",
    "urllib3",
    "http",
    "socket",
    "time",
    "threading",
    "asyncio",
    "logging",
    "sqlite3",
    "shop",
    "catalog",
    "cms",
    "desk",
}
FILES = sorted([*ROOT.glob("channels/**/*.py"), *ROOT.glob("connectors/**/*.py")])


def _imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: write imports in full"
            names.add(node.module or "")
    return names


def test_there_is_something_to_look_at():
    assert len(FILES) > 10


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_framework_no_network_no_waiting_no_log(path: Path):
    assert {name.partition(".")[0] for name in _imported(path)} & FORBIDDEN == set()


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_down(path: Path):
    ours = {name for name in _imported(path) if name.startswith("integrations")}
    allowed = ["integrations.channels"]
    if "connectors" in path.relative_to(ROOT).parts[0]:
        allowed.append(f"integrations.connectors.{path.relative_to(ROOT).parts[1]}")

    assert [name for name in ours if not name.startswith(tuple(allowed))] == []


def test_every_connector_folder_is_registered():
    from integrations import registry

    folders = {path.parent.name for path in ROOT.glob("connectors/*/__init__.py")}
    assert folders == set(registry.CONNECTORS)
