"""What happened, written in the transaction in which it happened; dialects turn it into pushes."""

import json
from typing import Any

from integrations.sandbox.core.store import Tx

ORDER_CHANGED = "order_changed"
TRACKING_ASSIGNED = "tracking_assigned"
DOCUMENT_READY = "document_ready"
PARCEL_CHANGED = "parcel_changed"
RESERVED_CHANGED = "reserved_changed"


def emit(*, tx: Tx, shop_id: int, kind: str, **data: Any) -> None:
    """Queue an event of one shop; it exists only if the transaction commits."""
    tx.insert("event", shop_id=shop_id, kind=kind, at=tx.now, data=json.dumps(data))
