"""What Pasar Tiruan speaks. A new dialect or service is a folder here and one line below."""

from integrations.sandbox.dialects.base import Dialect, Service
from integrations.sandbox.dialects.biteship import Biteship
from integrations.sandbox.dialects.blibli import Blibli
from integrations.sandbox.dialects.lazada import Lazada
from integrations.sandbox.dialects.midtrans import Midtrans
from integrations.sandbox.dialects.shopee import Shopee
from integrations.sandbox.dialects.social import Social
from integrations.sandbox.dialects.tiktok_shop import TikTokShop
from integrations.sandbox.dialects.woocommerce import WooCommerce

DIALECTS: dict[str, Dialect] = {
    "shopee": Shopee(),
    "tiktok_shop": TikTokShop(),
    "lazada": Lazada(),
    "blibli": Blibli(),
    "woocommerce": WooCommerce(),
}
SERVICES: dict[str, Service] = {
    "social": Social(),
    "midtrans": Midtrans(),
    "biteship": Biteship(),
}
