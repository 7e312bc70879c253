"""Blibli's recordings played back in the order a test wants."""

from __future__ import annotations

import json

from integrations.channels.transport import Response
from integrations.channels.words import OrderRef, ShipChoice, ShipMethod
from integrations.connectors.blibli import BlibliConnector
from tests.connectors.blibli.case import CASE
from tests.contract.exchange import ScriptedTransport

ORDER = OrderRef(external_order_id="12010000001")
PICKUP = ShipChoice(method=ShipMethod.PICKUP, address_id="PP-3001234")


def play(answers: dict[str, tuple[object, ...]]) -> tuple[BlibliConnector, ScriptedTransport]:
    """A connector and the transport that answers each operation in turn."""
    transport = ScriptedTransport(
        {
            operation: [CASE.answer(each) if isinstance(each, str) else each for each in found]
            for operation, found in answers.items()
        }
    )
    return CASE.connector(transport), transport


def json_answer(body: object, status: int = 200) -> Response:
    """An answer with this JSON."""
    return Response(status=status, body=json.dumps(body).encode())


def sent(transport: ScriptedTransport, operation: str) -> list[dict[str, object]]:
    """The bodies that went out for an operation."""
    return [
        json.loads(request.body)
        for request in transport.requests
        if request.operation == operation and request.body
    ]
