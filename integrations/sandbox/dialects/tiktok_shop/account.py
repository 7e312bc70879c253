"""`/authorization/*` and `/event/*`: which shops let the app in, and where pushes go."""

from typing import Any

from integrations.sandbox.dialects.tiktok_shop import apps
from integrations.sandbox.dialects.tiktok_shop.call import Call, bad
from integrations.sandbox.dialects.tiktok_shop.messages import TYPES


def shops(call: Call) -> dict[str, Any]:
    """`GET shops`: the shop behind the access token, with its cipher."""
    shop = call.tx.the("SELECT * FROM shop WHERE id = ?", call.shop_id)
    return {
        "shops": [
            {
                "id": str(shop["id"]),
                "cipher": apps.cipher(shop["id"]),
                "name": shop["name"],
                "region": "ID",
                "seller_type": "LOCAL",
                "code": f"IDLC{shop['id'] % 100_000:05d}",
            }
        ]
    }


def read_hooks(call: Call) -> dict[str, Any]:
    """`GET webhooks`."""
    rows = call.tx.all(
        "SELECT * FROM tiktok_hook WHERE app_key = ? AND shop_id = ? ORDER BY event_type",
        *(call.app_key, call.shop_id),
    )
    hooks = [{"event_type": row["event_type"], "address": row["address"]} for row in rows]
    return {"total_count": len(hooks), "webhooks": hooks}


def put_hook(call: Call) -> dict[str, Any]:
    """`PUT webhooks`. Here http and ports are allowed: nobody has a domain name at home."""
    address = call.text("address")
    if not address.startswith(("http://", "https://")):
        raise bad("address")
    call.tx.run(
        "INSERT OR REPLACE INTO tiktok_hook VALUES (?, ?, ?, ?)",
        *(call.app_key, call.shop_id, _event(call), address),
    )
    return {}


def delete_hook(call: Call) -> dict[str, Any]:
    """`DELETE webhooks`."""
    call.tx.run(
        "DELETE FROM tiktok_hook WHERE app_key = ? AND shop_id = ? AND event_type = ?",
        *(call.app_key, call.shop_id, _event(call)),
    )
    return {}


def _event(call: Call) -> str:
    event = call.text("event_type")
    if event not in TYPES:
        raise bad(f"event_type must be one of {', '.join(TYPES)}")
    return event
