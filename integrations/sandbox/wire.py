"""HTTP/1.1 with keep-alive for WSGI apps, and the ways an answer can break on the wire.

The development server of a framework closes every connection or hides it; here a fault must be
able to cut an answer in half, so the few lines that write to the socket are our own.
"""

import io
import logging
import socketserver
import threading
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_to_bytes

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

logger = logging.getLogger(__name__)

WIRE_KEY = "sandbox.wire"
MAX_BODY = 12 * 1024 * 1024
IDLE_SECONDS = 75


@dataclass(slots=True)
class Wire:
    """How the answer to one request leaves; an app changes it through the environ."""

    close: bool = False  # send nothing and close
    half: bool = False  # send half of the body and close


def wire_of(environ: dict[str, Any]) -> Wire:
    """The wire of a request; one of its own when the app runs without a server."""
    wire: Wire = environ.setdefault(WIRE_KEY, Wire())
    return wire


class Server(socketserver.ThreadingMixIn, socketserver.TCPServer):
    """One port for one WSGI app."""

    daemon_threads = True
    block_on_close = False
    allow_reuse_address = True
    request_queue_size = 256

    def __init__(
        self, *, host: str, port: int, app: "WSGIApplication", now: Callable[[], float]
    ) -> None:
        """Bind; `now` is what the Date header tells."""
        self.app = app
        self.now = now
        super().__init__((host, port), _Handler)

    @property
    def port(self) -> int:
        """The bound port."""
        return int(self.server_address[1])

    def start(self) -> None:
        """Serve in a thread."""
        name = f"sandbox-port-{self.port}"
        threading.Thread(target=self.serve_forever, args=(0.1,), name=name, daemon=True).start()

    def stop(self) -> None:
        """Stop accepting and free the port."""
        self.shutdown()
        self.server_close()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away is its own affair."""
        logger.debug("event=connection_broken client=%s", client_address, exc_info=True)


class _Handler(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    timeout = IDLE_SECONDS

    def do_GET(self) -> None:
        self._answer()

    do_POST = do_PUT = do_DELETE = do_HEAD = do_GET

    def _answer(self) -> None:
        declared = self.headers.get("Content-Length") or "0"
        length = int(declared) if declared.isascii() and declared.isdigit() else -1
        if not 0 <= length <= MAX_BODY or "Transfer-Encoding" in self.headers:
            self.close_connection = True
            self.send_error(413 if length > MAX_BODY else 411)
            return
        environ = self._environ(body=self.rfile.read(length) if length else b"")
        status, headers, body = self._run_app(environ)
        wire = wire_of(environ)
        if wire.close:
            self.close_connection = True
            return
        self._write(status=status, headers=headers, body=body, half=wire.half)

    def _run_app(self, environ: dict[str, Any]) -> tuple[str, list[tuple[str, str]], bytes]:
        started: list[Any] = []

        def start_response(
            status: str, headers: list[tuple[str, str]], exc_info: Any = None
        ) -> Callable[[bytes], object]:
            started[:] = [status, headers]
            return lambda data: None

        result = self.server.app(environ, start_response)
        try:
            body = b"".join(result)
        finally:
            if hasattr(result, "close"):
                result.close()
        return started[0], started[1], body

    def _write(
        self, *, status: str, headers: list[tuple[str, str]], body: bytes, half: bool
    ) -> None:
        lines = [f"HTTP/1.1 {status}", f"Date: {formatdate(self.server.now(), usegmt=True)}"]
        lines += [f"{name}: {value}" for name, value in headers if name != "Content-Length"]
        lines.append(f"Content-Length: {len(body)}")
        if half or self.close_connection:
            self.close_connection = True
            lines.append("Connection: close")
        head = ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")
        if self.command == "HEAD":
            body = b""
        self.wfile.write(head + (body[: len(body) // 2] if half else body))
        self.wfile.flush()

    def _environ(self, *, body: bytes) -> dict[str, Any]:
        path, _, query = self.path.partition("?")
        environ: dict[str, Any] = {
            "REQUEST_METHOD": self.command,
            "SCRIPT_NAME": "",
            "PATH_INFO": _unquoted(path),
            "QUERY_STRING": query,
            "SERVER_NAME": self.server.server_address[0],
            "SERVER_PORT": str(self.server.port),
            "SERVER_PROTOCOL": self.request_version,
            "REMOTE_ADDR": self.client_address[0],
            "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": io.StringIO(),
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }
        for name, value in self.headers.items():
            key = "HTTP_" + name.upper().replace("-", "_")
            if key not in ("HTTP_CONTENT_TYPE", "HTTP_CONTENT_LENGTH"):
                environ[key] = value
        return environ

    def log_message(self, format: str, *args: Any) -> None:
        logger.debug("event=http client=%s %s", self.client_address[0], format % args)


def _unquoted(path: str) -> str:
    return unquote_to_bytes(path).decode("latin-1")
