"""Starting and stopping Pasar Tiruan: one process, one port for pages, one per speaker."""

import logging
import signal
import threading
from pathlib import Path

from integrations.sandbox.market import Market, open_market
from integrations.sandbox.pushes import Pusher
from integrations.sandbox.web.site import Site
from integrations.sandbox.wire import Server

logger = logging.getLogger(__name__)

DEFAULT_PORT = 8900
DEFAULT_STATE = Path("var/sandbox.sqlite3")


class Running:
    """A marketplace with its ports open. Port 0 takes any free port for each of them."""

    def __init__(self, *, market: Market, host: str = "127.0.0.1", port: int = 0) -> None:
        """Bind every port; nothing is answered before `start`."""
        self.market = market
        now = market.store.now
        self._servers = [Server(host=host, port=port, app=Site(market=market), now=now)]
        market.urls["pages"] = f"http://{host}:{self._servers[0].port}"
        for code, speaker in market.speakers.items():
            wanted = port + speaker.port_offset if port else 0
            app = speaker.wsgi_app(market=market)
            server = Server(host=host, port=wanted, app=app, now=now)
            self._servers.append(server)
            market.urls[code] = f"http://{host}:{server.port}"
        self._pusher = Pusher(market=market)

    def start(self) -> None:
        """Answer calls and send pushes."""
        for server in self._servers:
            server.start()
        self._pusher.start()

    def stop(self) -> None:
        """Close the ports, let the push under way end, and close the state file."""
        self.market.stopping.set()
        for server in self._servers:
            server.stop()
        self._pusher.stop()
        self.market.store.close()


def dialect_urls(*, market: Market, host: str, port: int) -> dict[str, str]:
    """Addresses of pages, dialects and services when the marketplace runs on this base port."""
    return {
        "pages": f"http://{host}:{port}",
        **{
            code: f"http://{host}:{port + speaker.port_offset}"
            for code, speaker in market.speakers.items()
        },
    }


def serve(*, host: str, port: int, state: Path, demo: bool = True) -> None:
    """Run until SIGTERM or Ctrl-C."""
    running = Running(market=open_market(state=state, demo=demo), host=host, port=port)
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    running.start()
    for name, url in running.market.urls.items():
        logger.info("event=listening name=%s url=%s", name, url)
    stopped.wait()
    running.stop()
    logger.info("event=stopped")
