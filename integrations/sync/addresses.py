"""Addresses that people type, and which of them our server may call.

Whoever may type an address could make the server call machines that only the server reaches: its
own database, its neighbours, the cloud's page of secrets. So a typed address is called over https
at a known port only, its name is resolved by us, and the connection is made to the very address
that was looked at: a name that answers differently a moment later gains nothing.
"""

from __future__ import annotations

import ipaddress
import socket
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from requests.adapters import HTTPAdapter
from urllib3 import HTTPSConnectionPool
from urllib3.connection import HTTPSConnection
from urllib3.exceptions import NewConnectionError
from urllib3.util.connection import create_connection

IpAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
# Addresses of the new world that lead to one of the old: look at what they lead to.
NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
LOCAL_NAT64 = ipaddress.IPv6Network("64:ff9b:1::/48")
# Python's own table has learnt of this network only lately.
PROTOCOLS = ipaddress.IPv4Network("192.0.0.0/24")


class AddressRefused(Exception):
    """We do not call this address. The text says why, without the address itself."""


def is_typed(address: str, *, trusted: str) -> bool:
    """Whether the address was typed by somebody else than who wrote `trusted` into the settings.

    Head office may register an address on its own network (a sandbox, say); the same host and port
    is then good for everybody, whatever it is.
    """
    return bool(address) and _origin(address) != _origin(trusted)


def _origin(address: str) -> tuple[str, str, int | None]:
    parts = urlsplit(address)
    return parts.scheme, parts.hostname or "", parts.port


def require_callable(address: str) -> None:
    """Refuse by its form: raises ``AddressRefused`` unless it is https at a port we call."""
    try:
        parts = urlsplit(address)
        port = parts.port or 443
    except ValueError:
        raise AddressRefused("not an address") from None
    if parts.scheme != "https" or not parts.hostname:
        raise AddressRefused("only https is called")
    if parts.username or parts.password:
        raise AddressRefused("an address holds no name and password")
    if port not in settings.CHANNEL_SITE_PORTS:
        raise AddressRefused(f"port {port} is not called")


def public_addresses(host: str, port: int) -> list[str]:
    """What the name resolves to, all of it public; raises ``AddressRefused`` or ``OSError``.

    One private address among public ones refuses the name: nobody honest needs that.
    """
    try:
        found = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)
    except UnicodeError:
        raise AddressRefused("not the name of a host") from None
    addresses = list(dict.fromkeys(str(row[4][0]) for row in found))
    if not all(is_public(address) for address in addresses):
        raise AddressRefused("the name leads to a private address")
    return addresses


def is_public(text: str) -> bool:
    """Whether an IP address, in whatever spelling, lies in the open internet."""
    address = _innermost(ipaddress.ip_address(text.partition("%")[0]))
    if isinstance(address, ipaddress.IPv6Address) and address.is_site_local:
        return False
    if address in PROTOCOLS:
        return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def _innermost(address: IpAddress) -> IpAddress:
    """The IPv4 address inside an IPv6 one that only wraps it."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    if address in LOCAL_NAT64:
        return ipaddress.IPv4Address("127.0.0.1")  # a network's own translation: never public
    inner = address.ipv4_mapped or address.sixtofour
    if inner is None and address.teredo is not None:
        inner = address.teredo[1]
    return inner or address


class PublicConnection(HTTPSConnection):
    """A TLS connection to an address that was looked at, under the name it was asked for."""

    def _new_conn(self) -> socket.socket:
        failure: OSError | None = None
        try:
            addresses = public_addresses(self._dns_host, self.port)
        except OSError as error:
            raise NewConnectionError(self, f"no address: {error}") from error
        for address in addresses:
            try:
                return create_connection(
                    (address, self.port),
                    self.timeout,
                    source_address=self.source_address,
                    socket_options=self.socket_options,
                )
            except OSError as error:
                failure = error
        raise NewConnectionError(self, f"no connection: {failure}")


class PublicPool(HTTPSConnectionPool):
    """Kept-alive connections, each to an address that was looked at."""

    ConnectionCls = PublicConnection


class PublicAdapter(HTTPAdapter):
    """For ``requests``: https to public addresses, and nothing else."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Pools of our own connections; there is none for plain http."""
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"https": PublicPool}
