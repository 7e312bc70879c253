"""Addresses that people type: what we call, and that we connect to what we looked at."""

from __future__ import annotations

import datetime
import socket
import ssl
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from integrations.channels.errors import Unavailable
from integrations.channels.transport import Request
from integrations.sync import addresses, transport
from integrations.sync.addresses import AddressRefused, is_public, is_typed, require_callable
from integrations.sync.transport import HttpTransport

PUBLIC = "93.184.216.34"


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.8.8.8",
        "0.0.0.0",
        "10.0.0.7",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",  # where clouds keep their secrets
        "100.64.0.1",
        "192.0.0.8",
        "198.18.0.1",
        "203.0.113.9",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "fe80::1%eth0",
        "fc00::1",
        "fec0::1",
        "ff02::1",
        "2001:db8::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::ffff:a9fe:a9fe",
        "64:ff9b::7f00:1",
        "64:ff9b::a00:1",
        "64:ff9b:1::808:808",
        "2002:7f00:1::",
        "2002:c0a8:101::",
    ],
)
def test_private_addresses_are_refused_in_every_spelling(address: str):
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", [PUBLIC, "1.1.1.1", "2606:4700:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101"]
)
def test_public_addresses_are_called(address: str):
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "http://toko.example/",
        "ftp://toko.example/",
        "https://toko.example:8443/",
        "https://toko.example:22/",
        "https://orang:sandi@toko.example/",
        "https:///tanpa-nama",
        "https://toko.example:banyak/",
        "toko.example",
    ],
)
def test_an_address_is_refused_by_its_form(address: str):
    with pytest.raises(AddressRefused):
        require_callable(address)


def test_ports_can_be_allowed(settings):
    settings.CHANNEL_SITE_PORTS = [443, 8443]
    require_callable("https://toko.example:8443/")
    require_callable("https://toko.example/")


@pytest.mark.parametrize(
    ("address", "trusted", "typed"),
    [
        ("", "http://127.0.0.1:8905", False),
        ("http://127.0.0.1:8905/toko", "http://127.0.0.1:8905", False),
        ("http://127.0.0.1:8906", "http://127.0.0.1:8905", True),
        ("https://127.0.0.1:8905", "http://127.0.0.1:8905", True),
        ("https://toko.example", "", True),
    ],
)
def test_what_head_office_registered_itself_is_trusted(address: str, trusted: str, typed: bool):
    assert is_typed(address, trusted=trusted) is typed


def ask(url: str) -> None:
    request = Request(method="GET", url=url, operation="shop")
    HttpTransport(before_send=lambda _request: None, public_only=True)(request)


@pytest.fixture
def names(monkeypatch) -> Iterator[list[list[str]]]:
    """What the resolver says, one list of addresses for each time it is asked."""
    answers: list[list[str]] = []

    def resolve(host: str, port: int, *_kinds: object, **_more: object):
        def family(text: str) -> int:
            return socket.AF_INET if ip_address(text).version == 4 else socket.AF_INET6

        found = [host] if host[0].isdigit() else answers.pop(0)
        return [(family(text), socket.SOCK_STREAM, 6, "", (text, port)) for text in found]

    monkeypatch.setattr(addresses.socket, "getaddrinfo", resolve)
    monkeypatch.setattr(transport, "refuse_inside_transaction", lambda: None)
    yield answers
    transport._local.__dict__.clear()


@pytest.mark.parametrize(
    "found", [["127.0.0.1"], [PUBLIC, "10.0.0.1"], ["::1"], ["::ffff:169.254.169.254"]]
)
def test_a_name_that_leads_inside_is_not_connected_to(names, monkeypatch, found: list[str]):
    def connect(*_arguments: object, **_named: object):
        raise AssertionError("a connection was made")

    monkeypatch.setattr(addresses, "create_connection", connect)
    names.append(found)

    with pytest.raises(Unavailable, match="private") as caught:
        ask("https://toko.example/")
    assert caught.value.code == "address_refused"
    assert "127.0.0.1" not in str(caught.value)


@pytest.mark.parametrize("url", ["http://toko.example/", "https://toko.example:8443/"])
def test_a_refused_form_is_not_even_looked_up(names, url: str):
    names.append([PUBLIC])

    with pytest.raises(Unavailable) as caught:
        ask(url)
    assert caught.value.code == "address_refused"
    assert names == [[PUBLIC]]


def test_a_name_that_changes_its_mind_gains_nothing(names, monkeypatch):
    """DNS rebinding: public when it is looked at, private when it is connected to."""
    tried: list[tuple[str, int]] = []

    def connect(address: tuple[str, int], *_arguments: object, **_named: object):
        tried.append(address)
        raise OSError("nobody there")

    monkeypatch.setattr(addresses, "create_connection", connect)
    names += [[PUBLIC], ["127.0.0.1"]]

    with pytest.raises(Unavailable) as caught:
        ask("https://toko.example/")
    assert tried == [(PUBLIC, 443)]
    assert caught.value.code == ""


class Shop(BaseHTTPRequestHandler):
    """Sends everybody somewhere else."""

    def do_GET(self) -> None:
        self.send_response(302)
        self.send_header("Location", "http://169.254.169.254/latest/meta-data/")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


def certificate(name: str) -> tuple[bytes, bytes]:
    """A certificate for a name that vouches for itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return made.public_bytes(serialization.Encoding.PEM), private


@pytest.fixture
def shop(tmp_path: Path, names, monkeypatch, settings) -> Iterator[tuple[int, Path]]:
    """A shop with TLS on this machine, which the test alone takes for a public one."""
    public, private = certificate("toko.example")
    (tmp_path / "toko.pem").write_bytes(public + private)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Shop)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "toko.pem")
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    port = int(server.server_address[1])
    settings.CHANNEL_SITE_PORTS = [port]
    monkeypatch.setattr(addresses, "is_public", lambda _address: True)
    names += [["127.0.0.1"]] * 3
    yield port, tmp_path / "toko.pem"
    server.shutdown()
    server.server_close()


def test_a_certificate_that_nobody_vouches_for_is_told_apart(shop):
    port, _file = shop
    with pytest.raises(Unavailable) as caught:
        ask(f"https://toko.example:{port}/")
    assert caught.value.code == "certificate"


def test_the_certificate_is_that_of_the_name_and_no_redirect_is_followed(shop, monkeypatch):
    port, file = shop
    trusting = transport._session(True)
    monkeypatch.setattr(trusting, "verify", str(file))

    request = Request(method="GET", url=f"https://toko.example:{port}/", operation="shop")
    answer = HttpTransport(before_send=lambda _request: None, public_only=True)(request)
    assert answer.status == 302

    with pytest.raises(Unavailable) as caught:
        ask(f"https://lain.example:{port}/")
    assert caught.value.code == "certificate"
