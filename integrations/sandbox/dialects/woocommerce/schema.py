"""Tables only the WooCommerce dialect needs: a site's switches, its keys, webhooks and extras."""

SCHEMA = """
CREATE TABLE IF NOT EXISTS woo_site (
    shop_id INTEGER PRIMARY KEY REFERENCES shop (id), is_plain INTEGER NOT NULL DEFAULT 0,
    is_rest_off INTEGER NOT NULL DEFAULT 0, cache_seconds INTEGER NOT NULL DEFAULT 0,
    has_notices INTEGER NOT NULL DEFAULT 0, strips_header INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS woo_cache (
    shop_id INTEGER NOT NULL, address TEXT NOT NULL, at INTEGER NOT NULL, headers TEXT NOT NULL,
    body TEXT NOT NULL, PRIMARY KEY (shop_id, address)
);
CREATE TABLE IF NOT EXISTS woo_key (
    id INTEGER PRIMARY KEY AUTOINCREMENT, shop_id INTEGER NOT NULL REFERENCES shop (id),
    description TEXT NOT NULL, consumer_key TEXT NOT NULL UNIQUE, consumer_secret TEXT NOT NULL,
    permissions TEXT NOT NULL, created_at INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS woo_nonce (
    consumer_key TEXT NOT NULL, nonce TEXT NOT NULL, at INTEGER NOT NULL,
    PRIMARY KEY (consumer_key, nonce)
);
CREATE TABLE IF NOT EXISTS woo_webhook (
    id INTEGER PRIMARY KEY AUTOINCREMENT, shop_id INTEGER NOT NULL REFERENCES shop (id),
    name TEXT NOT NULL, topic TEXT NOT NULL, delivery_url TEXT NOT NULL, secret TEXT NOT NULL,
    status TEXT NOT NULL, source TEXT NOT NULL, counts_from INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS woo_stock (
    variant_id INTEGER PRIMARY KEY, debt INTEGER NOT NULL DEFAULT 0,
    is_unmanaged INTEGER NOT NULL DEFAULT 0, status TEXT NOT NULL DEFAULT 'instock'
);
CREATE TABLE IF NOT EXISTS woo_product (item_id INTEGER PRIMARY KEY, data TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS woo_order (
    order_id INTEGER PRIMARY KEY REFERENCES orders (id), status TEXT NOT NULL,
    core_state TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS woo_meta (
    id INTEGER PRIMARY KEY AUTOINCREMENT, order_id INTEGER NOT NULL REFERENCES orders (id),
    key TEXT NOT NULL, value TEXT NOT NULL, UNIQUE (order_id, key)
);
CREATE TABLE IF NOT EXISTS woo_note (
    id INTEGER PRIMARY KEY AUTOINCREMENT, order_id INTEGER NOT NULL REFERENCES orders (id),
    note TEXT NOT NULL, is_for_customer INTEGER NOT NULL, created_at INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS woo_refund (
    id INTEGER PRIMARY KEY AUTOINCREMENT, order_id INTEGER NOT NULL REFERENCES orders (id),
    amount INTEGER NOT NULL, reason TEXT NOT NULL, created_at INTEGER NOT NULL
);
"""
