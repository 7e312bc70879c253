"""The Bot API: messages, photos and albums in a channel, editing, taking away, flood wait."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Mapping
from sqlite3 import Row
from typing import Any

from werkzeug.wrappers import Request

from integrations.sandbox.core.states import MINUTE
from integrations.sandbox.core.store import Tx
from integrations.sandbox.dialects.social.accounts import BotRefusal, Refusal, keep_file, params

A_MINUTE = 20
TAG = re.compile(r"</?([a-zA-Z0-9-]+)(?:\s[^<>]*)?>")
TAGS = {"b", "strong", "i", "em", "u", "s", "a", "code", "pre", "blockquote"}

Told = Mapping[str, Any]


def call(*, tx: Tx, request: Request, token: str, method: str) -> Any:
    """One method; the answer's `result`."""
    bot = tx.one("SELECT * FROM social_account WHERE kind = 'bot' AND token = ?", token)
    if bot is None or (bot["expires_at"] and bot["expires_at"] <= tx.now):
        raise BotRefusal(401, "Unauthorized")
    if method == "getMe":
        return {"id": int(bot["id"]), "is_bot": True, "first_name": bot["name"]}
    if method not in METHODS:
        raise BotRefusal(404, "Not Found")
    try:
        told = params(request)
    except Refusal:
        raise BotRefusal(400, "Bad Request: can't parse the body") from None
    if str(told.get("chat_id", "")) != bot["handle"]:
        raise BotRefusal(400, "Bad Request: chat not found")
    return METHODS[method](tx, bot, request, told)


def _send_message(tx: Tx, bot: Row, request: Request, told: Told) -> Any:
    text = _words(told, "text", 4096)
    if not text:
        raise BotRefusal(400, "Bad Request: message text is empty")
    _pace(tx, bot, 1)
    return _write(tx, bot, text=text, picture="")


def _send_photo(tx: Tx, bot: Row, request: Request, told: Told) -> Any:
    caption = _words(told, "caption", 1024)
    upload = request.files.get("photo")
    name = "photo" if upload is not None else str(told.get("photo", ""))
    _pace(tx, bot, 1)
    return _write(tx, bot, text=caption, picture=_picture(tx, request, name))


def _send_album(tx: Tx, bot: Row, request: Request, told: Told) -> Any:
    media = told.get("media", "[]")
    try:
        items = json.loads(media) if isinstance(media, str) else media
        kinds = {item["type"] for item in items}
    except (ValueError, TypeError, KeyError):
        raise BotRefusal(400, "Bad Request: can't parse media JSON object") from None
    if not 2 <= len(items) <= 10 or kinds != {"photo"}:
        raise BotRefusal(400, "Bad Request: an album has 2 to 10 photos")
    captions = [_words(item, "caption", 1024) for item in items]
    pictures = [
        _picture(tx, request, str(item.get("media", "")).removeprefix("attach://"))
        for item in items
    ]
    _pace(tx, bot, len(items))
    album = str(tx.next_number("social-album") + 13_000_000_000)
    return [
        _write(tx, bot, text=caption, picture=picture, album=album)
        for caption, picture in zip(captions, pictures, strict=True)
    ]


def _edit(name: str, most: int) -> Callable[[Tx, Row, Request, Told], Any]:
    def edit(tx: Tx, bot: Row, request: Request, told: Told) -> Any:
        row = _message(tx, bot, told)
        text = _words(told, name, most)
        if text == row["text"]:
            raise BotRefusal(400, "Bad Request: message is not modified")
        tx.update("social_post", where="id = ?", values=[row["id"]], text=text)
        return _shown(bot, tx.the("SELECT * FROM social_post WHERE id = ?", row["id"]))

    return edit


def _delete(tx: Tx, bot: Row, request: Request, told: Told) -> Any:
    row = _message(tx, bot, told)
    tx.update("social_post", where="id = ?", values=[row["id"]], deleted_at=tx.now)
    return True


