"""One number for each form, so that pressing twice is the same as pressing once."""

import re
import secrets

from django.http import HttpRequest

_SHAPE = re.compile(r"[0-9a-f]{32}\Z")


def new() -> str:
    """A number for a form that is shown for the first time."""
    return secrets.token_hex(16)


def of(request: HttpRequest) -> str:
    """The number the form came with; a fresh one when it is missing or was tampered with."""
    sent = request.POST.get("nonce", "")
    return sent if _SHAPE.match(sent) else new()


def ref(request: HttpRequest, suffix: str = "") -> str:
    """The name under which stock remembers what this form did."""
    extra = f".{suffix}" if suffix else ""
    return f"desk:{request.user.pk}:{of(request)}{extra}"
