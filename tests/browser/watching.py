"""A browser window that notes what should not happen and what a page costs."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, sync_playwright

PHONE = {"width": 360, "height": 800}
LOCAL = {"127.0.0.1", "localhost", ""}


def chromium_path() -> str | None:
    """The Chromium on this machine."""
    return os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")


@contextmanager
def chromium() -> Iterator[Browser]:
    """A headless browser. Django's database is out of reach while it runs: look at pages."""
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium_path(), args=["--no-sandbox"])
        yield running
        running.close()


class Phone:
    """One person's phone. ``complaints`` must be empty at the end."""

    def __init__(self, browser: Browser, site: str) -> None:
        self.site = site
        self.context = browser.new_context(viewport=PHONE, device_scale_factor=2, locale="id-ID")
        self.page: Page = self.context.new_page()
        self.complaints: list[str] = []
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.context.on("request", self._asked)
        self.context.on("response", self._answered)
        self._bytes = 0
        network = self.context.new_cdp_session(self.page)
        network.send("Network.enable")
        network.send("Network.setCacheDisabled", {"cacheDisabled": True})
        network.on("Network.loadingFinished", self._loaded)

    def _said(self, message: Any) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(f"console: {message.text}")

    def _asked(self, request: Any) -> None:
        parts = urlsplit(request.url)
        if parts.scheme != "data" and parts.hostname not in LOCAL:
            self.complaints.append(f"asked {request.url}")

    def _answered(self, response: Any) -> None:
        if response.status >= 400:
            self.complaints.append(f"HTTP {response.status} {response.url}")

    def _loaded(self, event: Any) -> None:
        self._bytes += int(event["encodedDataLength"])

    def go(self, address: str) -> Page:
        """Open a page of the shop, or a whole address."""
        self.page.goto(address if address.startswith("http") else self.site + address)
        return self.page

    def weigh(self, address: str) -> int:
        """Bytes over the wire until the page is quiet, nothing cached."""
        self._bytes = 0
        self.go(address)
        self.page.wait_for_load_state("networkidle")
        return self._bytes

    def press(self, words: str) -> None:
        """Press the first visible button or link with these words, and wait for the next page."""
        self.page.locator(
            f"button:has-text('{words}'):visible, a:has-text('{words}'):visible"
        ).first.click()
        self.page.wait_for_load_state("load")

    def words(self) -> str:
        """What one can read on the page."""
        return self.page.inner_text("body")
