"""Fixtures of the sandbox's tests: no database of the project is touched."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.sandbox.lazada_client import Lazada, marketplace
from tests.sandbox.stranger import Stranger, make_stranger
from tests.sandbox.woo_client import Owner


@pytest.fixture
def shop() -> Iterator[Stranger]:
    """A client signed in to the demo marketplace's first shop; the clock stands still."""
    stranger = make_stranger(":memory:")
    yield stranger
    stranger.market.store.close()


@pytest.fixture
def owner() -> Iterator[Owner]:
    """The owner of a WooCommerce site, with keys."""
    owner = Owner()
    yield owner
    owner.close()


class Receiver:
    """A small web server that takes pushes and answers what it is told to."""

    def __init__(self) -> None:
        self.messages: list[tuple[str, bytes]] = []
        self.headers: list[dict[str, str]] = []
        self.status, self.answer = 200, b""
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.messages.append((self.headers["Authorization"], body))
                receiver.headers.append(dict(self.headers))
                self.send_response(receiver.status)
                self.send_header("Content-Length", str(len(receiver.answer)))
                self.end_headers()
                self.wfile.write(receiver.answer)

            def log_message(self, format: str, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/api/webhooks/shopee/"
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Takes pushes."""
    receiver = Receiver()
    yield receiver
    receiver.close()


@pytest.fixture
def lazada() -> Iterator[Lazada]:
    """A linked client of the Lazada dialect."""
    with marketplace() as client:
        yield client
