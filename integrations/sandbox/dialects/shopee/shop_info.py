"""`shop/*` and `public/*`: who the shop is and who is linked."""

from typing import Any

from integrations.sandbox.dialects.shopee.call import Call
from integrations.sandbox.dialects.shopee.errors import ApiError


def get_shop_info(call: Call) -> dict[str, Any]:
    """`GET shop/get_shop_info`: name, region and the time the authorisation runs."""
    shop = call.tx.the("SELECT * FROM shop WHERE id = ?", call.shop_id)
    link = call.tx.the(
        "SELECT * FROM shopee_link WHERE partner_id = ? AND shop_id = ?",
        *(call.partner_id, call.shop_id),
    )
    return {
        "shop_name": shop["name"],
        "region": "ID",
        "status": "NORMAL",
        "is_sip": False,
        "is_cb": False,
        "auth_time": link["authorised_at"],
        "expire_time": link["expires_at"],
    }


def get_warehouse_detail(call: Call) -> dict[str, Any]:
    """`GET shop/get_warehouse_detail`: every shop here has a single location."""
    raise ApiError("warehouse.error_not_in_whitelist", "The shop has no multi-warehouse.")


def get_shops_by_partner(call: Call) -> dict[str, Any]:
    """`GET public/get_shops_by_partner`: linked shops, at most 100 a page."""
    page_size = call.query_int("page_size", low=1, high=100, default=100)
    page_no = call.query_int("page_no", low=1, default=1)
    rows = call.tx.all(
        "SELECT * FROM shopee_link WHERE partner_id = ? ORDER BY shop_id LIMIT ? OFFSET ?",
        *(call.partner_id, page_size + 1, (page_no - 1) * page_size),
    )
    return {
        "authed_shop_list": [
            {
                "region": "ID",
                "shop_id": row["shop_id"],
                "auth_time": row["authorised_at"],
                "expire_time": row["expires_at"],
                "sip_affi_shop_list": [],
            }
            for row in rows[:page_size]
        ],
        "more": len(rows) > page_size,
    }
