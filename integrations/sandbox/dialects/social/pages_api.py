"""A page of the network: text, link, one photo, several photos, its list of posts."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from sqlite3 import Row
from typing import Any

from werkzeug.wrappers import Request

from integrations.sandbox.core.store import Tx
from integrations.sandbox.dialects.social.accounts import Refusal, keep_file, params

REPEATED_WITHIN = 60 * 60
LARGEST_PHOTO = 10 * 1024 * 1024
LONGEST = 63_206


def feed(*, tx: Tx, account: Row, request: Request) -> dict[str, Any]:
    """Post text, a link or photos that were uploaded unpublished."""
    told = params(request)
    message, link = str(told.get("message", "")), str(told.get("link", ""))
    photos = _attached(tx, account, told.get("attached_media", []))
    if not (message or link or photos):
        raise Refusal(100, "Requires one of the params: message, link, attached_media")
    if len(message) > LONGEST:
        raise Refusal(100, "Param message is too long")
    _refuse_repeated(tx, account, message, link)
    post_id = f"{account['id']}_{tx.next_number('social-post')}"
    _write(tx, account, post_id, message, link, [photo["picture"] for photo in photos])
    for photo in photos:
        tx.run("UPDATE social_photo SET used_in = ? WHERE id = ?", post_id, photo["id"])
    return {"id": post_id}


def photos(*, tx: Tx, account: Row, request: Request) -> dict[str, Any]:
    """Upload a photo, and post it unless `published` is false."""
    told = params(request)
    picture = _picture(tx, request, str(told.get("url", "")))
    photo_id = str(tx.next_number("social-photo"))
    is_published = str(told.get("published", "true")).lower() not in ("false", "0")
    caption = str(told.get("caption", ""))
    post_id = f"{account['id']}_{tx.next_number('social-post')}" if is_published else ""
    if is_published:
        _refuse_repeated(tx, account, caption, "")
        _write(tx, account, post_id, caption, "", [picture])
    tx.insert(
        "social_photo", id=photo_id, account_id=account["id"], picture=picture, used_in=post_id
    )
    return {"id": photo_id, "post_id": post_id} if is_published else {"id": photo_id}


def listing(*, tx: Tx, account: Row, request: Request) -> dict[str, Any]:
    """The newest posts, newest first."""
    told = params(request)
    rows = tx.all(
        "SELECT * FROM social_post WHERE network = 'facebook' AND account_id = ? "
        "AND deleted_at = 0 ORDER BY id DESC LIMIT ?",
        *(account["id"], min(int(told.get("limit", 25)), 100)),
    )
    fields = {name.partition("{")[0] for name in str(told.get("fields", "id,message")).split(",")}
    return {"data": [_shown(row, fields) for row in rows], "paging": {}}


def delete(*, tx: Tx, account: Row, post_id: str) -> dict[str, Any]:
    """Take a post away."""
    gone = tx.run(
        "UPDATE social_post SET deleted_at = ? "
        "WHERE network = 'facebook' AND external_id = ? AND account_id = ? AND deleted_at = 0",
        *(tx.now, post_id, account["id"]),
    )
    if not gone:
        raise Refusal(100, f"Unsupported delete request. Object '{post_id}' does not exist.", 33)
    return {"success": True}


def _picture(tx: Tx, request: Request, url: str) -> str:
    upload = request.files.get("source")
    if upload is None:
        if not url.startswith(("http://", "https://")):
            raise Refusal(324, "Missing or invalid image file")
        return url
    body = upload.read()
    if len(body) > LARGEST_PHOTO or not upload.mimetype.startswith("image/"):
        raise Refusal(324, "Missing or invalid image file")
    return keep_file(tx=tx, mimetype=upload.mimetype, body=body)


def _attached(tx: Tx, account: Row, told: Any) -> list[Row]:
    try:
        media = json.loads(told) if isinstance(told, str) else told
        ids = [str(one["media_fbid"]) for one in media]
    except (ValueError, KeyError, TypeError):
        raise Refusal(100, "Param attached_media must be an array") from None
    found = []
    for photo_id in ids:
        row = tx.one(
            "SELECT * FROM social_photo WHERE id = ? AND account_id = ? AND used_in = ''",
            *(photo_id, account["id"]),
        )
        if row is None:
            raise Refusal(100, f"Photo {photo_id} was published or does not exist")
        found.append(row)
    return found


def _refuse_repeated(tx: Tx, account: Row, message: str, link: str) -> None:
    """The same words as the newest post, within the hour."""
    newest = tx.one(
        "SELECT * FROM social_post WHERE network = 'facebook' AND account_id = ? "
        "ORDER BY id DESC LIMIT 1",
        account["id"],
    )
    if newest is None or not message or tx.now - newest["at"] >= REPEATED_WITHIN:
        return
    if (newest["text"], newest["link"]) == (message, link):
        raise Refusal(506, "Duplicate status message")


def _write(tx: Tx, account: Row, post_id: str, text: str, link: str, pictures: list[str]) -> None:
    tx.insert(
        "social_post",
        network="facebook",
        account_id=account["id"],
        external_id=post_id,
        text=text,
        link=link,
        pictures=json.dumps(pictures),
        at=tx.now,
    )


def _shown(row: Row, fields: set[str]) -> dict[str, Any]:
    at = datetime.fromtimestamp(row["at"], UTC)
    told: dict[str, Any] = {
        "id": row["external_id"],
        "message": row["text"],
        "created_time": f"{at:%Y-%m-%dT%H:%M:%S}+0000",
        "permalink_url": f"https://www.facebook.com/{row['external_id'].replace('_', '/posts/')}",
    }
    if row["link"]:
        told["attachments"] = {"data": [{"unshimmed_url": row["link"]}]}
    return {name: value for name, value in told.items() if name in fields | {"id"}}
