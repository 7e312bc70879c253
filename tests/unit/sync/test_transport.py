"""The one way out: once, in time, outside transactions, and without a word of our secrets."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.db import transaction

from integrations.channels.errors import Unavailable
from integrations.channels.transport import Request, Response
from integrations.sync import transport
from integrations.sync.transport import HttpTransport, NetworkInTransaction, asked, excerpt

TOKEN = "akses-rahasia-0123456789"


class Server:
    """Answers as told, and keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.behave = lambda handler: handler.reply(200, b'{"error": ""}')
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                server.asked.append(self.path)
                server.behave(self)

            do_POST = do_GET

            def reply(self, status: int, body: bytes, promised: int | None = None, **more: str):
                self.send_response(status)
                self.send_header("Content-Length", str(promised or len(body)))
                for name, value in more.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)
                if promised:
                    self.wfile.flush()
                    self.close_connection = True

            def log_message(self, format: str, *args: object) -> None:
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.http.server_address[1]}"
        threading.Thread(target=self.http.serve_forever, args=(0.05,), daemon=True).start()


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    yield server
    server.http.shutdown()
    server.http.server_close()


@pytest.fixture
def send() -> HttpTransport:
    return HttpTransport(before_send=lambda request: None)


def ask(server: Server, **more: object) -> Request:
    facts: dict = {
        "method": "GET",
        "url": f"{server.url}/api/v2/x",
        "operation": "x",
        "query": (("access_token", TOKEN),),
    }
    return Request(**(facts | more))


def test_an_answer_comes_back_whole(server: Server, send: HttpTransport) -> None:
    answer = send(ask(server))
    assert (answer.status, answer.body) == (200, b'{"error": ""}')
    assert server.asked == [f"/api/v2/x?access_token={TOKEN}"]
    assert (send.trace.calls, send.trace.writes, send.trace.status) == (1, 0, 200)
    assert send.trace.remote_now is not None


@pytest.mark.parametrize("status", [400, 403, 429, 500, 503])
def test_a_bad_status_is_an_answer_and_not_repeated(
    server: Server, send: HttpTransport, status: int
) -> None:
    server.behave = lambda handler: handler.reply(status, b"{}")
    assert send(ask(server)).status == status
    assert len(server.asked) == 1


def test_a_redirect_is_not_followed(server: Server, send: HttpTransport) -> None:
    server.behave = lambda handler: handler.reply(302, b"", Location="http://jahat.example/")
    assert send(ask(server)).status == 302
    assert len(server.asked) == 1


def test_half_an_answer_is_none(server: Server, send: HttpTransport) -> None:
    server.behave = lambda handler: handler.reply(200, b'{"err', promised=100)
    with pytest.raises(Unavailable) as caught:
        send(ask(server))
    assert TOKEN not in str(caught.value)
    assert len(server.asked) == 1


def test_silence_ends_in_time_and_keeps_its_secrets(
    server: Server, send: HttpTransport, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport, "READ_TIMEOUT", 0.3)
    silence = threading.Event()
    server.behave = lambda handler: silence.wait(timeout=30)
    with pytest.raises(Unavailable) as caught:
        send(ask(server, is_write=True))
    assert not silence.is_set(), "it did not wait for the other side to end it"
    silence.set()
    assert TOKEN not in repr(caught.value)
    assert caught.value.__suppress_context__ is True
    assert (send.trace.writes, send.trace.excerpt) == (1, "ReadTimeout")


def test_nobody_there(send: HttpTransport) -> None:
    request = Request(
        method="GET", url="http://127.0.0.1:9/x", operation="x", query=(("sign", TOKEN),)
    )
    with pytest.raises(Unavailable) as caught:
        send(request)
    assert TOKEN not in str(caught.value)


def test_an_endless_answer_is_cut_off(
    server: Server, send: HttpTransport, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport, "LARGEST_ANSWER", 1000)
    server.behave = lambda handler: handler.reply(200, b"x" * 5000)
    with pytest.raises(Unavailable):
        send(ask(server))


def test_variables_of_the_server_change_nothing(
    server: Server, send: HttpTransport, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    assert send(ask(server)).status == 200


@pytest.mark.django_db
def test_inside_a_transaction_it_refuses(server: Server, send: HttpTransport) -> None:
    with transaction.atomic(), pytest.raises(NetworkInTransaction):
        send(ask(server))
    assert server.asked == []


def test_its_turn_is_waited_for_before_every_call(server: Server) -> None:
    turns: list[int] = []
    send = HttpTransport(before_send=lambda request: turns.append(len(server.asked)))
    send(ask(server))
    send(ask(server))
    assert turns == [0, 1]


def test_what_is_kept_of_an_answer_names_no_secret_and_no_buyer(server: Server) -> None:
    body = (
        b'{"error": "error_auth", "message": "token akses-rahasia-0123456789 is wrong",'
        b' "access_token": "baru-rahasia-987654321", "response": {"recipient_address":'
        b' {"name": "Ibu Sari", "phone": "0812"}, "failure_list": [{"failed_reason": "locked"}]}}'
    )
    kept = excerpt(ask(server), Response(status=200, body=body))
    assert "error_auth" in kept
    assert "locked" in kept
    for word in (TOKEN, "baru-rahasia", "Ibu Sari", "0812"):
        assert word not in kept


def test_a_page_instead_of_json_is_kept_in_part(server: Server) -> None:
    page = b"<html>" + TOKEN.encode() + b"x" * 5000
    kept = excerpt(ask(server), Response(status=502, body=page))
    assert kept.startswith("HTTP 502 <html>***")
    assert len(kept) <= transport.EXCERPT


def test_a_question_is_kept_without_tokens_people_and_queries() -> None:
    body = {
        "item_id": 77,
        "stock_list": [{"model_id": 0, "seller_stock": [{"stock": 12}]}],
        "buyer_name": "Ibu Wati",
        "order": {"recipient_phone": "0812", "order_sn": "A1", "access_token": "rahasia"},
        "note": "bebas",
    }
    request = Request(
        operation="push",
        method="POST",
        url="https://partner.example/api/v2/product/update_stock",
        query=(("access_token", "rahasia-sekali"),),
        headers={"Authorization": "Bearer rahasia-lain"},
        body=json.dumps(body).encode(),
    )
    text = asked(request)
    assert text.startswith("POST /api/v2/product/update_stock {")
    assert json.loads(text.split(" ", 2)[2]) == {
        "item_id": 77,
        "stock_list": [{"model_id": 0, "seller_stock": [{"stock": 12}]}],
        "order": {"order_sn": "A1"},
    }
    for hidden in ("rahasia", "Wati", "0812", "bebas"):
        assert hidden not in text


@pytest.mark.parametrize("body", [b"", b"grant=x&refresh_token=rahasia", b"<xml>rahasia</xml>"])
def test_of_another_body_nothing_is_kept(body: bytes) -> None:
    request = Request(
        operation="x",
        method="POST",
        url="https://a.example/t",
        query=(("code", "rahasia"),),
        body=body,
    )
    assert asked(request) == "POST /t"
