"""How Blibli's calls and notifications are signed, and by which of the paths."""

import base64
import hashlib
import hmac
from datetime import UTC, datetime, timedelta

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def jakarta(milliseconds: int) -> str:
    """ "Tue May 12 16:28:52 WIB 2020": Jakarta's time, in English, whatever machine this is."""
    at = datetime.fromtimestamp(milliseconds // 1000, UTC) + timedelta(hours=7)
    return f"{_DAYS[at.weekday()]} {_MONTHS[at.month - 1]} {at:%d %H:%M:%S} WIB {at.year}"


def api_path(path: str) -> str:
    """The path that is signed: without what leads to it on the legacy host, /mta spelt /mtaapi."""
    _, proxy, rest = path.partition("/proxy/")
    told = f"/{rest}" if proxy else path
    return told.replace("/mta/", "/mtaapi/", 1) if told.startswith("/mta/") else told


def sign(*, key: str, method: str, path: str, body: bytes, milliseconds: int) -> str:
    """Base64 of HMAC-SHA256 over method, body, type, date and path; GET has no body and no type."""
    digest = hashlib.md5(body, usedforsecurity=False).hexdigest() if method != "GET" else ""
    kind = "application/json" if method != "GET" else ""
    text = "\n".join((method, digest, kind, jakarta(milliseconds), path))
    return base64.b64encode(hmac.new(key.encode(), text.encode(), hashlib.sha256).digest()).decode()


def is_same(*, given: str, expected: str) -> bool:
    """Compare in constant time."""
    return hmac.compare_digest(given.encode(), expected.encode())
