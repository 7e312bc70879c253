"""Reading an answer so that a missing field names its own path."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from integrations.channels.errors import BadPayload
from integrations.channels.money import NOTHING, FractionOfRupiah, Rupiah

REDACTED = "[redacted]"


class Payload:
    """A piece of a parsed answer together with where it stands ("$.response.order_list[3]").

    Unknown fields are ignored; a missing or misshapen one raises `BadPayload` with its path.
    Numbers must have been parsed with `parse`, so that amounts never pass through a binary float.
    """

    __slots__ = ("path", "value")

    def __init__(self, value: Any, path: str = "$") -> None:
        self.value = value
        self.path = path

    @classmethod
    def parse(cls, body: bytes) -> Payload:
        """Parse JSON; raises ValueError when the body is not JSON at all."""
        return cls(json.loads(body, parse_float=Decimal))

    def field(self, name: str) -> Payload:
        """A field that must be there (null counts as missing)."""
        found = self.optional(name)
        if found is None:
            raise BadPayload(f"{self.path}.{name}", "missing")
        return found

    def optional(self, name: str) -> Payload | None:
        """A field that may be missing or null."""
        if not isinstance(self.value, Mapping):
            raise BadPayload(self.path, "not an object")
        found = self.value.get(name)
        return None if found is None else Payload(found, f"{self.path}.{name}")

    def items(self) -> Iterator[Payload]:
        """The elements of a list."""
        if not isinstance(self.value, list):
            raise BadPayload(self.path, "not a list")
        for index, element in enumerate(self.value):
            yield Payload(element, f"{self.path}[{index}]")

    def text(self) -> str:
        """Text, or a whole number as text: channels send ids as either."""
        if isinstance(self.value, str):
            return self.value
        if isinstance(self.value, int) and not isinstance(self.value, bool):
            return str(self.value)
        raise BadPayload(self.path, "not a text")

    def integer(self) -> int:
        """A whole number, or text that is one."""
        if isinstance(self.value, bool):
            raise BadPayload(self.path, "not a whole number")
        try:
            number = Decimal(self.value)
            if number == number.to_integral_value():
                return int(number)
        except (ArithmeticError, TypeError, ValueError):
            pass
        raise BadPayload(self.path, "not a whole number")

    def boolean(self) -> bool:
        """A truth value."""
        if not isinstance(self.value, bool):
            raise BadPayload(self.path, "not true or false")
        return self.value

    def rupiah(self) -> Rupiah:
        """An amount in whole rupiah, from a number or its text."""
        try:
            return Rupiah(self.value)
        except (FractionOfRupiah, TypeError) as error:
            raise BadPayload(self.path, str(error)) from None

    def seconds(self) -> datetime:
        """A moment given in Unix seconds."""
        try:
            return datetime.fromtimestamp(self.integer(), UTC)
        except (OverflowError, OSError, ValueError):
            raise BadPayload(self.path, "not a moment in time") from None

    def text_at(self, name: str) -> str:
        """The text of a field that may be missing: then ""."""
        found = self.optional(name)
        return found.text() if found else ""

    def integer_at(self, name: str) -> int:
        """The number in a field that may be missing: then 0."""
        found = self.optional(name)
        return found.integer() if found else 0

    def rupiah_at(self, name: str) -> Rupiah:
        """The amount in a field that may be missing: then nothing."""
        found = self.optional(name)
        return found.rupiah() if found else NOTHING

    def seconds_at(self, name: str) -> datetime | None:
        """The moment in a field that may be missing, or 0 while it has not come."""
        found = self.optional(name)
        return found.seconds() if found and found.integer() else None

    def rows_at(self, name: str) -> list[Payload]:
        """The elements of a list that may be missing: then none."""
        found = self.optional(name)
        return list(found.items()) if found else []

    def redacted(self, personal: frozenset[str]) -> str:
        """This piece as JSON text with the fields named in `personal` blanked at every depth."""
        return json.dumps(_without(self.value, personal), ensure_ascii=False, default=str)


def _without(value: Any, personal: frozenset[str]) -> Any:
    if isinstance(value, Mapping):
        return {
            key: REDACTED if key in personal and inner else _without(inner, personal)
            for key, inner in value.items()
        }
    if isinstance(value, list):
        return [_without(inner, personal) for inner in value]
    return value