METHODS: Mapping[str, Callable[[Tx, Row, Request, Told], Any]] = {
    "sendMessage": _send_message,
    "sendPhoto": _send_photo,
    "sendMediaGroup": _send_album,
    "editMessageText": _edit("text", 4096),
    "editMessageCaption": _edit("caption", 1024),
    "deleteMessage": _delete,
    "getChat": lambda tx, bot, request, told: _chat(bot),
}


def _words(told: Told, name: str, most: int) -> str:
    """The text as people read it, at most that long once the marks are taken out."""
    text = str(told.get(name, ""))
    if str(told.get("parse_mode", "")).upper() == "HTML":
        for tag in TAG.findall(text):
            if tag.lower() not in TAGS:
                raise BotRefusal(400, f'Bad Request: can\'t parse entities: tag "{tag}"')
        plain = TAG.sub("", text)
        if "<" in plain:
            raise BotRefusal(400, "Bad Request: can't parse entities: unescaped <")
        text = html.unescape(plain)
    if len(text) > most:
        raise BotRefusal(400, f"Bad Request: message {name} is too long")
    return text


def _picture(tx: Tx, request: Request, name: str) -> str:
    upload = request.files.get(name)
    if upload is not None:
        if not upload.mimetype.startswith("image/"):
            raise BotRefusal(400, "Bad Request: wrong type of the file")
        return keep_file(tx=tx, mimetype=upload.mimetype, body=upload.read())
    if name.startswith(("http://", "https://", "/berkas/")):
        return name
    raise BotRefusal(400, "Bad Request: wrong file identifier/HTTP URL specified")


def _pace(tx: Tx, bot: Row, items: int) -> None:
    """Twenty a minute; who asks for more is told how long to wait, and nothing is sent."""
    rows = tx.all(
        "SELECT at FROM social_post WHERE network = 'telegram' AND account_id = ? AND at > ? "
        "ORDER BY at",
        *(bot["id"], tx.now - MINUTE),
    )
    too_many = len(rows) + items - A_MINUTE
    if too_many > 0:
        wait = rows[min(too_many, len(rows)) - 1]["at"] + MINUTE - tx.now
        raise BotRefusal(429, f"Too Many Requests: retry after {wait}", max(wait, 1))


def _write(tx: Tx, bot: Row, *, text: str, picture: str, album: str = "") -> dict[str, Any]:
    number = tx.next_number("social-message")
    row_id = tx.insert(
        "social_post",
        network="telegram",
        account_id=bot["id"],
        external_id=str(number),
        text=text,
        pictures=json.dumps([picture] if picture else []),
        album=album,
        at=tx.now,
    )
    return _shown(bot, tx.the("SELECT * FROM social_post WHERE id = ?", row_id))


def _message(tx: Tx, bot: Row, told: Told) -> Row:
    row = tx.one(
        "SELECT * FROM social_post WHERE network = 'telegram' AND account_id = ? "
        "AND external_id = ? AND deleted_at = 0",
        *(bot["id"], str(told.get("message_id", ""))),
    )
    if row is None:
        raise BotRefusal(400, "Bad Request: message to edit not found")
    return row


def _chat(bot: Row) -> dict[str, Any]:
    return {
        "id": -1_001_000_000_001,
        "title": bot["name"],
        "username": bot["handle"].removeprefix("@"),
        "type": "channel",
    }


def _shown(bot: Row, row: Row) -> dict[str, Any]:
    told: dict[str, Any] = {
        "message_id": int(row["external_id"]),
        "chat": _chat(bot),
        "date": row["at"],
    }
    pictures = json.loads(row["pictures"])
    if pictures:
        told["photo"] = [{"file_id": pictures[0], "width": 1080, "height": 1080}]
    if row["text"]:
        told["caption" if pictures else "text"] = row["text"]
    if row["album"]:
        told["media_group_id"] = row["album"]
    return told
