"""The control API: JSON in, JSON out. Tests, the demo and the operator's page use it.

No login: it listens on this machine only, and everything in it is pretend.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

from werkzeug.exceptions import NotFound as NoSuchPage
from werkzeug.routing import Rule
from werkzeug.wrappers import Request, Response

from integrations.sandbox import call_log, faults
from integrations.sandbox.core import catalog, orders, seeding, selectors, shipping
from integrations.sandbox.core.records import BadInput, Wanted
from integrations.sandbox.core.states import TIMINGS
from integrations.sandbox.core.store import DEFAULT_SEED, Tx
from integrations.sandbox.limits import BURST, RATE
from integrations.sandbox.market import Market, credentials, reset, seed

DEFAULT_REASON = "Ingin mengubah pesanan"


def _json(data: object, status: int = 200) -> Response:
    return Response(json.dumps(data), status=status, mimetype="application/json")


def _body(request: Request) -> dict[str, Any]:
    try:
        data = json.loads(request.get_data() or b"{}")
    except ValueError as error:
        raise BadInput(f"the body is not JSON: {error}") from None
    if not isinstance(data, dict):
        raise BadInput("the body must be a JSON object")
    return data


def _number(data: Mapping[str, Any], key: str, default: int | None = None) -> int:
    value = data.get(key, default)
    if not isinstance(value, int) or isinstance(value, bool):
        raise BadInput(f"{key} must be a whole number")
    return value


def _shop_id(*, tx: Tx, name: object) -> int:
    """Id of the named shop; 0 when none is named, which means all."""
    return int(selectors.find_shop(tx=tx, name=str(name))["id"]) if name else 0


def show_clock(*, market: Market, request: Request) -> Response:
    """`GET /control/clock`."""
    store = market.store
    return _json({"now": store.now(), "wall": store.wall(), "is_frozen": store.is_frozen})


def move_clock(*, market: Market, request: Request) -> Response:
    """`POST /control/clock {advance?, set?, freeze?}`; everything due on the way happens."""
    data = _body(request)
    set_to = _number(data, "set") if "set" in data else None
    freeze = data.get("freeze")
    if freeze is not None and not isinstance(freeze, bool):
        raise BadInput("freeze must be true or false")
    market.store.move_clock(advance=_number(data, "advance", 0), set_to=set_to, freeze=freeze)
    with market.moment():
        pass  # entering the moment runs what became due
    return show_clock(market=market, request=request)


def do_seed(*, market: Market, request: Request) -> Response:
    """`POST /control/seed` with the JSON of a seed file; returns how many rows are new."""
    return _json({"created": seed(market=market, data=_body(request))})


def do_reset(*, market: Market, request: Request) -> Response:
    """`POST /control/reset {seed?, demo?}`: empty, or the demo shops as on the first day."""
    data = _body(request)
    number = _number(data, "seed", DEFAULT_SEED)
    reset(market=market, seed_number=number, demo=bool(data.get("demo", True)))
    return _json({"seed": number})


def show_credentials(*, market: Market, request: Request) -> Response:
    """`GET /control/credentials`: keys and fresh tokens of every dialect."""
    return _json(credentials(market=market))


def show_state(*, market: Market, request: Request) -> Response:
    """`GET /control/state[?shop=]`: exact stock, prices and orders."""
    name = request.args.get("shop", "")
    with market.moment() as tx:
        rows = [selectors.find_shop(tx=tx, name=name)] if name else selectors.shops(tx=tx)
        pushes = tx.all("SELECT state, count(*) AS n FROM push GROUP BY state")
        return _json(
            {
                "now": tx.now,
                "seed": tx.seed,
                "shops": [selectors.truth(tx=tx, shop=row) for row in rows],
                "pushes": {row["state"]: row["n"] for row in pushes},
            }
        )


def show_calls(*, market: Market, request: Request) -> Response:
    """`GET /control/calls[?shop=&after=&limit=]`: the log, oldest first, and counts by error."""
    after = request.args.get("after", 0, type=int)
    limit = min(request.args.get("limit", 200, type=int), 5000)
    with market.moment() as tx:
        shop_id = _shop_id(tx=tx, name=request.args.get("shop"))
        rows = call_log.calls(tx=tx, shop_id=shop_id, after=after, limit=limit)
        return _json({"calls": rows, "counts": call_log.counts(tx=tx, shop_id=shop_id)})


def show_stock_changes(*, market: Market, request: Request) -> Response:
    """`GET /control/stock_changes?shop=[&after=&limit=]`: every change with wall time and cause."""
    limit = min(request.args.get("limit", 1000, type=int), 10_000)
    with market.moment() as tx:
        rows = tx.all(
            "SELECT c.*, v.seller_sku, v.item_id FROM stock_change c "
            "JOIN variant v ON v.id = c.variant_id JOIN item i ON i.id = v.item_id "
            "WHERE c.id > ?1 AND (?2 = 0 OR i.shop_id = ?2) ORDER BY c.id LIMIT ?3",
            request.args.get("after", 0, type=int),
            _shop_id(tx=tx, name=request.args.get("shop")),
            limit,
        )
        return _json({"changes": [dict(row) for row in rows]})


def show_pushes(*, market: Market, request: Request) -> Response:
    """`GET /control/pushes[?after=&limit=]`: messages with their state and last failure."""
    with market.moment() as tx:
        rows = tx.all(
            "SELECT * FROM push WHERE id > ? ORDER BY id LIMIT ?",
            request.args.get("after", 0, type=int),
            min(request.args.get("limit", 500, type=int), 5000),
        )
        return _json({"pushes": [dict(row) for row in rows]})


def list_faults(*, market: Market, request: Request) -> Response:
    """`GET /control/faults`."""
    with market.moment() as tx:
        return _json({"faults": faults.listing(tx=tx)})


def add_fault(*, market: Market, request: Request) -> Response:
    """`POST /control/faults {kind, shop?, path?, probability?, count?, for_seconds?, params?}`."""
    data = _body(request)
    with market.moment() as tx:
        data["shop_id"] = _shop_id(tx=tx, name=data.get("shop"))
        return _json({"id": faults.add(tx=tx, data=data)}, 201)


def remove_fault(*, market: Market, request: Request, fault_id: int | None = None) -> Response:
    """`DELETE /control/faults[/<id>]`."""
    with market.moment() as tx:
        return _json({"removed": faults.remove(tx=tx, fault_id=fault_id)})


def set_outage(*, market: Market, request: Request) -> Response:
    """`POST /control/outage {on, shop?, mode: close|503, for_seconds?}`."""
    data = _body(request)
    with market.moment() as tx:
        shop_id = _shop_id(tx=tx, name=data.get("shop"))
        tx.run("DELETE FROM fault WHERE kind = 'outage' AND shop_id = ?", shop_id)
        if data.get("on", True):
            fault = {**data, "kind": "outage", "shop_id": shop_id}
            faults.add(tx=tx, data={**fault, "params": {"mode": data.get("mode", "close")}})
    return list_faults(market=market, request=request)


def place_order(*, market: Market, request: Request) -> Response:
    """`POST /control/orders {shop, lines: [{sku | model_id | item_id, quantity}], buyer?, pay?,
    cod?, message?}`: a buyer orders; 409 `out_of_stock` when there is not enough.
    """
    data = _body(request)
    with market.moment() as tx:
        shop_id = _shop_id(tx=tx, name=data.get("shop"))
        order_sn = orders.place(
            tx=tx,
            shop_id=shop_id,
            buyer_id=_buyer_id(tx=tx, username=str(data.get("buyer", ""))),
            lines=[_line(tx=tx, shop_id=shop_id, data=line) for line in data.get("lines", ())],
            pay=bool(data.get("pay", True)),
            cod=bool(data.get("cod", False)),
            message=str(data.get("message", "")),
        )
        order = orders.get(tx=tx, order_sn=order_sn)
        return _json(selectors.order_truth(tx=tx, order=order), 201)


def _buyer_id(*, tx: Tx, username: str) -> int:
    if not username:
        first = tx.one("SELECT id FROM buyer ORDER BY id LIMIT 1")
        if first is not None:
            return int(first["id"])
    name = username or "pembeli"
    row = tx.one("SELECT id FROM buyer WHERE username = ?", name)
    return int(row["id"]) if row else seeding.add_buyer(tx=tx, username=name, about={})


def _line(*, tx: Tx, shop_id: int, data: object) -> Wanted:
    if not isinstance(data, dict):
        raise BadInput("lines must hold objects")
    variant_id = selectors.find_variant(
        tx=tx,
        shop_id=shop_id,
        sku=str(data.get("sku", "")),
        variant_id=_number(data, "model_id", 0),
        item_id=_number(data, "item_id", 0),
    )
    return Wanted(variant_id=variant_id, quantity=_number(data, "quantity", 1))


def show_order(*, market: Market, request: Request, order_sn: str) -> Response:
    """`GET /control/orders/<order_sn>`."""
    with market.moment() as tx:
        order = orders.get(tx=tx, order_sn=order_sn)
        return _json(selectors.order_truth(tx=tx, order=order))


def _cancel(tx: Tx, order_sn: str, data: Mapping[str, Any]) -> None:
    orders.buyer_cancel(tx=tx, order_sn=order_sn, reason=_reason(data))


def _request_cancel(tx: Tx, order_sn: str, data: Mapping[str, Any]) -> None:
    orders.request_cancel(tx=tx, order_sn=order_sn, reason=_reason(data))


def _system_cancel(tx: Tx, order_sn: str, data: Mapping[str, Any]) -> None:
    orders.cancel(tx=tx, order_sn=order_sn, by="system", reason=_reason(data))


def _reason(data: Mapping[str, Any]) -> str:
    return str(data.get("reason", DEFAULT_REASON))


ORDER_ACTIONS: Mapping[str, Callable[[Tx, str, Mapping[str, Any]], None]] = {
    "pay": lambda tx, sn, data: orders.pay(tx=tx, order_sn=sn),
    "cancel": _cancel,
    "request-cancel": _request_cancel,
    "system-cancel": _system_cancel,
    "ship": lambda tx, sn, data: shipping.ship_in_seller_app(tx=tx, order_sn=sn),
    "arrange": lambda tx, sn, data: shipping.arrange(tx=tx, order_sn=sn, method="dropoff"),
    "pickup": lambda tx, sn, data: shipping.pick_up(tx=tx, order_sn=sn),
    "fail-pickup": lambda tx, sn, data: shipping.fail_pick_up(tx=tx, order_sn=sn),
    "deliver": lambda tx, sn, data: shipping.deliver(tx=tx, order_sn=sn),
    "receive": lambda tx, sn, data: orders.confirm_received(tx=tx, order_sn=sn),
}


def act_on_order(*, market: Market, request: Request, order_sn: str, action: str) -> Response:
    """`POST /control/orders/<order_sn>/<action>`, one of `ORDER_ACTIONS`."""
    if action not in ORDER_ACTIONS:
        raise NoSuchPage(f"known actions: {', '.join(ORDER_ACTIONS)}")
    with market.moment() as tx:
        ORDER_ACTIONS[action](tx, order_sn, _body(request))
        order = orders.get(tx=tx, order_sn=order_sn)
        return _json(selectors.order_truth(tx=tx, order=order))


def set_promotion(*, market: Market, request: Request) -> Response:
    """`POST /control/promotions {shop, sku | model_id, reserved, price}` starts a campaign;
    `{shop, sku, end: true}` ends it.
    """
    data = _body(request)
    with market.moment() as tx:
        shop_id = _shop_id(tx=tx, name=data.get("shop"))
        variant_id = _line(tx=tx, shop_id=shop_id, data=data).variant_id
        if data.get("end"):
            catalog.end_promotion(tx=tx, variant_id=variant_id)
            return _json({"promotion_id": 0})
        reserved, price = _number(data, "reserved"), _number(data, "price")
        promotion_id = catalog.start_promotion(
            tx=tx, variant_id=variant_id, reserved=reserved, price=price
        )
        return _json({"promotion_id": promotion_id}, 201)


def set_stock(*, market: Market, request: Request) -> Response:
    """`POST /control/stock {shop, sku | model_id, stock}`: as if changed in the seller's app."""
    data = _body(request)
    with market.moment() as tx:
        shop_id = _shop_id(tx=tx, name=data.get("shop"))
        variant_id = _line(tx=tx, shop_id=shop_id, data=data).variant_id
        stock = _number(data, "stock")
        catalog.set_stock(tx=tx, variant_id=variant_id, stock=stock, cause="seller_app")
        return _json({"variant_id": variant_id, "stock": stock})


