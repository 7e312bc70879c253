"""Lighthouse's four mobile scores of the running demo, the median of five runs for each page."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import HTTPCookieProcessor, Request, build_opener, urlopen

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = ROOT / "node_modules" / ".bin" / "lighthouse"
RUNS = 5
ATTEMPTS = 4
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
PRODUCT = "/produk/kopi-arabika-lintong-sangrai-sedang/"
PATIENCE = 240
# Pages of one visitor that are closed to robots on purpose (``noindex``), and the audit this fails.
CLOSED = ("basket", "checkout")
ROBOTS = "is-crawlable"


def why_not() -> str:
    """What is missing on this machine, or nothing."""
    if shutil.which("node") is None:
        return "Node is not installed."
    if not PROGRAM.exists():
        return "Lighthouse is not installed: npm ci --ignore-scripts."
    if _chromium() is None:
        return "Chromium is not installed."
    return ""


def measure(folder: Path, runs: int = RUNS) -> dict[str, Any]:
    """Scores (0 to 100), LCP and FCP in seconds for each page."""
    with _demo(folder) as site:
        cookie = _basket(site)
        addresses = {
            "list": "/produk/",
            "product": PRODUCT,
            "basket": "/keranjang/",
            "checkout": "/checkout/",
            "article": _article(site),
        }
        return {
            name: _median([_run(site + path, cookie, folder) for _run_number in range(runs)])
            for name, path in addresses.items()
        }


def _median(reports: list[dict[str, Any]]) -> dict[str, float]:
    """Of each score and time; ``seo_open`` is SEO without ``ROBOTS``; failed audits by name."""
    found: dict[str, Any] = {}
    for category in CATEGORIES:
        scores = [report["categories"][category]["score"] or 0 for report in reports]
        found[category] = round(statistics.median(scores) * 100)
    found["seo_open"] = round(statistics.median(map(seo_open, reports)) * 100)
    for short, audit in (("lcp", "largest-contentful-paint"), ("fcp", "first-contentful-paint")):
        values = [report["audits"][audit]["numericValue"] for report in reports]
        found[short] = round(statistics.median(values) / 1000, 2)
    found["failed"] = sorted({audit for report in reports for audit in failed(report)})
    return found


def failed(report: dict[str, Any]) -> set[str]:
    """Audits that passed or failed, and failed."""
    return {
        name
        for name, audit in report["audits"].items()
        if audit["score"] is not None
        and audit["score"] < 0.9
        and audit["scoreDisplayMode"] == "binary"
    }


def seo_open(report: dict[str, Any]) -> float:
    """The SEO score, 0 to 1, that the page would have if robots were let in."""
    scores = {
        each["id"]: (report["audits"][each["id"]]["score"], each["weight"])
        for each in report["categories"]["seo"]["auditRefs"]
        if each["id"] != ROBOTS
    }
    counted = [(score, weight) for score, weight in scores.values() if score is not None]
    whole: float = sum(weight for _score, weight in counted)
    return sum(score * weight for score, weight in counted) / whole if whole else 0.0


def surprises(pages: dict[str, dict[str, Any]]) -> list[str]:
    """What nobody meant: failed audits, and pages that should be closed to robots and are open."""
    found = []
    for name, costs in pages.items():
        meant = {ROBOTS} if name in CLOSED else set()
        found += [f"{name} fails `{audit}`" for audit in sorted({*costs["failed"]} - meant)]
        found += [f"{name} lets robots in" for _audit in meant - {*costs["failed"]}]
    return found


def _run(address: str, cookie: str, folder: Path) -> dict[str, Any]:
    """One report. Lighthouse now and then loses its own trace of a page; then it is run again."""
    for _attempt in range(ATTEMPTS):
        report = _try(address, cookie, folder)
        if "runtimeError" not in report:
            return report
    raise RuntimeError(f"{address}: {report['runtimeError']}")


def _try(address: str, cookie: str, folder: Path) -> dict[str, Any]:
    output = folder / "lighthouse.json"
    output.unlink(missing_ok=True)
    command = [
        str(PROGRAM),
        address,
        "--quiet",
        "--output=json",
        f"--output-path={output}",
        f"--only-categories={','.join(CATEGORIES)}",
        "--chrome-flags=--headless=new --no-sandbox --disable-gpu",
    ]
    if cookie and ("/keranjang/" in address or "/checkout/" in address):
        command.append(f"--extra-headers={json.dumps({'Cookie': cookie})}")
    environment = {**os.environ, "CHROME_PATH": str(_chromium())}
    ended = subprocess.run(command, env=environment, timeout=PATIENCE, capture_output=True)
    if not output.is_file():
        raise RuntimeError(ended.stderr.decode())
    report: dict[str, Any] = json.loads(output.read_text())
    return report


@contextmanager
def _demo(folder: Path) -> Iterator[str]:
    """The demo on free ports, with data of its own."""
    port, sandbox = _free_port(), _free_port()
    environment = {
        **os.environ,
        "VAR_DIR": str(folder / "demo"),
        "PORT": str(port),
        "SANDBOX_PORT": str(sandbox),
    }
    environment.pop("DATABASE_URL", None)
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    site = f"http://127.0.0.1:{port}"
    with (folder / "demo.log").open("w") as log:
        running = subprocess.Popen(
            [sys.executable, "-m", "shop.run", "demo"], env=environment, stdout=log, stderr=log
        )
        try:
            _wait_for(f"{site}/healthz", running)
            yield site
        finally:
            running.terminate()
            running.wait(30)


def _wait_for(address: str, running: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and running.poll() is None:
        try:
            with urlopen(address, timeout=5):
                return
        except OSError:
            time.sleep(0.5)
    raise RuntimeError("The demo did not start; see demo.log.")


def _basket(site: str) -> str:
    """The cookies of somebody who put one product in."""
    people = HTTPCookieProcessor()
    opener = build_opener(people)
    text = opener.open(site + PRODUCT).read().decode()
    number = re.search(r'name="product"[^>]*value="(\d+)"', text)
    if number is None:
        raise RuntimeError("The product page has no form to buy.")
    data = f"product={number[1]}&quantity=1".encode()
    headers = {"Sec-Fetch-Site": "same-origin"}
    opener.open(Request(f"{site}/keranjang/tambah/", data=data, headers=headers))
    return "; ".join(f"{cookie.name}={cookie.value}" for cookie in people.cookiejar)


def _article(site: str) -> str:
    text = urlopen(f"{site}/berita/").read().decode()
    paths = re.findall(r'href="(?:https?://[^/"]+)?(/berita/[a-z0-9-]+/)"', text)
    return next(path for path in paths if path not in {"/berita/rss/", "/berita/topik/"})


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _chromium() -> str | None:
    return os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
