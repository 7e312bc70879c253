"""What can go wrong with a channel, sorted by what the engine then does.

Every error can be pickled and shown to staff: none carries a token, a key or a signed address.
Catch with `isinstance`, never by exact class.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any


class ChannelError(Exception):
    """A call to a channel did not do what was asked.

    `code` is the channel's own word, `request_id` what its support desk asks for; both may be "".
    """

    def __init__(self, message: str = "", *, code: str = "", request_id: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.request_id = request_id

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        # Keyword-only arguments are lost by the default pickling of exceptions.
        return _rebuild, (type(self), dict(self.__dict__))

    def __str__(self) -> str:
        extra = [f"code={self.code}"] if self.code else []
        extra += [f"request_id={self.request_id}"] if self.request_id else []
        return " ".join([self.message or type(self).__name__, *extra])

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self)!r})"


class RateLimited(ChannelError):
    """Too many calls: wait `retry_after` seconds (None: not told). Not counted as an attempt."""

    def __init__(
        self,
        message: str = "",
        *,
        retry_after: float | None = None,
        code: str = "",
        request_id: str = "",
    ) -> None:
        super().__init__(message, code=code, request_id=request_id)
        self.retry_after = retry_after


class Unavailable(ChannelError):
    """Timeout, no connection, server error or an unreadable answer: what a write did is unknown."""


class AuthExpired(ChannelError):
    """The access token was refused: refresh once, then try again."""


class AuthRevoked(ChannelError):
    """The seller, the app or its permission is gone: a person must connect again."""


class Rejected(ChannelError):
    """Understood and refused: the same data will be refused again. `fields` maps name to reason."""

    def __init__(
        self,
        message: str = "",
        *,
        fields: Mapping[str, str] | None = None,
        code: str = "",
        request_id: str = "",
    ) -> None:
        super().__init__(message, code=code, request_id=request_id)
        self.fields: dict[str, str] = dict(fields or {})


class NotFound(ChannelError):
    """The listing, order or parcel does not exist (any more)."""


class Conflict(ChannelError):
    """The far side is in another state than we believed: read again, then decide."""


class BadPayload(ChannelError):
    """An answer or a notification that we cannot read, at `path` ("$.order_list[0].order_sn").

    `ref` names the order or listing it belongs to where known; `raw` is the text as it came, with
    buyer data and secrets already taken out, so that it may be kept and shown to developers.
    """

    def __init__(
        self,
        path: str,
        reason: str = "missing",
        *,
        ref: str = "",
        raw: str = "",
        code: str = "",
        request_id: str = "",
    ) -> None:
        super().__init__(f"{path}: {reason}", code=code, request_id=request_id)
        self.path = path
        self.reason = reason
        self.ref = ref
        self.raw = raw


class BadSignature(ChannelError):
    """A notification whose signature is missing or wrong: not from the channel, never stored."""


# After one of these the next call would fare no better: the rest of a batch is not sent.
STOPS_A_BATCH = (RateLimited, AuthExpired, AuthRevoked, Unavailable)


def _rebuild(kind: type[ChannelError], state: dict[str, Any]) -> ChannelError:
    error = kind.__new__(kind)
    error.__dict__.update(state)
    error.args = (state["message"],)
    return error
