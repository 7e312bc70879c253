"""What the control API can do in this dialect only."""

from collections.abc import Callable, Mapping
from typing import Any

from integrations.sandbox.core import selectors
from integrations.sandbox.core.records import BadInput, NotFound
from integrations.sandbox.core.store import Tx
from integrations.sandbox.dialects.lazada import apps
from integrations.sandbox.market import Market


def _app_key(*, tx: Tx, data: Mapping[str, Any]) -> str:
    given = data.get("app_key")
    app = apps.first(tx=tx) if given is None else apps.find(tx=tx, app_key=str(given))
    if app is None:
        raise NotFound(f"app {given}")
    return str(app["app_key"])


def _shop_id(*, tx: Tx, data: Mapping[str, Any]) -> int:
    return int(selectors.find_shop(tx=tx, name=str(data.get("shop", "")))["id"])


def mint_code(market: Market, data: Mapping[str, Any]) -> dict[str, Any]:
    """A code without the page: what the seller would bring back."""
    with market.moment() as tx:
        app_key, shop_id = _app_key(tx=tx, data=data), _shop_id(tx=tx, data=data)
        code = apps.mint_code(tx=tx, app_key=app_key, shop_id=shop_id)
        return {"code": code, "shop_id": shop_id, "app_key": app_key}


def link(market: Market, data: Mapping[str, Any]) -> dict[str, Any]:
    """Link a shop and hand out a pair; older pairs die."""
    with market.moment() as tx:
        app_key, shop_id = _app_key(tx=tx, data=data), _shop_id(tx=tx, data=data)
        apps.link(tx=tx, app_key=app_key, shop_id=shop_id)
        pair = apps.mint_pair(tx=tx, app_key=app_key, shop_id=shop_id)
        return {**pair, "shop_id": shop_id, "app_key": app_key}


def unlink(market: Market, data: Mapping[str, Any]) -> dict[str, Any]:
    """The seller takes the consent back."""
    with market.moment() as tx:
        app_key, shop_id = _app_key(tx=tx, data=data), _shop_id(tx=tx, data=data)
        return {"unlinked": apps.unlink(tx=tx, app_key=app_key, shop_id=shop_id)}


def expire_tokens(market: Market, data: Mapping[str, Any]) -> dict[str, Any]:
    """End the access tokens of a shop now; with `"refresh": true` the refresh period too."""
    with market.moment() as tx:
        shop_id = _shop_id(tx=tx, data=data)
        refresh = bool(data.get("refresh"))
        return {"expired": apps.expire(tx=tx, shop_id=shop_id, refresh=refresh)}


def set_push_url(market: Market, data: Mapping[str, Any]) -> dict[str, Any]:
    """Register a push address; an empty one ends the pushes."""
    url = str(data.get("url", ""))
    if url and not url.startswith(("http://", "https://")):
        raise BadInput("url must start with http:// or https://")
    with market.moment() as tx:
        app_key = _app_key(tx=tx, data=data)
        tx.run("UPDATE lazada_app SET push_url = ? WHERE app_key = ?", url, app_key)
    return {"app_key": app_key, "push_url": url}


ACTIONS: Mapping[str, Callable[[Market, Mapping[str, Any]], dict[str, Any]]] = {
    "code": mint_code,
    "link": link,
    "unlink": unlink,
    "expire_tokens": expire_tokens,
    "push": set_push_url,
}
