"""The platform's error envelope as an exception, and its answers to the core's refusals."""

from typing import Any

GATEWAY_STATUS = 403  # refused before any business logic ran


class ApiError(Exception):
    """Answer `code` and `message`; `response` when a batch failed element by element."""

    def __init__(self, code: str, message: str, *, status: int = 200, response: Any = None) -> None:
        """Business errors keep HTTP 200; the gateway answers 403."""
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.status = status
        self.response = response


def gateway_error(code: str, message: str) -> ApiError:
    """Signature, partner, token and permission errors."""
    return ApiError(code, message, status=GATEWAY_STATUS)


def bad_token() -> ApiError:
    """Expired or unknown access token; the platform spells the code like this."""
    return gateway_error("invalid_acceess_token", "Invalid access_token, please have a check.")
