"""One host for all of them: which language a path speaks, and how each says no."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable
from sqlite3 import Row
from typing import Any

from werkzeug.wrappers import Request, Response

from integrations.sandbox.core.store import Tx
from integrations.sandbox.dialects.social import instagram, pages_api, telegram, whatsapp
from integrations.sandbox.dialects.social.accounts import BotRefusal, Refusal, account, check
from integrations.sandbox.faults import Hit, Plan
from integrations.sandbox.market import Market

logger = logging.getLogger(__name__)

BOT = re.compile(r"/bot([^/]+)/([A-Za-z]+)")
GRAPH = re.compile(r"/v(\d+)\.0/([^/]+)(?:/([a-z_]+))?")

Act = Callable[[Tx, Row, Request], dict[str, Any]]
# (method, edge) → which kinds of account have it, and what it does.
EDGES: dict[tuple[str, str], tuple[str, Act]] = {
    ("POST", "feed"): ("page", lambda tx, row, request: pages_api.feed(
        tx=tx, account=row, request=request)),
    ("GET", "feed"): ("page", lambda tx, row, request: pages_api.listing(
        tx=tx, account=row, request=request)),
    ("POST", "photos"): ("page", lambda tx, row, request: pages_api.photos(
        tx=tx, account=row, request=request)),
    ("POST", "media"): ("instagram", lambda tx, row, request: instagram.create(
        tx=tx, account=row, request=request)),
    ("GET", "media"): ("instagram", lambda tx, row, request: instagram.media(tx=tx, account=row)),
    ("POST", "media_publish"): ("instagram", lambda tx, row, request: instagram.publish(
        tx=tx, account=row, request=request)),
    ("GET", "content_publishing_limit"): ("instagram", lambda tx, row, request: instagram.limit(
        tx=tx, account=row)),
    ("POST", "messages"): ("phone", lambda tx, row, request: whatsapp.send(
        tx=tx, account=row, request=request)),
}  # fmt: skip


class Api:
    """Answers every call; never raises."""

    def __init__(self, *, market: Market) -> None:
        """Serve this market."""
        self._market = market

    def __call__(self, request: Request, plan: Plan) -> Response:
        """One call."""
        try:
            return self._answer(request, plan)
        except BotRefusal as refusal:
            return _bot_no(refusal)
        except Refusal as refusal:
            return _json(refusal.body(trace="A" + self._trace()), refusal.status)
        except Exception:
            logger.exception("event=endpoint_crashed method=%s", request.method)
            unknown = Refusal(1, "An unknown error occurred", status=500, is_transient=True)
            return _json(unknown.body(trace="Acrash"), 500)

    def _trace(self) -> str:
        with self._market.store.transaction(quiet=True) as tx:
            return tx.token("fbtrace")[:12]

    def _answer(self, request: Request, plan: Plan) -> Response:
        bot = BOT.fullmatch(request.path)
        struck = _struck(plan, is_bot=bot is not None, is_phone=request.path.endswith("/messages"))
        hit = plan.get("error")
        if struck is not None and not (hit and hit.params.get("applied")):
            raise struck
        with self._market.moment() as tx:
            if bot is not None:
                result = telegram.call(tx=tx, request=request, token=bot[1], method=bot[2])
                answer: dict[str, Any] = {"ok": True, "result": result}
            else:
                answer = _graph(tx, request)
        if struck is not None:
            raise struck
        return _json(answer, 200)


def _graph(tx: Tx, request: Request) -> dict[str, Any]:
    found = GRAPH.fullmatch(request.path)
    if found is None:
        raise Refusal(2500, "Unknown path components", status=404)
    name, edge = found[2], found[3] or ""
    if not edge:
        return _node(tx, request, name)
    if (request.method, edge) not in EDGES:
        raise Refusal(100, f"Tried accessing nonexisting field ({edge})")
    kind, act = EDGES[request.method, edge]
    return act(tx, account(tx=tx, request=request, account_id=name, kinds=(kind,)), request)


def _node(tx: Tx, request: Request, name: str) -> dict[str, Any]:
    """A thing by its id: a container, a media, a post of a page, an account."""
    container = tx.one("SELECT * FROM social_container WHERE id = ?", name)
    if container is not None and request.method == "GET":
        _owner(tx, request, container["account_id"])
        return {"id": name, "status_code": instagram.state_of(tx=tx, container=container)}
    post = tx.one("SELECT * FROM social_post WHERE external_id = ? AND network != 'telegram'", name)
    if post is not None:
        owner = _owner(tx, request, post["account_id"])
        if request.method == "DELETE":
            return pages_api.delete(tx=tx, account=owner, post_id=name)
        return {"id": name, "permalink": f"https://www.instagram.com/p/{name}/"}
    row = account(tx=tx, request=request, account_id=name, kinds=("page", "instagram", "phone"))
    return {"id": row["id"], "name": row["name"]}


def _owner(tx: Tx, request: Request, account_id: str) -> Row:
    row = tx.the("SELECT * FROM social_account WHERE id = ?", account_id)
    check(tx=tx, request=request, row=row)
    return row


def _struck(plan: Plan, *, is_bot: bool, is_phone: bool) -> Refusal | BotRefusal | None:
    """A fault in the network's own words."""
    if plan.get("token_expired"):
        if is_bot:
            return BotRefusal(401, "Unauthorized")
        return Refusal(190, "Error validating access token: Session has expired.", 463, 401)
    limited = plan.get("rate_limited")
    if limited is not None:
        if is_bot:
            wait = int(limited.number("retry_after", 7))
            return BotRefusal(429, f"Too Many Requests: retry after {wait}", wait)
        if is_phone:
            return Refusal(130429, "Rate limit hit", status=429)
        return Refusal(4, "Application request limit reached", is_transient=True)
    hit = plan.get("error")
    return _told_error(hit, is_bot) if hit is not None else None


def _told_error(hit: Hit, is_bot: bool) -> Refusal | BotRefusal:
    message = str(hit.params.get("message", "An unknown error occurred"))
    status = int(hit.number("status", 400))
    if is_bot:
        return BotRefusal(status, message)
    return Refusal(int(hit.number("code", 1)), message, int(hit.number("subcode", 0)), status)


def _bot_no(refusal: BotRefusal) -> Response:
    body: dict[str, Any] = {
        "ok": False,
        "error_code": refusal.status,
        "description": refusal.description,
    }
    if refusal.retry_after:
        body["parameters"] = {"retry_after": refusal.retry_after}
    return _json(body, refusal.status)


def _json(body: dict[str, Any], status: int) -> Response:
    return Response(json.dumps(body), status=status, mimetype="application/json")
