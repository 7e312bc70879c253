"""Take the addresses of sponsors out of package-lock.json: a lock file here records no address."""

import json
from pathlib import Path

LOCK = Path(__file__).resolve().parents[2] / "package-lock.json"


def strip() -> None:
    """Rewrite the lock file without its ``funding`` entries; installing does not need them."""
    lock = json.loads(LOCK.read_text())
    for package in lock["packages"].values():
        package.pop("funding", None)
    LOCK.write_text(json.dumps(lock, indent=2, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    strip()
