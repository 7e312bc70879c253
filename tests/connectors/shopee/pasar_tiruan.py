"""Pasar Tiruan as a process of its own, and an HTTP transport to reach it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import requests

from integrations.channels.errors import Unavailable
from integrations.channels.transport import Request, Response, Secret
from integrations.channels.words import App, Credentials
from integrations.connectors.shopee import ShopeeConnector

ROOT = Path(__file__).parents[3]
LISTENING = re.compile(r"event=listening name=(\w+) url=(\S+)")
TIMEOUT = (3.0, 3.0)


def over_http(session: requests.Session) -> Callable[[Request], Response]:
    """A transport that makes one attempt and follows no redirect."""

    def send(request: Request) -> Response:
        try:
            answer = session.request(
                request.method,
                request.full_url,
                data=request.body or None,
                headers=dict(request.headers),
                timeout=TIMEOUT,
                allow_redirects=False,
            )
        except requests.RequestException as error:
            raise Unavailable(type(error).__name__) from None
        return Response(
            status=answer.status_code, headers=dict(answer.headers), body=answer.content
        )

    return send


class PasarTiruan:
    """The control side of a running sandbox."""

    def __init__(self, urls: dict[str, str]) -> None:
        self.urls = urls
        self._session = requests.Session()
        self.transport = over_http(self._session)
        self.shopee = self.get("credentials")["shopee"]

    def get(self, path: str, /, **query: str) -> Any:
        """Read from the control API."""
        answer = self._session.get(
            f"{self.urls['pages']}/control/{path}", params=query, timeout=TIMEOUT
        )
        answer.raise_for_status()
        return answer.json()

    def post(self, path: str, /, **data: Any) -> Any:
        """Tell the control API something."""
        answer = self._session.post(
            f"{self.urls['pages']}/control/{path}", json=data, timeout=TIMEOUT
        )
        assert answer.ok, answer.text
        return answer.json()

    def now(self) -> datetime:
        """The marketplace's clock."""
        return datetime.fromtimestamp(self.get("clock")["now"], UTC)

    def fault(self, kind: str, path: str, **params: Any) -> None:
        """Let the next call of an endpoint go wrong."""
        self.post("faults", kind=kind, path=path, count=1, params=params)

    def app(self) -> App:
        """The registration the sandbox hands out."""
        return App(
            app_id=str(self.shopee["partner_id"]),
            secret=Secret(self.shopee["partner_key"]),
            api_base=self.shopee["base_url"],
        )

    def credentials(self) -> Credentials:
        """Those of the linked demo shop."""
        return Credentials(
            external_shop_id=str(self.shopee["shop_id"]),
            access_token=Secret(self.shopee["access_token"]),
        )

    def connector(self, credentials: Credentials | None = None) -> ShopeeConnector:
        """A connector for the linked demo shop, or for other credentials."""
        return ShopeeConnector(
            credentials or self.credentials(), self.transport, self.now, app=self.app()
        )

    def anonymous(self) -> ShopeeConnector:
        """A connector that knows the app but no shop."""
        return ShopeeConnector(None, self.transport, self.now, app=self.app())


@contextmanager
def running(state: Path) -> Iterator[PasarTiruan]:
    """A sandbox on free ports, gone afterwards."""
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "integrations.sandbox", "--port", "0", "--state", str(state)],
        cwd=ROOT,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        urls = _wait_for_urls(process)
        threading.Thread(target=process.stderr.read, daemon=True).start()
        yield PasarTiruan(urls)
    finally:
        process.terminate()
        process.wait(timeout=10)


def _wait_for_urls(process: subprocess.Popen[str]) -> dict[str, str]:
    urls: dict[str, str] = {}
    said = []
    for line in process.stderr:
        said.append(line)
        if found := LISTENING.search(line):
            urls[found[1]] = found[2]
        if {"pages", "shopee"} <= set(urls):
            return urls
    raise AssertionError("the sandbox did not start:\n" + "".join(said[-20:]))


class Listener:
    """A receiver of pushes that keeps what it was sent."""

    def __init__(self) -> None:
        self.received: list[tuple[dict[str, str], bytes]] = []
        self._arrived = threading.Condition()
        listener = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                with listener._arrived:
                    listener.received.append((dict(self.headers), body))
                    listener._arrived.notify_all()
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *args: object) -> None:
                """Say nothing."""

        self._server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/api/webhooks/shopee/"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def wait_for(self, count: int, seconds: float = 10) -> list[tuple[dict[str, str], bytes]]:
        """The first `count` pushes, once they are there."""
        with self._arrived:
            assert self._arrived.wait_for(lambda: len(self.received) >= count, seconds)
            return self.received[:count]

    def close(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()
