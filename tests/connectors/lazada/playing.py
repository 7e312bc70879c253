"""Lazada's recordings played back in the order a test wants."""

from __future__ import annotations

import json
from datetime import timedelta

from integrations.channels.transport import Response
from integrations.channels.words import (
    ChannelOrder,
    OrderRef,
    ShipChoice,
    ShipMethod,
)
from integrations.connectors.lazada import LazadaConnector
from tests.connectors.lazada.case import CASE, ITEMS
from tests.contract.case import NOW
from tests.contract.exchange import ScriptedTransport

ORDER = OrderRef(external_order_id="260422900000001")
DROPOFF = ShipChoice(method=ShipMethod.DROPOFF)


def play(answers: dict[str, tuple[object, ...]]) -> tuple[LazadaConnector, ScriptedTransport]:
    """A connector and the transport that answers each operation in turn."""
    transport = ScriptedTransport(
        {
            operation: [CASE.answer(each) if isinstance(each, str) else each for each in found]
            for operation, found in answers.items()
        }
    )
    return CASE.connector(transport), transport


def json_answer(body: object) -> Response:
    """An answer with this JSON."""
    return Response(status=200, body=json.dumps(body).encode())


def orders(**answers: str) -> list[ChannelOrder]:
    """What one page of orders becomes: recordings of the heads and of their units."""
    connector, _ = play({"orders/get": (answers["heads"],), ITEMS: (answers["units"],)})
    return list(connector.read_orders(NOW - timedelta(hours=1), NOW).items)
