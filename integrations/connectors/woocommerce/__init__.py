"""WooCommerce REST API v3. Facts and quirks: docs/reference/channels/woocommerce.md."""

from integrations.connectors.woocommerce.connector import WooCommerceConnector

__all__ = ["WooCommerceConnector"]
