"""What tests and the operator may do: read, answer, change phones, take tokens away."""

from __future__ import annotations

import http.client
import json
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

from integrations.sandbox.core.records import BadInput, NotFound, Refused
from integrations.sandbox.core.store import Tx
from integrations.sandbox.dialects.social import accounts, whatsapp
from integrations.sandbox.market import Market

Data = Mapping[str, Any]


def _posts(tx: Tx, data: Data) -> dict[str, Any]:
    rows = tx.all(
        "SELECT * FROM social_post WHERE ?1 = '' OR network = ?1 ORDER BY id",
        str(data.get("network", "")),
    )
    return {"posts": [{**dict(row), "pictures": json.loads(row["pictures"])} for row in rows]}


def _messages(tx: Tx, data: Data) -> dict[str, Any]:
    return {
        "messages": [dict(row) for row in tx.all("SELECT * FROM social_message ORDER BY rowid")]
    }


def _status(tx: Tx, data: Data) -> dict[str, Any]:
    row = tx.one("SELECT * FROM social_message WHERE id = ?", str(data.get("id", "")))
    if row is None:
        raise NotFound(f"message {data.get('id')}")
    status = str(data.get("status", "read"))
    if status not in whatsapp.ORDER:
        raise BadInput(f"status must be one of {', '.join(whatsapp.ORDER)}")
    if data.get("again"):
        whatsapp.tell(tx=tx, message=row, status=status)
    else:
        whatsapp.move(tx=tx, message=row, status=status)
    return dict(tx.the("SELECT * FROM social_message WHERE id = ?", row["id"]))


def _say(tx: Tx, data: Data) -> dict[str, Any]:
    account = tx.the("SELECT * FROM social_account WHERE kind = 'phone' ORDER BY id")
    number, text = str(data.get("number", "")), str(data.get("text", ""))
    if not whatsapp.NUMBER.fullmatch(number) or not text:
        raise BadInput("number and text are needed")
    return {"id": whatsapp.hear(tx=tx, account=account, number=number, text=text)}


def _absent(tx: Tx, data: Data) -> dict[str, Any]:
    number = str(data.get("number", ""))
    tx.run("DELETE FROM social_absent WHERE number = ?", number)
    if data.get("is_absent", True):
        tx.insert("social_absent", number=number)
    return {"number": number}


def _template(tx: Tx, data: Data) -> dict[str, Any]:
    accounts.seed(tx=tx, data={"social": {"templates": [data]}})
    return {"name": data["name"]}


def _account(tx: Tx, data: Data) -> dict[str, Any]:
    """`expires_at` in seconds, `daily_limit`, `token`."""
    given = {name: data[name] for name in ("expires_at", "daily_limit", "token") if name in data}
    known = str(data.get("id", ""))
    if not given or not tx.update("social_account", where="id = ?", values=[known], **given):
        raise NotFound(f"account {known}")
    return dict(tx.the("SELECT * FROM social_account WHERE id = ?", known))


ACTIONS: Mapping[str, Callable[[Tx, Data], dict[str, Any]]] = {
    "posts": _posts,
    "messages": _messages,
    "status": _status,
    "say": _say,
    "absent": _absent,
    "template": _template,
    "account": _account,
}


def run(*, market: Market, action: str, data: Data) -> dict[str, Any]:
    """One action; `subscribe` asks the address first, as the network does."""
    if action == "subscribe":
        return _subscribe(market, data)
    if action not in ACTIONS:
        raise NotFound(f"action {action}; known: {', '.join((*ACTIONS, 'subscribe'))}")
    with market.moment() as tx:
        return ACTIONS[action](tx, data)


def _subscribe(market: Market, data: Data) -> dict[str, Any]:
    """Register the webhook once it repeats the challenge; asked outside a transaction."""
    url, token = str(data.get("url", "")), str(data.get("verify_token", accounts.VERIFY_TOKEN))
    with market.moment() as tx:
        challenge = tx.token("challenge")
    if _ask(url, token, challenge) != challenge:
        raise Refused("the address did not repeat the challenge")
    with market.moment() as tx:
        tx.run("UPDATE social_app SET webhook_url = ?, verify_token = ?", url, token)
    return {"url": url}


def _ask(url: str, token: str, challenge: str) -> str:
    address = urlsplit(url)
    query = {"hub.mode": "subscribe", "hub.verify_token": token, "hub.challenge": challenge}
    connection = http.client.HTTPConnection(address.netloc, timeout=3)
    try:
        connection.request("GET", f"{address.path}?{urlencode(query)}")
        answer = connection.getresponse()
        return answer.read(200).decode("utf-8", "replace") if answer.status == 200 else ""
    except OSError as error:
        raise Refused(f"no answer from {url}: {error}") from error
    finally:
        connection.close()
