"""The page of numbers, from the files that the parts left behind."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.bench.lighthouse import CATEGORIES, CLOSED, ROBOTS, surprises
from tests.bench.measuring import exponent

HEAD = """# Performance, measured

Written by `make bench`; do not edit. Gates in tests are queries and bytes
(`tests/unit/storefront/test_query_counts*.py`, `tests/browser/test_bytes.py`); times are reported.
How pages are kept fast: [speed](../explanation/speed.md).

A request is made in one process through Django's test client: all of the shop, without server and
network. `sql` counts statements. In milliseconds: `cpu` and `p50` are medians, `p95` and `p99` the
slowest of twenty and of a hundred (of all, when there are fewer), `cpu99` the same of processor
time of this process, which a busy machine changes little (lines without it are older). `kB` is what
is sent for the page alone, brotli where we use it. The exponent is the growth of cpu with the size
of the catalogue: 0 is constant, 1 is proportional. "kept" is a page from the page cache, "304" one
that the browser has.
"""
NAMES = {
    "sqlite": "Lapak Koperasi on SQLite",
    "postgresql": "Lapak Koperasi on PostgreSQL",
    "stock": "Stock django-oscar 4.2.1 with Whoosh on SQLite",
}


def write(folder: Path, target: Path) -> None:
    """Put everything that was measured on one page."""
    parts = [HEAD]
    for name, title in NAMES.items():
        results = _read(folder / f"{name}.json")
        if results:
            parts.append("\n".join(_shop(title, results)))
    results = _read(folder / "lighthouse.json")
    if results:
        parts.append("\n".join(_lighthouse(results)))
    for name, title in (("engine", "SQLite"), ("engine_postgresql", "PostgreSQL")):
        results = _read(folder / f"{name}.json")
        if results:
            parts.append("\n".join(_engine(title, results)))
    target.write_text("\n".join(parts).rstrip() + "\n")


def _read(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text()) if path.is_file() else {}


def _when(results: dict[str, Any]) -> str:
    load = " / ".join(str(each) for each in results.get("load", []))
    cores = results.get("cores")
    return f"{results.get('at')}; load of the machine at the end {load} on {cores} cores."


def _shop(title: str, results: dict[str, Any]) -> Iterator[str]:
    sizes = [int(size) for size in results["sizes"]]
    by_size = [results["sizes"][str(size)] for size in sizes]
    yield f"## {title}\n\n{_when(results)}\n"
    yield "| request | products | sql | cpu | cpu99 | p50 | p95 | p99 | kB | exponent |"
    yield "|---|---|---|---|---|---|---|---|---|---|"
    for name in by_size[0]["pages"]:
        costs = [each["pages"][name] for each in by_size]
        growth = exponent(sizes, [cost["cpu"] for cost in costs])
        for size, cost in zip(sizes, costs, strict=True):
            last = "" if growth is None or size != sizes[-1] else str(growth)
            yield (
                f"| {name} | {size:,} | {cost['sql']} | {cost['cpu']} | {cost.get('cpu99', '')} | "
                f"{cost['p50']} | {cost.get('p95', '')} | {cost['p99']} | "
                f"{cost['bytes'] / 1000:.1f} | {last} |"
            )
    loads = (
        f"{size:,}: {each['load_seconds']} s" for size, each in zip(sizes, by_size, strict=True)
    )
    yield f"\nLoading, index included, from one size to the next: {', '.join(loads)}.\n"


def _engine(title: str, results: dict[str, Any]) -> Iterator[str]:
    yield f"## The sync engine against Pasar Tiruan, one process, {title}\n\n{_when(results)}\n"
    yield "| part | what | measured |"
    yield "|---|---|---|"
    for part in ("drain", "sale", "import", "notifications", "cooperatives"):
        for name, value in results.get(part, {}).items():
            yield f"| {part} | {name.replace('_', ' ')} | {value} |"


def _lighthouse(results: dict[str, Any]) -> Iterator[str]:
    yield f"## Lighthouse, mobile, the demo, median of five\n\n{_when(results)}\n"
    yield "| page | performance | accessibility | best practices | SEO | LCP s | FCP s | failed |"
    yield "|---|---|---|---|---|---|---|---|"
    for name, found in results["pages"].items():
        failed = ", ".join(f"`{audit}`" for audit in found["failed"])
        scores = " | ".join(str(found[category]) for category in CATEGORIES)
        yield f"| {name} | {scores} | {found['lcp']} | {found['fcp']} | {failed} |"
    yield _robots(results["pages"])


def _robots(pages: dict[str, Any]) -> str:
    """Why some SEO scores are low, from the audits themselves, and what else failed."""
    closed = " and ".join(
        f"{name} {pages[name]['seo_open']}"
        for name in CLOSED
        if name in pages and "seo_open" in pages[name]
    )
    words = (
        "\nBasket and checkout are one visitor's own and closed to robots on purpose, which fails "
        f"`{ROBOTS}` and costs their SEO score"
    )
    words += f"; without that audit: {closed}. " if closed else ". "
    odd = surprises(pages)
    return f"{words}{'**Not meant: ' + '; '.join(odd) + '.**' if odd else 'Nothing else fails.'}\n"
