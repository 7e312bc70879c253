"""One authenticated call and the reading of its parameters. A wrong one is an `error_param`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from integrations.sandbox.core.store import Tx
from integrations.sandbox.dialects.shopee.errors import ApiError
from integrations.sandbox.faults import Plan

if TYPE_CHECKING:
    from werkzeug.datastructures import MultiDict

# These modules put their name before the code; the others answer the bare word.
_PREFIXED = ("product", "logistics")


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What an endpoint works with. `shop_id` is 0 in public calls."""

    tx: Tx
    module: str
    partner_id: int
    shop_id: int
    query: "MultiDict[str, str]"
    body: Mapping[str, Any]
    plan: Plan
    pages_url: str
    files: Mapping[str, bytes] = field(default_factory=dict)

    def bad(self, detail: str) -> ApiError:
        """The parameter error of this module."""
        code = f"{self.module}.error_param" if self.module in _PREFIXED else "error_param"
        return ApiError(code, f"Wrong parameters, detail: {detail}.")

    def query_text(self, name: str, default: str | None = None) -> str:
        """A text parameter; without default it must be there."""
        value = self.query.get(name, default)
        if value is None:
            raise self.bad(f"{name} is required")
        return value

    def query_int(
        self, name: str, *, low: int, high: int = 2**63 - 1, default: int | None = None
    ) -> int:
        """A whole number between `low` and `high`."""
        text = self.query.get(name)
        if text is None and default is not None:
            return default
        if text is None or not text.lstrip("-").isdigit() or not text.isascii():
            raise self.bad(f"{name} must be a whole number")
        return self._between(name, int(text), low, high)

    def query_list(self, name: str, *, most: int) -> list[str]:
        """A list given as a repeated key or comma-joined, of 1 to `most` elements."""
        parts = [part for value in self.query.getlist(name) for part in value.split(",")]
        values = [part.strip() for part in parts if part.strip()]
        if not 1 <= len(values) <= most:
            raise self.bad(f"{name} must have 1 to {most} elements")
        return values

    def body_text(self, name: str, default: str | None = None) -> str:
        """A text of the JSON body."""
        value = self.body.get(name, default)
        if not isinstance(value, str) or (default is None and not value):
            raise self.bad(f"{name} must be a string")
        return value

    def body_int(self, name: str, *, default: int | None = None) -> int:
        """A whole number of the JSON body. Strings are refused, as strict servers do."""
        return self.as_int(name, self.body.get(name, default))

    def body_list(self, name: str, *, most: int) -> list[Mapping[str, Any]]:
        """A list of 1 to `most` objects of the JSON body."""
        return self.as_objects(name, self.body.get(name), most=most)

    def as_int(self, name: str, value: object) -> int:
        """`value` if it is a whole number."""
        if not isinstance(value, int) or isinstance(value, bool):
            raise self.bad(f"{name} must be an integer")
        return self._between(name, value, 0, 2**63 - 1)

    def as_objects(self, name: str, value: object, *, most: int) -> list[Mapping[str, Any]]:
        """`value` if it is a list of 1 to `most` objects."""
        if not isinstance(value, list) or not 1 <= len(value) <= most:
            raise self.bad(f"{name} must have 1 to {most} elements")
        if not all(isinstance(element, Mapping) for element in value):
            raise self.bad(f"{name} must hold objects")
        return value

    def unlucky(self, count: int) -> int:
        """Index of the batch element a fault refuses, or -1."""
        hit = self.plan.get("partial")
        return -1 if hit is None else int(hit.draw * count)

    def _between(self, name: str, value: int, low: int, high: int) -> int:
        if not low <= value <= high:
            raise self.bad(f"{name} must be between {low} and {high}")
        return value
