"""WooCommerce REST v3: what the sandbox speaks on its fifth port."""

from integrations.sandbox.dialects.woocommerce.dialect import WooCommerce

__all__ = ["WooCommerce"]
