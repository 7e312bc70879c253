"""One genuine call, the reading of what it carries, and the platform's ways to say no."""

from collections.abc import Mapping
from dataclasses import dataclass
from sqlite3 import Row
from typing import Any

from integrations.sandbox.core.store import Tx
from integrations.sandbox.faults import Plan

HALF_HOUR, MINUTE, DAY = 1800, 60, 86_400
INVALID = "ERR-PA400054"
QUOTA = "ERR-PA429001"
QUOTAS_OFF = "blibli:quotas_off"


class ApiError(Exception):
    """An answer that refuses."""

    def __init__(self, status: int, code: str, message: str) -> None:
        """`status` is the HTTP status; `code` looks like ERR-PA404012."""
        super().__init__(message)
        self.status, self.code, self.message = status, code, message


def invalid(message: str) -> ApiError:
    """What is missing or makes no sense."""
    return ApiError(400, INVALID, message)


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What an endpoint works with: the seller it is for, and everything that was sent."""

    tx: Tx
    seller: Row
    query: Mapping[str, str]
    body: Any
    plan: Plan
    base_url: str

    @property
    def shop_id(self) -> int:
        """The seller's shop in the core."""
        return int(self.seller["shop_id"])

    def object(self) -> Mapping[str, Any]:
        """The body, which must be an object."""
        if not isinstance(self.body, Mapping):
            raise invalid("the request body must be a JSON object")
        return self.body

    def rows(self, *names: str, most: int) -> list[Mapping[str, Any]]:
        """1 to `most` objects under the first of several names."""
        found = next((self.object()[name] for name in names if name in self.object()), None)
        is_list = isinstance(found, list) and 1 <= len(found) <= most
        if not is_list or not all(isinstance(each, Mapping) for each in found):  # type: ignore[union-attr]
            raise invalid(f"{names[0]} must have 1 to {most} elements")
        return list(found)  # type: ignore[arg-type]

    def paging(self, *, most: int = 50) -> tuple[int, int]:
        """Page (from 0) and size."""
        told = self.object().get("paging") or {}
        page, size = told.get("page", 0), told.get("size", 10)
        if not isinstance(page, int) or not isinstance(size, int) or page < 0:
            raise invalid("paging.page and paging.size must be numbers")
        if not 1 <= size <= most:
            raise invalid(f"paging.size must be 1 to {most}")
        return page, size

    def spend(self, name: str, *, most: int, seconds: int) -> None:
        """Use one call of a quota; refused while `most` of the last `seconds` are used up."""
        tx, key = self.tx, f"{self.shop_id}:{name}"
        if tx.setting(QUOTAS_OFF):
            return
        tx.run("DELETE FROM blibli_quota WHERE at <= ?", tx.now - DAY)
        used = tx.the(
            "SELECT count(*) FROM blibli_quota WHERE key = ? AND at > ?", key, tx.now - seconds
        )
        if used[0] >= most:
            raise ApiError(429, QUOTA, f"quota of {most} calls is used up")
        tx.insert("blibli_quota", key=key, at=tx.now)

    def unlucky(self, count: int) -> int:
        """Index of the batch element a fault refuses, or -1."""
        hit = self.plan.get("partial")
        return -1 if hit is None else int(hit.draw * count)


def page_of(rows: list[Any], page: int, size: int) -> dict[str, Any]:
    """A part of a list, as the new paths tell it."""
    return {
        "content": rows[page * size : (page + 1) * size],
        "paging": {
            "pageNumber": page,
            "pageSize": size,
            "totalPage": -(-len(rows) // size),
            "totalRecord": len(rows),
        },
    }
