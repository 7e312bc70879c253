"""Sending pushes: events become messages, faults spoil them, one thread delivers them.

Times of the retry plan run on the marketplace's clock, so moving it brings retries forward.
"""

import http.client
import json
import logging
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from sqlite3 import Row
from typing import Any
from urllib.parse import urlsplit

from integrations.sandbox import faults
from integrations.sandbox.core.states import DAY
from integrations.sandbox.core.store import Tx
from integrations.sandbox.dialects.base import Delivery, Dialect, Push, Speaker
from integrations.sandbox.market import Market

logger = logging.getLogger(__name__)

ANSWER_WITHIN = 3.0  # seconds
POLL_SECONDS = 0.25
OVERTAKE_WITHIN = 5  # a reordered push waits this long for one to overtake it
KEEP_DELIVERED = DAY
KEEP_LOST = 3 * DAY


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One push about to be sent."""

    push_id: int
    dialect: str
    app_id: str
    body: bytes
    delivery: Delivery


def queue_events(*, tx: Tx, dialects: Mapping[str, Dialect]) -> int:
    """Turn every new event into messages; returns how many messages were queued."""
    queued = 0
    for event in tx.all("SELECT * FROM event ORDER BY id"):
        for code, dialect in dialects.items():
            for push in dialect.pushes_for(tx=tx, event=event):
                queued += queue(tx=tx, dialect=code, push=push, at=event["at"])
    tx.run("DELETE FROM event")
    return queued


def queue(*, tx: Tx, dialect: str, push: Push, at: int) -> int:
    """Queue what happened `at` that time, spoilt by faults; returns how many messages that made."""
    plan = faults.strike(
        tx=tx,
        dialect=dialect,
        shop_id=push.shop_id,
        path=f"push/{push.code}",
        kinds=faults.PUSH_FAULTS,
    )
    lost = plan.get("push_lost")
    if lost is not None and not lost.params.get("recoverable"):
        return 0
    delayed = plan.get("push_delayed")
    row: dict[str, Any] = {
        "dialect": dialect,
        "app_id": push.app_id,
        "shop_id": push.shop_id,
        "code": push.code,
        "body": _spoilt_body(push.body, plan),
        "state": "lost" if lost else "waiting",
        "next_at": at + (int(delayed.number("seconds", 60)) if delayed else 0),
        "created_at": at,
        "bad_signature": int(plan.get("push_bad_signature") is not None),
        "behind": int(plan.get("push_reordered") is not None),
    }
    tx.insert("push", **row)
    if plan.get("push_doubled"):
        tx.insert("push", **row)
    replayed = plan.get("push_replayed")
    if replayed:
        tx.insert("push", **{**row, "next_at": at + int(replayed.number("seconds", 600))})
    return 1 + bool(plan.get("push_doubled")) + bool(replayed)


def _spoilt_body(body: str, plan: faults.Plan) -> str:
    if plan.get("push_garbage"):
        return body[: len(body) // 2] + "\u0007<sampah>"
    message = json.loads(body)
    if plan.get("push_unknown"):
        message["code"] = 99_001
    if plan.get("push_giant"):
        message["padding"] = "x" * 1_000_000
    is_changed = plan.get("push_unknown") or plan.get("push_giant")
    return json.dumps(message, separators=(",", ":")) if is_changed else body


def next_attempt(*, tx: Tx, speakers: Mapping[str, Speaker]) -> Attempt | None:
    """The next push whose time has come; one that lost its receiver meanwhile is dropped."""
    while (row := _next_row(tx=tx)) is not None:
        body = row["body"].encode()
        speaker = speakers[row["dialect"]]
        spoilt = bool(row["bad_signature"])
        delivery = speaker.delivery(tx=tx, app_id=row["app_id"], body=body, spoilt=spoilt)
        if delivery is not None:
            return Attempt(
                push_id=row["id"],
                dialect=row["dialect"],
                app_id=row["app_id"],
                body=body,
                delivery=delivery,
            )
        tx.run("DELETE FROM push WHERE id = ?", row["id"])
    return None


def _next_row(*, tx: Tx) -> Row | None:
    return tx.one(
        "SELECT * FROM push WHERE state = 'waiting' AND next_at <= ?1 AND (behind = 0 "
        "OR next_at + ?2 <= ?1 OR EXISTS (SELECT 1 FROM push AS later WHERE later.id > push.id "
        "AND later.app_id = push.app_id AND later.tried_at > 0)) ORDER BY next_at, id LIMIT 1",
        *(tx.now, OVERTAKE_WITHIN),
    )


def record(*, tx: Tx, speaker: Speaker, attempt: Attempt, failure: str) -> None:
    """Note how an attempt ended: delivered, to be tried again, or lost."""
    row = tx.one("SELECT attempts FROM push WHERE id = ?", attempt.push_id)
    if row is None:
        return  # the marketplace was reset while this was under way
    retries = speaker.push_retries
    attempts = row["attempts"] + 1
    state, next_at = "delivered", tx.now
    if failure:
        is_last = attempts > len(retries)
        state = "lost" if is_last else "waiting"
        next_at = tx.now if is_last else tx.now + retries[attempts - 1]
    tx.run(
        "UPDATE push SET state = ?, attempts = ?, next_at = ?, tried_at = ?, result = ?, "
        "behind = 0 WHERE id = ?",
        *(state, attempts, next_at, tx.now, failure, attempt.push_id),
    )
    speaker.push_tried(tx=tx, app_id=attempt.app_id)
    if attempt.push_id % 500 == 0:
        _forget_old(tx=tx)


def _forget_old(*, tx: Tx) -> None:
    tx.run(
        "DELETE FROM push WHERE (state = 'delivered' AND tried_at < ?) "
        "OR (state IN ('lost', 'consumed') AND created_at < ?)",
        *(tx.now - KEEP_DELIVERED, tx.now - KEEP_LOST),
    )


class Sender:
    """Posts JSON and keeps the connection open between posts to the same host."""

    def __init__(self) -> None:
        """No connection yet."""
        self._host: tuple[str, str] = ("", "")
        self._connection: http.client.HTTPConnection | None = None

    def post(self, *, delivery: Delivery, body: bytes) -> str:
        """Send; returns "" when acknowledged (2xx, in time), else why not."""
        is_reused = self._connection is not None
        try:
            return self._post(delivery=delivery, body=body)
        except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError) as error:
            self.close()
            if not is_reused:
                return f"connection closed: {error!r}"
        except (OSError, http.client.HTTPException, ValueError) as error:
            self.close()
            return f"no answer: {error!r}"
        return self.post(delivery=delivery, body=body)

    def _post(self, *, delivery: Delivery, body: bytes) -> str:
        address = urlsplit(delivery.url)
        connection = self._connect((address.scheme, address.netloc))
        target = (address.path or "/") + (f"?{address.query}" if address.query else "")
        headers = {"Content-Type": "application/json", **delivery.headers}
        connection.request("POST", target, body=body, headers=headers)
        response = connection.getresponse()
        answer = response.read(1024)
        if not response.isclosed() and response.read(1):
            self.close()
        if not 200 <= response.status < 300:
            return f"HTTP {response.status}"
        return "answer not empty" if answer and delivery.wants_empty_answer else ""

    def _connect(self, host: tuple[str, str]) -> http.client.HTTPConnection:
        if self._connection is None or self._host != host:
            self.close()
            kinds = {"http": http.client.HTTPConnection, "https": http.client.HTTPSConnection}
            if host[0] not in kinds:
                raise ValueError(f"cannot push to {host[0]!r} addresses")
            self._connection = kinds[host[0]](host[1], timeout=ANSWER_WITHIN)
            self._host = host
        return self._connection

    def close(self) -> None:
        """Drop the connection."""
        if self._connection is not None:
            self._connection.close()
        self._connection = None


def deliver_next(*, market: Market, sender: Sender) -> bool:
    """Queue what happened and send one push that is due; False when there was none."""
    with market.moment() as tx:
        queue_events(tx=tx, dialects=market.dialects)
        attempt = next_attempt(tx=tx, speakers=market.speakers)
    if attempt is None:
        return False
    body = attempt.body if attempt.delivery.body is None else attempt.delivery.body
    failure = sender.post(delivery=attempt.delivery, body=body)
    with market.store.transaction() as tx:
        speaker = market.speakers[attempt.dialect]
        record(tx=tx, speaker=speaker, attempt=attempt, failure=failure)
    return True


class Pusher:
    """The background thread that delivers pushes and lets due things happen on time."""

    def __init__(self, *, market: Market) -> None:
        """Ready to start."""
        self._market = market
        self._bell = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sandbox-pushes", daemon=True)
        market.store.add_listener(self._bell.set)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End within the time one push may take."""
        self._bell.set()
        self._thread.join(timeout=ANSWER_WITHIN + 1)

    def _run(self) -> None:
        sender = Sender()
        while not self._market.stopping.is_set():
            self._bell.clear()
            try:
                while deliver_next(market=self._market, sender=sender):
                    if self._market.stopping.is_set():
                        break
            except Exception:
                logger.exception("event=push_failed action=continue")
                self._market.stopping.wait(1)
            self._bell.wait(POLL_SECONDS)
        sender.close()