def settings(*, market: Market, request: Request) -> Response:
    """`GET|POST /control/settings {timings?: {name: seconds}, rate?, burst?, shop?}`."""
    data = _body(request) if request.method == "POST" else {}
    timings = data.get("timings", {})
    if not isinstance(timings, dict) or set(timings) - set(TIMINGS):
        raise BadInput(f"timings: {', '.join(TIMINGS)}")
    with market.moment() as tx:
        for name in timings:
            tx.set_setting(f"timing:{name}", str(_number(timings, name)))
        if "rate" in data or "burst" in data:
            market.limiter.configure(
                rate=float(data.get("rate", RATE)),
                burst=float(data.get("burst", BURST)),
                shop_id=_shop_id(tx=tx, name=data.get("shop")),
            )
        return _json({"timings": {name: orders.timing(tx=tx, name=name) for name in TIMINGS}})


def dialect_action(*, market: Market, request: Request, dialect: str, action: str) -> Response:
    """`POST /control/<dialect>/<action>`: what only one dialect or service knows."""
    if dialect not in market.speakers:
        raise NoSuchPage(f"no dialect {dialect}")
    speaker = market.speakers[dialect]
    answer = speaker.control(market=market, action=action, data=_body(request))
    return _json(answer)


def health(*, market: Market, request: Request) -> Response:
    """`GET /control/health`."""
    return _json({"ok": True, "urls": market.urls})


