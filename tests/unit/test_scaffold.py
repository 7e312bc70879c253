"""``make connector``: what it writes is clean; the contract fails on it with clear words only."""

from __future__ import annotations

import inspect
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

from integrations import connectors, registry, scaffold
from integrations.channels.capabilities import capabilities
from tests import connectors as tested
from tests.contract import test_docs, test_imports

ROOT = Path(__file__).parents[2]
NAME = "toko_kita"
HELD = [f"integrations/connectors/{code}" for code in sorted(registry.CONNECTORS)]
MADE = ("test_samples", "test_shop", "test_errors", "test_authorization", "test_webhooks")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A tree with the registry in it, where ruff finds the project's rules and its rooms."""
    for room in ("integrations/channels", "tests/contract", *HELD):
        (tmp_path / room).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / room).symlink_to(ROOT / room)
    shutil.copy(ROOT / "integrations" / "registry.py", tmp_path / "integrations")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


@pytest.fixture
def made(root: Path) -> list[Path]:
    return scaffold.make(NAME, label="Toko Kita", root=root)


@pytest.fixture
def case(root: Path, made: list[Path], monkeypatch: pytest.MonkeyPatch) -> Iterator[object]:
    """The new connector, imported and registered as if it stood in the project."""
    monkeypatch.setattr(
        connectors, "__path__", [*connectors.__path__, str(root / "integrations" / "connectors")]
    )
    monkeypatch.setattr(tested, "__path__", [*tested.__path__, str(root / "tests" / "connectors")])
    monkeypatch.setattr(test_docs, "PAGES", root / "docs" / "reference" / "channels")
    connector = import_module(f"integrations.connectors.{NAME}").TokoKitaConnector
    monkeypatch.setitem(registry.CONNECTORS, NAME, connector)
    yield import_module(f"tests.connectors.{NAME}.case").CASE
    for name in [name for name in sys.modules if name.split(".")[2:3] == [NAME]]:
        del sys.modules[name]


def contract(module: ModuleType) -> list[tuple[str, object]]:
    """The tests of a module of the contract that want nothing but the case."""
    return [
        (name, function)
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if name.startswith("test_") and list(inspect.signature(function).parameters) == ["case"]
    ]


def test_the_new_code_is_in_our_format_and_without_findings(root: Path, made: list[Path]) -> None:
    code = [str(path) for path in made if path.suffix == ".py"]
    code.append(str(root / "integrations" / "registry.py"))
    for arguments in (["format", "--check"], ["check"]):
        done = subprocess.run(
            [str(Path(sys.executable).parent / "ruff"), *arguments, "-q", *code],
            capture_output=True,
            text=True,
        )
        assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_the_new_code_keeps_the_layers(made: list[Path]) -> None:
    own = [path for path in made if path.suffix == ".py" and "tests" not in path.parts]
    names = {name for path in own for name in test_imports._imported(path)}

    assert names <= {
        "__future__",
        "collections.abc",
        "datetime",
        *(name for name in names if name.startswith("integrations.channels")),
        *(name for name in names if name.startswith(f"integrations.connectors.{NAME}")),
    }


def test_it_stands_in_the_registry_once_in_its_place(root: Path, made: list[Path]) -> None:
    text = (root / "integrations" / "registry.py").read_text()

    assert text.count("import TokoKitaConnector\n") == 1
    assert text.count("    TokoKitaConnector.code: TokoKitaConnector,\n") == 1
    lines = [line for line in text.splitlines() if ".code: " in line]
    assert lines == sorted(lines, key=str.lower)


def test_the_contract_finds_only_what_is_not_written_yet(case: object) -> None:
    unwritten, passed = {}, []
    for module in MADE:
        for name, function in contract(import_module(f"tests.contract.{module}")):
            try:
                function(case)
            except NotImplementedError as error:
                unwritten[name] = str(error)
            else:
                passed.append(name)

    assert [words for words in unwritten.values() if "not written yet" not in words] == []
    assert "test_every_error_class_has_a_recording" in passed
    assert "test_every_declared_capability_has_its_recordings" in passed
    assert {"test_the_shop_tells_its_name", "test_recorded_notifications_are_proven"} <= set(
        unwritten
    )
    assert capabilities(registry.get(NAME)) == scaffold.BEGINS_WITH


def test_its_page_lists_every_capability_as_it_is(case: object) -> None:
    for _name, function in contract(test_docs):
        function(case)


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("Toko", "no name"),
        ("2toko", "no name"),
        ("toko-kita", "no name"),
        ("toko__kita", "no name"),
        ("../toko", "no name"),
        ("class", "no name"),
        ("", "no name"),
        ("a" * 21, "longer"),
    ],
)
def test_what_is_no_identifier_is_refused(root: Path, name: str, why: str) -> None:
    with pytest.raises(scaffold.Refused, match=why):
        scaffold.make(name, label="X", root=root)

    held = {path.name for path in (root / "integrations" / "connectors").iterdir()}
    assert held == set(registry.CONNECTORS)


@pytest.mark.parametrize("label", ['Toko "Kita"', "Toko\nKita", "$code", ""])
def test_a_label_that_would_break_the_code_is_refused(root: Path, label: str) -> None:
    with pytest.raises(scaffold.Refused, match="no brand name"):
        scaffold.make(NAME, label=label, root=root)


def test_a_channel_that_exists_is_refused_and_untouched(root: Path, made: list[Path]) -> None:
    before = {path: path.read_text() for path in made}

    with pytest.raises(scaffold.Refused, match="exists already"):
        scaffold.make(NAME, label="Lain", root=root)

    assert {path: path.read_text() for path in made} == before
