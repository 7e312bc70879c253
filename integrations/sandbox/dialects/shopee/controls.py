"""What the control API can do in this dialect only: codes, tokens, links, push addresses."""

from collections.abc import Callable, Mapping
from sqlite3 import Row
from typing import Any

from integrations.sandbox.core import selectors
from integrations.sandbox.core.records import BadInput, NotFound, Refused
from integrations.sandbox.core.store import Tx
from integrations.sandbox.dialects.base import Delivery
from integrations.sandbox.dialects.shopee import apps, signature, tokens
from integrations.sandbox.market import Market
from integrations.sandbox.pushes import Sender

_APP_SWITCHES = {"ip_declared": "is_ip_declared", "push": "is_push_enabled"}


def _app(*, tx: Tx, data: Mapping[str, Any]) -> Row:
    """The named app, or the first one when none is named."""
    given = data.get("partner_id")
    app = apps.first(tx=tx) if given is None else apps.find(tx=tx, partner_id=int(given))
    if app is None:
        raise NotFound(f"partner {given}")
    return app


def _partner_id(*, tx: Tx, data: Mapping[str, Any]) -> int:
    return int(_app(tx=tx, data=data)["partner_id"])


def _shop_id(*, tx: Tx, data: Mapping[str, Any]) -> int:
    return int(selectors.find_shop(tx=tx, name=str(data.get("shop", "")))["id"])


def mint_code(market: Market, data: Mapping[str, Any]) -> dict[str, Any]:
    """A code without the page: what the seller would bring back."""
    with market.moment() as tx:
        partner_id, shop_id = _partner_id(tx=tx, data=data), _shop_id(tx=tx, data=data)
        code = tokens.mint_code(tx=tx, partner_id=partner_id, shop_id=shop_id)
        return {"code": code, "shop_id": shop_id, "partner_id": partner_id}


def link(market: Market, data: Mapping[str, Any]) -> dict[str, Any]:
    """Link a shop and hand out a pair, as a re-authorisation does: older pairs die."""
    with market.moment() as tx:
        partner_id, shop_id = _partner_id(tx=tx, data=data), _shop_id(tx=tx, data=data)
        apps.link(tx=tx, partner_id=partner_id, shop_id=shop_id)
        pair = tokens.mint_pair(tx=tx, partner_id=partner_id, shop_id=shop_id)
        return {**pair, "shop_id": shop_id, "partner_id": partner_id}


def unlink(market: Market, data: Mapping[str, Any]) -> dict[str, Any]:
    """The seller takes the authorisation back."""
    with market.moment() as tx:
        partner_id, shop_id = _partner_id(tx=tx, data=data), _shop_id(tx=tx, data=data)
        return {"unlinked": apps.unlink(tx=tx, partner_id=partner_id, shop_id=shop_id)}


def expire_tokens(market: Market, data: Mapping[str, Any]) -> dict[str, Any]:
    """End the access tokens of a shop now; with `"refresh": true` the refresh tokens too."""
    with market.moment() as tx:
        shop_id = _shop_id(tx=tx, data=data)
        return {"expired": tokens.expire(tx=tx, shop_id=shop_id, data=data)}


def set_app(market: Market, data: Mapping[str, Any]) -> dict[str, Any]:
    """Whether the app's IPs are declared (addresses unmasked) and its pushes are enabled."""
    with market.moment() as tx:
        partner_id = _partner_id(tx=tx, data=data)
        columns = {
            column: int(bool(data[key])) for key, column in _APP_SWITCHES.items() if key in data
        }
        if columns:
            tx.update("shopee_app", where="partner_id = ?", values=(partner_id,), **columns)
        row = _app(tx=tx, data=data)
        return {key: row[key] for key in row.keys() if key != "partner_key"}  # noqa: SIM118


def set_push_url(market: Market, data: Mapping[str, Any]) -> dict[str, Any]:
    """Register a push address. As on the platform a test message must be acknowledged first;
    `"verify": false` skips that. An empty address ends the pushes.
    """
    url = str(data.get("url", ""))
    if url and not url.startswith(("http://", "https://")):
        raise BadInput("url must start with http:// or https://")
    with market.moment() as tx:
        app = _app(tx=tx, data=data)
    if url and data.get("verify", True):
        _verify(url=url, partner_key=app["partner_key"], now=market.store.now())
    with market.moment() as tx:
        tx.run(
            "UPDATE shopee_app SET push_url = ?, is_push_enabled = 1 WHERE partner_id = ?",
            *(url, app["partner_id"]),
        )
    return {"partner_id": app["partner_id"], "push_url": url}


def _verify(*, url: str, partner_key: str, now: int) -> None:
    body = b'{"code":0,"timestamp":%d,"data":{"verify_info":"test push"}}' % now
    sign = signature.sign_push(partner_key=partner_key, url=url, body=body)
    sender = Sender()
    failure = sender.post(delivery=Delivery(url=url, headers={"Authorization": sign}), body=body)
    sender.close()
    if failure:
        raise Refused(f"the test push to {url} was not acknowledged: {failure}")


ACTIONS: Mapping[str, Callable[[Market, Mapping[str, Any]], dict[str, Any]]] = {
    "code": mint_code,
    "link": link,
    "unlink": unlink,
    "expire_tokens": expire_tokens,
    "app": set_app,
    "push": set_push_url,
}
