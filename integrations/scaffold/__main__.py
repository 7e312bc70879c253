"""``make connector NAME=toko_kita LABEL="Toko Kita"``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from integrations import scaffold

ROOT = Path(__file__).resolve().parents[2]
NEXT = """
Registered in integrations/registry.py. Next:
  make reference                                   the page of all capabilities
  .venv/bin/python -m pytest tests/contract tests/connectors/{name} -q
                                                   names what is not written yet
  docs/howto/add-a-channel.md                      how to go on"""


def main() -> int:
    """Write it and say what comes next; 2 when the name is refused."""
    parser = argparse.ArgumentParser(prog="make connector", description=__doc__)
    parser.add_argument("name")
    parser.add_argument("--label", default="")
    options = parser.parse_args()
    label = options.label or options.name.replace("_", " ").title()
    try:
        made = scaffold.make(options.name, label=label, root=ROOT)
    except scaffold.Refused as refusal:
        sys.stdout.write(f"{refusal}\n")
        return 2
    lines = [str(path.relative_to(ROOT)) for path in made]
    sys.stdout.write("\n".join([*lines, NEXT.format(name=options.name), ""]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
