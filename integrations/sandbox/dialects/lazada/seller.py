"""The shop itself."""

from typing import Any

from integrations.sandbox.dialects.lazada.call import Call


def get_seller(call: Call) -> dict[str, Any]:
    """`/seller/get`."""
    shop = call.tx.the("SELECT * FROM shop WHERE id = ?", call.shop_id)
    return {
        "data": {
            "seller_id": str(shop["id"]),
            "short_code": f"ID{shop['id']}",
            "name": shop["name"],
            "name_company": shop["name"],
            "email": f"{shop['username']}@contoh.id",
            "location": shop["city"],
            "status": "ACTIVE",
            "verified": True,
            "cb": False,
        }
    }
