"""WooCommerce's recordings played back in the order a test wants."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from integrations.channels.transport import Response, Secret
from integrations.connectors.woocommerce import WooCommerceConnector
from tests.connectors.woocommerce.case import CASE, KEY, SECRET
from tests.contract.case import NOW
from tests.contract.exchange import ScriptedTransport


def play(
    answers: dict[str, tuple[object, ...]],
    *,
    site: str = "https://toko.example.test",
    more: str = "",
) -> tuple[WooCommerceConnector, ScriptedTransport]:
    """A connector and the transport that answers each operation in turn."""
    transport = ScriptedTransport(
        {
            operation: [CASE.answer(each) if isinstance(each, str) else each for each in found]
            for operation, found in answers.items()
        }
    )
    access = Secret(" ".join(filter(None, (KEY, SECRET, more))))
    credentials = replace(CASE.credentials, access_token=access)
    connector = WooCommerceConnector(
        credentials, transport, lambda: NOW, app=CASE.app, base_url=site
    )
    return connector, transport


def json_answer(body: object, *, status: int = 200, **headers: str) -> Response:
    """An answer with this JSON."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response(status=status, headers=named, body=json.dumps(body).encode())


def order(**changes: Any) -> dict[str, Any]:
    """The recorded order, changed."""
    found: dict[str, Any] = json.loads(CASE.answer("order.one").body)
    return {**found, **changes}
