"""Building connectors that are answered by recordings, and reading what they sent."""

from __future__ import annotations

import json

from integrations.channels.transport import Response, Secret
from integrations.channels.words import (
    OrderRef,
    StockLevel,
)
from integrations.connectors.shopee import ShopeeConnector
from tests.connectors.shopee.case import CASE
from tests.contract.exchange import ScriptedTransport

ORDER = OrderRef(external_order_id="2511240KOPI001")
SECRET = Secret("shpk-contract-partner-key-001")


def play(**answers: object) -> tuple[ShopeeConnector, ScriptedTransport]:
    """A connector whose operations (with __ for /) get the answers named, or built."""
    transport = ScriptedTransport(
        {
            operation.replace("__", "/"): [
                CASE.answer(answer) if isinstance(answer, str) else answer for answer in found
            ]
            for operation, found in answers.items()
        }
    )
    return CASE.connector(transport), transport


def good(response: object) -> Response:
    body = {"request_id": "r", "error": "", "message": "", "response": response}
    return Response(status=200, body=json.dumps(body).encode())


def bodies(transport: ScriptedTransport) -> list[dict[str, object]]:
    return [json.loads(request.body) for request in transport.requests]


def stock(item: str, model: str, quantity: int, location: str = "") -> StockLevel:
    return StockLevel(
        external_listing_id=item,
        external_variant_id=model,
        quantity=quantity,
        location_id=location,
    )
