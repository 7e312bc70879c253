"""`python -m integrations.sandbox [serve|seed|credentials]`: works without Django settings."""

import argparse
import json
import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from integrations.sandbox.core import seeding
from integrations.sandbox.core.records import MarketError
from integrations.sandbox.market import credentials, open_market, seed
from integrations.sandbox.server import DEFAULT_PORT, DEFAULT_STATE, dialect_urls, serve


def parser() -> argparse.ArgumentParser:
    """The command line."""
    top = argparse.ArgumentParser(prog="integrations.sandbox", description=__doc__)
    top.add_argument("action", nargs="?", default="serve", choices=["serve", "seed", "credentials"])
    top.add_argument("file", nargs="?", type=Path, help="JSON file to seed")
    top.add_argument("--host", default="127.0.0.1")
    top.add_argument("--port", type=int, default=int(os.environ.get("SANDBOX_PORT", DEFAULT_PORT)))
    default_state = Path(os.environ.get("SANDBOX_STATE", DEFAULT_STATE))
    top.add_argument("--state", type=Path, default=default_state)
    top.add_argument("--empty", action="store_true", help="start without the demo shops")
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one action; returns the exit status."""
    options = parser().parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    if options.action == "serve":
        serve(host=options.host, port=options.port, state=options.state, demo=not options.empty)
        return 0
    market = open_market(state=options.state, demo=not options.empty)
    market.urls |= dialect_urls(market=market, host=options.host, port=options.port)
    try:
        if options.action == "credentials":
            answer = credentials(market=market)
        elif options.file is None:
            sys.stderr.write("seed needs a FILE.json\n")
            return 2
        else:
            answer = {"created": seed(market=market, data=seeding.load(path=options.file))}
    except (MarketError, OSError, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    finally:
        market.store.close()
    sys.stdout.write(json.dumps(answer, indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
