"""One authenticated call, the reading of its parameters, and refusals."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from integrations.sandbox.core.store import Tx
from integrations.sandbox.faults import Plan

BAD_PARAMETER = 36009004


class ApiError(Exception):
    """Answer `code` and `message`; business errors keep HTTP 200."""

    def __init__(self, code: int, message: str, *, status: int = 200) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.status = status


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What an endpoint works with. `shop_id` is 0 where no shop is named."""

    tx: Tx
    app_key: str
    shop_id: int
    query: Mapping[str, str]
    body: Mapping[str, Any]
    parts: tuple[str, ...]
    plan: Plan
    host_url: str
    pages_url: str
    files: Mapping[str, bytes] = field(default_factory=dict)

    def number(self, name: str, *, low: int, high: int, default: int) -> int:
        """A whole number of the query."""
        text = self.query.get(name, str(default))
        if not (text.isascii() and text.isdigit()) or not low <= int(text) <= high:
            raise bad(f"{name} must be between {low} and {high}")
        return int(text)

    def moment(self, name: str, default: int) -> int:
        """Unix seconds of the body."""
        value = self.body.get(name, default)
        if not isinstance(value, int) or isinstance(value, bool):
            raise bad(f"{name} must be an integer")
        return value

    def text(self, name: str) -> str:
        """A text of the body."""
        value = self.body.get(name)
        if not isinstance(value, str) or not value:
            raise bad(f"{name} must be a string")
        return value

    def rows(self, name: str, *, most: int) -> list[Mapping[str, Any]]:
        """A list of 1 to `most` objects of the body."""
        return objects(self.body.get(name), name, most=most)

    def texts(self, name: str, *, most: int) -> list[str]:
        """A list of 1 to `most` texts of the body."""
        value = self.body.get(name)
        if not isinstance(value, list) or not 1 <= len(value) <= most:
            raise bad(f"{name} must have 1 to {most} elements")
        return [str(element) for element in value]

    def unlucky(self, count: int) -> int:
        """Index of the batch element a fault refuses, or -1."""
        hit = self.plan.get("partial")
        return -1 if hit is None else int(hit.draw * count)


def bad(detail: str) -> ApiError:
    """The parameter error."""
    return ApiError(BAD_PARAMETER, f"Invalid parameter: {detail}", status=400)


def objects(value: object, name: str, *, most: int) -> list[Mapping[str, Any]]:
    """`value` if it is a list of 1 to `most` objects."""
    if not isinstance(value, list) or not 1 <= len(value) <= most:
        raise bad(f"{name} must have 1 to {most} elements")
    if not all(isinstance(element, Mapping) for element in value):
        raise bad(f"{name} must hold objects")
    return value
