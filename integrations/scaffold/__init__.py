"""The beginning of a channel: folder, samples, tests, page and its line in the registry.

What it writes is honest: every method that a person has to fill in says that it is not written
yet, so the contract names what is left. ``docs/howto/add-a-channel.md`` tells how to go on.
"""

from __future__ import annotations

import json
import keyword
import re
from pathlib import Path
from string import Template

from integrations.channels.capabilities import CAPABILITIES

TEMPLATES = Path(__file__).parent / "templates"
NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
LABEL = re.compile(r"[\w .&+-]{1,60}")
LONGEST = 20
# What a new connector has at first; the rest is added method by method.
BEGINS_WITH = frozenset({"Authorizes", "ReceivesWebhooks"})


class Refused(Exception):
    """There can be no channel of that name; the text says why."""


def make(name: str, *, label: str, root: Path) -> list[Path]:
    """Write everything below ``root`` and return the new files. Raises ``Refused``."""
    check(name, root)
    if not LABEL.fullmatch(label):
        raise Refused(f"{label!r} is no brand name: a line of letters, digits, blanks and .&-+")
    words = {"code": name, "label": label, "cls": class_name(name), "rows": _rows()}
    targets = _targets(name, root)
    for target, template in targets.items():
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(_filled(template, words), encoding="utf-8")
    register(name, root / "integrations" / "registry.py")
    return list(targets)


def check(name: str, root: Path) -> None:
    """Refuse what is no identifier, what is too long for a column, and what exists."""
    if not NAME.fullmatch(name) or keyword.iskeyword(name):
        raise Refused(f"{name!r} is no name: small letters, digits and single underscores.")
    if len(name) > LONGEST:
        raise Refused(f"{name!r} is longer than {LONGEST} letters.")
    for path in _places(name, root).values():
        if path.exists():
            raise Refused(f"{path.relative_to(root)} exists already.")


def class_name(name: str) -> str:
    """``toko_kita`` becomes ``TokoKitaConnector``."""
    return "".join(part.capitalize() for part in name.split("_")) + "Connector"


def register(name: str, registry: Path) -> None:
    """Put the import and the entry of a channel where the alphabet wants them."""
    text = registry.read_text(encoding="utf-8")
    cls = class_name(name)
    text = _put(
        text, "from integrations.connectors.", f"from integrations.connectors.{name} import {cls}"
    )
    text = _put(text, "    ", f"    {cls}.code: {cls},", inside="CONNECTORS: ")
    registry.write_text(text, encoding="utf-8")


def _put(text: str, start: str, line: str, *, inside: str = "") -> str:
    """``text`` with the line among the first run of lines that begin with ``start``, sorted."""
    lines = text.splitlines()
    after = (
        next((at for at, each in enumerate(lines) if each.startswith(inside)), 0) if inside else 0
    )
    first = next(at for at, each in enumerate(lines) if at >= after and each.startswith(start))
    end = first
    while lines[end].startswith(start):
        end += 1
    run = sorted([*lines[first:end], line], key=str.lower)
    return "\n".join([*lines[:first], *run, *lines[end:]]) + "\n"


def _places(name: str, root: Path) -> dict[str, Path]:
    return {
        "connector": root / "integrations" / "connectors" / name,
        "tests": root / "tests" / "connectors" / name,
        "page": root / "docs" / "reference" / "channels" / f"{name}.md",
    }


def _targets(name: str, root: Path) -> dict[Path, Path]:
    """New file → its template."""
    places = _places(name, root)
    own = {"init": "__init__", "connector": "connector", "client": "client"}
    own |= {"mapping": "mapping", "webhook": "webhook"}
    found = {places["connector"] / f"{to}.py": _template(f"{at}.py") for at, to in own.items()}
    tests = {"tests_init": "__init__", "case": "case", "test_client": "test_client"}
    found |= {places["tests"] / f"{to}.py": _template(f"{at}.py") for at, to in tests.items()}
    samples = TEMPLATES / "payloads"
    for sample in sorted(samples.rglob("*.json")):
        found[places["tests"] / "payloads" / sample.relative_to(samples)] = sample
    return {**found, places["page"]: _template("page.md")}


def _template(name: str) -> Path:
    return TEMPLATES / f"{name}.txt"


def _filled(template: Path, words: dict[str, str]) -> str:
    """A template with its words; samples are written with one field a line, as people edit them."""
    text = Template(template.read_text(encoding="utf-8")).substitute(words)
    if template.suffix == ".json":
        return json.dumps(json.loads(text), indent=2, ensure_ascii=False) + "\n"
    return text


def _rows() -> str:
    return "\n".join(
        f"| {name} | {'yes' if name in BEGINS_WITH else 'no'} | *(how, or why not)* |"
        for name in CAPABILITIES
    )
