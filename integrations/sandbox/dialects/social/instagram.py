"""A professional account: containers, their state, publishing, the limit of a day."""

from __future__ import annotations

import json
from sqlite3 import Row
from typing import Any
from urllib.parse import urlsplit

from werkzeug.wrappers import Request

from integrations.sandbox.core.states import DAY
from integrations.sandbox.core.store import Tx
from integrations.sandbox.dialects.social.accounts import Refusal, params

READY_AFTER = 2
LONGEST = 2_200
MOST_CONTAINERS = 400


def create(*, tx: Tx, account: Row, request: Request) -> dict[str, Any]:
    """A container for one picture, a child, or a carousel of finished children."""
    told = params(request)
    caption = str(told.get("caption", ""))
    if len(caption) > LONGEST or caption.count("#") > 30 or caption.count("@") > 20:
        raise Refusal(36004, "The caption is too long or has too many tags", 2207010)
    made = tx.the(
        "SELECT count(*) FROM social_container WHERE account_id = ? AND at > ?",
        *(account["id"], tx.now - DAY),
    )
    if made[0] >= MOST_CONTAINERS:
        raise Refusal(9, "Too many containers", 2207042)
    is_carousel = told.get("media_type") == "CAROUSEL"
    is_child = str(told.get("is_carousel_item", "")).lower() in ("true", "1")
    container_id = str(tx.next_number("social-container") + 17_900_000_000_000_000)
    tx.insert(
        "social_container",
        id=container_id,
        account_id=account["id"],
        kind="carousel" if is_carousel else "child" if is_child else "single",
        pictures=json.dumps(_children(tx, account, told) if is_carousel else [_picture(told)]),
        caption=caption,
        at=tx.now,
        ready_at=tx.now + READY_AFTER,
    )
    return {"id": container_id}


def _picture(told: dict[str, Any]) -> str:
    url = str(told.get("image_url", ""))
    address = urlsplit(url)
    if address.scheme not in ("http", "https") or not address.netloc:
        raise Refusal(9004, "The media could not be fetched from this URI", 2207052)
    if not address.path.lower().endswith((".jpg", ".jpeg")):
        raise Refusal(36000, "The image format is not supported. Use JPEG.", 2207005)
    return url


def _children(tx: Tx, account: Row, told: dict[str, Any]) -> list[str]:
    ids = [one for one in str(told.get("children", "")).split(",") if one]
    if not 2 <= len(ids) <= 10:
        raise Refusal(100, "A carousel has 2 to 10 children")
    pictures = []
    for child_id in ids:
        child = _container(tx, account, child_id)
        if child["kind"] != "child" or state_of(tx=tx, container=child) != "FINISHED":
            raise Refusal(9007, "Media ID is not available", 2207027)
        pictures += json.loads(child["pictures"])
    return pictures


def state_of(*, tx: Tx, container: Row) -> str:
    """What the network says of a container now."""
    if container["media_id"]:
        return "PUBLISHED"
    if tx.now - container["at"] >= DAY:
        return "EXPIRED"
    return "FINISHED" if tx.now >= container["ready_at"] else "IN_PROGRESS"


def publish(*, tx: Tx, account: Row, request: Request) -> dict[str, Any]:
    """Put a finished container before people; a published one is refused."""
    container = _container(tx, account, str(params(request).get("creation_id", "")))
    state = state_of(tx=tx, container=container)
    if state == "EXPIRED":
        raise Refusal(-2, "The container has expired", 2207020)
    if state != "FINISHED" or container["kind"] == "child":
        raise Refusal(9007, "Media ID is not available", 2207027)
    if used(tx=tx, account=account) >= account["daily_limit"]:
        raise Refusal(9, "The maximum number of posts a day is reached", 2207042)
    media_id = str(tx.next_number("social-media") + 18_000_000_000_000_000)
    tx.update("social_container", where="id = ?", values=[container["id"]], media_id=media_id)
    tx.insert(
        "social_post",
        network="instagram",
        account_id=account["id"],
        external_id=media_id,
        text=container["caption"],
        pictures=container["pictures"],
        at=tx.now,
    )
    return {"id": media_id}


def used(*, tx: Tx, account: Row) -> int:
    """Posts of the last 24 hours."""
    row = tx.the(
        "SELECT count(*) FROM social_post "
        "WHERE network = 'instagram' AND account_id = ? AND at > ?",
        *(account["id"], tx.now - DAY),
    )
    return int(row[0])


def limit(*, tx: Tx, account: Row) -> dict[str, Any]:
    """How many posts of today's are used, and how many there are."""
    config = {"quota_total": account["daily_limit"], "quota_duration": DAY}
    return {"data": [{"config": config, "quota_usage": used(tx=tx, account=account)}]}


def media(*, tx: Tx, account: Row) -> dict[str, Any]:
    """The newest media, newest first."""
    rows = tx.all(
        "SELECT * FROM social_post WHERE network = 'instagram' AND account_id = ? "
        "ORDER BY id DESC LIMIT 25",
        account["id"],
    )
    return {"data": [{"id": row["external_id"], "caption": row["text"]} for row in rows]}


def _container(tx: Tx, account: Row, container_id: str) -> Row:
    row = tx.one(
        "SELECT * FROM social_container WHERE id = ? AND account_id = ?",
        *(container_id, account["id"]),
    )
    if row is None:
        raise Refusal(100, f"Object '{container_id}' does not exist", 33)
    return row
