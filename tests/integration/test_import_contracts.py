"""The import contracts bite: a forbidden import in a copy of the tree makes the check fail."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
ROOMS = ["catalog", "shop", "integrations", "cms", "desk"]

FORBIDDEN = [
    ("shop/stock/selectors.py", "import integrations.sync"),
    ("catalog/models.py", "import shop.order.models"),
    ("shop/payments/models.py", "import shop.checkout.apps"),
    ("integrations/channels/__init__.py", "import django"),
    ("integrations/connectors/shopee/client.py", "import requests"),
    ("integrations/sandbox/__init__.py", "import integrations.channels"),
    ("integrations/sync/apps.py", "import integrations.sandbox"),
    ("integrations/registry.py", "import integrations.sync"),
    ("shop/storefront/models.py", "import cms.apps"),
]


def lint(folder):
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)


@pytest.fixture(scope="module")
def copy_of_tree(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tree")
    ignore = shutil.ignore_patterns("__pycache__", "media", "static")
    for room in ROOMS:
        shutil.copytree(ROOT / room, folder / room, ignore=ignore)
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def test_the_tree_as_it_is_keeps_every_contract(copy_of_tree):
    result = lint(copy_of_tree)

    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize(("file", "statement"), FORBIDDEN)
def test_a_forbidden_import_is_found(copy_of_tree, file, statement):
    target = copy_of_tree / file
    before = target.read_text()
    target.write_text(f"{before}\n{statement}\n")
    try:
        result = lint(copy_of_tree)
    finally:
        target.write_text(before)

    assert result.returncode == 1
    assert "BROKEN" in result.stdout
