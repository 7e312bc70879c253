"""What a site says of itself."""

from sqlite3 import Row
from typing import Any

from integrations.sandbox.core.store import Tx
from integrations.sandbox.dialects.woocommerce.call import Answer, Call

WORDPRESS, WOOCOMMERCE, PHP = "7.0.4", "11.0.1", "8.2"


def index(*, tx: Tx, shop: Row, site_url: str) -> Answer:
    """`GET /wp-json/`: for everybody."""
    return Answer(
        data={
            "name": shop["name"],
            "description": f"{shop['owner']}, {shop['city']}",
            "url": site_url,
            "home": site_url,
            "gmt_offset": "7",
            "timezone_string": "Asia/Jakarta",
            "namespaces": ["oembed/1.0", "wc/v1", "wc/v2", "wc/v3", "wp/v2"],
            "authentication": [],
            "routes": {"/wc/v3": {"namespace": "wc/v3", "methods": ["GET"]}},
        }
    )


def system_status(call: Call) -> Answer:
    """`GET /system_status`."""
    environment = {
        "home_url": call.site_url,
        "site_url": call.site_url,
        "version": WOOCOMMERCE,
        "wp_version": WORDPRESS,
        "php_version": PHP,
        "secure_connection": call.site_url.startswith("https://"),
    }
    settings: dict[str, Any] = {
        "api_enabled": True,
        "currency": "IDR",
        "currency_symbol": "Rp",
        "currency_position": "left",
        "thousand_separator": ".",
        "decimal_separator": ",",
        "number_of_decimals": 0,
    }
    return Answer(data={"environment": environment, "settings": settings})


def general_settings(call: Call) -> Answer:
    """`GET /settings/general`."""
    shop = call.tx.the("SELECT * FROM shop WHERE id = ?", call.shop_id)
    told = {
        "woocommerce_store_address": shop["address"],
        "woocommerce_store_city": shop["city"],
        "woocommerce_default_country": "ID",
        "woocommerce_store_postcode": shop["zipcode"],
        "woocommerce_currency": "IDR",
    }
    return Answer(data=[{"id": name, "value": value} for name, value in told.items()])


def product_settings(call: Call) -> Answer:
    """`GET /settings/products`: the units among them."""
    told = {"woocommerce_weight_unit": "kg", "woocommerce_dimension_unit": "cm"}
    return Answer(data=[{"id": name, "value": value} for name, value in told.items()])


def currency(call: Call) -> Answer:
    """`GET /data/currencies/current`."""
    return Answer(data={"code": "IDR", "name": "Indonesian rupiah", "symbol": "Rp"})
