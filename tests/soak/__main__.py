"""``python -m tests.soak``: warm up, break everything, storm the last packs, be quiet, check.

SECS, SEED, FULL, ESCROW, PLANT, STOCK and ``DATABASE_URL`` come from the environment or the command
line; the last line is ``SOAK PASS …`` or ``SOAK FAIL …`` and the exit code says the same.
"""

from __future__ import annotations

import argparse
import os
import sys


def read_options() -> argparse.Namespace:
    """Command line first, environment second."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--secs", type=float, default=float(os.environ.get("SECS") or 60))
    parser.add_argument("--seed", type=int, default=int(os.environ.get("SEED") or 1))
    parser.add_argument("--plant", default=os.environ.get("PLANT", ""))
    is_stock = os.environ.get("STOCK", "1") not in {"", "0"}
    parser.add_argument("--no-stock", dest="stock", action="store_false", default=is_stock)
    full = os.environ.get("FULL", "")
    parser.add_argument("--full", action="store_true", default=full not in {"", "0"})
    escrow = os.environ.get("ESCROW", "")
    parser.add_argument("--escrow", action="store_true", default=escrow not in {"", "0"})
    return parser.parse_args()


def main() -> int:
    """Set Django up on the engine of ``DATABASE_URL``, then run."""
    options = read_options()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings.test")
    os.environ.setdefault("LOG_LEVEL", "WARNING")
    os.environ.pop("SOAK_PLANT", None)
    import django

    django.setup()
    from tests.soak.plants import NAMES

    if options.plant:
        if options.plant not in NAMES:
            print(f"PLANT is one of: {', '.join(NAMES)}")
            return 2
        os.environ["SOAK_PLANT"] = options.plant
    from tests.soak.run import run

    return run(options)


if __name__ == "__main__":
    sys.exit(main())
