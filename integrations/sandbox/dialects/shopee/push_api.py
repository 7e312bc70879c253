"""`push/*`: what was lost in the last three days."""

import json
from typing import Any

from integrations.sandbox.core.states import DAY
from integrations.sandbox.dialects.shopee.call import Call

PAGE = 100
KEPT = 3 * DAY


def get_lost_push_message(call: Call) -> dict[str, Any]:
    """`GET push/get_lost_push_message`: the earliest 100 that were lost and not confirmed."""
    rows = call.tx.all(
        "SELECT * FROM push WHERE dialect = 'shopee' AND app_id = ? AND state = 'lost' "
        "AND created_at >= ? ORDER BY id LIMIT ?",
        *(str(call.partner_id), call.tx.now - KEPT, PAGE + 1),
    )
    page = rows[:PAGE]
    return {
        "push_message_list": [json.loads(row["body"]) for row in page if _is_json(row["body"])],
        "has_next_page": len(rows) > PAGE,
        "last_message_id": page[-1]["id"] if page else 0,
    }


def _is_json(body: str) -> bool:
    """A push spoilt into garbage has nothing to hand out later."""
    return body.endswith("}")


def confirm_consumed_lost_push_message(call: Call) -> dict[str, Any]:
    """`POST push/confirm_consumed_lost_push_message`: forget the lost ones up to this id."""
    last = call.body_int("last_message_id")
    call.tx.run(
        "UPDATE push SET state = 'consumed' WHERE dialect = 'shopee' AND app_id = ? "
        "AND state = 'lost' AND id <= ?",
        *(str(call.partner_id), last),
    )
    return {}