RULES = [
    Rule("/control/health", endpoint=health, methods=["GET"]),
    Rule("/control/clock", endpoint=show_clock, methods=["GET"]),
    Rule("/control/clock", endpoint=move_clock, methods=["POST"]),
    Rule("/control/seed", endpoint=do_seed, methods=["POST"]),
    Rule("/control/reset", endpoint=do_reset, methods=["POST"]),
    Rule("/control/credentials", endpoint=show_credentials, methods=["GET"]),
    Rule("/control/state", endpoint=show_state, methods=["GET"]),
    Rule("/control/calls", endpoint=show_calls, methods=["GET"]),
    Rule("/control/stock_changes", endpoint=show_stock_changes, methods=["GET"]),
    Rule("/control/pushes", endpoint=show_pushes, methods=["GET"]),
    Rule("/control/faults", endpoint=list_faults, methods=["GET"]),
    Rule("/control/faults", endpoint=add_fault, methods=["POST"]),
    Rule("/control/faults", endpoint=remove_fault, methods=["DELETE"]),
    Rule("/control/faults/<int:fault_id>", endpoint=remove_fault, methods=["DELETE"]),
    Rule("/control/outage", endpoint=set_outage, methods=["POST"]),
    Rule("/control/orders", endpoint=place_order, methods=["POST"]),
    Rule("/control/orders/<order_sn>", endpoint=show_order, methods=["GET"]),
    Rule("/control/orders/<order_sn>/<action>", endpoint=act_on_order, methods=["POST"]),
    Rule("/control/promotions", endpoint=set_promotion, methods=["POST"]),
    Rule("/control/stock", endpoint=set_stock, methods=["POST"]),
    Rule("/control/settings", endpoint=settings, methods=["GET", "POST"]),
    Rule("/control/<dialect>/<action>", endpoint=dialect_action, methods=["POST"]),
]
