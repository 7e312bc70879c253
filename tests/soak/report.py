"""The end of a run in words: counts, faults, invariants, one verdict line."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from tests.soak.facts import Facts
from tests.soak.history import History

SHOWN = 8


@dataclass(slots=True, kw_only=True)
class Outcome:
    """Everything a run has to say. ``missing`` are faults that struck too seldom."""

    seed: int
    history: History
    facts: Facts
    wrong: dict[str, list[str]]
    struck: Counter[str]
    missing: list[str]
    quiet: float
    restarts: int
    plant: str = ""
    stock: str = ""
    stock_missing: bool = False
    failed: list[str] = field(default_factory=list)
    bugs: list[str] = field(default_factory=list)

    @property
    def is_good(self) -> bool:
        """Every invariant holds, every fault struck, and something was sold."""
        is_complete = self.is_alive and not self.missing and not self.stock_missing
        return is_complete and not any(self.wrong.values())

    @property
    def is_alive(self) -> bool:
        """A run in which nobody bought anything, or used no voucher, proves nothing."""
        counts = self.history.counts()
        is_voucher_used = any(code.uses for code in self.facts.codes)
        return is_voucher_used and all(
            counts.get(what, {}).get("ok", 0) for what in ("purchase", "market order")
        )


def verdict(outcome: Outcome, *, engine: str, seconds: float) -> str:
    """The one line that a pipeline reads."""
    broken = [name.split()[0] for name, found in outcome.wrong.items() if found]
    if outcome.missing:
        broken.append("faults-missing")
    if outcome.stock_missing:
        broken.append("stock-oscar-missing")
    if not outcome.is_alive:
        broken.append("nothing-sold")
    word = "PASS" if outcome.is_good else "FAIL " + ",".join(broken)
    plant = f" plant={outcome.plant}" if outcome.plant else ""
    return (
        f"SOAK {word} seed={outcome.seed}{plant} engine={engine.split(',')[0]} "
        f"orders={len(outcome.facts.orders)} faults={sum(outcome.struck.values())} "
        f"seconds={seconds:.0f}"
    )


def tell(outcome: Outcome, *, engine: str, seconds: float) -> bool:
    """Print it all; whether the run is good."""
    print(f"\n{'operation':24}{'ok':>7}{'fail':>7}{'unknown':>9}")
    for what, counts in sorted(outcome.history.counts().items()):
        print(f"{what:24}{counts['ok']:7}{counts['fail']:7}{counts['unknown']:9}")
    orders = outcome.facts.orders
    short = sum(any(line.shortage for line in order.lines) for order in orders)
    print(
        f"orders here {len(orders)}, at the marketplace {len(outcome.facts.market_orders)}, "
        f"short {short}, samples {len(outcome.facts.samples)}, restarts {outcome.restarts}, "
        f"error pages {len(outcome.facts.error_pages)}, "
        f"unexpected errors in logs {len(outcome.bugs)}"
    )
    struck = ", ".join(f"{kind} {count}" for kind, count in sorted(outcome.struck.items()))
    print(f"faults: {struck}")
    for words in [*outcome.failed, *(f"struck too seldom: {kind}" for kind in outcome.missing)]:
        print(f"  {words}")
    for code in outcome.facts.codes:
        print(f"voucher {code.code}: {code.uses} of {code.limit} uses")
    print(f"hot barrier: {outcome.facts.hot_orders} orders for {outcome.facts.hot_packs} packs")
    if outcome.stock:
        print(outcome.stock)
    print(f"quiet after {outcome.quiet:.1f} s")
    for words in outcome.bugs[:SHOWN]:
        print(f"  log: {words[:300]}")
    _tell_invariants(outcome.wrong)
    print(verdict(outcome, engine=engine, seconds=seconds), flush=True)
    return outcome.is_good


def _tell_invariants(wrong: dict[str, list[str]]) -> None:
    for name, found in wrong.items():
        print(f"{'FAIL' if found else 'ok  '} {name}")
        for words in found[:SHOWN]:
            print(f"       {words}")
        if len(found) > SHOWN:
            print(f"       and {len(found) - SHOWN} more")
